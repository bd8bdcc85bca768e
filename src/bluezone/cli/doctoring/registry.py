"""Facts about the registry, as its own machinery tells them; None where it is not."""

import os
from datetime import datetime, timedelta
from pathlib import Path

from bluezone.cli.doctoring.rules import Registry
from bluezone.cli.project import REGISTRY, enter_project


def registry(data: Path, at: datetime) -> Registry | None:
    """Return the facts about the registry of a data folder; None when it has none.

    Args:
        data: The data folder.
        at: The present moment.
    """
    if not (data / REGISTRY).exists() and not {"BLUEZONE_DATABASE", "BLUEZONE_DATABASE_URL"} & {*os.environ}:
        return None
    enter_project(data)
    from django.conf import settings  # noqa: PLC0415 -- Django is loaded above

    from bluezone.config.watching.facts import facts, totals  # noqa: PLC0415 -- the same
    from bluezone.config.watching.rules import Total  # noqa: PLC0415 -- the same

    seen = facts(settings.KEYSERVER_ADDRESS)
    if not seen.database or not seen.migrated:
        return Registry(answers=seen.database, migrated=seen.migrated)
    told = dict(totals(seen, at))
    age = told.get(Total.OUTBOX_AGE)
    return Registry(
        answers=True,
        worker_age=at - seen.worked_at if seen.worked_at else None,
        jobs_failed=int(told[Total.JOBS_FAILED]),
        outbox_age=None if age is None else timedelta(seconds=age),
    )
