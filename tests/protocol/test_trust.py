"""Trust: from one fingerprint, what is authentic and new is taken whole; anything else is refused and changes nothing."""

from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, derive_private_key
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from tests.protocol.export_keys import EXPORT, NOON, edwards, signer

from bluezone.protocol import signed_files, trust
from bluezone.protocol.errors import BluezoneError, MalformedMessage, RuleViolation
from bluezone.protocol.exports import signed
from bluezone.protocol.trust import (
    Algorithm,
    Index,
    KeySet,
    PublishedFile,
    Seen,
    TrustedKey,
    TrustState,
    Use,
    accept_export,
    accept_index,
    accept_keys,
    check_file,
    export_keys,
    fingerprint,
    index_in,
    names_in,
    public_key,
    signed_index,
    signed_keys,
    signing_keys,
    spki,
    valid_keys,
)

ROOT, INDEX_KEY, SIGNER = edwards(1), edwards(2), signer(1)
STATE = TrustState(fingerprint(ROOT.public_key()))
YEAR = timedelta(days=365)
ARCHIVE = signed(EXPORT, (SIGNER,))


def trusted(key_id: str, use: str, der: bytes, algorithm: str) -> TrustedKey:
    """An entry of `keys.json` that is valid for a year."""
    return TrustedKey(
        id=key_id, use=use, algorithm=algorithm, public_key=der, valid_from=NOON - YEAR, valid_until=NOON + YEAR
    )


KEYS = KeySet(
    sequence=5,
    issued=NOON,
    expires=NOON + YEAR,
    keys=(
        trusted("452-v1", Use.EXPORT, spki(SIGNER.private.public_key()), Algorithm.ES256),
        trusted("index-1", Use.INDEX, spki(INDEX_KEY.public_key()), Algorithm.ED25519),
    ),
)
FILE = PublishedFile(
    name="a.zip",
    size=len(ARCHIVE),
    sha256=sha256(ARCHIVE).hexdigest(),
    start=EXPORT.start,
    end=EXPORT.end,
    region="VN",
)
INDEX = Index(sequence=7, issued=NOON, expires=NOON + timedelta(days=2), exports=(FILE,))
KEYS_JSON = signed_keys(KEYS, ROOT)
INDEX_JSON = signed_index(INDEX, INDEX_KEY, key_id="index-1")


def code_of(refused_call: Callable[[], object]) -> str:
    """The stable code of a refusal."""
    with pytest.raises(RuleViolation) as refused:
        refused_call()
    return refused.value.code


def test_a_phone_with_the_fingerprint_takes_keys_index_and_export() -> None:
    state, keys = accept_keys(STATE, KEYS_JSON, at=NOON)
    state, index = accept_index(state, INDEX_JSON, keys=keys, at=NOON)
    export = accept_export(index.exports[0], ARCHIVE, keys=keys, at=NOON)

    assert (keys, index) == (KEYS, INDEX)
    assert (state.keys, state.index) == (
        Seen(5, sha256(msgspec.json.encode(KEYS)).digest()),
        Seen(7, sha256(msgspec.json.encode(INDEX)).digest()),
    )
    assert len(export.keys) == 3


def test_the_same_files_again_change_nothing() -> None:
    state, keys = accept_keys(STATE, KEYS_JSON, at=NOON)
    state, _ = accept_index(state, INDEX_JSON, keys=keys, at=NOON)

    again, _ = accept_keys(state, KEYS_JSON, at=NOON)
    again, _ = accept_index(again, INDEX_JSON, keys=keys, at=NOON)

    assert again == state


def test_a_fingerprint_may_be_typed_in_capitals() -> None:
    state = TrustState(STATE.root_fingerprint.upper())

    _, keys = accept_keys(state, KEYS_JSON, at=NOON)

    assert keys == KEYS


def test_keys_of_another_root_are_refused() -> None:
    foreign = signed_keys(KEYS, edwards(9))

    assert code_of(lambda: accept_keys(STATE, foreign, at=NOON)) == "keys_fingerprint_wrong"


def test_a_root_of_another_kind_is_refused() -> None:
    der = spki(SIGNER.private.public_key())
    foreign = msgspec.json.encode({"payload": "", "key": der.hex(), "signature": ""})

    assert code_of(lambda: accept_keys(TrustState(sha256(der).hexdigest()), foreign, at=NOON)) == (
        "keys_fingerprint_wrong"
    )


def test_changed_keys_under_the_roots_name_are_refused() -> None:
    envelope = msgspec.json.decode(KEYS_JSON)
    envelope["payload"] = b64encode(msgspec.json.encode(msgspec.structs.replace(KEYS, sequence=6))).decode()

    assert code_of(lambda: accept_keys(STATE, msgspec.json.encode(envelope), at=NOON)) == "keys_signature_wrong"


def test_expired_keys_are_refused() -> None:
    assert code_of(lambda: accept_keys(STATE, KEYS_JSON, at=KEYS.expires)) == "keys_expired"
    assert code_of(lambda: accept_index(STATE, INDEX_JSON, keys=KEYS, at=KEYS.expires)) == "keys_expired"
    assert code_of(lambda: accept_export(FILE, ARCHIVE, keys=KEYS, at=KEYS.expires)) == "keys_expired"


def test_older_keys_than_those_taken_are_refused() -> None:
    newer = msgspec.structs.replace(KEYS, sequence=6)
    state, _ = accept_keys(STATE, signed_keys(newer, ROOT), at=NOON)

    assert code_of(lambda: accept_keys(state, KEYS_JSON, at=NOON)) == "keys_rolled_back"


def test_two_different_keys_files_with_one_number_are_noticed() -> None:
    state, _ = accept_keys(STATE, KEYS_JSON, at=NOON)
    other = signed_keys(msgspec.structs.replace(KEYS, keys=KEYS.keys[:1]), ROOT)

    assert code_of(lambda: accept_keys(state, other, at=NOON)) == "keys_forked"


def test_an_expired_index_is_refused() -> None:
    assert code_of(lambda: accept_index(STATE, INDEX_JSON, keys=KEYS, at=INDEX.expires)) == "index_expired"


def test_an_index_replayed_from_yesterday_is_refused() -> None:
    newer = signed_index(msgspec.structs.replace(INDEX, sequence=8), INDEX_KEY, key_id="index-1")
    state, _ = accept_index(STATE, newer, keys=KEYS, at=NOON)

    assert code_of(lambda: accept_index(state, INDEX_JSON, keys=KEYS, at=NOON)) == "index_rolled_back"


def test_an_index_that_withholds_a_file_under_the_same_number_is_noticed() -> None:
    state, _ = accept_index(STATE, INDEX_JSON, keys=KEYS, at=NOON)
    withheld = signed_index(msgspec.structs.replace(INDEX, exports=()), INDEX_KEY, key_id="index-1")

    assert code_of(lambda: accept_index(state, withheld, keys=KEYS, at=NOON)) == "index_forked"


def test_an_index_signed_by_a_key_for_something_else_is_refused() -> None:
    by_export_key = signed_index(INDEX, INDEX_KEY, key_id="452-v1")

    assert code_of(lambda: accept_index(STATE, by_export_key, keys=KEYS, at=NOON)) == "index_key_unknown"


def test_an_index_signed_by_a_retired_key_is_refused() -> None:
    retired = msgspec.structs.replace(KEYS.keys[1], valid_until=NOON)
    keys = msgspec.structs.replace(KEYS, keys=(retired,))

    assert code_of(lambda: accept_index(STATE, INDEX_JSON, keys=keys, at=NOON)) == "index_key_unknown"


def test_an_index_signed_by_another_key_of_that_name_is_refused() -> None:
    forged = signed_index(INDEX, edwards(9), key_id="index-1")

    assert code_of(lambda: accept_index(STATE, forged, keys=KEYS, at=NOON)) == "index_signature_wrong"


def test_an_index_key_of_another_algorithm_is_refused() -> None:
    elliptic = trusted("index-1", Use.INDEX, spki(SIGNER.private.public_key()), Algorithm.ES256)
    keys = msgspec.structs.replace(KEYS, keys=(elliptic,))

    assert code_of(lambda: accept_index(STATE, INDEX_JSON, keys=keys, at=NOON)) == "index_key_unknown"


def test_keys_cannot_pass_for_an_index_nor_an_index_for_keys() -> None:
    root_as_index = trusted("index-1", Use.INDEX, spki(ROOT.public_key()), Algorithm.ED25519)
    keys = msgspec.structs.replace(KEYS, keys=(root_as_index,))
    envelope = msgspec.json.decode(signed_index(INDEX, ROOT, key_id="index-1"))
    envelope["key"] = spki(ROOT.public_key()).hex()
    as_keys = msgspec.json.encode(envelope)
    envelope = msgspec.json.decode(KEYS_JSON)
    envelope["key"] = "index-1"
    as_index = msgspec.json.encode(envelope)

    assert code_of(lambda: accept_keys(STATE, as_keys, at=NOON)) == "keys_signature_wrong"
    assert code_of(lambda: accept_index(STATE, as_index, keys=keys, at=NOON)) == "index_signature_wrong"


def test_an_index_that_names_a_file_twice_is_malformed() -> None:
    for twice in ({"exports": (FILE, FILE)}, {"feeds": (FILE, FILE)}):
        index = signed_index(msgspec.structs.replace(INDEX, **twice), INDEX_KEY, key_id="index-1")

        with pytest.raises(MalformedMessage, match="each file once"):
            accept_index(STATE, index, keys=KEYS, at=NOON)


@pytest.mark.parametrize("name", ["../keys.json", "a/b.zip", ".hidden", "", "a.zip\n", "a" * 201])
def test_an_index_that_names_a_place_elsewhere_is_malformed(name: str) -> None:
    elsewhere = msgspec.structs.replace(INDEX, exports=(msgspec.structs.replace(FILE, name=name),))

    with pytest.raises(MalformedMessage):
        accept_index(STATE, signed_index(elsewhere, INDEX_KEY, key_id="index-1"), keys=KEYS, at=NOON)


@given(st.binary(max_size=100))
def test_any_bytes_are_malformed(file: bytes) -> None:
    with pytest.raises(MalformedMessage):
        accept_keys(STATE, file, at=NOON)
    with pytest.raises(MalformedMessage):
        accept_index(STATE, file, keys=KEYS, at=NOON)
    with pytest.raises(MalformedMessage):
        index_in(file)


@given(st.integers(0, len(INDEX_JSON) - 1), st.integers(0, 255))
def test_a_changed_byte_never_changes_what_is_taken(place: int, value: int) -> None:
    takes: dict[bytes, Callable[[bytes], bool]] = {
        KEYS_JSON: lambda changed: accept_keys(STATE, changed, at=NOON)[1] == KEYS,
        INDEX_JSON: lambda changed: accept_index(STATE, changed, keys=KEYS, at=NOON)[1] == INDEX,
    }
    for file, take in takes.items():
        changed = bytearray(file)
        changed[place % len(file)] = value
        try:
            same = take(bytes(changed))
        except BluezoneError:
            continue
        assert same


def test_a_file_cut_at_any_byte_is_malformed() -> None:
    for length in range(len(INDEX_JSON)):
        with pytest.raises(MalformedMessage):
            accept_index(STATE, INDEX_JSON[:length], keys=KEYS, at=NOON)
    for length in range(len(KEYS_JSON)):
        with pytest.raises(MalformedMessage):
            accept_keys(STATE, KEYS_JSON[:length], at=NOON)


def test_an_oversized_file_is_malformed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trust, "FILE_LIMIT", 10)
    monkeypatch.setattr(signed_files, "FILE_LIMIT", 10)

    with pytest.raises(MalformedMessage, match="at most 10 bytes"):
        accept_keys(STATE, KEYS_JSON, at=NOON)
    with pytest.raises(MalformedMessage, match="at most 10 bytes"):
        names_in(b"a.zip\nb.zip\n")


def test_a_root_that_is_not_hex_is_malformed() -> None:
    with pytest.raises(MalformedMessage, match="is hex"):
        accept_keys(STATE, msgspec.json.encode({"payload": "", "key": "root", "signature": ""}), at=NOON)


def test_a_downloaded_file_that_is_not_the_one_in_the_index_is_refused() -> None:
    changed = bytes(len(ARCHIVE))

    check_file(FILE, ARCHIVE)

    assert code_of(lambda: check_file(FILE, changed)) == "file_hash_wrong"
    assert code_of(lambda: check_file(FILE, ARCHIVE + b"\0")) == "file_hash_wrong"
    assert code_of(lambda: accept_export(FILE, changed, keys=KEYS, at=NOON)) == "file_hash_wrong"


def test_an_old_export_under_a_new_name_is_refused() -> None:
    moved = msgspec.structs.replace(FILE, start=FILE.start + timedelta(hours=1), end=FILE.end + timedelta(hours=1))

    assert code_of(lambda: accept_export(moved, ARCHIVE, keys=KEYS, at=NOON)) == "export_window_wrong"


def test_an_export_signed_by_a_retired_key_is_refused() -> None:
    retired = msgspec.structs.replace(KEYS.keys[0], valid_until=NOON)
    keys = msgspec.structs.replace(KEYS, keys=(retired,))

    assert code_of(lambda: accept_export(FILE, ARCHIVE, keys=keys, at=NOON)) == "export_key_unknown"


def test_a_key_counts_from_its_first_moment_until_just_before_its_last() -> None:
    key = msgspec.structs.replace(KEYS.keys[0], valid_from=NOON, valid_until=NOON + timedelta(hours=1))
    keys = msgspec.structs.replace(KEYS, keys=(key,))
    moments = [NOON - timedelta(microseconds=1), NOON, key.valid_until - timedelta(microseconds=1), key.valid_until]

    assert [bool(valid_keys(keys, Use.EXPORT, at=moment)) for moment in moments] == [False, True, True, False]


def test_an_export_key_of_another_algorithm_signs_no_export() -> None:
    edwardian = trusted("452-v2", Use.EXPORT, spki(INDEX_KEY.public_key()), Algorithm.ED25519)

    assert export_keys(msgspec.structs.replace(KEYS, keys=(edwardian,)), at=NOON) == ()


def test_uses_and_algorithms_of_a_later_year_are_left_out() -> None:
    later = trusted("mail-1", "post", b"of a later year", "ML-DSA-65")
    keys_json = signed_keys(msgspec.structs.replace(KEYS, keys=(*KEYS.keys, later)), ROOT)

    _, keys = accept_keys(STATE, keys_json, at=NOON)

    assert [key.info.key_version for key in export_keys(keys, at=NOON)] == ["v1"]


@pytest.mark.parametrize(
    ("der", "algorithm"),
    [
        (b"not a key", Algorithm.ES256),
        (spki(INDEX_KEY.public_key()), Algorithm.ES256),
        (spki(SIGNER.private.public_key()), Algorithm.ED25519),
        (spki(derive_private_key(7, SECP384R1()).public_key()), Algorithm.ES256),
        (
            X25519PrivateKey.from_private_bytes(bytes(32))
            .public_key()
            .public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
            Algorithm.ED25519,
        ),
        (
            generate_private_key(65537, 2048)
            .public_key()
            .public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
            Algorithm.ES256,
        ),
    ],
)
def test_a_key_that_is_not_of_its_algorithm_is_malformed(der: bytes, algorithm: str) -> None:
    broken = trusted("452-v1", Use.EXPORT, der, algorithm)

    with pytest.raises(MalformedMessage, match="not of its algorithm"):
        public_key(broken)
    with pytest.raises(MalformedMessage, match="not of its algorithm"):
        accept_keys(STATE, signed_keys(msgspec.structs.replace(KEYS, keys=(broken,)), ROOT), at=NOON)


def test_a_mail_key_may_stand_among_the_keys_and_signs_nothing() -> None:
    public = X25519PrivateKey.from_private_bytes(bytes(32)).public_key()
    mail = trusted("mail-1", Use.MAIL, spki(public), Algorithm.X25519)
    as_index = trusted("index-1", Use.INDEX, spki(public), Algorithm.X25519)
    _, keys = accept_keys(STATE, signed_keys(msgspec.structs.replace(KEYS, keys=(mail, as_index)), ROOT), at=NOON)

    assert public_key(keys.keys[0]) == public
    assert signing_keys(keys, Use.INDEX, at=NOON) == {}
    assert code_of(lambda: accept_index(STATE, INDEX_JSON, keys=keys, at=NOON)) == "index_key_unknown"


def test_an_export_key_of_a_later_year_is_left_out() -> None:
    later = trusted("452-v2", Use.EXPORT, b"of a later year", "ML-DSA-65")
    _, keys = accept_keys(STATE, signed_keys(msgspec.structs.replace(KEYS, keys=(*KEYS.keys, later)), ROOT), at=NOON)

    assert [key.info.key_version for key in export_keys(keys, at=NOON)] == ["v1"]


@pytest.mark.parametrize("sequence", [0, -1, 2**53, 2**64])
def test_a_number_that_nobody_counts_to_is_malformed(sequence: int) -> None:
    with pytest.raises(MalformedMessage):
        accept_keys(STATE, signed_keys(msgspec.structs.replace(KEYS, sequence=sequence), ROOT), at=NOON)


def test_demo_keys_say_so() -> None:
    demo = trusted("demo-v1", Use.EXPORT, spki(SIGNER.private.public_key()), Algorithm.ES256)

    assert msgspec.structs.replace(KEYS, keys=(demo,)).is_demo
    assert not KEYS.is_demo


def test_the_index_can_be_read_by_who_wrote_it() -> None:
    assert index_in(INDEX_JSON) == INDEX
