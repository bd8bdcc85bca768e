"""Requests: the head of an HTTP request, as far as the notice needs it.

Source: RFC 9112, sections 3 and 5. A body is never read: the one form of the notice sends nothing.
"""

from dataclasses import dataclass
from typing import Final

from bluezone.protocol.errors import MalformedMessage

END: Final = b"\r\n\r\n"
LARGEST: Final = 8_192
"""Bytes of a head."""
LONGEST_HOST: Final = 253


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks.

    Args:
        method: In capitals.
        host: The name or address that is asked, in lower case, without a port; empty when not said.
        path: From the slash, without what follows a question mark.
    """

    method: str
    host: str
    path: str


def request_in(head: bytes) -> Request:
    """Return the request that a head says, up to and with its empty line.

    Raises:
        MalformedMessage: It is no head of HTTP/1, or larger than 8 KiB.
    """
    if len(head) > LARGEST or not head.endswith(END):
        raise MalformedMessage(f"a request has a head of at most {LARGEST} bytes")
    first, *lines = head[: -len(END)].decode("latin-1").split("\r\n")
    match first.split(" "):
        case [method, target, "HTTP/1.1" | "HTTP/1.0"] if method.isascii() and method.isupper() and method.isalpha():
            host, path = _parts(target, _host(lines))
            return Request(method, host, path)
    raise MalformedMessage("a request begins with a method, a target and HTTP/1")


def _host(lines: list[str]) -> str:
    named = [line.partition(":")[2].strip() for line in lines if line[:5].lower() == "host:"]
    if len(named) > 1:
        raise MalformedMessage("a request names one host")
    return _bare(named[0]) if named else ""


def _parts(target: str, host: str) -> tuple[str, str]:
    if target.lower().startswith("http://"):
        named, slash, rest = target[len("http://") :].partition("/")
        return _bare(named), (slash + rest).partition("?")[0] or "/"
    if not target.startswith("/"):
        raise MalformedMessage("a request's target begins with a slash")
    return host, target.partition("?")[0]


def _bare(host: str) -> str:
    if len(host) > LONGEST_HOST or not host.isascii() or not host.isprintable():
        raise MalformedMessage(f"a host has at most {LONGEST_HOST} signs")
    if host.startswith("["):
        return host.partition("]")[0].removeprefix("[").lower()
    return host.partition(":")[0].lower()
