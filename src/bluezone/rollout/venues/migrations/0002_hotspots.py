"""Public wifi networks, their checks and the counts of each day."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("territory", "0002_denominators_and_leads"),
        ("venue_register", "0001_places"),
        ("venues", "0002_moves"),
    ]

    operations = [
        migrations.CreateModel(
            name="Hotspot",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("ssid", models.CharField(max_length=32, verbose_name="name of the network")),
                (
                    "folded",
                    models.CharField(
                        db_index=True, help_text="Network, place and operator for the search.", max_length=300
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="place")),
                ("operator", models.CharField(max_length=120, verbose_name="operator")),
                ("tier", models.PositiveSmallIntegerField(verbose_name="tier")),
                ("note", models.TextField(blank=True, max_length=500, verbose_name="installer's note")),
                ("key_hash", models.BinaryField(max_length=32, unique=True)),
                ("key_made_at", models.DateTimeField(verbose_name="key made at")),
                ("registered_at", models.DateTimeField(verbose_name="registered at")),
                ("created_by", models.CharField(max_length=80)),
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
                (
                    "venue",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hotspots",
                        to="venues.venue",
                        verbose_name="venue",
                    ),
                ),
            ],
            options={
                "verbose_name": "hotspot",
                "verbose_name_plural": "hotspots",
                "ordering": ["ssid", "id"],
            },
        ),
        migrations.CreateModel(
            name="HotspotCheck",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("checked_at", models.DateTimeField(verbose_name="checked at")),
                ("received_at", models.DateTimeField(verbose_name="received at")),
                ("same_network", models.BooleanField(verbose_name="the network bore the registered name")),
                (
                    "verdict",
                    models.CharField(
                        choices=[("good", "good"), ("missing", "no notice"), ("broken", "broken")],
                        max_length=8,
                        verbose_name="verdict",
                    ),
                ),
                ("tier", models.PositiveSmallIntegerField(verbose_name="tier")),
                ("findings", models.JSONField(verbose_name="findings")),
                ("page_bytes", models.PositiveIntegerField(blank=True, null=True, verbose_name="bytes of the notice")),
                ("program", models.CharField(max_length=60, verbose_name="program")),
                (
                    "hotspot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="checks", to="venue_register.hotspot"
                    ),
                ),
            ],
            options={
                "verbose_name": "check of a hotspot",
                "verbose_name_plural": "checks of hotspots",
                "ordering": ["-checked_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="HotspotDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                ("good", models.PositiveIntegerField(default=0, verbose_name="good")),
                ("missing", models.PositiveIntegerField(default=0, verbose_name="no notice")),
                ("broken", models.PositiveIntegerField(default=0, verbose_name="broken")),
                (
                    "hotspot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="days", to="venue_register.hotspot"
                    ),
                ),
            ],
            options={
                "verbose_name": "day of a hotspot",
                "verbose_name_plural": "days of hotspots",
                "ordering": ["-day"],
            },
        ),
        migrations.AddConstraint(
            model_name="hotspot",
            constraint=models.CheckConstraint(condition=models.Q(("tier__lte", 4)), name="hotspot_tier_known"),
        ),
        migrations.AddIndex(
            model_name="hotspotcheck",
            index=models.Index(fields=["hotspot", "checked_at"], name="check_by_hotspot"),
        ),
        migrations.AddConstraint(
            model_name="hotspotcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict__in", ["good", "missing", "broken"])), name="check_verdict_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="hotspotcheck",
            constraint=models.CheckConstraint(condition=models.Q(("tier__lte", 4)), name="check_tier_known"),
        ),
        migrations.AddConstraint(
            model_name="hotspotday",
            constraint=models.UniqueConstraint(fields=("hotspot", "day"), name="hotspot_day_once"),
        ),
    ]
