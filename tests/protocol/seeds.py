"""Bytes that look random and are always the same, the keys made of them, and how golden files write what they hold."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.trust import Algorithm, KeySet, TrustedKey, TrustState, Use, fingerprint, spki

NOON = datetime(2020, 8, 20, 12, 0, tzinfo=UTC)
YEAR = timedelta(days=365)


def seeded(name: str, length: int) -> bytes:
    """SHA-256 in counter mode over a name."""
    blocks = (sha256(f"bluezone vectors {name} {number}".encode()).digest() for number in range(length // 32 + 1))
    return b"".join(blocks)[:length]


def edwards(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seeded(name, 32))


def mail_private(name: str = "mail") -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(seeded(name, 32))


def trusted(
    key_id: str, use: str, private: Ed25519PrivateKey | X25519PrivateKey, *, until: datetime = NOON + YEAR
) -> TrustedKey:
    """An entry of `keys.json`."""
    public = private.public_key()
    algorithm = Algorithm.X25519 if isinstance(private, X25519PrivateKey) else Algorithm.ED25519
    return TrustedKey(
        id=key_id, use=use, algorithm=algorithm, public_key=spki(public), valid_from=NOON - YEAR, valid_until=until
    )


ROOT = edwards("root")
KEYS = KeySet(
    sequence=3,
    issued=NOON - timedelta(days=30),
    expires=NOON + YEAR,
    keys=(
        trusted("index-1", Use.INDEX, edwards("index")),
        trusted("feed-1", Use.FEED, edwards("feed")),
        trusted("feed-0", Use.FEED, edwards("old feed"), until=NOON),
        trusted("venue-1", Use.VENUE, edwards("venue")),
        trusted("venue-0", Use.VENUE, edwards("old venue"), until=NOON),
        trusted("mail-1", Use.MAIL, mail_private()),
        trusted("mail-0", Use.MAIL, mail_private("old mail"), until=NOON),
    ),
)
STATE = TrustState(fingerprint(ROOT.public_key()))


def answer(ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What a golden file expects of a call: what it says, or the code of its refusal, or `malformed`."""
    try:
        return {"says": ask()}
    except RuleViolation as refused:
        return {"error": refused.code}
    except MalformedMessage:
        return {"error": "malformed"}


def iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
