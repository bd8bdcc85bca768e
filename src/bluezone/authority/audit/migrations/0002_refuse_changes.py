"""Has the database refuse to change or delete an entry of the chain."""

from django.db import migrations

from bluezone.authority.audit.triggers import allow_every_change, refuse_every_change


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_the_chain")]

    operations = [migrations.RunPython(refuse_every_change, allow_every_change)]
