"""Line lists as files that come in again as they went out: the template's columns, and one for each kept beside them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from bluezone.authority.cases.models import Case, Contact, InfectionLink
from bluezone.authority.documents.tables import RISKY, Cell, Table
from bluezone.authority.linelist.queries.known import known_cases, known_contacts, parts
from bluezone.authority.linelist.queries.places import Place, Places, places_of
from bluezone.authority.linelist.rules.columns import COLUMNS, FIELDS_OF, Field, Kind
from bluezone.authority.linelist.rules.words import WORDS, written
from bluezone.authority.territory.models import Unit

_READERS: Final = {Kind.CASES: known_cases, Kind.CONTACTS: known_contacts}
_NEVER_WRITTEN: Final = frozenset({Field.AGE})
"""A year of birth says it."""


def table_of(kind: Kind, unit: Unit, units: Sequence[UUID], today: date, watermark: str) -> Table:
    """Return the line list of some units.

    Args:
        kind: Which list.
        unit: From which unit names of places are looked up.
        units: Whose records.
        today: The structure's day.
        watermark: What the first line says.
    """
    fields = [each for each in FIELDS_OF[kind] if each not in _NEVER_WRITTEN]
    headings = [COLUMNS[each].heading for each in fields]
    if kind is Kind.LINKS:
        return Table(watermark, headings, _links(units))
    model = Case if kind is Kind.CASES else Contact
    keys = list(model._default_manager.filter(unit__in=units).order_by("created_at", "id").values_list("pk", flat=True))  # noqa: SLF001 -- Django's documented way to either model's manager
    beside = _beside(model._default_manager.filter(unit__in=units).values_list("more", flat=True).iterator())  # noqa: SLF001 -- the same
    rows = _rows(kind, keys, fields, beside, places_of(unit, today))
    return Table(watermark, [*headings, *(neutral(name) for name in beside)], rows)


def neutral(words: str) -> str:
    """Return a text that no spreadsheet takes for a formula, and that an import reads as it was."""
    return f"'{words}" if words.startswith((*RISKY, "'")) else words


def template_of(kind: Kind, watermark: str) -> Table:
    """Return an empty line list to fill; the rows above the headings say which words its columns take."""
    fields = [each for each in FIELDS_OF[kind] if each not in _NEVER_WRITTEN]
    return Table(watermark, [COLUMNS[each].heading for each in fields], [])


def words_of(kind: Kind) -> str:
    """Return which words the columns of a list take."""
    told = [each for each in FIELDS_OF[kind] if each in WORDS]
    return ". ".join(
        f"{COLUMNS[each].heading}: " + ", ".join(texts[0] for texts in WORDS[each].values()) for each in told
    )


def _rows(
    kind: Kind, keys: Sequence[UUID], fields: Sequence[Field], beside: Sequence[str], places: Places
) -> Iterator[list[Cell]]:
    for part in parts(keys):
        known = _READERS[kind](part)
        for key in part:
            values, more = known[key].values, known[key].more
            cells = [_cell(each, values.get(each), places) for each in fields]
            yield [*cells, *(neutral(str(more.get(name, ""))) for name in beside)]


def _links(units: Sequence[UUID]) -> Iterator[list[Cell]]:
    rows = InfectionLink.objects.filter(infectee__unit__in=units).order_by("id").select_related("infector", "infectee")
    for row in rows.iterator(chunk_size=2000):
        ends: list[Cell] = [neutral(each.number or str(each.pk)) for each in (row.infector, row.infectee)]
        yield [*ends, written(Field.CERTAINTY, row.certainty), neutral(row.stated_by)]


def _cell(field: Field, value: Any, places: Places) -> Cell:  # noqa: ANN401 -- a field of any kind
    match value:
        case None | "":
            return None
        case Place():
            return neutral(value.name if places.find(value.name) == value else places.code_of(value))
        case frozenset():
            return neutral("; ".join(sorted(value)))
        case date() | int():
            return value
        case _:
            return written(field, value) if field in WORDS else neutral(str(value))


def _beside(rows: Iterable[dict[str, str]]) -> list[str]:
    names = dict[str, None]()
    for more in rows:
        names |= dict.fromkeys(more)
    return list(names)
