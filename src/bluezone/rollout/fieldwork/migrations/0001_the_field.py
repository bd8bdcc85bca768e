"""The first tables of the field: devices, sheets, events and what each kind of them says."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


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
    ]
