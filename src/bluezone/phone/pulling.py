"""Pulling: what is new at the key server, believed only as far as the root key's fingerprint reaches.

A pull is taken whole or refused whole: one export that is cut short, too long, wrongly signed or not the one in the
index refuses all of them, and the phone remembers nothing of it. A signed feed is taken or refused for itself. Once the
authority names a log, whatever is new has to stand in it (`bluezone.phone.log_reading`), before it is even fetched.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from bluezone.phone.diary import EXPORTS_LONGER, CheckedExport
from bluezone.phone.log_reading import LogReader
from bluezone.phone.sync import Sync
from bluezone.phone.withdrawals import later
from bluezone.protocol.ended_codes import ended_in
from bluezone.protocol.errors import BluezoneError, MalformedMessage, RuleViolation
from bluezone.protocol.exports import Export
from bluezone.protocol.keys import RETENTION, DiagnosisKey, ReportType
from bluezone.protocol.place_warnings import venues_in
from bluezone.protocol.policy_feed import Decided, policy_in
from bluezone.protocol.signed_feeds import Feed, FeedKind, accept_feed
from bluezone.protocol.transparency import Leaf, LeafKind, file_leaf, keys_leaf, signed_leaf
from bluezone.protocol.trust import Index, KeySet, TrustState, accept_export, accept_index, accept_keys


@dataclass(frozen=True, slots=True)
class Pull:
    """What one look at the key server brought.

    Args:
        trust: What is believed from now on.
        exports: The exports that are new to this phone.
        keys: The diagnosis keys in them; one that was revised comes with its newest report type.
        issued: When the authority signed the index.
        key_set: What `keys.json` says.
        keys_json: The file itself, to be read again without a network.
        log: The log that the index names, None when it names none.
    """

    trust: TrustState
    exports: tuple[CheckedExport, ...]
    keys: tuple[DiagnosisKey, ...]
    issued: datetime
    key_set: KeySet
    keys_json: bytes = field(repr=False)
    log: LogReader | None = None


@dataclass(frozen=True, slots=True)
class PulledFeeds:
    """What the signed feeds brought; each is taken or refused for itself.

    Args:
        trust: What is believed from now on.
        entries: Of place warnings; None when there is no feed or it was refused.
        ended: Marks of codes that are shown no more; None likewise.
        policy: What the ministry decided; None likewise.
        trouble: The code of the first refusal, None when there was none.
    """

    trust: TrustState
    entries: tuple[bytes, ...] | None = None
    ended: frozenset[bytes] | None = None
    policy: Decided | None = None
    trouble: str | None = None


async def pull(sync: Sync, trust: TrustState, known: Iterable[CheckedExport], *, at: datetime) -> Pull:
    """Return what is new at the key server.

    Args:
        sync: The way there.
        trust: What was believed so far.
        known: The exports that were taken before; they are not fetched again.
        at: The present moment.

    Raises:
        MalformedMessage: A file is not what it is called.
        RuleViolation: What `bluezone.protocol.trust` raises, `export_withheld`, and about the log: `log_missing`,
            `log_shrunken`, `log_forked`, `log_tile_wrong`, `log_tile_withheld`, `keys_not_logged`, `export_not_logged`,
            or `export_republished`: an old export is named as if it were new.
        Unavailable: The key server does not answer.
    """
    before, keys_json = trust, await sync.keys_document()
    trust, keys = accept_keys(trust, keys_json, at=at)
    trust, index = accept_index(trust, await sync.index(), keys=keys, at=at)
    seen = tuple(known)
    log = LogReader(sync, index.log, before.log) if index.log else None
    if log:
        is_new = before.keys != trust.keys or log.is_first
        await _check_exports(log, index, seen)
        if is_new:
            await log.check_logged(keys_leaf(keys_json, keys.issued), log.log.keys, code="keys_not_logged")
        trust = replace(trust, log=log.log.head)
    checked, found = await _new_exports(sync, index, keys, known=seen, at=at)
    return Pull(trust, checked, found, index.issued, keys, keys_json, log)


async def pull_feeds(
    sync: Sync, trust: TrustState, keys: KeySet, *, at: datetime, log: LogReader | None = None
) -> PulledFeeds:
    """Return what the signed feeds `venues` and `policy` say; a refused one changes nothing and hides nothing else.

    Args:
        sync: The way there.
        trust: What was believed so far.
        keys: From the pull.
        at: The present moment.
        log: From the pull; a feed that is new has to stand in it, or in that of an index that was signed meanwhile.
    """
    found = PulledFeeds(trust)
    for kind, taken in ((FeedKind.VENUES, _with_entries), (FeedKind.POLICY, _with_policy)):
        try:
            content = await sync.signed_feed(kind)
            if content is not None:
                trust, feed = accept_feed(found.trust, content, kind=kind, keys=keys, at=at)
                if log and (log.is_first or trust.feeds[kind] != found.trust.feeds.get(kind)):
                    leaf = signed_leaf(f"{kind}.json", content, feed.issued)
                    log = await _log_with(leaf, log, trust, keys, at=at)
                found = replace(taken(found, feed), trust=trust)
        except BluezoneError as wrong:
            found = replace(found, trouble=found.trouble or code_of(wrong))
    return found


async def _check_exports(log: LogReader, index: Index, known: tuple[CheckedExport, ...]) -> None:
    seen = {(export.name, export.sha256) for export in known}
    places = zip(index.exports, log.log.exports, strict=True)
    new = [(file, number) for file, number in places if (file.name, file.sha256) not in seen]
    if new or log.before != log.log.head:
        await log.check_grown(number for _, number in new)
    oldest = index.issued - RETENTION - EXPORTS_LONGER
    for file, number in new:
        if file.end < oldest or (log.before and number < log.before.size):
            raise RuleViolation("export_republished", "the index names an old export as if it were new")
        await log.check_logged(file_leaf(LeafKind.EXPORT, file), (number,), code="export_not_logged")


async def _log_with(leaf: Leaf, log: LogReader, trust: TrustState, keys: KeySet, *, at: datetime) -> LogReader:
    """Return the log that a signed feed stands in; a feed may have come after the index, so that is asked for again once.

    The second index is only looked into: the exports that it may name are pulled with the next one.
    """
    try:
        await log.check_logged(leaf, log.log.signed.get(leaf.name, ()), code="feed_not_logged")
    except RuleViolation as wrong:
        if wrong.code != "feed_not_logged":
            raise
        _, index = accept_index(trust, await log.sync.index(), keys=keys, at=at)
        if index.log is None or index.log.size == log.log.size:
            raise
        log = LogReader(log.sync, index.log, log.log.head)
        await log.check_grown(())
        await log.check_logged(leaf, log.log.signed.get(leaf.name, ()), code="feed_not_logged")
    return log


def code_of(wrong: BluezoneError) -> str:
    """Return a stable word for what went wrong."""
    if isinstance(wrong, RuleViolation):
        return wrong.code
    return "malformed" if isinstance(wrong, MalformedMessage) else "unavailable"


def _with_entries(found: PulledFeeds, feed: Feed) -> PulledFeeds:
    return replace(found, entries=venues_in(feed), ended=ended_in(feed))


def _with_policy(found: PulledFeeds, feed: Feed) -> PulledFeeds:
    return replace(found, policy=policy_in(feed))


async def _new_exports(
    sync: Sync, index: Index, keys: KeySet, *, known: Iterable[CheckedExport], at: datetime
) -> tuple[tuple[CheckedExport, ...], tuple[DiagnosisKey, ...]]:
    seen = {(export.name, export.sha256) for export in known}
    contents = {sha256 for _, sha256 in seen}
    checked: list[CheckedExport] = []
    found: dict[bytes, DiagnosisKey] = {}
    for file in index.exports:
        if (file.name, file.sha256) in seen:
            continue
        if file.sha256 in contents:
            checked.append(CheckedExport(file.name, file.sha256, file.end, 0))
            continue
        export = accept_export(file, await sync.export(file.name), keys=keys, at=at)
        contents.add(file.sha256)
        checked.append(CheckedExport(file.name, file.sha256, file.end, len(export.keys) + len(export.revised_keys)))
        found |= {key.key.secret: later(found.get(key.key.secret), key) for key in _published(export)}
    return tuple(checked), tuple(found.values())


def _published(export: Export) -> tuple[DiagnosisKey, ...]:
    """Return the keys of an export that are about anybody: what tests the server itself says that it is unknown."""
    return tuple(key for key in (*export.keys, *export.revised_keys) if key.report_type is not ReportType.UNKNOWN)
