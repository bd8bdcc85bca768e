"""The keyserver's mailbox as the authority empties it: letters are handed out until they are named as taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from bluezone.authority.keyserver_desk import KeyserverDesk
from bluezone.protocol.mailbox import LETTERS_AT_ONCE, HeldLetter, MailRequest, MailResponse

ANSWER_LIMIT: Final = 4 * 1024 * 1024
"""Bytes; two hundred letters in base64 are a little over one million."""


class Mailbox(Protocol):
    """Where letters wait."""

    def letters(self, *, taken: Sequence[str], limit: int = LETTERS_AT_ONCE) -> list[HeldLetter]:
        """Return the letters that wait, the same again until they are named.

        Args:
            taken: Ids of letters that the authority keeps: they are gone from the mailbox with this request.
            limit: How many at most.

        Raises:
            RuleViolation: The keyserver refused.
            Unavailable: It does not answer.
        """
        ...


@dataclass(frozen=True, slots=True)
class KeyserverMailbox:
    """The mailbox over the keyserver's internal API."""

    desk: KeyserverDesk

    def letters(self, *, taken: Sequence[str], limit: int = LETTERS_AT_ONCE) -> list[HeldLetter]:
        """Return the letters that wait, as `Mailbox.letters`."""
        asked = MailRequest(limit=limit, taken=[*taken])
        return self.desk.told("/api/mail", asked, MailResponse, limit=ANSWER_LIMIT).letters
