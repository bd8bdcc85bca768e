"""The Django project behind a command: which data folder, which database, then Django itself."""

import os
from pathlib import Path
from typing import Final

from bluezone.protocol.errors import RuleViolation, Unavailable

DATA: Final = Path("bluezone-data")
REGISTRY: Final = "registry.sqlite3"
KEYSERVER: Final = "keyserver.sqlite3"
ELSEWHERE: Final = "postgresql"
"""The keyserver's note in its data folder that its records are in PostgreSQL."""
KEYSERVER_DATABASE_URL: Final = "BLUEZONE_KEYSERVER_DATABASE_URL"


def enter_project(data: Path, *, must_exist: bool = True) -> None:
    """Load Django for the registry of a data folder; settings that a test chose before stay.

    Args:
        data: The data folder.
        must_exist: Whether a folder without a registry is refused.

    Raises:
        Unavailable: There is no registry.
    """
    chosen = "DJANGO_SETTINGS_MODULE" in os.environ
    if must_exist and not chosen and not registry_place() and not (data / REGISTRY).exists():
        raise Unavailable("there is no registry in this data folder: name another with --data")
    os.environ.setdefault("BLUEZONE_DATA", str(data.absolute()))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bluezone.config.settings")

    import django  # noqa: PLC0415 -- it reads the environment that was set above

    django.setup()


def check_registry_age() -> None:
    """Refuse a registry that a newer program brought up to date; Django is loaded before.

    Raises:
        RuleViolation: `registry_newer`.
    """
    from django.db import connection  # noqa: PLC0415 -- Django is loaded by the caller
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415 -- the same

    loader = MigrationLoader(connection)
    ours = {app for app, _name in loader.disk_migrations}
    if any(app in ours and (app, name) not in loader.disk_migrations for app, name in loader.applied_migrations):
        raise RuleViolation(
            "registry_newer",
            "a newer program brought the registry up to date: install that one again, or restore a backup",
        )


def registry_place() -> str:
    """Return where the environment says that the registry is: an address, a file, or nothing."""
    return os.environ.get("BLUEZONE_DATABASE_URL") or os.environ.get("BLUEZONE_DATABASE", "")


def registry_address() -> str:
    """Return the address of the registry when it lives in PostgreSQL, else nothing."""
    address = registry_place()
    return address if address.startswith(("postgresql://", "postgres://")) else ""


def keyserver_address() -> str:
    """Return the address of the keyserver's records when they live in PostgreSQL, else nothing."""
    return os.environ.get(KEYSERVER_DATABASE_URL, "")


def check_keyserver_address(data: Path) -> None:
    """Refuse a data folder whose keyserver has its records elsewhere than the environment says.

    Raises:
        RuleViolation: `records_elsewhere`.
    """
    if (data / ELSEWHERE).exists() and not keyserver_address():
        raise RuleViolation(
            "records_elsewhere",
            f"the records of this data folder's keyserver are in PostgreSQL: name it with {KEYSERVER_DATABASE_URL}",
        )
    if (data / KEYSERVER).exists() and keyserver_address():
        raise RuleViolation(
            "records_elsewhere",
            f"this data folder has its keyserver's records in {KEYSERVER}, and {KEYSERVER_DATABASE_URL} names another place",
        )


def conduct(demo_clock: Path | None) -> None:
    """Let the registry's programs follow a conducted clock, when one is given; call it before `enter_project`."""
    if demo_clock is not None:
        os.environ["BLUEZONE_DEMO_CLOCK"] = str(demo_clock.absolute())


def check_trial(demo_clock: Path | None) -> None:
    """Refuse a conducted clock on an installation that is no trial: it would forget what is not past its time.

    Raises:
        RuleViolation: `installation_is_real`.
    """
    from bluezone.authority.console.queries import is_trial  # noqa: PLC0415 -- Django is loaded by the caller

    if demo_clock is not None and not is_trial():
        raise RuleViolation("installation_is_real", "a conducted clock works only while the installation is a trial")
