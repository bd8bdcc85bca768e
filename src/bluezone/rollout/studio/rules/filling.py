"""What a text leaves open until it is used: who publishes it, the hotline, the addresses of the site.

A text writes `{publisher}`, `{hotline}`, `{site}` and `{link}`. A sentence that asks for a hotline which does not exist is
left out, so that nothing half is ever printed or read.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from bluezone.rollout.studio.rules.lengths import without_marks
from bluezone.rollout.studio.rules.words import Imprint, Text

STAND_IN: Final = {"vi": "TÊN CƠ QUAN PHÁT HÀNH", "en": "NAME OF THE PUBLISHER"}
"""What stands for the publisher on a trial."""
WORDS: Final = ("headline", "lead", "promise", "loudspeaker", "radio_30", "radio_60", "sms_accented", "sms_plain")
"""The fields of a text that are one piece of writing."""
OPEN: Final = ("publisher", "hotline", "site", "link")
SHORT_ADDRESS: Final = "/i"
_SENTENCE: Final = re.compile(r"[^.!?\n]*(?:[.!?](?!\s|$)[^.!?\n]*)*[.!?]?[ \n]*")
_PLACE: Final = re.compile(r"\{([a-z]+)\}")


def filled(text: Text, imprint: Imprint) -> Text:
    """Return a text as it is printed, read and sent, with nothing left open."""
    said = values(imprint, text.language)
    plain = {name: without_marks(value) for name, value in said.items()}
    said_of = {name: plain if name == "sms_plain" else said for name in WORDS}
    made: dict[str, Any] = {name: _filled(getattr(text, name), said_of[name]) for name in WORDS}
    return replace(text, **made, steps=tuple(_filled(step, said) for step in text.steps))


def values(imprint: Imprint, language: str) -> dict[str, str]:
    """Return what stands for each open word."""
    host = imprint.site.partition("://")[2] or imprint.site
    publisher = imprint.publisher or STAND_IN["en" if language == "en" else "vi"]
    return {"publisher": publisher, "hotline": imprint.hotline, "site": host, "link": host + SHORT_ADDRESS}


def unknown_words(text: str) -> list[str]:
    """Return what stands in braces and is none of the open words."""
    return [word for word in _PLACE.findall(text) if word not in OPEN]


def _filled(text: str, said: Mapping[str, str]) -> str:
    kept = (each for each in _SENTENCE.findall(text) if not _asks_in_vain(each, said))
    return _PLACE.sub(_word(said), "".join(kept)).strip()


def _asks_in_vain(sentence: str, said: Mapping[str, str]) -> bool:
    return any(said.get(word) == "" for word in _PLACE.findall(sentence))


def _word(said: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    return lambda found: said.get(found.group(1), found.group())
