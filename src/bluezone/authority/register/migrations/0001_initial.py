"""Focal points of bodies, and clerks' files on their way in."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("file_name", models.CharField(max_length=120, verbose_name="file")),
                ("content", models.BinaryField(blank=True, verbose_name="content")),
                ("day", models.DateField(verbose_name="structure on")),
                ("actor", models.CharField(max_length=50, verbose_name="who")),
                ("uploaded_at", models.DateTimeField(verbose_name="uploaded at")),
                ("settled", models.JSONField(default=list, verbose_name="settled findings")),
                ("imported_at", models.DateTimeField(blank=True, null=True, verbose_name="imported at")),
                ("bodies", models.PositiveIntegerField(default=0, verbose_name="bodies")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                        verbose_name="for",
                    ),
                ),
            ],
            options={
                "verbose_name": "uploaded register",
                "verbose_name_plural": "uploaded registers",
                "ordering": ["-uploaded_at"],
            },
        ),
        migrations.CreateModel(
            name="FocalPoint",
            fields=[
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="first day")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="last day")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("full_name", models.CharField(max_length=200, verbose_name="focal point")),
                ("position", models.CharField(blank=True, max_length=200, verbose_name="position")),
                ("phone", models.CharField(max_length=12, verbose_name="office phone")),
                ("email", models.CharField(blank=True, max_length=200, verbose_name="office e-mail")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="focal_points",
                        to="territory.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "focal point",
                "verbose_name_plural": "focal points",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)), fields=("unit",), name="focal_point_one_now"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from__isnull", True),
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="focal_point_first_day_before_last",
                    ),
                ],
            },
        ),
    ]
