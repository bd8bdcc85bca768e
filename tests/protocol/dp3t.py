"""DP-3T's two derivations, from their rule alone: a second opinion, not a part of Bluezone.

Bluezone never speaks DP-3T. Its vectors exercise, in other combinations and with values others published, the building
blocks that our derivations use: a SHA-256 chain, AES in counter mode from `cryptography`, truncation, big-endian steps.
"""

from hashlib import sha256
from hmac import digest

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR


def next_day_key(key: bytes) -> bytes:
    return sha256(key).digest()


def low_cost_identifiers(key: bytes, *, steps: int = 96) -> list[bytes]:
    stream = digest(key, b"broadcast key", sha256)
    encryptor = Cipher(AES(stream), CTR(bytes(16))).encryptor()
    blocks = encryptor.update(bytes(16 * steps)) + encryptor.finalize()
    return [blocks[at : at + 16] for at in range(0, len(blocks), 16)]


def unlinkable_identifier(seed: bytes) -> bytes:
    return sha256(seed).digest()[:16]


def hashed_observation(identifier: bytes, epoch: int) -> bytes:
    return sha256(identifier + epoch.to_bytes(4, "big")).digest()
