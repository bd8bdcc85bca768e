"""The roles of the health authority."""

from django.db import migrations, models

import bluezone.authority.accounts.rules


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_assignments_and_links"),
        ("territory", "0002_denominators_and_leads"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="assignment",
            name="assignment_role_known",
        ),
        migrations.AlterField(
            model_name="assignment",
            name="role",
            field=models.CharField(
                choices=[
                    ("lead", "province lead"),
                    ("reporter", "focal point"),
                    ("gate_keeper", "gate keeper"),
                    ("visitor", "door-to-door visitor"),
                    ("venue_owner", "venue owner"),
                    ("press", "press desk"),
                    ("help_desk", "help desk"),
                    ("steering", "Steering Committee"),
                    ("movement_lead", "movement lead"),
                    ("tracer", "contact tracer"),
                    ("cdc_doctor", "CDC doctor"),
                    ("code_desk", "code desk"),
                    ("epidemiologist", "epidemiologist"),
                    ("policy_owner", "owner of the risk policy"),
                    ("editor", "editor of news and advice"),
                    ("inspector", "inspector"),
                    ("data_protection", "data protection officer"),
                    ("administrator", "administrator"),
                ],
                max_length=20,
                verbose_name="role",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            bluezone.authority.accounts.rules.Role["LEAD"],
                            bluezone.authority.accounts.rules.Role["REPORTER"],
                            bluezone.authority.accounts.rules.Role["GATE_KEEPER"],
                            bluezone.authority.accounts.rules.Role["VISITOR"],
                            bluezone.authority.accounts.rules.Role["VENUE_OWNER"],
                            bluezone.authority.accounts.rules.Role["PRESS"],
                            bluezone.authority.accounts.rules.Role["HELP_DESK"],
                            bluezone.authority.accounts.rules.Role["STEERING"],
                            bluezone.authority.accounts.rules.Role["MOVEMENT_LEAD"],
                            bluezone.authority.accounts.rules.Role["TRACER"],
                            bluezone.authority.accounts.rules.Role["CDC_DOCTOR"],
                            bluezone.authority.accounts.rules.Role["CODE_DESK"],
                            bluezone.authority.accounts.rules.Role["EPIDEMIOLOGIST"],
                            bluezone.authority.accounts.rules.Role["POLICY_OWNER"],
                            bluezone.authority.accounts.rules.Role["EDITOR"],
                            bluezone.authority.accounts.rules.Role["INSPECTOR"],
                            bluezone.authority.accounts.rules.Role["DATA_PROTECTION"],
                            bluezone.authority.accounts.rules.Role["ADMINISTRATOR"],
                        ],
                    )
                ),
                name="assignment_role_known",
            ),
        ),
    ]
