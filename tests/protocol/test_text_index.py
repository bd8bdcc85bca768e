"""`index.txt`: names of files, one a line, for readers that verify nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.trust import index_text, names_in

names = st.from_regex(r"\A[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}\Z")


@given(st.lists(names, unique=True))
def test_the_text_index_is_sorted_and_read_as_it_was_written(found: list[str]) -> None:
    assert names_in(index_text(found)) == tuple(sorted(found))


def test_the_text_index_is_joined_by_newlines() -> None:
    assert index_text(["b.zip", "a.zip"]) == b"a.zip\nb.zip"
    assert names_in(b"exports/a.zip\n\nb.zip\n") == ("exports/a.zip", "b.zip")


@pytest.mark.parametrize(
    "text",
    [b"a.zip\na.zip", b"../a.zip", b"/a.zip", b"a/../b.zip", b"a b.zip", b"a.zip\r\n", "á.zip".encode(), b"a//b"],
)
def test_a_text_index_of_anything_but_names_is_malformed(text: bytes) -> None:
    with pytest.raises(MalformedMessage):
        names_in(text)


@given(st.binary(max_size=100))
def test_any_bytes_are_a_text_index_or_malformed(text: bytes) -> None:
    try:
        found = names_in(text)
    except MalformedMessage:
        return

    assert index_text(found).split(b"\n") == sorted(line for line in text.split(b"\n") if line) or not found
