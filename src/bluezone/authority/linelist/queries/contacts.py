"""Planning a list of contacts: whom each row means, and whom that person met."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from bluezone.authority.cases.models import Contact
from bluezone.authority.linelist.queries.known import external_in, known_contacts, named_in, numbers_in
from bluezone.authority.linelist.queries.planning import (
    DEFAULT_SYSTEM,
    Draft,
    Planned,
    Setup,
    choose,
    draft,
    external_key,
    identity_key,
    same_person,
    twice,
)
from bluezone.authority.linelist.rules.cells import case_key
from bluezone.authority.linelist.rules.columns import Field
from bluezone.authority.linelist.rules.findings import Fault
from bluezone.authority.linelist.rules.rows import Row


def plan_contacts(rows: Iterable[Row], setup: Setup) -> list[Planned]:
    """Return what becomes of each row of a list of contacts."""
    drafts = [draft(row, setup) for row in rows]
    _find(drafts, setup)
    twice(drafts)
    for each in drafts:
        day = each.values.get(Field.LAST_EXPOSED_ON, setup.today)
        if not each.is_refused and setup.definition_on(day) is None:
            each.wrong(Fault.NO_DEFINITION)
    _meet(drafts, setup)
    return [each.planned() for each in drafts]


def _find(drafts: list[Draft], setup: Setup) -> None:
    sound = [each for each in drafts if not each.is_refused]
    external = external_in(Contact, [key for each in sound if (key := external_key(each.values))])
    names = [each.values[Field.NAME] for each in sound if external_key(each.values) is None]
    by_name = named_in(Contact, setup.places.inside, names)
    known = known_contacts({*external.values(), *(key for found in by_name.values() for key in found)})
    for each in sound:
        outer = external_key(each.values)
        if outer is not None:
            each.key = ("external", outer)
            choose(each, [external[outer]] if outer in external else [], known, setup)
        else:
            each.key = ("person", identity_key(each.values))
            choose(each, same_person(each, by_name, known), known, setup)


def _meet(drafts: Iterable[Draft], setup: Setup) -> None:
    """Find the sources that rows name: numbers of cases, or ids of contacts of the registry or of this file."""
    numbers = numbers_in(setup.places.inside)
    sound = [each for each in drafts if not each.is_refused]
    here = {key[1]: each for each in sound if (key := external_key(each.values))}
    named = {token for each in sound for token in each.values.get(Field.SOURCE, ())}
    others = external_in(Contact, [(DEFAULT_SYSTEM, token) for token in named])
    for each in sound:
        found = set[str]()
        for token in each.values.pop(Field.SOURCE, ()):
            source = _source(token, each, numbers, here, {outer: key for (_system, outer), key in others.items()})
            if source is None:
                each.wrong(Fault.UNKNOWN_SOURCE)
                each.more[str(Field.SOURCE)] = token
            else:
                each.sources.append(source)
                found.add(token)
        _note(each, found)


def _source(
    token: str,
    each: Draft,
    numbers: Mapping[str, list[UUID]],
    here: Mapping[str, Draft],
    others: Mapping[str, UUID],
) -> UUID | str | None:
    cases = numbers.get(case_key(token), [])
    if len(cases) == 1:
        return cases[0]
    other = here.get(token)
    if other is not None and other is not each:
        return other.known.record if other.known else token
    return others.get(token)


def _note(each: Draft, found: set[str]) -> None:
    before = each.known.values.get(Field.SOURCE, frozenset()) if each.known else frozenset()
    keys = {case_key(name) for name in before}
    added = {name for name in found if case_key(name) not in keys}
    if added:
        each.values[Field.SOURCE] = before | added
    else:
        each.values.pop(Field.SOURCE, None)
