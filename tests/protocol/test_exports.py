"""Exports: Google's bytes are ours, what is signed is believed, and anything else is refused whole."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.protocol.export_keys import EXPORT, NOON, diagnosis_key, signer, verifier
from tests.protocol.export_protobuf import CLASSES, judged_bin
from tests.protocol.vectors import GAEN, vectors
from tests.strategies import diagnosis_keys, exports, key_lists

from bluezone.protocol import archives, signatures
from bluezone.protocol.errors import BluezoneError, MalformedMessage, RuleViolation
from bluezone.protocol.exports import (
    _LIMITS,
    BIN_LIMIT,
    FILLER_LENGTH,
    HEADER,
    SIG_LIMIT,
    Export,
    decoded,
    encoded,
    fillers,
    ordered,
    padded,
    padded_size,
    read,
    signed,
    split,
    verify,
)
from bluezone.protocol.intervals import EPOCH
from bluezone.protocol.keys import DiagnosisKey, ExposureKey, ReportType
from bluezone.protocol.protobuf import bytes_field, fixed64_field, number_field
from bluezone.protocol.signatures import Signature, SignatureInfo, VerifyingKey

EXAMPLE = GAEN["export_example"]
SIGNERS = (signer(2), signer(1))
TRUSTED = [verifier(key) for key in SIGNERS]
ARCHIVE = signed(EXPORT, SIGNERS)


def example_archive() -> bytes:
    """Google's sample, rebuilt from its parts."""
    info = SignatureInfo("some_id", "1")
    signature = Signature(info, 1, 1, bytes.fromhex(EXAMPLE["signature_der_hex"]))
    return archives.written(
        {"export.bin": bytes.fromhex(EXAMPLE["export_bin_hex"]), "export.sig": signatures.encoded([signature])}
    )


def example_key(info: SignatureInfo) -> VerifyingKey:
    """The public key that comes with Google's sample."""
    public = load_pem_public_key(EXAMPLE["public_key_pem"].encode())
    return VerifyingKey(info, public)  # type: ignore[arg-type]  # the sample's key is on P-256


def test_googles_sample_export_is_read_and_verified() -> None:
    archive = example_archive()
    _, [signature] = read(archive)

    export = verify(archive, [example_key(signature.info)])

    assert len(bytes.fromhex(EXAMPLE["export_bin_hex"])) == EXAMPLE["export_bin_len"]
    assert len(archives.read(archive, {"export.bin": BIN_LIMIT, "export.sig": SIG_LIMIT})[1]) == 115
    assert export.signature_infos == (signature.info,)
    assert export.region == "US"
    assert [key.key.secret.hex()[:8] for key in export.keys] == ["172fc480", "2b63053a"]
    assert [key.key.rolling_period for key in export.keys] == [1, 114]
    assert [key.transmission_risk for key in export.keys] == [8, 1]


def test_googles_sample_export_is_written_byte_for_byte_as_it_is() -> None:
    export_bin = bytes.fromhex(EXAMPLE["export_bin_hex"])

    assert encoded(decoded(export_bin)) == export_bin


def test_the_golden_export_stays_as_it_is() -> None:
    golden = vectors("exports.json")["signed"]
    export_bin, export_sig = archives.read(ARCHIVE, {"export.bin": BIN_LIMIT, "export.sig": SIG_LIMIT})

    assert export_bin.hex() == golden["export_bin_hex"]
    assert export_sig.hex() == golden["export_sig_hex"]


@given(exports())
def test_our_bytes_are_those_of_googles_library(export: Export) -> None:
    assert encoded(export) == judged_bin(export)


@given(exports())
def test_googles_library_reads_what_we_write(export: Export) -> None:
    message = CLASSES["TemporaryExposureKeyExport"]()
    message.ParseFromString(encoded(export)[len(HEADER) :])

    assert [key.key_data for key in message.keys] == [key.key.secret for key in export.keys]
    assert [key.days_since_onset_of_symptoms for key in message.keys] == [
        key.days_since_onset or 0 for key in export.keys
    ]


@given(exports())
def test_an_export_is_read_as_it_was_written(export: Export) -> None:
    assert decoded(encoded(export)) == export


@given(key_lists, st.randoms())
def test_the_order_of_keys_tells_nothing(keys: tuple[DiagnosisKey, ...], random: Random) -> None:
    shuffled = list(keys)
    random.shuffle(shuffled)

    assert encoded(replace(EXPORT, keys=tuple(shuffled))) == encoded(replace(EXPORT, keys=keys))


def test_presence_is_that_of_the_key_server() -> None:
    whole_day = DiagnosisKey(ExposureKey(bytes(16), 0, 144), ReportType.UNKNOWN, None, 0)
    export_bin = encoded(replace(EXPORT, keys=(whole_day,)))

    assert export_bin.endswith(bytes_field(7, bytes_field(1, bytes(16)) + number_field(2, 0)))


def test_a_negative_day_of_onset_is_written_short() -> None:
    export_bin = encoded(replace(EXPORT, keys=(diagnosis_key(1, onset=-2),)))

    assert export_bin.endswith(bytes((0x30, 3)))


def test_fields_that_nobody_knows_are_skipped() -> None:
    variant = number_field(8, 2)
    later = encoded(replace(EXPORT, keys=())) + bytes_field(7, bytes_field(1, bytes(16)) + variant)

    export = decoded(later + bytes_field(15, b"of a later year"))

    assert [key.key.secret for key in export.keys] == [bytes(16)]


def test_a_report_type_of_a_later_year_counts_as_unknown() -> None:
    message = bytes_field(1, bytes(16)) + number_field(5, 9)

    [key] = decoded(encoded(replace(EXPORT, keys=())) + bytes_field(7, message)).keys

    assert key.report_type is ReportType.UNKNOWN


record_fields = st.one_of(
    st.builds(bytes_field, st.sampled_from([1, 1, 2, 15]), st.sampled_from([bytes(16), b"\x01" * 16, bytes(15)])),
    st.builds(number_field, st.sampled_from([1, 2, 3, 4, 5, 6, 16]), st.sampled_from([0, 1, 75, 144, 2663136, 2**31])),
)
records = st.builds(
    lambda head, tail: b"".join((head, *tail)),
    st.sampled_from(
        [bytes_field(1, bytes(16)), bytes_field(1, b"\x01" * 16), bytes_field(1, bytes(5)), b"\x0a\x10", b""]
    ),
    st.lists(record_fields, max_size=3) | st.just([]),
)


@settings(max_examples=300)
@given(st.lists(records, max_size=6))
def test_keys_read_together_are_those_read_one_by_one(messages: list[bytes]) -> None:
    blank = encoded(replace(EXPORT, keys=()))

    try:
        alone = [decoded(blank + bytes_field(7, message)).keys[0] for message in messages]
    except MalformedMessage:
        with pytest.raises(MalformedMessage):
            decoded(blank + b"".join(bytes_field(7, message) for message in messages))
    else:
        assert list(decoded(blank + b"".join(bytes_field(7, message) for message in messages)).keys) == alone


def test_a_record_that_names_its_secret_twice_means_the_second() -> None:
    one, other, third = (bytes((number,)) * 16 for number in (1, 2, 3))
    messages = [bytes_field(1, first) + bytes_field(1, last) for first, last in ((one, third), (other, third))]

    export = decoded(encoded(replace(EXPORT, keys=())) + b"".join(bytes_field(7, message) for message in messages))

    assert [key.key.secret for key in export.keys] == [third, third]


@given(st.binary(max_size=300))
def test_any_bytes_are_an_export_or_malformed(content: bytes) -> None:
    for parse in (read, decoded):
        with pytest.raises(MalformedMessage):
            parse(content)


@given(st.binary(max_size=120))
def test_any_bytes_behind_the_header_are_an_export_or_malformed(content: bytes) -> None:
    try:
        export = decoded(HEADER + content)
    except MalformedMessage:
        return

    assert export.start <= export.end


@settings(max_examples=200)
@given(st.data())
def test_an_export_with_changed_bytes_is_the_same_or_refused(data: st.DataObject) -> None:
    export_bin, export_sig = archives.read(ARCHIVE, {"export.bin": BIN_LIMIT, "export.sig": SIG_LIMIT})
    part = data.draw(st.sampled_from([export_bin, export_sig]))
    mutated = bytearray(part)
    for place in data.draw(st.lists(st.integers(0, len(part) - 1), min_size=1, max_size=4)):
        mutated[place] = data.draw(st.integers(0, 255))
    members = (bytes(mutated), export_sig) if part is export_bin else (export_bin, bytes(mutated))

    try:
        found = verify(archives.written(dict(zip(("export.bin", "export.sig"), members, strict=True))), TRUSTED)
    except BluezoneError:
        return

    assert found == decoded(export_bin)


def test_an_export_cut_at_any_byte_is_malformed() -> None:
    for length in range(len(ARCHIVE)):
        with pytest.raises(MalformedMessage):
            verify(ARCHIVE[:length], TRUSTED)


def test_an_export_bin_cut_at_any_byte_is_malformed_or_wrongly_signed() -> None:
    export_bin, export_sig = archives.read(ARCHIVE, {"export.bin": BIN_LIMIT, "export.sig": SIG_LIMIT})

    for length in range(len(export_bin)):
        with pytest.raises(BluezoneError):
            verify(archives.written({"export.bin": export_bin[:length], "export.sig": export_sig}), TRUSTED)


@pytest.mark.parametrize("key", SIGNERS)
def test_each_of_several_signers_is_enough(key: signatures.SigningKey) -> None:
    export = verify(ARCHIVE, [verifier(key)])

    assert export.keys == ordered(EXPORT.keys)
    assert [info.key_version for info in export.signature_infos] == ["v2", "v1"]


def test_an_export_that_nobody_known_signed_is_refused() -> None:
    with pytest.raises(RuleViolation) as refused:
        verify(ARCHIVE, [verifier(signer(9))])

    assert refused.value.code == "export_key_unknown"


def test_the_keys_of_another_export_under_this_signature_are_refused() -> None:
    other = encoded(replace(EXPORT, keys=(diagnosis_key(7),)))
    _, export_sig = archives.read(ARCHIVE, {"export.bin": BIN_LIMIT, "export.sig": SIG_LIMIT})

    with pytest.raises(RuleViolation) as refused:
        verify(archives.written({"export.bin": other, "export.sig": export_sig}), TRUSTED)

    assert refused.value.code == "export_signature_wrong"


def resigned(export_bin: bytes, *, batch: tuple[int, int] = (1, 1)) -> bytes:
    """An archive whose signature holds, whatever it holds for."""
    found = signatures.signatures(export_bin, SIGNERS, batch=batch)
    return archives.written({"export.bin": export_bin, "export.sig": signatures.encoded(found)})


def test_a_signature_for_another_batch_is_refused() -> None:
    with pytest.raises(RuleViolation) as refused:
        verify(resigned(encoded(EXPORT), batch=(1, 2)), TRUSTED)

    assert refused.value.code == "export_batch_wrong"


@pytest.mark.parametrize("field", [7, 8])
def test_a_key_that_is_twice_in_an_export_is_refused(field: int) -> None:
    twice = bytes_field(field, bytes_field(1, bytes(16))) * 2

    with pytest.raises(RuleViolation) as refused:
        verify(resigned(encoded(EXPORT) + twice), TRUSTED)

    assert refused.value.code == "export_key_twice"


@pytest.mark.parametrize(
    ("export_bin", "reason"),
    [
        (b"EK Export v2    ", "starts with its 16-byte header"),
        (HEADER, "start_timestamp is missing"),
        (HEADER + fixed64_field(1, 5), "end_timestamp is missing"),
        (HEADER + fixed64_field(1, 5) + fixed64_field(2, 4), "ends after it starts"),
        (HEADER + fixed64_field(1, 5) + fixed64_field(2, 2**63), "before the year 10000"),
        (encoded(EXPORT) + number_field(4, 2), "batch number"),
        (encoded(EXPORT) + number_field(4, 0), "batch number"),
        (encoded(EXPORT) + number_field(7, 1), "wrong wire type"),
        (encoded(EXPORT) + bytes_field(3, b"\xff"), "region is not UTF-8"),
        (encoded(EXPORT) + bytes_field(6, b"") * 11, "at most 10 signature infos"),
        (encoded(EXPORT) + bytes_field(7, b""), "16 bytes"),
        (encoded(EXPORT) + bytes_field(7, bytes_field(15, bytes(1024))), "at most 1024 bytes"),
        (encoded(EXPORT) + bytes_field(7, bytes_field(1, bytes(16)) + number_field(4, 145)), "rolling period"),
        (encoded(EXPORT) + bytes_field(7, bytes_field(1, bytes(16)) + number_field(3, -1)), "between 1970 and 9999"),
    ],
)
def test_what_is_no_export_is_refused_with_the_reason(export_bin: bytes, reason: str) -> None:
    with pytest.raises(MalformedMessage, match=reason):
        decoded(export_bin)


def test_an_export_of_too_many_keys_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    export_bin = encoded(replace(EXPORT, keys=tuple(map(diagnosis_key, range(20)))))
    monkeypatch.setattr("bluezone.protocol.exports.KEYS_LIMIT", 4)

    with pytest.raises(MalformedMessage, match="at most 4 keys"):
        decoded(export_bin)
    with pytest.raises(ValueError, match="at most 4 keys"):
        replace(EXPORT, keys=tuple(map(diagnosis_key, range(5))))


def test_an_oversized_export_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(_LIMITS, "export.bin", 100)

    with pytest.raises(MalformedMessage, match="at most 100 bytes"):
        verify(ARCHIVE, TRUSTED)


def test_times_of_an_export_are_whole_seconds() -> None:
    with pytest.raises(ValueError, match="whole seconds"):
        replace(EXPORT, start=NOON.replace(microsecond=1))
    with pytest.raises(ValueError, match="after 1970"):
        replace(EXPORT, start=EPOCH - timedelta(seconds=1))


def test_a_key_of_more_than_32_bits_cannot_be_published() -> None:
    far = DiagnosisKey(ExposureKey(bytes(16), 0), ReportType.CONFIRMED_TEST, 2**31, 0)

    with pytest.raises(ValueError, match="32 bits"):
        encoded(replace(EXPORT, keys=(far,)))


@pytest.mark.parametrize(("real", "expected"), [(0, 0), (1, 1007), (999, 1007), (1000, 1000), (5000, 5000)])
def test_small_batches_are_padded_to_a_thousand_and_some(real: int, expected: int) -> None:
    assert padded_size(real, 7) == expected


@given(st.lists(diagnosis_keys, min_size=1, max_size=5), st.lists(st.binary(min_size=24, max_size=24), max_size=20))
def test_a_filler_cannot_be_told_from_a_real_key(keys: list[DiagnosisKey], secrets: list[bytes]) -> None:
    made = fillers(keys, len(keys) + len(secrets), secrets)

    real = {replace(key, key=replace(key.key, secret=bytes(16))) for key in keys}
    assert {replace(key, key=replace(key.key, secret=bytes(16))) for key in made} <= real
    assert [key.key.secret for key in made] == [secret[:16] for secret in secrets]


def test_every_real_key_is_among_the_padded() -> None:
    keys = [diagnosis_key(9), diagnosis_key(200)]

    published = padded(keys, 4, [bytes([1]) * FILLER_LENGTH, bytes([222]) * FILLER_LENGTH])

    assert [key.key.secret[0] for key in published] == [1, 9, 200, 222]


def test_whose_metadata_a_filler_takes_is_drawn_evenly() -> None:
    keys = [diagnosis_key(1, onset=1), diagnosis_key(2, onset=2)]
    secrets = [bytes(16) + number.to_bytes(8) for number in range(10)]

    drawn = Counter(key.days_since_onset for key in fillers(keys, 12, secrets))

    assert drawn == {1: 5, 2: 5}


@pytest.mark.parametrize(
    ("keys", "size", "secrets"),
    [
        ([], 1, [bytes(FILLER_LENGTH)]),
        ([diagnosis_key(1)], 3, [bytes(FILLER_LENGTH)]),
        ([diagnosis_key(1)], 2, [bytes(FILLER_LENGTH - 1)]),
    ],
)
def test_padding_with_the_wrong_randomness_is_our_fault(
    keys: list[DiagnosisKey], size: int, secrets: list[bytes]
) -> None:
    with pytest.raises(ValueError, match="padding needs"):
        fillers(keys, size, secrets)


@given(key_lists, st.integers(1, 7), st.integers(0, 3))
def test_a_large_batch_is_split_and_no_key_is_lost_or_doubled(
    keys: tuple[DiagnosisKey, ...], most: int, first: int
) -> None:
    blank = replace(EXPORT, keys=(), revised_keys=(diagnosis_key(1),))

    files = split(blank, keys, most=most, first=first)

    assert tuple(key for file in files for key in file.keys) == ordered(keys)
    assert max(len(file.keys) for file in files) <= most
    assert max(len(file.keys) for file in files) - min(len(file.keys) for file in files) <= 1
    assert [(file.end - EXPORT.end).seconds for file in files] == list(range(first, first + len(files)))
    assert [len(file.revised_keys) for file in files] == [1] + [0] * (len(files) - 1)
