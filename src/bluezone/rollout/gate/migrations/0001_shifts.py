"""The first table of the gate: tallies of shifts."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("fieldwork", "0003_what_the_tables_refuse"),
        ("territory", "0002_denominators_and_leads"),
    ]

    operations = [
        migrations.CreateModel(
            name="ShiftTally",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="shift",
                        serialize=False,
                        to="fieldwork.event",
                    ),
                ),
                ("gate", models.CharField(max_length=40, verbose_name="gate")),
                ("shift", models.UUIDField(db_index=True, verbose_name="shift")),
                ("number", models.PositiveSmallIntegerField(verbose_name="number of the shift on its day")),
                ("day", models.DateField(verbose_name="day on which it began")),
                ("is_closed", models.BooleanField(verbose_name="closed")),
                ("came", models.PositiveIntegerField(verbose_name="in")),
                ("went", models.PositiveIntegerField(verbose_name="out")),
                ("helped", models.PositiveIntegerField(verbose_name="helped to install")),
                ("had_it", models.PositiveIntegerField(verbose_name="has it")),
                ("no_smartphone", models.PositiveIntegerField(verbose_name="no smartphone")),
                ("not_now", models.PositiveIntegerField(verbose_name="not now")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                        verbose_name="agency",
                    ),
                ),
            ],
            options={
                "verbose_name": "tally of a shift",
                "verbose_name_plural": "tallies of shifts",
                "indexes": [models.Index(fields=["unit", "day"], name="shift_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("number__lte", 4)), name="shift_number_known"
                    )
                ],
            },
        ),
    ]
