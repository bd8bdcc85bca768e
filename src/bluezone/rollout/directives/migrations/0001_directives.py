"""Directives, what they order and of whom."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import bluezone.rollout.directives.reading.pieces


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Directive",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("cong_van", "official letter (công văn)"),
                            ("chi_thi", "directive (chỉ thị)"),
                            ("quyet_dinh", "decision (quyết định)"),
                            ("ke_hoach", "plan (kế hoạch)"),
                            ("cong_dien", "urgent dispatch (công điện)"),
                            ("thong_bao", "notice (thông báo)"),
                            ("huong_dan", "guidance (hướng dẫn)"),
                        ],
                        max_length=20,
                        verbose_name="type of document",
                    ),
                ),
                ("issuer", models.CharField(blank=True, max_length=300, verbose_name="issued by")),
                ("number", models.CharField(blank=True, max_length=20, verbose_name="number")),
                ("code", models.CharField(blank=True, max_length=60, verbose_name="symbol after the number")),
                ("subject", models.CharField(blank=True, max_length=1000, verbose_name="subject")),
                ("place", models.CharField(blank=True, max_length=100, verbose_name="place")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="issued on")),
                ("structure_day", models.DateField(verbose_name="addressees as of")),
                ("text", models.TextField(verbose_name="text")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="where the text comes from")),
                (
                    "state",
                    models.CharField(
                        choices=[("read", "read, not yet confirmed"), ("confirmed", "confirmed"), ("sent", "sent")],
                        default="read",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("read_at", models.DateTimeField(verbose_name="read at")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="confirmed at")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="directives.directive",
                    ),
                ),
            ],
            options={
                "verbose_name": "directive",
                "verbose_name_plural": "directives",
                "ordering": ["-read_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="CitedDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("symbol", models.CharField(max_length=80, verbose_name="symbol")),
                ("kind", models.CharField(blank=True, max_length=40, verbose_name="type")),
                ("issuer", models.CharField(blank=True, max_length=200, verbose_name="issued by")),
                ("dated", models.DateField(blank=True, null=True, verbose_name="date")),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                (
                    "directive",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cited", to="directives.directive"
                    ),
                ),
            ],
            options={
                "ordering": ["start"],
            },
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField()),
                ("label", models.CharField(max_length=20, verbose_name="number")),
                ("section", models.CharField(blank=True, max_length=300, verbose_name="section")),
                ("text", models.TextField(verbose_name="text")),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                (
                    "directive",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="directives.directive"
                    ),
                ),
            ],
            options={
                "ordering": ["place"],
            },
        ),
        migrations.CreateModel(
            name="Recipient",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField()),
                ("text", models.CharField(max_length=500, verbose_name="line")),
                (
                    "role",
                    models.CharField(
                        choices=[("as_above", "as above: the addressees"), ("copy", "copy"), ("archive", "archive")],
                        max_length=10,
                    ),
                ),
                (
                    "directive",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recipients",
                        to="directives.directive",
                    ),
                ),
            ],
            options={
                "ordering": ["place"],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("place", models.PositiveSmallIntegerField()),
                ("label", models.CharField(max_length=24, verbose_name="label")),
                ("text", models.TextField(verbose_name="what is to be done")),
                ("start", models.PositiveIntegerField(blank=True, null=True)),
                ("end", models.PositiveIntegerField(blank=True, null=True)),
                ("verb", models.CharField(blank=True, max_length=200, verbose_name="verb")),
                ("audience", models.CharField(blank=True, max_length=300, verbose_name="asked of, or done for")),
                (
                    "modality",
                    models.CharField(
                        choices=[
                            ("demand", "demands (yêu cầu)"),
                            ("instruct", "instructs (giao, chỉ đạo, …)"),
                            ("request", "requests (đề nghị)"),
                            ("advise", "advises (khuyến nghị)"),
                        ],
                        max_length=10,
                        verbose_name="how strongly",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="last day")),
                ("rhythm", models.CharField(blank=True, max_length=10, verbose_name="rhythm")),
                ("kept", models.BooleanField(default=True, verbose_name="is a task")),
                ("corrected", models.BooleanField(default=False, verbose_name="corrected by a person")),
                (
                    "directive",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="directives.directive"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tasks",
                        to="directives.item",
                    ),
                ),
                (
                    "restates",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="restated_by",
                        to="directives.task",
                    ),
                ),
            ],
            options={
                "verbose_name": "task",
                "verbose_name_plural": "tasks",
                "ordering": ["place"],
            },
        ),
        migrations.CreateModel(
            name="Addressee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "part",
                    models.CharField(
                        choices=[("addressee", "addressee"), ("actor", "told"), ("through", "directed by those told")],
                        max_length=10,
                    ),
                ),
                ("phrase", models.CharField(max_length=500, verbose_name="phrase")),
                ("start", models.PositiveIntegerField(blank=True, null=True)),
                ("end", models.PositiveIntegerField(blank=True, null=True)),
                ("implied", models.BooleanField(default=False, verbose_name="not named here")),
                ("kinds", models.CharField(blank=True, max_length=200, verbose_name="kinds of unit")),
                ("sector", models.CharField(blank=True, max_length=20, verbose_name="sector")),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="name")),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                    ),
                ),
                (
                    "within",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.unit",
                    ),
                ),
                (
                    "directive",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="addressees",
                        to="directives.directive",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="addressees",
                        to="directives.task",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddConstraint(
            model_name="directive",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            bluezone.rollout.directives.reading.pieces.DocumentKind["OFFICIAL_LETTER"],
                            bluezone.rollout.directives.reading.pieces.DocumentKind["CHI_THI"],
                            bluezone.rollout.directives.reading.pieces.DocumentKind["QUYET_DINH"],
                            bluezone.rollout.directives.reading.pieces.DocumentKind["KE_HOACH"],
                            bluezone.rollout.directives.reading.pieces.DocumentKind["CONG_DIEN"],
                            bluezone.rollout.directives.reading.pieces.DocumentKind["THONG_BAO"],
                            bluezone.rollout.directives.reading.pieces.DocumentKind["HUONG_DAN"],
                        ],
                    )
                ),
                name="directive_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="directive",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["read", "confirmed", "sent"])), name="directive_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="citeddocument",
            constraint=models.UniqueConstraint(fields=("directive", "symbol"), name="cited_once"),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(fields=("directive", "label"), name="item_label_once"),
        ),
        migrations.AddConstraint(
            model_name="recipient",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            bluezone.rollout.directives.reading.pieces.RecipientRole["AS_ABOVE"],
                            bluezone.rollout.directives.reading.pieces.RecipientRole["COPY"],
                            bluezone.rollout.directives.reading.pieces.RecipientRole["ARCHIVE"],
                        ],
                    )
                ),
                name="recipient_role_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.UniqueConstraint(fields=("directive", "label"), name="task_label_once"),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "modality__in",
                        [
                            bluezone.rollout.directives.reading.pieces.Modality["DEMAND"],
                            bluezone.rollout.directives.reading.pieces.Modality["INSTRUCT"],
                            bluezone.rollout.directives.reading.pieces.Modality["REQUEST"],
                            bluezone.rollout.directives.reading.pieces.Modality["ADVISE"],
                        ],
                    )
                ),
                name="task_modality_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="addressee",
            constraint=models.CheckConstraint(
                condition=models.Q(("part__in", ["addressee", "actor", "through"])), name="addressee_part_known"
            ),
        ),
    ]
