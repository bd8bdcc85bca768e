"""A sealed stream comes back whole or not at all."""

import io
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bluezone.cli.sealed_stream import PIECE_BYTES, SALT_BYTES, SECRET_BYTES, TAG_BYTES, OpeningReader, SealingWriter
from bluezone.protocol.errors import MalformedMessage

SECRET = bytes(range(SECRET_BYTES))
SALT = b"s" * SALT_BYTES
LENGTHS = [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES]


def sealed(*parts: bytes, secret: bytes = SECRET) -> bytes:
    file = io.BytesIO()
    writer = SealingWriter(file, secret, SALT)
    for part in parts:
        writer.write(part)
    writer.finish()
    return file.getvalue()


def opened(content: bytes, secret: bytes = SECRET) -> bytes:
    reader = OpeningReader(io.BufferedReader(io.BytesIO(content)), secret)
    plain = io.BufferedReader(reader).read()
    reader.check_end()
    return plain


@pytest.mark.parametrize("length", LENGTHS)
def test_what_was_sealed_comes_back(length: int) -> None:
    content = bytes(number % 251 for number in range(length))

    assert opened(sealed(content)) == content


@settings(max_examples=20)
@given(st.lists(st.integers(0, 2 * PIECE_BYTES), max_size=5))
def test_it_does_not_matter_in_which_parts_it_was_written(cuts: list[int]) -> None:
    content = b"x" * (2 * PIECE_BYTES)
    places = [0, *sorted(cuts), len(content)]

    assert sealed(*(content[a:b] for a, b in pairwise(places))) == sealed(content)


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("cut", [1, TAG_BYTES, TAG_BYTES + 1, PIECE_BYTES + TAG_BYTES])
def test_a_stream_that_was_cut_off_is_malformed(length: int, cut: int) -> None:
    content = sealed(b"x" * length)

    with pytest.raises(MalformedMessage):
        opened(content[:-cut])


def test_a_cut_between_two_pieces_is_noticed() -> None:
    content = sealed(b"x" * (2 * PIECE_BYTES))

    with pytest.raises(MalformedMessage, match="cut off or changed"):
        opened(content[: -(PIECE_BYTES + TAG_BYTES)])


@settings(max_examples=30)
@given(st.integers(0, PIECE_BYTES + 80), st.integers(1, 255))
def test_a_changed_byte_anywhere_is_noticed(place: int, change: int) -> None:
    content = bytearray(sealed(b"x" * (PIECE_BYTES + 20)))
    content[place] ^= change

    with pytest.raises(MalformedMessage):
        opened(bytes(content))


def test_pieces_cannot_change_places() -> None:
    head, size = len(sealed()) - TAG_BYTES, PIECE_BYTES + TAG_BYTES
    content = sealed(b"a" * PIECE_BYTES + b"b" * PIECE_BYTES + b"c")
    first, second, rest = (
        content[head : head + size],
        content[head + size : head + 2 * size],
        content[head + 2 * size :],
    )

    with pytest.raises(MalformedMessage):
        opened(content[:head] + second + first + rest)


def test_the_key_of_another_backup_opens_nothing() -> None:
    with pytest.raises(MalformedMessage, match="another backup"):
        opened(sealed(b"x"), secret=b"o" * SECRET_BYTES)


@given(st.binary(max_size=200))
def test_any_bytes_are_malformed(content: bytes) -> None:
    with pytest.raises(MalformedMessage):
        opened(content)
