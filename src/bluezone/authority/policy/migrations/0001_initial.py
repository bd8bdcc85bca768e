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
                (
                    "numbers",
                    models.JSONField(
                        help_text="The fields of protocol.risk.RiskPolicy, as the feed names them.",
                        verbose_name="numbers",
                    ),
                ),
                ("approved_by", models.CharField(max_length=100, verbose_name="approved by")),
                ("decision", models.CharField(max_length=90, verbose_name="decision")),
                ("effective", models.DateTimeField(verbose_name="holds from")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published at")),
                ("published_by", models.CharField(blank=True, max_length=50)),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("created_by", models.CharField(max_length=50)),
            ],
            options={
                "verbose_name": "policy",
                "verbose_name_plural": "policies",
                "ordering": ["-version"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_at__isnull", True),
                            models.Q(("published_by", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="policy_published_by_somebody",
                    )
                ],
            },
        ),
    ]
