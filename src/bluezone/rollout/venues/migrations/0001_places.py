"""The first tables of the register: registrations, wishes of owners, inspections."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import bluezone.rollout.venues.rules.words


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("territory", "0002_denominators_and_leads"),
        ("venues", "0002_moves"),
    ]

    operations = [
        migrations.CreateModel(
            name="Registration",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("reference", models.CharField(max_length=12, unique=True, verbose_name="reference")),
                (
                    "kind",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "bus station"),
                            (2, "coach"),
                            (3, "tourist site"),
                            (4, "restaurant"),
                            (5, "hotel"),
                            (6, "office"),
                            (7, "school"),
                            (8, "market"),
                            (9, "health facility"),
                            (10, "place of worship"),
                            (11, "event"),
                            (0, "another place"),
                        ],
                        verbose_name="type",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "spelling",
                    models.CharField(help_text="The name as two spellings of it are the same.", max_length=240),
                ),
                (
                    "folded",
                    models.CharField(db_index=True, help_text="The name as a search compares it.", max_length=120),
                ),
                ("sealed_phone", models.BinaryField(null=True)),
                ("token_hash", models.BinaryField(max_length=32, unique=True)),
                ("consented_at", models.DateTimeField(verbose_name="agreed to inspections at")),
                ("registered_at", models.DateTimeField(verbose_name="registered at")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits for the commune"),
                            ("confirmed", "confirmed by the commune"),
                            ("refused", "refused"),
                        ],
                        default=bluezone.rollout.venues.rules.words.State["WAITING"],
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not-here", "there is no such place in this commune"),
                            ("twice", "the place is registered already"),
                            ("name", "the name is not that of the place"),
                            ("private-home", "it is a private home"),
                            ("unreachable", "nobody can be reached under the telephone number"),
                            ("nonsense", "it was sent by a machine or in jest"),
                        ],
                        max_length=20,
                        verbose_name="reason of the refusal",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("decided_by", models.CharField(blank=True, max_length=80)),
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
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registration",
                        to="venues.venue",
                    ),
                ),
            ],
            options={
                "verbose_name": "registration of a place",
                "verbose_name_plural": "registrations of places",
                "ordering": ["registered_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="OwnerWish",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("new-code", "asks for a new code"),
                            ("renamed", "says that the name has changed"),
                            ("moved", "says that the place has moved"),
                            ("closed", "says that the place has closed"),
                        ],
                        max_length=10,
                        verbose_name="wish",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="new name")),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "waits for the commune"), ("done", "done"), ("refused", "not done")],
                        default=bluezone.rollout.venues.rules.words.WishState["WAITING"],
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled at")),
                ("settled_by", models.CharField(blank=True, max_length=80)),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                        verbose_name="new commune",
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wishes",
                        to="venue_register.registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "wish of an owner",
                "verbose_name_plural": "wishes of owners",
                "ordering": ["asked_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Inspection",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("day", models.DateField(help_text="In the province's time zone.", verbose_name="day")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("seen", "poster seen"),
                            ("old-version", "old poster"),
                            ("missing", "no poster"),
                            ("damaged", "poster damaged"),
                            ("closed", "place closed"),
                            ("taken-back", "taken back"),
                        ],
                        max_length=12,
                        verbose_name="what was seen",
                    ),
                ),
                ("version", models.PositiveIntegerField(blank=True, null=True, verbose_name="version of the poster")),
                ("received_at", models.DateTimeField(verbose_name="received at")),
                ("actor", models.CharField(max_length=80, verbose_name="who looked, as the audit names it")),
                (
                    "supersedes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="venue_register.inspection",
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="inspections", to="venues.venue"
                    ),
                ),
            ],
            options={
                "verbose_name": "inspection",
                "verbose_name_plural": "inspections",
                "ordering": ["-received_at", "id"],
                "indexes": [models.Index(fields=["venue", "day"], name="inspection_by_venue")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome__in", ["seen", "old-version", "missing", "damaged", "closed", "taken-back"])
                        ),
                        name="inspection_outcome_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("outcome", bluezone.rollout.venues.rules.words.Outcome["TAKEN_BACK"]), _negated=True
                            ),
                            ("supersedes__isnull", False),
                            _connector="OR",
                        ),
                        name="inspection_taken_back_of_something",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(fields=["state", "unit", "registered_at"], name="registration_queue"),
        ),
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(fields=["registered_at"], name="registration_by_arrival"),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])), name="registration_type_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", True),
                        ("reason", ""),
                        ("state", bluezone.rollout.venues.rules.words.State["WAITING"]),
                        ("venue__isnull", True),
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("reason", ""),
                        ("state", bluezone.rollout.venues.rules.words.State["CONFIRMED"]),
                        ("venue__isnull", False),
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("reason__in", ["not-here", "twice", "name", "private-home", "unreachable", "nonsense"]),
                        ("sealed_phone__isnull", True),
                        ("state", bluezone.rollout.venues.rules.words.State["REFUSED"]),
                        ("venue__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="registration_stands_somewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="ownerwish",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["new-code", "renamed", "moved", "closed"])), name="wish_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="ownerwish",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("settled_at__isnull", True),
                        ("state", bluezone.rollout.venues.rules.words.WishState["WAITING"]),
                    ),
                    models.Q(
                        (
                            "state__in",
                            [
                                bluezone.rollout.venues.rules.words.WishState["DONE"],
                                bluezone.rollout.venues.rules.words.WishState["REFUSED"],
                            ],
                        ),
                        ("settled_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="wish_stands_somewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="ownerwish",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", bluezone.rollout.venues.rules.words.WishState["WAITING"])),
                fields=("registration", "kind"),
                name="wish_waits_once",
            ),
        ),
    ]
