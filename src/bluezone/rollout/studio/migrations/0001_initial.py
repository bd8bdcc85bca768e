"""Makes the tables of texts, reviews, print orders, public files and counts."""

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
            name="DownloadCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("poster-a3", "poster A3"),
                            ("poster-a4", "poster A4"),
                            ("poster-a5", "poster A5"),
                            ("leaflet", "door leaflets, four on A4"),
                            ("sticker", "vehicle stickers"),
                            ("card", "picture for Zalo and Facebook"),
                            ("web-notice", "web notice"),
                            ("loudspeaker", "loudspeaker script"),
                            ("radio-30", "radio script, 30 seconds"),
                            ("radio-60", "radio script, 60 seconds"),
                            ("sms-accented", "SMS with diacritics"),
                            ("sms-plain", "SMS without diacritics"),
                        ],
                        max_length=14,
                    ),
                ),
                ("language", models.CharField(max_length=8)),
                ("count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["-day", "form", "language"],
                "constraints": [
                    models.UniqueConstraint(fields=("day", "form", "language"), name="studio_download_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="StudioText",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "message",
                    models.CharField(
                        choices=[
                            ("install", "Install Bluezone"),
                            ("check-in", "Check in at a place"),
                            ("keep-on", "Keep it working"),
                            ("wifi", "Public wifi"),
                        ],
                        max_length=10,
                        verbose_name="message",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        help_text="A BCP 47 tag of rules.languages.", max_length=8, verbose_name="language"
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                ("headline", models.CharField(max_length=120, verbose_name="headline")),
                ("lead", models.TextField(max_length=400, verbose_name="below the headline")),
                ("steps", models.JSONField(help_text="A list of texts.", verbose_name="steps")),
                ("promise", models.TextField(max_length=500, verbose_name="promise")),
                ("loudspeaker", models.TextField(blank=True, max_length=3000, verbose_name="loudspeaker")),
                ("radio_30", models.TextField(blank=True, max_length=1000, verbose_name="radio, 30 seconds")),
                ("radio_60", models.TextField(blank=True, max_length=2000, verbose_name="radio, 60 seconds")),
                ("sms_accented", models.TextField(blank=True, max_length=200, verbose_name="SMS with diacritics")),
                ("sms_plain", models.TextField(blank=True, max_length=300, verbose_name="SMS without diacritics")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("written", "written, waits for the language"),
                            ("language-reviewed", "language read, waits for health"),
                            ("health-reviewed", "health read, waits for release"),
                            ("released", "released"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="written",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("author", models.CharField(help_text="Who wrote it, as the audit names people.", max_length=50)),
                ("written_at", models.DateTimeField(verbose_name="written at")),
                ("released_at", models.DateTimeField(blank=True, null=True, verbose_name="released at")),
            ],
            options={
                "verbose_name": "text",
                "verbose_name_plural": "texts",
                "ordering": ["message", "language", "-version"],
                "constraints": [
                    models.UniqueConstraint(fields=("message", "language", "version"), name="studio_text_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "released")),
                        fields=("message", "language"),
                        name="studio_text_released_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("message__in", ["install", "check-in", "keep-on", "wifi"])),
                        name="studio_message_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "language__in",
                                ["vi", "en", "blt", "twh", "hmn", "ium", "hni", "lhu", "pcc", "khb", "kjg"],
                            )
                        ),
                        name="studio_language_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["written", "language-reviewed", "health-reviewed", "released", "withdrawn"])
                        ),
                        name="studio_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "released"), _negated=True),
                            ("released_at__isnull", False),
                            _connector="OR",
                        ),
                        name="studio_release_dated",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PrintOrder",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("poster-a3", "poster A3"),
                            ("poster-a4", "poster A4"),
                            ("poster-a5", "poster A5"),
                            ("leaflet", "door leaflets, four on A4"),
                            ("sticker", "vehicle stickers"),
                            ("card", "picture for Zalo and Facebook"),
                            ("web-notice", "web notice"),
                            ("loudspeaker", "loudspeaker script"),
                            ("radio-30", "radio script, 30 seconds"),
                            ("radio-60", "radio script, 60 seconds"),
                            ("sms-accented", "SMS with diacritics"),
                            ("sms-plain", "SMS without diacritics"),
                        ],
                        max_length=14,
                    ),
                ),
                ("units", models.JSONField(help_text="The ids of the units, in the order of the pages.")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits for the printing room"),
                            ("printing", "is being set"),
                            ("done", "is ready"),
                            ("refused", "could not be printed"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                (
                    "refusal",
                    models.CharField(blank=True, help_text="The code of the rule that refused it.", max_length=40),
                ),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("actor", models.CharField(max_length=50)),
                ("created_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="studio.studiotext"
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="Material",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("poster-a3", "poster A3"),
                            ("poster-a4", "poster A4"),
                            ("poster-a5", "poster A5"),
                            ("leaflet", "door leaflets, four on A4"),
                            ("sticker", "vehicle stickers"),
                            ("card", "picture for Zalo and Facebook"),
                            ("web-notice", "web notice"),
                            ("loudspeaker", "loudspeaker script"),
                            ("radio-30", "radio script, 30 seconds"),
                            ("radio-60", "radio script, 60 seconds"),
                            ("sms-accented", "SMS with diacritics"),
                            ("sms-plain", "SMS without diacritics"),
                        ],
                        max_length=14,
                        verbose_name="form",
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True)),
                ("digest", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField(help_text="In bytes.")),
                ("is_trial", models.BooleanField(help_text="Whether the file says that it is a trial.")),
                ("made_at", models.DateTimeField()),
                (
                    "text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="materials", to="studio.studiotext"
                    ),
                ),
            ],
            options={
                "ordering": ["text", "form"],
            },
        ),
        migrations.CreateModel(
            name="ScanCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("count", models.PositiveIntegerField(default=0)),
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
                "ordering": ["-day", "unit"],
                "constraints": [models.UniqueConstraint(fields=("day", "unit"), name="studio_scan_once")],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("write", "text written"),
                            ("language", "language approved"),
                            ("health", "approved for health"),
                            ("release", "released"),
                            ("send-back", "sent back"),
                            ("withdraw", "withdrawn"),
                        ],
                        max_length=10,
                        verbose_name="step",
                    ),
                ),
                ("actor", models.CharField(max_length=50)),
                ("moment", models.DateTimeField(verbose_name="when")),
                (
                    "native",
                    models.CharField(
                        blank=True,
                        help_text="The tag that the reviewer declared.",
                        max_length=8,
                        verbose_name="native speaker of",
                    ),
                ),
                ("remark", models.TextField(blank=True, max_length=1000, verbose_name="remark")),
                (
                    "text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reviews", to="studio.studiotext"
                    ),
                ),
            ],
            options={
                "verbose_name": "review",
                "verbose_name_plural": "reviews",
                "ordering": ["moment", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("step__in", ["write", "language", "health", "release", "send-back", "withdraw"])
                        ),
                        name="studio_step_known",
                    )
                ],
            },
        ),
    ]
