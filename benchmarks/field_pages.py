"""The first visit to the field's pages on a bad network: 40 kbit/s, 1.5 s a round trip, packets lost, a slow processor.

Chromium's brakes slow the wire and the processor. They lose no packets, so the server loses them: an answer that would
need a packet again comes one timeout later (RFC 6298 section 2: at least one second, here twice the round trip).
"""

import statistics
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from threading import Thread
from typing import Final

import msgspec
from benchmarks.measure import Measure
from playwright.sync_api import Browser
from tests.citizen.first_load import SLOWER, old_phone
from tests.citizen.pages_server import ORDINARY
from tests.journeys.browser import chromium

from bluezone.citizen.serving import INDEX, PAGES, served_files, setting_file
from bluezone.rollout.fieldwork.folder import PAGES as FIELD_PAGES

VISITS: Final = 3
BYTES_A_SECOND: Final = 40_000 // 8
LATENCY_MS: Final = 1500
LOSS: Final = 0.05
PACKET_BYTES: Final = 1400
TIMEOUT_SECONDS: Final = 3.0
PATIENCE_MS: Final = 300_000
SEED: Final = 7


FILES: Final = {
    **{f"/app/{path}": file for path, file in served_files(PAGES).items()},
    **{f"/field/{path}": file for path, file in served_files(FIELD_PAGES).items()},
    "/field/config.json": setting_file(
        msgspec.structs.replace(ORDINARY, host="browser", keys="", service_worker=False)
    ),
}


class Lossy(BaseHTTPRequestHandler):
    """The site's two folders, over a wire that loses packets."""

    protocol_version = "HTTP/1.1"
    chance = Random(SEED)

    def do_GET(self) -> None:
        """Answer a file, late when one of its packets was lost."""
        path = self.path.split("?")[0]
        file = FILES.get(path + INDEX if path.endswith("/") else path)
        content = (file.zipped or file.content) if file else b""
        packets = 1 + len(content) // PACKET_BYTES
        if any(self.chance.random() < LOSS for _ in range(packets)):
            time.sleep(TIMEOUT_SECONDS)
        self.send_response(HTTPStatus.OK if file else HTTPStatus.NOT_FOUND)
        self.send_header("Content-Length", str(len(content)))
        if file:
            self.send_header("Content-Type", file.content_type)
            if file.zipped:
                self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def first_visit(browser: Browser, address: str) -> float:
    """Return the seconds until the first button of an invitation can be pressed."""
    context = old_phone(browser)
    try:
        page = context.new_page()
        session = context.new_cdp_session(page)
        speed = {"downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND}
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", {"offline": False, "latency": LATENCY_MS, **speed})
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        started = time.monotonic()
        page.goto(f"{address}/field/#e=abcdefghijklmnop", wait_until="commit", timeout=PATIENCE_MS)
        page.wait_for_selector("main .button-primary", timeout=PATIENCE_MS)
        return time.monotonic() - started
    finally:
        context.close()


def measures() -> list[Measure]:
    """Return how long a first visit takes where there is hardly a network."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Lossy)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        with chromium() as browser:
            address = f"http://127.0.0.1:{server.server_port}"
            seconds = statistics.median(first_visit(browser, address) for _ in range(VISITS))
    finally:
        server.shutdown()
    name = "field, first visit at CPU x6, 40 kbit/s, 1.5 s a round trip and 5 % of packets lost"
    return [Measure(name, seconds, "s", aim="<= 60 s", met=seconds <= 60)]
