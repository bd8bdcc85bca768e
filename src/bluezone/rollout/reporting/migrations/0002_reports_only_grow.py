"""Has the database refuse to change or delete a report."""

from django.db import migrations

from bluezone.rollout.reporting.triggers import allow_changes, refuse_changes


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_the_reports")]

    operations = [migrations.RunPython(refuse_changes, allow_changes)]
