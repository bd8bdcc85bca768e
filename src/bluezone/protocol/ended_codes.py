"""Ended codes: how a phone that never saw the new poster learns that a venue's code was replaced.

Source: `docs/protocol.md`, section 11. The `venues` feed lists a mark of each code that is shown no more and has not
expired. Only who has a code can compute its mark; a mark says nothing about the values of warnings, and decoys make their
number coarse. A stay under an ended code counts as before: warnings speak to it.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable
from typing import Final

from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.place_warnings import VenuesContent
from bluezone.protocol.signed_feeds import Feed, content_in
from bluezone.protocol.venues import VenueCode

MARK_LENGTH: Final = 8
"""Bytes of a mark; a genuine code is taken for an ended one once in 2⁴⁸ even where the list is full."""
MARKS_STEP: Final = 64
"""Marks are published in multiples of this, decoys included."""
MOST_MARKS: Final = 65_536
"""The longest list: half a MiB of a feed of 4 MiB."""

_PREFIX: Final = b"bluezone venue ended 1\n"


def ended_mark(secret: bytes) -> bytes:
    """Return the 8 bytes by which a feed says that the code with this secret is shown no more."""
    return hmac.digest(secret, _PREFIX, hashlib.sha256)[:MARK_LENGTH]


def padded_marks(marks: Iterable[bytes], decoy: Callable[[int], bytes]) -> bytes:
    """Return marks among decoys, sorted, joined: a multiple of 64 marks, at least 64.

    Args:
        marks: From `ended_mark`, at most `MOST_MARKS`; one given twice counts once.
        decoy: Gives 8 bytes for a number from 0, the same at each publication, that nobody else can compute: a mark that
            comes takes the place of a decoy, one that goes makes room for it, and the two look alike.
    """
    real = set(marks)
    missing = max(1, -(-len(real) // MARKS_STEP)) * MARKS_STEP - len(real)
    return b"".join(sorted([*real, *map(decoy, range(missing))]))


def ended_in(feed: Feed) -> frozenset[bytes]:
    """Return the marks in a `venues` feed; none in a feed of an earlier year.

    Raises:
        MalformedMessage: It holds anything else.
    """
    return marks_in(content_in(feed, VenuesContent).ended)


def marks_in(ended: bytes) -> frozenset[bytes]:
    """Return joined marks one by one.

    Raises:
        MalformedMessage: They are not of 8 bytes each, or too many.
    """
    if len(ended) % MARK_LENGTH or len(ended) > MOST_MARKS * MARK_LENGTH:
        raise MalformedMessage(f"ended codes are at most {MOST_MARKS} marks of {MARK_LENGTH} bytes")
    return frozenset(ended[place : place + MARK_LENGTH] for place in range(0, len(ended), MARK_LENGTH))


def is_ended(code: VenueCode, ended: frozenset[bytes]) -> bool:
    """Return whether a code is shown no more, as far as a feed that was taken says."""
    return ended_mark(code.secret) in ended
