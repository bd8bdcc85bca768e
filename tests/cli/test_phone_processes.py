"""Phones as processes of their own, over a real air and a real key server."""

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.cli.town import Town, a_town, wait_until_it_speaks
from tests.phone.people import HOUR, MINUTE, NOON

BEFORE = 20 * MINUTE
"""However long phones take to start, they speak when people meet."""
PATIENCE_SECONDS = 120
NEARLY_ALL = 45
"""Of the sixty beacons of five minutes: four every twenty seconds, but for those that a busy computer left out."""


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with a_town(tmp_path, start=NOON - BEFORE) as opened:
        yield opened


def answers(town: Town, name: str, command: str) -> Iterator[dict[str, Any]]:
    """What a phone answers, again and again, for as long as one may have patience."""
    return (town.asked(name, command) for _ in range(PATIENCE_SECONDS))


def test_two_people_meet_and_the_one_who_was_near_is_warned(town: Town) -> None:
    ana, binh = town.phone("ana"), town.phone("binh")
    for phone in (ana, binh):
        wait_until_it_speaks(phone)
    town.conductor.jump_to(NOON)
    town.until(24 * MINUTE, rate=120)
    code = town.code()

    report = town.asked("ana", "report", code, "--yes")
    town.conductor.jump_to(NOON + 28 * MINUTE)
    silent = town.asked("ana", "status")
    town.until(31 * MINUTE, rate=100)
    spoken_again = next(answer for answer in answers(town, "ana", "status") if "silent" not in answer["conditions"])
    town.conductor.jump_to(NOON + 3 * HOUR + 10 * MINUTE)

    found = next(answer for answer in answers(town, "binh", "check") if answer["new_exports"])
    own = town.asked("ana", "check")

    assert (report["stage"], report["sightings"], report["bytes"]) == ("published", 0, 11264)
    assert len(report["keys"]) == 1
    assert "silent" in silent["conditions"]
    assert silent["own_keys"] + 1 == spoken_again["own_keys"]
    [warning] = found["warnings"]
    assert warning["day"] == NOON.date().isoformat()
    assert 20 <= warning["near_minutes"] <= 24
    assert found["conditions"][0] == "warned"
    assert own["warnings"] == []
    binh.send_signal(signal.SIGTERM)
    assert binh.wait(PATIENCE_SECONDS) == 0


def test_a_killed_phone_keeps_its_keys_and_nearly_all_it_heard(town: Town) -> None:
    ana, binh = town.phone("ana"), town.phone("binh")
    for phone in (ana, binh):
        wait_until_it_speaks(phone)
    town.conductor.jump_to(NOON)
    town.until(5 * MINUTE, rate=30)
    written = next(answer for answer in answers(town, "binh", "status") if answer["sightings"] >= NEARLY_ALL)

    binh.kill()
    binh.wait()
    status = town.asked("binh", "status")
    again = town.phone("binh")
    wait_until_it_speaks(again)
    after = town.asked("binh", "status")

    assert status["sightings"] >= written["sightings"], "what was written outlives the one who wrote it"
    assert status["own_keys"] == after["own_keys"] == 1


def test_an_erased_phone_stops_by_itself(town: Town) -> None:
    chi = town.phone("chi")
    wait_until_it_speaks(chi)

    town.answer("phone", "erase", "--yes", "--diary", str(town.folder / "chi"))
    town.conductor.set_rate(60)

    assert chi.wait(PATIENCE_SECONDS) == 0
    assert list((town.folder / "chi").iterdir()) == []
