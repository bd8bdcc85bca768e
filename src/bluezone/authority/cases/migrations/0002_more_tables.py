"""The other tables of cases."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import bluezone.authority.cases.rules.words


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="QuarantineOrder",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "place",
                    models.CharField(
                        choices=[("home", "at home"), ("facility", "in a facility"), ("hospital", "in hospital")],
                        default=bluezone.authority.cases.rules.words.QuarantinePlace["HOME"],
                        max_length=10,
                        verbose_name="place",
                    ),
                ),
                ("facility", models.CharField(blank=True, max_length=200, verbose_name="facility")),
                ("first_day", models.DateField(verbose_name="from")),
                ("last_day", models.DateField(verbose_name="until")),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("created_by", models.CharField(max_length=50)),
                ("lifted_at", models.DateTimeField(blank=True, null=True, verbose_name="lifted at")),
            ],
            options={
                "verbose_name": "quarantine order",
                "verbose_name_plural": "quarantine orders",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("actor", models.CharField(max_length=50)),
                ("moment", models.DateTimeField(verbose_name="moment")),
            ],
            options={
                "verbose_name": "release",
                "verbose_name_plural": "releases",
            },
        ),
        migrations.CreateModel(
            name="Sample",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("pcr", "PCR"),
                            ("antigen", "antigen test"),
                            ("antibody", "antibody test"),
                            ("other", "another test"),
                        ],
                        default=bluezone.authority.cases.rules.words.SampleKind["PCR"],
                        max_length=10,
                        verbose_name="test",
                    ),
                ),
                ("taken_on", models.DateField(verbose_name="taken on")),
                ("laboratory", models.CharField(blank=True, max_length=120, verbose_name="laboratory")),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("pending", "waiting"),
                            ("positive", "positive"),
                            ("negative", "negative"),
                            ("inconclusive", "inconclusive"),
                        ],
                        default=bluezone.authority.cases.rules.words.SampleResult["PENDING"],
                        max_length=14,
                        verbose_name="result",
                    ),
                ),
                ("result_at", models.DateTimeField(blank=True, null=True, verbose_name="result at")),
                ("external_id", models.CharField(blank=True, max_length=80, verbose_name="number in the laboratory")),
                ("created_at", models.DateTimeField(verbose_name="created at")),
            ],
            options={
                "verbose_name": "sample",
                "verbose_name_plural": "samples",
                "ordering": ["-taken_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="SymptomReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                (
                    "symptoms",
                    models.JSONField(default=list, help_text="Words of rules.words.Symptom.", verbose_name="symptoms"),
                ),
                (
                    "temperature",
                    models.DecimalField(
                        blank=True, decimal_places=1, max_digits=3, null=True, verbose_name="temperature °C"
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="created at")),
            ],
            options={
                "verbose_name": "symptoms",
                "verbose_name_plural": "symptoms",
                "ordering": ["-day", "id"],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("moment", models.DateTimeField(verbose_name="moment")),
                ("actor", models.CharField(max_length=50)),
            ],
            options={
                "verbose_name": "transfer",
                "verbose_name_plural": "transfers",
                "ordering": ["-moment"],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("day", models.DateField(verbose_name="day")),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("cooperative", "seen"),
                            ("uncooperative", "did not want to"),
                            ("unavailable", "not reached"),
                        ],
                        max_length=14,
                        verbose_name="result",
                    ),
                ),
                (
                    "symptoms",
                    models.JSONField(default=list, help_text="Words of rules.words.Symptom.", verbose_name="symptoms"),
                ),
                (
                    "temperature",
                    models.DecimalField(
                        blank=True, decimal_places=1, max_digits=3, null=True, verbose_name="temperature °C"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                ("recorded_by", models.CharField(max_length=50)),
            ],
            options={
                "verbose_name": "visit",
                "verbose_name_plural": "visits",
                "ordering": ["-day", "-recorded_at"],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "number",
                    models.CharField(
                        blank=True,
                        help_text="As the line list counts, such as BN34.",
                        max_length=40,
                        verbose_name="number",
                    ),
                ),
                (
                    "classification",
                    models.CharField(
                        choices=[
                            ("suspect", "suspected"),
                            ("probable", "probable"),
                            ("confirmed", "confirmed"),
                            ("not_a_case", "not a case"),
                        ],
                        max_length=12,
                        verbose_name="classification",
                    ),
                ),
                ("reported_on", models.DateField(verbose_name="reported on")),
                ("onset_on", models.DateField(blank=True, null=True, verbose_name="first symptoms on")),
                ("sampled_on", models.DateField(blank=True, null=True, verbose_name="sampled on")),
                ("confirmed_on", models.DateField(blank=True, null=True, verbose_name="confirmed on")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="confirmed at")),
                ("infected_in", models.CharField(blank=True, max_length=120, verbose_name="infected in")),
                ("detected_in", models.CharField(blank=True, max_length=120, verbose_name="detected in")),
                ("treated_at", models.CharField(blank=True, max_length=200, verbose_name="treated at")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("ongoing", "ill"),
                            ("recovered", "recovered"),
                            ("died", "died"),
                            ("unknown", "outcome not known"),
                        ],
                        default=bluezone.authority.cases.rules.words.Outcome["ONGOING"],
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                ("outcome_on", models.DateField(blank=True, null=True, verbose_name="outcome on")),
                (
                    "follow_up",
                    models.CharField(
                        choices=[
                            ("follow_up", "under follow-up"),
                            ("completed", "completed"),
                            ("canceled", "ended early"),
                            ("lost", "lost"),
                            ("no_follow_up", "no follow-up"),
                        ],
                        default=bluezone.authority.cases.rules.words.FollowUp["NO_FOLLOW_UP"],
                        max_length=12,
                        verbose_name="follow-up",
                    ),
                ),
                ("follow_up_from", models.DateField(blank=True, null=True, verbose_name="followed up from")),
                ("follow_up_until", models.DateField(blank=True, null=True, verbose_name="followed up until")),
                ("last_visited_on", models.DateField(blank=True, null=True, verbose_name="last visited on")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed at")),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("officer", "an officer"),
                            ("laboratory", "a laboratory"),
                            ("import", "an imported line list"),
                            ("exposure_report", "the person's own exposure report"),
                            ("seed", "invented for trying out"),
                        ],
                        default=bluezone.authority.cases.rules.words.Origin["OFFICER"],
                        max_length=20,
                        verbose_name="how it came in",
                    ),
                ),
                ("external_system", models.CharField(blank=True, max_length=40, verbose_name="other system")),
                ("external_id", models.CharField(blank=True, max_length=80, verbose_name="id there")),
                (
                    "more",
                    models.JSONField(blank=True, default=dict, help_text="Columns of a line list that no field holds."),
                ),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("created_by", models.CharField(max_length=50)),
                ("revision", models.PositiveIntegerField(default=1)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                        verbose_name="in charge",
                    ),
                ),
            ],
            options={
                "verbose_name": "case",
                "verbose_name_plural": "cases",
                "ordering": ["-reported_on", "-created_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="CaseCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="codes", to="cases.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "code of a case",
                "verbose_name_plural": "codes of cases",
            },
        ),
    ]
