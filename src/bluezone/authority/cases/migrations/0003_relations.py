"""What relates the tables of cases."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0002_more_tables"),
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
    ]
