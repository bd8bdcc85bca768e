"""Hanging bodies into the trees: on the ground they stand on, below the body they answer to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q

from bluezone.authority.territory.kinds import Kind, Sector, TreeName
from bluezone.authority.territory.models import Unit, UnitEdge, holding
from bluezone.authority.territory.naming import folded, short_name, stored
from bluezone.authority.territory.queries import lifetimes, passages
from bluezone.authority.territory.rules import overlap, stations
from bluezone.authority.territory.validity import ALWAYS, Validity


@dataclass(frozen=True, slots=True)
class NewBody:
    """A body that is to stand in the registry.

    Args:
        kind: What it is.
        name: Its whole name.
        code: Its own code, by which it is known.
        sector: The field it works in.
        station: The commune, or the province, in which it stands on some day of its life.
        line_parent: The code of the body above it in its sector or union, or nothing.
        validity: Its days.
    """

    kind: Kind
    name: str
    code: str
    sector: Sector
    station: Unit
    line_parent: str = ""
    validity: Validity = field(default=ALWAYS)

    @property
    def line(self) -> TreeName:
        """The tree in which it answers to another."""
        return TreeName.UNION if self.kind is Kind.UNION else TreeName.SECTOR

    @property
    def attributes(self) -> dict[str, object]:
        """What the registry writes about it, apart from its code and days."""
        return named(self.name) | {"kind": self.kind.value, "sector": self.sector.value}


def hang_new_bodies(bodies: Iterable[NewBody]) -> dict[str, Unit]:
    """Write bodies that the registry does not know; return them by code.

    Raises:
        RuleViolation: `successor_unclear`, when a body's commune was split and its part is not named.
    """
    wanted = list(bodies)
    made = {body.code: _unit(body) for body in wanted}
    Unit.objects.bulk_create(made.values())
    above = _above(wanted, made)
    steps, lives = passages(), lifetimes()
    edges = []
    for body in wanted:
        unit = made[body.code]
        for key, days in stations(body.station.pk, body.validity, steps, lives):
            edges.append(edge_between(TreeName.TERRITORY, Unit(pk=key), unit, days))
        if parent := above.get(body.line_parent):
            edges.append(edge_between(body.line, parent, unit, overlap(parent.validity, body.validity)))
    UnitEdge.objects.bulk_create(edges)
    return made


def change_bodies(bodies: Iterable[NewBody], known: Mapping[str, Unit], *, day: date) -> None:
    """Bring known bodies to what is said of them from a day on; what held before stays as it was.

    Args:
        bodies: What is said.
        known: The units by code.
        day: The first day on which it holds.
    """
    wanted = list(bodies)
    hanging = _hanging([known[body.code] for body in wanted], day)
    above = _above(wanted, known)
    for body in wanted:
        unit = known[body.code]
        if any(getattr(unit, name) != value for name, value in body.attributes.items()):
            Unit.objects.filter(pk=unit.pk).update(**body.attributes)
        _move(hanging.get((unit.pk, TreeName.TERRITORY.value)), TreeName.TERRITORY, body.station, unit, day)
        if parent := above.get(body.line_parent):
            _move(hanging.get((unit.pk, body.line.value)), body.line, parent, unit, day)


def edge_between(tree: TreeName, above: Unit, below: Unit, days: Validity) -> UnitEdge:
    """Return an edge that is not yet written."""
    return UnitEdge(tree=tree.value, parent=above, child=below, valid_from=days.valid_from, valid_to=days.valid_to)


def named(name: str) -> dict[str, object]:
    """Return the columns that follow from a unit's whole name."""
    whole = stored(name)
    short = short_name(whole)
    return {"name": whole, "short_name": short, "folded": folded(short)}


def _unit(body: NewBody) -> Unit:
    days = {"valid_from": body.validity.valid_from, "valid_to": body.validity.valid_to}
    return Unit(stat_code=body.code, **days, **body.attributes)


def _above(bodies: Iterable[NewBody], here: Mapping[str, Unit]) -> dict[str, Unit]:
    codes = {body.line_parent for body in bodies if body.line_parent}
    there = Unit.objects.filter(Q(stat_code__in=codes - here.keys()))
    return {unit.stat_code: unit for unit in there} | {code: here[code] for code in codes & here.keys()}


def _hanging(units: list[Unit], day: date) -> dict[tuple[object, str], UnitEdge]:
    edges = UnitEdge.objects.filter(holding(day), child__in=units)
    return {(edge.child_id, edge.tree): edge for edge in edges}


def _move(edge: UnitEdge | None, tree: TreeName, above: Unit, below: Unit, day: date) -> None:
    if edge is None:
        edge_between(tree, above, below, overlap(above.validity, Validity(day, below.valid_to))).save()
    elif edge.parent_id == above.pk:
        return
    elif edge.valid_from == day:
        UnitEdge.objects.filter(pk=edge.pk).update(parent=above)
    else:
        UnitEdge.objects.filter(pk=edge.pk).update(valid_to=day - timedelta(days=1))
        edge_between(tree, above, below, overlap(above.validity, Validity(day, below.valid_to))).save()
