"""Lets reports come from the field, and publishes the second version of the form of a movement's events.

A constraint that changes makes SQLite build the table anew, without its triggers; so they are put in place again.
"""

from datetime import UTC, datetime

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from bluezone.rollout.reporting.catalogue import shipped_forms
from bluezone.rollout.reporting.triggers import allow_changes, refuse_changes

SOURCES = [
    ("form", "form"),
    ("sms", "text message"),
    ("xlsx", "spreadsheet"),
    ("desk", "telephone desk"),
    ("qr", "QR hand-over"),
    ("paper", "paper"),
    ("field", "field page"),
]


def publish(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Publish it where only the first version is."""
    definitions = apps.get_model("reporting", "FormDefinition")
    for document in shipped_forms():
        if document["key"] == "movement_event":
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
    dependencies = [("reporting", "0004_broadcasts_name_their_text")]

    operations = [
        migrations.RunPython(allow_changes, refuse_changes),
        migrations.RemoveConstraint(model_name="submission", name="submission_source_known"),
        migrations.AlterField(
            model_name="submission",
            name="source",
            field=models.CharField(choices=SOURCES, max_length=10, verbose_name="way in"),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(source__in=[word for word, _label in SOURCES]), name="submission_source_known"
            ),
        ),
        migrations.RunPython(refuse_changes, allow_changes),
        migrations.RunPython(publish, migrations.RunPython.noop),
    ]
