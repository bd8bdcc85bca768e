"""The first tables of the field: devices, walk lists, events, spot-checks."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import bluezone.rollout.fieldwork.rules.words


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("territory", "0002_denominators_and_leads"),
    ]

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("sequence", models.PositiveIntegerField(verbose_name="number on its device or line of its sheet")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("visit", "visit at a door"),
                            ("undo", "taken back"),
                            ("tally", "village tally"),
                            ("shift", "shift at the gate"),
                            ("class", "class"),
                            ("movement", "event of a movement"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("device_time", models.DateTimeField(verbose_name="device's clock")),
                (
                    "witnessed_at",
                    models.DateTimeField(
                        help_text="The device's clock, corrected by what it showed when it spoke to the server.",
                        verbose_name="when it happened, as the server believes",
                    ),
                ),
                ("received_at", models.DateTimeField(verbose_name="received at")),
                (
                    "way",
                    models.CharField(
                        choices=[("sync", "network"), ("qr", "QR hand-over"), ("file", "file"), ("paper", "paper")],
                        max_length=8,
                        verbose_name="way",
                    ),
                ),
                (
                    "digest",
                    models.BinaryField(
                        help_text="SHA-256 of what it says without the language, to know it again.", max_length=32
                    ),
                ),
            ],
            options={
                "verbose_name": "field event",
                "verbose_name_plural": "field events",
                "ordering": ["received_at", "device", "sequence"],
            },
        ),
        migrations.CreateModel(
            name="Household",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=8, verbose_name="household's number")),
                ("place", models.PositiveIntegerField(verbose_name="place on the walk")),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="taken off the list at")),
            ],
            options={
                "verbose_name": "household",
                "verbose_name_plural": "households",
                "ordering": ["walk_list", "place"],
            },
        ),
        migrations.CreateModel(
            name="Sheet",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=12, unique=True, verbose_name="code of the sheet")),
                ("printed_at", models.DateTimeField(verbose_name="printed at")),
                (
                    "numbers",
                    models.JSONField(default=list, verbose_name="households on it, in the order of its lines"),
                ),
                ("day", models.DateField(blank=True, null=True, verbose_name="day of the visits")),
                ("keyed_at", models.DateTimeField(blank=True, null=True, verbose_name="keyed at")),
                ("keyed_by", models.CharField(blank=True, max_length=80)),
                (
                    "checked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="keyed a second time at"),
                ),
            ],
            options={
                "verbose_name": "paper sheet",
                "verbose_name_plural": "paper sheets",
                "ordering": ["-printed_at"],
            },
        ),
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("part", models.CharField(blank=True, max_length=40, verbose_name="village, class or gate")),
                (
                    "duty",
                    models.CharField(
                        choices=[
                            ("visitor", "door to door"),
                            ("lead", "team lead"),
                            ("keeper", "gate keeper"),
                            ("teacher", "class teacher"),
                            ("volunteer", "volunteer"),
                        ],
                        max_length=12,
                        verbose_name="duty",
                    ),
                ),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        help_text="Counts the devices of a unit from 1.", verbose_name="number"
                    ),
                ),
                ("public_key", models.BinaryField(help_text="P-256, SubjectPublicKeyInfo in DER.")),
                (
                    "share",
                    models.BinaryField(
                        help_text="The server's half of the device's key; emptied when revoked.", max_length=32
                    ),
                ),
                ("enrolled_at", models.DateTimeField(verbose_name="enrolled at")),
                ("heard_at", models.DateTimeField(blank=True, null=True, verbose_name="last heard at")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked at")),
                ("revoked_by", models.CharField(blank=True, max_length=80)),
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
                "verbose_name": "device",
                "verbose_name_plural": "devices",
                "ordering": ["unit", "number"],
            },
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("token_hash", models.BinaryField(max_length=32, unique=True)),
                ("part", models.CharField(blank=True, max_length=40, verbose_name="village, class or gate")),
                (
                    "duty",
                    models.CharField(
                        choices=[
                            ("visitor", "door to door"),
                            ("lead", "team lead"),
                            ("keeper", "gate keeper"),
                            ("teacher", "class teacher"),
                            ("volunteer", "volunteer"),
                        ],
                        max_length=12,
                        verbose_name="duty",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("made_by", models.CharField(max_length=80)),
                ("expires_at", models.DateTimeField(verbose_name="works until")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="taken back at")),
                (
                    "device",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolment",
                        to="fieldwork.device",
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
            ],
            options={
                "verbose_name": "invitation of a device",
                "verbose_name_plural": "invitations of devices",
                "ordering": ["-made_at"],
            },
        ),
        migrations.CreateModel(
            name="Handed",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="handed",
                        serialize=False,
                        to="fieldwork.event",
                    ),
                ),
                ("submission", models.UUIDField(db_index=True, verbose_name="the report")),
            ],
            options={
                "verbose_name": "event handed on",
                "verbose_name_plural": "events handed on",
            },
        ),
        migrations.CreateModel(
            name="Undo",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="undo",
                        serialize=False,
                        to="fieldwork.event",
                    ),
                ),
                ("undone", models.UUIDField(db_index=True, verbose_name="the event that never happened")),
            ],
            options={
                "verbose_name": "event taken back",
                "verbose_name_plural": "events taken back",
            },
        ),
        migrations.CreateModel(
            name="VillageTally",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="tally",
                        serialize=False,
                        to="fieldwork.event",
                    ),
                ),
                ("first_day", models.DateField(verbose_name="first day")),
                ("last_day", models.DateField(verbose_name="last day")),
                ("refused", models.PositiveSmallIntegerField(verbose_name="declined")),
                ("no_smartphone", models.PositiveSmallIntegerField(verbose_name="no smartphone")),
                ("languages", models.JSONField(default=dict, verbose_name="languages asked for")),
            ],
            options={
                "verbose_name": "village tally",
                "verbose_name_plural": "village tallies",
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="visit",
                        serialize=False,
                        to="fieldwork.event",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("helped", "helped to install"),
                            ("already", "installed already"),
                            ("not_home", "nobody at home"),
                            ("come_back", "come back"),
                            ("done", "done"),
                        ],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("phones", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="phones seen")),
                ("with_radio", models.PositiveSmallIntegerField(default=0, verbose_name="installed, with Bluetooth")),
                (
                    "browser_only",
                    models.PositiveSmallIntegerField(default=0, verbose_name="installed, in the browser only"),
                ),
                ("revisit_on", models.DateField(blank=True, null=True, verbose_name="come back on")),
            ],
            options={
                "verbose_name": "visit",
                "verbose_name_plural": "visits",
            },
        ),
        migrations.AddField(
            model_name="event",
            name="carrier",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="fieldwork.device",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="device",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="fieldwork.device",
            ),
        ),
        migrations.CreateModel(
            name="LanguageWish",
            fields=[
                (
                    "household",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="wish",
                        serialize=False,
                        to="fieldwork.household",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("vi", "Vietnamese"),
                            ("blt", "Thai"),
                            ("hmn", "Mông"),
                            ("ium", "Dao"),
                            ("hni", "Hà Nhì"),
                            ("lhu", "La Hủ"),
                            ("khb", "Lự"),
                            ("other", "another language"),
                        ],
                        max_length=8,
                        verbose_name="language",
                    ),
                ),
                ("since", models.DateTimeField(verbose_name="since")),
            ],
            options={
                "verbose_name": "language that a revisit needs",
                "verbose_name_plural": "languages that revisits need",
            },
        ),
        migrations.CreateModel(
            name="Resolution",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("day", models.DateField(verbose_name="day")),
                ("decided_at", models.DateTimeField(verbose_name="decided at")),
                ("decided_by", models.CharField(max_length=80)),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resolutions",
                        to="fieldwork.household",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision about two visits",
                "verbose_name_plural": "decisions about two visits",
                "ordering": ["decided_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="SetAside",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("event_id", models.CharField(blank=True, max_length=40, verbose_name="id as it was sent")),
                ("sequence", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("malformed", "cannot be read"),
                            ("revoked", "came from a revoked device"),
                            ("no_such_list", "names a walk list that does not exist"),
                            ("no_such_household", "names a household that is not on the list"),
                            ("not_yours", "speaks of a place that is not the device's"),
                            ("id_used", "bears the id of another event"),
                            ("kind_unknown", "is of a kind that this version does not know"),
                            ("refused", "was refused by the form"),
                        ],
                        max_length=20,
                        verbose_name="why",
                    ),
                ),
                ("content", models.JSONField(verbose_name="what it said")),
                ("received_at", models.DateTimeField(verbose_name="received at")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled at")),
                ("settled_by", models.CharField(blank=True, max_length=80)),
                (
                    "settlement",
                    models.CharField(
                        blank=True,
                        choices=[("taken", "counted"), ("dropped", "not counted")],
                        max_length=10,
                        verbose_name="how",
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="fieldwork.device",
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
            ],
            options={
                "verbose_name": "event set aside",
                "verbose_name_plural": "events set aside",
                "ordering": ["received_at", "id"],
            },
        ),
        migrations.AddField(
            model_name="event",
            name="sheet",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="fieldwork.sheet",
            ),
        ),
        migrations.CreateModel(
            name="SpotRound",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("lot", models.PositiveIntegerField(verbose_name="households that could be drawn")),
                ("size", models.PositiveSmallIntegerField(verbose_name="households")),
                ("allowed", models.PositiveSmallIntegerField(verbose_name="disagreements allowed")),
                (
                    "seed",
                    models.BinaryField(
                        help_text="32 random bytes from which anybody can draw the same again.", max_length=32
                    ),
                ),
                ("drawn_at", models.DateTimeField(verbose_name="drawn at")),
                ("drawn_by", models.CharField(max_length=80)),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed at")),
                ("closed_by", models.CharField(blank=True, max_length=80)),
                (
                    "checked",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="households that answered"),
                ),
                (
                    "differed",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="of these, differed"),
                ),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="fieldwork.device",
                        verbose_name="device",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                        verbose_name="commune",
                    ),
                ),
            ],
            options={
                "verbose_name": "spot-check",
                "verbose_name_plural": "spot-checks",
                "ordering": ["-drawn_at"],
            },
        ),
        migrations.CreateModel(
            name="SpotHousehold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="fieldwork.household"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="households", to="fieldwork.spotround"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField(verbose_name="place in the order of drawing")),
                ("first", models.UUIDField(verbose_name="the visit that is checked")),
                (
                    "finding",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("agrees", "agrees"),
                            ("not_visited", "nobody had been there"),
                            ("outcome", "another outcome"),
                            ("phones", "another number of telephones"),
                            ("no_answer", "nobody answered"),
                            ("unasked", "not asked"),
                        ],
                        max_length=12,
                        verbose_name="what the second team found",
                    ),
                ),
            ],
            options={
                "verbose_name": "household of a spot-check",
                "verbose_name_plural": "households of spot-checks",
                "ordering": ["place"],
            },
        ),
        migrations.CreateModel(
            name="WalkList",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("part", models.CharField(max_length=40, verbose_name="village's number")),
                ("village", models.CharField(max_length=120, verbose_name="village")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
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
            ],
            options={
                "verbose_name": "walk list",
                "verbose_name_plural": "walk lists",
                "ordering": ["unit", "part"],
            },
        ),
        migrations.AddField(
            model_name="spotround",
            name="walk_list",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="fieldwork.walklist",
                verbose_name="village, if only one",
            ),
        ),
        migrations.AddField(
            model_name="sheet",
            name="walk_list",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="fieldwork.walklist"
            ),
        ),
        migrations.AddField(
            model_name="household",
            name="walk_list",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="households", to="fieldwork.walklist"
            ),
        ),
        migrations.CreateModel(
            name="Digest",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("day", models.DateField(verbose_name="day")),
                ("through", models.PositiveIntegerField(verbose_name="up to the event numbered")),
                ("visited", models.PositiveSmallIntegerField(verbose_name="households visited")),
                ("helped", models.PositiveSmallIntegerField(verbose_name="phones helped")),
                ("received_at", models.DateTimeField(verbose_name="received at")),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="digests", to="fieldwork.device"
                    ),
                ),
                (
                    "walk_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="digests", to="fieldwork.walklist"
                    ),
                ),
            ],
            options={
                "verbose_name": "text message of a device",
                "verbose_name_plural": "text messages of devices",
                "ordering": ["received_at"],
            },
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.UniqueConstraint(fields=("unit", "number"), name="device_number_once"),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.UniqueConstraint(fields=("public_key",), name="device_key_once"),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.CheckConstraint(
                condition=models.Q(("duty__in", ["visitor", "lead", "keeper", "teacher", "volunteer"])),
                name="device_duty_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(("duty__in", ["visitor", "lead", "keeper", "teacher", "volunteer"])),
                name="enrolment_duty_known",
            ),
        ),
        migrations.AddField(
            model_name="villagetally",
            name="walk_list",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="tallies", to="fieldwork.walklist"
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="household",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="fieldwork.household"
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="round",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="visits",
                to="fieldwork.spotround",
            ),
        ),
        migrations.AddField(
            model_name="resolution",
            name="chosen",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="fieldwork.visit"
            ),
        ),
        migrations.AddConstraint(
            model_name="languagewish",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", ["vi", "blt", "hmn", "ium", "hni", "lhu", "khb", "other"])),
                name="wish_language_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="setaside",
            constraint=models.UniqueConstraint(
                condition=models.Q(("device__isnull", False), models.Q(("event_id", ""), _negated=True)),
                fields=("device", "event_id"),
                name="set_aside_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="setaside",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "reason__in",
                        [
                            "malformed",
                            "revoked",
                            "no_such_list",
                            "no_such_household",
                            "not_yours",
                            "id_used",
                            "kind_unknown",
                            "refused",
                        ],
                    )
                ),
                name="set_aside_reason_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="setaside",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at__isnull", True), ("settlement", "")),
                    models.Q(("settled_at__isnull", False), ("settlement__in", ["taken", "dropped"])),
                    _connector="OR",
                ),
                name="set_aside_settled_somehow",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["device", "kind", "sequence"], name="event_by_device"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["witnessed_at"], name="event_by_moment"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(fields=("device", "sequence"), name="event_sequence_once"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(fields=("sheet", "sequence", "id"), name="event_line_once"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("device__isnull", False), ("sheet__isnull", True)),
                    models.Q(("device__isnull", True), ("sheet__isnull", False)),
                    _connector="OR",
                ),
                name="event_from_one_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["visit", "undo", "tally", "shift", "class", "movement"])),
                name="event_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ["sync", "qr", "file", "paper"])), name="event_way_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="spotround",
            constraint=models.CheckConstraint(
                condition=models.Q(("allowed__lt", models.F("size")), ("size__gt", 0), ("size__lte", models.F("lot"))),
                name="round_allows_fewer",
            ),
        ),
        migrations.AddConstraint(
            model_name="spotround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checked__isnull", True), ("closed_at__isnull", True), ("differed__isnull", True)),
                    models.Q(
                        ("checked__lte", models.F("size")),
                        ("closed_at__isnull", False),
                        ("differed__lte", models.F("checked")),
                    ),
                    _connector="OR",
                ),
                name="round_closed_with_its_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="spothousehold",
            constraint=models.UniqueConstraint(fields=("round", "place"), name="spot_place_once"),
        ),
        migrations.AddConstraint(
            model_name="spothousehold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("finding", ""),
                    (
                        "finding__in",
                        ["agrees", "not_visited", "outcome", "phones", "no_answer", "unasked"],
                    ),
                    _connector="OR",
                ),
                name="spot_finding_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="spothousehold",
            constraint=models.UniqueConstraint(fields=("round", "household"), name="spot_household_once"),
        ),
        migrations.AddConstraint(
            model_name="walklist",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)), fields=("unit", "part"), name="walk_list_open_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="walklist",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("part", ""), _negated=True), models.Q(("village", ""), _negated=True)),
                name="walk_list_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="household",
            constraint=models.UniqueConstraint(fields=("walk_list", "number"), name="household_once_a_list"),
        ),
        migrations.AddIndex(
            model_name="digest",
            index=models.Index(fields=["walk_list", "day"], name="digest_by_day"),
        ),
        migrations.AddConstraint(
            model_name="villagetally",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__gte", models.F("first_day"))), name="tally_first_day_before_last"
            ),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["household"], name="visit_by_household"),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["helped", "already", "not_home", "come_back", "done"])),
                name="visit_outcome_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("revisit_on__isnull", True),
                    ("outcome", bluezone.rollout.fieldwork.rules.words.Outcome["COME_BACK"]),
                    _connector="OR",
                ),
                name="visit_revisit_fits",
            ),
        ),
    ]
