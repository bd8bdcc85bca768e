"""Has the database refuse to change or delete an entry of the chain."""

from django.db import migrations

from bluezone.authority.audit.triggers import allow_changes, refuse_changes


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_the_chain")]

    operations = [migrations.RunPython(refuse_changes, allow_changes)]
