"""Writes `docs/data-register.md` anew from the register."""

from pathlib import Path

from bluezone.authority.retention.rules.columns import REGISTER
from bluezone.authority.retention.rules.register import page

DOCUMENT = Path(__file__).parents[3] / "docs" / "data-register.md"

if __name__ == "__main__":
    DOCUMENT.write_text(page(REGISTER))
