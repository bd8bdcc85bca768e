"""`bluezone legacy`: what phones of 2020 kept."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.protocol.vectors import BLUEZONE
from typer.testing import CliRunner, Result

from bluezone.cli import main
from bluezone.cli.legacy import app
from bluezone.protocol.intervals import midnight
from bluezone.protocol.legacy import Chain, legacy_day_key

CREATED = date(2020, 8, 1)
OWNER, PATIENT = Chain(bytes(range(32)), CREATED), Chain(bytes(range(32, 64)), CREATED)
NOON = datetime(2020, 8, 20, 12, 0, tzinfo=UTC)


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def row(moment: datetime, *, own: Chain = OWNER, heard: Chain = PATIENT, unit: int = 1000) -> str:
    """One line that `own` writes when it hears `heard`, in milliseconds (Android) or seconds (iOS)."""
    names = [chain.identifier_at(moment).hex().upper() for chain in (own, heard)]
    return "\t".join([*names, "-70", str(int(moment.timestamp() * unit))]) + "\n"


@pytest.fixture
def info(tmp_path: Path) -> Path:
    """The owner's InfoF, with iOS's floats."""
    path = tmp_path / "infof.json"
    path.write_text(
        json.dumps(
            {
                "base_id": OWNER.base_id.hex(),
                "time": midnight(CREATED).timestamp(),
                "daily_key": legacy_day_key(OWNER.base_id, 5).hex(),
                "time_start": midnight(CREATED + timedelta(days=5)).timestamp(),
            }
        )
    )
    return path


@pytest.fixture
def broadcast(tmp_path: Path) -> Path:
    """The authority's broadcast of the patient's fourteen days up to 20 August."""
    path = tmp_path / "broadcast.json"
    start = midnight(CREATED + timedelta(days=6))
    entry = {
        "daily_key": legacy_day_key(PATIENT.base_id, 6).hex(),
        "time_start": int(start.timestamp()),
        "time_end": int(start.timestamp()) + 14 * 86_400 - 1,
        "max": 96,
    }
    path.write_text(json.dumps({"data": [entry]}))
    return path


def history(folder: Path, *rows: str) -> Path:
    path = folder / "data_trace.txt"
    path.write_text("".join(rows))
    return path


def test_the_identifiers_of_2020_come_out_of_the_command() -> None:
    vector = BLUEZONE["vectors"][0]
    words = ["ids", "--base-id", vector["base_id"], "--created", "2020-04-18", "--day", "2020-04-20"]

    said = json.loads(run(*words, "--json").stdout)
    table = run(*words).stdout.splitlines()

    found = {str(one["step"]): one["identifier"] for one in said["identifiers"]}
    assert said["number"] == 2
    assert len(found) == 96
    assert {step: found[step] for step in vector["days"][2]["blid"]} == vector["days"][2]["blid"]
    assert [line.split()[-1] for line in table[1:]] == list(found.values())


def test_another_number_of_identifiers_a_day_can_be_asked_for() -> None:
    words = ["ids", "--base-id", "00" * 32, "--created", "2020-04-18", "--day", "2020-04-18", "--steps", "144"]

    said = json.loads(run(*words, "--json").stdout)

    assert len(said["identifiers"]) == 144
    assert said["identifiers"][1]["start"] == "2020-04-18T00:10:00+00:00"


@pytest.mark.parametrize("day", ["2020-04-17", "2031-01-01"])
def test_a_day_before_the_first_or_after_ten_years_is_a_wrong_call(day: str) -> None:
    result = run("ids", "--base-id", "00" * 32, "--created", "2020-04-18", "--day", day)

    assert result.exit_code == 2
    assert "0 to 3660 days" in result.output


@pytest.mark.parametrize("steps", ["1", "1441"])
def test_a_day_of_one_identifier_or_too_many_is_a_wrong_call(steps: str) -> None:
    result = run("ids", "--base-id", "00" * 32, "--created", "2020-04-18", "--day", "2020-04-18", "--steps", steps)

    assert result.exit_code == 2


def test_a_base_id_of_another_length_is_refused_and_never_repeated() -> None:
    result = run("ids", "--base-id", "ab" * 31, "--created", "2020-04-18", "--day", "2020-04-18")

    assert result.exit_code == 2
    assert "--base-id has 64 hexadecimal digits" in result.output
    assert "ab" * 31 not in result.output


@pytest.mark.parametrize("unit", [1, 1000])
def test_a_true_history_of_either_system_verifies(tmp_path: Path, info: Path, unit: int) -> None:
    rows = [row(NOON + timedelta(minutes=minutes), unit=unit) for minutes in range(0, 1440, 7)]

    result = run("verify-history", history(tmp_path, *rows), "--info", info, "--json")

    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"rows": 206, "verified": 206, "keys_agree": True, "failures": {}}


def test_a_history_with_foreign_rows_says_where_they_are(tmp_path: Path, info: Path) -> None:
    path = history(tmp_path, row(NOON), row(NOON, own=PATIENT), "nonsense\n", row(NOON, own=PATIENT))

    machine = run("verify-history", path, "--info", info, "--json")
    text = run("verify-history", path, "--info", info)

    said = json.loads(machine.stdout)
    assert machine.exit_code == text.exit_code == 3
    assert (said["rows"], said["verified"]) == (4, 1)
    assert said["failures"]["another-key"] == {"count": 2, "first": [2, 4], "last": 4}
    assert said["failures"]["unreadable"] == {"count": 1, "first": [3], "last": 3}
    assert "no identifier of this phone on that day" in text.stdout
    assert "2, 4" in text.stdout
    assert "The day key follows from the base id." in text.stdout


def test_keys_that_contradict_each_other_are_told(tmp_path: Path, info: Path) -> None:
    info.write_text(info.read_text().replace(legacy_day_key(OWNER.base_id, 5).hex(), "00" * 32))

    result = run("verify-history", history(tmp_path, row(NOON)), "--info", info)

    assert result.exit_code == 3
    assert "The day key is NOT of this base id." in result.stdout


@pytest.mark.parametrize(("tolerance", "exit_code"), [("0", 3), ("100", 3), ("101", 0)])
def test_how_late_an_identifier_may_stand_is_an_option(
    tmp_path: Path, info: Path, tolerance: str, exit_code: int
) -> None:
    a_hundred_seconds_late = NOON + timedelta(minutes=15, seconds=100)
    late = row(NOON).replace(str(int(NOON.timestamp())), str(int(a_hundred_seconds_late.timestamp())))

    result = run("verify-history", history(tmp_path, late), "--info", info, "--tolerance", tolerance)

    assert result.exit_code == exit_code


def test_of_many_lines_the_first_and_the_last_are_named(tmp_path: Path, info: Path) -> None:
    result = run("verify-history", history(tmp_path, *[row(NOON, own=PATIENT)] * 25), "--info", info)

    assert "18, 19, 20, … 25" in result.stdout


def test_a_contact_is_found_with_its_evidence(tmp_path: Path, info: Path, broadcast: Path) -> None:
    path = history(tmp_path, row(NOON, heard=OWNER), row(NOON), row(NOON + timedelta(days=1)))

    machine = run("match", path, "--f0", broadcast, "--json")
    text = run("match", path, "--f0", broadcast)

    said = json.loads(machine.stdout)
    assert machine.exit_code == text.exit_code == 0
    assert said["met"] is True
    assert said["contacts"] == 1
    assert said["evidence"] == [
        {
            "line": 2,
            "entry": 1,
            "slot_start": "2020-08-20T12:00:00+00:00",
            "heard_at": "2020-08-20T12:00:00+00:00",
            "rssi_dbm": -70,
        }
    ]
    assert text.stdout.startswith("MET: 1 of 3 rows are a contact.")


def test_no_contact_is_said_plainly_and_bad_lines_are_told(tmp_path: Path, broadcast: Path) -> None:
    result = run("match", history(tmp_path, row(NOON, heard=OWNER), "?\n"), "--f0", broadcast)

    assert result.exit_code == 0
    assert result.stdout == "NOT MET: 0 of 2 rows are a contact.\n1 rows cannot be read: lines 2.\n"


def test_evidence_beyond_a_thousand_rows_is_counted(tmp_path: Path, broadcast: Path) -> None:
    result = run("match", history(tmp_path, *[row(NOON)] * 1003), "--f0", broadcast)

    assert result.stdout.splitlines()[0] == "MET: 1003 of 1003 rows are a contact."
    assert result.stdout.splitlines()[-1] == "… and 3 more."


def test_a_line_without_end_is_one_bad_line(tmp_path: Path, info: Path) -> None:
    path = history(tmp_path, "A" * 1_000_000 + "\n", row(NOON), "B" * 1_000)

    result = run("verify-history", path, "--info", info, "--json")

    assert json.loads(result.stdout)["failures"]["unreadable"] == {"count": 2, "first": [1, 3], "last": 3}
    assert json.loads(result.stdout)["verified"] == 1


@pytest.mark.parametrize("document", ["", "{}", "[1]", '{"data": 7}', "\x00"])
def test_a_broken_document_is_one_sentence_and_exit_code_one(
    tmp_path: Path, document: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path, broken = history(tmp_path, row(NOON)), tmp_path / "broken.json"
    broken.write_text(document)

    codes = [
        main(["legacy", "verify-history", str(path), "--info", str(broken)]),
        main(["legacy", "match", str(path), "--f0", str(broken)]),
    ]

    said = capsys.readouterr()
    assert codes == [1, 1]
    assert said.out == ""
    assert "InfoF" in said.err
    assert "broadcast" in said.err
    assert "Traceback" not in said.err


def test_a_file_that_is_not_there_is_a_wrong_call(tmp_path: Path, info: Path) -> None:
    assert run("verify-history", tmp_path / "none.txt", "--info", info).exit_code == 2
    assert run("match", tmp_path, "--f0", info).exit_code == 2
