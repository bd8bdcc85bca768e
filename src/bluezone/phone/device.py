"""The device: the port of the citizen's pages (`bluezone.protocol.device`) over one phone with a radio.

It knows no page and no network: `bluezone.phone.local_api` carries its words. It sends nothing by itself but what
`Phone.check` pulls and what its owner agreed to before.
"""

import logging
from asyncio import to_thread
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from re import fullmatch
from typing import Final

from bluezone.phone.checking import Checked
from bluezone.phone.days import Heard, heard_days
from bluezone.phone.diary import Diary
from bluezone.phone.letters import Letters
from bluezone.phone.pulling import code_of
from bluezone.phone.remembered import Remembered
from bluezone.phone.reporting import Report
from bluezone.phone.runtime import Phone
from bluezone.phone.sync import Sync
from bluezone.phone.told import told_exposures
from bluezone.phone.visits import Visits
from bluezone.protocol import device
from bluezone.protocol.clock import Clock
from bluezone.protocol.errors import BluezoneError, MalformedMessage, RuleViolation
from bluezone.protocol.intervals import DAY, day_of, midnight
from bluezone.protocol.risk import RiskPolicy

logger: Final = logging.getLogger(__name__)

NEW: Final = "new"
"""The stage of a report that nothing was sent of."""
LONGEST_PAUSE: Final = timedelta(days=1)
"""A pause ends by itself: a phone that was forgotten in a pause protects nobody."""


@dataclass(slots=True)
class _Previewed:
    """The code that a person typed; it leaves the phone only with the consent."""

    code: str = field(default="", repr=False)


@dataclass(slots=True)
class Device:
    """One phone, as the pages see it.

    Args:
        phone: It, running or not.
        diary: Its diary.
        sync: Its way to the key server.
        clock: The time.
        random_bytes: Unpredictable bytes.
        is_demo: Whether it belongs to a demo.
        on_erased: Removes what lies beside the diary: its key, the link.
    """

    phone: Phone
    diary: Diary
    sync: Sync
    clock: Clock
    random_bytes: Callable[[int], bytes] = field(repr=False)
    is_demo: bool = False
    on_erased: Callable[[], None] = lambda: None
    visits: Visits = field(init=False)
    letters: Letters = field(init=False)
    _trouble: str | None = field(init=False, default=None)
    _previewed: _Previewed = field(init=False, default_factory=_Previewed, repr=False)
    _past: dict[date, Heard] = field(init=False, default_factory=dict, repr=False)
    _past_of: tuple[date, RiskPolicy] | None = field(init=False, default=None, repr=False)

    def __post_init__(self) -> None:
        """Put its parts together."""
        self.visits = Visits(self.diary, self.clock, self.random_bytes)
        self.letters = Letters(self.diary, self.sync, self.clock, self.random_bytes)

    @property
    def erased(self) -> bool:
        """Whether everything was erased, by a page or by another program."""
        return self.diary.is_erased()

    def status(self) -> device.Status:
        """Return how the phone is."""
        now, last, until = self.clock.now(), self.diary.last_check(), self.phone.paused_until()
        keys = self.diary.state().keys
        return device.Status(
            host=device.Host.AGENT,
            radio=self._radio(until),
            paused_until=until,
            checked=last.at if last else None,
            check_error=self._trouble or Remembered(self.diary.notebook).refused(),
            now=now,
            demo=self.is_demo,
            counting_since=day_of(min(own.key.start for own in keys)) if keys else None,
            withdrawn=tuple(
                device.Withdrawal(day=one.day, at=one.at) for one in Remembered(self.diary.notebook).withdrawn()
            ),
        )

    async def days(self) -> tuple[device.ContactDay, ...]:
        """Return 14 days, newest first; days that are over are counted once."""
        today, policy = day_of(self.clock.now()), self.phone.policy()
        if self._past_of != (today, policy):
            before = [today - age * DAY for age in range(1, device.DAYS)]
            self._past = {day: await self._heard(day, policy) for day in before}
            self._past_of = today, policy
        heard = {**self._past, today: await self._heard(today, policy)}
        return tuple(_shown(heard[today - age * DAY]) for age in range(device.DAYS))

    def exposures(self) -> tuple[device.ToldExposure, ...]:
        """Return what the person was told, newest first."""
        last, notebook = self.diary.last_check(), self.diary.notebook
        return told_exposures(
            last.windows if last else (),
            self.diary.warnings(),
            notebook.place_warnings(),
            meetings=Remembered(notebook).meetings(),
            letters=notebook.letters(),
            policy=self.phone.policy(),
        )

    async def look_up_report(self, code: str) -> device.ReportPreview:
        """Return exactly what a report would send; where a later test may change a former one, the code is asked about.

        Raises:
            RuleViolation: `nothing_to_report`, `nothing_to_revise`, or the key server's code.
            Unavailable: The key server does not answer; nothing was lost.
        """
        if code.strip() and self.phone.may_revise:
            await self.phone.look_up("".join(code.split()))
            return self.preview_report("")
        return self.preview_report(code)

    def preview_report(self, code: str) -> device.ReportPreview:
        """Return exactly what a report would send; nothing is sent, not even the code."""
        preview = self.phone.preview()
        self._previewed.code = "".join(code.split())
        report = self.diary.report()
        open_stage = report.stage if report is not None and report.is_open and not self._previewed.code else None
        return device.ReportPreview(
            kind=preview.kind.value,
            stage=open_stage.value if open_stage else NEW,
            days=tuple(
                device.GoingDay(day=day_of(span.start), start=span.start, end=span.end, known=span.is_known)
                for span in preview.spans
            ),
            recipient=preview.recipient,
            bytes=preview.bytes_leaving,
            silent_until=preview.silent_until,
            mark=preview.mark.hex(),
        )

    async def send_report(self, agreed: device.ReportAgreed) -> device.ReportState:
        """Publish the days that the person agreed to, and no others.

        Raises:
            RuleViolation: `consent_outdated`, `nothing_to_report`, `no_open_report`, or the key server's code.
            Unavailable: The key server does not answer; `resume_report` goes on later.
        """
        preview, before = self.phone.preview(), self.diary.report()
        if preview.mark.hex() != agreed.mark:
            raise RuleViolation("consent_outdated", "what would leave the phone changed since it was shown: look again")
        if not agreed.days:
            raise RuleViolation("nothing_to_report", "every day was left out")
        consent = preview.agreed(self.clock.now(), agreed.days, travelled=agreed.travelled)
        try:
            await self.phone.report(self._previewed.code, consent)
        finally:
            if self.diary.report() != before:
                self._previewed.code = ""  # it became a token, which the diary keeps
        return self.report_state() or device.ReportState(stage=NEW, days=())

    def report_state(self) -> device.ReportState | None:
        """Return how far the newest report is, None before the first."""
        report = self.diary.report()
        return None if report is None else _state(report, is_revisable=self.phone.may_revise)

    async def resume_report(self) -> device.ReportState | None:
        """Go on with a report that its owner agreed to."""
        await self.phone.resume_report()
        return self.report_state()

    def preview_letter(self, wanted: device.LetterWanted) -> device.LetterPreview:
        """Return exactly what a letter would say."""
        return self.letters.preview(wanted, self.exposures())

    async def send_letter(self, agreed: device.LetterAgreed) -> device.LetterSent:
        """Send a letter that its writer agreed to."""
        return device.LetterSent(arrived=await self.letters.send(agreed.mark, self.visits.keys))

    def change_visit(self, name: str, times: device.VisitTimes) -> None:
        """Correct the times of a check-in."""
        self.visits.change(name, times, self.phone.policy())

    def settings(self, name: str) -> bytes:
        """Return a document of the pages as JSON, `null` when there is none.

        Raises:
            MalformedMessage: No document has such a name.
        """
        return self.diary.notebook.document(_document_name(name)) or b"null"

    def set(self, name: str, body: bytes) -> None:
        """Keep a document of the pages.

        Raises:
            MalformedMessage: No document has such a name, it is no JSON, or too long.
            RuleViolation: `settings_full`.
        """
        content, notebook = device.document(name, body), self.diary.notebook
        names = {known for known in notebook.documents() if fullmatch(device.DOCUMENT_NAME, known)}
        if len(names | {_document_name(name)}) > device.DOCUMENTS:
            raise RuleViolation("settings_full", f"a phone keeps at most {device.DOCUMENTS} settings documents")
        notebook.keep_document(name, content)

    async def pause(self, until: datetime | None) -> device.Status:
        """Let the radio rest.

        Raises:
            RuleViolation: `pause_too_long`.
        """
        if until is not None and until - self.clock.now() > LONGEST_PAUSE:
            raise RuleViolation("pause_too_long", f"a pause lasts at most {LONGEST_PAUSE // timedelta(hours=1)} hours")
        await self.phone.pause(until)
        return self.status()

    async def check(self) -> device.Status:
        """Pull now; what goes wrong stands in the answer.

        Letters that wait are tried again: their owner agreed to each.
        """
        try:
            self.checked(await self.phone.check())
            await self.letters.send_waiting()
        except BluezoneError as wrong:
            self.failed(code_of(wrong))
            logger.warning("the check did not succeed", extra={"code": self._trouble})
        return self.status()

    def checked(self, found: Checked) -> None:
        """Take note of a check that succeeded."""
        self._trouble = found.feed_trouble

    def failed(self, code: str) -> None:
        """Take note of a check that did not."""
        self._trouble = code

    async def erase(self) -> None:
        """Destroy everything; every later question is answered with that."""
        await self.phone.erase()
        self.on_erased()

    def _radio(self, paused_until: datetime | None) -> device.Radio:
        if not self.phone.has_radio:
            return device.Radio.NONE
        if not self.phone.is_listening:
            return device.Radio.OFF
        return device.Radio.LISTENING if paused_until is None else device.Radio.PAUSED

    async def _heard(self, day: date, policy: RiskPolicy) -> Heard:
        if self.erased:  # while an earlier day was counted
            raise RuleViolation("erased", "everything on this phone was erased")
        sightings = self.diary.sightings(midnight(day), midnight(day) + DAY)
        counted = await to_thread(heard_days, sightings, policy)  # meanwhile the radio is heard
        return counted.get(day, Heard(day))


def _shown(heard: Heard) -> device.ContactDay:
    return device.ContactDay(
        day=heard.day,
        encounters=heard.meetings,
        minutes=heard.minutes,
        near=heard.near,
        middle=heard.middle,
        far=heard.far,
    )


def _state(report: Report, *, is_revisable: bool) -> device.ReportState:
    days = {day_of(key.start) for key in report.keys}
    return device.ReportState(
        stage=report.stage.value, days=tuple(sorted(days)), kind=report.kind.value, revisable=is_revisable
    )


def _document_name(name: str) -> str:
    if not fullmatch(device.DOCUMENT_NAME, name):
        raise MalformedMessage("a settings document has a name of 1 to 24 small letters and hyphens")
    return name
