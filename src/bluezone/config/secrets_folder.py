"""Secrets that live as files beside the database, never in it: made at first need, readable by their owner only."""

import os
import secrets
from pathlib import Path
from typing import Final

OWNER_ONLY: Final = 0o600
SECRET_BYTES: Final = 48


def kept_secret(path: Path) -> str:
    """Return the secret that a file keeps, making file and secret when there is none.

    Two programs that start at once agree: the file appears whole, and the one who comes second reads it.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "w") as file:
            file.write(secrets.token_urlsafe(SECRET_BYTES))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
