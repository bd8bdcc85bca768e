"""Uploading: the three requests of a report, so that nothing is lost when the phone or the network dies between them.

What the key server gave is kept before the next request is made. A token is good for one set of keys; when the answer to
it was lost, the same token is sent again with the same keys, and our key server answers again. A certificate that ran out is asked for again. Publishing the same keys
twice is safe: the key server knows them already.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bluezone.phone.agent import Agent, Effect, KeysPublished, ReportBegun
from bluezone.phone.diary import Diary
from bluezone.phone.reporting import (
    HMAC_KEY_LENGTH,
    Consent,
    Report,
    ReportPreview,
    Stage,
    begun,
    certificate_request,
    publish_request,
    report_preview,
    revisable,
    verify_request,
)
from bluezone.phone.sync import Sync
from bluezone.protocol.clock import Clock
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.messages import PublishResponse

logger: Final = logging.getLogger(__name__)

MOMENT: Final = timedelta(microseconds=1)
"""No two reports of a phone begin together, though its clock stands still."""
TOKEN_REFUSED: Final = frozenset({"token_invalid", "token_expired"})
"""Codes after which only another verification code helps (Exposure Notification verification server)."""
CERTIFICATE_REFUSED: Final = "health_authority_verification_certificate_invalid"
"""The code for a certificate that ran out, among others (Exposure Notification server)."""
REVISION_REFUSED: Final = frozenset(
    {"key_already_revised", "invalid_revision_token", "invalid_report_type_transition", "nothing_to_revise"}
)
"""Codes after which no try of the same revision helps."""
ALREADY_THERE: Final = "missing_revision_token"
"""The code of servers that take keys they know for a revision: an earlier try of this report was taken."""


@dataclass(frozen=True, slots=True)
class Uploader:
    """Carries one report of one phone.

    Args:
        agent: Decides what the report means for the air.
        diary: Where every step is kept.
        sync: The way to the key server.
        clock: The time.
        random_bytes: Unpredictable bytes.
        health_authority: The `healthAuthorityID` of the upload.
        perform: Does what the agent says.
    """

    agent: Agent
    diary: Diary
    sync: Sync
    clock: Clock
    random_bytes: Callable[[int], bytes]
    health_authority: str
    perform: Callable[[Iterable[Effect]], Awaitable[None]]

    def preview(self) -> ReportPreview:
        """Return exactly what a report would send now; a code that was looked up before says of which kind it is."""
        reports = self.diary.reports()
        pending = reports[-1] if reports and reports[-1].stage is Stage.VERIFIED else None
        return report_preview(
            self.agent.state.keys,
            self.clock.now(),
            recipient=self.sync.recipient,
            test_type=pending.test_type if pending else "",
            former=revisable(reports),
        )

    async def look_up(self, code: str) -> ReportPreview:
        """Turn a code into a report that waits for consent; see `bluezone.phone.runtime.Phone.look_up`."""
        report = await self._verified(code)
        try:
            return self.preview()
        except RuleViolation:
            self.diary.keep_report(report.closed(Stage.REFUSED))
            raise

    async def report(self, code: str, consent: Consent) -> PublishResponse:
        """Publish what `consent` names; see `bluezone.phone.runtime.Phone.report`."""
        former = self.diary.report()
        if code:
            report = await self._verified(code)
        elif former is not None and former.is_open:
            report = former
        else:
            raise RuleViolation("no_open_report", "there is no report to go on with: ask for a verification code")
        if report.stage is Stage.VERIFIED:
            report = await self._begun(report, consent)
        return await self._sent(report)

    async def resume(self) -> PublishResponse | None:
        """Finish a report that has its owner's consent; None when there is none."""
        report = self.diary.report()
        if report is None or report.stage not in (Stage.BEGUN, Stage.CERTIFIED):
            return None
        return await self._sent(report)

    async def _verified(self, code: str) -> Report:
        answer = await self.sync.verify(verify_request(code))
        secret = self.random_bytes(HMAC_KEY_LENGTH)
        at, taken = self.clock.now(), {report.verified_at for report in self.diary.reports()}
        while at in taken:
            at += MOMENT
        report = Report(answer.token, at, secret, test_type=answer.testtype)
        self.diary.keep_report(report)
        return report

    async def _begun(self, report: Report, consent: Consent) -> Report:
        now, former = self.clock.now(), revisable(self.diary.reports())
        try:
            report = begun(report, consent, self.agent.state.keys, now, recipient=self.sync.recipient, former=former)
        except RuleViolation as refused:
            self._close_if_final(report, refused)
            raise
        if any(key.end > now for key in report.keys):
            await self.perform(self.agent.handle(ReportBegun(report, now)))  # first: a published key never speaks on
        self.diary.keep_report(report)
        return report

    async def _sent(self, report: Report) -> PublishResponse:
        if report.stage is Stage.CERTIFIED:
            try:
                return await self._published(report)
            except RuleViolation as refused:
                if refused.code != CERTIFICATE_REFUSED:
                    raise
                report = report.uncertified()
                self.diary.keep_report(report)
        return await self._published(await self._certified(report))

    async def _certified(self, report: Report) -> Report:
        try:
            certificate = await self.sync.certificate(certificate_request(report))
        except RuleViolation as refused:
            if refused.code in TOKEN_REFUSED:
                self.diary.keep_report(report.closed(Stage.REFUSED))
            raise
        report = report.certified(certificate)
        self.diary.keep_report(report)
        return report

    async def _published(self, report: Report) -> PublishResponse:
        request = publish_request(report, health_authority=self.health_authority)
        try:
            answer = await self.sync.publish(request)
        except RuleViolation as refused:
            self._close_if_final(report, refused)
            if refused.code != ALREADY_THERE or report.revises:
                raise
            answer = PublishResponse(inserted_exposures=0)
        await self.perform(self.agent.handle(KeysPublished(report.keys)))
        self.diary.keep_report(report.closed(Stage.PUBLISHED, answer.revision_token))
        logger.info("keys published", extra={"keys": len(report.keys)})
        return answer

    def _close_if_final(self, report: Report, refused: RuleViolation) -> None:
        if refused.code in REVISION_REFUSED:
            self.diary.keep_report(report.closed(Stage.REFUSED))
