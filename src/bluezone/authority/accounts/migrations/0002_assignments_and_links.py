"""Makes the tables of assignments and of personal links."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bluezone.authority.accounts.rules


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("lead", "province lead"),
                            ("reporter", "focal point"),
                            ("gate_keeper", "gate keeper"),
                            ("visitor", "door-to-door visitor"),
                            ("venue_owner", "venue owner"),
                            ("press", "press desk"),
                            ("help_desk", "help desk"),
                            ("steering", "Steering Committee"),
                            ("movement_lead", "movement lead"),
                            ("tracer", "contact tracer"),
                            ("cdc_doctor", "CDC doctor"),
                            ("inspector", "inspector"),
                            ("data_protection", "data protection officer"),
                            ("administrator", "administrator"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="first day")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="last day")),
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
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "assignment",
                "verbose_name_plural": "assignments",
                "ordering": ["valid_from", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    bluezone.authority.accounts.rules.Role["LEAD"],
                                    bluezone.authority.accounts.rules.Role["REPORTER"],
                                    bluezone.authority.accounts.rules.Role["GATE_KEEPER"],
                                    bluezone.authority.accounts.rules.Role["VISITOR"],
                                    bluezone.authority.accounts.rules.Role["VENUE_OWNER"],
                                    bluezone.authority.accounts.rules.Role["PRESS"],
                                    bluezone.authority.accounts.rules.Role["HELP_DESK"],
                                    bluezone.authority.accounts.rules.Role["STEERING"],
                                    bluezone.authority.accounts.rules.Role["MOVEMENT_LEAD"],
                                    bluezone.authority.accounts.rules.Role["TRACER"],
                                    bluezone.authority.accounts.rules.Role["CDC_DOCTOR"],
                                    bluezone.authority.accounts.rules.Role["INSPECTOR"],
                                    bluezone.authority.accounts.rules.Role["DATA_PROTECTION"],
                                    bluezone.authority.accounts.rules.Role["ADMINISTRATOR"],
                                ],
                            )
                        ),
                        name="assignment_role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="assignment_first_before_last",
                    ),
                    models.UniqueConstraint(
                        fields=("user", "role", "unit", "valid_from"), name="assignment_once", nulls_distinct=False
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonalLink",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("gate_keeper", "gate keeper"),
                            ("help_desk", "help desk"),
                            ("movement_lead", "movement lead"),
                            ("press", "press desk"),
                            ("reporter", "focal point"),
                            ("venue_owner", "venue owner"),
                            ("visitor", "door-to-door visitor"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "note",
                    models.CharField(blank=True, max_length=80, verbose_name="who holds it (office, not a person)"),
                ),
                ("token_hash", models.BinaryField(max_length=32, unique=True)),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("expires_at", models.DateTimeField(verbose_name="works until")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked at")),
                ("last_used_on", models.DateField(blank=True, null=True, verbose_name="last used on")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "personal link",
                "verbose_name_plural": "personal links",
                "ordering": ["created_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    bluezone.authority.accounts.rules.Role["GATE_KEEPER"],
                                    bluezone.authority.accounts.rules.Role["HELP_DESK"],
                                    bluezone.authority.accounts.rules.Role["MOVEMENT_LEAD"],
                                    bluezone.authority.accounts.rules.Role["PRESS"],
                                    bluezone.authority.accounts.rules.Role["REPORTER"],
                                    bluezone.authority.accounts.rules.Role["VENUE_OWNER"],
                                    bluezone.authority.accounts.rules.Role["VISITOR"],
                                ],
                            )
                        ),
                        name="link_role_may_be_linked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("created_at"))),
                        name="link_expires_after_creation",
                    ),
                ],
            },
        ),
    ]
