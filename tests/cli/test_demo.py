"""`bluezone demo`: what its options do, what it writes, what it refuses."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from tests.radio.wireshark import fields

from bluezone.cli import main

SMALL = [
    "t,i,j",
    *(f"{36_000 + 20 * step},{pair}" for step in range(50) for pair in ("1,2", "3,4") if step < 45 or pair == "1,2"),
]
"""A morning: 1 and 2 near each other for 50 steps, 3 and 4 for 45, and for 10 steps 1 and 3."""
SMALL += [f"{40_000 + 20 * step},1,3" for step in range(10)]


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    place = tmp_path / "small.csv"
    place.write_text("\n".join(SMALL) + "\n")
    return place


def children_of(parent: int) -> list[Path]:
    """Return the processes that were started as children of a demo and still run."""
    mark = f"bluezone.cli.child\0{parent}\0".encode()
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark in (place / "cmdline").read_bytes():
                found.append(place)
    return found


def run(*words: str) -> int:
    try:
        return main(["demo", *words])
    except SystemExit as ended:
        return int(ended.code or 0)


def demo(tmp_path: Path, *words: str) -> int:
    return run("--output", str(tmp_path / "report.html"), *words)


def told(tmp_path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((tmp_path / "results.json").read_bytes())
    return found


def test_a_demo_of_another_trace_tells_and_writes_what_happened(
    tmp_path: Path, trace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--trace", str(trace), "--noise", "0", "--json", str(tmp_path / "results.json")]

    assert demo(tmp_path, *words) == 0

    shown = capsys.readouterr().out
    assert "person 1 tests positive" in shown
    assert "1 warned" in shown
    assert "embargo and export" in shown
    results = told(tmp_path)
    assert results["totals"] == {"warned": 1, "missed": 0, "warned wrongly": 0, "left alone": 1}
    assert results["keys_in_last_export"] >= 1000
    report = (tmp_path / "report.html").read_text("utf-8")
    assert "Bluezone: một ngày, kể lại" in report


def test_the_index_person_can_be_chosen_and_everybody_can_be_it(tmp_path: Path, trace: Path) -> None:
    words = ["--trace", str(trace), "--noise", "0", "--json", str(tmp_path / "results.json")]

    assert demo(tmp_path, *words, "--index", "4", "--day", "2020-01-01") == 0
    (one,) = told(tmp_path)["evaluations"]
    assert one["warned"] == ["3"]
    assert demo(tmp_path, *words, "--all") == 0
    results = told(tmp_path)

    assert results["exact"] is True
    assert {one["index_person"]: one["warned"] for one in results["evaluations"]} == {
        "1": ["2"],
        "2": ["1"],
        "3": ["4"],
        "4": ["3"],
    }


def test_a_captured_demo_opens_in_tshark_without_a_malformed_frame(tmp_path: Path, trace: Path) -> None:
    capture = tmp_path / "air.pcap"

    assert demo(tmp_path, "--trace", str(trace), "--noise", "0", "--capture", str(capture)) == 0

    frames = fields(
        capture, "btcommon.eir_ad.entry.company_id", "btcommon.eir_ad.entry.uuid_16", "btcommon.eir_ad.entry.data"
    )
    assert len(frames) == 2 * 4 * (50 + 45 + 10)
    assert {(company, service) for company, service, _ in frames} == {("0x22b5", "0x4e56")}
    assert {len(bytes.fromhex(data.replace(":", ""))) for _, _, data in frames} == {12}
    assert fields(capture, "frame.number", only="_ws.malformed or btle.crc.incorrect") == []


def test_a_demo_can_keep_what_it_played_with_and_nothing_readable_is_in_it(tmp_path: Path, trace: Path) -> None:
    place = tmp_path / "kept"

    assert demo(tmp_path, "--trace", str(trace), "--data", str(place)) == 0

    diaries = list(place.glob("phones/*/diary.db"))
    assert len(diaries) == 4
    assert not any(diary.read_bytes().startswith(b"SQLite format 3") for diary in diaries)
    assert (place / "keyserver" / "keyserver.sqlite3").exists()
    assert demo(tmp_path, "--trace", str(trace), "--data", str(place)) == 3


def test_a_demo_leaves_nothing_behind(tmp_path: Path, trace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    monkeypatch.setattr("bluezone.cli.stage.MEMORY", tmp_path / "no such folder")

    assert demo(tmp_path, "--trace", str(trace)) == 0

    assert list(temporary.iterdir()) == []
    assert os.environ.get("BLUEZONE_PASSPHRASE_FILE") is None


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_live_demo_that_is_interrupted_leaves_no_process(tmp_path: Path, how: signal.Signals) -> None:
    kept = tmp_path / "kept"
    command = [sys.executable, "-c", "import sys; from bluezone.cli import main; sys.exit(main())"]
    told = subprocess.Popen(
        [*command, "demo", "--live", "--data", str(kept)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert told.stdout is not None
    with told, told.stdout as lines:
        assert any("sit down" in line for line in lines)
        assert len(children_of(told.pid)) == 4

        told.send_signal(how)

        assert told.wait(120) != 0
    assert children_of(told.pid) == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--index", "nobody"], 3),
        (["--day", "2013-06-30"], 3),
        (["--all", "--index", "271"], 3),
        (["--day", "yesterday"], 1),
        (["--trace", "no-such-file.csv"], 4),
        (["--output", "no/such/folder/report.html"], 4),
        (["--json", "no/such/folder/results.json"], 4),
        (["--capture", "no/such/folder/air.pcap"], 4),
    ],
)
def test_what_cannot_be_played_is_refused_before_anything_starts(
    tmp_path: Path, words: list[str], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bluezone.cli.playing.stage", _nothing_starts)

    assert run(*words) == code


def test_noise_out_of_range_is_a_wrong_call(tmp_path: Path) -> None:
    assert demo(tmp_path, "--noise", "21") == 2


def test_a_broken_trace_is_refused_with_its_line(
    tmp_path: Path, trace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trace.write_text("t,i,j\n20,1,2\nforty,1,2\n")

    assert demo(tmp_path, "--trace", str(trace)) == 1

    assert "line 3: t is a whole number" in capsys.readouterr().err


def _nothing_starts(*_: object, **__: object) -> None:
    raise AssertionError("the stage was set")
