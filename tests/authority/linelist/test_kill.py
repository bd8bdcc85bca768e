"""A process that dies in the middle of an import leaves nothing half."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from pytest_django import Settings
from tests.authority.linelist.lists import DOING, write_of
from tests.authority.permissions import make_world

from bluezone.authority.cases.models import Case, Definition, Identity, InfectionLink, Person
from bluezone.authority.cases.rules.definitions import Numbers
from bluezone.authority.linelist.models import LineListFile
from bluezone.authority.linelist.services import hand_in

STOPPED = """\
import sys
import time
from datetime import datetime

import django

django.setup()

from bluezone.authority.cases.services import Doing
from bluezone.authority.linelist.models import LineListFile
from bluezone.authority.linelist.services import cases, plan_for, write


def stop(*_words):
    print("everything is written, nothing committed", flush=True)
    time.sleep(600)


cases.record_all = stop
doing = Doing("user:1", "quality", datetime.fromisoformat(sys.argv[2]))
file = LineListFile.objects.get(pk=sys.argv[1])
write(file, doing, seen=plan_for(file, doing.day).fingerprint)
"""
ROWS = 2_000


def address_of_registry() -> str:
    """Where a second process finds the registry of this test."""
    there = connection.settings_dict
    if connection.vendor == "sqlite":
        return str(there["NAME"])
    return f"postgresql://{there['USER']}@/{there['NAME']}?host={quote(there['HOST'])}"


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_in_an_import_leaves_nothing_half(settings: Settings, tmp_path: Path) -> None:
    settings.DELIVERY_FOLDER = tmp_path / "delivery"
    here = make_world().here
    Definition.objects.get_or_create(version=1, defaults={"rules": Numbers().as_rules(), "created_at": DOING.moment})
    text = "Số ca bệnh,Họ và tên,Ngày báo cáo,Lây từ ca\n1,Lò Thị Mây,1/8/2020,\n"
    text += "".join(f"{each},Người {each},1/8/2020,{each - 1}\n" for each in range(2, ROWS + 1))
    file = hand_in("ca.csv", text.encode(), here, DOING)

    environment = {name: value for name, value in os.environ.items() if not name.startswith(("BLUEZONE_", "DJANGO_"))}
    environment |= {
        "BLUEZONE_DATA": str(tmp_path),
        "BLUEZONE_DATABASE": address_of_registry(),
        "DJANGO_SETTINGS_MODULE": "bluezone.config.settings",
    }
    command = [sys.executable, "-c", STOPPED, str(file.pk), DOING.moment.isoformat()]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        said = child.stdout.readline()
        child.kill()

    assert said.startswith("everything is written")
    assert [model._default_manager.count() for model in (Person, Identity, Case, InfectionLink)] == [0, 0, 0, 0]
    assert LineListFile.objects.get().state == "read"
    assert write_of(file)["new"] == ROWS
    assert (Case.objects.count(), InfectionLink.objects.count()) == (ROWS, ROWS - 1)
