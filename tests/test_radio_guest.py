"""The machine of `./dev soak radio`: what it starts from, and what is made of what it saw."""

import json
import subprocess
from pathlib import Path

import pytest
from benchmarks.radio_guest.events import Event, events
from benchmarks.radio_guest.image import FILE, FOLDER, PROGRAM, archive, guest_files, listing
from benchmarks.radio_guest.machine import PACKAGES, command, missing
from benchmarks.radio_guest.verdict import measures_of, troubles
from hypothesis import given
from hypothesis import strategies as st
from tests.tools import required_tool

SEEN = [
    *[Event("heard by bleak", {"phone": name, "rssi_dbm": -80, "expected_dbm": -80}) for name in ("ana", "binh")],
    *[
        Event(
            "heard from bluetoothd",
            {
                "phone": name,
                "length": 23,
                "payload": "0201040303f0ff0fffffff" + 24 * "a",
                "rssi_dbm": -80,
                "expected_dbm": -81,
            },
        )
        for name in ("ana", "binh")
    ],
    Event("busy adapter", {"said": "the Bluetooth adapter is in use"}),
    Event("without rights", {"said": json.dumps({"findings": [{"check": "right", "level": "broken"}]})}),
    Event("our phone speaks", {"payloads": ["aa"]}),
    *[Event("in our diary", {"phone": name, "rssi_dbm": -80, "expected_dbm": -80}) for name in ("ana", "binh", "chi")],
    Event("unplugged", {"said_so": True}),
    Event("plugged in", {"said_so": True}),
    Event("our phone speaks again", {"payloads": ["bb"], "same_addresses": 0}),
    Event("our phone ended", {"code": 0}),
    Event("step", {"name": "bleak", "seconds": 4.0}),
]


def test_the_archive_names_the_files_of_the_guest_with_their_rights() -> None:
    files = guest_files(b"a program", "#!/bin/busybox sh\n", [("b.ko", b"second"), ("a.ko", b"x")])

    found = listing(archive(files))

    assert ("bin", FOLDER, 0) in found
    assert ("bin/busybox", PROGRAM, 9) in found
    assert ("init", PROGRAM, 18) in found
    assert ("modules/a.ko", FILE, 1) in found
    assert next(one.content for one in files if one.name == "modules/order") == b"b.ko\na.ko\n"


def test_cpio_reads_the_archive(tmp_path: Path) -> None:
    packed = archive(guest_files(b"a program", "#!/bin/sh\n", [("a.ko", b"module")]))

    told = subprocess.run([required_tool("busybox"), "cpio", "-t"], input=packed, capture_output=True, check=True)

    names = told.stdout.decode().split()
    assert names == [name for name, _, _ in listing(packed)]


@given(st.binary(max_size=120), st.integers(0, 200))
def test_a_cut_archive_is_none(content: bytes, kept: int) -> None:
    packed = archive(guest_files(content, "", []))

    with pytest.raises(ValueError, match=r"trailer|invalid|no such"):
        listing(packed[: min(kept, len(packed) - 200)])


def test_a_run_in_which_everything_was_seen_meets_every_aim() -> None:
    judged = measures_of(SEEN, (400, 0))

    assert all(measure.met is not False for measure in judged)
    assert [measure.value for measure in judged if measure.unit == "s"] == [4.0]


@pytest.mark.parametrize("left_out", sorted({event.what for event in SEEN} - {"step"}))
def test_a_step_that_was_not_seen_misses_its_aim(left_out: str) -> None:
    judged = measures_of([event for event in SEEN if event.what != left_out], (400, 0))

    assert len([measure for measure in judged if measure.met is False]) == 1


def test_a_wrong_strength_and_a_malformed_frame_miss_their_aims() -> None:
    wrong = [Event(one.what, one.facts | {"rssi_dbm": -60}) if one.what == "heard by bleak" else one for one in SEEN]

    assert [measure.met for measure in measures_of(wrong, (400, 2))].count(False) == 2
    assert [measure.met for measure in measures_of(SEEN, None)].count(False) == 2


def test_what_the_guest_told_is_read_as_far_as_it_is_whole() -> None:
    text = (
        '{"what": "started", "kernel": "6.1"}\n[]\n{"what": "failed", "step": "bleak", "why": "TimeoutError: "}\n{"wh'
    )

    told = events(text)

    assert told[0] == Event("started", {"kernel": "6.1"})
    assert troubles(told) == ["bleak: TimeoutError: "]


def test_what_is_missing_is_named_as_debian_s_packages() -> None:
    everything = {program: f"/usr/bin/{program}" for program in PACKAGES}

    assert missing(everything) == []
    assert missing(everything | {"btmon": None, "hciconfig": None, "depmod": None}) == ["bluez", "kmod"]


def test_the_guest_can_write_its_results_and_nothing_else() -> None:
    words = command(Path("/k"), Path("/i"), {"host": (Path("/"), ",readonly=on"), "results": (Path("/r"), "")})

    shares = [word for word in words if word.startswith("local,")]
    assert [word.endswith(",readonly=on") for word in shares] == [True, False]
    assert words[words.index("-nic") + 1] == "none"
