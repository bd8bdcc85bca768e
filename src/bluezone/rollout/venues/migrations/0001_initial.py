"""The first tables of the register of places and hotspots."""

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
            name="Hotspot",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("ssid", models.CharField(max_length=32, verbose_name="name of the network")),
                (
                    "folded",
                    models.CharField(
                        db_index=True, help_text="Network, place and operator for the search.", max_length=300
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="place")),
                ("operator", models.CharField(max_length=120, verbose_name="operator")),
                ("tier", models.PositiveSmallIntegerField(verbose_name="tier")),
                ("note", models.TextField(blank=True, max_length=500, verbose_name="installer's note")),
                ("key_hash", models.BinaryField(max_length=32, unique=True)),
                ("key_made_at", models.DateTimeField(verbose_name="key made at")),
                ("registered_at", models.DateTimeField(verbose_name="registered at")),
                ("created_by", models.CharField(max_length=80)),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed at")),
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
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hotspots",
                        to="venues.venue",
                        verbose_name="venue",
                    ),
                ),
            ],
            options={
                "verbose_name": "hotspot",
                "verbose_name_plural": "hotspots",
                "ordering": ["ssid", "id"],
            },
        ),
        migrations.CreateModel(
            name="HotspotCheck",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("checked_at", models.DateTimeField(verbose_name="checked at")),
                ("received_at", models.DateTimeField(verbose_name="received at")),
                ("same_network", models.BooleanField(verbose_name="the network bore the registered name")),
                (
                    "verdict",
                    models.CharField(
                        choices=[("good", "good"), ("missing", "no notice"), ("broken", "broken")],
                        max_length=8,
                        verbose_name="verdict",
                    ),
                ),
                ("tier", models.PositiveSmallIntegerField(verbose_name="tier")),
                ("findings", models.JSONField(verbose_name="findings")),
                ("page_bytes", models.PositiveIntegerField(blank=True, null=True, verbose_name="bytes of the notice")),
                ("program", models.CharField(max_length=60, verbose_name="program")),
                (
                    "hotspot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="checks", to="venue_register.hotspot"
                    ),
                ),
            ],
            options={
                "verbose_name": "check of a hotspot",
                "verbose_name_plural": "checks of hotspots",
                "ordering": ["-checked_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="HotspotDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                ("good", models.PositiveIntegerField(default=0, verbose_name="good")),
                ("missing", models.PositiveIntegerField(default=0, verbose_name="no notice")),
                ("broken", models.PositiveIntegerField(default=0, verbose_name="broken")),
                (
                    "hotspot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="days", to="venue_register.hotspot"
                    ),
                ),
            ],
            options={
                "verbose_name": "day of a hotspot",
                "verbose_name_plural": "days of hotspots",
                "ordering": ["-day"],
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
            },
        ),
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
        migrations.AddConstraint(
            model_name="hotspot",
            constraint=models.CheckConstraint(condition=models.Q(("tier__lte", 4)), name="hotspot_tier_known"),
        ),
        migrations.AddIndex(
            model_name="hotspotcheck",
            index=models.Index(fields=["hotspot", "checked_at"], name="check_by_hotspot"),
        ),
        migrations.AddConstraint(
            model_name="hotspotcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict__in", ["good", "missing", "broken"])), name="check_verdict_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="hotspotcheck",
            constraint=models.CheckConstraint(condition=models.Q(("tier__lte", 4)), name="check_tier_known"),
        ),
        migrations.AddConstraint(
            model_name="hotspotday",
            constraint=models.UniqueConstraint(fields=("hotspot", "day"), name="hotspot_day_once"),
        ),
        migrations.AddIndex(
            model_name="inspection",
            index=models.Index(fields=["venue", "day"], name="inspection_by_venue"),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome__in", ["seen", "old-version", "missing", "damaged", "closed", "taken-back"])
                ),
                name="inspection_outcome_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", bluezone.rollout.venues.rules.words.Outcome["TAKEN_BACK"]), _negated=True),
                    ("supersedes__isnull", False),
                    _connector="OR",
                ),
                name="inspection_taken_back_of_something",
            ),
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
