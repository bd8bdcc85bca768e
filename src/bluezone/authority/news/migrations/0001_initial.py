"""The first tables of news."""

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
            name="Telephone",
            fields=[
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="territory.unit",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="who answers")),
                ("number", models.CharField(max_length=20, verbose_name="number")),
                ("changed_at", models.DateTimeField(verbose_name="changed at")),
            ],
            options={
                "verbose_name": "telephone",
                "verbose_name_plural": "telephones",
            },
        ),
        migrations.CreateModel(
            name="Article",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "section",
                    models.CharField(
                        choices=[("news", "news"), ("advice", "advice"), ("faq", "question and answer")],
                        max_length=8,
                        verbose_name="section",
                    ),
                ),
                ("place", models.PositiveIntegerField(default=0, verbose_name="place")),
                ("title_vi", models.CharField(max_length=200, verbose_name="title in Vietnamese")),
                ("title_en", models.CharField(blank=True, max_length=200, verbose_name="title in English")),
                ("text_vi", models.TextField(max_length=8000, verbose_name="text in Vietnamese")),
                ("text_en", models.TextField(blank=True, max_length=8000, verbose_name="text in English")),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("changed_at", models.DateTimeField(verbose_name="changed at")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published at")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                ("revision", models.PositiveIntegerField(default=1)),
            ],
            options={
                "verbose_name": "article",
                "verbose_name_plural": "articles",
                "ordering": ["section", "place", "-changed_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("section__in", ["news", "advice", "faq"])), name="article_section_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_at__isnull", True),
                            models.Q(
                                models.Q(("title_en", ""), _negated=True), models.Q(("text_en", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="article_published_in_both",
                    ),
                ],
            },
        ),
    ]
