"""Publishes the forms that come with Bluezone, so that a new installation can report at once."""

from datetime import UTC, datetime

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from bluezone.rollout.reporting.catalogue import shipped_forms


def publish(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Publish what is not published yet."""
    definitions = apps.get_model("reporting", "FormDefinition")
    for document in shipped_forms():
        definitions.objects.get_or_create(
            key=document["key"],
            version=document["version"],
            defaults={
                "valid_from": document["valid_from"],
                "document": document,
                "published_at": datetime.fromisoformat(document["valid_from"]).replace(tzinfo=UTC),
            },
        )


class Migration(migrations.Migration):
    dependencies = [("reporting", "0002_reports_only_grow")]

    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
