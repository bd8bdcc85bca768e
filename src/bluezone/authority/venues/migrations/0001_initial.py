"""The first tables of venues."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0006_first_definition"),
        ("territory", "0002_denominators_and_leads"),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("entries", models.BinaryField(help_text="Empty once the batch is dropped.")),
                (
                    "day",
                    models.DateField(
                        blank=True, help_text="The day whose regular batch it is.", null=True, unique=True
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("dropped_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["made_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Venue",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "bus station"),
                            (2, "coach"),
                            (3, "tourist site"),
                            (4, "restaurant"),
                            (5, "hotel"),
                            (6, "office"),
                            (7, "school"),
                            (8, "market"),
                            (9, "health facility"),
                            (10, "place of worship"),
                            (11, "event"),
                            (0, "another place"),
                        ],
                        help_text="The number of protocol.venues.VenueType.",
                        verbose_name="type",
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "spelling",
                    models.CharField(help_text="The name as two spellings of it are the same.", max_length=120),
                ),
                (
                    "folded",
                    models.CharField(db_index=True, help_text="The name as a search compares it.", max_length=60),
                ),
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
            name="PlaceWarning",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("start", models.DateTimeField(verbose_name="from")),
                ("end", models.DateTimeField(verbose_name="until")),
                ("notice_vi", models.TextField(max_length=4000, verbose_name="press notice in Vietnamese")),
                ("notice_en", models.TextField(max_length=4000, verbose_name="press notice in English")),
                ("at_once", models.BooleanField(default=True, help_text="Whether a batch of its own is made for it.")),
                ("released_at", models.DateTimeField(blank=True, null=True, verbose_name="released at")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                ("withdrawn_by", models.CharField(blank=True, max_length=50)),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="why it was withdrawn")),
                ("revision", models.PositiveIntegerField(default=1)),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="warnings",
                        to="venues.batch",
                    ),
                ),
                (
                    "milestone",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="warning", to="cases.milestone"
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="warnings",
                        to="venues.venue",
                        verbose_name="venue",
                    ),
                ),
            ],
            options={
                "verbose_name": "warning",
                "verbose_name_plural": "warnings",
                "ordering": ["-start", "id"],
            },
        ),
        migrations.CreateModel(
            name="VenueCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                ("sealed_secret", models.BinaryField()),
                ("issued_on", models.DateField(help_text="A UTC day, as the code says it.", verbose_name="valid from")),
                (
                    "expires_on",
                    models.DateField(
                        help_text="A UTC day, as the code says it.", verbose_name="valid until just before"
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="no longer shown since")),
                ("created_at", models.DateTimeField(verbose_name="created at")),
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
            },
        ),
        migrations.AddConstraint(
            model_name="venue",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])), name="venue_type_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="venue",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)),
                fields=("unit", "spelling"),
                name="venue_name_once_a_commune",
            ),
        ),
        migrations.AddConstraint(
            model_name="placewarning",
            constraint=models.CheckConstraint(
                condition=models.Q(("end__gt", models.F("start"))), name="warning_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="placewarning",
            constraint=models.CheckConstraint(
                condition=models.Q(("withdrawn_at__isnull", True), ("released_at__isnull", False), _connector="OR"),
                name="warning_released_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="venuecode",
            constraint=models.UniqueConstraint(fields=("venue", "version"), name="venue_code_once"),
        ),
        migrations.AddConstraint(
            model_name="venuecode",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_on__gt", models.F("issued_on"))), name="venue_code_in_order"
            ),
        ),
    ]
