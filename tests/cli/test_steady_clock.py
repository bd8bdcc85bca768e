"""Nobody sets a server's clock under it."""

import asyncio
import logging
from datetime import timedelta

import pytest
from tests.keyserver.desk import NOON, SetClock

from bluezone.cli.clock import since_boot
from bluezone.cli.steady_clock import SteadyClock


class Counter:
    """A counter of the machine's running time that the test moves."""

    def __init__(self) -> None:
        self.passed = timedelta(days=9)

    def __call__(self) -> timedelta:
        return self.passed


@pytest.mark.parametrize("hours", [3, -3])
def test_a_clock_that_is_set_changes_nothing_for_a_running_server(hours: int, caplog: pytest.LogCaptureFixture) -> None:
    wall, counter = SetClock(NOON), Counter()
    clock = SteadyClock(wall, counter)

    wall.moment += timedelta(hours=hours)
    counter.passed += timedelta(minutes=5)
    with caplog.at_level(logging.WARNING):
        asyncio.run(clock.sleep_until(clock.now()))

    assert clock.now() == NOON + timedelta(minutes=5)
    assert "restart it" in caplog.text


def test_a_clock_that_nobody_set_is_not_mentioned(caplog: pytest.LogCaptureFixture) -> None:
    clock = SteadyClock(SetClock(NOON), Counter())

    with caplog.at_level(logging.WARNING):
        asyncio.run(clock.sleep_until(clock.now()))

    assert caplog.text == ""


def test_a_sleeper_wakes_when_the_time_has_come() -> None:
    wall = SetClock(NOON)
    clock = SteadyClock(wall, since_boot)

    asyncio.run(clock.sleep_until(NOON + timedelta(milliseconds=30)))

    assert clock.now() >= NOON + timedelta(milliseconds=30)
