"""What comes from outside is read or refused, and of what cannot be counted nothing is kept that could be a reason."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rollout.fieldwork.devices import FakeDevice

from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.rollout.fieldwork.rules.wire import (
    MOST_BYTES,
    Bundle,
    Envelope,
    Event,
    Parcel,
    Unreadable,
    base64url,
    bundle_in,
    bytes_of,
    envelope_in,
    event_again,
    event_in,
    message_in,
    object_in,
    packed_envelope_in,
)
from bluezone.rollout.fieldwork.rules.words import SetAsideReason

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
LIST = "0190a8f0-0000-4000-8000-000000000001"
OTHER = "0190a8f0-0000-7000-8000-000000000002"
ENVELOPE = json.dumps({"bundle": base64url(b"{}"), "signature": base64url(bytes(64))}).encode()
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def events() -> list[dict[str, Any]]:
    """One event of each kind."""
    device = FakeDevice()
    device.visit(LIST, "51A", NOW, outcome="come_back", revisit_on="2026-11-27", language="hmn")
    device.undo(device.events[0], NOW)
    device.tally(LIST, NOW.date(), NOW)
    gate = {"gate": "Cổng chính", "shift": OTHER, "number": 1, "day": "2026-11-24", "closed": True}
    device.event("shift", NOW, **gate, came=9, went=8, helped=1, had_it=2, no_smartphone=3, not_now=1)
    device.event(
        "class",
        NOW,
        week="2026-11-23",
        age_band="lower",
        pupils=30,
        smartphones=9,
        declared=4,
        relatives=5,
        **{"class": "6A"},
    )
    day = {"event": OTHER, "activity": "talk", "day": "2026-11-24", "starts": "14:30"}
    device.event(
        "movement", NOW, **day, checked_in=50, volunteers=3, helped=9, browser_only=1, pledges=4, certificates=2
    )
    return device.events


@pytest.mark.parametrize("event", events(), ids=lambda event: event["kind"])
def test_an_event_of_each_kind_is_read(event: dict[str, Any]) -> None:
    found = event_in(event)

    assert isinstance(found, Event)
    assert (found.id, found.sequence, found.kind, found.at) == (event["id"], event["seq"], event["kind"], NOW)
    assert {*found.content} == {*event} - {"language"}


@given(st.binary() | json_values.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_an_envelope_a_parcel_or_malformed(body: bytes) -> None:
    for read in (message_in, envelope_in, packed_envelope_in):
        try:
            assert isinstance(read(body), Envelope | Parcel)
        except MalformedMessage:
            continue


@given(st.binary() | json_values.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_a_bundle_an_old_one_or_malformed(body: bytes) -> None:
    try:
        assert isinstance(bundle_in(body), Bundle)
    except (MalformedMessage, RuleViolation):
        return


@given(json_values)
def test_any_value_is_an_event_or_waits_for_the_clerk(value: object) -> None:
    assert isinstance(event_in(value), Event | Unreadable)


@given(st.sampled_from(events()), st.data())
def test_an_event_with_one_field_changed_to_anything_is_an_event_or_waits(
    event: dict[str, Any], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from([*event, "reason"]))
    changed = {**event, name: data.draw(json_values)}

    found = event_in(changed)

    assert isinstance(found, Event | Unreadable)
    assert isinstance(json.dumps({**found.content}), str)
    if isinstance(found, Unreadable):
        assert "reason" not in found.content
        assert {*found.content} <= {*event, "left_out"}


def test_whoever_invents_a_field_or_a_word_beside_a_door_leaves_no_trace_of_it() -> None:
    visit = events()[0]
    inventions: list[dict[str, Any]] = [
        {"reason": "refused"},
        {"outcome": "refused"},
        {"refused": 1},
        {"kind": "visit_refused"},
        {"gate": "refused"},
        {"household": "refused"},
        {"id": "refused"},
    ]

    found = [event_in({**visit, **each}) for each in inventions]

    assert all(isinstance(each, Unreadable) for each in found)
    assert "refused" not in json.dumps([{**each.content} for each in found])
    assert "hmn" not in json.dumps([{**each.content} for each in found])


def test_an_event_that_waited_can_be_read_again_without_its_language() -> None:
    for event in events():
        first = event_in(event)
        again = event_again(first.content)
        assert isinstance(first, Event)
        assert isinstance(again, Event)
        assert (again.id, again.digest) == (first.id, first.digest)


BAD: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "a list": lambda: b"[]",
    "not UTF-8": lambda: b'{"bundle": "\xff"}',
    "a key twice": lambda: ENVELOPE.replace(b'"signature"', b'"bundle": "", "signature"'),
    "a key too many": lambda: ENVELOPE.replace(b"{", b'{"more": 1, ', 1),
    "NaN": lambda: ENVELOPE.replace(b"{", b'{"more": NaN, ', 1),
    "a number without end": lambda: ENVELOPE.replace(b"{", b'{"more": ' + b"9" * 5_000 + b", ", 1),
    "a hundred thousand brackets": lambda: b'{"more": ' + b"[" * 100_000,
    "too long": lambda: ENVELOPE + b" " * MOST_BYTES,
    "a signature too short": lambda: json.dumps({"bundle": "", "signature": base64url(bytes(63))}).encode(),
    "base64 with padding": lambda: ENVELOPE.replace(b"e30", b"e30="),
    "base64 with stray bits": lambda: ENVELOPE.replace(b"e30", b"e31"),
    "base64 that cannot be": lambda: ENVELOPE.replace(b"e30", b"e"),
    "base64 that is a number": lambda: ENVELOPE.replace(b'"e30"', b"30"),
    "a parcel with a list as carrier": lambda: b'{"sealed": "", "carrier": []}',
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
def test_what_is_no_envelope_is_refused(body: Callable[[], bytes]) -> None:
    with pytest.raises(MalformedMessage):
        message_in(body())


def test_an_envelope_byte_by_byte_is_malformed_until_it_is_whole() -> None:
    for length in range(len(ENVELOPE)):
        with pytest.raises(MalformedMessage):
            message_in(ENVELOPE[:length])
    assert message_in(ENVELOPE) == envelope_in(ENVELOPE) == Envelope(b"{}", bytes(64))
    assert message_in(b'{"sealed": "AA", "carrier": null}') == Parcel(b"\0", None)


def test_a_packed_envelope_is_the_gzip_of_signature_and_bundle() -> None:
    assert packed_envelope_in(gzip.compress(bytes(64) + b"{}")) == packed_envelope_in(ENVELOPE)


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(bytes(63)),
        gzip.compress(bytes(MOST_BYTES + 1)),
        gzip.compress(bytes(99))[:-1],
        b"\x1f\x8b\0",
        b"\x1f\x8b" + bytes(99),
    ],
    ids=["too short", "a bomb", "cut off", "hardly begun", "no gzip"],
)
def test_what_is_no_packed_envelope_is_refused(content: bytes) -> None:
    with pytest.raises(MalformedMessage):
        packed_envelope_in(content)


@pytest.mark.parametrize(
    "change",
    [
        {"events": {}},
        {"events": [{}] * 201},
        {"device": "me"},
        {"made_at": "yesterday"},
        {"v": "1"},
        {"more": 1},
        {"v": True},
    ],
    ids=str,
)
def test_what_is_no_bundle_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(MalformedMessage):
        bundle_in(FakeDevice().bundle(NOW, **change))


def test_an_old_version_is_named() -> None:
    with pytest.raises(RuleViolation) as refusal:
        bundle_in(FakeDevice().bundle(NOW, v=2))

    assert refusal.value.code == "old_version"


@pytest.mark.parametrize(
    "change",
    [
        {"at": "2026-02-30T00:00:00Z"},
        {"at": "2026-11-24T09:00:00+07:00"},
        {"at": "0001-01-01T00:00:00Z"},
        {"revisit_on": "2026-02-30"},
        {"revisit_on": "1500-01-01"},
        {"outcome": "done"},
        {"seq": 0},
        {"seq": True},
        {"id": LIST},
        {"language": "kinh"},
        {"with_radio": -1},
    ],
    ids=str,
)
def test_a_visit_that_cannot_be_waits_for_the_clerk(change: dict[str, Any]) -> None:
    found = event_in({**events()[0], **change})

    assert isinstance(found, Unreadable)
    assert found.reason is SetAsideReason.MALFORMED


def test_days_times_and_parts_of_other_kinds_are_read_strictly() -> None:
    _visit, _undo, tally, shift, _class, movement = events()
    wrong = [
        {**tally, "last_day": "2026-11-23"},
        {**tally, "languages": {"kinh": 1}},
        {**tally, "languages": []},
        {**shift, "closed": 1},
        {**shift, "gate": ""},
        {**shift, "gate": "a\nb"},
        {**shift, "gate": 5},
        {**movement, "starts": "24:00"},
        {**movement, "activity": "Two words"},
    ]

    assert all(isinstance(event_in(each), Unreadable) for each in wrong)


@given(st.binary())
def test_bytes_survive_the_wire(content: bytes) -> None:
    assert bytes_of(base64url(content), "it") == content


def test_an_object_has_exactly_its_fields() -> None:
    assert object_in(b'{"a": 1}', "it", "a") == {"a": 1}
    with pytest.raises(MalformedMessage, match="has the fields a"):
        object_in(b'{"a": 1, "b": 2}', "it", "a")
