"""The first tables of cases."""

import uuid

from django.db import migrations, models

import bluezone.authority.cases.rules.words


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("territory", "0002_denominators_and_leads"),
    ]

    operations = [
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "degree",
                    models.CharField(
                        choices=[("f1", "F1, met a case"), ("f2", "F2, met an F1")],
                        default=bluezone.authority.cases.rules.words.Degree["FIRST"],
                        max_length=2,
                        verbose_name="degree",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("candidate", "candidate"),
                            ("contact", "contact"),
                            ("became_case", "became a case"),
                            ("dropped", "not a contact"),
                        ],
                        default=bluezone.authority.cases.rules.words.ContactState["CANDIDATE"],
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
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
                ("last_exposed_on", models.DateField(blank=True, null=True, verbose_name="last exposed on")),
                ("follow_up_from", models.DateField(blank=True, null=True, verbose_name="followed up from")),
                ("follow_up_until", models.DateField(blank=True, null=True, verbose_name="followed up until")),
                ("last_visited_on", models.DateField(blank=True, null=True, verbose_name="last visited on")),
                ("self_reported", models.BooleanField(default=False, verbose_name="reported by the person")),
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
            ],
            options={
                "verbose_name": "contact",
                "verbose_name_plural": "contacts",
                "ordering": ["follow_up_until", "id"],
            },
        ),
        migrations.CreateModel(
            name="Definition",
            fields=[
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="first day")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="last day")),
                ("version", models.PositiveIntegerField(primary_key=True, serialize=False, verbose_name="version")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("decided_by", models.CharField(max_length=200, verbose_name="decision")),
                (
                    "rules",
                    models.JSONField(help_text="The fields of rules.definitions.Numbers.", verbose_name="numbers"),
                ),
                ("created_at", models.DateTimeField(verbose_name="created at")),
            ],
            options={
                "verbose_name": "definition",
                "verbose_name_plural": "definitions",
                "ordering": ["-version"],
            },
        ),
        migrations.CreateModel(
            name="Exposure",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "setting",
                    models.CharField(
                        choices=[
                            ("household", "household"),
                            ("work", "work"),
                            ("school", "school"),
                            ("transport", "transport"),
                            ("health_care", "health care"),
                            ("quarantine", "quarantine"),
                            ("gathering", "gathering"),
                            ("venue", "public place"),
                            ("other", "elsewhere"),
                            ("unknown", "place not known"),
                        ],
                        default=bluezone.authority.cases.rules.words.Setting["UNKNOWN"],
                        max_length=14,
                        verbose_name="where",
                    ),
                ),
                ("start", models.DateTimeField(verbose_name="from")),
                ("end", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                ("day_is_estimated", models.BooleanField(default=False, verbose_name="the day is estimated")),
                ("minutes", models.PositiveIntegerField(blank=True, null=True, verbose_name="minutes")),
                (
                    "closeness",
                    models.CharField(
                        choices=[
                            ("near", "near"),
                            ("middle", "some metres"),
                            ("far", "far"),
                            ("unknown", "distance not known"),
                        ],
                        default=bluezone.authority.cases.rules.words.Closeness["UNKNOWN"],
                        max_length=8,
                        verbose_name="how near",
                    ),
                ),
                (
                    "certainty",
                    models.CharField(
                        choices=[
                            ("certain", "certain"),
                            ("probable", "likely"),
                            ("possible", "possible"),
                            ("unknown", "certainty not known"),
                        ],
                        default=bluezone.authority.cases.rules.words.Certainty["PROBABLE"],
                        max_length=10,
                        verbose_name="certainty",
                    ),
                ),
                ("self_reported", models.BooleanField(default=False, verbose_name="reported by the person")),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("created_by", models.CharField(max_length=50)),
            ],
            options={
                "verbose_name": "exposure",
                "verbose_name_plural": "exposures",
                "ordering": ["-start", "id"],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "sex",
                    models.CharField(
                        choices=[("female", "female"), ("male", "male"), ("other", "other"), ("unknown", "not known")],
                        default=bluezone.authority.cases.rules.words.Sex["UNKNOWN"],
                        max_length=10,
                        verbose_name="sex",
                    ),
                ),
                ("birth_year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year of birth")),
                ("nationality", models.CharField(blank=True, max_length=60, verbose_name="nationality")),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("revision", models.PositiveIntegerField(default=1)),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "people",
            },
        ),
        migrations.CreateModel(
            name="InfectionLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "certainty",
                    models.CharField(
                        choices=[
                            ("certain", "certain"),
                            ("probable", "likely"),
                            ("possible", "possible"),
                            ("unknown", "certainty not known"),
                        ],
                        default=bluezone.authority.cases.rules.words.Certainty["PROBABLE"],
                        max_length=10,
                        verbose_name="certainty",
                    ),
                ),
                ("stated_by", models.CharField(blank=True, max_length=120, verbose_name="stated by")),
                ("created_at", models.DateTimeField(verbose_name="created at")),
            ],
            options={
                "verbose_name": "infection link",
                "verbose_name_plural": "infection links",
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("gone", models.UUIDField(verbose_name="id of the other record")),
                ("before", models.JSONField(help_text="Both records and the ids of what moved, as they stood.")),
                ("moment", models.DateTimeField(verbose_name="moment")),
                ("actor", models.CharField(max_length=50)),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="undone at")),
            ],
            options={
                "verbose_name": "merge",
                "verbose_name_plural": "merges",
                "ordering": ["-moment"],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "venue",
                    models.UUIDField(
                        blank=True,
                        help_text="authority.venues.Venue, which stands higher.",
                        null=True,
                        verbose_name="venue",
                    ),
                ),
                ("place", models.CharField(max_length=200, verbose_name="place")),
                ("is_private", models.BooleanField(default=False, verbose_name="a private home: never published")),
                ("start", models.DateTimeField(verbose_name="from")),
                ("end", models.DateTimeField(verbose_name="until")),
                ("end_is_assumed", models.BooleanField(default=False, verbose_name="the end is assumed")),
                ("zone", models.CharField(default="Asia/Ho_Chi_Minh", max_length=40)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("interview", "interview"),
                            ("presence", "check-in"),
                            ("proximity", "phones"),
                            ("mass_media", "mass media"),
                            ("document", "document"),
                        ],
                        max_length=12,
                        verbose_name="source",
                    ),
                ),
                (
                    "certainty",
                    models.CharField(
                        choices=[
                            ("certain", "certain"),
                            ("probable", "likely"),
                            ("possible", "possible"),
                            ("unknown", "certainty not known"),
                        ],
                        default=bluezone.authority.cases.rules.words.Certainty["PROBABLE"],
                        max_length=10,
                        verbose_name="certainty",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("reviewed", "reviewed"),
                            ("released", "released"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default=bluezone.authority.cases.rules.words.MilestoneState["DRAFT"],
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("created_by", models.CharField(max_length=50)),
                ("revision", models.PositiveIntegerField(default=1)),
            ],
            options={
                "verbose_name": "milestone",
                "verbose_name_plural": "milestones",
                "ordering": ["-start", "id"],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("text", models.TextField(max_length=4000, verbose_name="note")),
                ("moment", models.DateTimeField(verbose_name="moment")),
                ("actor", models.CharField(max_length=50)),
            ],
            options={
                "verbose_name": "note",
                "verbose_name_plural": "notes",
                "ordering": ["-moment"],
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[("source", "source"), ("exposed", "exposed"), ("staff", "staff")],
                        default=bluezone.authority.cases.rules.words.PresenceRole["EXPOSED"],
                        max_length=8,
                        verbose_name="as",
                    ),
                ),
                ("start", models.DateTimeField(blank=True, null=True, verbose_name="from")),
                ("end", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                ("evidence", models.CharField(blank=True, max_length=200, verbose_name="evidence")),
            ],
            options={
                "verbose_name": "presence",
                "verbose_name_plural": "presences",
            },
        ),
    ]
