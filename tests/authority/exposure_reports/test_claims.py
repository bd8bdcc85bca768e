"""A report is a claim: whatever it says, it is read, and what cannot be is left out and counted."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.authority.exposure_reports.letters import TODAY, YESTERDAY, met, report

from bluezone.authority.cases.rules.words import Closeness, Setting, Symptom
from bluezone.authority.exposure_reports.rules.claims import OLDEST_DAY, claim, shown, symptom, telephone
from bluezone.protocol.exposure_report import Band, ExposureKind


def test_days_minutes_and_closeness_become_exposures() -> None:
    told = report(encounters=(met(), met(kind=ExposureKind.PLACE, band=None, minutes=None, place="Chợ San Thàng")))

    said = claim(told, TODAY)

    assert [each.closeness for each in said.meetings] == [Closeness.NEAR, Closeness.UNKNOWN]
    assert [each.setting for each in said.meetings] == [Setting.UNKNOWN, Setting.VENUE]
    assert [each.minutes for each in said.meetings] == [35, None]
    assert said.words == ("04/08/2020: Chợ San Thàng",)


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), date.max, TODAY - OLDEST_DAY - timedelta(days=1), date.min])
def test_a_day_in_the_future_or_long_past_is_left_out_and_counted(day: date) -> None:
    said = claim(report(written=day, encounters=(met(day), met())), TODAY)

    assert ([each.day for each in said.meetings], said.left_out, said.day) == ([YESTERDAY], 1, TODAY)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0912 345.678", "0912345678"),
        ("+84 912-345-678", "0912345678"),
        ("+49 30 1234567", "+49301234567"),
        ("12", ""),
        ("123456789012345678901", ""),
        ("", ""),
    ],
)
def test_a_telephone_is_kept_as_it_is_dialled_here(text: str, number: str) -> None:
    assert telephone(text) == number


def test_a_telephone_that_is_none_stands_in_the_note() -> None:
    said = claim(report(telephone="12 34"), TODAY)

    assert (said.phone, said.words) == ("", ("12 34",))


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("sore-throat", Symptom.SORE_THROAT),
        ("loss-of-smell", Symptom.LOSS_OF_SMELL),
        ("fever", Symptom.FEVER),
        ("a-word-of-tomorrow", Symptom.OTHER),
    ],
)
def test_a_symptom_is_read_in_the_words_of_case_work(word: str, meant: Symptom) -> None:
    assert symptom(word) is meant


@given(st.text(max_size=300))
def test_what_is_shown_is_one_line_without_control_signs(text: str) -> None:
    line = shown(text)

    assert shown(line) == line
    assert not any(ord(sign) < ord(" ") for sign in line)


@settings(max_examples=50)
@given(
    days=st.lists(st.dates(), max_size=6),
    minutes=st.none() | st.integers(0, 1440),
    band=st.none() | st.sampled_from(Band),
    today=st.dates(),
)
def test_every_report_is_read_and_every_encounter_recorded_or_counted(
    days: list[date], minutes: int | None, band: Band | None, today: date
) -> None:
    told = report(encounters=tuple(met(day, minutes=minutes, band=band) for day in days))

    said = claim(told, today)

    assert len(said.meetings) + said.left_out == len(days)
    assert all(each.day <= today for each in said.meetings)
