"""Has the database refuse to change or delete a move of a venue."""

from django.db import migrations

from bluezone.authority.venues.triggers import allow_changes, refuse_changes


class Migration(migrations.Migration):
    dependencies = [("venues", "0002_moves")]

    operations = [migrations.RunPython(refuse_changes, allow_changes)]
