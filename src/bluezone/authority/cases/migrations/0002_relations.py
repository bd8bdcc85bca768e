"""What relates the tables of cases."""

import django.db.models.deletion
from django.db import migrations, models

import bluezone.authority.cases.rules.words


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("codes", "0001_initial"),
        ("territory", "0002_denominators_and_leads"),
    ]

    operations = [
        migrations.AddField(
            model_name="casecode",
            name="code",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="for_case", to="codes.code"
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="case",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="was_contact",
                to="cases.case",
                verbose_name="became the case",
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territory.unit",
                verbose_name="in charge",
            ),
        ),
        migrations.AddConstraint(
            model_name="definition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_from__isnull", True),
                    ("valid_to__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="definition_first_day_before_last",
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="definition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.definition"
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="definition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.definition"
            ),
        ),
        migrations.AddField(
            model_name="exposure",
            name="contact",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="exposures", to="cases.contact"
            ),
        ),
        migrations.AddField(
            model_name="exposure",
            name="source_case",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="exposures",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="exposure",
            name="source_contact",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="exposures_of_others",
                to="cases.contact",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territory.unit",
                verbose_name="residence",
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="contacts", to="cases.person"
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="cases.person"
            ),
        ),
        migrations.AddField(
            model_name="infectionlink",
            name="infectee",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="infected_by", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="infectionlink",
            name="infector",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="infected", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="kept",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="merges", to="cases.person"
            ),
        ),
        migrations.AddField(
            model_name="milestone",
            name="case",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="milestones",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="milestone",
            name="definition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.definition"
            ),
        ),
        migrations.AddField(
            model_name="milestone",
            name="supersedes",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="superseded_by",
                to="cases.milestone",
            ),
        ),
        migrations.AddField(
            model_name="milestone",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.unit", verbose_name="unit"
            ),
        ),
        migrations.AddField(
            model_name="exposure",
            name="milestone",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="exposures",
                to="cases.milestone",
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="case",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notes",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="contact",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notes",
                to="cases.contact",
            ),
        ),
        migrations.AddField(
            model_name="presence",
            name="milestone",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="presences", to="cases.milestone"
            ),
        ),
        migrations.AddField(
            model_name="presence",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="presences", to="cases.person"
            ),
        ),
        migrations.AddField(
            model_name="quarantineorder",
            name="case",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="orders",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="quarantineorder",
            name="contact",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="orders",
                to="cases.contact",
            ),
        ),
        migrations.AddField(
            model_name="quarantineorder",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="orders", to="cases.person"
            ),
        ),
        migrations.AddField(
            model_name="quarantineorder",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territory.unit",
                verbose_name="ordering commune",
            ),
        ),
        migrations.AddField(
            model_name="release",
            name="body",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.unit"),
        ),
        migrations.AddField(
            model_name="release",
            name="milestone",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="releases", to="cases.milestone"
            ),
        ),
        migrations.AddField(
            model_name="sample",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="samples", to="cases.person"
            ),
        ),
        migrations.AddField(
            model_name="symptomreport",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="symptom_reports", to="cases.person"
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="case",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="transfers",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="contact",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="transfers",
                to="cases.contact",
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="from_unit",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.unit"),
        ),
        migrations.AddField(
            model_name="transfer",
            name="to_unit",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.unit"),
        ),
        migrations.AddField(
            model_name="visit",
            name="case",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="visits",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="contact",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="visits",
                to="cases.contact",
            ),
        ),
        migrations.CreateModel(
            name="Identity",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="identity",
                        serialize=False,
                        to="cases.person",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="full name")),
                (
                    "folded",
                    models.CharField(editable=False, help_text="For searching: no case, no marks.", max_length=200),
                ),
                ("birth_date", models.DateField(blank=True, null=True, verbose_name="date of birth")),
                ("phone", models.CharField(blank=True, max_length=16, verbose_name="telephone")),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="address")),
                ("personal_number", models.CharField(blank=True, max_length=20, verbose_name="personal number")),
                ("guardian", models.CharField(blank=True, max_length=200, verbose_name="guardian of a child")),
            ],
            options={
                "verbose_name": "identity",
                "verbose_name_plural": "identities",
                "indexes": [
                    models.Index(fields=["folded"], name="identity_by_name"),
                    models.Index(fields=["phone"], name="identity_by_phone"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["birth_year", "sex"], name="person_by_birth_and_sex"),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("birth_year__isnull", True), ("birth_year__gte", 1895), _connector="OR"),
                name="person_born_in_reach",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "sex__in",
                        [
                            bluezone.authority.cases.rules.words.Sex["FEMALE"],
                            bluezone.authority.cases.rules.words.Sex["MALE"],
                            bluezone.authority.cases.rules.words.Sex["OTHER"],
                            bluezone.authority.cases.rules.words.Sex["UNKNOWN"],
                        ],
                    )
                ),
                name="person_sex_known",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["unit", "follow_up", "follow_up_until"], name="contact_by_work"),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["state", "-created_at"], name="contact_by_state"),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_id", ""), _negated=True),
                fields=("external_system", "external_id"),
                name="contact_once_an_external_id",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "degree__in",
                        [
                            bluezone.authority.cases.rules.words.Degree["FIRST"],
                            bluezone.authority.cases.rules.words.Degree["SECOND"],
                        ],
                    )
                ),
                name="contact_degree_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            bluezone.authority.cases.rules.words.ContactState["CANDIDATE"],
                            bluezone.authority.cases.rules.words.ContactState["CONTACT"],
                            bluezone.authority.cases.rules.words.ContactState["BECAME_CASE"],
                            bluezone.authority.cases.rules.words.ContactState["DROPPED"],
                        ],
                    )
                ),
                name="contact_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "follow_up__in",
                        [
                            bluezone.authority.cases.rules.words.FollowUp["FOLLOW_UP"],
                            bluezone.authority.cases.rules.words.FollowUp["COMPLETED"],
                            bluezone.authority.cases.rules.words.FollowUp["CANCELED"],
                            bluezone.authority.cases.rules.words.FollowUp["LOST"],
                            bluezone.authority.cases.rules.words.FollowUp["NO_FOLLOW_UP"],
                        ],
                    )
                ),
                name="contact_follow_up_known",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["unit", "-reported_on"], name="case_by_unit"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["-reported_on", "-created_at", "id"], name="case_by_day"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["number"], name="case_by_number"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["follow_up", "follow_up_until"], name="case_by_follow_up"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_id", ""), _negated=True),
                fields=("external_system", "external_id"),
                name="case_once_an_external_id",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "classification__in",
                        [
                            bluezone.authority.cases.rules.words.Classification["SUSPECT"],
                            bluezone.authority.cases.rules.words.Classification["PROBABLE"],
                            bluezone.authority.cases.rules.words.Classification["CONFIRMED"],
                            bluezone.authority.cases.rules.words.Classification["NOT_A_CASE"],
                        ],
                    )
                ),
                name="case_classification_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "outcome__in",
                        [
                            bluezone.authority.cases.rules.words.Outcome["ONGOING"],
                            bluezone.authority.cases.rules.words.Outcome["RECOVERED"],
                            bluezone.authority.cases.rules.words.Outcome["DIED"],
                            bluezone.authority.cases.rules.words.Outcome["UNKNOWN"],
                        ],
                    )
                ),
                name="case_outcome_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "follow_up__in",
                        [
                            bluezone.authority.cases.rules.words.FollowUp["FOLLOW_UP"],
                            bluezone.authority.cases.rules.words.FollowUp["COMPLETED"],
                            bluezone.authority.cases.rules.words.FollowUp["CANCELED"],
                            bluezone.authority.cases.rules.words.FollowUp["LOST"],
                            bluezone.authority.cases.rules.words.FollowUp["NO_FOLLOW_UP"],
                        ],
                    )
                ),
                name="case_follow_up_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "origin__in",
                        [
                            bluezone.authority.cases.rules.words.Origin["OFFICER"],
                            bluezone.authority.cases.rules.words.Origin["LABORATORY"],
                            bluezone.authority.cases.rules.words.Origin["IMPORT"],
                            bluezone.authority.cases.rules.words.Origin["EXPOSURE_REPORT"],
                            bluezone.authority.cases.rules.words.Origin["SEED"],
                        ],
                    )
                ),
                name="case_origin_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="infectionlink",
            constraint=models.UniqueConstraint(fields=("infector", "infectee"), name="infection_link_once"),
        ),
        migrations.AddConstraint(
            model_name="infectionlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("infector", models.F("infectee")), _negated=True), name="infection_link_between_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="infectionlink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "certainty__in",
                        [
                            bluezone.authority.cases.rules.words.Certainty["CERTAIN"],
                            bluezone.authority.cases.rules.words.Certainty["PROBABLE"],
                            bluezone.authority.cases.rules.words.Certainty["POSSIBLE"],
                            bluezone.authority.cases.rules.words.Certainty["UNKNOWN"],
                        ],
                    )
                ),
                name="infection_link_certainty_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(("end__gt", models.F("start"))), name="milestone_in_order"
            ),
        ),
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
