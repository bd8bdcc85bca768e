"""What the words of the register are called, in the languages of the catalogs."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeVar

from django.utils.translation import gettext_lazy as _

from bluezone.rollout.venues.rules.words import Outcome, Refusal, Standing, State, Verdict, Wish, WishState

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Word = TypeVar("Word", bound=StrEnum)
Words = Mapping[Word, "StrPromise"]

STATES: Final[Words[State]] = {
    State.WAITING: _("waits for the commune"),
    State.CONFIRMED: _("confirmed by the commune"),
    State.REFUSED: _("refused"),
}
REASONS: Final[Words[Refusal]] = {
    Refusal.NOT_HERE: _("there is no such place in this commune"),
    Refusal.TWICE: _("the place is registered already"),
    Refusal.NAME: _("the name is not that of the place"),
    Refusal.PRIVATE_HOME: _("it is a private home"),
    Refusal.UNREACHABLE: _("nobody can be reached under the telephone number"),
    Refusal.NONSENSE: _("it was sent by a machine or in jest"),
}
WISHES: Final[Words[Wish]] = {
    Wish.NEW_CODE: _("asks for a new code"),
    Wish.RENAMED: _("says that the name has changed"),
    Wish.MOVED: _("says that the place has moved"),
    Wish.CLOSED: _("says that the place has closed"),
}
WISH_STATES: Final[Words[WishState]] = {
    WishState.WAITING: _("waits for the commune"),
    WishState.DONE: _("done"),
    WishState.REFUSED: _("not done"),
}
OUTCOMES: Final[Words[Outcome]] = {
    Outcome.SEEN: _("poster seen"),
    Outcome.OLD_VERSION: _("old poster"),
    Outcome.MISSING: _("no poster"),
    Outcome.DAMAGED: _("poster damaged"),
    Outcome.CLOSED: _("place closed"),
    Outcome.TAKEN_BACK: _("taken back"),
}
VERDICTS: Final[Words[Verdict]] = {
    Verdict.GOOD: _("good"),
    Verdict.MISSING: _("no notice"),
    Verdict.BROKEN: _("broken"),
}
STANDINGS: Final[Words[Standing]] = {
    Standing.VERIFIED: _("verified by a machine"),
    Standing.FAILING: _("the notice does not work"),
    Standing.SILENT: _("not checked for seven days"),
    Standing.NEVER: _("never checked"),
}


def choices(words: Words[Word]) -> list[tuple[str, "StrPromise"]]:
    """Return words as Django's fields take them."""
    return [(word.value, label) for word, label in words.items()]


def values(words: Iterable[StrEnum]) -> list[str]:
    """Return the plain values of words, as the database's constraints keep them."""
    return [word.value for word in words]
