"""What the guest tells its host: one line of JSON for each thing that it saw, in a file that both can read."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

PLACE: Final = Path("/mnt/results")
"""The folder of the results, as the guest sees it."""
EVENTS: Final = "events.jsonl"
CAPTURE: Final = "kernel.btsnoop"
PYTHON: Final = "python"
"""The file that says which Python the guest is to run."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was seen, with its facts."""

    what: str
    facts: dict[str, Any]


def tell(what: str, **facts: object) -> None:
    """Write one line for the host, whole and at once."""
    with (PLACE / EVENTS).open("a", encoding="utf-8") as file:
        file.write(json.dumps({"what": what, **facts}) + "\n")


def events(text: str) -> list[Event]:
    """Return what a guest told; a last line that was cut short is left out."""
    found = []
    for line in text.splitlines():
        try:
            facts = json.loads(line)
        except ValueError:
            continue
        if isinstance(facts, dict) and isinstance(facts.get("what"), str):
            found.append(Event(facts.pop("what"), facts))
    return found
