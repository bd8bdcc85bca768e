"""Planning a list of cases: which case each row means, who infected whom."""

import re
from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from bluezone.authority.cases.models import Case
from bluezone.authority.linelist.queries.known import external_in, known_cases, named_in, numbers_in
from bluezone.authority.linelist.queries.planning import (
    Draft,
    Planned,
    Setup,
    choose,
    draft,
    external_key,
    identity_key,
    number_key,
    same_person,
    twice,
)
from bluezone.authority.linelist.rules.cells import LONGEST, case_key
from bluezone.authority.linelist.rules.columns import Field
from bluezone.authority.linelist.rules.findings import Fault
from bluezone.authority.linelist.rules.rows import Row

LOOKS_LIKE_A_NUMBER: Final = re.compile(
    r"(?:bn|ca|f0)?\s*#?\s*\d+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE
)
"""What names a case, by number or id, and no place."""


def plan_cases(rows: Iterable[Row], setup: Setup) -> list[Planned]:
    """Return what becomes of each row of a list of cases."""
    drafts = [draft(row, setup) for row in rows]
    numbers = numbers_in(setup.places.inside)
    _find(drafts, numbers, setup)
    twice(drafts)
    for each in drafts:
        if not each.is_refused and setup.definition_on(each.values[Field.REPORTED_ON]) is None:
            each.wrong(Fault.NO_DEFINITION)
    _link(drafts, numbers)
    return [each.planned() for each in drafts]


def _find(drafts: list[Draft], numbers: Mapping[str, list[UUID]], setup: Setup) -> None:
    sound = [each for each in drafts if not each.is_refused]
    external = external_in(Case, [key for each in sound if (key := external_key(each.values))])
    nameless = [each for each in sound if external_key(each.values) is None and number_key(each.values) is None]
    names = [each.values[Field.NAME] for each in nameless if Field.NAME in each.values]
    by_name = named_in(Case, setup.places.inside, names)
    wanted = {*external.values(), *(key for found in by_name.values() for key in found)}
    wanted |= {key for each in sound for key in numbers.get(number_key(each.values) or "", [])}
    known = known_cases(wanted)
    for each in sound:
        outer, number = external_key(each.values), number_key(each.values)
        if outer is not None:
            each.key = ("external", outer)
            choose(each, [external[outer]] if outer in external else [], known, setup)
        elif number is not None:
            each.key = ("number", number)
            choose(each, numbers.get(number, []), known, setup)
        elif Field.NAME in each.values:
            each.key = ("person", identity_key(each.values, Field.REPORTED_ON))
            choose(each, same_person(each, by_name, known, Field.REPORTED_ON), known, setup)
        else:
            each.wrong(Fault.MISSING)


def _link(drafts: Iterable[Draft], numbers: Mapping[str, list[UUID]]) -> None:
    """Find the infectors that rows name: cases of the registry, or of this file; what else is named is a place."""
    sound = [each for each in drafts if not each.is_refused]
    here = {number: each for each in sound if (number := number_key(each.values)) is not None}
    shown = {key: each.values[Field.NUMBER] for key, each in here.items()}
    for each in sound:
        named, places = set[str](), list[str]()
        for token in each.values.pop(Field.INFECTED_BY, ()):
            key = case_key(token)
            if key == number_key(each.values):
                each.wrong(Fault.ITSELF)
            elif key in here or len(numbers.get(key, [])) == 1:
                each.sources.append(_source(key, here, numbers))
                named.add(shown.get(key, token))
            elif LOOKS_LIKE_A_NUMBER.fullmatch(token):
                each.wrong(Fault.UNKNOWN_SOURCE)
                each.more[str(Field.INFECTED_BY)] = token
            else:
                places.append(token)
        _note(each, named, places)


def _source(key: str, here: Mapping[str, Draft], numbers: Mapping[str, list[UUID]]) -> UUID | str:
    found = here.get(key)
    if found is not None:
        return found.known.record if found.known else key
    return numbers[key][0]


def _note(each: Draft, named: set[str], places: list[str]) -> None:
    before = each.known.values.get(Field.INFECTED_BY, frozenset()) if each.known else frozenset()
    keys = {case_key(number) for number in before}
    added = {number for number in named if case_key(number) not in keys}
    if added:
        each.values[Field.INFECTED_BY] = before | added
    text = "; ".join(places)
    if not text:
        return
    if Field.INFECTED_IN not in each.values and len(text) <= LONGEST[Field.INFECTED_IN]:
        each.values[Field.INFECTED_IN] = text
    else:
        each.more[str(Field.INFECTED_IN)] = text
