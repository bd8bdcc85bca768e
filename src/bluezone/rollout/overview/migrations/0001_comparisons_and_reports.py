"""How units are compared, and the morning reports."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Comparison",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_ranked", models.BooleanField(verbose_name="units are ranked")),
                ("actor", models.CharField(max_length=80, verbose_name="who decided, as the audit names it")),
                ("decided_at", models.DateTimeField(verbose_name="decided at")),
            ],
            options={
                "verbose_name": "way of comparing",
                "verbose_name_plural": "ways of comparing",
                "ordering": ["-decided_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="MorningReport",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("day", models.DateField(verbose_name="last day that counts")),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                ("cut_off", models.DateTimeField(verbose_name="counts what came before")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("actor", models.CharField(max_length=80, verbose_name="who made it, as the audit names it")),
                ("document", models.JSONField(verbose_name="words")),
                ("basis", models.JSONField(verbose_name="submissions behind the figures, by place")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "quick report",
                "verbose_name_plural": "quick reports",
                "ordering": ["-day", "-version"],
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "day", "version"), name="morning_report_version_once")
                ],
            },
        ),
    ]
