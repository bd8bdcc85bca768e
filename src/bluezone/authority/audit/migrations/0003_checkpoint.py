"""Makes the row that stands for entries past their time, and lets those go for which it stands."""

from django.db import migrations, models

from bluezone.authority.audit.triggers import refuse_changes, refuse_every_change_again


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_refuse_changes")]

    operations = [
        migrations.CreateModel(
            name="KeptCheckpoint",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("last", models.BigIntegerField()),
                ("head", models.BinaryField(max_length=32)),
                ("until", models.DateTimeField()),
                ("sealed_at", models.DateTimeField()),
                ("signature", models.BinaryField(max_length=64)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="audit_has_one_checkpoint")],
            },
        ),
        migrations.RunPython(refuse_changes, refuse_every_change_again),
    ]
