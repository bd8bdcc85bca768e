"""Somebody on the wire tries to tell a report from a dummy; the long campaign is `./dev soak distinguisher`."""

import random
import sys
from pathlib import Path

import numpy as np
import pytest
import uvloop
from benchmarks.distinguishing import Piece, Watched, area, exchanges, features, margin, scores
from benchmarks.keyserver_processes import COMMAND, key_server
from benchmarks.soak_distinguisher import codes_of, told_apart
from benchmarks.wire_observer import Seen, reports_seen

REPORTS = PHONES = 40
PLANTED = (sys.executable, "-m", "benchmarks.planted_server", "0.1")


def seen(folder: Path, program: tuple[str, ...]) -> Seen:
    with key_server(folder, program=program, BLUEZONE_ANSWER_BUDGET="0.1") as server:
        codes = codes_of(server, REPORTS)
        return uvloop.run(reports_seen(server["port"], codes, phones=PHONES, chance=random.Random(8)))


def test_an_observer_cannot_tell_a_report_from_a_dummy(tmp_path: Path) -> None:
    found = seen(tmp_path, COMMAND)

    sizes = {(one.up, one.down) for watched in found.watched for one in exchanges(watched)[:1]}
    assert len(sizes) == 1
    assert sum(found.meant) == REPORTS
    assert told_apart(found, 3)[0] < 0.8  # the campaign, with enough of them, holds it to 0.55


def test_the_same_observer_finds_a_planted_difference(tmp_path: Path) -> None:
    assert told_apart(seen(tmp_path, PLANTED), 3)[0] > 0.9


def conversation(waits: tuple[float, float, float], *, start: float) -> Watched:
    pieces, now = list[Piece](), start
    for wait in waits:
        pieces += [Piece(now, 300, up=True), Piece(now + 0.001, 1000, up=True)]
        pieces += [Piece(now + 0.001 + wait, 4096, up=False)]
        now += wait + 0.1
    return Watched(start - 0.01, tuple(pieces), now)


def test_requests_and_answers_are_read_off_the_wire() -> None:
    found = exchanges(conversation((0.25, 0.26, 0.27), start=10))

    assert [round(one.first - one.sent, 6) for one in found] == [0.25, 0.26, 0.27]
    assert {(one.up, one.down) for one in found} == {(1300, 4096)}


def test_a_report_of_another_number_of_calls_is_told_apart_without_learning() -> None:
    with pytest.raises(ValueError, match="every connection has 2 requests"):
        features([conversation((0.1, 0.1, 0.1), start=1)], 2)


@pytest.mark.parametrize(("later", "least", "most"), [(0.0, 0.3, 0.7), (0.002, 0.85, 1.0)])
def test_the_classifier_finds_two_milliseconds_under_a_load_that_comes_and_goes(
    later: float, least: float, most: float
) -> None:
    numbers = np.random.default_rng(7)
    labels = numbers.random(300) < 0.5
    all_seen = []
    for place, meant in enumerate(labels):
        load = 0.01 * (1 + np.sin(place / 30))  # meets both kinds
        waits = 0.25 + load + numbers.exponential(0.001, 3) + later * meant
        all_seen.append(conversation((waits[0], waits[1], waits[2]), start=place / 50))

    found = area(scores(features(all_seen, 3), labels), labels)

    assert least <= found <= most


def test_the_area_is_how_often_a_report_scores_higher() -> None:
    labels = np.array([False, True, False, True])

    assert area(np.array([0.0, 1.0, 0.5, 2.0]), labels) == 1
    assert area(np.array([1.0, 0.0, 2.0, 0.5]), labels) == 0
    assert area(np.zeros(4), labels) == 0.5
    assert area(np.array([0.0, 0.0, 1.0, 1.0]), labels) == 0.5


def test_more_conversations_make_the_answer_surer() -> None:
    assert margin(0.5, 1000, 1000) == pytest.approx(0.0253, abs=0.0005)
    assert margin(0.5, 4000, 4000) < margin(0.5, 1000, 1000)
    assert margin(1.0, 10, 10) == 0
