"""Dummies: requests that mean nothing, which every phone sends, so that those of the few who report do not stand out.

Source: the header `X-Chaff` of the Exposure Notification servers. A dummy is read within the same limits and answered in
the same form and time as a request that is meant; nothing in it is believed or kept, and it costs no one an attempt. It
signs something too and waits for the disk, as the work on a report does: when that is slow, and answers are late, dummies
are late as well, and the load of the server does not tell how many reports come in.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final

from msgspec import Struct

from bluezone.keyserver.parts import Parts
from bluezone.keyserver.rules import Diagnosis
from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.mailbox import LetterLeft
from bluezone.protocol.messages import (
    MAC_LENGTH,
    CertificateResponse,
    PublishResponse,
    VerifyResponse,
    decoded,
)

CHAFF: Final = b"x-chaff"
"""The header that a dummy has, whatever it says."""
NOBODYS: Final = Diagnosis("confirmed")
"""What a dummy's signatures are about."""

ANSWERS: Final[Mapping[type[Struct], Callable[[], Struct]]] = {
    VerifyResponse: lambda: VerifyResponse(testtype="", token=""),
    CertificateResponse: lambda: CertificateResponse(certificate=""),
    PublishResponse: lambda: PublishResponse(inserted_exposures=0),
    LetterLeft: LetterLeft,
}
"""What a dummy is answered instead of each message."""


async def answered(parts: Parts, body: bytes, asks: type[Any] | None, answers: type[Struct]) -> Struct:
    """Return the answer to a dummy, after work that is like that on a request which is meant.

    Args:
        parts: The signer and the clock.
        body: What came, which may be anything.
        asks: The message that a meant request would have been; None: bytes.
        answers: The message that would have been its answer.

    Raises:
        Unavailable: Nothing can be written now, so that nobody else is served either.
    """
    if asks is not None:
        with suppress(MalformedMessage):
            decoded(body, asks)
        parts.notary.certificate(NOBODYS, bytes(MAC_LENGTH), parts.clock.now())
    await parts.writer.passed()
    return ANSWERS[answers]()
