"""Visits: check-ins at venues, from a scanned code to corrected times, without a network and without a venue's secret."""

from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bluezone.phone.checking import place_warnings_for
from bluezone.phone.diary import Diary
from bluezone.phone.remembered import Remembered
from bluezone.protocol import device
from bluezone.protocol.clock import Clock
from bluezone.protocol.ended_codes import is_ended
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.place_warnings import CheckIn, changed, check_in
from bluezone.protocol.risk import RiskPolicy
from bluezone.protocol.trust import KeySet, accept_keys
from bluezone.protocol.venues import code_in, read_code

ID_LENGTH: Final = 16
"""Random bytes of a check-in's id."""
VISITS_KEPT: Final = 1000
"""The most check-ins of 14 days."""


@dataclass(frozen=True, slots=True)
class Visits:
    """The check-ins of one phone.

    Args:
        diary: Where they are kept.
        clock: The time.
        random_bytes: For ids.
    """

    diary: Diary
    clock: Clock
    random_bytes: Callable[[int], bytes]

    def all(self) -> tuple[device.Visit, ...]:
        """Return every check-in, newest first."""
        found = self.diary.notebook.visits()
        return tuple(reversed([_shown(name, visit) for name, visit in found.items()]))

    def begin(self, code: str, *, though_ended: bool = False) -> None:
        """Check in now with a venue's code: base64url, or the whole text of its QR code.

        Args:
            code: What was scanned.
            though_ended: Whether the person was told that the code is shown no more, and wishes it nonetheless; warnings
                speak to such a stay too.

        Raises:
            MalformedMessage: It is no venue's code.
            RuleViolation: What `venues.read_code` raises; `venue_ended`: another poster took its place; `keys_missing`
                before the first check; `visits_full`.
        """
        found = read_code(_code(code), self.keys(), self.clock.now())
        notebook = self.diary.notebook
        if not though_ended and is_ended(found, Remembered(notebook).ended()):
            raise RuleViolation("venue_ended", "the code was replaced: look for the new poster, or note it nonetheless")
        if len(notebook.visits()) >= VISITS_KEPT:
            raise RuleViolation("visits_full", f"a phone keeps at most {VISITS_KEPT} check-ins: remove some")
        notebook.keep_visit(self.random_bytes(ID_LENGTH).hex(), check_in(found, self.clock.now()))

    def change(self, name: str, times: device.VisitTimes, policy: RiskPolicy) -> None:
        """Correct the times of a check-in, and what was told about it.

        Raises:
            RuleViolation: `visit_unknown`, or what `place_warnings.changed` raises.
        """
        notebook = self.diary.notebook
        visits = notebook.visits()
        if name not in visits:
            raise RuleViolation("visit_unknown", "there is no such check-in")
        notebook.keep_visit(name, changed(visits[name], start=times.start, end=times.end))
        told, now = notebook.place_warnings(), self.clock.now()
        notebook.warn_of_places(place_warnings_for(notebook.visits(), (), told, policy=policy, at=now))

    def remove(self, name: str) -> None:
        """Remove a check-in and what was told about it; one that is gone already is no error."""
        self.diary.notebook.remove_visit(name)

    def keys(self) -> KeySet:
        """Return the authority's keys as the last check believed them.

        Raises:
            RuleViolation: `keys_missing` before the first check; `keys_expired`.
        """
        keys_json, last = Remembered(self.diary.notebook).keys_json(), self.diary.last_check()
        if keys_json is None or last is None:
            raise RuleViolation("keys_missing", "the phone does not know the authority's keys yet: check first")
        return accept_keys(last.trust, keys_json, at=self.clock.now())[1]


def _code(text: str) -> bytes:
    if "#" in text:
        return code_in(text)
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as wrong:
        raise MalformedMessage("a venue's code is base64url") from wrong


def _shown(name: str, visit: CheckIn) -> device.Visit:
    return device.Visit(
        id=name,
        name=visit.name,
        type=visit.type.value,
        commune=visit.commune,
        start=visit.start,
        end=visit.end,
        automatic=visit.is_automatic,
        version=visit.version,
    )
