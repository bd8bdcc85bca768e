"""QR codes for print: how much error correction fits, and their modules as one drawing.

The rule: of the levels Q, M and L the strongest whose modules are still as wide as the camera needs; see
`docs/guides/posters.md`. Nothing is drawn into a code, and its quiet zone of four modules is part of its size.
"""

from dataclasses import dataclass
from typing import Final

import segno

from bluezone.protocol.errors import RuleViolation

QUIET_MODULES: Final = 4
"""ISO/IEC 18004: four modules of ground around the symbol."""
LARGE_MM: Final = 60
"""From this side on a code is read from across a room, and is proved at 60 dots per inch."""
MODULE_LARGE_MM: Final = 1.0
"""The narrowest module of a large code: 2.4 dots at 60 dots per inch."""
MODULE_SMALL_MM: Final = 0.5
"""The narrowest module of a code in the hand: 3 dots at 150 dots per inch."""


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code, drawn.

    Args:
        level: Its error correction: `Q`, `M` or `L`.
        modules: Its side in modules, the quiet zone included.
        drawing: An SVG file of one path, as wide as `modules`.
    """

    level: str
    modules: int
    drawing: str


def code(link: str, *, side_mm: float) -> Code:
    """Return the code for a link that is printed `side_mm` wide, quiet zone included.

    Raises:
        RuleViolation: `link_too_long`: its modules would be too narrow to be read.
    """
    narrowest = MODULE_LARGE_MM if side_mm >= LARGE_MM else MODULE_SMALL_MM
    for level in "QML":
        try:
            matrix = segno.make(link, error=level, micro=False, boost_error=False).matrix
        except segno.DataOverflowError:
            continue
        modules = len(matrix) + 2 * QUIET_MODULES
        if side_mm / modules >= narrowest:
            return Code(level, modules, _drawing(matrix, modules))
    raise RuleViolation("link_too_long", f"a code of {side_mm:g} mm cannot be read with a link that long")


def _drawing(matrix: tuple[bytearray, ...], modules: int) -> str:
    runs = "".join(
        f"M{start + QUIET_MODULES} {row + QUIET_MODULES}h{length}v1h-{length}z"
        for row, line in enumerate(matrix)
        for start, length in _runs(line)
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {modules} {modules}"><path d="{runs}"/></svg>'


def _runs(line: bytearray) -> list[tuple[int, int]]:
    """Return the start and length of each stretch of dark modules."""
    found: list[tuple[int, int]] = []
    for place, dark in enumerate(line):
        if dark and found and sum(found[-1]) == place:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        elif dark:
            found.append((place, 1))
    return found
