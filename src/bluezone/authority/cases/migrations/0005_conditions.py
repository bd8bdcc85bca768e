"""What else the database itself refuses."""

from django.db import migrations, models

import bluezone.authority.cases.rules.words


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0004_identities_and_conditions"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            bluezone.authority.cases.rules.words.MilestoneState["DRAFT"],
                            bluezone.authority.cases.rules.words.MilestoneState["REVIEWED"],
                            bluezone.authority.cases.rules.words.MilestoneState["RELEASED"],
                            bluezone.authority.cases.rules.words.MilestoneState["WITHDRAWN"],
                        ],
                    )
                ),
                name="milestone_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "source__in",
                        [
                            bluezone.authority.cases.rules.words.MilestoneSource["INTERVIEW"],
                            bluezone.authority.cases.rules.words.MilestoneSource["PRESENCE"],
                            bluezone.authority.cases.rules.words.MilestoneSource["PROXIMITY"],
                            bluezone.authority.cases.rules.words.MilestoneSource["MASS_MEDIA"],
                            bluezone.authority.cases.rules.words.MilestoneSource["DOCUMENT"],
                        ],
                    )
                ),
                name="milestone_source_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_private", False),
                    models.Q(("state", bluezone.authority.cases.rules.words.MilestoneState["RELEASED"]), _negated=True),
                    _connector="OR",
                ),
                name="milestone_private_stays",
            ),
        ),
        migrations.AddConstraint(
            model_name="exposure",
            constraint=models.CheckConstraint(
                condition=models.Q(("source_case__isnull", True), ("source_contact__isnull", True), _connector="OR"),
                name="exposure_one_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="exposure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("source_contact__isnull", True),
                    models.Q(("source_contact", models.F("contact")), _negated=True),
                    _connector="OR",
                ),
                name="exposure_not_of_oneself",
            ),
        ),
        migrations.AddConstraint(
            model_name="exposure",
            constraint=models.CheckConstraint(
                condition=models.Q(("end__isnull", True), ("end__gte", models.F("start")), _connector="OR"),
                name="exposure_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="exposure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "setting__in",
                        [
                            bluezone.authority.cases.rules.words.Setting["HOUSEHOLD"],
                            bluezone.authority.cases.rules.words.Setting["WORK"],
                            bluezone.authority.cases.rules.words.Setting["SCHOOL"],
                            bluezone.authority.cases.rules.words.Setting["TRANSPORT"],
                            bluezone.authority.cases.rules.words.Setting["HEALTH_CARE"],
                            bluezone.authority.cases.rules.words.Setting["QUARANTINE"],
                            bluezone.authority.cases.rules.words.Setting["GATHERING"],
                            bluezone.authority.cases.rules.words.Setting["VENUE"],
                            bluezone.authority.cases.rules.words.Setting["OTHER"],
                            bluezone.authority.cases.rules.words.Setting["UNKNOWN"],
                        ],
                    )
                ),
                name="exposure_setting_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("case__isnull", True), ("contact__isnull", False)),
                    models.Q(("case__isnull", False), ("contact__isnull", True)),
                    _connector="OR",
                ),
                name="note_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="presence",
            constraint=models.UniqueConstraint(fields=("milestone", "person", "role"), name="presence_once_a_role"),
        ),
        migrations.AddConstraint(
            model_name="quarantineorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("case__isnull", True), ("contact__isnull", False)),
                    models.Q(("case__isnull", False), ("contact__isnull", True)),
                    _connector="OR",
                ),
                name="order_for_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="quarantineorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__gte", models.F("first_day"))), name="order_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.UniqueConstraint(fields=("milestone", "actor"), name="release_once_a_person"),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.UniqueConstraint(fields=("milestone", "body"), name="release_once_a_body"),
        ),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_id", ""), _negated=True),
                fields=("laboratory", "external_id"),
                name="sample_once_a_laboratory",
            ),
        ),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            bluezone.authority.cases.rules.words.SampleKind["PCR"],
                            bluezone.authority.cases.rules.words.SampleKind["ANTIGEN"],
                            bluezone.authority.cases.rules.words.SampleKind["ANTIBODY"],
                            bluezone.authority.cases.rules.words.SampleKind["OTHER"],
                        ],
                    )
                ),
                name="sample_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "result__in",
                        [
                            bluezone.authority.cases.rules.words.SampleResult["PENDING"],
                            bluezone.authority.cases.rules.words.SampleResult["POSITIVE"],
                            bluezone.authority.cases.rules.words.SampleResult["NEGATIVE"],
                            bluezone.authority.cases.rules.words.SampleResult["INCONCLUSIVE"],
                        ],
                    )
                ),
                name="sample_result_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("case__isnull", True), ("contact__isnull", False)),
                    models.Q(("case__isnull", False), ("contact__isnull", True)),
                    _connector="OR",
                ),
                name="transfer_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_unit", models.F("to_unit")), _negated=True), name="transfer_to_another"
            ),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["day", "result"], name="visit_by_day"),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("case__isnull", True), ("contact__isnull", False)),
                    models.Q(("case__isnull", False), ("contact__isnull", True)),
                    _connector="OR",
                ),
                name="visit_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "result__in",
                        [
                            bluezone.authority.cases.rules.words.VisitResult["COOPERATIVE"],
                            bluezone.authority.cases.rules.words.VisitResult["UNCOOPERATIVE"],
                            bluezone.authority.cases.rules.words.VisitResult["UNAVAILABLE"],
                        ],
                    )
                ),
                name="visit_result_known",
            ),
        ),
    ]
