"""What is checked of a whole text before it is kept: every field by its own rule, as it will be printed, read and sent."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.studio.rules.filling import WORDS, filled, unknown_words
from bluezone.rollout.studio.rules.lengths import check_accented, check_plain
from bluezone.rollout.studio.rules.speaking import check_spoken
from bluezone.rollout.studio.rules.words import Imprint, Text

NEEDED: Final = ("headline", "lead", "promise")
SPOKEN: Final = ("loudspeaker", "radio_30", "radio_60")
STEPS_AT_MOST: Final = 5
HIDDEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
"""Categories of characters that nobody sees, such as marks that turn the direction of writing."""


def tidy(text: Text) -> Text:
    """Return a text in composed letters, without blanks at its ends and without empty steps."""
    words: dict[str, Any] = {name: _tidy(getattr(text, name)) for name in WORDS}
    return replace(text, **words, steps=tuple(step for each in text.steps if (step := _tidy(each))))


def faults(text: Text, imprint: Imprint) -> Mapping[str, RuleViolation]:
    """Return what is wrong with a tidy text, by field; nothing when it can be kept."""
    said = filled(text, imprint)
    found: dict[str, RuleViolation] = {}
    for name, check in _checks(text, said).items():
        try:
            check()
        except RuleViolation as wrong:
            found[name] = wrong
    return found


def _checks(text: Text, said: Text) -> dict[str, Callable[[], object]]:
    def checked(name: str) -> Callable[[], object]:
        return lambda: _field(name, text, said)

    return {name: checked(name) for name in (*WORDS, "steps")}


def _field(name: str, text: Text, said: Text) -> None:
    if name == "steps":
        _steps(text.steps)
        return
    words = getattr(text, name)
    if name in NEEDED and not words:
        raise RuleViolation("field_missing", f"{name}: is needed")
    _plain(name, words)
    if not words:
        return
    if name in SPOKEN:
        check_spoken(getattr(said, name), text.language, name)
    elif name == "sms_accented":
        check_accented(said.sms_accented)
    elif name == "sms_plain":
        check_plain(said.sms_plain)


def _steps(steps: tuple[str, ...]) -> None:
    if not 1 <= len(steps) <= STEPS_AT_MOST:
        raise RuleViolation("field_missing", f"steps: from one to {STEPS_AT_MOST} are needed")
    for step in steps:
        _plain("steps", step)


def _plain(name: str, words: str) -> None:
    if any(unicodedata.category(each) in HIDDEN for each in words if each != "\n"):
        raise RuleViolation("field_control", f"{name}: a character that nobody sees is refused")
    if unknown_words(words):
        raise RuleViolation("field_open", f"{name}: an unknown word stands in braces")


def _tidy(words: str) -> str:
    composed = unicodedata.normalize("NFC", words.replace("\r\n", "\n"))
    return "\n".join(" ".join(line.split()) for line in composed.strip().split("\n"))
