"""Hotspots: 32 bytes of a name, no address kept, verified within seven days, any bytes as a check."""

import json
from datetime import timedelta
from typing import Any
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rollout.venues.conftest import NOW

from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.rollout.reporting.identity import new_id
from bluezone.rollout.venues.check_messages import check_in
from bluezone.rollout.venues.rules.figures import HotspotFigures, VenueFigures
from bluezone.rollout.venues.rules.hotspots import (
    SSID_BYTES,
    Newest,
    check_ssid,
    check_time,
    standing,
    tidy_ssid,
    without_addresses,
)
from bluezone.rollout.venues.rules.words import Standing, Verdict


def body(**other: Any) -> dict[str, Any]:
    """What `bluezone portal check` posts."""
    whole = {
        "id": str(new_id(NOW)),
        "checked_at": NOW.isoformat(),
        "ssid": "Cai Bluezone - Ben xe Lai Chau",
        "verdict": "good",
        "tier": 3,
        "findings": [{"probe": "http://connectivitycheck.gstatic.com/generate_204", "outcome": "204"}],
        "page_bytes": 14_211,
        "program": "bluezone 1.0",
    }
    return whole | other


@given(st.text(max_size=40))
def test_the_name_of_a_network_is_counted_in_bytes(text: str) -> None:
    ssid = tidy_ssid(text)

    if any(category(sign)[0] == "C" for sign in ssid) or not 1 <= len(ssid.encode()) <= SSID_BYTES:
        with pytest.raises(RuleViolation, match="name of a network"):
            check_ssid(ssid)
    else:
        check_ssid(ssid)


def test_letters_with_marks_take_more_bytes_than_signs() -> None:
    check_ssid("Cai Bluezone - Ben xe Lai Chau")

    with pytest.raises(RuleViolation, match="32 bytes"):
        check_ssid("Cài Bluezone - Bến xe Lai Châu")


@given(
    st.one_of(
        st.ip_addresses(v=4).map(str),
        st.ip_addresses(v=6).map(str),
        st.ip_addresses(v=6).map(lambda address: address.exploded),
        st.binary(min_size=6, max_size=6).map(lambda mac: mac.hex(":")),
        st.binary(min_size=6, max_size=6).map(lambda mac: mac.hex("-").upper()),
    ),
    st.sampled_from(["{}", "302 http://{}:8080/notice", "refused by {}", "[{}]", "{}/24"]),
)
def test_no_address_of_a_machine_is_kept(address: str, around: str) -> None:
    kept = without_addresses(around.format(address))

    assert address not in kept


def test_what_is_no_address_stays() -> None:
    said = "200 Success, 14211 bytes at 09:15, TLS 1.3, http://captive.apple.com/hotspot-detect.html"

    assert without_addresses(said) == said


@given(st.timedeltas(timedelta(), timedelta(days=20)), st.sampled_from(Verdict), st.booleans())
def test_only_a_good_check_of_the_last_seven_days_verifies(age: timedelta, verdict: Verdict, same: bool) -> None:  # noqa: FBT001 -- hypothesis hands it in
    said = standing(Newest(NOW - age, verdict, same), NOW)

    assert (said is Standing.VERIFIED) == (age < timedelta(days=7) and verdict is Verdict.GOOD and same)
    assert (said is Standing.SILENT) == (age >= timedelta(days=7))


def test_a_hotspot_without_a_check_was_never_checked() -> None:
    assert standing(None, NOW) is Standing.NEVER


@pytest.mark.parametrize(
    ("ahead", "code"), [(timedelta(minutes=11), "check_future"), (timedelta(days=-31), "check_old")]
)
def test_a_check_of_a_wrong_clock_is_refused(ahead: timedelta, code: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_time(NOW + ahead, NOW)

    assert refused.value.code == code


@given(st.binary(max_size=200))
def test_any_bytes_are_a_check_or_malformed(content: bytes) -> None:
    with pytest.raises(MalformedMessage):
        check_in(content)


@given(st.sampled_from(sorted(body())), st.one_of(st.none(), st.integers(), st.text(max_size=9), st.lists(st.text())))
def test_any_value_in_any_field_is_a_check_or_malformed(name: str, value: object) -> None:
    try:
        tier = check_in(json.dumps(body(**{name: value})).encode()).tier
    except MalformedMessage:
        return
    assert tier in range(5)


def test_a_check_cut_short_is_malformed() -> None:
    whole = json.dumps(body()).encode()

    for length in range(len(whole)):
        with pytest.raises(MalformedMessage):
            check_in(whole[:length])

    assert check_in(whole).verdict is Verdict.GOOD


def test_a_check_needs_an_id_of_version_7() -> None:
    with pytest.raises(MalformedMessage, match=r"version 7"):
        check_in(json.dumps(body(id="6f9619ff-8b86-4d01-b42d-00cf4fc964ff")).encode())


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(minutes=9), timedelta(days=-30)])
def test_a_check_of_the_last_thirty_days_is_taken(ahead: timedelta) -> None:
    check_time(NOW + ahead, NOW)


def test_figures_of_two_units_add_up() -> None:
    both = HotspotFigures(5, 2, 1) + HotspotFigures(1, 1, 0)

    assert (both.registered, both.verified_in_7_days, both.failing, both.silent) == (6, 3, 1, 2)
    assert (VenueFigures(1, 2, 1, 1) + VenueFigures(0, 3, 2, 1)) == VenueFigures(1, 5, 3, 2)
    assert (VenueFigures(1, 2) + VenueFigures(3, 4)).registered == 10
