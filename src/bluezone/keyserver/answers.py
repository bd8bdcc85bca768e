"""Answers: those to phones are all of one length on the wire, head and body, whatever they say; others are padded at random.

Whoever watches encrypted connections sees lengths. The body of every answer to a phone has `ANSWER_LENGTH` bytes, and one
header, `x-padding`, makes up for what differs in the rest of the head: the words of the status, `retry-after`, `allow`.
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from starlette.types import Send

from bluezone.keyserver.sealing import Chance
from bluezone.protocol.messages import encoded

JSON: Final = "application/json"
TYPE_HEADER: Final = (b"content-type", JSON.encode())
ANSWER_LENGTH: Final = 4096
"""Bytes of the body of every answer to a phone."""
HEAD_ROOM: Final = 96
"""Bytes of the head that the words of a status, the headers that only some answers have, and their padding fill together."""
PADDING_BYTES: Final = 1024
"""An answer to the authority has at least this much padding, and at random up to as much again (Exposure Notification
Express)."""
STEP: Final = 4
"""Characters of base64 that stand together; no answer has less padding."""

Headers = Mapping[str, str]
RawHeaders = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: its status, headers as ASGI wants them, and bytes."""

    status: HTTPStatus
    headers: RawHeaders
    body: bytes

    async def send(self, send: Send) -> None:
        """Hand it to the ASGI server."""
        await send({"type": "http.response.start", "status": self.status.value, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body})


class Form:
    """The form of the answers to one kind of caller.

    Args:
        chance: Where unpredictable things come from.
        headers: What every answer has.
        even: Whether all answers are of one length: those to phones.
    """

    def __init__(self, chance: Chance, headers: Headers, *, even: bool) -> None:
        """Prepare what is the same for every answer."""
        self._chance = chance
        self._headers = raw(headers)
        self._even = even
        self._text = b64encode(
            chance.random(ANSWER_LENGTH)
        ).decode()  # noise, so that no compression on the way shortens it
        self._heads: dict[HTTPStatus, RawHeaders] = {}

    def filled(self, message: Any, status: HTTPStatus, extra: Headers | None = None) -> Answer:  # noqa: ANN401 -- every answer has a field `padding`
        """Return the answer that says a message, padded; the message's own padding is replaced."""
        if not self._even:
            return self._at_random(message, status, extra or {})
        body = self._evened(message)
        if extra:
            return Answer(status, self._head(status, raw(extra)), body)
        head = self._heads.get(status)
        if head is None:
            head = self._heads[status] = self._head(status, [])
        return Answer(status, head, body)

    def _evened(self, message: Any) -> bytes:  # noqa: ANN401 -- as above
        message.padding = self._text[:STEP]
        room = ANSWER_LENGTH - len(encoded(message))
        if room < 0:
            room = _shorten(message)
        message.padding = self._text[: STEP + room // STEP * STEP]
        return encoded(message).ljust(ANSWER_LENGTH)

    def _head(self, status: HTTPStatus, extra: RawHeaders) -> RawHeaders:
        taken = len(status.phrase) + sum(len(name) + len(value) + len(b": \r\n") for name, value in extra)
        padding = (b"x-padding", b"x" * max(1, HEAD_ROOM - taken))
        length = (b"content-length", b"%d" % ANSWER_LENGTH)
        return [*self._headers, *extra, TYPE_HEADER, length, padding]

    def _at_random(self, message: Any, status: HTTPStatus, extra: Headers) -> Answer:  # noqa: ANN401 -- as above
        length = PADDING_BYTES + self._chance.below(PADDING_BYTES + 1)
        message.padding = b64encode(self._chance.random(length)).decode()
        body = encoded(message)
        return Answer(status, [*self._headers, *raw(extra), TYPE_HEADER, (b"content-length", b"%d" % len(body))], body)


def raw(headers: Headers) -> RawHeaders:
    """Return headers as ASGI wants them."""
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


def _shorten(message: Any) -> int:  # noqa: ANN401 -- as above
    """Cut what explains, which may be long, never what a phone goes on with; return the room that is left.

    Only an answer about many keys with something wrong is as long as that; its code says so too.
    """
    message.warnings = message.warnings[:1]
    over = len(encoded(message)) - ANSWER_LENGTH
    if over > 0:
        message.error = message.error[: max(0, len(message.error) - over)]
    return ANSWER_LENGTH - len(encoded(message))
