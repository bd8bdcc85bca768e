"""Signatures of exports: who signed, with what, and the `export.sig` file that carries it.

Source: google/exposure-notifications-server `2041f77`, `internal/pb/export/export.proto` (`SignatureInfo`,
`TEKSignature`, `TEKSignatureList`). A signature is ECDSA on P-256 over the SHA-256 of the whole `export.bin`, header
included, in DER; ours are deterministic (RFC 6979), so that the same export is always the same file.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256

from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.protobuf import as_bytes, as_int32, as_text, bytes_field, fields, number_field

ECDSA_SHA256: Final = "1.2.840.10045.4.3.2"
"""The object identifier of ECDSA with SHA-256 (RFC 5758)."""
SIGNATURES_LIMIT: Final = 10
"""The most keys that may sign one export."""


@dataclass(frozen=True, slots=True)
class SignatureInfo:
    """Which key signed.

    Args:
        key_id: Whose key; by habit a mobile country code. Ours are letters, digits and `_`.
        key_version: Which of its owner's keys, such as `v1`.
        algorithm: Object identifier as text.
    """

    key_id: str
    key_version: str
    algorithm: str = ECDSA_SHA256


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key on P-256 and the name under which its signatures are found."""

    info: SignatureInfo
    private: EllipticCurvePrivateKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """A public key on P-256 that is trusted for exports, and its name."""

    info: SignatureInfo
    public: EllipticCurvePublicKey


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature of an export; the batch numbers repeat those of the export, None when not said."""

    info: SignatureInfo
    batch_num: int | None
    batch_size: int | None
    signature: bytes


def signatures(export_bin: bytes, signers: Iterable[SigningKey], *, batch: tuple[int, int]) -> tuple[Signature, ...]:
    """Return the signature of each signer over the whole of `export_bin`.

    Args:
        export_bin: The file, header included.
        signers: Newest first.
        batch: Number and size, as in the export.
    """
    digest = sha256(export_bin).digest()
    algorithm = ECDSA(Prehashed(SHA256()), deterministic_signing=True)
    return tuple(Signature(signer.info, *batch, signer.private.sign(digest, algorithm)) for signer in signers)


def verified(export_bin: bytes, found: Sequence[Signature], keys: Iterable[VerifyingKey]) -> Signature:
    """Return the first signature that holds for a trusted key; one is enough.

    Raises:
        RuleViolation: `export_key_unknown`: no signature names a trusted key; `export_signature_wrong`: one does, and
            none holds.
    """
    trusted = {key.info: key.public for key in keys if key.info.algorithm == ECDSA_SHA256}
    named = [signature for signature in found if signature.info in trusted]
    if not named:
        raise RuleViolation("export_key_unknown", "the export is not signed with a trusted key")
    digest = sha256(export_bin).digest()
    for signature in named:
        if _holds(signature.signature, digest, trusted[signature.info]):
            return signature
    raise RuleViolation("export_signature_wrong", "the export's signature does not hold")


def info_message(info: SignatureInfo) -> bytes:
    """Return `SignatureInfo` as a protobuf message."""
    texts = ((3, info.key_version), (4, info.key_id), (5, info.algorithm))
    return b"".join(bytes_field(number, text.encode()) for number, text in texts if text)


def info_in(message: bytes) -> SignatureInfo:
    """Return the `SignatureInfo` in a protobuf message.

    Raises:
        MalformedMessage: It is none.
    """
    found = dict(fields(message))
    version, key_id, algorithm = (as_text(found.get(number, b""), "a signature's info") for number in (3, 4, 5))
    return SignatureInfo(key_id, version, algorithm)


def encoded(found: Iterable[Signature]) -> bytes:
    """Return the `export.sig` file that holds signatures, in order."""
    return b"".join(bytes_field(1, _signature_message(signature)) for signature in found)


def decoded(export_sig: bytes) -> tuple[Signature, ...]:
    """Return the signatures in an `export.sig` file, in order.

    Raises:
        MalformedMessage: It is no such file, or holds none or more than 10.
    """
    found = tuple(_signature_in(as_bytes(value, "signatures")) for number, value in fields(export_sig) if number == 1)
    if not 1 <= len(found) <= SIGNATURES_LIMIT:
        raise MalformedMessage(f"an export has 1 to {SIGNATURES_LIMIT} signatures")
    return found


def _signature_message(signature: Signature) -> bytes:
    batch = ((2, signature.batch_num), (3, signature.batch_size))
    numbers = (number_field(number, value) for number, value in batch if value is not None)
    return b"".join((bytes_field(1, info_message(signature.info)), *numbers, bytes_field(4, signature.signature)))


def _signature_in(message: bytes) -> Signature:
    found = dict(fields(message))
    return Signature(
        info_in(as_bytes(found.get(1, b""), "signature_info")),
        as_int32(found[2], "batch_num") if 2 in found else None,  # noqa: PLR2004 -- the field's number in export.proto
        as_int32(found[3], "batch_size") if 3 in found else None,  # noqa: PLR2004 -- the same
        as_bytes(found.get(4, b""), "signature"),
    )


def _holds(signature: bytes, digest: bytes, public: EllipticCurvePublicKey) -> bool:
    try:
        public.verify(signature, digest, ECDSA(Prehashed(SHA256())))
    except InvalidSignature:
        return False
    return True
