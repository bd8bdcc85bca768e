"""The first tables of codes."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import bluezone.authority.codes.rules.words


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("territory", "0002_denominators_and_leads"),
    ]

    operations = [
        migrations.CreateModel(
            name="Totals",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("figures", models.JSONField(default=dict)),
                ("collected_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-day"],
            },
        ),
        migrations.CreateModel(
            name="ExportDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("moment", models.DateTimeField(verbose_name="moment")),
                ("actor", models.CharField(max_length=50)),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            (bluezone.authority.codes.rules.words.Decision["HOLD"], "held"),
                            (bluezone.authority.codes.rules.words.Decision["RESUME"], "let go on"),
                        ],
                        max_length=8,
                        verbose_name="decision",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            (
                                bluezone.authority.codes.rules.words.Reason["MANY_CLAIMS"],
                                "more codes were claimed than cases confirmed",
                            ),
                            (
                                bluezone.authority.codes.rules.words.Reason["MANY_KEYS"],
                                "more keys came than fit the confirmed cases",
                            ),
                            (
                                bluezone.authority.codes.rules.words.Reason["STOLEN_ACCOUNT"],
                                "an account or key may have been stolen",
                            ),
                            (bluezone.authority.codes.rules.words.Reason["CHECKED"], "checked: the reports are true"),
                            (
                                bluezone.authority.codes.rules.words.Reason["FALSE_REPORTS_REVOKED"],
                                "the false reports were dealt with",
                            ),
                            (bluezone.authority.codes.rules.words.Reason["EXERCISE"], "an exercise"),
                        ],
                        max_length=24,
                        verbose_name="reason",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision about exports",
                "verbose_name_plural": "decisions about exports",
                "ordering": ["-moment", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "decision__in",
                                [
                                    bluezone.authority.codes.rules.words.Decision["HOLD"],
                                    bluezone.authority.codes.rules.words.Decision["RESUME"],
                                ],
                            )
                        ),
                        name="export_decision_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason__in",
                                [
                                    bluezone.authority.codes.rules.words.Reason["MANY_CLAIMS"],
                                    bluezone.authority.codes.rules.words.Reason["MANY_KEYS"],
                                    bluezone.authority.codes.rules.words.Reason["STOLEN_ACCOUNT"],
                                    bluezone.authority.codes.rules.words.Reason["CHECKED"],
                                    bluezone.authority.codes.rules.words.Reason["FALSE_REPORTS_REVOKED"],
                                    bluezone.authority.codes.rules.words.Reason["EXERCISE"],
                                ],
                            )
                        ),
                        name="export_reason_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Laboratory",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
                ("key_hash", models.BinaryField(max_length=32, unique=True)),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("expires_at", models.DateTimeField(verbose_name="expires at")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked at")),
                ("daily_quota", models.PositiveIntegerField(default=500, verbose_name="most results a day")),
                ("counted_on", models.DateField(blank=True, help_text="The day that `counted` is about.", null=True)),
                ("counted", models.PositiveIntegerField(default=0, verbose_name="results of the day")),
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
                "verbose_name": "laboratory",
                "verbose_name_plural": "laboratories",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("file_name", models.CharField(max_length=120, verbose_name="file")),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("created_by", models.CharField(max_length=50)),
                ("stopped_at", models.DateTimeField(blank=True, null=True, verbose_name="stopped at")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished at")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                        verbose_name="unit",
                    ),
                ),
                (
                    "laboratory",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="batches",
                        to="codes.laboratory",
                    ),
                ),
            ],
            options={
                "verbose_name": "bulk issue",
                "verbose_name_plural": "bulk issues",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="BatchRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveIntegerField(verbose_name="row")),
                (
                    "row_hash",
                    models.BinaryField(
                        help_text="Keyed hash: the same row is never sent twice.", max_length=32, unique=True
                    ),
                ),
                ("sealed_phone", models.BinaryField(null=True)),
                ("test_day", models.DateField(verbose_name="day of the test")),
                ("onset_on", models.DateField(blank=True, null=True, verbose_name="first symptoms on")),
                ("case", models.UUIDField(help_text="For the case desk: whose code this will be.", null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (bluezone.authority.codes.rules.words.RowState["WAITING"], "waiting"),
                            (bluezone.authority.codes.rules.words.RowState["SENT"], "sent"),
                            (bluezone.authority.codes.rules.words.RowState["REFUSED"], "rejected"),
                        ],
                        default=bluezone.authority.codes.rules.words.RowState["WAITING"],
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("fault", models.CharField(blank=True, max_length=60, verbose_name="fault")),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="codes.batch"
                    ),
                ),
            ],
            options={
                "ordering": ["batch", "place"],
                "indexes": [models.Index(fields=["state", "batch", "place"], name="batch_row_by_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "place"), name="batch_row_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", bluezone.authority.codes.rules.words.RowState["WAITING"]),
                            ("sealed_phone__isnull", True),
                            _connector="OR",
                        ),
                        name="batch_row_settled_is_erased",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Code",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        editable=False, help_text="The keyserver's uuid.", primary_key=True, serialize=False
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            (bluezone.authority.codes.rules.words.Way["ALOUD"], "read aloud"),
                            (bluezone.authority.codes.rules.words.Way["SMS"], "by SMS"),
                            (bluezone.authority.codes.rules.words.Way["SLIP"], "on a printed slip"),
                            (bluezone.authority.codes.rules.words.Way["LABORATORY"], "by the laboratory"),
                        ],
                        max_length=12,
                        verbose_name="way",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (bluezone.authority.codes.rules.words.CodeState["ISSUED"], "issued"),
                            (bluezone.authority.codes.rules.words.CodeState["CLAIMED"], "claimed"),
                            (bluezone.authority.codes.rules.words.CodeState["EXPIRED"], "expired"),
                            (bluezone.authority.codes.rules.words.CodeState["REVOKED"], "revoked"),
                        ],
                        default=bluezone.authority.codes.rules.words.CodeState["ISSUED"],
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("test_day", models.DateField(verbose_name="day of the test")),
                ("onset_on", models.DateField(blank=True, null=True, verbose_name="first symptoms on")),
                ("issued_at", models.DateTimeField(verbose_name="issued at")),
                ("issued_by", models.CharField(max_length=50)),
                ("expires_at", models.DateTimeField(verbose_name="expires at")),
                (
                    "asked_at",
                    models.DateTimeField(
                        blank=True, help_text="When the keyserver was asked about it last.", null=True
                    ),
                ),
                ("claimed_hour", models.DateTimeField(blank=True, null=True, verbose_name="claimed in the hour")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked at")),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="codes",
                        to="codes.batch",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="replaced_by",
                        to="codes.code",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                        verbose_name="unit",
                    ),
                ),
                (
                    "laboratory",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="codes",
                        to="codes.laboratory",
                    ),
                ),
            ],
            options={
                "verbose_name": "verification code",
                "verbose_name_plural": "verification codes",
                "ordering": ["-issued_at"],
                "indexes": [
                    models.Index(fields=["unit", "-issued_at"], name="code_by_unit"),
                    models.Index(fields=["state", "asked_at"], name="code_by_state"),
                    models.Index(fields=["issued_by", "issued_at"], name="code_by_issuer"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "way__in",
                                [
                                    bluezone.authority.codes.rules.words.Way["ALOUD"],
                                    bluezone.authority.codes.rules.words.Way["SMS"],
                                    bluezone.authority.codes.rules.words.Way["SLIP"],
                                    bluezone.authority.codes.rules.words.Way["LABORATORY"],
                                ],
                            )
                        ),
                        name="code_way_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    bluezone.authority.codes.rules.words.CodeState["ISSUED"],
                                    bluezone.authority.codes.rules.words.CodeState["CLAIMED"],
                                    bluezone.authority.codes.rules.words.CodeState["EXPIRED"],
                                    bluezone.authority.codes.rules.words.CodeState["REVOKED"],
                                ],
                            )
                        ),
                        name="code_state_known",
                    ),
                ],
            },
        ),
    ]
