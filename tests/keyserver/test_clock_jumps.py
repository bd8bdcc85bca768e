"""Somebody sets the machine's clock three hours ahead or back under a running server, or before it starts again."""

import os
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from tests.cli.test_steady_clock import Counter as Elapsed
from tests.keyserver import enx_client
from tests.keyserver.desk import HOUR, Desk, SetClock
from tests.keyserver.enx_client import Tek

from bluezone.cli.steady_clock import SteadyClock
from bluezone.keyserver.rounds import Rounds
from bluezone.protocol.intervals import DAY
from bluezone.protocol.trust import index_in

MINUTE = timedelta(minutes=1)


class Running:
    """A desk whose clock is a server's, on a wall clock and a counter that the test moves."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.wall, self.elapsed = SetClock(desk.clock.moment), Elapsed()
        clock = SteadyClock(self.wall, self.elapsed)
        object.__setattr__(desk.parts, "clock", clock)
        self.rounds = Rounds(clock, desk.batcher, desk.files, desk.premises.store, desk.writer)

    def passes(self, time: timedelta) -> None:
        """Real time passes, and the hourly work looks."""
        self.wall.moment += time
        self.elapsed.passed += time
        self.desk.runner.run(self.rounds.look())

    @property
    def sequence(self) -> int:
        return index_in((self.desk.premises.published / "exports" / "index.json").read_bytes()).sequence


def certified(desk: Desk, token: str, teks: list[Tek], secret: bytes) -> Any:
    return enx_client.certificate(desk.post, token, enx_client.hmac_of(teks, secret))


@pytest.mark.parametrize("hours", [3, -3])
def test_a_clock_set_under_a_running_server_publishes_nothing_early_and_nothing_twice(desk: Desk, hours: int) -> None:
    running = Running(desk)
    running.passes(MINUTE)
    old, used = enx_client.fresh_teks(desk.today, days=3), Tek(os.urandom(16), desk.today, 78)  # ends at 13:00
    assert enx_client.report(desk.post, desk.code(), [*old, used]).status_code == 200
    sequences, shown = [running.sequence], []

    running.wall.moment += hours * HOUR
    for time in (MINUTE, 40 * MINUTE, HOUR, HOUR, HOUR):  # 12:22, 13:02, 14:02, 15:02, 16:02
        running.passes(time)
        found = Counter(desk.exported_keys())
        shown.append(({found[tek.key] for tek in old}, found[used.key]))
        sequences.append(running.sequence)

    assert shown == [({0}, 0), ({1}, 0), ({1}, 0), ({1}, 1), ({1}, 1)]
    assert sequences == sorted(sequences)


@pytest.mark.parametrize("hours", [3, -3])
def test_a_clock_set_under_a_running_server_costs_nobody_a_code_a_token_or_a_certificate(
    desk: Desk, hours: int
) -> None:
    running = Running(desk)
    code, teks, secret = desk.code(), enx_client.fresh_teks(desk.today), b"s" * 16
    other = enx_client.verify(desk.post, desk.code()).json()["token"]
    certificate = certified(desk, other, teks, secret).json()["certificate"]

    running.wall.moment += hours * HOUR
    running.passes(MINUTE)
    token = enx_client.verify(desk.post, code).json()["token"]
    published = desk.post("/v1/publish", enx_client.publish_body(teks, secret, certificate))

    assert certified(desk, token, teks, secret).status_code == 200
    assert published.json()["insertedExposures"] == 14


def test_a_server_that_starts_again_three_hours_back_publishes_nothing_twice(desk: Desk) -> None:
    desk.later(DAY)
    before = Running(desk)
    teks = enx_client.fresh_teks(desk.today)
    assert enx_client.report(desk.post, desk.code(), teks).status_code == 200
    before.passes(HOUR)
    sequences, names = [before.sequence], desk.export_names()

    desk.later(-2 * HOUR)  # an hour has passed
    again = Running(desk)
    for _ in range(5):
        again.passes(HOUR)
        sequences.append(again.sequence)

    found = Counter(desk.exported_keys())
    assert {found[tek.key] for tek in teks} == {1}
    assert sequences == sorted({*sequences})
    assert desk.export_names()[: len(names)] == names
