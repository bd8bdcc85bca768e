"""JSON Web Tokens in the one form in which this server writes them: compact, ES256.

Only tokens that the server itself signed are ever read, so the header is not parsed: it is, byte for byte, the one that
belongs to a key, or the token is refused. No other algorithm, no second member of a name, no other spelling of base64
gets as far as the signature. Sources: RFC 7515 section 7.1; RFC 7518 section 3.4; RFC 6979.
"""

import hmac
from base64 import urlsafe_b64encode
from binascii import a2b_base64
from dataclasses import dataclass, field
from typing import Final

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from bluezone.protocol.errors import MalformedMessage

ALGORITHM: Final = "ES256"
SIGNATURE_LENGTH: Final = 64
"""Bytes of a signature: two numbers of 32 bytes, big-endian."""

_HALF: Final = SIGNATURE_LENGTH // 2
_ECDSA: Final = ECDSA(SHA256())
_ECDSA_AGAIN: Final = ECDSA(SHA256(), deterministic_signing=True)
"""RFC 6979: the same message has the same signature."""
_FROM_URL: Final = bytes.maketrans(b"-_+/", b"+/--")
"""The alphabet for addresses to the usual one, whose own two signs become one that is in neither."""


@dataclass(frozen=True, slots=True)
class TokenKey:
    """A key with the header of every token that it signs.

    Args:
        head: The header in base64 for addresses, without padding.
        private: Signs.
        public: Verifies.
    """

    head: str
    private: EllipticCurvePrivateKey = field(repr=False)
    public: EllipticCurvePublicKey


def token_key(key_id: str, private: object) -> TokenKey:
    """Return a key, ready to sign and verify.

    Raises:
        MalformedMessage: `private` is no key on the curve P-256.
    """
    if not isinstance(private, EllipticCurvePrivateKey) or not isinstance(private.curve, SECP256R1):
        raise MalformedMessage("the key of tokens is of another algorithm")
    header = {"typ": "JWT", "alg": ALGORITHM, "kid": key_id}
    return TokenKey(_url(msgspec.json.encode(header)), private, private.public_key())


def signed(payload: bytes, key: TokenKey) -> str:
    """Return a token whose claims are `payload`, JSON."""
    message = f"{key.head}.{_url(payload)}"
    r, s = decode_dss_signature(key.private.sign(message.encode(), _ECDSA_AGAIN))
    return f"{message}.{_url(r.to_bytes(_HALF) + s.to_bytes(_HALF))}"


def head_of(text: str) -> str:
    """Return the part of a token that names its key."""
    return text.partition(".")[0]


def opened(text: str, key: TokenKey) -> bytes:
    """Return the claims of a token that `key` signed.

    What we signed ourselves we know by signing it again, in less than half the time that verifying takes; the signature
    made for that is compared in constant time and shown to nobody. Any other has to verify.

    Raises:
        MalformedMessage: It did not, or not in this form.
    """
    message, _, last = text.rpartition(".")
    head, _, middle = message.partition(".")
    signature = _from_url(last)
    if head != key.head or len(signature) != SIGNATURE_LENGTH:
        raise MalformedMessage("this is not a token of that key")
    given = encode_dss_signature(int.from_bytes(signature[:_HALF]), int.from_bytes(signature[_HALF:]))
    said = message.encode()
    if not hmac.compare_digest(key.private.sign(said, _ECDSA_AGAIN), given):
        try:
            key.public.verify(given, said, _ECDSA)
        except InvalidSignature:
            raise MalformedMessage("this is not a token of that key") from None
    return _from_url(middle)


def _url(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def _from_url(text: str) -> bytes:
    try:
        found = a2b_base64(text.encode("ascii").translate(_FROM_URL) + b"=" * (-len(text) % 4), strict_mode=True)
    except ValueError as wrong:
        raise MalformedMessage("this is not base64 for addresses") from wrong
    if _url(found) != text:  # padding, or spare bits set: a second text for the same bytes
        raise MalformedMessage("this is not base64 for addresses as an encoder writes it")
    return found
