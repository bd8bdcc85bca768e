"""HPKE once more, written from RFC 9180 for tests: base mode, DHKEM(X25519), HKDF-SHA256, AES-GCM, with a given share.

The library that we use takes neither an ephemeral key nor associated data, and the RFC's vectors need both. So this
second hand reproduces the RFC, and the library is judged by it.
"""

import hashlib
import hmac

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEM = (0x0020).to_bytes(2, "big")
KDF = (0x0001).to_bytes(2, "big")
AEADS = {16: (0x0001).to_bytes(2, "big"), 32: (0x0002).to_bytes(2, "big")}
"""By the bytes of their key: AES-128-GCM and AES-256-GCM."""


def _extract(salt: bytes, suite: bytes, label: bytes, ikm: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + ikm, hashlib.sha256)


def _expand(prk: bytes, suite: bytes, label: bytes, info: bytes, length: int) -> bytes:
    labeled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    made, block = b"", b""
    for counter in range(1, -(-length // 32) + 1):
        block = hmac.digest(prk, block + labeled + bytes([counter]), hashlib.sha256)
        made += block
    return made[:length]


def derived(ikm: bytes) -> X25519PrivateKey:
    """Section 7.1.3, DeriveKeyPair."""
    prk = _extract(b"", b"KEM" + KEM, b"dkp_prk", ikm)
    return X25519PrivateKey.from_private_bytes(_expand(prk, b"KEM" + KEM, b"sk", b"", 32))


def schedule(shared: bytes, info: bytes, key_length: int) -> tuple[bytes, bytes]:
    """Section 5.1, KeySchedule in base mode: the key and the first nonce."""
    suite = b"HPKE" + KEM + KDF + AEADS[key_length]
    context = b"\0" + _extract(b"", suite, b"psk_id_hash", b"") + _extract(b"", suite, b"info_hash", info)
    secret = _extract(shared, suite, b"secret", b"")
    return _expand(secret, suite, b"key", context, key_length), _expand(secret, suite, b"base_nonce", context, 12)


def shared_secret(agreed: bytes, share: bytes, recipient: bytes) -> bytes:
    """Section 4.1, ExtractAndExpand."""
    prk = _extract(b"", b"KEM" + KEM, b"eae_prk", agreed)
    return _expand(prk, b"KEM" + KEM, b"shared_secret", share + recipient, 32)


def seal(
    plain: bytes, keys: tuple[X25519PublicKey, X25519PrivateKey], *, info: bytes, aad: bytes, key_length: int
) -> bytes:
    """Section 6.1, SealBase, to a recipient with an ephemeral key: the share, then the first message's ciphertext."""
    recipient, ephemeral = keys
    share = ephemeral.public_key().public_bytes_raw()
    shared = shared_secret(ephemeral.exchange(recipient), share, recipient.public_bytes_raw())
    key, nonce = schedule(shared, info, key_length)
    return share + AESGCM(key).encrypt(nonce, plain, aad)
