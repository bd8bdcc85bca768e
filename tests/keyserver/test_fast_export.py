"""The fast writer of exports: byte for byte what the reference writes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.protocol.export_keys import EXPORT, diagnosis_key, signer, verifier
from tests.strategies import diagnosis_keys, exports, key_lists

from bluezone.keyserver import fast_export
from bluezone.keyserver.fast_export import encoded, signed, table
from bluezone.protocol import exports as reference
from bluezone.protocol.exports import Export, verify
from bluezone.protocol.keys import DiagnosisKey, ExposureKey, ReportType

alike_keys = st.lists(
    st.builds(
        lambda secret, days: DiagnosisKey(ExposureKey(secret, 2663136), days_since_onset=days),
        st.binary(min_size=16, max_size=16),
        st.integers(-14, 14),
    ),
    unique_by=lambda key: key.key.secret,
    max_size=10,
).map(tuple)
"""Keys whose records have one length."""


@given(exports(), key_lists | alike_keys)
def test_the_fast_writer_writes_what_the_reference_writes(export: Export, keys: tuple[DiagnosisKey, ...]) -> None:
    export = replace(export, keys=())

    assert encoded(export, table(keys)) == reference.encoded(replace(export, keys=keys))


@given(st.lists(diagnosis_keys, max_size=12, unique_by=lambda key: key.key.secret), st.integers(1, 5))
def test_the_size_of_blocks_is_of_no_matter(keys: list[DiagnosisKey], block: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(fast_export, "_BLOCK", block)
        export_bin = encoded(replace(EXPORT, keys=()), table(keys))

    assert export_bin == reference.encoded(replace(EXPORT, keys=tuple(keys)))


def test_keys_that_begin_alike_are_in_order_too() -> None:
    secrets = [bytes(8) + bytes([last]) * 8 for last in (3, 1, 255, 2)]
    keys = tuple(DiagnosisKey(ExposureKey(secret, 2663136)) for secret in secrets)

    assert encoded(replace(EXPORT, keys=()), table(keys)) == reference.encoded(replace(EXPORT, keys=keys))


@pytest.mark.parametrize("onset", [None, 0, -1, 63, 64, -65, 8191, 8192, 2**31 - 1, -(2**31)])
@pytest.mark.parametrize("period", [1, 127, 128, 143, 144])
@pytest.mark.parametrize("start", [0, 1, 127, 128, 2663136])
def test_numbers_of_every_length_are_written(onset: int | None, period: int, start: int) -> None:
    key = DiagnosisKey(ExposureKey(bytes(16), start, period), ReportType.REVOKED, onset, 8)

    assert encoded(replace(EXPORT, keys=()), table([key])) == reference.encoded(replace(EXPORT, keys=(key,)))


def test_what_it_signs_is_verified() -> None:
    keys = tuple(diagnosis_key(number) for number in range(200))
    revised = tuple(replace(diagnosis_key(number), report_type=ReportType.REVOKED) for number in range(200, 210))

    archive = signed(replace(EXPORT, keys=(), revised_keys=revised), table(keys), (signer(2), signer(1)))

    assert verify(archive, [verifier(signer(1))]).keys == keys
    assert verify(archive, [verifier(signer(1))]).revised_keys == revised
    assert verify(archive, [verifier(signer(2))]).signature_infos == (signer(2).info, signer(1).info)


@pytest.mark.parametrize("risk", [-1, 128])
def test_a_risk_that_does_not_fit_is_our_fault(risk: int) -> None:
    with pytest.raises(ValueError, match="transmission risk"):
        table([replace(diagnosis_key(1), transmission_risk=risk)])


def test_a_start_that_does_not_fit_is_our_fault() -> None:
    with pytest.raises(ValueError, match="rolling start"):
        replace(table([diagnosis_key(1)]), rolling_start=np.array([-1], np.int32))


def test_no_keys_make_an_empty_table() -> None:
    assert len(table([])) == 0
    assert encoded(replace(EXPORT, keys=()), table([])) == reference.encoded(replace(EXPORT, keys=()))
