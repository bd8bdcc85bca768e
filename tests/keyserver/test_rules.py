"""Each rule of publishing and of codes, by itself."""

from base64 import b64encode
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import strategies

from bluezone.keyserver import rules
from bluezone.keyserver.batches import could_be_replayed
from bluezone.keyserver.rules import Diagnosis, Policy
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.intervals import day_of, key_interval_at, midnight
from bluezone.protocol.keys import ExposureKey, ReportType
from bluezone.protocol.messages import IssueRequest, PublishedKey

NOON = datetime(2026, 11, 20, 12, 20, tzinfo=UTC)
NOW = key_interval_at(NOON)
TODAY = NOW // 144 * 144
POLICY = Policy()

moments = st.datetimes(datetime(2021, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- hypothesis adds the zone


def sent(start: int, *, period: int = 144, risk: int = 0, secret: bytes | None = None) -> PublishedKey:
    secret = (
        start.to_bytes(8, "big", signed=True) + period.to_bytes(8, "big", signed=True) if secret is None else secret
    )
    return PublishedKey(
        key=b64encode(secret).decode(), rolling_start_number=start, rolling_period=period, transmission_risk=risk
    )


def judged(*keys: PublishedKey, onset: int = TODAY - 4 * 144) -> rules.Verdict:
    return rules.judged(list(keys), moment=NOON, report=ReportType.CONFIRMED_TEST, onset=onset, policy=POLICY)


def refusal(*keys: PublishedKey) -> str:
    with pytest.raises(RuleViolation) as refused:
        judged(*keys)
    assert refused.value.code == "bad_request"
    return str(refused.value)


def test_fourteen_past_days_are_held_until_the_next_full_hour() -> None:
    verdict = judged(*(sent(TODAY - 144 * day) for day in range(1, 15)))

    assert (verdict.refused, verdict.warnings) == ((), ())
    assert [held.release for held in verdict.held] == [datetime(2026, 11, 20, 13, tzinfo=UTC)] * 14


@pytest.mark.parametrize("many", [0, 31])
def test_a_report_has_one_to_thirty_keys(many: int) -> None:
    assert "1 to 30" in refusal(*(sent(TODAY - 144, period=1 + n, secret=bytes(15) + bytes([n])) for n in range(many)))


def test_thirty_keys_are_not_too_many() -> None:
    verdict = judged(*(sent(TODAY - 60 + 2 * n, period=2) for n in range(30)))

    assert len(verdict.held) == 30


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (sent(TODAY - 144, secret=bytes(15)), "key has 16 bytes"),
        (sent(TODAY - 144, secret=bytes(17)), "key has 16 bytes"),
        (sent(TODAY - 144, secret=b""), "key has 16 bytes"),
        (PublishedKey(key="not base64 at all!", rolling_start_number=TODAY - 144), "key is not base64"),
        (sent(TODAY - 144, period=0), "rollingPeriod is 1 to 144"),
        (sent(TODAY - 144, period=145), "rollingPeriod is 1 to 144"),
        (sent(TODAY - 144, period=-1), "rollingPeriod is 1 to 144"),
        (sent(NOW + 1), "in the future"),
        (sent(2**31 - 1), "in the future"),
        (sent(-1), "360 hours ago"),
        (sent(NOW - 360 * 6 - 144), "360 hours ago"),
        (sent(TODAY - 144, risk=-1), "transmissionRisk is 0 to 8"),
        (sent(TODAY - 144, risk=9), "transmissionRisk is 0 to 8"),
    ],
)
def test_a_key_that_breaks_a_rule_is_dropped_and_the_others_are_held(wrong: PublishedKey, why: str) -> None:
    verdict = judged(sent(TODAY - 288), wrong)

    assert len(verdict.held) == 1
    assert len(verdict.refused) == 1
    assert verdict.refused[0].startswith("key 1: ")
    assert why in verdict.refused[0]


def test_a_report_of_which_no_key_keeps_the_rules_is_refused_whole() -> None:
    assert "key 0" in refusal(sent(NOW + 1), sent(TODAY, period=0))


def test_a_key_that_starts_now_or_ended_just_within_fifteen_days_is_held() -> None:
    verdict = judged(sent(NOW), sent(NOW - 360 * 6 - 143, period=144), onset=TODAY - 8 * 144)

    assert len(verdict.held) == 2


def test_a_refusal_never_repeats_what_was_sent() -> None:
    verdict = judged(sent(TODAY - 288), PublishedKey(key="c2VjcmV0LXNlY3JldC0hIQ=", rolling_start_number=NOW + 77))

    assert "c2VjcmV0" not in verdict.refused[0]
    assert str(NOW + 77) not in verdict.refused[0]


def test_three_keys_may_start_together_and_a_fourth_spoils_the_report() -> None:
    together = [sent(TODAY - 144, period=period) for period in (30, 60, 90, 144)]

    assert len(judged(*together[:3]).held) == 3
    assert "start together" in refusal(*together)


@pytest.mark.parametrize("gap", [1, 143])
def test_keys_that_overlap_without_starting_together_spoil_the_report(gap: int) -> None:
    assert "overlap" in refusal(sent(TODAY - 288), sent(TODAY - 288 + gap))


def test_the_longest_of_keys_that_start_together_counts_for_overlaps() -> None:
    assert "overlap" in refusal(
        sent(TODAY - 288, period=144), sent(TODAY - 288, period=30), sent(TODAY - 288 + 60, period=3)
    )


def test_keys_that_touch_do_not_overlap() -> None:
    assert len(judged(sent(TODAY - 144, period=60), sent(TODAY - 84, period=84)).held) == 2


def test_a_key_sent_twice_in_one_report_is_held_once() -> None:
    assert len(judged(sent(TODAY - 144), sent(TODAY - 144)).held) == 1


def test_a_key_far_from_the_first_symptoms_is_left_out_with_a_warning() -> None:
    verdict = judged(sent(TODAY - 144), sent(TODAY - 14 * 144), onset=TODAY + 144 * 7)

    assert verdict.refused == ()
    assert len(verdict.warnings) == len(verdict.held) == 1


def test_a_report_of_warnings_only_is_no_error() -> None:
    verdict = judged(sent(TODAY - 14 * 144), onset=TODAY + 144)

    assert (len(verdict.held), len(verdict.refused), len(verdict.warnings)) == (0, 0, 1)


@pytest.mark.parametrize(
    ("report", "risk", "filled"),
    [(ReportType.CONFIRMED_TEST, 0, 2), (ReportType.CLINICAL_DIAGNOSIS, 0, 4), (ReportType.CONFIRMED_TEST, 7, 7)],
)
def test_a_risk_of_zero_is_filled_by_the_kind_of_report(report: ReportType, risk: int, filled: int) -> None:
    verdict = rules.judged([sent(TODAY - 144, risk=risk)], moment=NOON, report=report, onset=TODAY, policy=POLICY)

    assert verdict.held[0].key.transmission_risk == filled


def test_days_since_onset_count_utc_days() -> None:
    verdict = judged(sent(TODAY - 6 * 144), sent(TODAY - 144, period=30), sent(TODAY + 3, period=3))

    assert [held.key.days_since_onset for held in verdict.held] == [-2, 3, 4]


@pytest.mark.parametrize(
    ("stated", "certified", "onset"),
    [
        (TODAY - 144 + 17, TODAY - 288, TODAY - 144),
        (0, TODAY - 288, TODAY - 288),
        (NOW, TODAY - 288, TODAY - 288),
        (TODAY - 29 * 144, TODAY - 288, TODAY - 288),
        (TODAY - 28 * 144, TODAY - 288, TODAY - 28 * 144),
        (0, 0, TODAY - 4 * 144),
        (-5, 2**31 - 1, TODAY - 4 * 144),
    ],
)
def test_the_phones_word_about_symptoms_wins_then_the_certificates_then_four_days(
    stated: int, certified: int, onset: int
) -> None:
    assert rules.onset_interval(stated, certified, moment=NOON, policy=POLICY) == onset


@given(st.integers(-(2**31), 2**31 - 1), st.integers(-(2**31), 2**31 - 1), moments)
def test_the_onset_is_always_a_day_of_the_last_28(stated: int, certified: int, moment: datetime) -> None:
    onset = rules.onset_interval(stated, certified, moment=moment, policy=POLICY)

    assert onset % 144 == 0
    assert key_interval_at(midnight(day_of(moment - timedelta(days=28)))) <= onset < key_interval_at(moment)


near_keys = st.lists(st.tuples(st.integers(-6 * 24 * 16, 3), st.integers(0, 145)), min_size=1, max_size=4)
"""Start and period of keys around the moment of their upload: most may be held."""


@given(near_keys, moments)
def test_any_keys_are_held_released_late_enough_or_refused(keys: list[tuple[int, int]], moment: datetime) -> None:
    onset = rules.onset_interval(0, 0, moment=moment, policy=POLICY)
    report = [sent(key_interval_at(moment) + start, period=period) for start, period in keys]
    try:
        verdict = rules.judged(report, moment=moment, report=ReportType.CONFIRMED_TEST, onset=onset, policy=POLICY)
    except RuleViolation:
        return

    for held in verdict.held:
        assert held.release >= moment
        assert held.release.minute == held.release.second == held.release.microsecond == 0
        assert not could_be_replayed(held.key.key, held.release)


@given(strategies.published_keys, moments)
def test_keys_of_any_time_are_judged_without_an_error_of_ours(keys: list[PublishedKey], moment: datetime) -> None:
    onset = rules.onset_interval(0, 0, moment=moment, policy=POLICY)

    try:
        verdict = rules.judged(keys, moment=moment, report=ReportType.CONFIRMED_TEST, onset=onset, policy=POLICY)
    except RuleViolation:
        return

    assert len(verdict.held) + len(verdict.refused) + len(verdict.warnings) == len(keys)


def test_a_key_of_today_is_held_until_two_hours_after_its_end() -> None:
    [held] = judged(sent(TODAY)).held

    assert held.release == datetime(2026, 11, 21, 2, tzinfo=UTC)


@pytest.mark.parametrize(("days", "held"), [(14, 1), (15, 0)])
def test_a_key_says_something_about_infection_up_to_fourteen_days_from_the_first_symptoms(days: int, held: int) -> None:
    after = judged(sent(TODAY), onset=TODAY - days * 144)
    before = judged(sent(TODAY - 14 * 144), onset=TODAY + (days - 14) * 144)

    assert [len(verdict.held) for verdict in (after, before)] == [held, held]
    assert [len(verdict.warnings) for verdict in (after, before)] == [1 - held, 1 - held]


@given(st.integers(-6 * 24 * 14, 0), st.integers(1, 144), moments)
def test_a_key_waits_for_its_end_and_two_hours_and_no_longer_than_the_hour(
    start: int, period: int, moment: datetime
) -> None:
    key = ExposureKey(bytes(16), key_interval_at(moment) + start, period)

    release = rules.release_hour(key, moment)

    earliest = max(moment, key.end + timedelta(hours=2))
    assert timedelta() <= release - earliest < timedelta(hours=1)


def test_a_report_type_that_the_server_does_not_know_is_refused() -> None:
    for word in ("user-report", "", "CONFIRMED"):
        with pytest.raises(RuleViolation) as refused:
            rules.report_type(word)
        assert refused.value.code == "health_authority_verification_certificate_invalid"


days = st.none() | st.dates(date(2020, 1, 1), date(2100, 1, 1))


@given(st.sampled_from(rules.TEST_TYPES), days, days)
def test_a_tokens_subject_says_what_the_officer_stated(kind: str, symptoms: date | None, tested: date | None) -> None:
    diagnosis = Diagnosis(kind, symptoms, tested)

    assert rules.diagnosis_in(rules.subject(diagnosis)) == diagnosis


@pytest.mark.parametrize("text", ["", "confirmed", "confirmed.2026-01-01", "cured..", "confirmed.x.", "confirmed...."])
def test_another_subject_is_no_diagnosis(text: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        rules.diagnosis_in(text)
    assert refused.value.code == "token_invalid"


def test_a_certificate_names_the_midnight_of_the_first_symptoms() -> None:
    assert rules.certified_onset(Diagnosis("confirmed", date(2026, 11, 20))) == TODAY
    assert rules.certified_onset(Diagnosis("confirmed", None, date(2026, 11, 20))) is None


def test_a_code_is_what_was_drawn() -> None:
    drawn = iter([42, *range(16)])

    code = rules.issued(Diagnosis("confirmed"), code_id="id", below=lambda _: next(drawn), moment=NOON, policy=POLICY)

    assert (code.short, code.long) == ("00000042", rules.LONG_CODE_ALPHABET[:16])
    assert "00000042" not in repr(code)


@given(st.text(max_size=40))
def test_folding_a_code_twice_changes_nothing(text: str) -> None:
    assert rules.folded_code(rules.folded_code(text)) == rules.folded_code(text)


def test_short_codes_can_be_guessed_and_long_ones_cannot() -> None:
    assert rules.is_guessable("1234 5678", POLICY)
    assert not rules.is_guessable("abcd-efgh-jkmn-pqrs", POLICY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0912345678",
        "Nguyen Van A",
        "0f8fad5b-d9cb-469f-a165-70867728950",
        "\uff10f8fad5b-d9cb-469f-a165-70867728950e",
    ],
)
def test_nothing_about_a_person_can_be_a_codes_identifier(text: str) -> None:
    with pytest.raises(MalformedMessage):
        rules.checked_code_id(text)


@given(moments)
def test_a_full_hour_is_its_own(moment: datetime) -> None:
    hour = rules.hour_at_or_after(moment)

    assert rules.hour_at_or_after(hour) == hour
    assert timedelta() <= hour - moment < timedelta(hours=1)


def test_codes_live_by_full_seconds() -> None:
    moment = NOON.replace(microsecond=999_999)

    code = rules.issued(Diagnosis("confirmed"), code_id="id", below=lambda _: 0, moment=moment, policy=POLICY)

    assert (code.short_until, code.long_until) == (NOON + timedelta(minutes=15), NOON + timedelta(hours=24))


@pytest.mark.parametrize("days", [0, 28])
def test_symptoms_of_today_and_of_28_days_ago_are_taken(days: int) -> None:
    day = NOON.date() - timedelta(days=days)
    request = IssueRequest(test_type="confirmed", symptom_date=day.isoformat())

    assert rules.diagnosis_stated(request, moment=NOON, policy=POLICY) == Diagnosis("confirmed", day)


@pytest.mark.parametrize("days", [-1, 29])
def test_symptoms_of_tomorrow_and_of_29_days_ago_are_refused(days: int) -> None:
    request = IssueRequest(test_type="confirmed", symptom_date=(NOON.date() - timedelta(days=days)).isoformat())

    with pytest.raises(RuleViolation) as refused:
        rules.diagnosis_stated(request, moment=NOON, policy=POLICY)

    assert refused.value.code == "invalid_date"


def test_a_client_that_accepts_a_kind_of_test_gets_it_and_none_beyond() -> None:
    kinds = rules.accepted(["likely"])

    rules.check_accepted(Diagnosis("confirmed"), kinds)
    rules.check_accepted(Diagnosis("likely"), kinds)
    with pytest.raises(RuleViolation) as refused:
        rules.check_accepted(Diagnosis("negative"), kinds)

    assert refused.value.code == "unsupported_test_type"


def test_warning_on_and_probing_have_to_be_asked_for_by_name() -> None:
    everything = rules.accepted(["negative", "recursive", "probe"])

    assert rules.accepted([]) == rules.accepted(["negative"]) == {"confirmed", "likely", "negative"}
    assert everything == set(rules.TEST_TYPES)
    assert rules.accepted(["recursive"]) == {"recursive"}
