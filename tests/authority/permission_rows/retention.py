"""Retention, the register of data, one person's data, who looked at whom."""

from collections.abc import Mapping
from typing import Any

from tests.authority.permissions import Row, World

from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.models import Person
from bluezone.authority.retention.services import purge
from bluezone.authority.territory.models import Unit

Parts = Mapping[str, Any]


def a_purge(world: World, _unit: Unit) -> Parts:
    return {"run_id": purge(world.moment).pk}


def a_person(world: World, unit: Unit) -> Parts:
    return {"person_id": Person.objects.create(created_at=world.moment, unit=unit).pk}


def a_file(world: World, unit: Unit) -> Parts:
    return {**a_person(world, unit), "file": "json"}


ROWS = [
    Row("console", "retention:home", Action.READ_RETENTION),
    Row("console", "retention:run_purge", Action.RUN_PURGE, method="POST"),
    Row("console", "retention:purge_record", Action.READ_RETENTION, a_purge),
    Row("console", "retention:register", Action.READ_RETENTION),
    Row("console", "retention:readings", Action.READ_AUDIT),
    Row("console", "retention:search", Action.EXPORT_PERSON),
    Row("console", "retention:search", Action.EXPORT_PERSON, method="POST"),
    Row("console", "retention:person", Action.EXPORT_PERSON, a_person),
    Row("console", "retention:export", Action.EXPORT_PERSON, a_file),
    Row("console", "retention:erase", Action.ERASE_PERSON, a_person),
    Row("console", "retention:erase", Action.ERASE_PERSON, a_person, method="POST"),
]
