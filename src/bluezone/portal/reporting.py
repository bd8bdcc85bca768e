"""Reporting: reports go to the hotspot register, and wait in a file while it cannot be reached."""

import json
import os
from collections.abc import Callable, Sequence
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from ssl import SSLContext
from typing import Any, Final
from urllib.parse import urlsplit

from bluezone.protocol.errors import RuleViolation, Unavailable

PATH: Final = "/machines/hotspots/checks/"
PAUSES: Final = (0.5, 2.0)
"""Seconds before the second and the third attempt."""
PATIENCE_SECONDS: Final = 15.0
MOST_WAITING: Final = 60
"""Reports that wait, the newest; two months of daily checks."""
ELSEWHERE: Final = "register_elsewhere"
UNWRITABLE: Final = "the file of waiting reports cannot be read and written: name another with --waiting"

Report = dict[str, Any]


class Register:
    """The hotspot register of a province.

    Args:
        site: Origin of the site, or the whole address of the register.
        key: The hotspot's own; never written anywhere.
        trust: Certificates to believe in; the machine's own by default.
        sleep: How a pause is made.
    """

    def __init__(self, site: str, key: str, sleep: Callable[[float], None], trust: SSLContext | None = None) -> None:
        """Say nothing yet.

        Raises:
            RuleViolation: The address or the key is none.
        """
        parts = urlsplit(site)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise RuleViolation("register_wrong", "the register is an http or https address")
        if not key or not key.isascii() or not key.isprintable() or " " in key:
            raise RuleViolation("key_wrong", "a hotspot's key is one word of ASCII")
        self._parts, self._key, self._sleep, self._trust = parts, key, sleep, trust
        self._path = parts.path if parts.path.strip("/") else PATH

    def send(self, report: Report) -> None:
        """Hand over a report, three times at most.

        Raises:
            RuleViolation: The register refuses the key or the report, or is not here; trying again is no use.
            Unavailable: The register does not answer.
        """
        for pause in (*PAUSES, None):
            try:
                status = self._posted(json.dumps(report).encode())
            except (OSError, HTTPException):
                status = 0
            match status:
                case 200 | 201:
                    return
                case 301 | 302 | 303 | 307 | 308 | 404:
                    raise RuleViolation(ELSEWHERE, "no register is here: is this the site's address, with https?")
                case 401 | 403:
                    raise RuleViolation("hotspot_key_unknown", "the register does not know this hotspot's key")
                case 400 | 409 | 413 | 422:
                    raise RuleViolation("report_refused", f"the register refuses the report with {status}")
            if pause is not None:
                self._sleep(pause)
        raise Unavailable("the register does not answer")

    def _posted(self, body: bytes) -> int:
        connection = self._connection()
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        try:
            connection.request("POST", self._path, body, headers)
            response = connection.getresponse()
            response.read()
            return response.status
        finally:
            connection.close()

    def _connection(self) -> HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "https":
            return HTTPSConnection(host, port, timeout=PATIENCE_SECONDS, context=self._trust)
        return HTTPConnection(host, port, timeout=PATIENCE_SECONDS)


def deliver(register: Register, report: Report, waiting: Path) -> int:
    """Hand over what waits and a new report, oldest first, and return how many wait now.

    A waiting report that the register refuses is dropped: it would be refused for ever.

    Raises:
        RuleViolation: The register refuses the new report, does not know the key, or is not at this address.
        Unavailable: The file of waiting reports cannot be read or written.
    """
    left = [*_read(waiting), report]
    while left:
        try:
            register.send(left[0])
        except Unavailable:
            break
        except RuleViolation as refused:
            if refused.code == ELSEWHERE:
                _write(waiting, left[-MOST_WAITING:])
                raise
            if len(left) == 1 or refused.code != "report_refused":
                _write(waiting, left[:-1])
                raise
        left.pop(0)
    _write(waiting, left[-MOST_WAITING:])
    return len(left)


def _read(waiting: Path) -> list[Report]:
    try:
        return [json.loads(line) for line in waiting.read_text().splitlines()]
    except (FileNotFoundError, ValueError):
        return []
    except OSError as wrong:
        raise Unavailable(UNWRITABLE) from wrong


def _write(waiting: Path, reports: Sequence[Report]) -> None:
    try:
        if not reports:
            waiting.unlink(missing_ok=True)
            return
        waiting.parent.mkdir(parents=True, exist_ok=True)
        fresh = waiting.with_suffix(".new")
        fresh.write_text("".join(f"{json.dumps(report)}\n" for report in reports))
        os.replace(fresh, waiting)  # noqa: PTH105 -- the same file system, one step
    except OSError as wrong:
        raise Unavailable(UNWRITABLE) from wrong
