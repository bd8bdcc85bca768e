"""Forms, reports, what is in force, and the questions about it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormDefinition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40, verbose_name="form")),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                ("valid_from", models.DateField(verbose_name="first day")),
                ("document", models.JSONField(verbose_name="definition")),
                ("published_at", models.DateTimeField(verbose_name="published at")),
            ],
            options={
                "verbose_name": "form",
                "verbose_name_plural": "forms",
                "ordering": ["key", "version"],
                "constraints": [models.UniqueConstraint(fields=("key", "version"), name="form_version_once")],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("part", models.CharField(blank=True, max_length=40, verbose_name="part of the unit")),
                ("first_day", models.DateField(verbose_name="first day")),
                ("last_day", models.DateField(verbose_name="last day")),
                ("values", models.JSONField(verbose_name="values")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("form", "form"),
                            ("sms", "text message"),
                            ("xlsx", "spreadsheet"),
                            ("desk", "telephone desk"),
                            ("qr", "QR hand-over"),
                            ("paper", "paper"),
                        ],
                        max_length=10,
                        verbose_name="way in",
                    ),
                ),
                ("actor", models.CharField(max_length=80, verbose_name="who sent it, as the audit names it")),
                ("device_time", models.DateTimeField(blank=True, null=True, verbose_name="device's clock")),
                ("received_at", models.DateTimeField(verbose_name="received at")),
                (
                    "timeliness",
                    models.CharField(
                        choices=[("early", "before its period"), ("on_time", "in time"), ("late", "late")],
                        max_length=10,
                        verbose_name="in time",
                    ),
                ),
                ("structure_date", models.DateField(verbose_name="structure on")),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("counted_again", "counted again"),
                            ("mistyped", "mistyped"),
                            ("misunderstood", "the question was misunderstood"),
                            ("people_changed", "people came or left"),
                            ("asked_about", "after a question about the figure"),
                            ("sent_again", "sent again with other figures, no reason given"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=20,
                        verbose_name="reason of the correction",
                    ),
                ),
                (
                    "doubts_confirmed",
                    models.BooleanField(default=False, verbose_name="sent although a check did not hold"),
                ),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="reporting.formdefinition",
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="reporting.submission",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "report",
                "verbose_name_plural": "reports",
                "ordering": ["received_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="RaisedFlag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form_key", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=40, verbose_name="kind")),
                ("day", models.DateField(verbose_name="day")),
                ("figures", models.JSONField(verbose_name="figures")),
                ("raised_at", models.DateTimeField(verbose_name="raised at")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled at")),
                (
                    "settlement",
                    models.CharField(
                        blank=True,
                        choices=[("true", "checked, and true"), ("corrected", "corrected"), ("gone", "no longer so")],
                        max_length=20,
                        verbose_name="how it was settled",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "flag",
                "verbose_name_plural": "flags",
                "ordering": ["-day", "unit", "kind"],
            },
        ),
        migrations.CreateModel(
            name="Latest",
            fields=[
                (
                    "submission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="latest",
                        serialize=False,
                        to="reporting.submission",
                    ),
                ),
                ("form_key", models.CharField(max_length=40)),
                ("part", models.CharField(blank=True, max_length=40)),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("received_at", models.DateTimeField()),
                ("corrected", models.BooleanField()),
                ("staff", models.PositiveIntegerField(null=True)),
                ("smartphones", models.PositiveIntegerField(null=True)),
                ("declared", models.PositiveIntegerField(null=True)),
                ("without_radio", models.PositiveIntegerField(null=True)),
                ("listed", models.PositiveIntegerField(null=True)),
                ("visited", models.PositiveIntegerField(null=True)),
                ("helped", models.PositiveIntegerField(null=True)),
                ("refused", models.PositiveIntegerField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.unit"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["unit", "last_day"], name="submission_by_unit"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["received_at"], name="submission_by_arrival"),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__gte", models.F("first_day"))), name="submission_first_day_before_last"
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), ("supersedes__isnull", True)),
                    models.Q(("supersedes__isnull", False), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="submission_correction_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ["form", "sms", "xlsx", "desk", "qr", "paper"])),
                name="submission_source_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(("timeliness__in", ["early", "on_time", "late"])), name="submission_timeliness_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "reason__in",
                        [
                            "",
                            "counted_again",
                            "mistyped",
                            "misunderstood",
                            "people_changed",
                            "asked_about",
                            "sent_again",
                            "withdrawn",
                        ],
                    )
                ),
                name="submission_reason_known",
            ),
        ),
        migrations.AddIndex(
            model_name="raisedflag",
            index=models.Index(fields=["settled_at", "form_key", "day"], name="flag_open"),
        ),
        migrations.AddConstraint(
            model_name="raisedflag",
            constraint=models.UniqueConstraint(fields=("unit", "form_key", "kind", "day"), name="flag_once"),
        ),
        migrations.AddConstraint(
            model_name="raisedflag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "attested_above_declared",
                            "declared_above_smartphones",
                            "smartphones_above_staff",
                            "visited_above_listed",
                            "parts_differ",
                            "fell",
                            "everybody",
                            "future",
                            "after_end",
                            "same_number",
                            "round_numbers",
                            "unlike_siblings",
                            "unexplained_growth",
                        ],
                    )
                ),
                name="flag_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="raisedflag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at__isnull", True), ("settlement", "")),
                    models.Q(("settled_at__isnull", False), models.Q(("settlement", ""), _negated=True)),
                    _connector="OR",
                ),
                name="flag_settled_somehow",
            ),
        ),
        migrations.AddIndex(
            model_name="latest",
            index=models.Index(fields=["form_key", "first_day", "unit"], name="latest_by_day"),
        ),
        migrations.AddConstraint(
            model_name="latest",
            constraint=models.UniqueConstraint(fields=("form_key", "unit", "part", "first_day"), name="latest_once"),
        ),
    ]
