"""Walk lists have a mark by which whoever kept their figures sees that these changed.

None at first: SQLite then adds the column where the table stands, which triggers of other tables speak of.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fieldwork", "0004_only_grow")]

    operations = [
        migrations.AddField(
            model_name="walklist",
            name="mark",
            field=models.UUIDField(
                null=True,
                editable=False,
                help_text="Another one whenever what its figures are made of changes.",
            ),
        ),
    ]
