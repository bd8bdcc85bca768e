"""The field's keys of this installation, worked out under its secret and kept nowhere: one signs receipts, one opens parcels.

`keys` also reads what devices sign. Source: `docs/field-protocol.md`; HPKE is RFC 9180, base mode, DHKEM(X25519,
HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
"""

from typing import Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.utils.crypto import salted_hmac

from bluezone.protocol.errors import MalformedMessage

SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
INFO: Final = b"bluezone-field"
MOST_KEY_BYTES: Final = 200
HALF: Final = 32


def receipt_key() -> Ed25519PrivateKey:
    """Return the key that signs receipts."""
    return Ed25519PrivateKey.from_private_bytes(_secret("fieldwork.receipts"))


def sealing_key() -> X25519PrivateKey:
    """Return the key that opens parcels."""
    return X25519PrivateKey.from_private_bytes(_secret("fieldwork.parcels"))


def opened(sealed: bytes) -> bytes:
    """Return what a parcel holds.

    Raises:
        MalformedMessage: It was not sealed to this installation, or was changed.
    """
    try:
        return SUITE.decrypt(sealed, sealing_key(), INFO)
    except (InvalidTag, ValueError) as wrong:
        raise MalformedMessage("a parcel has to be sealed to this installation") from wrong


def device_key(public_key: bytes) -> EllipticCurvePublicKey:
    """Return a device's key.

    Raises:
        MalformedMessage: It is no key on P-256, as SubjectPublicKeyInfo.
    """
    try:
        key = load_der_public_key(public_key) if len(public_key) <= MOST_KEY_BYTES else None
    except Exception as wrong:  # the library has errors of its own for each way in which a key can be wrong
        raise MalformedMessage("a public key is SubjectPublicKeyInfo in DER") from wrong
    if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
        raise MalformedMessage("a public key lies on P-256")
    return key


def is_signed(content: bytes, signature: bytes, public_key: bytes) -> bool:
    """Return whether a device signed these bytes.

    Args:
        content: The bytes.
        signature: The raw one of WebCrypto: r and s, 32 bytes each.
        public_key: SubjectPublicKeyInfo.
    """
    numbers = (int.from_bytes(signature[:HALF], "big"), int.from_bytes(signature[HALF:], "big"))
    try:
        device_key(public_key).verify(encode_dss_signature(*numbers), content, ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _secret(salt: str) -> bytes:
    return salted_hmac(salt, b"1", algorithm="sha256").digest()
