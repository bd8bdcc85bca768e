"""Events that wait for the clerk, decisions, spot-checks, walk lists, text messages."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("fieldwork", "0001_the_field"),
    ]

    operations = [
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
    ]
