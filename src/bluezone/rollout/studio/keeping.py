"""Where files of the studio lie: under the data folder, by their digest, never below the static files."""

from hashlib import sha256
from pathlib import Path
from typing import Final

from django.conf import settings

FOLDER: Final = "studio"


def keep(data: bytes) -> str:
    """Write a file unless it is there already, and return its digest, 64 hexadecimal digits."""
    digest = sha256(data).hexdigest()
    place = _place(digest)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_suffix(".part")
        draft.write_bytes(data)
        draft.chmod(0o600)
        draft.replace(place)
    return digest


def content(digest: str) -> bytes:
    """Return a kept file."""
    return _place(digest).read_bytes()


def drop(digest: str) -> None:
    """Remove a file; one that is gone already is fine."""
    _place(digest).unlink(missing_ok=True)


def _place(digest: str) -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER / digest[:2] / digest
