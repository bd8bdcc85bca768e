"""Where the letters come from: a serif face that has every Vietnamese letter, and never two mixed.

Times New Roman is not free; Liberation Serif 2 has its measures. Version 1 of the same name lacks 92 of the 134
Vietnamese letters, and a program that finds both takes either; so the folder is named, and the system's own choice is
not asked. Without any of the folders the typesetter's own face stands in, which is complete too.
"""

from pathlib import Path
from typing import Final

FACE: Final = "LiberationSerif-Regular.ttf"
FOLDERS: Final = (
    "/usr/share/fonts/truetype/liberation2",
    "/usr/share/fonts/liberation-serif",
    "/usr/share/fonts/liberation-serif-fonts",
    "/usr/share/fonts/liberation",
    "/Library/Fonts",
)
"""Where systems keep version 2, in the order in which they are tried."""


def font_folders() -> list[Path]:
    """Return the first folder that has the face; nothing when none has it."""
    known = [Path(folder) for folder in FOLDERS if Path(folder, FACE).exists()]
    return known[:1]
