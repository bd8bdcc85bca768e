"""The Django project behind a command: which data folder, which database, then Django itself."""

import os
from pathlib import Path
from typing import Final

from bluezone.protocol.errors import Unavailable

DATA: Final = Path("bluezone-data")
REGISTRY: Final = "registry.sqlite3"


def enter_project(data: Path, *, must_exist: bool = True) -> None:
    """Load Django for the registry of a data folder; settings that a test chose before stay.

    Args:
        data: The data folder.
        must_exist: Whether a folder without a registry is refused.

    Raises:
        Unavailable: There is no registry.
    """
    chosen = "DJANGO_SETTINGS_MODULE" in os.environ
    if must_exist and not chosen and "BLUEZONE_DATABASE" not in os.environ and not (data / REGISTRY).exists():
        raise Unavailable("there is no registry in this data folder: name another with --data")
    os.environ.setdefault("BLUEZONE_DATA", str(data.absolute()))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bluezone.config.settings")

    import django  # noqa: PLC0415 -- it reads the environment that was set above

    django.setup()
