"""Indexes from which one page of a long list is answered: its order, its filters and the key, without the rows."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Indexes only."""

    dependencies: ClassVar = [("cases", "0006_first_definition")]
    operations: ClassVar = [
        migrations.RemoveIndex("identity", "identity_by_name"),
        migrations.AddIndex("identity", models.Index(fields=["folded", "person"], name="identity_by_name")),
        migrations.RemoveIndex("contact", "contact_by_work"),
        migrations.AddIndex(
            "contact",
            models.Index(
                fields=["unit", "follow_up", "follow_up_until", "follow_up_from", "last_visited_on", "state", "id"],
                name="contact_by_work",
            ),
        ),
        migrations.AddIndex(
            "contact",
            models.Index(fields=["follow_up_until", "id", "unit", "state", "follow_up"], name="contact_by_end"),
        ),
        migrations.AddIndex(
            "contact",
            models.Index(fields=["-created_at", "id", "unit", "state", "follow_up"], name="contact_by_entry"),
        ),
        migrations.RemoveIndex("contact", "contact_by_state"),
        migrations.AddIndex(
            "contact", models.Index(fields=["state", "follow_up_until", "id", "unit"], name="contact_by_state")
        ),
    ]
