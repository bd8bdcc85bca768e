"""What `tests/vectors/mail.json` holds: RFC 9180's own vector, reports, letters sealed with known shares, refusals."""

from base64 import b64encode
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from tests.protocol import hpke
from tests.protocol.seeds import answer, mail_private, seeded

from bluezone.protocol.exposure_report import (
    REPORT_LIMIT,
    Band,
    ExposureKind,
    ExposureReport,
    Reach,
    ReportedEncounter,
    decoded,
    dummy,
    encoded,
    mail_key_id,
    opened,
)
from bluezone.protocol.trust import spki

INFO = b"bluezone ExposureReport 1"
RFC = {
    "origin": "RFC 9180, appendix A.1.1 (February 2022): base mode, first message",
    "suite": "DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM",
    "info": "4f6465206f6e2061204772656369616e2055726e",
    "ikmE": "7268600d403fce431561aef583ee1613527cff655c1343f29812e66706df3234",
    "skEm": "52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736",
    "pkEm": "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431",
    "ikmR": "6db9df30aa07dd42ee5e8181afdb977e538f5e1fec8a06223f33f7013e525037",
    "skRm": "4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8",
    "pkRm": "3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d",
    "shared_secret": "fe0e18c9f024ce43799ae393c7e8fe8fce9d218875e8227b0187c04e7d2ea1fc",
    "key": "4531685d41d65f03dc48f6b8302c05b0",
    "base_nonce": "56d890e5accaaf011cff4b7d",
    "pt": "4265617574792069732074727574682c20747275746820626561757479",
    "aad": "436f756e742d30",
    "ct": "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a",
}
REPORTS = {
    "full": ExposureReport(
        id=seeded("report", 16),
        written=date(2020, 8, 20),
        encounters=(
            ReportedEncounter(day=date(2020, 8, 18), minutes=25, band=Band.NEAR, kind=ExposureKind.PERSON),
            ReportedEncounter(
                day=date(2020, 8, 17), minutes=None, band=None, kind=ExposureKind.PLACE, place="Chợ San Thàng"
            ),
        ),
        symptoms=("fever", "loss-of-smell"),
        reach=Reach(name="Lò Thị Mẩy", telephone="0912 345 678"),
        commune="03386",
        note="Tôi ở nhà từ hôm qua.\nGọi buổi sáng.",
    ),
    "least": ExposureReport(id=bytes(16), written=date(2020, 8, 20), encounters=()),
}


def sealed_with(plain: bytes, seed: str, *, private: X25519PrivateKey | None = None, info: bytes = INFO) -> bytes:
    """A letter around any plaintext, with a share that follows from a seed."""
    public = (private or mail_private()).public_key()
    ephemeral = hpke.derived(seeded(seed, 32))
    return mail_key_id(public) + hpke.seal(plain, (public, ephemeral), info=info, aad=b"", key_length=32)


def plain_of(said: bytes, *, filled: bytes = b"\0") -> bytes:
    return (len(said).to_bytes(2, "big") + said).ljust(4044, filled)


def letter_case(name: str, letter: bytes, *, private: str = "mail", ikm: str = "") -> dict[str, Any]:
    def ask() -> dict[str, Any]:
        return {"report": encoded(opened(letter, mail_private(private))).decode()}

    return {
        "name": name,
        "private": mail_private(private).private_bytes_raw().hex(),
        "ikmE": ikm and seeded(ikm, 32).hex(),
        "letter": b64encode(letter).decode(),
        **answer(ask),
    }


def letter_cases() -> list[dict[str, Any]]:
    said = encoded(REPORTS["full"])
    genuine, least = sealed_with(plain_of(said), "full"), sealed_with(plain_of(encoded(REPORTS["least"])), "least")
    damaged = genuine[:-1] + bytes([genuine[-1] ^ 1])
    nobody = dummy(mail_private().public_key(), seeded("dummy", 4092))
    later = said[:-1] + b',"of_a_later_year":1}'
    return [
        letter_case("full", genuine, ikm="full"),
        letter_case("least", least, ikm="least"),
        letter_case("fields of a later year", sealed_with(plain_of(later), "later"), ikm="later"),
        letter_case("damaged", damaged),
        letter_case("a dummy", nobody),
        letter_case("sealed to another key", genuine, private="old mail"),
        letter_case(
            "another key under this one's name",
            genuine[:4] + sealed_with(plain_of(said), "full", private=mail_private("old mail"))[4:],
        ),
        letter_case("sealed for another purpose", sealed_with(plain_of(said), "full", info=b"bluezone Other 1")),
        letter_case("a byte short", genuine[:-1]),
        letter_case("a byte long", genuine + b"\0"),
        letter_case("empty", b""),
        letter_case("not a report", sealed_with(plain_of(b"{}"), "none")),
        letter_case("a length beyond the letter", sealed_with(b"\xff\xff" + plain_of(said)[2:], "long")),
        letter_case("filled up with something", sealed_with(plain_of(said, filled=b"1"), "filled")),
        letter_case("a share of low order", genuine[:4] + bytes(32) + genuine[36:]),
    ]


def report_case(name: str, report_json: str) -> dict[str, Any]:
    def ask() -> dict[str, Any]:
        return {"report": encoded(decoded(report_json.encode())).decode()}

    return {"name": name, "json": report_json, **answer(ask)}


def report_cases() -> list[dict[str, Any]]:
    full, least = (encoded(REPORTS[name]).decode() for name in ("full", "least"))

    def with_note(note: str) -> str:
        return least.replace('"note":""', f'"note":"{note}"')

    return [
        report_case("full", full),
        report_case("least", least),
        report_case("another version", least.replace('"version":1', '"version":2')),
        report_case("a short id", least.replace("AAAAAAAAAAAAAAAAAAAAAA==", "AAAA")),
        report_case("a day that is none", least.replace("2020-08-20", "2020-02-30")),
        report_case("a band that is none", full.replace('"near"', '"touching"')),
        report_case("more minutes than a day has", full.replace('"minutes":25', '"minutes":1441')),
        report_case("a symptom with a blank", full.replace('"fever"', '"high fever"')),
        report_case("a telephone that is a command", full.replace("0912 345 678", "*21*0912#")),
        report_case("a commune that is a name", full.replace("03386", "Lai Châu")),
        report_case("a note of 280 characters", with_note("ẩ" * 280)),
        report_case("a note of 280 characters beyond 16 bits", with_note("\N{FACE WITH MEDICAL MASK}" * 280)),
        report_case("a note of 281 characters", with_note("a" * 281)),
        report_case("longer than a letter", f'{least[:-1]},"x":"{"x" * REPORT_LIMIT}"}}'),
        report_case("not JSON", "report"),
    ]


def mail() -> dict[str, Any]:
    """Return the whole file."""
    public = mail_private().public_key()
    return {
        "origin": "computed for Bluezone by tests/protocol/make_vectors.py from fixed seeds, with the test's own HPKE "
        "(tests/protocol/hpke.py), which reproduces RFC 9180, appendix A.1.1; opened by the library. A letter with "
        "`ikmE` is HPKE's with the ephemeral key DeriveKeyPair(ikmE)",
        "licence": "own computation; the field `rfc` is quoted from RFC 9180 as a code component",
        "rfc": RFC,
        "suite": "DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM",
        "info": INFO.decode(),
        "public_raw": public.public_bytes_raw().hex(),
        "public_key": b64encode(spki(public)).decode(),
        "key_id": mail_key_id(public).hex(),
        "report_cases": report_cases(),
        "letter_cases": letter_cases(),
        "dummy_random": b64encode(seeded("dummy", 4092)).decode(),
    }
