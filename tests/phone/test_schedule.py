"""The schedule: checks come by themselves, apart from each other, and a failed one harms nothing."""

import asyncio
import logging
from datetime import timedelta

import pytest
from tests.phone.people import HOUR, NOON, key_server, phone_of

from bluezone.phone.schedule import Checks
from bluezone.protocol.errors import RuleViolation, Unavailable
from bluezone.radio.virtual_time import VirtualTime, run


def test_a_phone_looks_at_once_and_then_at_random_moments() -> None:
    async def story(clock: VirtualTime) -> None:
        server = key_server(clock)
        turns = iter((0.0, 1.0, 0.5, 0.5, 0.5))
        checks = Checks(phone_of(clock, server), clock, minutes=60, chance=lambda: next(turns))
        running = asyncio.create_task(checks.run())
        seen = []
        for _ in range(10):
            await clock.sleep_until(clock.now() + timedelta(minutes=29))
            seen.append(server.asked.count("index"))
        running.cancel()

        assert seen == [1, 2, 2, 2, 3, 3, 4, 4, 5, 5]

    run(story, start=NOON)


def test_a_check_that_fails_is_logged_by_its_code_and_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    async def story(clock: VirtualTime) -> None:
        server = key_server(clock)
        ordinary = server.index
        wrongs = iter((Unavailable("no route to 10.0.0.1"), RuleViolation("index_expired", "planted text")))

        async def index() -> bytes:
            for wrong in wrongs:
                raise wrong
            return await ordinary()

        server.index = index  # type: ignore[method-assign]  # a bad network
        phone = phone_of(clock, server)
        running = asyncio.create_task(Checks(phone, clock, minutes=60).run())
        await clock.sleep_until(NOON + 4 * HOUR)
        running.cancel()

        assert phone.status().checked_at is not None

    with caplog.at_level(logging.WARNING):
        run(story, start=NOON)

    assert [getattr(record, "code", "") for record in caplog.records] == ["unavailable", "index_expired"]
    assert "planted" not in caplog.text


def test_a_phone_that_is_not_to_look_never_does() -> None:
    async def story(clock: VirtualTime) -> None:
        server = key_server(clock)
        await Checks(phone_of(clock, server), clock, minutes=0).run()
        assert server.asked == []

    run(story, start=NOON)
