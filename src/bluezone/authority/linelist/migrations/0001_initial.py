"""The first tables of linelist."""

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
            name="LineListFile",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("file_name", models.CharField(max_length=120, verbose_name="file")),
                ("digest", models.CharField(max_length=64)),
                ("sealed_content", models.BinaryField(null=True)),
                ("mapping", models.JSONField(default=dict, verbose_name="columns")),
                (
                    "state",
                    models.CharField(
                        choices=[("read", "read, not yet written"), ("written", "written"), ("dropped", "dropped")],
                        default="read",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "counts",
                    models.JSONField(
                        default=dict, help_text="new, changed, same, refused; numbers only.", verbose_name="counts"
                    ),
                ),
                ("uploaded_at", models.DateTimeField(verbose_name="uploaded at")),
                ("uploaded_by", models.CharField(max_length=50)),
                ("written_at", models.DateTimeField(blank=True, null=True, verbose_name="written at")),
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
                "verbose_name": "line list",
                "verbose_name_plural": "line lists",
                "ordering": ["-uploaded_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state", "read"), ("sealed_content__isnull", True), _connector="OR"),
                        name="line_list_settled_is_erased",
                    )
                ],
            },
        ),
    ]
