"""Aftermath: what happens after a day, over the wire: codes, reports, the embargo, the export, every phone's check.

The key server is met as phones and officers meet it, over HTTP. Time between the acts is leapt over by whoever conducts
the clock; embargo, windows and policy keep their values.
"""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from time import perf_counter
from typing import Final, TypeVar

from bluezone import matching
from bluezone.lab.evaluation import PhoneWord
from bluezone.lab.key_server import AFTER_THE_HOUR, HOUR, Authority, Conductor, KeyServer
from bluezone.lab.replay import Pocket, Progress
from bluezone.phone.checking import Checked
from bluezone.phone.reporting import ReportPreview
from bluezone.phone.runtime import Phone
from bluezone.protocol.encounters import Encounter
from bluezone.protocol.errors import Unavailable
from bluezone.protocol.exposures import Exposure, ExposureWindow
from bluezone.protocol.intervals import Air, day_of
from bluezone.protocol.keys import REPLAY_MARGIN, DiagnosisKey
from bluezone.protocol.risk import risk

AT_ONCE: Final = 8
"""How many phones speak to the key server at one time."""
LONGEST_EMBARGO: Final = 8
"""Full hours after a report by which its keys must be out: two of embargo, the rest for a key that still had to end."""

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What became of one day.

    Args:
        words: For each index person, what every other person's phone says.
        previews: What each index person was shown before they agreed.
        reported_at: When the first code was issued.
        released_at: When the export was there.
        keys: How many keys the export has, padding included.
        seconds: Real seconds of each act.
    """

    words: Mapping[str, Mapping[str, PhoneWord]]
    previews: Mapping[str, ReportPreview]
    reported_at: datetime
    released_at: datetime
    keys: int
    seconds: Mapping[str, float]


class SharedDerivation:
    """A matcher that derives the identifiers of one export once, for however many phones check it."""

    def __init__(self) -> None:
        """Begin with nothing derived."""
        self._keys: tuple[DiagnosisKey, ...] = ()
        self._derived = matching.derived_diagnosis_keys(())

    def __call__(
        self, keys: Iterable[DiagnosisKey], heard: Iterable[Encounter], *, tolerance: Mapping[Air, int]
    ) -> tuple[Exposure, ...]:
        """Return the exposures among the encounters `heard`."""
        wanted = tuple(keys)
        if wanted != self._keys:
            self._keys, self._derived = wanted, matching.derived_diagnosis_keys(wanted)
        return matching.exposures_to(self._derived, heard, tolerance=tolerance)


class Afterwards:
    """Plays what comes after a day.

    Args:
        authority: The key server.
        conductor: The clock that it goes by.
        pockets: Everybody's phone; those of the index people have spoken.
    """

    def __init__(self, authority: Authority, conductor: Conductor, pockets: Mapping[str, Pocket]) -> None:
        """Take the parts; nothing happens before `play`."""
        self._conductor, self._pockets = conductor, pockets
        self._server = KeyServer(authority, conductor, next(iter(pockets.values())).sync)
        self._matcher = SharedDerivation()

    async def play(self, day: date, index_people: Sequence[str], *, progress: Progress = lambda _: None) -> Aftermath:
        """Let index people report, wait for the export, let everybody check; one index person's keys are weighed alone.

        Args:
            day: The UTC day that was replayed.
            index_people: Who tests positive after it.
            progress: Told the share that is done.

        Raises:
            BluezoneError: The key server refuses or does not answer.
        """
        watch = _Watch()
        reported_at = self._conductor.now()
        codes = await self._server.codes(len(index_people))
        reports = zip(index_people, codes, strict=True)
        previews = dict(await _in_turns(reports, lambda one: self._report(*one), lambda share: progress(share / 2)))
        watch.note("report")
        await self._export(list(previews.values()))
        released_at = self._conductor.now()
        watch.note("export")
        checked = await _in_turns(self._pockets.values(), self._check, lambda share: progress((1 + share) / 2))
        words = self._words(day, index_people)
        watch.note("check")
        keys = max(one.new_keys for one in checked)
        return Aftermath(words, previews, reported_at, released_at, keys, watch.seconds)

    async def _report(self, person: str, code: str) -> tuple[str, ReportPreview]:
        phone = self._phone(self._pockets[person])
        preview = phone.preview()
        await phone.report(code, preview.agreed(self._conductor.now()))
        return person, preview

    async def _export(self, previews: Iterable[ReportPreview]) -> None:
        """Leap from hour to hour until the export is out that may hold the youngest of the reported keys."""
        free = max(span.end for preview in previews for span in preview.spans) + REPLAY_MARGIN
        hour = self._conductor.now().replace(minute=0, second=0, microsecond=0)
        for later in range(1, LONGEST_EMBARGO + 1):
            self._conductor.jump_to(hour + later * HOUR + AFTER_THE_HOUR)
            index = await self._server.worked(hour + later * HOUR)
            if any(file.end >= free for file in index.exports):
                return
        raise Unavailable(f"no export was made within {LONGEST_EMBARGO} hours")

    async def _check(self, pocket: Pocket) -> Checked:
        return await self._phone(pocket).check(self._matcher)

    def _words(self, day: date, index_people: Sequence[str]) -> dict[str, dict[str, PhoneWord]]:
        owners = {own.key.secret: person for person in index_people for own in self._pockets[person].diary.state().keys}
        words: dict[str, dict[str, PhoneWord]] = {person: {} for person in index_people}
        for person, pocket in self._pockets.items():
            for index_person, word in words_of(pocket, day, owners).items():
                if person != index_person:
                    words[index_person][person] = word
        return words

    def _phone(self, pocket: Pocket) -> Phone:
        return Phone(
            radio=None,
            clock=self._conductor,
            diary=pocket.diary,
            sync=pocket.sync,
            settings=pocket.settings,
            random_bytes=secrets.token_bytes,
        )


def words_of(pocket: Pocket, day: date, owners: Mapping[bytes, str]) -> dict[str, PhoneWord]:
    """Return what a phone that checked says of one day about each person whose keys it heard, weighed alone.

    Args:
        pocket: The phone.
        day: The UTC day.
        owners: Whose secret keys are whose.
    """
    last = pocket.diary.last_check()
    windows: defaultdict[str, list[ExposureWindow]] = defaultdict(list)
    for window in last.windows if last else ():
        if day_of(window.start) == day and window.key.key.secret in owners:
            windows[owners[window.key.key.secret]].append(window)
    return {
        person: PhoneWord(one.near, one.heard, one.close_contact)
        for person, ones in windows.items()
        for one in risk(ones, pocket.settings.policy)
    }


class _Watch:
    """Notes how many real seconds each act took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._since = perf_counter()

    def note(self, act: str) -> None:
        now = perf_counter()
        self.seconds[act], self._since = now - self._since, now


async def _in_turns(items: Iterable[U], act: Callable[[U], Awaitable[T]], progress: Progress) -> list[T]:
    """Return what `act` makes of each item, a few at a time."""
    waiting = list(items)
    found: list[T] = []
    for at in range(0, len(waiting), AT_ONCE):
        found += await asyncio.gather(*(act(item) for item in waiting[at : at + AT_ONCE]))
        progress(len(found) / len(waiting))
    return found
