"""The public's table of a day: sums by territory, nothing small, in the structure of the day."""

from datetime import date
from uuid import UUID

from bluezone.authority.territory.kinds import Kind
from bluezone.rollout.overview.queries import own_residents
from bluezone.rollout.overview.rules.public import Column, PublicRow, PublicUnit, public_table
from bluezone.rollout.reporting.queries import Ground, ground_on


def public_rows(day: date) -> tuple[PublicRow, ...]:
    """Return the tables of all provinces, one below the other."""
    ground = ground_on(day, beside=False)
    provinces = sorted(
        (unit for unit in ground.units.values() if unit.kind == Kind.TINH.value), key=lambda unit: unit.stat_code
    )
    return tuple(row for province in provinces for row in public_table(_units(ground, province.pk)))


def _units(ground: Ground, top: UUID) -> list[PublicUnit]:
    """Return a province and everyone below it that holds a place."""
    units = []
    for key in ground.tree.subtree(top):
        known = ground.coverage(key)
        if key != top and not known.places:
            continue
        counts = {Column.DECLARED: known.declared, Column.VISITED: known.visited, Column.LISTED: known.listed}
        said = {column: count for column, count in counts.items() if count is not None}
        above = None if key == top else str(ground.tree.parent(key))
        unit = ground.units[key]
        residents = known.residents or (own_residents(unit, ground.day) if key == top else None)
        units.append(PublicUnit(str(key), unit.name, above, said if ground.places.get(key) else {}, residents))
    return units
