"""What `installation` does inside a data folder, once Django knows it."""

import json
from datetime import datetime
from pathlib import Path

from django.core.management import call_command
from tests.authority.retention.world import plant

from bluezone.authority.cases.models import Identity, Person
from bluezone.authority.retention.queries import everything_of, readable
from bluezone.authority.retention.services import erase_person


def make(moment: str) -> None:
    """Make the registry and plant an outbreak in it."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    plant(datetime.fromisoformat(moment))


def erase(moment: str) -> None:
    """Erase the one person who has a name."""
    erase_person(Identity.objects.get().person, actor="user:1", moment=datetime.fromisoformat(moment))


def export(moment: str, folder: str) -> None:
    """Write down everything about everybody, as for people who ask."""
    for person in Person.objects.all():
        found = everything_of(person)
        (Path(folder) / f"{person.pk}.json").write_text(json.dumps(found, ensure_ascii=False))
        (Path(folder) / f"{person.pk}.html").write_text(readable(found, datetime.fromisoformat(moment)))
