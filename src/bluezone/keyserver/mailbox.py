"""The mailbox: phones leave sealed letters that the server cannot read; the authority takes them and says which may go."""

from functools import partial

from bluezone.keyserver.parts import Parts
from bluezone.keyserver.store import LeaveLetter, RemoveLetters, letter_id
from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.exposure_report import LETTER_LENGTH
from bluezone.protocol.mailbox import HeldLetter, LetterLeft, MailRequest, MailResponse


async def leave(parts: Parts, letter: bytes, _address: str) -> LetterLeft:
    """Keep a letter until the authority has it; left again, after a lost answer, it is answered alike."""
    if len(letter) != LETTER_LENGTH:
        raise MalformedMessage(f"a letter has {LETTER_LENGTH} bytes")
    await parts.writer.done(LeaveLetter(letter, parts.clock.now()))
    return LetterLeft()


async def collect(parts: Parts, request: MailRequest, _address: str) -> MailResponse:
    """Remove the letters that the authority has, and hand out others."""
    if request.taken:
        await parts.writer.done(RemoveLetters(tuple(bytes.fromhex(name) for name in request.taken)))
    found = await parts.writer.read(partial(parts.store.letters, request.limit))
    return MailResponse(letters=[HeldLetter(id=letter_id(letter).hex(), letter=letter) for letter in found])
