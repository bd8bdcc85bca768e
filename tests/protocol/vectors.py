"""The golden files, read once."""

import json
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parents[1] / "vectors"


def vectors(name: str) -> Any:
    """Return a golden file as its JSON says it."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


GAEN: Final = vectors("gaen.json")
BLUEZONE: Final = vectors("bluezone.json")
DP3T: Final = vectors("dp3t.json")
