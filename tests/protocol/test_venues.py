"""Venue codes: genuine and in their life, or refused with the reason; any bytes at all."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.protocol.seeds import KEYS, NOON, edwards
from tests.protocol.vectors_venues import CODE, MARKET, SITE, named
from tests.strategies import venue_codes

from bluezone.protocol.errors import BluezoneError, MalformedMessage, RuleViolation
from bluezone.protocol.venues import (
    CODE_LIMIT,
    NAME_LIMIT,
    VenueCode,
    VenueType,
    code_in,
    code_text,
    read_code,
    signed_code,
    unverified_code,
)

VENUE_KEY = edwards("venue")


def code_of(refused_call: Callable[[], object]) -> str:
    """The stable code of a refusal."""
    with pytest.raises(RuleViolation) as refused:
        refused_call()
    return refused.value.code


@given(venue_codes())
def test_a_code_says_what_the_authority_signed(code: VenueCode) -> None:
    signed = signed_code(code, VENUE_KEY)

    assert len(signed) <= CODE_LIMIT
    assert unverified_code(signed) == code
    assert code_in(code_text(signed, site=SITE)) == signed


def test_a_genuine_code_is_read_without_a_network() -> None:
    assert read_code(CODE, KEYS, NOON) == MARKET


def test_a_codes_secret_is_not_printed() -> None:
    assert MARKET.secret.hex() not in repr(MARKET)
    assert repr(MARKET.secret) not in repr(MARKET)


@given(st.integers(0, len(CODE) - 1), st.integers(0, 255))
def test_a_changed_byte_of_a_code_is_refused(place: int, value: int) -> None:
    changed = bytearray(CODE)
    changed[place] = value
    try:
        found = read_code(bytes(changed), KEYS, NOON)
    except BluezoneError:
        return
    assert bytes(changed) == CODE
    assert found == MARKET


@given(st.binary(max_size=200) | st.binary(max_size=130).map(lambda tail: CODE[:30] + tail))
@example(bytes(4096))
def test_any_bytes_are_a_code_or_malformed(code: bytes) -> None:
    try:
        found = unverified_code(code)
    except MalformedMessage:
        return
    assert len(code) <= CODE_LIMIT
    assert 1 <= len(found.name.encode()) <= NAME_LIMIT


def test_a_code_cut_at_any_byte_is_malformed() -> None:
    for length in range(len(CODE)):
        with pytest.raises(MalformedMessage):
            read_code(CODE[:length], KEYS, NOON)


def test_a_forged_code_is_refused() -> None:
    forged = CODE[:-64] + edwards("stranger").sign(b"bluezone VenueCode 1\n" + CODE[:-64])

    assert code_of(lambda: read_code(forged, KEYS, NOON)) == "venue_signature_wrong"
    assert code_of(lambda: read_code(signed_code(MARKET, edwards("stranger")), KEYS, NOON)) == "venue_key_unknown"


def test_a_key_for_something_else_signs_no_code() -> None:
    by_feed_key = signed_code(MARKET, edwards("feed"))

    assert code_of(lambda: read_code(by_feed_key, KEYS, NOON)) == "venue_key_unknown"


def test_when_two_keys_share_an_id_either_may_have_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    other = msgspec.structs.replace(KEYS.keys[3], id="venue-2", public_key=KEYS.keys[0].public_key)
    keys = msgspec.structs.replace(KEYS, keys=(other, KEYS.keys[3]))
    monkeypatch.setattr("bluezone.protocol.venues.key_id", lambda _: CODE[1:5])

    assert read_code(CODE, keys, NOON) == MARKET


def test_under_stale_keys_no_code_is_believed() -> None:
    lasting = signed_code(replace(MARKET, expires=date(2199, 1, 1)), VENUE_KEY)

    assert code_of(lambda: read_code(lasting, KEYS, KEYS.expires)) == "keys_expired"


def test_a_code_is_valid_from_its_first_day_until_just_before_its_last() -> None:
    first, last = datetime.fromisoformat("2020-08-01T00:00:00Z"), datetime.fromisoformat("2021-08-01T00:00:00Z")
    instant = timedelta(microseconds=1)

    assert read_code(CODE, KEYS, first) == read_code(CODE, KEYS, last - instant) == MARKET
    assert code_of(lambda: read_code(CODE, KEYS, first - instant)) == "venue_future"
    assert code_of(lambda: read_code(CODE, KEYS, last)) == "venue_expired"


@given(venue_codes(), st.timedeltas(timedelta(days=-364), timedelta(days=364)))
def test_a_code_is_read_on_the_days_of_its_life_and_on_no_other(code: VenueCode, since: timedelta) -> None:
    at = NOON + since
    life = replace(code, issued=date(2020, 5, 1), expires=date(2020, 11, 1))
    try:
        read_code(signed_code(life, VENUE_KEY), KEYS, at)
        found = ""
    except RuleViolation as refused:
        found = refused.code

    expected = "venue_future" if at.date() < life.issued else "venue_expired" if at.date() >= life.expires else ""
    assert found == expected


@pytest.mark.parametrize(
    "name",
    [
        "<b>",
        "a>b",
        "a\u202eb",
        "a\u2066b",
        "a\u061cb",
        "a\u200bb",
        "a\ufeffb",
        "a\u00adb",
        "a\0b",
        "a\nb",
        "a\u2028b",
        "\ue000",
    ],
)
def test_a_name_that_could_deceive_the_eye_or_a_page_is_malformed(name: str) -> None:
    with pytest.raises(MalformedMessage, match="control, invisible or markup"):
        read_code(named(name.encode()), KEYS, NOON)
    with pytest.raises(ValueError, match="control, invisible or markup"):
        signed_code(replace(MARKET, name=name), VENUE_KEY)


@pytest.mark.parametrize("name", [" ", " a", "a ", "a\u3000", "Chơ\u0323", "a" * 61])
def test_a_name_has_one_form(name: str) -> None:
    with pytest.raises(MalformedMessage, match="NFC"):
        read_code(named(name.encode()), KEYS, NOON)


@given(st.text(st.characters(exclude_categories=("C", "Zl", "Zp"), exclude_characters="<>"), min_size=1, max_size=90))
def test_a_long_name_is_cut_at_a_character(name: str) -> None:
    if not name.strip():
        with pytest.raises(ValueError, match="1 to 60 bytes"):
            signed_code(replace(MARKET, name=name), VENUE_KEY)
        return

    found = unverified_code(signed_code(replace(MARKET, name=name), VENUE_KEY)).name

    whole = unicodedata.normalize("NFC", name).strip()
    assert whole.startswith(found)
    assert len(found.encode()) <= NAME_LIMIT
    assert found == whole or len(found.encode()) > NAME_LIMIT - 4 or whole[len(found)].isspace()


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": bytes(15)},
        {"commune": "3386"},
        {"commune": "033861"},
        {"commune": "٠٣٣٨٦"},
        {"version": -1},
        {"version": 65_536},
        {"issued": date(2019, 12, 31)},
        {"expires": date(2199, 6, 7)},
        {"expires": MARKET.issued},
        {"name": "\ud800"},
    ],
)
def test_what_does_not_fit_is_never_signed(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 -- each field has its own sentence
        signed_code(replace(MARKET, **wrong), VENUE_KEY)


def test_each_kind_of_place_has_a_word_and_a_stay_within_what_is_kept() -> None:
    assert [one.word for one in VenueType][:3] == ["other", "bus-station", "coach"]
    assert all(timedelta(minutes=60) <= one.stay <= timedelta(hours=16) for one in VenueType)


def test_a_kind_of_a_later_year_is_other() -> None:
    body = CODE[:5] + b"\xc8" + CODE[6:-64]
    later = body + VENUE_KEY.sign(b"bluezone VenueCode 1\n" + body)

    assert read_code(later, KEYS, NOON).type is VenueType.OTHER


@given(st.text(max_size=200) | st.text("#v=-_Aab", max_size=30).map(lambda text: f"{SITE}/app/#v={text}"))
@example("https://x/app/#v=" + "A" * 4096)
@example("https://x/app/#v=AB")
@example("https://x/app/#v=A")
def test_any_text_is_a_link_or_malformed(text: str) -> None:
    try:
        code = code_in(text)
    except MalformedMessage:
        return
    assert text.endswith(code_text(code, site="").removeprefix("/app/"))


@pytest.mark.parametrize("site", ["javascript://x", "https://a b", "https://", "HTTPS://a", "data:x"])
def test_a_link_leads_to_a_site(site: str) -> None:
    with pytest.raises(MalformedMessage):
        code_in(code_text(CODE, site=site))
