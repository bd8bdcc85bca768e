"""The first definition, so that a fresh installation can register a case."""

from datetime import UTC, date, datetime

from django.apps.registry import Apps
from django.db import migrations

FIRST = {
    "title": "Initial definition / Định nghĩa ban đầu",
    "decided_by": "Default of this system: to be confirmed by a decision of the Ministry of Health",
    "rules": {
        "follow_up_days": 14,
        "second_follow_up_days": 14,
        "quarantine_days": 14,
        "infectious_days_before": 2,
        "infectious_days_after": 10,
        "contact_minutes": 15,
        "contact_metres": 2,
    },
    "valid_from": date(2020, 1, 1),
    "created_at": datetime(2020, 1, 1, tzinfo=UTC),
}


def add(apps: Apps, _schema_editor: object) -> None:
    """Add version 1."""
    apps.get_model("cases", "Definition").objects.get_or_create(version=1, defaults=FIRST)


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("cases", "0005_conditions")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
