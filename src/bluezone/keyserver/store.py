"""The port to the key server's records: what is written together, what is read, what is forgotten.

A change is an operation, a value; a store carries out a group of them in one transaction. An operation that a rule
refuses changes nothing and leaves its neighbours alone. Nothing is acknowledged to anybody before `commit` returns.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Protocol, TypeAlias

from bluezone.keyserver.rules import PROBE, Diagnosis, HeldKey, NewCode
from bluezone.keyserver.tallies import ExportsState, Name, Tallies, Tally, of_day
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.totals import ExportsAct


@dataclass(frozen=True, slots=True)
class AddCode:
    """Keep a new code; refused with `uuid_already_exists`, or `code_taken` when chance drew a living code again."""

    code: NewCode
    moment: datetime


@dataclass(frozen=True, slots=True)
class ClaimCode:
    """Use a code up, both its forms; answers its diagnosis, refused with `code_invalid` or `code_expired`.

    It is counted unless it is a probe's.
    """

    code: str = field(repr=False)
    moment: datetime


@dataclass(frozen=True, slots=True)
class ExpireCode:
    """End an unclaimed code now; refused with `code_not_found`, or `code_invalid` when it was claimed."""

    code_id: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class ClaimToken:
    """Use a token up for one HMAC over keys; refused with `token_invalid` for any other until it would have expired.

    For the same HMAC it changes nothing, so that a lost answer can be asked for again. The HMAC itself is not kept.
    `tally` is counted the first time.
    """

    token_id: str = field(repr=False)
    mac: bytes = field(repr=False)
    until: datetime
    tally: Tally | None = None


@dataclass(frozen=True, slots=True)
class HoldKeys:
    """Hold diagnosis keys until their release; a key that is held or was published already stays as it is.

    Refused as a whole with `missing_revision_token` when such a key says something else than it is said to be here.
    Answers `PublishedBefore` when any was published already.
    `moment` is when the report came: what of it is new is counted for that UTC day; without it nothing is.
    """

    keys: tuple[HeldKey, ...]
    moment: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReviseKeys:
    """Change what keys that were published, or are held, say: all of them or none.

    Each key comes as it is from now on, with the hour from which the change may be published. What decides is
    `bluezone.keyserver.revising.changes`. A key that was published waits to be published as revised; one that was not
    takes its new words and keeps its hour, and one whose test turned out negative (REVOKED) is never published.
    Refused with `key_already_revised` (a key changes once; the same change again is none),
    `invalid_report_type_transition`, or `invalid_revision_token` when a key is not known.
    """

    keys: tuple[HeldKey, ...]
    moment: datetime


@dataclass(frozen=True, slots=True)
class LeaveLetter:
    """Keep a sealed letter as it is; one that lies there already stays. Refused with `mailbox_full`."""

    letter: bytes = field(repr=False)
    moment: datetime


@dataclass(frozen=True, slots=True)
class RemoveLetters:
    """Remove letters that the authority has taken, by their ids; one that is not there is removed already."""

    ids: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """Add to the totals."""

    tallies: tuple[Tally, ...]


Operation: TypeAlias = (
    AddCode | ClaimCode | ExpireCode | ClaimToken | HoldKeys | ReviseKeys | LeaveLetter | RemoveLetters | Count
)


@dataclass(frozen=True, slots=True)
class PublishedBefore:
    """The secrets of a report's keys that were published before it came: whoever sends them need not be their owner."""

    secrets: frozenset[bytes] = field(repr=False)


Done: TypeAlias = Diagnosis | PublishedBefore | None
"""What an operation answers that was carried out."""
Outcome: TypeAlias = Done | RuleViolation
"""What an operation answers: its result, or why it was refused."""


@dataclass(frozen=True, slots=True)
class FoundCode:
    """What a living or expired code stands for, and until when this form of it works."""

    diagnosis: Diagnosis
    until: datetime


@dataclass(frozen=True, slots=True)
class CodeStatus:
    """Whether a code was claimed, and until when its two forms work; None once it was claimed."""

    claimed: bool
    short_until: datetime | None
    long_until: datetime | None


@dataclass(frozen=True, slots=True)
class PurgeRecord:
    """How much was forgotten at an hour because its time was over."""

    hour: datetime
    codes: int
    statuses: int
    tokens: int
    keys: int
    exports: int = 0
    letters: int = 0

    @property
    def total(self) -> int:
        """Return the number of rows that are gone."""
        return self.codes + self.statuses + self.tokens + self.keys + self.exports + self.letters


def letter_id(letter: bytes) -> bytes:
    """Return the name of a letter: the SHA-256 of what it is, 32 bytes."""
    return sha256(letter).digest()


def claims(diagnosis: Diagnosis, moment: datetime) -> list[Tally]:
    """Return what to count of a code that was claimed: nothing when it tested the server itself."""
    return [] if diagnosis.test_type == PROBE else [of_day(moment, Name.CLAIMS)]


class Store(Protocol):
    """The key server's records: codes, tokens, keys and sealed letters, of nobody in particular."""

    @property
    def is_remote(self) -> bool:
        """Whether every call waits for another program, so that none may be made on the event loop."""
        ...

    @property
    def is_demo(self) -> bool:
        """Whether these records were made for a demonstration."""
        ...

    def prepare(self, operations: Sequence[Operation]) -> list[Outcome]:
        """Carry out operations in one open transaction and return their outcomes, in order."""
        ...

    def commit(self) -> None:
        """Make everything prepared survive the loss of power.

        Raises:
            Unavailable: It could not be written; nothing of it happened.
        """
        ...

    def found(self, code: str) -> FoundCode | None:
        """Return what an unclaimed code stands for, expired or not; None for one used, purged or never issued."""
        ...

    def status(self, code_id: str) -> CodeStatus | None:
        """Return what became of a code; None for one purged or never issued."""
        ...

    def letters(self, limit: int) -> list[bytes]:
        """Return at most `limit` letters in the order of their ids, which tells nothing about their arrival."""
        ...

    def tallies(self) -> Tallies:
        """Return what was counted, of every day that is still counted back."""
        ...

    def exports_state(self) -> ExportsState:
        """Return how exports stand."""
        ...

    def decide_exports(self, act: ExportsAct, most_keys: int | None, moment: datetime) -> ExportsState:
        """Carry out a decision of the authority about the exports, so that it outlives the process, and return the result.

        Raises:
            RuleViolation: `ceiling_missing`.
            Unavailable: It could not be written; nothing of it happened.
        """
        ...

    def purge(self, moment: datetime) -> PurgeRecord:
        """Forget what is past its time, without a trace in any file, and leave a record of how much."""
        ...

    def purges(self) -> list[PurgeRecord]:
        """Return the records of former purges, oldest first."""
        ...

    def close(self) -> None:
        """Let go of the records."""
        ...
