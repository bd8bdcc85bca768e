"""Events only grow: the database refuses to change them; what a list's visits become when they go."""

import django.db.models.deletion
from django.db import migrations, models

from bluezone.rollout.fieldwork import triggers


class Migration(migrations.Migration):
    dependencies = [("fieldwork", "0003_what_the_tables_refuse")]

    operations = [
        migrations.AddField(
            model_name="walklist",
            name="emptied_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="became counts at"),
        ),
        migrations.CreateModel(
            name="DayCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                ("visits", models.PositiveIntegerField(verbose_name="visits")),
                ("visited", models.PositiveIntegerField(verbose_name="households visited for the first time")),
                ("closed", models.IntegerField(verbose_name="households closed, less those opened again")),
                ("with_radio", models.PositiveIntegerField(verbose_name="installed, with Bluetooth")),
                ("browser_only", models.PositiveIntegerField(verbose_name="installed, in the browser only")),
                (
                    "walk_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="day_counts",
                        to="fieldwork.walklist",
                    ),
                ),
            ],
            options={
                "verbose_name": "count of a day",
                "verbose_name_plural": "counts of days",
                "ordering": ["walk_list", "day"],
                "constraints": [
                    models.UniqueConstraint(fields=("walk_list", "day"), name="day_count_once_a_list"),
                ],
            },
        ),
        migrations.AlterField(
            model_name="visit",
            name="round",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="visits",
                to="fieldwork.spotround",
            ),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(condition=models.Q(("round__isnull", False)), fields=["round"], name="visit_by_round"),
        ),
        migrations.RunPython(triggers.refuse_changes, triggers.allow_changes),
    ]
