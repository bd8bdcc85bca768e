"""Asking the keyserver for two public files, as any phone does."""

from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import urlsplit

from bluezone.protocol.errors import Unavailable
from bluezone.protocol.trust import FILE_LIMIT

PATIENCE_SECONDS: Final = 5.0
KEYS: Final = "/keys.json"
NEWS: Final = "/signed/news.json"


def fetched(origin: str, path: str) -> bytes:
    """Return a file of the keyserver, at most one byte longer than a reader takes.

    Raises:
        Unavailable: There is no answer, or another one than the file.
    """
    where = urlsplit(origin)
    kind = HTTPSConnection if where.scheme == "https" else HTTPConnection
    connection = kind(where.netloc, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", path, headers={"Accept": "application/json"})
        answer = connection.getresponse()
        content = answer.read(FILE_LIMIT + 1)
    except (OSError, HTTPException) as wrong:
        raise Unavailable("the keyserver does not answer") from wrong
    finally:
        connection.close()
    if answer.status != HTTPStatus.OK:
        raise Unavailable("the keyserver has no such file")
    return content
