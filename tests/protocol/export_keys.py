"""Keys that sign exports in tests: always the same, so that golden files stay."""

from dataclasses import replace
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bluezone.protocol.exports import Export
from bluezone.protocol.keys import DiagnosisKey, ExposureKey, ReportType
from bluezone.protocol.signatures import SignatureInfo, SigningKey, VerifyingKey

NOON = datetime(2020, 8, 20, 12, 0, tzinfo=UTC)
MIDNIGHT_INTERVAL = 2663136
"""2020-08-20 00:00 UTC in ten-minute intervals, a multiple of 144."""


def signer(number: int = 1, *, key_id: str = "452") -> SigningKey:
    """The signing key of one version."""
    return SigningKey(SignatureInfo(key_id, f"v{number}"), derive_private_key(1000 + number, SECP256R1()))


def verifier(key: SigningKey) -> VerifyingKey:
    """What a phone knows of a signing key."""
    return VerifyingKey(key.info, key.private.public_key())


def edwards(number: int = 1) -> Ed25519PrivateKey:
    """A root or index key."""
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


def diagnosis_key(number: int, *, period: int = 144, onset: int | None = 2) -> DiagnosisKey:
    """A key of 20 August 2020 whose first byte is `number`."""
    key = ExposureKey(bytes([number]) * 16, MIDNIGHT_INTERVAL, period)
    return DiagnosisKey(key, ReportType.CONFIRMED_TEST, onset, 2)


EXPORT = Export(
    start=NOON,
    end=NOON.replace(hour=13),
    region="VN",
    keys=(diagnosis_key(3, period=75), diagnosis_key(1), diagnosis_key(2, onset=None)),
)
SIGNED_BY_TWO = replace(EXPORT, signature_infos=(signer(2).info, signer(1).info))
