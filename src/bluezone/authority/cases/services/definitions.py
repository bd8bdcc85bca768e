"""Writing definitions: a new version from a day on; what was classified before keeps the version that it used."""

from datetime import date, timedelta

from django.db import transaction

from bluezone.authority.audit.services import Subject, record
from bluezone.authority.cases.models import Definition
from bluezone.authority.cases.rules.definitions import Numbers
from bluezone.authority.cases.services.doing import Doing
from bluezone.protocol.errors import RuleViolation


@transaction.atomic
def define(title: str, decided_by: str, numbers: Numbers, first_day: date, doing: Doing) -> Definition:
    """Add a version that holds from a day on; the one before ends on the day before.

    Raises:
        RuleViolation: `definition_day`: the day is not after the first day of the version before.
    """
    last = Definition.objects.select_for_update().order_by("-version").first()
    if last is not None:
        if last.valid_from is not None and first_day <= last.valid_from:
            raise RuleViolation("definition_day", "a new version begins after the one before it")
        last.valid_to = first_day - timedelta(days=1)
        last.save(update_fields=["valid_to"])
    made = Definition.objects.create(
        version=last.version + 1 if last else 1,
        title=title,
        decided_by=decided_by,
        rules=numbers.as_rules(),
        valid_from=first_day,
        created_at=doing.moment,
    )
    subject = Subject("cases.definition", str(made.version))
    record(doing.actor, "definition.make", subject, doing.purpose, doing.moment)
    return made
