"""`bluezone ids`: the identifiers of one key for one day."""

import json

import pytest
import typer
from tests.protocol.vectors import GAEN
from typer.testing import CliRunner, Result

from bluezone.cli.identifiers import ids
from bluezone.protocol.identifiers import bluezone_day
from bluezone.protocol.keys import ExposureKey, day_key

APP = typer.Typer()
APP.command()(ids)
DAY = ["--day", "2020-04-02"]
KEY = ["--key", GAEN["tek"]]


def run(*words: str, given: str | None = None) -> Result:
    return CliRunner().invoke(APP, words, input=given)


def test_the_published_vectors_come_out_of_the_command() -> None:
    result = run(*KEY, *DAY, "--air", "exposure-notification", "--json")

    said = json.loads(result.stdout)
    assert result.exit_code == 0
    assert said["air"] == "exposure-notification"
    assert said["day"] == "2020-04-02"
    assert [(one["interval"], one["identifier"]) for one in said["identifiers"]] == [
        (row["en_interval"], row["rpi"]) for row in GAEN["rows"]
    ]
    assert said["identifiers"][1]["start"] == "2020-04-02T00:10:00+00:00"


def test_the_bluezone_air_is_spoken_unless_said_otherwise() -> None:
    result = run(*KEY, *DAY)

    heading, *rows = result.stdout.splitlines()
    expected = bluezone_day(day_key(ExposureKey(bytes.fromhex(GAEN["tek"]), 0)))
    assert heading.split() == ["interval", "start", "(UTC)", "identifier"]
    assert [row.split()[-1] for row in rows] == [identifier.hex() for identifier in expected]


def test_a_key_can_come_from_the_input_so_that_no_history_keeps_it() -> None:
    assert run("--key", "-", *DAY, given=GAEN["tek"] + "\n").stdout == run(*KEY, *DAY).stdout


@pytest.mark.parametrize("key", ["", "75c7", "zz" * 16, "75c734c6dd1a782de7a965da5eb9312", "-"])
def test_a_key_of_another_form_is_refused_and_never_repeated(key: str) -> None:
    result = run("--key", key, *DAY, given="not a key\n")

    assert result.exit_code == 2
    assert "--key has" in result.output
    assert key not in result.output or key in {"", "-"}


@pytest.mark.parametrize("day", ["2020-13-01", "yesterday", "1969-12-31", "9999-12-31"])
def test_a_day_outside_the_calendar_is_refused(day: str) -> None:
    result = run(*KEY, "--day", day)

    assert result.exit_code == 2
    assert result.stdout == ""
