"""Has the database refuse to change or delete an inspection."""

from django.db import migrations

from bluezone.rollout.venues.triggers import allow_changes, refuse_changes


class Migration(migrations.Migration):
    dependencies = [("venue_register", "0002_hotspots")]

    operations = [migrations.RunPython(refuse_changes, allow_changes)]
