"""The citizen's pages as a server hands them out: bytes, content types, cache rules, and what the pages may reach.

The site serves them at `/app/`, `bluezone phone run --ui` serves the same folder on loopback; both take everything
from here, so that a page meets one content security policy wherever it runs. Source of the policy's words:
W3C, Content Security Policy Level 3, sections 2.3.1 and 6.1.
"""

import gzip
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal

import msgspec

PAGES: Final = Path(__file__).parent / "pages"
INDEX: Final = "index.html"
CONTENT_TYPES: Final[Mapping[str, str]] = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/vnd.microsoft.icon",
    ".wasm": "application/wasm",
    ".txt": "text/plain; charset=utf-8",
}
"""What a page may be made of; a file of another kind is not served."""
ASK_FIRST: Final = "no-cache"
"""Kept, and asked for again by its tag each time: parts of one version never mix with parts of another."""
A_DAY: Final = "public, max-age=86400"
PICTURES: Final = frozenset({".png", ".svg", ".ico"})
PERMISSIONS: Final = (
    "accelerometer=(), camera=(self), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), "
    "payment=(), usb=()"
)
"""The Permissions-Policy of the pages: the camera for scanning codes, and nothing else that could watch anybody.

Web Bluetooth is no feature that this header knows.
"""
DOCUMENTS: Final = frozenset({".html", ".svg"})
"""Kinds of files that a browser opens as a page of their own."""
WORKER: Final = "sw.js"
"""The pages' service worker: a program with a policy of its own."""
PART: Final[Mapping[str, str]] = {"X-Content-Type-Options": "nosniff"}
"""What the parts of a page bear: a policy counts for a document or a worker, and on a slow network each word costs."""
_SCRIPT: Final = re.compile(rb"<script(?P<attributes>[^>]*)>(?P<words>.*?)</script>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ServedFile:
    """One file as it is answered.

    Args:
        content: Its bytes.
        content_type: Its Content-Type.
        cache: Its Cache-Control.
        tag: Its ETag, quoted: the first 16 bytes of the content's SHA-256 in hex.
        zipped: The same bytes in gzip, where that is shorter; otherwise None.
    """

    content: bytes = field(repr=False)
    content_type: str
    cache: str
    tag: str
    zipped: bytes | None = field(default=None, repr=False)


class Name(msgspec.Struct, frozen=True):
    """A name in both languages."""

    vi: str
    en: str


class Setting(msgspec.Struct, frozen=True):
    """What the pages read first, as `config.json` beside `index.html`: where they are and who speaks through them.

    Attributes:
        host: `browser` without a radio, `agent` with the phone's programme behind the page.
        keys: The keyserver's origin.
        root_fingerprint: Hex of the root key's fingerprint; empty while nobody knows it.
        site: The public site's origin.
        publisher: The body in whose name the installation speaks; none in a trial.
        trial: Whether nothing here is official.
        hotline: A telephone number of the publisher; empty when none is configured.
        version: Of this programme.
        service_worker: Whether the page may keep itself for use without a network.
    """

    host: Literal["browser", "agent"]
    keys: str
    root_fingerprint: str
    site: str
    publisher: Name | None
    trial: bool
    hotline: str
    version: str
    service_worker: bool


def served_files(folder: Path = PAGES) -> dict[str, ServedFile]:
    """Return every file of a folder by its path below it, with forward slashes.

    Hidden files and kinds that no page is made of are left out, and so is what a link leads to outside the folder.
    """
    inside = folder.resolve()
    files = (file for file in sorted(folder.rglob("*")) if file.is_file() and kind_of(file) in CONTENT_TYPES)
    paths = ((file.relative_to(folder), file) for file in files if file.resolve().is_relative_to(inside))
    return {
        path.as_posix(): served(file.read_bytes(), kind_of(file))
        for path, file in paths
        if not any(part.startswith(".") for part in path.parts)
    }


def kind_of(file: Path) -> str:
    """Return the suffix by which a file's kind is known; a licence is plain text without one."""
    return ".txt" if file.name == "LICENSE" else file.suffix


def served(content: bytes, suffix: str) -> ServedFile:
    """Return content of a kind, named by its suffix, as it is answered."""
    zipped = gzip.compress(content, 9, mtime=0)
    return ServedFile(
        content=content,
        content_type=CONTENT_TYPES[suffix],
        cache=A_DAY if suffix in PICTURES else ASK_FIRST,
        tag=f'"{sha256(content).hexdigest()[:32]}"',
        zipped=zipped if len(zipped) < len(content) else None,
    )


def security_policy(index: bytes, *, keys: str) -> str:
    """Return the Content-Security-Policy of the pages.

    Args:
        index: The first page, whose inline scripts (the import map) are allowed by their hash, and no others.
        keys: The keyserver's origin, the only other one that the pages speak to.
    """
    hashes = "".join(f" 'sha256-{b64encode(sha256(words).digest()).decode()}'" for words in inline_scripts(index))
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'self'{hashes} 'wasm-unsafe-eval'",
            f"connect-src 'self' {keys}".rstrip(),
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "media-src 'self' blob:",
            "manifest-src 'self'",
            "worker-src 'self'",
            "base-uri 'self'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        ]
    )


def inline_scripts(index: bytes) -> list[bytes]:
    """Return what stands inside the script elements of a page that name no source, exactly as written."""
    return [found["words"] for found in _SCRIPT.finditer(index) if b"src=" not in found["attributes"].lower()]


def bears_policy(path: str) -> bool:
    """Return whether a file is a document or a worker, for which `page_headers` count; its parts bear `PART`."""
    return path == WORKER or Path(path).suffix in DOCUMENTS


def page_headers(index: bytes, *, keys: str) -> dict[str, str]:
    """Return the headers that every document and worker of the pages bears, whoever serves it."""
    return {
        "Content-Security-Policy": security_policy(index, keys=keys),
        "Permissions-Policy": PERMISSIONS,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }


def setting_file(setting: Setting) -> ServedFile:
    """Return `config.json` as it is answered."""
    return served(msgspec.json.format(msgspec.json.encode(setting)), ".json")
