"""What else crosses the wire: requests and answers, exports, letters, venue codes; and what an operator keeps."""

import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import msgspec
from benchmarks.fuzzing.target import Target, same, text_of
from benchmarks.fuzzing.under_a_signature import LATER, NOW, PRIVATE, tried, trusted
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from bluezone.keyserver import app, peers
from bluezone.protocol import (
    admission,
    archives,
    device,
    ended_codes,
    exports,
    exposure_report,
    messages,
    news,
    place_warnings,
    signatures,
    trust,
    venues,
)
from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.keys import DiagnosisKey, ExposureKey, ReportType

MAIL = X25519PrivateKey.from_private_bytes(bytes([1] * 32))
EXPORT = derive_private_key(7, SECP256R1())
INFO = signatures.SignatureInfo("452", "v1", signatures.ECDSA_SHA256)
SIGNER = signatures.SigningKey(INFO, EXPORT)


# Messages


def _message(data: bytes) -> None:
    for kind in _requests():
        try:
            found = messages.decoded(data, kind)
        except MalformedMessage:
            continue
        same(found, messages.decoded(messages.encoded(found), kind))


@cache
def _requests() -> Sequence[type[msgspec.Struct]]:
    return [endpoint.asks for endpoint in app.ENDPOINTS if endpoint.asks is not None]


def _published(data: bytes) -> None:
    request = messages.decoded(data, messages.PublishRequest)
    for key in request.temporary_exposure_keys:
        messages.from_base64(key.key, length=16, name="a key")
    messages.mac_matches(request.temporary_exposure_keys, bytes(16), bytes(32))


def _publish_requests() -> Sequence[bytes]:
    key = {"key": b64encode(bytes(16)).decode(), "rollingStartNumber": 2672640, "rollingPeriod": 144}
    whole = {
        "temporaryExposureKeys": [{**key, "transmissionRisk": 2}],
        "healthAuthorityID": "vn",
        "verificationPayload": "a.b.c",
        "hmackey": b64encode(bytes(16)).decode(),
        "symptomOnsetInterval": 2672000,
        "revisionToken": "",
        "traveler": False,
        "padding": "AAAA",
    }
    return [json.dumps(whole).encode()]


def _other_requests() -> Sequence[bytes]:
    bodies = (
        {"code": "12345678", "accept": ["confirmed"], "padding": ""},
        {"token": "a.b.c", "ekeyhmac": b64encode(bytes(32)).decode()},
        {"testType": "confirmed", "symptomDate": "2026-11-15", "tzOffset": 420},
        {"codes": [{"testType": "likely"}]},
        {"uuid": "6d2b4e0c-0000-4000-8000-000000000000"},
        {"limit": 200, "taken": []},
        {"day": "2026-11-19"},
        {"act": "hold"},
    )
    return [json.dumps(body).encode() for body in bodies]


def _device(data: bytes) -> None:
    for kind in _device_requests():
        try:
            device.asked(data, kind)
        except MalformedMessage:
            continue
    device.document("settings", data)


@cache
def _device_requests() -> Sequence[type[msgspec.Struct]]:
    found = [value for value in vars(device).values() if isinstance(value, type) and issubclass(value, msgspec.Struct)]
    return [kind for kind in found if kind is not msgspec.Struct]


# Exports


def _export(data: bytes) -> None:
    found = exports.decoded(data)
    try:
        again = exports.encoded(found)
    except ValueError:  # a key's number that no writer writes
        return
    ordered = replace(found, keys=exports.ordered(found.keys), revised_keys=exports.ordered(found.revised_keys))
    same(exports.decoded(again), ordered)


@cache
def _some_export() -> exports.Export:
    key = DiagnosisKey(ExposureKey(bytes(range(16)), 2672640, 144), ReportType.CONFIRMED_TEST, None, 2)
    other = DiagnosisKey(ExposureKey(bytes(16), 2672643, 141), ReportType.CLINICAL_DIAGNOSIS, -3, 4)
    start = NOW.replace(hour=7)
    return replace(exports.Export(start, NOW, "VN"), keys=(other, key))


def _signature(data: bytes) -> None:
    found = signatures.decoded(data)
    same(signatures.decoded(signatures.encoded(found)), found)
    signatures.verified(b"any", found, [signatures.VerifyingKey(INFO, EXPORT.public_key())])


def _archive(data: bytes) -> None:
    archives.read(data, {"export.bin": 4096, "export.sig": 4096})
    exports.read(data)
    exports.verify(data, [signatures.VerifyingKey(INFO, EXPORT.public_key())])


def _signed_export(data: bytes) -> None:
    """Sign any export.bin, so that a phone believes it and reads on."""
    found = signatures.signatures(data, [SIGNER], batch=(1, 1))
    archive = archives.written({"export.bin": data, "export.sig": signatures.encoded(found)})
    exports.verify(archive, [signatures.VerifyingKey(INFO, EXPORT.public_key())])


# Letters, venues, what the operator keeps


def _letter(data: bytes) -> None:
    same(exposure_report.decoded(exposure_report.encoded(found := exposure_report.decoded(data))), found)
    letter = exposure_report.sealed(found, MAIL.public_key())
    same(exposure_report.opened(letter, MAIL), found)


def _sealed_letter(data: bytes) -> None:
    """Put any bytes where a letter's seal begins; what follows is a letter to this key."""
    exposure_report.opened(data + _a_letter()[len(data) :], MAIL)


@cache
def _a_letter() -> bytes:
    return exposure_report.sealed(exposure_report.decoded(_report_files()[0]), MAIL.public_key())


def _report_files() -> Sequence[bytes]:
    encounter = exposure_report.ReportedEncounter(
        day=date(2026, 11, 18), minutes=20, band=None, kind=next(iter(exposure_report.ExposureKind)), place="Chợ"
    )
    report = exposure_report.ExposureReport(id=bytes(16), written=NOW.date(), encounters=(encounter,), note="sốt")
    return [exposure_report.encoded(report)]


def _venue(data: bytes) -> None:
    found = venues.unverified_code(data)
    place_warnings.check_in(found, NOW)
    tried(lambda code: venues.read_code(code, trusted(), NOW), data)
    same(venues.code_in(venues.code_text(data, site="https://bluezone.example")), data)


def _signed_venue(data: bytes) -> None:
    """Sign any body, so that a phone believes the code."""
    body = data[:1] + venues.key_id(PRIVATE.public_key()) + data[5:]
    venues.read_code(body + PRIVATE.sign(b"bluezone VenueCode 1\n" + body), trusted(), NOW)


@cache
def _codes() -> Sequence[bytes]:
    code = venues.VenueCode(
        type=next(iter(venues.VenueType)),
        version=1,
        issued=NOW.date() - timedelta(days=1),
        expires=LATER.date(),
        commune="03105",
        secret=bytes(16),
        name="Chợ San Thàng",
    )
    return [venues.signed_code(code, PRIVATE)]


def _venue_text(data: bytes) -> None:
    venues.unverified_code(venues.code_in(text_of(data)))


def _entries(data: bytes) -> None:
    for read in (place_warnings.entries_in, ended_codes.marks_in):
        tried(read, data)
    news.blocks(text_of(data))


def _peers(data: bytes) -> None:
    peers.peers_in(data, own_region="VN")


def _admitted(data: bytes) -> None:
    found = admission.public_keys_in(data)
    same(admission.public_keys_in(admission.encoded(found)), found)


TARGETS = (
    Target("messages", _message, (messages.decoded,), _other_requests, 1),
    Target("publish", _published, (messages.from_base64,), _publish_requests, 1),
    Target("device", _device, (device.asked, device.document), _other_requests, 0.3),
    Target("export", _export, (exports.decoded, signatures.info_in), lambda: [exports.encoded(_some_export())], 2),
    Target(
        "signature",
        _signature,
        (signatures.decoded, signatures.verified),
        lambda: [signatures.encoded(signatures.signatures(b"any", [SIGNER], batch=(1, 1)))],
        1,
        400,
    ),
    Target(
        "archive",
        _archive,
        (archives.read, exports.read, exports.verify),
        lambda: [exports.signed(_some_export(), [SIGNER])],
        2,
    ),
    Target("signed-export", _signed_export, (), lambda: [exports.encoded(_some_export())], 0.3),
    Target("exposure-report", _letter, (exposure_report.decoded,), _report_files, 0.3),
    Target("sealed-letter", _sealed_letter, (exposure_report.opened,), lambda: [_a_letter()[:40]], 0.3, 256),
    Target("venue-code", _venue, (venues.unverified_code, venues.read_code), _codes, 1, 300),
    Target("signed-venue", _signed_venue, (), lambda: [code[:-64] for code in _codes()], 0.3, 300),
    Target(
        "venue-text",
        _venue_text,
        (venues.code_in,),
        lambda: [venues.code_text(code, site="https://bluezone.example").encode() for code in _codes()],
        1,
        500,
    ),
    Target(
        "place-warnings",
        _entries,
        (place_warnings.entries_in, ended_codes.marks_in),
        lambda: [bytes(range(36)), "* một\n* hai\n\nba".encode()],
        2,
        400,
    ),
    Target("public-keys", _admitted, (admission.public_keys_in,), lambda: [admission.encoded(_mail_keys())], 0.5),
    Target("peers", _peers, (peers.peers_in,), lambda: [b"[]", _a_peer()], 0.5, 600),
)


def _mail_keys() -> Sequence[trust.TrustedKey]:
    key = trust.TrustedKey(
        id="mail-1",
        use=trust.Use.MAIL,
        algorithm=trust.Algorithm.X25519,
        public_key=trust.spki(MAIL.public_key()),
        valid_from=NOW,
        valid_until=LATER,
    )
    return [key]


def _a_peer() -> bytes:
    fields = {"name": "dien-bien", "region": "VN-71", "address": "https://keys.example", "fingerprint": "0" * 64}
    return json.dumps([fields]).encode()
