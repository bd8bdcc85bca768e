"""`bluezone phone run --ui`: the citizen's pages over the phone that runs, for browsers on this machine.

The link to the pages bears a token that is good once. It stands in a file that only its owner can read, never on a
command line; whenever it was used, a fresh one takes its place. The port stays the same for a diary, so that a page
that is open finds its phone again.
"""

import os
import secrets
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Final

import httpx
import typer

from bluezone.citizen.serving import INDEX, Name, Setting, page_headers, served_files, setting_file
from bluezone.phone.device import Device
from bluezone.phone.diary import Enrolment
from bluezone.phone.diary_key import destroy_diary_key
from bluezone.phone.local_api import Doorkeeper, LocalApi
from bluezone.phone.local_server import LOOPBACK, bound, hosts, served
from bluezone.phone.wording import Publisher
from bluezone.protocol.errors import Unavailable

LINK: Final = "pages.link"
OPENING: Final = "pages.html"
PORT: Final = "pages.port"
BESIDE_THE_DIARY: Final = (LINK, OPENING, PORT)
"""What `--ui` writes into a diary's folder."""
LAST_PORT: Final = 65535
SERVICE_WORKER: Final = "sw.js"
"""Not served here: a program on this machine needs no copy of its pages in the browser."""


@dataclass(frozen=True, slots=True)
class Pages:
    """What the pages are told.

    Args:
        publisher: Who speaks through them.
        site: The public site's origin; empty when there is none.
        port: Where to serve them; 0 for the diary's own.
        open_browser: Whether to open them at once.
    """

    publisher: Publisher
    site: str = ""
    port: int = 0
    open_browser: bool = False


@dataclass(slots=True)
class Links:
    """The file with the link, and for a browser that is to be opened one that leads there.

    Args:
        folder: The diary's.
        port: Where the pages are served.
        opening: Whether to write, once, the file for a browser.
    """

    folder: Path
    port: int
    opening: bool = False
    _opened: bool = field(init=False, default=False)

    def hand_over(self, token: str) -> None:
        """Write the link with a fresh token in the place of the former."""
        link = f"http://{LOOPBACK}:{self.port}/#t={token}"
        own_file(self.folder / LINK, f"{link}\n")
        if self.opening and not self._opened:
            page = f'<!doctype html><meta http-equiv="refresh" content="0;url={link}"><a href="{link}">Bluezone</a>\n'
            own_file(self.folder / OPENING, page)
        else:
            (self.folder / OPENING).unlink(missing_ok=True)
        self._opened = True


def own_file(place: Path, content: str) -> None:
    """Write a file that only this account can read, whole, in the place of the former.

    Raises:
        Unavailable: It cannot be written.
    """
    draft = place.with_name(f".{place.name}.new")
    try:
        draft.unlink(missing_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
        draft.replace(place)
    except OSError as wrong:
        raise Unavailable("the file with the link cannot be written: look at the diary's folder") from wrong


def remove_traces(folder: Path) -> None:
    """Remove the diary's key and everything that `--ui` wrote beside it."""
    destroy_diary_key(folder)
    for name in BESIDE_THE_DIARY:
        (folder / name).unlink(missing_ok=True)
        (folder / f".{name}.new").unlink(missing_ok=True)


@asynccontextmanager
async def pages_of(device: Device, enrolment: Enrolment, folder: Path, pages: Pages) -> AsyncIterator[None]:
    """Serve the pages of a phone as long as the block lasts, and say where their link lies.

    Raises:
        Unavailable: There is no port, or the link cannot be written.
    """
    listener = bound(*([pages.port] if pages.port else [_former_port(folder), 0]))
    port = listener.getsockname()[1]
    own_file(folder / PORT, f"{port}\n")
    links = Links(folder, port, opening=pages.open_browser)
    doorkeeper = Doorkeeper(secrets.token_bytes, links.hand_over)
    files, headers = _files(enrolment, pages)
    app = LocalApi(device, files, headers, doorkeeper, hosts(port))
    try:
        async with served(app, listener):
            doorkeeper.open()
            typer.echo(f"Trang của máy: mở liên kết trong tệp / Its pages: open the link in the file {folder / LINK}")
            if pages.open_browser:
                webbrowser.open((folder / OPENING).absolute().as_uri())
            yield
    finally:
        for name in (LINK, OPENING):
            (folder / name).unlink(missing_ok=True)


def _files(enrolment: Enrolment, pages: Pages) -> tuple[dict[str, tuple[bytes, str]], dict[str, str]]:
    keys = origin(enrolment.server)
    publisher = pages.publisher
    setting = Setting(
        host="agent",
        keys=keys,
        root_fingerprint=enrolment.root_fingerprint,
        site=pages.site,
        publisher=Name(publisher.name, publisher.name) if publisher.name else None,
        trial=not publisher.name,
        hotline=publisher.hotline,
        version=version("bluezone"),
        service_worker=False,
    )
    files = {path: file for path, file in served_files().items() if path != SERVICE_WORKER}
    headers = page_headers(files[INDEX].content, keys=keys)
    files["config.json"] = setting_file(setting)
    return {path: (file.content, file.content_type) for path, file in files.items()}, headers


def origin(server: str) -> str:
    """Return the origin of a key server's address, which may have a path."""
    url = httpx.URL(server)
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


def _former_port(folder: Path) -> int:
    try:
        port = int((folder / PORT).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0
    return port if 0 < port <= LAST_PORT else 0
