"""Publishes the second version of the form of the gate, which counts who has the app already."""

from datetime import UTC, datetime

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from bluezone.rollout.reporting.catalogue import shipped_forms


def publish(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Publish it where only the first version is."""
    definitions = apps.get_model("reporting", "FormDefinition")
    for document in shipped_forms():
        if document["key"] == "gate_day":
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
    dependencies = [("reporting", "0005_reports_from_the_field")]

    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
