"""The texts that come with Bluezone, in Vietnamese and in English; each begins unread, as version 1."""

import json
from functools import cache
from importlib.resources import files
from typing import Final

from bluezone.rollout.studio.rules.words import Message, Text

SHIPPED: Final = ("vi", "en")


@cache
def shipped_texts() -> tuple[Text, ...]:
    """Return every text that comes with Bluezone."""
    folder = files("bluezone.rollout.studio") / "data"
    found: list[Text] = []
    for language in SHIPPED:
        said = json.loads((folder / f"texts-{language}.json").read_text(encoding="utf-8"))
        for key, words in said.items():
            found.append(Text(Message(key), language, 1, **{**words, "steps": tuple(words["steps"])}))
    return tuple(found)
