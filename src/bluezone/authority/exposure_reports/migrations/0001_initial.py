"""Which reports were received, and how many letters each day brought."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0006_first_definition"),
    ]

    operations = [
        migrations.CreateModel(
            name="MailDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False, verbose_name="day")),
                ("reports", models.PositiveIntegerField(default=0, verbose_name="reports")),
                ("repeated", models.PositiveIntegerField(default=0, verbose_name="repeated")),
                ("unopened", models.PositiveIntegerField(default=0, verbose_name="dummies")),
                ("collected_at", models.DateTimeField(verbose_name="collected at")),
            ],
            options={
                "verbose_name": "day of the mailbox",
                "verbose_name_plural": "days of the mailbox",
                "ordering": ["-day"],
            },
        ),
        migrations.CreateModel(
            name="ReceivedReport",
            fields=[
                ("report_hash", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("written_on", models.DateField(verbose_name="written on")),
                ("received_at", models.DateTimeField(verbose_name="received at")),
                (
                    "left_out",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="Encounters whose day lies in the future or long past.",
                        verbose_name="left out",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="cases.contact",
                        verbose_name="contact",
                    ),
                ),
            ],
            options={
                "verbose_name": "received report",
                "verbose_name_plural": "received reports",
                "ordering": ["-received_at"],
            },
        ),
    ]
