"""Writing the territory: a province from its files, a body where it stands, a denominator with its source."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from bluezone.authority.audit.services import Subject, record
from bluezone.authority.territory.bodies import NewBody, edge_between, hang_new_bodies, named
from bluezone.authority.territory.denominators import Denominator as DenominatorValue
from bluezone.authority.territory.kinds import Kind, TreeName
from bluezone.authority.territory.models import Alias, Denominator, SectorLead, Succession, Unit, UnitEdge
from bluezone.authority.territory.naming import folded
from bluezone.authority.territory.province import Province, understood
from bluezone.authority.territory.province_files import FileFinding, UnitKey, begun_on, ended_before
from bluezone.protocol.errors import RuleViolation


@dataclass(slots=True)
class Imported:
    """What came of an import.

    Args:
        findings: What is wrong in the files; when there is anything, nothing was imported.
        created: How many rows are new.
        changed: How many units got another name, kind, place or last day.
    """

    findings: tuple[FileFinding, ...] = ()
    created: int = 0
    changed: int = 0


@transaction.atomic
def import_province(texts: Mapping[str, str], *, actor: str, moment: datetime) -> Imported:
    """Bring a province's units, edges, successions and the rest into the registry; twice the same is once.

    Args:
        texts: CSV texts by name, as `province_files.HEADERS` has them.
        actor: Who imports, as the audit chain names them.
        moment: When.
    """
    province, findings = understood(texts)
    if findings:
        return Imported(findings)
    done = Imported()
    units = _import_units(province, done)
    done.created += _import_edges(province, units)
    done.created += _import_succession(province, units)
    done.created += _import_aliases(province, units)
    done.created += _import_denominators(province, units)
    done.created += _import_bodies(province, units)
    if done.created or done.changed:
        record(actor, "territory.import", Subject("territory.province"), "campaign", moment)
    return done


@transaction.atomic
def add_denominator(unit: Unit, value: DenominatorValue[uuid.UUID], *, actor: str, moment: datetime) -> Denominator:
    """Add a denominator; the same source may say one number for a unit, kind and day.

    Raises:
        RuleViolation: `denominator_differs`, when this source said another number for that day.
    """
    row, made = Denominator.objects.get_or_create(
        unit=unit,
        kind=value.kind.value,
        counted_on=value.counted_on,
        source=value.source,
        defaults={"value": value.value},
    )
    if row.value != value.value:
        raise RuleViolation("denominator_differs", "this source said another number for that day")
    if made:
        record(actor, "territory.add_denominator", row, "campaign", moment)
    return row


def _import_units(province: Province, done: Imported) -> dict[UnitKey, Unit]:
    places = {row.key: row for row in province.centroids}
    known = {(unit.stat_code, unit.valid_from): unit for unit in Unit.objects.exclude(stat_code="")}
    fresh: list[Unit] = []
    for row in province.units:
        place = places.get(row.key)
        wanted: dict[str, object] = named(row.name) | {"kind": row.kind.value, "valid_to": row.validity.valid_to}
        if place:
            wanted |= {"latitude": place.latitude, "longitude": place.longitude, "area_km2": place.area_km2}
        if row.key in known:
            done.changed += _changed(known[row.key], wanted)
        else:
            known[row.key] = Unit(stat_code=row.code, valid_from=row.validity.valid_from, **wanted)
            fresh.append(known[row.key])
    Unit.objects.bulk_create(fresh)
    done.created += len(fresh)
    return known


def _changed(unit: Unit, wanted: Mapping[str, object]) -> bool:
    different = {name: value for name, value in wanted.items() if getattr(unit, name) != value}
    if different:
        Unit.objects.filter(pk=unit.pk).update(**different)
    return bool(different)


def _import_edges(province: Province, units: Mapping[UnitKey, Unit]) -> int:
    known = set(UnitEdge.objects.filter(tree=TreeName.TERRITORY.value).values_list("child_id", "valid_from"))
    ending = {units[edge.child].pk: edge.validity for edge in province.edges}
    for edge in UnitEdge.objects.filter(tree=TreeName.TERRITORY.value, child__in=ending, valid_to=None):
        if (last := ending[edge.child_id].valid_to) is not None:
            UnitEdge.objects.filter(pk=edge.pk).update(valid_to=last)
    fresh = [
        edge_between(TreeName.TERRITORY, units[edge.parent], units[edge.child], edge.validity)
        for edge in province.edges
        if (units[edge.child].pk, edge.validity.valid_from) not in known
    ]
    return len(UnitEdge.objects.bulk_create(fresh))


def _import_succession(province: Province, units: Mapping[UnitKey, Unit]) -> int:
    known = set(Succession.objects.values_list("predecessor_id", "successor_id", "date"))
    rows = list(province.units)
    fresh = []
    for row in province.succession:
        old, new = ended_before(row, rows), begun_on(row, rows)
        if old and new and (units[old.key].pk, units[new.key].pk, row.day) not in known:
            weight = None if row.weight is None else Decimal(row.weight.numerator) / Decimal(row.weight.denominator)
            ends = {"predecessor": units[old.key], "successor": units[new.key]}
            fresh.append(Succession(**ends, date=row.day, weight=weight, basis=row.basis.value))
    return len(Succession.objects.bulk_create(fresh))


def _import_aliases(province: Province, units: Mapping[UnitKey, Unit]) -> int:
    known = set(Alias.objects.values_list("unit_id", "name"))
    fresh = [
        Alias(unit=units[row.key], name=row.alias, folded=folded(row.alias), standing=row.standing, source=row.source)
        for row in province.aliases
        if (units[row.key].pk, row.alias) not in known
    ]
    return len(Alias.objects.bulk_create(fresh))


def _import_denominators(province: Province, units: Mapping[UnitKey, Unit]) -> int:
    known = set(Denominator.objects.values_list("unit_id", "kind", "counted_on", "source"))
    fresh = [
        Denominator(
            unit=units[row.key],
            kind=row.kind.value,
            value=row.value,
            counted_on=row.counted_on,
            source=row.source,
        )
        for row in province.denominators
        if (units[row.key].pk, row.kind.value, row.counted_on, row.source) not in known
    ]
    return len(Denominator.objects.bulk_create(fresh))


def _import_bodies(province: Province, units: Mapping[UnitKey, Unit]) -> int:
    top = next((units[row.key] for row in province.units if row.kind is Kind.TINH), None)
    there = {unit.stat_code: unit for unit in Unit.objects.filter(stat_code__in=[row.code for row in province.bodies])}
    fresh = [
        NewBody(row.kind, row.name, row.code, row.sector, top, row.line_parent, row.validity)
        for row in province.bodies
        if row.code not in there and top is not None
    ]
    known = there | hang_new_bodies(fresh)
    made = len(fresh)
    for lead in province.leads:
        _, is_new = SectorLead.objects.update_or_create(
            sector=lead.sector.value,
            valid_from=lead.validity.valid_from,
            defaults={"valid_to": lead.validity.valid_to, "unit": known[lead.code], "basis": lead.basis},
        )
        made += is_new
    return made
