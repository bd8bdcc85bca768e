"""Denominators, and the leads of sectors."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("territory", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SectorLead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="first day")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="last day")),
                (
                    "sector",
                    models.CharField(
                        choices=[
                            ("information", "information and communications"),
                            ("health", "health"),
                            ("education", "education and training"),
                            ("culture", "culture, sports and tourism"),
                            ("transport", "transport"),
                            ("trade", "industry and trade"),
                            ("home_affairs", "home affairs"),
                            ("security", "police and military"),
                            ("youth", "Youth Union"),
                            ("women", "Women's Union"),
                            ("press", "press"),
                            ("telecom", "telecommunications"),
                            ("general", "general"),
                        ],
                        max_length=20,
                        verbose_name="sector",
                    ),
                ),
                ("basis", models.CharField(max_length=300, verbose_name="basis")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="leads", to="territory.unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "lead of a sector",
                "verbose_name_plural": "leads of sectors",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from__isnull", True),
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="lead_first_day_before_last",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "sector__in",
                                [
                                    "information",
                                    "health",
                                    "education",
                                    "culture",
                                    "transport",
                                    "trade",
                                    "home_affairs",
                                    "security",
                                    "youth",
                                    "women",
                                    "press",
                                    "telecom",
                                    "general",
                                ],
                            )
                        ),
                        name="lead_sector_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_from__isnull", False)),
                        fields=("sector", "valid_from"),
                        name="lead_one_a_first_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_from__isnull", True)),
                        fields=("sector",),
                        name="lead_one_without_a_first_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Denominator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("residents", "residents"),
                            ("adults", "adults"),
                            ("smartphones", "smartphones"),
                            ("households", "households"),
                            ("staff", "staff"),
                            ("pupils", "pupils"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("value", models.PositiveBigIntegerField(verbose_name="count")),
                ("counted_on", models.DateField(verbose_name="true on")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="denominators", to="territory.unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "denominator",
                "verbose_name_plural": "denominators",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "kind", "counted_on", "source"), name="denominator_once_a_source"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True), name="denominator_has_a_source"
                    ),
                    models.CheckConstraint(condition=models.Q(("value__gte", 0)), name="denominator_not_negative"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["residents", "adults", "smartphones", "households", "staff", "pupils"])
                        ),
                        name="denominator_kind_known",
                    ),
                ],
            },
        ),
    ]
