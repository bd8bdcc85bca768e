"""Reading the register: bodies with their focal points, and what a clerk's file says."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from bluezone.authority.accounts.models import PersonalLink
from bluezone.authority.accounts.rules import Role
from bluezone.authority.register.columns import KIND_WORDS, SECTOR_WORDS
from bluezone.authority.register.models import FocalPoint, Upload
from bluezone.authority.register.rules import Known, Reach, Reading, Registered, read_register
from bluezone.authority.register.workbook import read_workbook
from bluezone.authority.territory import queries as territory
from bluezone.authority.territory.kinds import BODY_KINDS, COMMUNE_KINDS, Kind, TreeName
from bluezone.authority.territory.models import Denominator, Unit, UnitEdge, holding
from bluezone.authority.territory.naming import folded

KINDS = [kind.value for kind in BODY_KINDS | {Kind.VILLAGE}]


@dataclass(frozen=True, slots=True)
class Entry:
    """A body as the register lists it.

    Args:
        unit: The body.
        station: The commune or province it stands in on the day.
        focal_point: The office-holder who answers for it.
        link: Its newest personal link that is not revoked, expired or not.
    """

    unit: Unit
    station: Unit | None
    focal_point: FocalPoint | None = field(repr=False)
    link: PersonalLink | None = None


def bodies(day: date, *, words: str = "", kind: str = "", under: QuerySet[Unit] | None = None) -> QuerySet[Unit]:
    """Return the bodies of a day, by name or code, of one kind, among some units."""
    found = territory.on(day).filter(kind__in=KINDS)
    if words:
        found = found.filter(Q(folded__contains=folded(words)) | Q(stat_code__startswith=words.strip()))
    if kind:
        found = found.filter(kind=kind)
    if under is not None:
        found = found.filter(pk__in=under.values("pk"))
    return found.order_by("folded", "stat_code")


def entries(units: list[Unit], day: date) -> list[Entry]:
    """Return some bodies with their commune, focal point and link, in three queries."""
    keys = [unit.pk for unit in units]
    edges = UnitEdge.objects.filter(holding(day), tree=TreeName.TERRITORY.value, child__in=keys)
    stations = {edge.child_id: edge.parent for edge in edges.select_related("parent")}
    people = {row.unit_id: row for row in FocalPoint.objects.filter(holding(day), unit__in=keys)}
    links = {row.unit_id: row for row in _standing_links(keys)}
    return [Entry(unit, stations.get(unit.pk), people.get(unit.pk), links.get(unit.pk)) for unit in units]


def _standing_links(keys: list[UUID]) -> QuerySet[PersonalLink]:
    links = PersonalLink.objects.filter(unit__in=keys, role=Role.REPORTER, revoked_at=None)
    return links.order_by("created_at")


def reading_of(upload: Upload, today: date) -> Reading[UUID]:
    """Return what a clerk's file says, with what was agreed about it.

    Raises:
        MalformedMessage: The file is no workbook.
        RuleViolation: It is empty or too long.
    """
    sheets = read_workbook(bytes(upload.content))
    gazetteer = territory.gazetteer(upload.day)
    below = territory.subtree(upload.unit, upload.day).values_list("pk", flat=True)
    reach = Reach(frozenset(below), upload.unit.kind == Kind.TINH)
    known = Known(gazetteer, registered(upload.day), today, reach)
    return read_register(sheets, known, frozenset(upload.settled))


def registered(day: date) -> Registered[UUID]:
    """Return what the registry knows of bodies on a day, in two queries."""
    standing, ended = set[str](), set[str]()
    rows = list(Unit.objects.filter(kind__in=KINDS).exclude(stat_code=""))
    for unit in rows:
        (standing if unit.validity.holds(day) else ended).add(unit.stat_code)
    edges = UnitEdge.objects.filter(holding(day), tree=TreeName.TERRITORY.value, child__kind__in=KINDS)
    places = {child: (above, kind) for child, above, kind in edges.values_list("child_id", "parent_id", "parent__kind")}
    stations = {child: above for child, (above, kind) in places.items() if kind in COMMUNE_KINDS}
    names = {
        (folded(unit.name), Kind(unit.kind), stations.get(unit.pk)): unit.stat_code
        for unit in rows
        if unit.stat_code in standing
    }
    standing_at = {unit.stat_code: places[unit.pk][0] for unit in rows if unit.pk in places}
    return Registered(frozenset(standing), frozenset(ended - standing), names, standing_at)


def rows_for_export(units: QuerySet[Unit], day: date) -> list[dict[str, str | int | date | None]]:
    """Return bodies as rows of the register's sheet, in a fixed number of queries."""
    listed = list(units)
    above = UnitEdge.objects.filter(
        holding(day), tree__in=[TreeName.SECTOR.value, TreeName.UNION.value], child__in=listed
    )
    lines = dict(above.values_list("child_id", "parent__stat_code"))
    counted = latest_staff(listed, day)
    kinds = {kind.value: word for word, kind in KIND_WORDS.items()}
    sectors = {sector.value: word for word, sector in SECTOR_WORDS.items()}
    rows = []
    for entry in entries(listed, day):
        unit, person, station = entry.unit, entry.focal_point, entry.station
        in_commune = station is not None and station.kind != Kind.TINH
        count = counted.get(unit.pk)
        rows.append(
            {
                "code": unit.stat_code,
                "name": unit.name,
                "kind": kinds.get(unit.kind, unit.kind),
                "sector": sectors.get(unit.sector, ""),
                "line_parent": lines.get(unit.pk, ""),
                "commune_code": station.stat_code if station and in_commune else "",
                "commune_name": station.name if station and in_commune else "Tỉnh",
                "focal_point": person.full_name if person else "",
                "position": person.position if person else "",
                "phone": person.phone if person else "",
                "email": person.email if person else "",
                "staff": count.value if count else None,
                "counted_on": count.counted_on if count else None,
            }
        )
    return rows


def latest_staff(units: list[Unit], day: date) -> dict[UUID, Denominator]:
    """Return the latest count of staff of each body up to a day."""
    rows = Denominator.objects.filter(unit__in=units, kind="staff", counted_on__lte=day).order_by(
        "counted_on", "source"
    )
    return {row.unit_id: row for row in rows}
