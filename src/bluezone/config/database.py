"""Where the registry lives: one SQLite file by default, PostgreSQL by one URL."""

from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

WAIT_SECONDS: Final = 20
PRAGMAS: Final = """
PRAGMA foreign_keys=ON;
PRAGMA journal_mode=WAL;
PRAGMA synchronous=FULL;
PRAGMA secure_delete=ON;
PRAGMA mmap_size=134217728;
"""


def database(url: str | None, default: Path) -> dict[str, Any]:
    """Return Django's description of the registry.

    Args:
        url: `postgresql://user:password@host:port/name`, or `…/name?host=/folder` for the socket of a server on this
            machine; the path of an SQLite file; or nothing.
        default: The SQLite file when there is nothing.
    """
    parts = urlsplit(url or "")
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or parse_qs(parts.query).get("host", [""])[0],
            "PORT": parts.port or "",
            "CONN_MAX_AGE": 60,
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": Path(url) if url else default,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": WAIT_SECONDS, "init_command": PRAGMAS},
    }
