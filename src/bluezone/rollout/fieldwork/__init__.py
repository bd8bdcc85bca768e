"""What happens away from any desk, as events of devices that work for a week without a network; no name, no refusal of anybody."""

from pathlib import Path
from typing import Final

PAGES: Final = Path(__file__).parent / "pages"
"""The folder of the field pages, which the site serves at `/field/`."""
