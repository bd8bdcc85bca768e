"""The device: what a person sees of their days, warnings and visits, over one phone in memory."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.phone.devices import MARKET, Home, done, venue_code
from tests.phone.people import DAY, HOUR, MINUTE, NOON
from tests.radio.fakes import FakeAir

from bluezone.phone.pulling import code_of
from bluezone.phone.schedule import Checks
from bluezone.protocol import device
from bluezone.protocol.ended_codes import ended_mark, padded_marks
from bluezone.protocol.errors import MalformedMessage, RuleViolation, Unavailable
from bluezone.protocol.exposure_report import Band, ExposureKind
from bluezone.protocol.place_warnings import padded_entries, venues_content, warning_entries
from bluezone.protocol.policy_feed import policy_content
from bluezone.protocol.risk import POLICY_1
from bluezone.protocol.signed_feeds import FeedKind, content_of
from bluezone.radio.virtual_time import VirtualTime, run


def warns_of(home: Home, start: Any, end: Any, secret: bytes = MARKET.secret) -> None:
    entries = padded_entries(warning_entries(secret, start, end), bytes)
    home.server.announce(FeedKind.VENUES, content_of(venues_content([entries])))


# How the phone is


def test_a_phone_with_a_radio_says_whether_it_listens() -> None:
    async def story(clock: VirtualTime) -> None:
        home = Home(clock, radio=FakeAir(clock).radio())  # type: ignore[arg-type]  # another clock
        before = home.device.status().radio
        await home.device.phone.start()
        listening = home.device.status()
        await home.device.pause(clock.now() + HOUR)
        paused = home.device.status()
        await clock.sleep_until(clock.now() + 2 * HOUR)
        after = home.device.status()
        await home.device.phone.stop()

        assert before is device.Radio.OFF
        assert listening.radio is device.Radio.LISTENING
        assert listening.counting_since == NOON.date()
        assert (paused.radio, paused.paused_until) == (device.Radio.PAUSED, NOON + HOUR)
        assert (after.radio, after.paused_until) == (device.Radio.LISTENING, None)

    run(story, start=NOON)


def test_a_check_that_fails_stands_in_the_status_until_one_succeeds() -> None:
    home = Home()
    ordinary = home.server.index

    async def index() -> bytes:
        raise Unavailable("no network")

    home.server.index = index  # type: ignore[method-assign]  # a dead network
    failed = done(home.device.check())
    home.server.index = ordinary  # type: ignore[method-assign]  # back again

    succeeded = done(home.device.check())

    assert (failed.checked, failed.check_error) == (None, "unavailable")
    assert (succeeded.checked, succeeded.check_error) == (NOON, None)


def test_a_forged_feed_is_named_and_hides_no_warning_of_a_person() -> None:
    home = Home()
    home.server.feeds[FeedKind.VENUES] = b'{"payload":"e30=","key":"feed-1","signature":"AAAA"}'
    home.falls_ill(home.meets("ana", NOON - HOUR, 20))

    status = done(home.device.check())

    assert status.check_error == "feed_signature_wrong"
    assert status.checked == home.clock.moment
    assert [one.level for one in home.device.exposures()] == [device.Level.HIGH]


def test_checks_that_come_by_themselves_are_noted_too() -> None:
    home = Home()
    checks = Checks(home.device.phone, home.clock, minutes=60, device=home.device)

    done(checks._once())
    home.server.index = home.server.keys_document  # type: ignore[method-assign]  # a mixed-up server
    done(checks._once())

    assert home.device.status().check_error == "index_key_unknown"


@pytest.mark.parametrize(
    ("wrong", "word"),
    [(MalformedMessage("x"), "malformed"), (Unavailable("x"), "unavailable"), (RuleViolation("a_code", "x"), "a_code")],
)
def test_each_trouble_has_a_word(wrong: Any, word: str) -> None:
    assert code_of(wrong) == word


# Contact days


def test_fourteen_days_are_told_newest_first_and_only_today_is_counted_again() -> None:
    home = Home()
    home.meets("ana", NOON - DAY, 30)
    home.meets("binh", NOON - HOUR, 15)
    first = done(home.device.days())
    home.meets("chi", NOON - DAY, 45)
    home.meets("dung", NOON - 2 * HOUR, 15)

    second = done(home.device.days())

    assert [day.day for day in first] == [(NOON - age * DAY).date() for age in range(14)]
    assert [(day.encounters, day.minutes) for day in first[:3]] == [(1, 15), (1, 30), (0, 0)]
    assert [(day.encounters, day.minutes) for day in second[:2]] == [(2, 30), (1, 30)]


def test_a_phone_that_is_erased_while_it_counts_says_so() -> None:
    home = Home()

    async def story() -> None:
        counting = asyncio.create_task(home.device.days())
        await asyncio.sleep(0)
        await home.device.erase()
        with pytest.raises(RuleViolation) as refused:
            await counting
        assert refused.value.code == "erased"

    done(story())


# Warnings


def test_a_close_contact_and_a_short_meeting_are_told_apart() -> None:
    home = Home()
    ana, binh = home.meets("ana", NOON - DAY, 20), home.meets("binh", NOON - 2 * DAY, 10, rssi_dbm=-95)
    home.falls_ill(binh)
    home.falls_ill(ana)
    done(home.device.check())
    told = home.clock.moment
    home.clock.moment += HOUR
    done(home.device.check())

    high, low = home.device.exposures()

    assert (high.id, high.level, high.minutes, high.band) == (
        "person:2020-07-31",
        device.Level.HIGH,
        20,
        Band.NEAR,
    )
    assert (low.id, low.level, low.minutes, low.band) == ("person:2020-07-30", device.Level.LOW, 10, Band.MIDDLE)
    assert {high.told, low.told} == {told}
    assert (high.place, high.start, high.reported) == (None, None, False)


def test_a_visit_is_warned_of_on_the_phone_and_told_once() -> None:
    home = Home()
    done(home.device.check())
    home.device.visits.begin(venue_code(home))
    warns_of(home, NOON + 30 * MINUTE, NOON + 50 * MINUTE)
    home.clock.moment += 3 * HOUR
    done(home.device.check())
    told = home.clock.moment
    home.clock.moment += HOUR
    done(home.device.check())

    [exposure] = home.device.exposures()

    assert (exposure.kind, exposure.place, exposure.minutes, exposure.band) == (
        ExposureKind.PLACE,
        MARKET.name,
        20,
        None,
    )
    assert (exposure.start, exposure.end, exposure.told) == (NOON + 30 * MINUTE, NOON + 50 * MINUTE, told)


def test_a_warning_stays_when_the_feed_names_the_hour_no_more() -> None:
    home = Home()
    done(home.device.check())
    home.device.visits.begin(venue_code(home))
    warns_of(home, NOON + 30 * MINUTE, NOON + 50 * MINUTE)
    done(home.device.check())
    warns_of(home, NOON, NOON + HOUR, secret=bytes(16))

    done(home.device.check())

    assert len(home.device.exposures()) == 1


def test_correcting_a_visit_corrects_what_was_told() -> None:
    home = Home()
    done(home.device.check())
    home.device.visits.begin(venue_code(home))
    [visit] = home.device.visits.all()
    warns_of(home, NOON + 30 * MINUTE, NOON + 50 * MINUTE)
    done(home.device.check())

    home.device.change_visit(visit.id, device.VisitTimes(end=NOON + 40 * MINUTE))
    shorter = home.device.exposures()
    home.device.change_visit(visit.id, device.VisitTimes(end=NOON + 20 * MINUTE))

    assert [one.minutes for one in shorter] == [10]
    assert home.device.exposures() == ()


def test_two_warnings_of_one_visit_are_one_exposure() -> None:
    home = Home()
    done(home.device.check())
    home.device.visits.begin(venue_code(home))
    home.device.visits.begin(venue_code(home))
    batches = [
        padded_entries(warning_entries(MARKET.secret, NOON + n * HOUR, NOON + n * HOUR + 10 * MINUTE), bytes)
        for n in (0, 1)
    ]
    home.server.announce(FeedKind.VENUES, content_of(venues_content(batches)))
    done(home.device.check())

    one, other = home.device.exposures()

    assert one.minutes == other.minutes == 20
    assert (one.start, one.end) == (NOON, NOON + HOUR + 10 * MINUTE)
    assert one.id != other.id


def test_a_policy_holds_from_its_moment_and_not_before() -> None:
    home = Home()
    home.falls_ill(home.meets("ana", NOON - HOUR, 12))
    stricter = content_of(policy_content(_five_minutes(), home.clock.moment + DAY))
    home.server.announce(FeedKind.POLICY, stricter)
    done(home.device.check())
    before = home.device.exposures()
    home.clock.moment += DAY
    home.server.announce(FeedKind.VENUES, {"hours": ""})

    done(home.device.check())

    assert [(one.level, one.policy) for one in before] == [(device.Level.LOW, 1)]
    assert [(one.level, one.policy) for one in home.device.exposures()] == [(device.Level.HIGH, 7)]
    assert home.restarted().phone.policy().version == 7


def _five_minutes() -> Any:
    return replace(POLICY_1, version=7, close_contact=timedelta(minutes=5))


# Venue codes


def test_a_code_can_be_scanned_without_a_network_after_the_first_check() -> None:
    home = Home()
    done(home.device.check())
    asked = len(home.server.asked)

    home.restarted().visits.begin(venue_code(home))

    assert len(home.server.asked) == asked
    assert len(home.device.visits.all()) == 1


@pytest.mark.parametrize(
    "text", ["", "AAAA", "é", "https://evil.example/#v=AAAA", "A" * 4096, "<script>alert(1)</script>"]
)
def test_a_code_that_is_not_ours_is_refused(text: str) -> None:
    home = Home()
    done(home.device.check())

    with pytest.raises((MalformedMessage, RuleViolation)):
        home.device.visits.begin(text)

    assert home.device.visits.all() == ()


def test_a_forged_code_is_refused() -> None:
    home = Home()
    done(home.device.check())
    other = Home()
    other.server = type(home.server)(home.clock, lambda length: b"\x05" * length)

    with pytest.raises(RuleViolation) as refused:
        home.device.visits.begin(venue_code(other))

    assert refused.value.code == "venue_key_unknown"


def ends(home: Home, *secrets: bytes) -> None:
    marks = padded_marks(map(ended_mark, secrets), lambda number: number.to_bytes(8, "big"))
    home.server.announce(FeedKind.VENUES, content_of(venues_content([], marks)))


def test_a_replaced_code_says_so_without_a_network_where_no_newer_one_was_ever_scanned() -> None:
    home = Home()
    ends(home, MARKET.secret)
    done(home.device.check())
    asked = len(home.server.asked)

    with pytest.raises(RuleViolation) as refused:
        home.restarted().visits.begin(venue_code(home))

    assert refused.value.code == "venue_ended"
    assert home.device.visits.all() == ()
    assert len(home.server.asked) == asked


def test_a_visit_by_a_replaced_code_is_kept_if_its_person_wishes_and_is_warned_of() -> None:
    home = Home()
    ends(home, MARKET.secret)
    done(home.device.check())
    home.device.visits.begin(venue_code(home), though_ended=True)
    warns_of(home, NOON + 30 * MINUTE, NOON + 50 * MINUTE)
    home.clock.moment += 3 * HOUR

    done(home.device.check())

    assert [exposure.place for exposure in home.device.exposures()] == [MARKET.name]


def test_a_code_of_another_place_is_not_ended_and_a_refused_feed_ends_none() -> None:
    home = Home()
    ends(home, bytes(16))
    done(home.device.check())
    home.device.visits.begin(venue_code(home))
    ends(home, MARKET.secret)
    home.server.feeds[FeedKind.VENUES] = home.server.feeds[FeedKind.VENUES].replace(
        b'"signature":"', b'"signature":"AA'
    )

    done(home.device.check())
    home.device.visits.begin(venue_code(home))

    assert len(home.device.visits.all()) == 2


def test_a_phone_keeps_no_endless_list_of_visits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bluezone.phone.visits.VISITS_KEPT", 1)
    home = Home()
    done(home.device.check())
    home.device.visits.begin(venue_code(home))

    with pytest.raises(RuleViolation) as refused:
        home.device.visits.begin(venue_code(home))

    assert refused.value.code == "visits_full"
