"""The protobuf wire: what is written is read, and any bytes are a message or malformed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.protobuf import (
    INT32,
    Wire,
    as_bytes,
    as_int32,
    as_sint32,
    as_text,
    as_unsigned,
    bytes_field,
    fields,
    fixed64_field,
    number_field,
    unzigzag,
    varint,
    zigzag,
)

int32s = st.integers(INT32[0], INT32[-1])
field_numbers = st.integers(1, 2**29 - 1)


@given(field_numbers, int32s)
def test_a_number_is_read_as_it_was_written(field: int, number: int) -> None:
    [(found, value)] = fields(number_field(field, number))

    assert found == field
    assert as_int32(value, "it") == number


@given(field_numbers, int32s)
def test_a_signed_number_is_read_as_it_was_written(field: int, number: int) -> None:
    [(_, value)] = fields(number_field(field, zigzag(number)))

    assert as_sint32(value, "it") == number
    assert unzigzag(zigzag(number)) == number


@given(field_numbers, st.integers(0, 2**64 - 1), st.binary(max_size=300))
def test_times_and_bytes_are_read_as_they_were_written(field: int, number: int, content: bytes) -> None:
    message = fixed64_field(field, number) + bytes_field(field, content)

    assert list(fields(message)) == [(field, number), (field, content)]


@pytest.mark.parametrize(
    ("number", "expected"), [(0, "00"), (127, "7f"), (128, "8001"), (300, "ac02"), (-1, "ff" * 9 + "01")]
)
def test_varints_are_those_of_the_specification(number: int, expected: str) -> None:
    assert varint(number).hex() == expected


@pytest.mark.parametrize(("number", "expected"), [(0, 0), (-1, 1), (1, 2), (-2, 3), (2**31 - 1, 2**32 - 2)])
def test_zigzag_is_that_of_the_specification(number: int, expected: int) -> None:
    assert zigzag(number) == expected


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_malformed(message: bytes) -> None:
    try:
        found = list(fields(message))
    except MalformedMessage:
        return

    assert all(field >= 1 for field, _ in found)


@given(st.lists(st.tuples(field_numbers, st.binary(max_size=8)), min_size=1, max_size=4))
def test_a_message_cut_inside_its_last_field_is_malformed(parts: list[tuple[int, bytes]]) -> None:
    message = b"".join(bytes_field(field, content) for field, content in parts)
    last = len(bytes_field(*parts[-1]))

    for missing in range(1, last):
        with pytest.raises(MalformedMessage):
            list(fields(message[:-missing]))


@pytest.mark.parametrize(
    "message",
    [
        "00",  # field number 0
        "0b",  # a group
        "0e",  # wire type 6
        "08" + "80" * 10 + "00",  # a varint of eleven bytes
        "08" + "ff" * 9 + "7f",  # a varint of 70 bits
        "8080808010" + "00",  # field number 2**29
        "0d000000",  # fixed32 cut off
        "09" + "00" * 7,  # fixed64 cut off
        "0a02ff",  # bytes cut off
        "08",  # a varint that is not there
    ],
)
def test_what_no_writer_writes_is_malformed(message: str) -> None:
    with pytest.raises(MalformedMessage):
        list(fields(bytes.fromhex(message)))


def test_four_byte_fields_are_read() -> None:
    assert list(fields(bytes((1 << 3 | Wire.FIXED32, 1, 2, 0, 0)))) == [(1, 0x201)]


def test_a_field_of_another_wire_type_is_malformed() -> None:
    for convert in (as_int32, as_sint32, as_unsigned):
        with pytest.raises(MalformedMessage):
            convert(b"", "it")
    for read in (as_bytes, as_text):
        with pytest.raises(MalformedMessage):
            read(1, "it")


def test_numbers_of_more_than_32_bits_are_malformed() -> None:
    for convert, number in ((as_int32, 2**31), (as_int32, 2**63), (as_sint32, 2**32)):
        with pytest.raises(MalformedMessage):
            convert(number, "it")


def test_text_that_is_not_utf8_is_malformed() -> None:
    with pytest.raises(MalformedMessage):
        as_text(b"\xff", "it")
