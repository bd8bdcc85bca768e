"""Exposure reports: only the authority reads them, each letter looks like the next, and HPKE is that of RFC 9180."""

from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from hypothesis import given
from hypothesis import strategies as st
from tests.protocol import hpke
from tests.protocol.seeds import KEYS, NOON, mail_private, seeded, trusted
from tests.protocol.vectors import vectors
from tests.protocol.vectors_mail import INFO, REPORTS, plain_of, sealed_with
from tests.strategies import exposure_reports

from bluezone.protocol.errors import BluezoneError, MalformedMessage, RuleViolation
from bluezone.protocol.exposure_report import (
    DUMMY_RANDOM_LENGTH,
    LETTER_LENGTH,
    REPORT_LIMIT,
    ExposureReport,
    decoded,
    dummy,
    encoded,
    mail_key,
    mail_key_id,
    opened,
    sealed,
)
from bluezone.protocol.trust import Use

PRIVATE = mail_private()
PUBLIC = PRIVATE.public_key()
REPORT = REPORTS["full"]
LETTER = sealed(REPORT, PUBLIC)


def code_of(refused_call: Callable[[], object]) -> str:
    """The stable code of a refusal."""
    with pytest.raises(RuleViolation) as refused:
        refused_call()
    return refused.value.code


def hexed(name: str) -> bytes:
    return bytes.fromhex(vectors("mail.json")["rfc"][name])


def test_our_second_hand_reproduces_the_rfc() -> None:
    recipient, ephemeral = hpke.derived(hexed("ikmR")), hpke.derived(hexed("ikmE"))
    shared = hpke.shared_secret(ephemeral.exchange(recipient.public_key()), hexed("pkEm"), hexed("pkRm"))

    sealed_once = hpke.seal(
        hexed("pt"), (recipient.public_key(), ephemeral), info=hexed("info"), aad=hexed("aad"), key_length=16
    )

    assert (recipient.private_bytes_raw(), ephemeral.private_bytes_raw()) == (hexed("skRm"), hexed("skEm"))
    assert shared == hexed("shared_secret")
    assert hpke.schedule(shared, hexed("info"), 16) == (hexed("key"), hexed("base_nonce"))
    assert sealed_once == hexed("pkEm") + hexed("ct")


@given(st.binary(max_size=100), st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_the_library_opens_what_the_second_hand_seals(plain: bytes, recipient: bytes, ephemeral: bytes) -> None:
    private = hpke.derived(recipient)
    keys = private.public_key(), hpke.derived(ephemeral)
    for length, cipher in ((16, AEAD.AES_128_GCM), (32, AEAD.AES_256_GCM)):
        box = hpke.seal(plain, keys, info=INFO, aad=b"", key_length=length)

        assert Suite(KEM.X25519, KDF.HKDF_SHA256, cipher).decrypt(box, private, INFO) == plain


@given(exposure_reports())
def test_the_authority_reads_what_a_person_wrote(report: ExposureReport) -> None:
    letter = sealed(report, PUBLIC)

    assert len(letter) == LETTER_LENGTH
    assert opened(letter, PRIVATE) == report


@given(exposure_reports())
def test_a_report_is_read_as_it_was_written(report: ExposureReport) -> None:
    assert decoded(encoded(report)) == report


def test_two_letters_of_one_report_share_nothing_but_the_keys_name() -> None:
    again = sealed(REPORT, PUBLIC)

    assert again[:4] == LETTER[:4] == mail_key_id(PUBLIC)
    assert sum(one == other for one, other in zip(again[4:], LETTER[4:], strict=True)) < 100


def test_who_wrote_is_nowhere_in_the_letter() -> None:
    assert "Lò Thị Mẩy".encode() not in LETTER
    assert b"0912" not in LETTER


@given(st.integers(0, LETTER_LENGTH - 1), st.integers(1, 255))
def test_a_changed_byte_of_a_letter_is_refused(place: int, change: int) -> None:
    changed = bytearray(LETTER)
    changed[place] ^= change

    with pytest.raises(BluezoneError):
        opened(bytes(changed), PRIVATE)


@given(st.binary(max_size=64) | st.binary(max_size=64).map(lambda head: head.ljust(LETTER_LENGTH, b"\0")))
def test_any_bytes_as_a_letter_are_refused(letter: bytes) -> None:
    with pytest.raises(BluezoneError):
        opened(letter, PRIVATE)


def test_a_letter_to_another_key_is_refused() -> None:
    assert code_of(lambda: opened(LETTER, mail_private("old mail"))) == "mail_key_unknown"


def test_a_letter_sealed_for_another_purpose_is_refused() -> None:
    other = sealed_with(plain_of(encoded(REPORT)), "other", info=b"bluezone Other 1")

    assert code_of(lambda: opened(other, PRIVATE)) == "mail_not_opened"


@given(st.binary(min_size=DUMMY_RANDOM_LENGTH, max_size=DUMMY_RANDOM_LENGTH))
def test_a_dummy_is_a_letter_that_nobody_opens(random_bytes: bytes) -> None:
    letter = dummy(PUBLIC, random_bytes)

    assert len(letter) == LETTER_LENGTH
    assert letter[:4] == mail_key_id(PUBLIC)
    assert code_of(lambda: opened(letter, PRIVATE)) == "mail_not_opened"


def test_a_dummys_share_is_a_point_as_a_letters_is() -> None:
    letter = dummy(PUBLIC, seeded("dummy", DUMMY_RANDOM_LENGTH))

    assert letter[4:36] == X25519PrivateKey.from_private_bytes(seeded("dummy", 32)).public_key().public_bytes_raw()


@dataclass(frozen=True)
class Counts:
    """How often a bit is set."""

    letters: list[bytes]

    def share(self) -> float:
        ones = sum(int.from_bytes(letter[4:], "big").bit_count() for letter in self.letters)
        return ones / (len(self.letters) * (LETTER_LENGTH - 4) * 8)

    def highest_bits_of_shares(self) -> set[int]:
        return {letter[35] >> 7 for letter in self.letters}


def test_dummies_and_letters_look_alike() -> None:
    letters = Counts([sealed(REPORT, PUBLIC) for _ in range(64)])
    dummies = Counts([dummy(PUBLIC, seeded(f"dummy {number}", DUMMY_RANDOM_LENGTH)) for number in range(64)])

    assert letters.share() == pytest.approx(0.5, abs=0.005)
    assert dummies.share() == pytest.approx(0.5, abs=0.005)
    assert letters.highest_bits_of_shares() == dummies.highest_bits_of_shares() == {0}


def test_a_dummy_needs_its_random_bytes() -> None:
    with pytest.raises(ValueError, match="4092"):
        dummy(PUBLIC, bytes(32))


@pytest.mark.parametrize(
    "plain",
    [
        plain_of(b"{}"),
        plain_of(b""),
        plain_of(b"report"),
        plain_of(encoded(REPORT), filled=b"1"),
        b"\xff\xff" + plain_of(encoded(REPORT))[2:],
    ],
)
def test_what_was_sealed_but_is_no_report_is_malformed(plain: bytes) -> None:
    with pytest.raises(MalformedMessage):
        opened(sealed_with(plain, "wrong"), PRIVATE)


@given(st.binary(max_size=100))
def test_any_bytes_are_a_report_or_malformed(report_json: bytes) -> None:
    with pytest.raises(MalformedMessage):
        decoded(report_json)


def test_a_report_cut_at_any_byte_is_malformed() -> None:
    whole = encoded(REPORT)
    for length in range(len(whole)):
        with pytest.raises(MalformedMessage):
            decoded(whole[:length])


def test_a_report_that_does_not_fit_is_not_sealed() -> None:
    place = msgspec.structs.replace(REPORT.encounters[1], place="ẩ" * 100)
    long = msgspec.structs.replace(REPORT, encounters=(place,) * 64)

    assert code_of(lambda: sealed(long, PUBLIC)) == "report_too_long"
    with pytest.raises(MalformedMessage, match=f"at most {REPORT_LIMIT}"):
        decoded(msgspec.json.encode(long))


def test_a_report_as_long_as_can_be_fits() -> None:
    short = len(encoded(REPORT))
    padded = encoded(REPORT)[:-1] + b',"x":"' + b"x" * (REPORT_LIMIT - short - 7) + b'"}'

    assert len(padded) == REPORT_LIMIT
    assert opened(sealed_with(plain_of(padded), "long"), PRIVATE) == REPORT


def test_letters_are_sealed_to_the_newest_mail_key() -> None:
    newer = msgspec.structs.replace(trusted("mail-2", Use.MAIL, mail_private("newer")), valid_from=NOON)
    keys = msgspec.structs.replace(KEYS, keys=(*KEYS.keys, newer))

    assert mail_key_id(mail_key(KEYS, at=NOON)) == mail_key_id(PUBLIC)
    assert mail_key_id(mail_key(keys, at=NOON)) == mail_key_id(mail_private("newer").public_key())
    assert mail_key_id(mail_key(keys, at=NOON - timedelta(seconds=1))) == mail_key_id(PUBLIC)


def test_without_a_mail_key_nothing_is_sealed() -> None:
    none = msgspec.structs.replace(KEYS, keys=())
    later = msgspec.structs.replace(trusted("mail-1", Use.MAIL, PRIVATE), algorithm="ML-KEM-768", public_key=b"x")

    assert code_of(lambda: mail_key(none, at=NOON)) == "mail_key_unknown"
    assert code_of(lambda: mail_key(msgspec.structs.replace(KEYS, keys=(later,)), at=NOON)) == "mail_key_unknown"
    assert code_of(lambda: mail_key(KEYS, at=KEYS.expires)) == "keys_expired"


def test_the_golden_letters_are_opened_as_they_say() -> None:
    case = vectors("mail.json")["letter_cases"][0]

    assert opened(b64decode(case["letter"]), PRIVATE) == REPORT
