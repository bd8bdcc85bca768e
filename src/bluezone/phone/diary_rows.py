"""How the values of a diary stand in its tables.

Pure. Times are microseconds since 1970, durations microseconds; an absent transmit power is 128, outside Bluetooth's
range, because it is part of a primary key.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec

from bluezone.phone.agent import ClockWatch
from bluezone.phone.diary import Check, CheckedExport, Enrolment, Warned
from bluezone.phone.own_keys import OwnKey
from bluezone.phone.reporting import Report, Stage
from bluezone.protocol.exposures import ExposureWindow, ScanInstance
from bluezone.protocol.intervals import EPOCH, Air, midnight
from bluezone.protocol.keys import DiagnosisKey, ExposureKey, ReportType
from bluezone.protocol.log_tiles import TreeHead
from bluezone.protocol.sightings import Sighting
from bluezone.protocol.trust import Seen, TrustState

MICROSECOND: Final = timedelta(microseconds=1)
NO_TX_POWER: Final = 128

Row = tuple[Any, ...]

_AIRS: Final = (Air.BLUEZONE, Air.EXPOSURE_NOTIFICATION)
_PLACE: Final = {air: place for place, air in enumerate(_AIRS)}


def number(moment: datetime) -> int:
    """Return the microseconds since 1970 of an aware moment."""
    return (moment - EPOCH) // MICROSECOND


def moment(microseconds: int) -> datetime:
    """Return the moment so many microseconds after 1970."""
    return EPOCH + microseconds * MICROSECOND


def enrolment_row(enrolment: Enrolment) -> Row:
    """Return an enrolment as a row, without its first column."""
    return enrolment.server, enrolment.root_fingerprint, enrolment.air.value, int(enrolment.is_demo)


def enrolment(row: Row) -> Enrolment:
    """Return the enrolment in a row."""
    _, server, root, air, is_demo = row
    return Enrolment(server, root, Air(air), bool(is_demo))


def own_key_row(own: OwnKey) -> Row:
    """Return an own key as a row."""
    key = own.key
    return key.secret, key.rolling_start, key.rolling_period, number(own.spoken_until), int(own.reported)


def own_key(row: Row) -> OwnKey:
    """Return the own key in a row."""
    secret, start, period, spoken_until, reported = row
    return OwnKey(ExposureKey(secret, start, period), moment(spoken_until), bool(reported))


def clock_row(clock: ClockWatch) -> Row:
    """Return what is known of the clock as a row, without its first column."""
    by = clock.doubted_by // MICROSECOND
    return _maybe_number(clock.latest), _maybe_number(clock.doubted_since), by, _maybe_number(clock.silent_until)


def clock(row: Row) -> ClockWatch:
    """Return what a row says of the clock."""
    _, latest, doubted_since, doubted_by, silent_until = row
    by = doubted_by * MICROSECOND
    return ClockWatch(_maybe_moment(latest), _maybe_moment(doubted_since), by, _maybe_moment(silent_until))


def sighting_row(sighting: Sighting) -> Row:
    """Return a sighting as a row."""
    power = NO_TX_POWER if sighting.tx_power_dbm is None else sighting.tx_power_dbm
    at = (sighting.heard_at - EPOCH) // MICROSECOND
    return at, _PLACE[sighting.air], sighting.identifier, sighting.rssi_dbm, power, sighting.metadata


def sighting(row: Row) -> Sighting:
    """Return the sighting in a row."""
    at, air, identifier, rssi_dbm, power, metadata = row
    heard_at = EPOCH + timedelta(microseconds=at)
    return Sighting(_AIRS[air], identifier, heard_at, rssi_dbm, None if power == NO_TX_POWER else power, metadata)


def check_row(check: Check) -> Row:
    """Return the time and trust of a check as a row, without its first column."""
    trust = check.trust
    feeds = msgspec.json.encode({kind: (seen.sequence, seen.digest) for kind, seen in trust.feeds.items()})
    log = (trust.log.size, trust.log.root) if trust.log else (None, None)
    return number(check.at), trust.root_fingerprint, *_seen_row(trust.keys), *_seen_row(trust.index), feeds, *log


def check(row: Row) -> tuple[datetime, TrustState]:
    """Return the time and trust in a row."""
    _, at, root, *seen, feeds, log_size, log_root = row
    found = msgspec.json.decode(feeds or b"{}", type=dict[str, tuple[int, bytes]])
    known = {kind: Seen(*one) for kind, one in found.items()}
    log = None if log_size is None else TreeHead(log_size, log_root)
    return moment(at), TrustState(root, _seen(*seen[:2]), _seen(*seen[2:]), known, log)


def export_row(export: CheckedExport) -> Row:
    """Return a checked export as a row."""
    return export.name, export.sha256, number(export.end), export.keys


def export(row: Row) -> CheckedExport:
    """Return the checked export in a row."""
    name, sha256, end, keys = row
    return CheckedExport(name, sha256, moment(end), keys)


def window_row(window: ExposureWindow) -> Row:
    """Return an exposure window as a row."""
    key = window.key
    scans = [
        (number(scan.start), scan.duration // MICROSECOND, scan.typical_attenuation_db, scan.min_attenuation_db)
        for scan in window.scans
    ]
    span = key.key.rolling_start, key.key.rolling_period
    said = int(key.report_type), key.days_since_onset, key.transmission_risk
    return key.key.secret, number(window.start), *span, *said, msgspec.json.encode(scans)


def window(row: Row) -> ExposureWindow:
    """Return the exposure window in a row."""
    secret, start, rolling_start, rolling_period, report_type, days, risk, scans = row
    key = DiagnosisKey(ExposureKey(secret, rolling_start, rolling_period), ReportType(report_type), days, risk)
    return ExposureWindow(key, moment(start), tuple(_scan(*scan) for scan in msgspec.json.decode(scans)))


def warned_row(warned: Warned) -> Row:
    """Return a warning as a row."""
    return number(midnight(warned.day)), warned.near // MICROSECOND, warned.policy, number(warned.at)


def warned(row: Row) -> Warned:
    """Return the warning in a row."""
    day, near, policy, at = row
    return Warned(moment(day).astimezone(UTC).date(), near * MICROSECOND, policy, moment(at))


def report_row(report: Report) -> Row:
    """Return a report as a row."""
    keys = msgspec.json.encode([(key.secret, key.rolling_start, key.rolling_period) for key in report.keys])
    at = number(report.verified_at)
    said = report.test_type, report.revision_token, _maybe_number(report.revises), int(report.travelled)
    return at, report.stage.value, report.token, report.hmac_key, keys, report.certificate, *said


def report(row: Row) -> Report:
    """Return the report in a row."""
    at, stage, token, hmac_key, keys, certificate, test_type, revision_token, revises, travelled = row
    found = msgspec.json.decode(keys, type=list[tuple[bytes, int, int]])
    return Report(
        token,
        moment(at),
        hmac_key,
        tuple(ExposureKey(*key) for key in found),
        certificate,
        Stage(stage),
        test_type,
        revision_token,
        _maybe_moment(revises),
        bool(travelled),
    )


def _scan(start: int, duration: int, typical: float, least: int) -> ScanInstance:
    return ScanInstance(moment(start), duration * MICROSECOND, typical, least)


def _seen_row(seen: Seen | None) -> Row:
    return (None, None) if seen is None else (seen.sequence, seen.digest)


def _seen(sequence: int | None, digest: bytes | None) -> Seen | None:
    return None if sequence is None or digest is None else Seen(sequence, digest)


def _maybe_number(known: datetime | None) -> int | None:
    return None if known is None else number(known)


def _maybe_moment(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else moment(microseconds)
