"""What every diary does: the one in memory and the one in an encrypted file."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.phone.people import DAY, HOUR, MINUTE, NOON
from tests.strategies import sightings

from bluezone.phone.agent import AgentState, ClockWatch
from bluezone.phone.diary import Check, CheckedExport, Diary, Enrolment, MemoryDiary, Warned
from bluezone.phone.own_keys import OwnKey
from bluezone.phone.reporting import Report, Stage
from bluezone.phone.sealed_diary import SealedDiary
from bluezone.protocol.exposures import ExposureWindow, ScanInstance
from bluezone.protocol.intervals import Air
from bluezone.protocol.keys import RETENTION, DiagnosisKey, ExposureKey, ReportType, fresh_key
from bluezone.protocol.log_tiles import TreeHead
from bluezone.protocol.sightings import Sighting
from bluezone.protocol.trust import Seen, TrustState

CLOCK = ClockWatch(NOON, NOON - HOUR, -3 * HOUR, NOON + MINUTE)
TRUST = TrustState(
    "ab" * 32, Seen(3, bytes(32)), Seen(7, bytes(range(32))), {"venues": Seen(2, bytes(32))}, TreeHead(9, b"\x07" * 32)
)


def in_memory(_: Path) -> Diary:
    return MemoryDiary()


def in_a_file(folder: Path) -> Diary:
    return SealedDiary.create(folder, bytes(range(32)))


@pytest.fixture(params=[in_memory, in_a_file], ids=["memory", "file"])
def diary(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Diary]:
    opened: Diary = request.param(tmp_path / "diary")
    yield opened
    opened.close()
    opened.close()


def own(start: datetime = NOON, *, secret: int = 1) -> OwnKey:
    key = fresh_key(secret.to_bytes(16, "big"), start)
    return OwnKey(key, key.start)


def sighting(at: datetime = NOON, number: int = 1) -> Sighting:
    return Sighting(Air.BLUEZONE, number.to_bytes(12, "big"), at, -80, -26)


def window(start: datetime = NOON, *, report_type: ReportType = ReportType.CONFIRMED_TEST) -> ExposureWindow:
    scan = ScanInstance(start, timedelta(seconds=20), 61.5, 58)
    return ExposureWindow(DiagnosisKey(ExposureKey(bytes(16), 2660000, 144), report_type, -3, 2), start, (scan, scan))


def export(end: datetime = NOON, name: str = "1.zip") -> CheckedExport:
    return CheckedExport(name, "cd" * 32, end, 1042)


def test_a_new_diary_is_empty(diary: Diary) -> None:
    assert diary.state() == AgentState()
    assert diary.enrolment() is None
    assert diary.sightings() == ()
    assert diary.last_check() is None
    assert diary.warnings() == ()
    assert diary.report() is None
    assert not diary.is_erased()


def test_a_phone_knows_to_whom_it_belongs(diary: Diary) -> None:
    first = Enrolment("https://keys.example", "ab" * 32, Air.BLUEZONE, is_demo=False)
    second = Enrolment("http://localhost:1", "cd" * 32, Air.EXPOSURE_NOTIFICATION, is_demo=True)

    diary.enrol(first)
    diary.enrol(second)

    assert diary.enrolment() == second


def test_own_keys_and_the_clock_come_back_as_they_were(diary: Diary) -> None:
    keys = (own(NOON - DAY, secret=2), own(NOON))

    stands = diary.keep(keys, CLOCK)

    assert stands == diary.state() == AgentState(keys, CLOCK)


def test_a_key_that_was_cut_or_reported_stays_so_whatever_is_kept_later(diary: Diary) -> None:
    whole = own()
    cut = replace(whole, key=replace(whole.key, rolling_period=3), spoken_until=NOON + 30 * MINUTE, reported=True)
    diary.keep((cut,), CLOCK)

    stands = diary.keep((replace(whole, spoken_until=NOON + 15 * MINUTE),), replace(CLOCK, silent_until=None))

    assert stands.keys == (cut,)
    assert stands.clock == CLOCK


def test_a_silence_only_ends_later(diary: Diary) -> None:
    diary.keep((), replace(CLOCK, silent_until=None))
    diary.keep((), replace(CLOCK, silent_until=NOON + HOUR))

    stands = diary.keep((), replace(CLOCK, silent_until=NOON))

    assert stands.clock.silent_until == NOON + HOUR


def test_sightings_come_back_in_order_of_time_and_once(diary: Diary) -> None:
    late, early = sighting(NOON + HOUR), sighting(NOON)

    diary.remember([late, early])
    diary.remember([early])
    diary.remember([])

    assert diary.sightings() == (early, late)
    assert diary.sightings(NOON + HOUR) == (late,)
    assert diary.count() == 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(sightings(), max_size=20))
def test_any_sighting_comes_back_whole(tmp_path_factory: pytest.TempPathFactory, heard: set[Sighting]) -> None:
    diaries = [in_memory(Path()), in_a_file(tmp_path_factory.mktemp("diary"))]

    for diary in diaries:
        diary.remember(sorted(heard, key=str))

    one, other = (diary.sightings() for diary in diaries)
    assert set(one) == set(other) == heard
    assert [found.heard_at for found in one] == [found.heard_at for found in other]
    for diary in diaries:
        diary.close()


def test_a_check_is_taken_with_its_trust_exports_and_windows(diary: Diary) -> None:
    check = Check(NOON, TRUST, (export(),), (window(),))

    diary.take(check)

    assert diary.last_check() == check


def test_a_second_check_adds_to_the_first(diary: Diary) -> None:
    diary.take(Check(NOON, TrustState("ab" * 32), (export(),), (window(),)))

    diary.take(Check(NOON + HOUR, TRUST, (export(NOON + HOUR, "2.zip"),), (window(NOON + HOUR),)))

    last = diary.last_check()
    assert last == Check(NOON + HOUR, TRUST, (export(), export(NOON + HOUR, "2.zip")), (window(), window(NOON + HOUR)))


def test_a_window_of_a_revised_key_takes_the_place_of_the_former(diary: Diary) -> None:
    diary.take(Check(NOON, TRUST, (), (window(),)))

    diary.take(Check(NOON, TRUST, (), (window(report_type=ReportType.REVOKED),)))

    last = diary.last_check()
    assert last is not None
    assert last.windows == (window(report_type=ReportType.REVOKED),)


def test_warnings_take_the_place_of_the_former(diary: Diary) -> None:
    first, second = (Warned((NOON + n * DAY).date(), 16 * MINUTE, 1, NOON) for n in (0, 1))

    diary.warn([second])
    diary.warn([second, first])

    assert diary.warnings() == (first, second)


def test_the_newest_report_is_the_one_that_counts(diary: Diary) -> None:
    older = Report("token", NOON, bytes(32), (own().key,), "certificate", Stage.CERTIFIED)
    newer = Report("another", NOON + HOUR, bytes(32))
    diary.keep_report(newer)
    diary.keep_report(older)

    assert diary.report() == newer
    begun = replace(newer, keys=(own().key,), stage=Stage.BEGUN, travelled=True)
    diary.keep_report(begun)
    assert diary.report() == begun


def test_after_fourteen_days_everything_is_forgotten(diary: Diary) -> None:
    _fill(diary, NOON)
    _fill(diary, NOON + RETENTION + DAY)
    before = NOON + RETENTION + DAY - 13 * HOUR

    gone = diary.forget(before, before + 30 * DAY)

    assert gone == 6
    assert [own.key.start for own in diary.state().keys] == [NOON + RETENTION + DAY]
    assert [found.heard_at for found in diary.sightings()] == [NOON + RETENTION + DAY]
    last = diary.last_check()
    assert last is not None
    assert [one.start for one in last.windows] == [NOON + RETENTION + DAY]
    assert [one.end for one in last.exports] == [NOON + RETENTION + DAY]
    assert len(diary.warnings()) == 1


def test_what_claims_to_be_from_the_future_is_forgotten_too(diary: Diary) -> None:
    _fill(diary, NOON)

    gone = diary.forget(NOON - RETENTION, NOON - 13 * HOUR)

    assert gone == 6
    assert diary.state().keys == ()
    assert diary.sightings() == ()
    assert diary.warnings() == ()
    assert diary.report() is None


def test_forgetting_nothing_changes_nothing(diary: Diary) -> None:
    _fill(diary, NOON)

    gone = diary.forget(NOON - RETENTION, NOON + DAY)

    assert gone == 0
    assert diary.count() == 1


def test_names_of_exports_are_remembered_two_days_longer(diary: Diary) -> None:
    diary.take(Check(NOON, TRUST, (export(NOON - DAY), export(NOON - 3 * DAY, "old.zip"))))

    gone = diary.forget(NOON, NOON + DAY)

    assert gone == 1


def test_an_erased_diary_is_empty_and_says_so(diary: Diary) -> None:
    _fill(diary, NOON)

    diary.erase()

    assert diary.is_erased()


def test_nobody_else_wrote(diary: Diary) -> None:
    diary.state()
    _fill(diary, NOON)

    assert not diary.changed()


def _fill(diary: Diary, at: datetime) -> None:
    diary.keep((own(at, secret=int(at.timestamp())),), CLOCK)
    diary.remember([sighting(at)])
    diary.take(Check(at, TRUST, (export(at, f"{at:%j}.zip"),), (window(at),)))
    diary.warn([*diary.warnings(), Warned(at.date(), 16 * MINUTE, 1, at)])
    diary.keep_report(Report("token", at, bytes(32)))
