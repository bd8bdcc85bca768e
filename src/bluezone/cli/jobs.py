"""The jobs of people's side: what the worker does every half minute, one after the other, none able to stop the rest."""

import logging
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from bluezone.protocol.errors import Unavailable

logger = logging.getLogger(__name__)

JOBS: Final[tuple[tuple[str, dict[str, object]], ...]] = (
    ("db_worker", {"batch": True, "interval": 0.2, "startup_delay": False, "reload": False}),
    ("ask_about_figures", {}),
    ("send_reminders", {}),
    ("bring_codes", {}),
    ("deliver_messages", {}),
    ("purge_messages", {}),
    ("issue_feeds", {}),
    ("ask_about_codes", {}),
    ("watch_exports", {}),
    ("collect_reports", {}),
    ("fetch_news", {}),
    ("make_public_files", {}),
    ("forget_prints", {}),
    ("clearsessions", {}),
    ("purge_registry", {}),
)

"""Management commands and their options, in the order in which they run."""


def do_jobs() -> None:
    """Run every job once; one that another process holds is left to it, one that fails is told and tried next time."""
    from django.core.management import call_command  # noqa: PLC0415 -- Django is loaded by the caller

    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        for name, options in JOBS:
            try:
                call_command(name, stdout=nowhere, verbosity=0, **options)
            except Unavailable:
                continue
            except Exception as fault:  # noqa: BLE001 -- a fault in one job must not keep people's messages from leaving
                logger.error("job failed", extra={"job": name, "kind": type(fault).__name__})  # noqa: TRY400 -- a trace could hold a name


def note_round() -> None:
    """Leave in the registry when the worker last went round; a registry that refuses is told by the jobs already."""
    from django.db import DatabaseError  # noqa: PLC0415 -- Django is loaded by the caller

    from bluezone.authority.clock import present_moment  # noqa: PLC0415 -- the same
    from bluezone.config.watching.facts import went_round  # noqa: PLC0415 -- the same

    with suppress(DatabaseError):
        went_round(present_moment())
