"""The doorkeeper of the phone's pages: a link is good once, and so many pages may be open."""

import itertools

import pytest

from bluezone.phone.local_api import SESSIONS, Doorkeeper, Refused


def test_too_many_pages_push_out_the_oldest() -> None:
    tokens, numbers = list[str](), itertools.count()
    doorkeeper = Doorkeeper(lambda length: next(numbers).to_bytes(length, "big"), tokens.append)
    doorkeeper.open()

    bearers = [doorkeeper.exchanged(tokens[-1]) for _ in range(SESSIONS + 1)]

    assert [doorkeeper.knows(bearer) for bearer in bearers] == [False] + [True] * SESSIONS


def test_a_closed_door_knows_no_token() -> None:
    tokens: list[str] = []
    doorkeeper = Doorkeeper(bytes, tokens.append)
    doorkeeper.open()
    doorkeeper.close()

    with pytest.raises(Refused):
        doorkeeper.exchanged(tokens[0])
