"""The first tables of venues."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0002_relations"),
        ("territory", "0002_denominators_and_leads"),
    ]

    operations = [
        migrations.CreateModel(
            name="Venue",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.PositiveSmallIntegerField(
                        help_text="The number of protocol.venues.VenueType.", verbose_name="type"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed at")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                        verbose_name="commune",
                    ),
                ),
            ],
            options={
                "verbose_name": "venue",
                "verbose_name_plural": "venues",
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="VenueCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                ("sealed_secret", models.BinaryField()),
                ("issued_on", models.DateField(verbose_name="issued on")),
                ("expires_on", models.DateField(verbose_name="expires on")),
                ("replaced_at", models.DateTimeField(blank=True, null=True, verbose_name="replaced at")),
                ("created_by", models.CharField(max_length=50)),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="codes", to="venues.venue"
                    ),
                ),
            ],
            options={
                "verbose_name": "venue code",
                "verbose_name_plural": "venue codes",
                "ordering": ["-version"],
                "constraints": [models.UniqueConstraint(fields=("venue", "version"), name="venue_code_once")],
            },
        ),
        migrations.CreateModel(
            name="Warning",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("start", models.DateTimeField(verbose_name="from")),
                ("end", models.DateTimeField(verbose_name="until")),
                ("released_at", models.DateTimeField(verbose_name="released at")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                ("press_notice", models.JSONField(default=dict, help_text="vi and en.", verbose_name="press notice")),
                (
                    "milestone",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="warning", to="cases.milestone"
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="warnings", to="venues.venue"
                    ),
                ),
            ],
            options={
                "verbose_name": "warning",
                "verbose_name_plural": "warnings",
                "ordering": ["-released_at"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("end__gt", models.F("start"))), name="warning_in_order")
                ],
            },
        ),
    ]
