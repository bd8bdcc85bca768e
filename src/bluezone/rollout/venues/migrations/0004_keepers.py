"""Which body keeps a public wifi that its operator registered."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("territory", "0002_denominators_and_leads"),
        ("venue_register", "0003_inspections_only_grow"),
    ]

    operations = [
        migrations.AddField(
            model_name="hotspot",
            name="keeper",
            field=models.ForeignKey(
                blank=True,
                help_text="The operator, when it registered the network by its own link.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territory.unit",
                verbose_name="body that keeps it",
            ),
        ),
    ]
