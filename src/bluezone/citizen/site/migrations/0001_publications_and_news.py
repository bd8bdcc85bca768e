"""What was published, and the news as they were last taken."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("directives", "0002_tasks_at_units"),
        ("overview", "0002_boundaries"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptNews",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("feed", models.BinaryField(verbose_name="the signed file")),
                ("sequence", models.PositiveBigIntegerField(verbose_name="number of the feed")),
                ("digest", models.CharField(max_length=64)),
                ("keys_sequence", models.PositiveBigIntegerField(verbose_name="number of keys.json")),
                ("keys_digest", models.CharField(max_length=64)),
                ("root_fingerprint", models.CharField(max_length=64, verbose_name="fingerprint it was verified with")),
                ("expires", models.DateTimeField(verbose_name="believed until")),
                ("taken_at", models.DateTimeField(verbose_name="taken at")),
            ],
            options={
                "verbose_name": "kept news",
                "verbose_name_plural": "kept news",
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="kept_news_is_one")],
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("published_at", models.DateTimeField(verbose_name="made public at")),
                ("actor", models.CharField(max_length=80, verbose_name="who published it, as the audit names it")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "directive",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directives.directive",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="overview.morningreport",
                    ),
                ),
            ],
            options={
                "verbose_name": "published document",
                "verbose_name_plural": "published documents",
                "ordering": ["-published_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("directive__isnull", False), ("report__isnull", True)),
                            models.Q(("directive__isnull", True), ("report__isnull", False)),
                            _connector="OR",
                        ),
                        name="publication_of_one_document",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("directive",),
                        name="directive_published_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("report",),
                        name="report_published_once",
                    ),
                ],
            },
        ),
    ]
