"""Own keys: which one speaks, and how they lie beside each other when the clock was set back."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.phone.people import DAY, HOUR, MINUTE, NOON, secrets
from tests.strategies import edge_keys

from bluezone.phone.own_keys import OwnKey, Speak, merged, next_word, with_changed
from bluezone.protocol.intervals import Air
from bluezone.protocol.keys import ExposureKey, fresh_key

FRESH = secrets(9)


def own(secret: int, start_hours: int, *, spoken: timedelta = timedelta(), reported: bool = False) -> OwnKey:
    key = fresh_key(bytes(15) + bytes((secret,)), NOON.replace(hour=0) + start_hours * HOUR)
    return OwnKey(key, key.start + spoken, reported)


def test_with_nothing_to_speak_a_key_from_the_half_hour_to_midnight_is_made() -> None:
    word = next_word((), NOON + 40 * MINUTE, air=Air.BLUEZONE, fresh_secret=FRESH())

    assert isinstance(word, Speak)
    assert (word.own.key.start, word.own.key.end) == (NOON + 30 * MINUTE, NOON + 12 * HOUR)
    assert word.changed == (word.own,)


def test_another_key_of_a_set_back_clock_shares_its_start_with_the_one_it_replaces() -> None:
    former = own(1, 0, spoken=12 * HOUR)

    word = next_word((former,), NOON - 5 * HOUR, air=Air.BLUEZONE, fresh_secret=FRESH())

    assert isinstance(word, Speak)
    cut, fresh = word.changed
    assert cut.key.end == NOON
    assert (fresh.key.start, fresh.key.end) == (former.key.start, former.key.end)


def test_another_key_ends_where_a_later_one_starts() -> None:
    later = own(1, 14, spoken=HOUR)

    word = next_word((later,), NOON, air=Air.BLUEZONE, fresh_secret=FRESH())

    assert isinstance(word, Speak)
    assert (word.own.key.start, word.own.key.end) == (NOON, later.key.start)


def test_a_clock_that_went_back_by_half_an_hour_is_waited_for_and_by_more_brings_another_key() -> None:
    former = own(1, 0, spoken=12 * HOUR)
    half_an_hour_ago = NOON - 30 * MINUTE

    waited = next_word((former,), half_an_hour_ago, air=Air.BLUEZONE, fresh_secret=FRESH())
    another = next_word((former,), half_an_hour_ago - MINUTE, air=Air.BLUEZONE, fresh_secret=FRESH())

    assert waited is None
    assert another is not None


def test_of_two_keys_that_may_speak_the_one_made_last_goes_on() -> None:
    former, latest = own(1, 0, spoken=11 * HOUR), own(2, 0, spoken=HOUR)

    word = next_word((former, latest), NOON, air=Air.BLUEZONE, fresh_secret=FRESH())

    assert word is not None
    assert word.own.key == latest.key


def test_a_fourth_key_with_one_start_is_never_made() -> None:
    three = tuple(own(number, 0, spoken=20 * HOUR) for number in (1, 2, 3))

    word = next_word(three, NOON, air=Air.BLUEZONE, fresh_secret=FRESH())

    assert word is None


def test_a_reported_key_is_not_spoken_and_not_cut() -> None:
    reported = own(1, 0, reported=True)

    word = next_word((reported,), NOON, air=Air.BLUEZONE, fresh_secret=FRESH())

    assert isinstance(word, Speak)
    assert word.changed == (word.own,)
    assert word.own.key.start == reported.key.start


own_keys = st.builds(
    lambda key, share, reported: OwnKey(key, key.start + share * (key.end - key.start), reported),
    edge_keys(day=NOON.date()),
    st.integers(0, 1),
    st.booleans(),
)


@given(own_keys, own_keys, st.integers(1, 144))
def test_merging_what_two_programs_kept_never_widens_a_key(one: OwnKey, use: OwnKey, period: int) -> None:
    key = ExposureKey(one.key.secret, one.key.rolling_start, period)
    other = OwnKey(key, use.spoken_until, use.reported)

    both = merged(one, other)

    assert both == merged(other, one)
    assert both.key.rolling_period == min(one.key.rolling_period, period)
    assert both.spoken_until == max(one.spoken_until, other.spoken_until)
    assert both.reported == (one.reported or other.reported)


@given(st.lists(own_keys, max_size=6, unique_by=lambda own: own.key.secret))
def test_keys_stand_in_the_order_of_their_starts(keys: list[OwnKey]) -> None:
    ordered = with_changed((), keys)

    starts = [own.key.rolling_start for own in ordered]
    assert starts == sorted(starts)
    assert set(ordered) == set(keys)
    assert with_changed(ordered, ordered) == ordered


def test_a_key_that_was_cut_stays_cut() -> None:
    whole = own(1, 0)
    cut = replace(whole, key=replace(whole.key, rolling_period=3))

    assert with_changed((cut,), [replace(whole, spoken_until=whole.key.start + DAY)])[0].key == cut.key
