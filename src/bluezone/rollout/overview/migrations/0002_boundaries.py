"""Outlines of units that somebody handed in."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("overview", "0001_comparisons_and_reports"),
        ("territory", "0002_denominators_and_leads"),
    ]

    operations = [
        migrations.CreateModel(
            name="Boundary",
            fields=[
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="boundary",
                        serialize=False,
                        to="territory.unit",
                    ),
                ),
                ("rings", models.JSONField(verbose_name="rings of longitude and latitude")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
            ],
            options={
                "verbose_name": "boundary",
                "verbose_name_plural": "boundaries",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True), name="boundary_has_a_source"
                    )
                ],
            },
        ),
    ]
