"""How long each spoken and sent field of a text is, as pages show it."""

from dataclasses import dataclass

from bluezone.authority.feeds.showing import in_words
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.studio.forms import COUNTED
from bluezone.rollout.studio.queries import imprint
from bluezone.rollout.studio.refusals import REFUSALS
from bluezone.rollout.studio.rules.filling import filled
from bluezone.rollout.studio.rules.lengths import (
    ACCENTED_AT_MOST,
    PLAIN_AT_MOST,
    accented_units,
    check_accented,
    check_plain,
    plain_septets,
)
from bluezone.rollout.studio.rules.speaking import SECONDS, check_spoken, spoken
from bluezone.rollout.studio.rules.words import Text


@dataclass(frozen=True, slots=True)
class Counted:
    """How long one field is.

    Args:
        name: The field.
        length: Characters as a telephone counts them, or seconds; None when it cannot be counted.
        limit: At most so many.
        is_spoken: Whether seconds are meant.
        fault: What is wrong with it, in words.
    """

    name: str
    length: int | None
    limit: int
    is_spoken: bool
    fault: str = ""


def counts(value: Text) -> list[Counted]:
    """Return how long each spoken and sent field is, as it will be used; empty ones are left out."""
    said = filled(value, imprint())
    return [_counted(name, getattr(said, name), value.language) for name in COUNTED if getattr(said, name)]


def _counted(name: str, words: str, language: str) -> Counted:
    length, limit, is_spoken = _length(name, words, language)
    try:
        if is_spoken:
            check_spoken(words, language, name)
        else:
            (check_accented if name == "sms_accented" else check_plain)(words)
    except RuleViolation as wrong:
        return Counted(name, length, limit, is_spoken, in_words(wrong, REFUSALS))
    return Counted(name, length, limit, is_spoken)


def _length(name: str, words: str, language: str) -> tuple[int | None, int, bool]:
    """Return how long a field is, how long it may be, and whether that is in seconds."""
    if name in SECONDS:
        taken = spoken(words, language)
        return round(taken.seconds) if taken else None, SECONDS[name][1], True
    if name == "sms_accented":
        return accented_units(words), ACCENTED_AT_MOST, False
    try:
        return plain_septets(words), PLAIN_AT_MOST, False
    except RuleViolation:
        return None, PLAIN_AT_MOST, False
