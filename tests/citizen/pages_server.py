"""The citizen's pages on loopback for journeys and for an engineer's browser, with a scripted phone behind them.

The folder is read anew at each request, so that a reload shows what was just saved. Content types, the content
security policy and `config.json` are those of `bluezone.citizen.serving`. By hand: `python tests/citizen/pages_server.py`.
"""

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import msgspec

from bluezone.citizen.serving import (
    CONTENT_TYPES,
    INDEX,
    PAGES,
    PART,
    Name,
    Setting,
    bears_policy,
    kind_of,
    page_headers,
    served,
    setting_file,
)

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.citizen.scripted_device import ScriptedDevice

DEVICE: Final = "/device/v1/"
MAILBOX: Final = "/v1/mail"
TOKEN: Final = "token-of-a-journey"
BEARER: Final = "bearer-of-a-journey"
PUBLISHER: Final = Name(vi="UBND tỉnh Lai Châu", en="People's Committee of Lai Châu")
ORDINARY: Final = Setting(
    host="agent",
    keys="",
    root_fingerprint="3f9a1c20b7d84e5596ab10c2d3e4f50617283940a5b6c7d8e9f00112233445af",
    site="https://bluezone.laichau.example",
    publisher=PUBLISHER,
    trial=False,
    hotline="0213 3876 543",
    version="1.0.0",
    service_worker=False,
)


@dataclass(slots=True)
class Served:
    """What one server hands out and what it saw.

    Args:
        setting: `config.json`.
        device: The phone behind the pages.
        files: Files by path that stand in for, or beside, those of the folder, such as a signed feed.
        requests: Every request that arrived, as (method, path).
        told: What requests carried beyond a bare GET of a path: a query, a body, a cookie, a referrer, as (path, what).
        address: Where the pages are, with a slash at the end.
    """

    setting: Setting = ORDINARY
    device: ScriptedDevice = field(default_factory=ScriptedDevice)
    files: dict[str, bytes] = field(default_factory=dict)
    requests: list[tuple[str, str]] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)
    address: str = ""

    @property
    def entry(self) -> str:
        """Where a person begins: the pages, with the phone's token where there is a phone."""
        return f"{self.address}#t={TOKEN}" if self.setting.host == "agent" else self.address

    def content(self, path: str) -> tuple[bytes, str] | None:
        """Return a file and its content type, or nothing."""
        name = path.lstrip("/") or INDEX
        if name == "config.json":
            return setting_file(self.setting).content, CONTENT_TYPES[".json"]
        file = (PAGES / name).resolve()
        if name in self.files:
            return self.files[name], CONTENT_TYPES[kind_of(Path(name))]
        if not file.is_relative_to(PAGES) or not file.is_file() or kind_of(file) not in CONTENT_TYPES:
            return None
        return file.read_bytes(), CONTENT_TYPES[kind_of(file)]


@lru_cache(maxsize=256)
def shorter(content: bytes) -> bytes | None:
    """Return content in gzip, as the site sends it; None where that is not shorter."""
    return served(content, ".txt").zipped


class Handler(BaseHTTPRequestHandler):
    """One request: a file of the pages, or a call of the device port."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    served: Served

    def do_GET(self) -> None:
        """Answer a file or a question."""
        path = self._path()
        if path.startswith(DEVICE):
            self._call("GET", path)
            return
        found = self.served.content(path)
        if found is None:
            self._send(404, b"", "text/plain; charset=utf-8")
        else:
            self._send(200, *found, zipped=True)

    def do_POST(self) -> None:
        """Answer a call that does something, or take a sealed letter as the keyserver does."""
        path = self._path()
        if path == MAILBOX:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self._send(200, b"{}", CONTENT_TYPES[".json"])
        else:
            self._call("POST", path)

    def do_PUT(self) -> None:
        """Answer a call that changes something."""
        self._call("PUT", self._path())

    def do_DELETE(self) -> None:
        """Answer a call that removes something."""
        self._call("DELETE", self._path())

    def log_message(self, *_: object) -> None:
        """Say nothing: a journey reads `requests`."""

    def _path(self) -> str:
        path = unquote(urlsplit(self.path).path)
        self.served.requests.append((self.command, path))
        carried = {
            "method": self.command != "GET",
            "query": bool(urlsplit(self.path).query),
            "body": int(self.headers.get("Content-Length") or 0) > 0,
            "cookie": "Cookie" in self.headers,
            "referrer": "Referer" in self.headers,
        }
        self.served.told.extend((path, what) for what, is_so in carried.items() if is_so)
        return path

    def _call(self, method: str, path: str) -> None:
        """Answer a call of the port, once the one-time token was exchanged for the bearer."""
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.loads(sent) if sent else None
        name = path.removeprefix(DEVICE)
        if name == "session":
            right = body == {"token": TOKEN}
            answer = (200, {"bearer": BEARER}) if right else (401, {"error": "token_wrong", "message": "unknown token"})
        elif self.headers.get("Authorization") != f"Bearer {BEARER}":
            answer = 401, {"error": "token_wrong", "message": "no bearer"}
        else:
            answer = self.served.device.answer(method, name, body)
        self._send(answer[0], msgspec.json.encode(answer[1]), "application/json")

    def _send(self, status: int, content: bytes, content_type: str, *, zipped: bool = False) -> None:
        short = shorter(content) if zipped and "gzip" in self.headers.get("Accept-Encoding", "") else None
        content = short or content
        self.send_response(status)
        if short:
            self.send_header("Content-Encoding", "gzip")
        path = urlsplit(self.path).path
        document = path.endswith("/") or bears_policy(path.lstrip("/"))
        policy = page_headers((PAGES / INDEX).read_bytes(), keys=self.served.setting.keys) if document else PART
        for name, value in policy.items():
            self.send_header(name, value)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-cache")
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()


class Server(ThreadingHTTPServer):
    """A server that lets a browser go away in the middle of an answer, as browsers do."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep a broken connection quiet, and everything else loud."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # the base names no types


@contextmanager
def pages(served: Served | None = None, *, port: int = 0) -> Iterator[Served]:
    """Serve the pages on loopback until the block ends; the server reads `served` afresh at each request."""
    shown = served or Served()
    handler = type("HandlerOfThese", (Handler,), {"served": shown})
    server = Server(("127.0.0.1", port), handler)
    shown.address = f"http://127.0.0.1:{server.server_address[1]}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield shown
    finally:
        server.shutdown()
        server.server_close()


def main() -> None:
    """Serve on a fixed port until interrupted: `pages_server.py [agent|browser] [port]`."""
    host = sys.argv[1] if len(sys.argv) > 1 else "agent"
    setting = msgspec.structs.replace(ORDINARY, host=host, service_worker=host == "browser")
    with pages(
        Served(setting, ScriptedDevice(host=host)), port=int(sys.argv[2]) if len(sys.argv) > 2 else 8765
    ) as shown:
        sys.stdout.write(f"{shown.entry}\n")
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    main()
