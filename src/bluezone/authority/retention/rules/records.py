"""What an erasure leaves behind: a keyed hash, a line of the journal; never a name, never the record's id."""

import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from bluezone.protocol.errors import MalformedMessage

MARK_DOMAIN: Final = b"bluezone erased record 1\n"
LINE_DOMAIN: Final = b"bluezone journal line 1\n"
MARK_BYTES: Final = 32


class Act(StrEnum):
    """What a line of the journal says was done."""

    ERASURE = "erasure"
    PURGE = "purge"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the journal.

    Args:
        act: An erasure of one person, or a purge.
        moment: When.
        actor: Who, as the audit names it.
        kind: The kind of the erased record; empty for a purge.
        mark: The keyed hash of the erased record's id, 32 bytes; empty for a purge.
        counts: Rows by table, for a purge.
    """

    act: Act
    moment: datetime
    actor: str
    kind: str = ""
    mark: bytes = b""
    counts: Mapping[str, int] = field(default_factory=dict)


def mark(key: bytes, kind: str, identifier: str) -> bytes:
    """Return the keyed hash under which an erased record is remembered, 32 bytes: nobody without the key can ask it."""
    return hmac.digest(key, MARK_DOMAIN + f"{kind}\n{identifier}".encode(), sha256)


def encoded(line: Line, key: bytes) -> bytes:
    """Return a line of the journal with its authentication, ending in a newline."""
    facts = _facts(line)
    return json.dumps({**facts, "proof": _proof(facts, key)}, separators=(",", ":")).encode() + b"\n"


def decoded(content: bytes, key: bytes) -> tuple[tuple[Line, ...], tuple[int, ...]]:
    """Return the lines of a journal that are ours, and the numbers, from 1, of those that are not.

    A line that was cut off or forged repeats nothing.
    """
    good, bad = list[Line](), list[int]()
    for number, text in enumerate(content.splitlines(), start=1):
        try:
            good.append(_line(text, key))
        except MalformedMessage:
            bad.append(number)
    return tuple(good), tuple(bad)


def marks(lines: Iterable[Line]) -> frozenset[tuple[str, bytes]]:
    """Return what was erased by hand: kinds and keyed hashes."""
    return frozenset((line.kind, line.mark) for line in lines if line.act is Act.ERASURE)


def _facts(line: Line) -> dict[str, Any]:
    return {
        "act": str(line.act),
        "moment": line.moment.isoformat(),
        "actor": line.actor,
        "kind": line.kind,
        "mark": line.mark.hex(),
        "counts": {name: line.counts[name] for name in sorted(line.counts)},
    }


def _proof(facts: Mapping[str, Any], key: bytes) -> str:
    return hmac.digest(key, LINE_DOMAIN + json.dumps(facts, sort_keys=True).encode(), sha256).hex()


def _line(text: bytes, key: bytes) -> Line:
    try:
        facts = json.loads(text)
        proof = facts.pop("proof")
        line = Line(
            Act(facts["act"]),
            datetime.fromisoformat(facts["moment"]),
            facts["actor"],
            facts["kind"],
            bytes.fromhex(facts["mark"]),
            {str(name): int(count) for name, count in facts["counts"].items()},
        )
        same = hmac.compare_digest(proof, _proof(_facts(line), key))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as wrong:
        raise MalformedMessage("a line of the journal of erasures is damaged") from wrong
    if not same or line.moment.tzinfo is None:
        raise MalformedMessage("a line of the journal of erasures is not ours")
    return line
