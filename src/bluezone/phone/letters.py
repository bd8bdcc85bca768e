"""Letters: what a warned person chooses to tell the authority, from the preview to its arrival.

A letter is sealed once, when its writer agrees, and kept until the key server says that it has it; every further try
sends the same bytes, so that none is lost and none counts twice. Nothing is sent before the writer agreed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Final

from bluezone.phone.diary import Diary
from bluezone.phone.notebook import Letter
from bluezone.phone.sync import Sync
from bluezone.phone.told import reported_encounter
from bluezone.protocol.clock import Clock
from bluezone.protocol.device import LetterPreview, LetterWanted, ToldExposure
from bluezone.protocol.errors import RuleViolation, Unavailable
from bluezone.protocol.exposure_report import LETTER_LENGTH, ExposureReport, encoded, mail_key, sealed
from bluezone.protocol.intervals import day_of
from bluezone.protocol.trust import KeySet

ID_LENGTH: Final = 16
"""Random bytes of a report's id."""


@dataclass(slots=True)
class Letters:
    """The letters of one phone.

    Args:
        diary: Where they wait.
        sync: The way to the key server.
        clock: The time.
        random_bytes: For ids.
    """

    diary: Diary
    sync: Sync
    clock: Clock
    random_bytes: Callable[[int], bytes]
    _shown: dict[str, tuple[ExposureReport, tuple[str, ...]]] = field(default_factory=dict, repr=False)

    def preview(self, wanted: LetterWanted, told: Iterable[ToldExposure]) -> LetterPreview:
        """Return exactly what a letter would say.

        Args:
            wanted: What the person chose.
            told: What the person was told; only of these can a letter tell.

        Raises:
            RuleViolation: `exposure_unknown`: the person was told no such thing; `report_too_long`.
        """
        known = {one.id: one for one in told}
        if not set(wanted.exposures) <= known.keys():
            raise RuleViolation("exposure_unknown", "the letter is about something that the phone did not tell")
        report = ExposureReport(
            id=self.random_bytes(ID_LENGTH),
            written=day_of(self.clock.now()),
            encounters=tuple(reported_encounter(known[name]) for name in wanted.exposures),
            symptoms=wanted.symptoms,
            reach=wanted.reach,
            commune=wanted.commune,
            note=wanted.note,
        )
        mark = sha256(self.sync.recipient.encode() + b"\n" + encoded(report)).hexdigest()
        self._shown = {mark: (report, wanted.exposures)}
        return LetterPreview(report=report, recipient=self.sync.recipient, bytes=LETTER_LENGTH, mark=mark)

    async def send(self, mark: str, keys: Callable[[], KeySet]) -> bool:
        """Send the letter that was shown under `mark`; return whether it arrived.

        Args:
            mark: Of the newest preview, or of a letter that waits or arrived.
            keys: Returns the authority's keys, to seal a letter that is new.

        Raises:
            RuleViolation: `consent_outdated`: another preview was shown since; what `mail_key` raises; what the key
                server refuses with.
        """
        known = {letter.mark: letter for letter in self.diary.notebook.letters()}
        letter = known.get(mark) or self._agreed(mark, keys)
        return letter.arrived is not None or await self._arrived(letter)

    async def send_waiting(self) -> None:
        """Try again with every letter that waits."""
        for letter in self.diary.notebook.letters():
            if letter.arrived is None:
                await self._arrived(letter)

    def _agreed(self, mark: str, keys: Callable[[], KeySet]) -> Letter:
        if mark not in self._shown:
            raise RuleViolation("consent_outdated", "the letter changed since it was shown: look again")
        report, exposures = self._shown[mark]
        now = self.clock.now()
        letter = Letter(mark, now, sealed(report, mail_key(keys(), at=now)), exposures)
        self.diary.notebook.keep_letter(letter)
        self._shown.clear()
        return letter

    async def _arrived(self, letter: Letter) -> bool:
        try:
            await self.sync.mail(letter.sealed)
        except Unavailable:
            return False
        self.diary.notebook.keep_letter(replace(letter, sealed=b"", arrived=self.clock.now()))
        return True
