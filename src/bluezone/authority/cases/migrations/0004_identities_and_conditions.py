"""What names people, and what the database itself refuses."""

import django.db.models.deletion
from django.db import migrations, models

import bluezone.authority.cases.rules.words


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0003_relations"),
    ]

    operations = [
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
    ]
