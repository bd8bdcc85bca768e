"""The stamp in a public form: when it was asked for, and a number used once; signed, so that no cookie is needed.

From the number follow the registration's id, its reference and the owner's secret: a form that is sent twice is one
registration, and both answers show the same link. The secret is worked out under the installation's key and kept nowhere.
"""

import secrets
from base64 import b32encode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.utils.crypto import salted_hmac

from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.reporting.identity import uuid7

SALT: Final = "venue_register.form"
NUMBER_BYTES: Final = 16
REFERENCE_LETTERS: Final = 8


@dataclass(frozen=True, slots=True)
class Stamp:
    """When a form was asked for, and its number.

    Args:
        asked: To the second.
        number: 16 random bytes.
    """

    asked: datetime
    number: bytes = field(repr=False)

    @property
    def id(self) -> UUID:
        """The id of the registration that the form becomes."""
        return uuid7(self.asked, sha256(b"id" + self.number).digest())

    @property
    def reference(self) -> str:
        """What the owner quotes on the telephone, such as `7F3K-9QXM`; it opens nothing."""
        letters = b32encode(sha256(b"reference" + self.number).digest()).decode()[:REFERENCE_LETTERS]
        return f"{letters[:4]}-{letters[4:]}"

    @property
    def token(self) -> str:
        """The secret of the owner's link."""
        whole = salted_hmac("venue_register.owner", self.number, algorithm="sha256").digest()
        return urlsafe_b64encode(whole).decode().rstrip("=")


def fresh_stamp(moment: datetime) -> Stamp:
    """Return the stamp of a form that is asked for now."""
    return Stamp(moment.replace(microsecond=0), secrets.token_bytes(NUMBER_BYTES))


def stamped(stamp: Stamp) -> str:
    """Return a stamp as the form carries it, signed."""
    return Signer(salt=SALT).sign(f"{int(stamp.asked.timestamp())}.{stamp.number.hex()}")


def stamp_in(text: str) -> Stamp:
    """Return the stamp that a form carries.

    Raises:
        RuleViolation: `form_not_ours`.
    """
    try:
        seconds, _, number = Signer(salt=SALT).unsign(text).partition(".")
    except BadSignature as wrong:
        raise RuleViolation("form_not_ours", "the stamp of the form is not ours") from wrong
    return Stamp(datetime.fromtimestamp(int(seconds), UTC), bytes.fromhex(number))


def hash_of(token: str) -> bytes:
    """Return what is kept of a secret."""
    return sha256(token.encode()).digest()
