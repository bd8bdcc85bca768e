"""What the host makes of what the guest saw: each step a figure with its aim. Pure."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from benchmarks.measure import Measure
from benchmarks.radio_guest.events import Event

ADVERTISED: Final = "03 03 f0 ff 0f ff ff ff"
"""How our service and company stand in bluetoothd's advertisement of 23 bytes, after its flags."""
LENGTH: Final = 23
SLACK_DB: Final = 1
"""A room without chance gives whole dBm; the kernel may round once."""
PHONES: Final = ("ana", "binh")
EVERYBODY: Final = ("ana", "binh", "chi")


def measures_of(told: Sequence[Event], frames: tuple[int, int] | None) -> list[Measure]:
    """Return the figures of one run.

    Args:
        told: What the guest told.
        frames: How many frames of its capture tshark read, and how many of them were malformed; None without a capture.
    """
    return [
        _heard(
            told,
            "heard by bleak",
            "our phones heard by bleak through bluetoothd, identifier, company and RSSI right",
            PHONES,
        ),
        _advertised(told),
        _yes(
            told,
            "busy adapter",
            "an adapter in use is refused with the reason",
            lambda facts: "in use" in facts["said"],
        ),
        _yes(told, "without rights", "a phone without CAP_NET_ADMIN is told so by its doctor", _lacks_right),
        _yes(
            told,
            "our phone speaks",
            "our phone over hci-socket:0 heard by everybody",
            lambda facts: len(facts["payloads"]) == 1,
        ),
        _heard(told, "in our diary", "phones in our phone's diary, the iOS form read over a connection", EVERYBODY),
        _yes(told, "unplugged", "a pulled adapter is told", lambda facts: facts["said_so"]),
        _yes(told, "plugged in", "an adapter that is back is told", lambda facts: facts["said_so"]),
        _yes(
            told,
            "our phone speaks again",
            "then another identifier under another address",
            lambda facts: len(facts["payloads"]) == 1 and not facts["same_addresses"],
        ),
        _yes(told, "our phone ended", "our phone ends as it is told", lambda facts: facts["code"] == 0),
        *_frames(frames),
        *(Measure(f"step {one.facts['name']}", one.facts["seconds"], "s") for one in told if one.what == "step"),
    ]


def troubles(told: Iterable[Event]) -> list[str]:
    """Return what the guest said went wrong."""
    return [f"{one.facts.get('step')}: {one.facts.get('why')}" for one in told if one.what == "failed"]


def _heard(told: Sequence[Event], what: str, name: str, phones: Sequence[str]) -> Measure:
    right = {one.facts["phone"] for one in told if one.what == what and _strength_is_right(one.facts)}
    return Measure(name, len(right), "phones", aim=str(len(phones)), met=right == set(phones))


def _advertised(told: Sequence[Event]) -> Measure:
    head = bytes.fromhex(ADVERTISED).hex()
    right = {
        one.facts["phone"]
        for one in told
        if one.what == "heard from bluetoothd"
        and one.facts["length"] == LENGTH
        and head in one.facts["payload"]
        and _strength_is_right(one.facts)
    }
    name = "our phones that heard bluetoothd's advertisement of 23 bytes, RSSI right"
    return Measure(name, len(right), "phones", aim=str(len(PHONES)), met=right == set(PHONES))


def _strength_is_right(facts: dict[str, Any]) -> bool:
    measured, expected = facts.get("rssi_dbm"), facts.get("expected_dbm")
    return measured is not None and expected is not None and abs(measured - expected) <= SLACK_DB


def _yes(told: Sequence[Event], what: str, name: str, holds: Callable[[dict[str, Any]], object]) -> Measure:
    found = [one.facts for one in told if one.what == what]
    seen = any(holds(facts) for facts in found)
    return Measure(name, int(seen), "times", aim="1", met=seen)


def _lacks_right(facts: dict[str, Any]) -> bool:
    try:
        answer = json.loads(facts["said"].strip().splitlines()[-1])
    except (ValueError, IndexError):
        return False
    return any(one["check"] == "right" and one["level"] == "broken" for one in answer["findings"])


def _frames(frames: tuple[int, int] | None) -> list[Measure]:
    whole, malformed = frames or (0, 0)
    return [
        Measure("frames of btmon's capture that tshark reads", whole, "frames", aim="> 100", met=whole > 100),
        Measure("of them malformed", malformed, "frames", aim="0", met=frames is not None and malformed == 0),
    ]
