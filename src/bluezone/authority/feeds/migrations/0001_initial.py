"""The first tables of feeds."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="FeedIssue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=12)),
                ("sequence", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("content_digest", models.CharField(max_length=64)),
                ("issued_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("handed_over_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["kind", "-sequence"],
                "constraints": [models.UniqueConstraint(fields=("kind", "sequence"), name="feed_issue_once")],
            },
        ),
    ]
