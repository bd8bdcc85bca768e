"""Promise 8: what is past its time is in no byte: not in the open database's file, not in its log, not in what was logged."""

import json
import logging
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from tests.authority.retention.world import PLANTED, found, plant

from bluezone.authority.cases.models import Person
from bluezone.authority.retention.queries import everything_of, readable
from bluezone.authority.retention.services import purge, scrub

LATER = timedelta(days=91)


def files() -> bytes:
    """The database's file and its log, as they lie on the disk while the connection is open."""
    path = Path(connection.settings_dict["NAME"])
    return b"\n".join(part.read_bytes() for part in sorted(path.parent.glob(path.name + "*")))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its own files; the guide says for how long")
@pytest.mark.django_db(transaction=True)
def test_after_the_purge_no_planted_word_is_in_a_byte_of_the_open_database(
    moment: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    plant(moment)
    before = found(files())

    purge(moment + LATER)
    clean = scrub()

    assert before == {*PLANTED}
    assert clean
    assert found(files()) == set()
    assert found(caplog.text.encode()) == set()


@pytest.mark.django_db
def test_no_export_made_after_the_purge_holds_a_planted_word(moment: datetime) -> None:
    plant(moment)
    purge(moment + LATER)

    made = [everything_of(person) for person in Person.objects.all()]
    told = "".join(json.dumps(each, ensure_ascii=False) + readable(each, moment) for each in made)

    assert len(made) == 2
    assert found(told.encode()) == set()
