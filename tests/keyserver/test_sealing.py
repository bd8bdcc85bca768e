"""Rows come back as they were put in, to whoever holds the key file, and to nobody else."""

import os
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import diagnosis_keys

from bluezone.keyserver import rows
from bluezone.keyserver.rows import CodeRow, StatusRow
from bluezone.keyserver.rules import TEST_TYPES, Diagnosis
from bluezone.keyserver.sealing import sealer
from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.keys import DiagnosisKey

SECRET = bytes(range(32))
moments = st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001 -- hypothesis adds the zone
    lambda moment: moment.replace(microsecond=0)
)
days = st.none() | st.dates(datetime(1970, 1, 2).date(), datetime(2100, 1, 1).date())  # noqa: DTZ001 -- only the days count
diagnoses = st.builds(Diagnosis, st.sampled_from(TEST_TYPES), days, days)
marks = st.binary(min_size=16, max_size=16)


@given(diagnosis_keys)
def test_a_diagnosis_key_comes_back_as_it_was(key: DiagnosisKey) -> None:
    packed = rows.packed_key(key)

    assert len(packed) == 25
    assert rows.unpacked_key(packed) == key


@given(diagnosis_keys, st.booleans(), st.booleans())
def test_a_row_says_whether_its_key_is_nobodys_and_whether_its_owner_travelled(
    key: DiagnosisKey,
    filler: bool,  # noqa: FBT001 -- drawn by hypothesis
    traveller: bool,  # noqa: FBT001 -- drawn by hypothesis
) -> None:
    packed = rows.packed_key(key, filler=filler, traveller=traveller)

    assert (rows.is_filler(packed), rows.is_traveller(packed)) == (filler, traveller)
    assert rows.unpacked_key(packed) == key


@given(diagnosis_keys)
def test_a_row_of_before_there_were_flags_still_reads(key: DiagnosisKey) -> None:
    old = rows.packed_key(key, filler=True)[:24]

    assert rows.unpacked_key(old) == key
    assert not rows.is_filler(old)
    assert not rows.is_traveller(old)


@given(st.builds(CodeRow, moments, diagnoses, marks, marks))
def test_a_code_comes_back_as_it_was(row: CodeRow) -> None:
    packed = rows.packed_code(row)

    assert len(packed) == 41
    assert rows.unpacked_code(packed) == row


@given(st.builds(StatusRow, moments, moments, marks, marks))
def test_a_status_comes_back_as_it_was_and_is_as_long_as_a_claimed_one(row: StatusRow) -> None:
    packed = rows.packed_status(row)

    assert len(packed) == len(rows.CLAIMED)
    assert rows.unpacked_status(packed) == row


@given(moments)
def test_hours_lie_around_their_moment(moment: datetime) -> None:
    assert rows.hour(rows.hours(moment)) <= moment <= rows.hour(rows.hours_up(moment))


@given(st.binary(max_size=64), marks)
def test_what_is_sealed_opens_for_its_row_with_its_key_file(plain: bytes, mark: bytes) -> None:
    opener = sealer(SECRET, "key", os.urandom)

    assert opener.opened(mark, opener.sealed(mark, plain)) == plain


@given(st.binary(max_size=64), marks, st.data())
def test_a_sealed_row_that_was_changed_moved_or_is_anothers_does_not_open(
    plain: bytes, mark: bytes, data: st.DataObject
) -> None:
    opener = sealer(SECRET, "key", os.urandom)
    sealed = opener.sealed(mark, plain)
    place = data.draw(st.integers(0, len(sealed) - 1))
    changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]

    for other, where, what in (
        (opener, mark, changed),
        (opener, mark, sealed[:place]),
        (opener, bytes(16) if mark != bytes(16) else b"x" * 16, sealed),
        (sealer(SECRET, "code", os.urandom), mark, sealed),
        (sealer(bytes(32), "key", os.urandom), mark, sealed),
    ):
        with pytest.raises(MalformedMessage):
            other.opened(where, what)


def test_two_seals_of_one_thing_differ() -> None:
    opener = sealer(SECRET, "key", os.urandom)

    assert opener.sealed(b"mark", b"same") != opener.sealed(b"mark", b"same")


def test_kinds_of_rows_share_no_mark() -> None:
    assert len({sealer(SECRET, kind, os.urandom).mark(b"about") for kind in ("key", "code", "status", "token")}) == 4


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_file_has_32_bytes(length: int) -> None:
    with pytest.raises(MalformedMessage):
        sealer(bytes(length), "key", os.urandom)


def test_secrets_of_a_sealer_do_not_print_themselves() -> None:
    shown = repr(sealer(SECRET, "key", os.urandom))

    assert "mark_key" not in shown
    assert "cipher" not in shown


@given(st.lists(st.tuples(st.binary(min_size=16, max_size=16), st.binary(max_size=40)), max_size=20))
def test_rows_sealed_together_open_one_by_one_and_share_no_nonce(together: list[tuple[bytes, bytes]]) -> None:
    sealing = sealer(bytes(32), "key", os.urandom)

    sealed = sealing.all_sealed(together)

    opened = [sealing.opened(mark, row) for (mark, _), row in zip(together, sealed, strict=True)]
    assert opened == [plain for _, plain in together]
    assert len({row[:12] for row in sealed}) == len(together)


@given(st.binary(min_size=32, max_size=32), st.lists(st.binary(max_size=100)))
def test_many_marks_are_the_marks_of_each(secret: bytes, about: list[bytes]) -> None:
    found = sealer(secret, "key", os.urandom)

    assert found.marks(about) == [found.mark(each) for each in about]
