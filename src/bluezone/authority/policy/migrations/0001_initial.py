"""The first tables of policy."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="PolicyVersion",
            fields=[
                ("version", models.PositiveIntegerField(primary_key=True, serialize=False, verbose_name="version")),
                ("numbers", models.JSONField(help_text="The fields of protocol.risk.Policy.", verbose_name="numbers")),
                ("approved_by", models.CharField(max_length=200, verbose_name="approved by")),
                ("decision", models.CharField(blank=True, max_length=120, verbose_name="decision")),
                ("effective", models.DateTimeField(verbose_name="effective from")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published at")),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("created_by", models.CharField(max_length=50)),
            ],
            options={
                "verbose_name": "policy",
                "verbose_name_plural": "policies",
                "ordering": ["-version"],
            },
        ),
    ]
