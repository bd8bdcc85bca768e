"""Where the field pages lie, which the site serves at `/field/`."""

from pathlib import Path
from typing import Final

PAGES: Final = Path(__file__).parent / "pages"
