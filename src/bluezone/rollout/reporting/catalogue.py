"""The forms that come with Bluezone; a campaign publishes others as data."""

import json
from importlib.resources import files
from typing import Any


def shipped_forms() -> list[dict[str, Any]]:
    """Return the definitions of the forms that come with Bluezone, in the order of their keys."""
    folder = files("bluezone.rollout.reporting") / "data"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.startswith("form-"))
    return [json.loads((folder / name).read_text(encoding="utf-8")) for name in names]
