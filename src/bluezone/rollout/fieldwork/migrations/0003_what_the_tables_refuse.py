"""What the database itself refuses, and the indexes of the field."""

import django.db.models.deletion
from django.db import migrations, models

import bluezone.rollout.fieldwork.rules.words


class Migration(migrations.Migration):
    dependencies = [
        ("fieldwork", "0002_what_waits_and_what_is_checked"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="device",
            constraint=models.UniqueConstraint(fields=("unit", "number"), name="device_number_once"),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.UniqueConstraint(fields=("public_key",), name="device_key_once"),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.CheckConstraint(
                condition=models.Q(("duty__in", ["visitor", "lead", "keeper", "teacher", "volunteer"])),
                name="device_duty_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(("duty__in", ["visitor", "lead", "keeper", "teacher", "volunteer"])),
                name="enrolment_duty_known",
            ),
        ),
        migrations.AddField(
            model_name="villagetally",
            name="walk_list",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="tallies", to="fieldwork.walklist"
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="household",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="fieldwork.household"
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="round",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="visits",
                to="fieldwork.spotround",
            ),
        ),
        migrations.AddField(
            model_name="resolution",
            name="chosen",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="fieldwork.visit"
            ),
        ),
        migrations.AddConstraint(
            model_name="languagewish",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", ["vi", "blt", "hmn", "ium", "hni", "lhu", "khb", "other"])),
                name="wish_language_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="setaside",
            constraint=models.UniqueConstraint(
                condition=models.Q(("device__isnull", False), models.Q(("event_id", ""), _negated=True)),
                fields=("device", "event_id"),
                name="set_aside_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="setaside",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "reason__in",
                        [
                            "malformed",
                            "revoked",
                            "no_such_list",
                            "no_such_household",
                            "not_yours",
                            "id_used",
                            "kind_unknown",
                            "refused",
                        ],
                    )
                ),
                name="set_aside_reason_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="setaside",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at__isnull", True), ("settlement", "")),
                    models.Q(("settled_at__isnull", False), ("settlement__in", ["taken", "dropped"])),
                    _connector="OR",
                ),
                name="set_aside_settled_somehow",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["device", "kind", "sequence"], name="event_by_device"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["witnessed_at"], name="event_by_moment"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(fields=("device", "sequence"), name="event_sequence_once"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(fields=("sheet", "sequence", "id"), name="event_line_once"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("device__isnull", False), ("sheet__isnull", True)),
                    models.Q(("device__isnull", True), ("sheet__isnull", False)),
                    _connector="OR",
                ),
                name="event_from_one_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["visit", "undo", "tally", "shift", "class", "movement"])),
                name="event_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ["sync", "qr", "file", "paper"])), name="event_way_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="spotround",
            constraint=models.CheckConstraint(
                condition=models.Q(("allowed__lt", models.F("size")), ("size__gt", 0), ("size__lte", models.F("lot"))),
                name="round_allows_fewer",
            ),
        ),
        migrations.AddConstraint(
            model_name="spotround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checked__isnull", True), ("closed_at__isnull", True), ("differed__isnull", True)),
                    models.Q(
                        ("checked__lte", models.F("size")),
                        ("closed_at__isnull", False),
                        ("differed__lte", models.F("checked")),
                    ),
                    _connector="OR",
                ),
                name="round_closed_with_its_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="spothousehold",
            constraint=models.UniqueConstraint(fields=("round", "place"), name="spot_place_once"),
        ),
        migrations.AddConstraint(
            model_name="spothousehold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("finding", ""),
                    (
                        "finding__in",
                        ["agrees", "not_visited", "outcome", "phones", "no_answer", "unasked"],
                    ),
                    _connector="OR",
                ),
                name="spot_finding_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="spothousehold",
            constraint=models.UniqueConstraint(fields=("round", "household"), name="spot_household_once"),
        ),
        migrations.AddConstraint(
            model_name="walklist",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)), fields=("unit", "part"), name="walk_list_open_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="walklist",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("part", ""), _negated=True), models.Q(("village", ""), _negated=True)),
                name="walk_list_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="household",
            constraint=models.UniqueConstraint(fields=("walk_list", "number"), name="household_once_a_list"),
        ),
        migrations.AddIndex(
            model_name="digest",
            index=models.Index(fields=["walk_list", "day"], name="digest_by_day"),
        ),
        migrations.AddConstraint(
            model_name="villagetally",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__gte", models.F("first_day"))), name="tally_first_day_before_last"
            ),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["household"], name="visit_by_household"),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["helped", "already", "not_home", "come_back", "done"])),
                name="visit_outcome_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("revisit_on__isnull", True),
                    ("outcome", bluezone.rollout.fieldwork.rules.words.Outcome["COME_BACK"]),
                    _connector="OR",
                ),
                name="visit_revisit_fits",
            ),
        ),
    ]
