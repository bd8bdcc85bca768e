"""Moves of venues, and on each code the commune that it says."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def fill_communes(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Write on each code the commune of its venue; nothing had moved before."""
    for code in apps.get_model("venues", "VenueCode").objects.select_related("venue__unit"):
        code.commune = code.venue.unit.stat_code
        code.save(update_fields=["commune"])


class Migration(migrations.Migration):
    dependencies = [
        ("territory", "0002_denominators_and_leads"),
        ("venues", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="venuecode",
            name="commune",
            field=models.CharField(
                default="",
                help_text="As the code says it, also after a vehicle moved.",
                max_length=5,
                verbose_name="commune of the code",
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fill_communes, migrations.RunPython.noop),
        migrations.CreateModel(
            name="VenueMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "day",
                    models.DateField(
                        help_text="The first day in the new commune, in the province's time zone.",
                        verbose_name="since",
                    ),
                ),
                ("moment", models.DateTimeField()),
                ("actor", models.CharField(max_length=50)),
                (
                    "origin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                        verbose_name="from",
                    ),
                ),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="moves", to="venues.venue"
                    ),
                ),
            ],
            options={
                "verbose_name": "move of a venue",
                "verbose_name_plural": "moves of venues",
                "ordering": ["-day", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("unit", models.F("origin")), _negated=True), name="venue_moves_elsewhere"
                    )
                ],
            },
        ),
    ]
