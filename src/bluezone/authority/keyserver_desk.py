"""The authority's way to its keyserver, over the internal API: it hands feeds over and reads what is published.

A keyserver may be on another machine; the credential that it made is then a copy of its file.
"""

import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path
from typing import Final, TypeAlias, TypeVar
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from bluezone.protocol.errors import MalformedMessage, RuleViolation, Unavailable
from bluezone.protocol.mailbox import FeedTaken
from bluezone.protocol.signed_feeds import FeedKind
from bluezone.protocol.signed_files import FILE_LIMIT

PATIENCE_SECONDS: Final = 20
ANSWER_LIMIT: Final = 64 * 1024
"""The longest answer to a request that hands something over, in bytes."""

T = TypeVar("T", bound=Struct)
_Answer: TypeAlias = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class KeyserverDesk:
    """A keyserver, as the authority speaks to it.

    Args:
        address: Where it listens, such as `http://127.0.0.1:8080`.
        credential: What the authority presents.
    """

    address: str
    credential: str = field(repr=False)

    def hand_over(self, kind: FeedKind, feed_json: bytes) -> int:
        """Publish a signed feed and return the number under which it was taken.

        Raises:
            RuleViolation: The keyserver refused it, with the keyserver's code.
            Unavailable: It does not answer, or cannot write now.
        """
        headers = {"Content-Type": "application/json", "X-API-Key": self.credential}
        status, body = self._asked("PUT", f"/api/signed/{kind}", feed_json, headers, limit=ANSWER_LIMIT)
        if status == HTTPStatus.OK:
            return _taken(body)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Unavailable("the key server cannot take the feed now")
        raise _refusal(body)

    def published(self, kind: FeedKind) -> bytes | None:
        """Return the feed that is published now, verified by nobody; None when there is none.

        Raises:
            Unavailable: The keyserver does not answer as it should.
        """
        status, body = self._asked("GET", f"/signed/{kind}.json", None, {}, limit=FILE_LIMIT)
        if status == HTTPStatus.NOT_FOUND:
            return None
        if status != HTTPStatus.OK:
            raise Unavailable("the key server does not show its feeds")
        return body

    def told(self, path: str, message: Struct, answer: type[T], *, limit: int = ANSWER_LIMIT) -> T:
        """Post a message to the internal API and return its answer.

        Args:
            path: Such as `/api/issue`.
            message: What is asked.
            answer: The message that answers it.
            limit: The longest answer, in bytes.

        Raises:
            RuleViolation: The keyserver refused, with its code; `unauthorized` when it does not know the credential.
            Unavailable: It does not answer as it should, or cannot do it now.
        """
        headers = {"Content-Type": "application/json", "X-API-Key": self.credential}
        status, body = self._asked("POST", path, msgspec.json.encode(message), headers, limit=limit)
        if status in {HTTPStatus.OK, HTTPStatus.CREATED}:
            return _decoded(body, answer)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Unavailable("the key server cannot do this now")
        raise _refusal(body)

    def _asked(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str], *, limit: int) -> _Answer:
        where = urlsplit(self.address)
        kind = HTTPSConnection if where.scheme == "https" else HTTPConnection
        try:
            with closing(kind(where.netloc, timeout=PATIENCE_SECONDS)) as connection:
                connection.request(method, path, body, dict(headers))
                with connection.getresponse() as response:
                    return _read(response, limit)
        except (OSError, HTTPException) as wrong:
            raise Unavailable("the key server does not answer") from wrong


def credential_in(path: Path) -> str:
    """Return the credential that a file keeps.

    Raises:
        Unavailable: It cannot be read.
    """
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as wrong:
        raise Unavailable("the key server's credential cannot be read") from wrong


def _read(response: HTTPResponse, limit: int) -> _Answer:
    body = response.read(limit + 1)
    if len(body) > limit:
        raise Unavailable("the key server's answer is too long")
    return response.status, body


def _decoded(body: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError as wrong:
        raise Unavailable("the key server's answer is none") from wrong


def _taken(body: bytes) -> int:
    try:
        return msgspec.json.decode(body, type=FeedTaken).sequence
    except msgspec.MsgspecError as wrong:
        raise MalformedMessage("the key server's answer is none") from wrong


def _refusal(body: bytes) -> RuleViolation:
    try:
        said = json.loads(body)
        return RuleViolation(str(said["errorCode"]), f"the key server refused: {said['error']}")
    except (ValueError, KeyError, TypeError):
        return RuleViolation("refused", "the key server refused without a reason")
