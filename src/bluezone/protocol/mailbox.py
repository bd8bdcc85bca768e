"""The mailbox's messages: what the authority asks of it, and what whoever leaves a letter or a feed is told.

Source: `docs/protocol.md`, section 12. A letter itself is no message: it is 4,096 sealed bytes and travels as they are.
"""

from typing import Annotated, Final

from msgspec import Meta, Struct, field

LETTERS_AT_ONCE: Final = 200
"""The most letters that are handed out, or named as taken, in one request."""

LetterId = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
"""The SHA-256 of a letter, in hex."""


class LetterLeft(Struct, kw_only=True):
    """Keyserver to phone: the letter lies in the mailbox; nothing tells whether it lay there before."""

    padding: str = ""


class MailRequest(Struct, kw_only=True):
    """Authority to keyserver: letters, please, and which of those handed out before are kept and may go."""

    limit: Annotated[int, Meta(ge=0, le=LETTERS_AT_ONCE)]
    taken: Annotated[list[LetterId], Meta(max_length=LETTERS_AT_ONCE)] = field(default_factory=list)
    padding: str = ""


class HeldLetter(Struct, kw_only=True):
    """A letter and its name."""

    id: LetterId
    letter: bytes


class MailResponse(Struct, kw_only=True):
    """Letters in the order of their ids; the same again until they are named as taken."""

    letters: list[HeldLetter]
    padding: str = ""


class FeedTaken(Struct, kw_only=True):
    """Keyserver to authority: the signed feed is published, under its number."""

    sequence: int
    padding: str = ""
