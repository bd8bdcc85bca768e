"""What became of each task at each unit: moves, evidence."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import bluezone.rollout.directives.rules.evidence
import bluezone.rollout.directives.rules.states


class Migration(migrations.Migration):
    dependencies = [
        ("directives", "0001_directives"),
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="TaskAssignment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "part",
                    models.CharField(
                        choices=[("addressee", "addressee"), ("actor", "told"), ("through", "directed by those told")],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed"),
                            ("confirmed", "confirmed, not yet sent"),
                            ("sent", "sent"),
                            ("acknowledged", "acknowledged"),
                            ("evidenced", "evidence given"),
                            ("done", "done"),
                            ("overdue", "overdue"),
                            ("escalated", "told to those above"),
                            ("cancelled", "cancelled"),
                        ],
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="last day")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True, verbose_name="acknowledged at")),
                ("changed_at", models.DateTimeField(verbose_name="last change")),
                ("reminders", models.PositiveSmallIntegerField(default=0, verbose_name="reminders")),
                ("reminded_at", models.DateTimeField(blank=True, null=True, verbose_name="last reminder")),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="directives.task"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "task at a unit",
                "verbose_name_plural": "tasks at units",
                "ordering": ["task__place", "unit__stat_code", "unit__folded"],
            },
        ),
        migrations.CreateModel(
            name="Move",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("confirm", "confirmed"),
                            ("send", "sent"),
                            ("acknowledge", "acknowledged"),
                            ("give_evidence", "evidence given"),
                            ("accept", "evidence accepted"),
                            ("give_back", "given back for better evidence"),
                            ("miss_deadline", "the deadline passed"),
                            ("escalate", "told to those above"),
                            ("cancel", "cancelled"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed"),
                            ("confirmed", "confirmed, not yet sent"),
                            ("sent", "sent"),
                            ("acknowledged", "acknowledged"),
                            ("evidenced", "evidence given"),
                            ("done", "done"),
                            ("overdue", "overdue"),
                            ("escalated", "told to those above"),
                            ("cancelled", "cancelled"),
                        ],
                        max_length=12,
                        verbose_name="state after it",
                    ),
                ),
                ("actor", models.CharField(max_length=80, verbose_name="who, as the audit names it")),
                ("moment", models.DateTimeField(verbose_name="when")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note (no names of people)")),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="directives.taskassignment",
                    ),
                ),
            ],
            options={
                "ordering": ["moment", "id"],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "note",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="what was done (counts, no names of people)"
                    ),
                ),
                ("link", models.URLField(blank=True, max_length=400, verbose_name="link")),
                ("file_name", models.CharField(blank=True, max_length=120, verbose_name="file")),
                ("file_kind", models.CharField(blank=True, max_length=80)),
                ("size", models.PositiveIntegerField(default=0, verbose_name="bytes")),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("actor", models.CharField(max_length=80, verbose_name="who, as the audit names it")),
                ("given_at", models.DateTimeField(verbose_name="given at")),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="directives.taskassignment",
                    ),
                ),
            ],
            options={
                "verbose_name": "evidence",
                "verbose_name_plural": "evidence",
                "ordering": ["given_at", "id"],
            },
        ),
        migrations.AddIndex(
            model_name="taskassignment",
            index=models.Index(fields=["unit", "state"], name="assignment_by_unit"),
        ),
        migrations.AddIndex(
            model_name="taskassignment",
            index=models.Index(fields=["state", "due_on"], name="assignment_by_state"),
        ),
        migrations.AddConstraint(
            model_name="taskassignment",
            constraint=models.UniqueConstraint(fields=("task", "unit"), name="assignment_once_a_unit"),
        ),
        migrations.AddConstraint(
            model_name="taskassignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            bluezone.rollout.directives.rules.states.State["PROPOSED"],
                            bluezone.rollout.directives.rules.states.State["CONFIRMED"],
                            bluezone.rollout.directives.rules.states.State["SENT"],
                            bluezone.rollout.directives.rules.states.State["ACKNOWLEDGED"],
                            bluezone.rollout.directives.rules.states.State["EVIDENCED"],
                            bluezone.rollout.directives.rules.states.State["DONE"],
                            bluezone.rollout.directives.rules.states.State["OVERDUE"],
                            bluezone.rollout.directives.rules.states.State["ESCALATED"],
                            bluezone.rollout.directives.rules.states.State["CANCELLED"],
                        ],
                    )
                ),
                name="assignment_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="move",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "act__in",
                        [
                            bluezone.rollout.directives.rules.states.Act["CONFIRM"],
                            bluezone.rollout.directives.rules.states.Act["SEND"],
                            bluezone.rollout.directives.rules.states.Act["ACKNOWLEDGE"],
                            bluezone.rollout.directives.rules.states.Act["GIVE_EVIDENCE"],
                            bluezone.rollout.directives.rules.states.Act["ACCEPT"],
                            bluezone.rollout.directives.rules.states.Act["GIVE_BACK"],
                            bluezone.rollout.directives.rules.states.Act["MISS_DEADLINE"],
                            bluezone.rollout.directives.rules.states.Act["ESCALATE"],
                            bluezone.rollout.directives.rules.states.Act["CANCEL"],
                        ],
                    )
                ),
                name="move_act_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="move",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            bluezone.rollout.directives.rules.states.State["PROPOSED"],
                            bluezone.rollout.directives.rules.states.State["CONFIRMED"],
                            bluezone.rollout.directives.rules.states.State["SENT"],
                            bluezone.rollout.directives.rules.states.State["ACKNOWLEDGED"],
                            bluezone.rollout.directives.rules.states.State["EVIDENCED"],
                            bluezone.rollout.directives.rules.states.State["DONE"],
                            bluezone.rollout.directives.rules.states.State["OVERDUE"],
                            bluezone.rollout.directives.rules.states.State["ESCALATED"],
                            bluezone.rollout.directives.rules.states.State["CANCELLED"],
                        ],
                    )
                ),
                name="move_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "file_kind__in",
                        [
                            "",
                            bluezone.rollout.directives.rules.evidence.FileKind["JPEG"],
                            bluezone.rollout.directives.rules.evidence.FileKind["PNG"],
                            bluezone.rollout.directives.rules.evidence.FileKind["WEBP"],
                            bluezone.rollout.directives.rules.evidence.FileKind["PDF"],
                            bluezone.rollout.directives.rules.evidence.FileKind["DOCX"],
                        ],
                    )
                ),
                name="evidence_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(("file_name", ""), ("link", ""), ("note", ""), _negated=True),
                name="evidence_says_something",
            ),
        ),
    ]
