"""Letters as citizens' phones leave them, and a mailbox in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from bluezone.protocol.errors import Unavailable
from bluezone.protocol.exposure_report import (
    Band,
    ExposureKind,
    ExposureReport,
    Reach,
    ReportedEncounter,
    sealed,
)
from bluezone.protocol.mailbox import LETTERS_AT_ONCE, HeldLetter

TODAY = date(2020, 8, 5)
YESTERDAY = date(2020, 8, 4)
KEY = X25519PrivateKey.from_private_bytes(b"the authority's key of 2020 ....")


def met(day: date = YESTERDAY, **told: Any) -> ReportedEncounter:
    facts = {"minutes": 35, "band": Band.NEAR, "kind": ExposureKind.PERSON, **told}
    return ReportedEncounter(day=day, **facts)


def report(
    number: int = 1, *, name: str = "Sùng A Páo", telephone: str = "0912 345 678", **told: Any
) -> ExposureReport:
    facts = {"written": TODAY, "encounters": (met(),), "commune": "03445", **told}
    return ExposureReport(id=number.to_bytes(16, "big"), reach=Reach(name=name, telephone=telephone), **facts)


def letter(said: ExposureReport | None = None, *, key: X25519PrivateKey = KEY) -> bytes:
    return sealed(said or report(), key.public_key())


@dataclass
class MemoryMailbox:
    """A mailbox that hands letters out until they are named as taken; its line can be cut."""

    held: dict[str, bytes] = field(default_factory=dict)
    answers_before_the_line_is_cut: int = 1_000

    def leave(self, *letters: bytes) -> "MemoryMailbox":
        self.held |= {sha256(each).hexdigest(): each for each in letters}
        return self

    def letters(self, *, taken: Sequence[str], limit: int = LETTERS_AT_ONCE) -> list[HeldLetter]:
        if self.answers_before_the_line_is_cut == 0:
            raise Unavailable("the key server does not answer")
        self.answers_before_the_line_is_cut -= 1
        for name in taken:
            self.held.pop(name, None)
        return [HeldLetter(id=name, letter=self.held[name]) for name in sorted(self.held)[:limit]]
