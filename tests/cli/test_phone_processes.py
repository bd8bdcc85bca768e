"""Phones as processes of their own, over a real air and a real key server."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.town import Town, a_town, wait_until_it_speaks
from tests.phone.people import HOUR, MINUTE, NOON


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with a_town(tmp_path) as opened:
        yield opened


def test_two_people_meet_and_the_one_who_was_near_is_warned(town: Town) -> None:
    ana, binh = town.phone("ana"), town.phone("binh")
    for phone in (ana, binh):
        wait_until_it_speaks(phone)
    town.until(24 * MINUTE, rate=250)
    code = town.code()

    report = town.asked("ana", "report", code, "--yes")
    town.until(29 * MINUTE, rate=300)
    silent = town.asked("ana", "status")
    town.until(31 * MINUTE, rate=100)
    spoken_again = town.asked("ana", "status")
    town.conductor.jump_to(NOON + 3 * HOUR + 10 * MINUTE)

    answers = (town.asked("binh", "check") for _ in range(30))
    found = next(answer for answer in answers if answer["new_exports"])
    own = town.asked("ana", "check")

    assert (report["stage"], report["sightings"], report["bytes"]) == ("published", 0, 11264)
    assert len(report["keys"]) == 1
    assert "silent" in silent["conditions"]
    assert silent["own_keys"] + 1 == spoken_again["own_keys"]
    assert "silent" not in spoken_again["conditions"]
    [warning] = found["warnings"]
    assert warning["day"] == NOON.date().isoformat()
    assert 20 <= warning["near_minutes"] <= 24
    assert found["conditions"][0] == "warned"
    assert own["warnings"] == []
    binh.send_signal(signal.SIGTERM)
    assert binh.wait(20) == 0


def test_a_killed_phone_keeps_its_keys_and_nearly_all_it_heard(town: Town) -> None:
    ana, binh = town.phone("ana"), town.phone("binh")
    for phone in (ana, binh):
        wait_until_it_speaks(phone)
    town.until(5 * MINUTE, rate=60)

    binh.kill()
    binh.wait()
    status = town.asked("binh", "status")
    again = town.phone("binh")
    wait_until_it_speaks(again)
    after = town.asked("binh", "status")

    assert status["sightings"] >= 45, "four beacons every twenty seconds, but for the last moments"
    assert status["own_keys"] == after["own_keys"] == 1


def test_an_erased_phone_stops_by_itself(town: Town) -> None:
    chi = town.phone("chi")
    wait_until_it_speaks(chi)

    town.answer("phone", "erase", "--yes", "--diary", str(town.folder / "chi"))
    town.conductor.set_rate(60)

    assert chi.wait(20) == 0
    assert list((town.folder / "chi").iterdir()) == []
