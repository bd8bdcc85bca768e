"""The first tables of news."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import bluezone.authority.news.rules.texts


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("territory", "0002_denominators_and_leads"),
    ]

    operations = [
        migrations.CreateModel(
            name="Article",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "section",
                    models.CharField(
                        choices=[("news", "news"), ("advice", "advice"), ("faq", "questions and answers")],
                        max_length=8,
                        verbose_name="section",
                    ),
                ),
                (
                    "slug",
                    models.CharField(help_text="Its id in the feed; the pages look for some by it.", max_length=64),
                ),
                ("place", models.PositiveIntegerField(default=0, verbose_name="place")),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("revision", models.PositiveIntegerField(default=1)),
            ],
            options={
                "verbose_name": "article",
                "verbose_name_plural": "articles",
                "ordering": ["section", "place", "-created_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "section__in",
                                [
                                    bluezone.authority.news.rules.texts.Section["NEWS"],
                                    bluezone.authority.news.rules.texts.Section["ADVICE"],
                                    bluezone.authority.news.rules.texts.Section["FAQ"],
                                ],
                            )
                        ),
                        name="article_section_known",
                    ),
                    models.UniqueConstraint(fields=("section", "slug"), name="article_slug_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Bulletin",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ("isolation_days", models.PositiveSmallIntegerField(verbose_name="days of isolation")),
                ("begun_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("revision", models.PositiveIntegerField(default=1)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="bulletin_once"),
                    models.CheckConstraint(condition=models.Q(("isolation_days__lte", 60)), name="bulletin_days"),
                ],
            },
        ),
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
                ("name_vi", models.CharField(max_length=120, verbose_name="who answers, in Vietnamese")),
                ("name_en", models.CharField(max_length=120, verbose_name="who answers, in English")),
                ("number", models.CharField(max_length=24, verbose_name="number")),
                ("changed_at", models.DateTimeField(verbose_name="changed at")),
            ],
            options={
                "verbose_name": "telephone",
                "verbose_name_plural": "telephones",
                "ordering": ["unit__stat_code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name_vi", ""), _negated=True), models.Q(("name_en", ""), _negated=True)
                        ),
                        name="telephone_in_both",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ArticleVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("title_vi", models.CharField(max_length=200, verbose_name="title in Vietnamese")),
                ("title_en", models.CharField(blank=True, max_length=200, verbose_name="title in English")),
                ("text_vi", models.TextField(max_length=20000, verbose_name="text in Vietnamese")),
                ("text_en", models.TextField(blank=True, max_length=20000, verbose_name="text in English")),
                ("saved_at", models.DateTimeField(verbose_name="saved at")),
                ("saved_by", models.CharField(max_length=50)),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published at")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="news.article"
                    ),
                ),
            ],
            options={
                "verbose_name": "version of an article",
                "verbose_name_plural": "versions of articles",
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("article", "number"), name="article_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("published_at__isnull", False), ("withdrawn_at__isnull", True)),
                        fields=("article",),
                        name="article_public_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_at__isnull", True),
                            models.Q(
                                ("title_vi", ""),
                                ("title_en", ""),
                                ("text_vi", ""),
                                ("text_en", ""),
                                _connector="OR",
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="article_public_in_both",
                    ),
                ],
            },
        ),
    ]
