"""Hardware addresses, counts, DHCP options, places, verdicts and reports."""

import json
from datetime import UTC, date, datetime, timedelta
from ipaddress import IPv4Network
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.portal.rules.counts import DAYS_KEPT, Count, counted, read, written
from bluezone.portal.rules.dhcp_options import LONGEST, advertised, api_address, heard, in_hex
from bluezone.portal.rules.hardware import HardwareAddress, hardware_address_in
from bluezone.portal.rules.places import LONGEST_NAME, GatewayBox, Venue
from bluezone.portal.rules.pop_ups import FORBIDDEN, LARGEST, MARK
from bluezone.portal.rules.probes import PROBES, probe_for
from bluezone.portal.rules.reports import report, report_id
from bluezone.portal.rules.verdicts import Finding, Outcome, Verdict, page_outcome, probe_outcome, verdict
from bluezone.protocol.errors import MalformedMessage, RuleViolation

DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
ADDRESSES = st.text("abcz019-._~:/?&=%", max_size=120).map("https://bluezone.example/".__add__)
ANDROID, APPLE = PROBES[0], PROBES[2]


def test_a_hardware_address_is_found_in_what_ip_neigh_says_and_never_prints_itself() -> None:
    found = hardware_address_in("10.90.0.100 dev wlan0 lladdr 02:5E:00:00:00:77 REACHABLE\n")

    assert found == HardwareAddress("02:5e:00:00:00:77")
    assert "5e" not in repr(found)
    assert hardware_address_in("10.90.0.100 dev wlan0 FAILED\n") is None


@given(st.text(max_size=40))
def test_any_text_is_a_hardware_address_or_malformed(text: str) -> None:
    try:
        assert HardwareAddress(text).written == text
    except MalformedMessage:
        return


@given(st.dictionaries(DAYS, st.builds(Count, st.integers(0, 9), st.integers(0, 9)), max_size=5), DAYS)
def test_counts_are_read_back_and_a_day_is_added_to(counts: dict[date, Count], day: date) -> None:
    after = counted(counts, day, shown=2, continued=1)

    assert read(written(counts)) == counts
    assert after[day].shown == counts.get(day, Count()).shown + 2
    assert all(timedelta() <= day - each < timedelta(days=DAYS_KEPT) for each in after)


@given(st.text(max_size=60))
def test_any_text_is_a_file_of_counts_or_malformed(text: str) -> None:
    try:
        read(text)
    except MalformedMessage:
        return


@pytest.mark.parametrize(
    "text", ['{"2026-01-01": {"shown": -1, "continued": 0}}', '{"2026-01-01": {"shown": true}}', "[]"]
)
def test_a_file_of_other_things_is_no_file_of_counts(text: str) -> None:
    with pytest.raises(MalformedMessage):
        read(text)


@given(ADDRESSES)
def test_an_address_survives_the_option_in_hex_and_in_an_advertisement(address: str) -> None:
    whole = advertised(address)

    assert heard(in_hex(address)) == address
    assert (whole[0], len(whole) % 8, whole[1] * 8) == (37, 0, len(whole))
    assert whole[2:].rstrip(b"\0").decode() == address


@given(st.text(max_size=40))
def test_any_text_is_an_option_or_malformed(text: str) -> None:
    try:
        assert heard(text).isprintable()
    except MalformedMessage:
        return


@pytest.mark.parametrize(
    "address",
    [
        "http://bluezone.example/api",
        "https:///api",
        "https://user@bluezone.example/api",
        "https://bluezone.example:0/api",
        "https://bluezone.example:x/api",
        "https://[bluezone/api",
        "https://bluezone.example/a,b",
        "https://bluezone.example/a'b",
        'https://bluezone.example/a"b',
        "https://bluezone.example/a b",
        "https://bluezone.example/" + "a" * LONGEST,
    ],
)
def test_an_address_that_a_router_or_a_phone_would_misread_is_refused(address: str) -> None:
    with pytest.raises(RuleViolation):
        api_address(address)


@given(st.text(min_size=1, max_size=200))
def test_a_place_of_any_name_shows_at_most_80_characters_on_one_line(name: str) -> None:
    try:
        venue = Venue(name, "03124", "https://bluezone.example")
    except RuleViolation:
        return
    assert venue.shown_name.isprintable() or "\u200d" in venue.shown_name
    assert len(venue.shown_name) <= max(LONGEST_NAME, len(name))


@pytest.mark.parametrize(
    ("unit", "site"),
    [
        ("", "https://a.example"),
        ("a/b", "https://a.example"),
        ("1", "http://a.example"),
        ("1", "https://a.example/x"),
        ("1", "https://a.example?x"),
    ],
)
def test_a_place_without_a_unit_or_with_no_origin_is_refused(unit: str, site: str) -> None:
    with pytest.raises(RuleViolation):
        Venue("Bến xe", unit, site)


@pytest.mark.parametrize(
    "wrong",
    [
        {"inside": "eth0"},
        {"inside": "a b"},
        {"inside": 'a";'},
        {"host": "no_host"},
        {"network": IPv4Network("10.0.0.0/8")},
    ],
)
def test_a_box_that_no_file_may_name_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(RuleViolation):
        GatewayBox(**wrong)  # type: ignore[arg-type]  # one field at a time, of its own type


def test_a_place_knows_its_addresses_and_a_box_its_own() -> None:
    venue, plain, own = Venue("Bến xe", "03124", "https://a.example/"), GatewayBox(), GatewayBox(host="wifi.example")

    assert (venue.page, venue.install) == ("https://a.example/captive/03124/", "https://a.example/i?u=03124")
    assert (plain.address, plain.address6, plain.api, plain.portal_url) == ("10.90.0.1", "fd62:7a6e::1", "", None)
    assert own.api == "https://wifi.example:8443/captive/api"
    assert own.portal_url == "https://wifi.example:8443/notice"
    with pytest.raises(RuleViolation):
        Venue("\u200e", "03124", "https://a.example")


def test_a_probe_is_known_by_its_host_whatever_its_path() -> None:
    assert probe_for("captive.apple.com", "/bag") == APPLE
    assert probe_for("plain.example", "/generate_204") is None


@pytest.mark.parametrize(
    ("status", "body", "leads", "expected"),
    [
        (204, b"", False, Outcome.INTERNET),
        (302, b"", True, Outcome.NOTICE),
        (302, b"", False, Outcome.ELSEWHERE),
        (200, MARK.encode(), False, Outcome.NOTICE),
        (503, MARK.encode(), False, Outcome.NO_INTERNET),
        (200, b"Please log in", False, Outcome.ELSEWHERE),
    ],
)
def test_what_a_probe_heard_has_one_name(status: int, body: bytes, *, leads: bool, expected: Outcome) -> None:
    assert probe_outcome(ANDROID, status, body, leads_to_notice=leads) is expected


@pytest.mark.parametrize("sign", FORBIDDEN)
def test_a_page_with_what_pop_ups_forbid_needs_others(sign: bytes) -> None:
    page = MARK.encode()

    assert page_outcome(page, is_popup=True) is Outcome.FITS
    assert page_outcome(page + b"<p" + sign.upper(), is_popup=True) is Outcome.NEEDS_OTHERS
    assert page_outcome(page.ljust(LARGEST), is_popup=True) is Outcome.TOO_LARGE
    assert page_outcome(b"another", is_popup=True) is Outcome.NOT_OURS
    assert page_outcome(b"another", is_popup=False) is Outcome.FITS
    assert page_outcome(b"", is_popup=False) is Outcome.ABSENT


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ({"android": Outcome.NOTICE, "page": Outcome.FITS, "port-443": Outcome.PASSES}, Verdict.GOOD),
        ({"android": Outcome.INTERNET, "venue-info-url": Outcome.FITS}, Verdict.GOOD),
        ({"android": Outcome.INTERNET, "apple": Outcome.NO_ANSWER, "port-443": Outcome.PASSES}, Verdict.MISSING),
        ({"android": Outcome.NOTICE, "port-443": Outcome.BLOCKED}, Verdict.BROKEN),
        ({"android": Outcome.INTERNET, "api": Outcome.NO_ANSWER}, Verdict.BROKEN),
        ({"android": Outcome.NOTICE, "page": Outcome.TOO_LARGE}, Verdict.BROKEN),
        ({"android": Outcome.NO_ANSWER, "port-443": Outcome.NO_ANSWER}, Verdict.BROKEN),
        ({"android": Outcome.NO_INTERNET}, Verdict.BROKEN),
    ],
)
def test_findings_mean_good_missing_or_broken(outcomes: dict[str, Outcome], expected: Verdict) -> None:
    assert verdict([Finding(probe, outcome) for probe, outcome in outcomes.items()]) is expected


def test_a_report_names_the_wifi_and_no_address_of_anybody() -> None:
    moment = datetime(2026, 11, 24, 1, 2, 3, tzinfo=UTC)
    name = report_id(moment, bytes(range(10)))

    made = report(
        name,
        moment,
        network_name="Bluezone",
        tier=3,
        verdict=Verdict.GOOD,
        findings=[Finding("page", Outcome.FITS)],
        page_bytes=5_000,
        program="bluezone 0.1.0",
    )

    read = UUID(name)
    assert (read.version, read.variant, str(read)) == (7, RFC_4122, name)
    assert json.loads(json.dumps(made)) == {
        "id": name,
        "checked_at": "2026-11-24T01:02:03Z",
        "ssid": "Bluezone",
        "verdict": "good",
        "tier": 3,
        "findings": [{"probe": "page", "outcome": "fits"}],
        "page_bytes": 5_000,
        "program": "bluezone 0.1.0",
    }
