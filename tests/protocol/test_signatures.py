"""Signatures of exports: who signed is found, and what does not hold is refused with the reason."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.protocol.export_keys import signer, verifier
from tests.strategies import signature_infos

from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.protobuf import bytes_field, number_field
from bluezone.protocol.signatures import (
    ECDSA_SHA256,
    SIGNATURES_LIMIT,
    Signature,
    SignatureInfo,
    VerifyingKey,
    decoded,
    encoded,
    info_in,
    info_message,
    signatures,
    verified,
)

BIN = b"EK Export v1    and so on"
OLD, NEW = signer(1), signer(2)

found_signatures = st.builds(
    Signature,
    signature_infos,
    st.none() | st.integers(0, 2**31 - 1),
    st.none() | st.integers(0, 2**31 - 1),
    st.binary(max_size=80),
)


@given(signature_infos)
def test_the_name_of_a_signer_is_read_as_it_was_written(info: SignatureInfo) -> None:
    assert info_in(info_message(info)) == info


@given(st.lists(found_signatures, min_size=1, max_size=SIGNATURES_LIMIT))
def test_a_signature_file_is_read_as_it_was_written(found: list[Signature]) -> None:
    assert decoded(encoded(found)) == tuple(found)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_signature_file_or_malformed(export_sig: bytes) -> None:
    try:
        found = decoded(export_sig)
    except MalformedMessage:
        return

    assert 1 <= len(found) <= SIGNATURES_LIMIT


def test_a_signature_file_cut_at_any_byte_is_malformed_or_says_less() -> None:
    whole = signatures(BIN, (NEW, OLD), batch=(1, 1))
    export_sig = encoded(whole)

    for length in range(len(export_sig)):
        try:
            found = decoded(export_sig[:length])
        except MalformedMessage:
            continue
        assert found == whole[:1]


def test_fields_that_nobody_knows_are_skipped() -> None:
    [whole] = signatures(BIN, (NEW,), batch=(1, 1))
    later = number_field(9, 1) + encoded((whole,))

    assert decoded(later) == (whole,)
    assert info_in(info_message(whole.info) + bytes_field(7, b"new")) == whole.info


@pytest.mark.parametrize("count", [0, SIGNATURES_LIMIT + 1])
def test_a_file_with_no_signature_or_too_many_is_malformed(count: int) -> None:
    with pytest.raises(MalformedMessage, match="1 to 10 signatures"):
        decoded(encoded([Signature(NEW.info, 1, 1, b"")] * count))


def test_an_export_is_signed_by_old_and_new_key_and_either_is_enough() -> None:
    found = signatures(BIN, (NEW, OLD), batch=(1, 1))

    assert [signature.info.key_version for signature in found] == ["v2", "v1"]
    assert verified(BIN, found, [verifier(OLD)]).info == OLD.info
    assert verified(BIN, found, [verifier(NEW)]).info == NEW.info
    assert verified(BIN, found, [verifier(OLD), verifier(NEW)]).info == NEW.info


def test_the_same_export_is_always_signed_the_same() -> None:
    assert signatures(BIN, (NEW,), batch=(1, 1)) == signatures(BIN, (NEW,), batch=(1, 1))


def test_a_signer_that_nobody_knows_is_refused() -> None:
    found = signatures(BIN, (NEW,), batch=(1, 1))

    with pytest.raises(RuleViolation) as refused:
        verified(BIN, found, [verifier(OLD)])

    assert refused.value.code == "export_key_unknown"


def test_a_signature_by_another_key_of_that_name_is_refused() -> None:
    impostor = replace(signer(3), info=NEW.info)
    found = signatures(BIN, (impostor,), batch=(1, 1))

    with pytest.raises(RuleViolation) as refused:
        verified(BIN, found, [verifier(NEW)])

    assert refused.value.code == "export_signature_wrong"


@given(st.integers(0, len(BIN) - 1), st.integers(1, 255))
def test_a_changed_byte_breaks_the_signature(place: int, flip: int) -> None:
    found = signatures(BIN, (NEW,), batch=(1, 1))
    changed = bytearray(BIN)
    changed[place] ^= flip

    with pytest.raises(RuleViolation) as refused:
        verified(bytes(changed), found, [verifier(NEW)])

    assert refused.value.code == "export_signature_wrong"


def test_one_wrong_signature_beside_a_right_one_does_no_harm() -> None:
    wrong = Signature(NEW.info, 1, 1, b"not DER")
    right = signatures(BIN, (OLD,), batch=(1, 1))

    assert verified(BIN, (wrong, *right), [verifier(NEW), verifier(OLD)]) == right[0]


def test_another_algorithm_is_never_trusted() -> None:
    info = replace(NEW.info, algorithm="1.2.840.10045.4.3.4")
    found = [replace(signature, info=info) for signature in signatures(BIN, (NEW,), batch=(1, 1))]

    with pytest.raises(RuleViolation) as refused:
        verified(BIN, found, [VerifyingKey(info, NEW.private.public_key())])

    assert refused.value.code == "export_key_unknown"
    assert NEW.info.algorithm == ECDSA_SHA256


def test_a_signing_key_does_not_print_itself() -> None:
    assert "private" not in repr(NEW)
