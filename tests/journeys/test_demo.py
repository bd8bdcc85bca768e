"""Whole stories, from the first beacon to the warning, over real processes."""

import csv
import json
import random
import resource
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bluezone.cli import main


@pytest.fixture
def results(tmp_path: Path) -> Path:
    return tmp_path / "results.json"


def work_seconds() -> float:
    """How long processors worked for this program and its children, however many others wanted those processors."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def play(results: Path, *words: str) -> tuple[dict[str, Any], float]:
    """What a demo found, and the seconds of work it took."""
    begun = work_seconds()
    with pytest.raises(SystemExit) as ended:
        main(["demo", "--json", str(results), "--output", str(results.with_name("report.html")), *words])
    assert not ended.value.code
    found: dict[str, Any] = json.loads(results.read_bytes())
    return found, work_seconds() - begun


def test_a_close_contact_is_told_the_next_morning(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found, seconds = play(results, "--live")

    shown = capsys.readouterr().out
    acts = [
        "Lan and Minh sit down",
        "Twenty minutes later",
        "Lan's test is positive",
        "Your code is",
        "of others: nothing. Agree?",
        "Lan: Yes.",
        "keeps the key back",
        "1 signed export",
        "near a person who tested positive",
        "Nobody but Minh's phone knows",
    ]
    places = [shown.index(act) for act in acts]
    assert places == sorted(places)
    moments = [datetime.fromisoformat(line["at"]) for line in found["lines"]]
    assert moments == sorted(moments)
    assert found["warned"] is True
    assert found["index_warned"] is False
    (minutes,) = found["near_minutes"]
    assert 15 <= minutes <= 21
    assert seconds < 30


def test_the_right_people_of_a_real_day_are_warned_within_a_minute(results: Path) -> None:
    found, seconds = play(results)

    (one,) = found["evaluations"]
    assert (one["day"], one["index_person"]) == ("2013-07-03", "271")
    assert one["truth"] == one["warned"] == ["153", "492"]
    assert seconds < 60


def test_whoever_tests_positive_on_whichever_day_exactly_their_close_contacts_are_warned(results: Path) -> None:
    found, seconds = play(results, "--noise", "0", "--all")

    evaluations = found["evaluations"]
    told = {(one["day"], one["index_person"], other) for one in evaluations for other in one["warned"]}
    true = {(one["day"], one["index_person"], other) for one in evaluations for other in one["truth"]}
    assert told == true
    assert len(told) == 2 * 36
    assert all((day, other, one) in told for day, one, other in told)
    assert len(evaluations) == 92 * 10
    assert seconds < 120


@pytest.mark.parametrize("seed", [1, 2])
def test_forty_five_steps_warn_and_forty_four_do_not(results: Path, seed: int) -> None:
    trace = results.with_name("pairs.csv")
    pairs = {("1", "2"): 44, ("3", "4"): 45, ("5", "6"): 46}
    chance = random.Random(seed)
    with trace.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["t", "i", "j"])
        for pair, steps in pairs.items():
            rows.writerows([20 * (1440 + place), *pair] for place in chance.sample(range(1800), steps))

    found, _ = play(results, "--trace", str(trace), "--noise", "0", "--all")

    told = {one["index_person"]: one["warned"] for one in found["evaluations"]}
    assert told == {"1": [], "2": [], "3": ["4"], "4": ["3"], "5": ["6"], "6": ["5"]}
    near = {
        (one["index_person"], other["person"]): other["phone_near_seconds"]
        for one in found["evaluations"]
        for other in one["companions"]
    }
    assert near == {pair: 20 * steps for (one, other), steps in pairs.items() for pair in ((one, other), (other, one))}
