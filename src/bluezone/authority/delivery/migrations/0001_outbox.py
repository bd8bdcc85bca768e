"""Makes the tables of messages, purges and leases."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import bluezone.authority.delivery.rules


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Lease",
            fields=[
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("held_until", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Purge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("moment", models.DateTimeField(verbose_name="moment")),
                ("erased", models.PositiveIntegerField(verbose_name="erased")),
            ],
            options={
                "verbose_name": "purge",
                "verbose_name_plural": "purges",
                "ordering": ["-moment"],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("key", models.CharField(help_text="The same key is never sent twice.", max_length=120, unique=True)),
                ("purpose", models.CharField(max_length=60, verbose_name="purpose")),
                ("sealed_recipient", models.BinaryField(null=True)),
                ("sealed_text", models.BinaryField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (bluezone.authority.delivery.rules.State["WAITING"], "waiting"),
                            (bluezone.authority.delivery.rules.State["DELIVERED"], "delivered"),
                            (bluezone.authority.delivery.rules.State["REFUSED"], "refused by the gateway"),
                            (bluezone.authority.delivery.rules.State["EXPIRED"], "expired"),
                        ],
                        default=bluezone.authority.delivery.rules.State["WAITING"],
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("next_attempt_at", models.DateTimeField(verbose_name="next attempt")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled at")),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "message",
                "verbose_name_plural": "messages",
                "ordering": ["-created_at", "id"],
                "indexes": [models.Index(fields=["state", "next_attempt_at"], name="message_due")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    bluezone.authority.delivery.rules.State["WAITING"],
                                    bluezone.authority.delivery.rules.State["DELIVERED"],
                                    bluezone.authority.delivery.rules.State["REFUSED"],
                                    bluezone.authority.delivery.rules.State["EXPIRED"],
                                ],
                            )
                        ),
                        name="message_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("sealed_recipient__isnull", False),
                                ("sealed_text__isnull", False),
                                ("state", bluezone.authority.delivery.rules.State["WAITING"]),
                            ),
                            models.Q(
                                models.Q(("state", bluezone.authority.delivery.rules.State["WAITING"]), _negated=True),
                                ("sealed_recipient__isnull", True),
                                ("sealed_text__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="message_settled_is_erased",
                    ),
                ],
            },
        ),
    ]
