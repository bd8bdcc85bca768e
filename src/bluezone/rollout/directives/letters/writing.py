"""Letters as files: DOCX from a template that offices may change, PDF/A-2b set by typst with every letter embedded.

Times New Roman is named in the DOCX and is not free; the PDF embeds Liberation Serif 2, which has its measures. Version 1
of the same name lacks 92 of the 134 Vietnamese letters, so the folder of version 2 is named and the system is not asked.
"""

import json
from io import BytesIO
from pathlib import Path
from typing import Final

import typst
from docxtpl import DocxTemplate

from bluezone.rollout.directives.letters.letter import Letter

DATA: Final = Path(__file__).with_name("data")
FACE: Final = "LiberationSerif-Regular.ttf"
FOLDERS: Final = (
    "/usr/share/fonts/truetype/liberation2",
    "/usr/share/fonts/liberation-serif",
    "/usr/share/fonts/liberation-serif-fonts",
)
"""Where systems keep version 2; without it the typesetter's own face stands in, which is complete too."""


def docx_bytes(letter: Letter) -> bytes:
    """Return a letter as DOCX."""
    template = DocxTemplate(DATA / "letter.docx")
    template.render(letter.words(), autoescape=True)
    stream = BytesIO()
    template.save(stream)
    return stream.getvalue()


def pdf_bytes(letter: Letter) -> bytes:
    """Return a letter as one PDF/A-2b file."""
    folders = [Path(folder) for folder in FOLDERS if Path(folder, FACE).exists()]
    pdf = typst.compile(
        DATA / "letter.typ",
        format="pdf",
        font_paths=folders[:1],
        ignore_system_fonts=True,
        sys_inputs={"letter": json.dumps(letter.words())},
        pdf_standards=["a-2b"],
    )
    if not isinstance(pdf, bytes):
        raise TypeError("one PDF was asked for")
    return pdf
