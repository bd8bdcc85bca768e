"""One run of the prober: look at everything that phones read, judge what was reported before, report anew when due."""

from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

import httpx
import msgspec
from msgspec.structs import replace

from bluezone.cli.probing import rules
from bluezone.cli.probing.rules import Mark, Memory, Name, Report
from bluezone.cli.probing.wire import Way
from bluezone.phone.log_reading import LogReader
from bluezone.protocol.errors import BluezoneError, MalformedMessage, RuleViolation, Unavailable
from bluezone.protocol.intervals import EPOCH
from bluezone.protocol.keys import ExposureKey
from bluezone.protocol.log_tiles import TreeHead
from bluezone.protocol.messages import (
    CertificateRequest,
    IssueRequest,
    IssueResponse,
    PublishRequest,
    VerifyRequest,
    decoded,
    encoded,
    keys_mac,
    published,
)
from bluezone.protocol.risk import POLICY_1
from bluezone.protocol.signed_feeds import FeedKind, accept_feed
from bluezone.protocol.signed_files import Seen
from bluezone.protocol.totals import ExportsAct, ExportsRequest, ExportsResponse, HeldBy
from bluezone.protocol.transparency import LeafKind, file_leaf
from bluezone.protocol.trust import Index, KeySet, PublishedFile, TrustState, accept_export, accept_index, accept_keys

SECRET_LENGTH: Final = 16
HMAC_LENGTH: Final = 32
INDEX_NAMES: Final = {
    "index_expired": Name.BATCHER_STOPPED,
    "log_missing": Name.LOG_FORKED,
    "log_shrunken": Name.LOG_FORKED,
    "log_forked": Name.LOG_FORKED,
    "log_tile_wrong": Name.LOG_FORKED,
}
"""What the refusal of an index or of its log means, by its code."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a run is told.

    Args:
        root_fingerprint: Of the root key, as phones were given it.
        region: Whose exports hold the probe's keys.
        health_authority: The name under which the probe publishes.
        most_seconds: How long an answer may take.
        random: Returns that many unpredictable bytes.
    """

    root_fingerprint: str
    region: str
    health_authority: str
    most_seconds: float
    random: Callable[[int], bytes] = field(repr=False)


class Run:
    """One run.

    Args:
        way: To the system.
        setting: What it is told.
        memory: What the run before remembered.
        at: The present moment, by this computer's clock.
    """

    def __init__(self, way: Way, setting: Setting, memory: Memory, at: datetime) -> None:
        """Start with nothing found."""
        self._way = way
        self._setting = setting
        self.memory = memory
        self._at = at
        self._names: list[Name] = []
        self._figures: dict[str, float] = {}
        self._trust = TrustState(
            setting.root_fingerprint,
            keys=_seen(memory.keys),
            index=_seen(memory.index),
            log=TreeHead(memory.log.number, memory.log.digest) if memory.log else None,
            feeds={kind: Seen(mark.number, mark.digest) for kind, mark in memory.feeds.items()},
        )

    async def go(self) -> Report:
        """Return what was found; `memory` is what the next run is to be given."""
        if not await self._look_at_clock():
            return self._report()
        held = await self._look_at_hold()
        keys = await self._look_at_keys()
        if keys is not None:
            index = await self._look_at_index(keys)
            if index is not None:
                await self._look_at_log(index)
                await self._look_at_exports(index, keys, is_held=held)
            await self._look_at_feeds(keys)
        if rules.is_report_due(self.memory, self._at):
            await self._report_anew()
        self._names += rules.wrong_with_answers(self._way.noting.of_phones, most_seconds=self._setting.most_seconds)
        return self._report()

    def _report(self) -> Report:
        slowest = max((answer.seconds for answer in self._way.noting.of_phones), default=0.0)
        figures = {**self._figures, "slowest_answer_seconds": slowest, "keys_followed": float(len(self.memory.planted))}
        return Report(self._at, rules.in_order(self._names), figures)

    async def _look_at_clock(self) -> bool:
        try:
            answer = await self._way.public.get("/health")
            theirs = EPOCH + timedelta(seconds=float(answer.json()["time"]))
        except (httpx.HTTPError, ValueError, KeyError, TypeError, OverflowError):
            self._names.append(Name.SERVER_SILENT)
            return False
        self._figures["clock_seconds"] = (theirs - self._at).total_seconds()
        if rules.is_clock_wrong(theirs, self._at):
            self._names.append(Name.CLOCK_WRONG)
        return True

    async def _look_at_hold(self) -> bool:
        try:
            body = await self._asked("/api/exports", ExportsRequest(act=ExportsAct.ASK))
            is_held = decoded(body, ExportsResponse).held_by != HeldBy.NOBODY
        except BluezoneError:
            return False
        if is_held:
            self._names.append(Name.EXPORTS_HELD)
        return is_held

    async def _look_at_keys(self) -> KeySet | None:
        try:
            self._trust, keys = accept_keys(self._trust, await self._way.phone.keys_document(), at=self._at)
        except BluezoneError as wrong:
            expired = isinstance(wrong, RuleViolation) and wrong.code == "keys_expired"
            self._names.append(Name.KEYS_EXPIRED if expired else Name.KEYS_REFUSED)
            return None
        self.memory = replace(self.memory, keys=_mark(self._trust.keys))
        self._figures["keys_expire_seconds"] = (keys.expires - self._at).total_seconds()
        self._names += rules.wrong_with_key_set(keys, self._at)
        return keys

    async def _look_at_index(self, keys: KeySet) -> Index | None:
        try:
            self._trust, index = accept_index(self._trust, await self._way.phone.index(), keys=keys, at=self._at)
        except BluezoneError as wrong:
            code = wrong.code if isinstance(wrong, RuleViolation) else ""
            self._names.append(INDEX_NAMES.get(code, Name.INDEX_REFUSED))
            return None
        self.memory = replace(self.memory, index=_mark(self._trust.index))
        self._figures["index_age_seconds"] = (self._at - index.issued).total_seconds()
        if rules.is_batch_late(index.issued, self._at):
            self._names.append(Name.BATCHER_STOPPED)
        return index

    async def _look_at_log(self, index: Index) -> None:
        """Read as much of the log as proves that it only grew and that it holds each export that was not read yet."""
        if index.log is None:
            self._names.append(Name.LOG_STOPPED)
            return
        reader = LogReader(self._way.phone, index.log, self._trust.log)
        places = zip(index.exports, index.log.exports, strict=True)
        new = [(file, number) for file, number in places if self.memory.checked.get(file.name) != file.sha256]
        try:
            await reader.check_grown(number for _, number in new)
            for file, number in new:
                await reader.check_logged(file_leaf(LeafKind.EXPORT, file), (number,), code="export_not_logged")
        except BluezoneError as wrong:
            code = wrong.code if isinstance(wrong, RuleViolation) else ""
            self._names.append(INDEX_NAMES.get(code, Name.LOG_STOPPED))
            return
        head = index.log.head
        self.memory = replace(self.memory, log=Mark(number=head.size, digest=head.root))
        self._figures["log_leaves"] = head.size

    async def _look_at_exports(self, index: Index, keys: KeySet, *, is_held: bool) -> None:
        all_read = True
        for file in index.exports:
            if self.memory.checked.get(file.name) != file.sha256:
                all_read &= await self._read(file, keys)
        newest = max((file.end for file in index.exports if file.region == self._setting.region), default=None)
        self._names += rules.wrong_with_keys(self.memory.planted, newest, self._at, is_held=is_held, all_read=all_read)
        self.memory = rules.remembered(self.memory, self._at, {file.name for file in index.exports})
        self._figures["exports"] = len(index.exports)

    async def _read(self, file: PublishedFile, keys: KeySet) -> bool:
        try:
            export = accept_export(file, await self._way.phone.export(file.name), keys=keys, at=self._at)
        except BluezoneError as wrong:
            code = wrong.code if isinstance(wrong, RuleViolation) else ""
            gone = isinstance(wrong, Unavailable) or code == "export_withheld"
            self._names.append(Name.EXPORT_WITHHELD if gone else Name.EXPORT_DAMAGED)
            return False
        self._names += rules.wrong_in(export, self.memory.planted, POLICY_1)
        self.memory = replace(
            self.memory,
            planted=rules.found_in(self.memory.planted, file.name, export),
            checked={**self.memory.checked, file.name: file.sha256},
        )
        return True

    async def _look_at_feeds(self, keys: KeySet) -> None:
        for kind in FeedKind:
            try:
                content = await self._way.phone.signed_feed(kind)
                if content is None:
                    if rules.is_feed_missed(kind, self.memory):
                        self._names.append(Name.FEED_STALE)
                    continue
                self._trust, feed = accept_feed(self._trust, content, kind=kind, keys=keys, at=self._at)
            except BluezoneError as wrong:
                old = isinstance(wrong, RuleViolation) and wrong.code == "feed_expired"
                self._names.append(Name.FEED_STALE if old else Name.FEED_REFUSED)
                continue
            self._figures[f"feed_age_seconds_{kind}"] = (self._at - feed.issued).total_seconds()
            if rules.is_feed_old(feed.issued, self._at):
                self._names.append(Name.FEED_STALE)
        marks = {kind: Mark(number=seen.sequence, digest=seen.digest) for kind, seen in self._trust.feeds.items()}
        self.memory = replace(self.memory, feeds=marks)

    async def _report_anew(self) -> None:
        self.memory = replace(self.memory, reported=self._at)
        code = await self._issued()
        if code is None:
            return
        secrets = [self._setting.random(SECRET_LENGTH) for _ in range(2)]
        keys = rules.keys_to_report(secrets, self._at)
        try:
            token_revises = await self._published(code, keys)
        except Unavailable:
            self._names.append(Name.RECORDS_UNWRITABLE)
            return
        except (RuleViolation, MalformedMessage):
            self._names.append(Name.REPORT_REFUSED)
            return
        if not token_revises:
            self._names.append(Name.REVISION_MISSING)
        followed = tuple(rules.planted(key, self._at) for key in keys)
        self.memory = replace(self.memory, planted=(*self.memory.planted, *followed))

    async def _issued(self) -> str | None:
        try:
            return decoded(await self._asked("/api/issue", IssueRequest(test_type=rules.TEST_TYPE)), IssueResponse).code
        except RuleViolation as wrong:
            self._names.append(Name.CREDENTIAL_WRONG if wrong.code == "unauthorized" else Name.ISSUE_REFUSED)
        except Unavailable:
            self._names.append(Name.RECORDS_UNWRITABLE)
        except MalformedMessage:
            self._names.append(Name.ISSUE_REFUSED)
        return None

    async def _published(self, code: str, keys: tuple[ExposureKey, ...]) -> bool:
        """Report the keys as a phone does, and return whether they can be revised."""
        sent, secret = [published(key) for key in keys], self._setting.random(HMAC_LENGTH)
        phone = self._way.phone
        token = (await phone.verify(VerifyRequest(code=code, accept=[rules.TEST_TYPE]))).token
        mac = b64encode(keys_mac(sent, secret)).decode()
        certificate = await phone.certificate(CertificateRequest(token=token, ekeyhmac=mac))
        answer = await phone.publish(
            PublishRequest(
                temporary_exposure_keys=sent,
                health_authority_id=self._setting.health_authority,
                verification_payload=certificate,
                hmac_key=b64encode(secret).decode(),
            )
        )
        if answer.inserted_exposures != len(sent):
            raise RuleViolation("keys_left_out", "the server took fewer keys than were sent")
        return bool(answer.revision_token)

    async def _asked(self, path: str, request: msgspec.Struct) -> bytes:
        try:
            answer = await self._way.internal.post(
                path, content=encoded(request), headers={"content-type": "application/json"}
            )
        except httpx.HTTPError as wrong:
            raise Unavailable("the key server does not answer") from wrong
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Unavailable("the key server cannot do this now")
        if answer.status_code != HTTPStatus.OK:
            raise RuleViolation(_code(answer), "the key server refuses")
        return answer.content


def _code(answer: httpx.Response) -> str:
    if answer.status_code == HTTPStatus.UNAUTHORIZED:
        return "unauthorized"
    said: Any = None
    with suppress(ValueError):
        said = answer.json()
    return str(said.get("errorCode", "refused")) if isinstance(said, dict) else "refused"


def _seen(mark: Mark | None) -> Seen | None:
    return Seen(mark.number, mark.digest) if mark else None


def _mark(seen: Seen | None) -> Mark | None:
    return Mark(number=seen.sequence, digest=seen.digest) if seen else None
