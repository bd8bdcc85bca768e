"""Makes the table of the publisher."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Publisher",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200, verbose_name="name of the body")),
                ("short_name", models.CharField(max_length=60, verbose_name="short name")),
                ("basis", models.CharField(max_length=200, verbose_name="decision that set it up: number and day")),
                ("configured_at", models.DateTimeField(verbose_name="configured at")),
            ],
            options={
                "verbose_name": "publisher",
                "verbose_name_plural": "publishers",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="publisher_is_one"),
                    models.CheckConstraint(
                        condition=models.Q(("basis", ""), _negated=True), name="publisher_has_a_basis"
                    ),
                ],
            },
        ),
    ]
