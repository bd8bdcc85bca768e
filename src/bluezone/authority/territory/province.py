"""A whole province as its files tell it: read together, held against each other, findings or a value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from bluezone.authority.territory import province_files as files
from bluezone.authority.territory.province_files import FileFinding, UnitKey, UnitRow
from bluezone.authority.territory.tree import Edge, tree_faults


@dataclass(frozen=True, slots=True)
class Province:
    """Everything that the files of one province say.

    Args:
        units: Its units, parents among them.
        edges: Who stands under whom in the territory, by code and first day.
        succession: What became of what.
        aliases: Other spellings.
        centroids: Where units lie.
        denominators: How many people or things they have.
        bodies: Bodies of the province.
        leads: Who leads a sector.
    """

    units: tuple[UnitRow, ...]
    edges: tuple[Edge[UnitKey], ...]
    succession: tuple[files.SuccessionRow, ...]
    aliases: tuple[files.AliasRow, ...] = ()
    centroids: tuple[files.CentroidRow, ...] = ()
    denominators: tuple[files.DenominatorRow, ...] = ()
    bodies: tuple[files.BodyRow, ...] = ()
    leads: tuple[files.LeadRow, ...] = ()


EMPTY: Final = {name: ",".join(header) + "\n" for name, header in files.HEADERS.items()}
"""Each file without a row: what stands for a file that was not handed in."""


def understood(texts: Mapping[str, str]) -> tuple[Province, tuple[FileFinding, ...]]:
    """Return the province that the texts of CSV files describe, and everything wrong in them.

    Args:
        texts: By name, as in `province_files.HEADERS`; `units` is needed, the others may be absent.
    """
    given = EMPTY | dict(texts)
    units, findings = files.read_units(given["units"])
    succession, more = files.read_succession(given["succession"], units)
    findings += more
    aliases, alias_findings = files.read_aliases(given["aliases"])
    centroids, centroid_findings = files.read_centroids(given["centroids"])
    denominators, denominator_findings = files.read_denominators(given["denominators"])
    bodies, body_findings = files.read_bodies(given["bodies"])
    leads, lead_findings = files.read_leads(given["leads"])
    findings += alias_findings + centroid_findings + denominator_findings + body_findings + lead_findings
    known = {row.key for row in units}
    findings += _unknown("aliases", [row.key for row in aliases], known)
    findings += _unknown("centroids", [row.key for row in centroids], known)
    findings += _unknown("denominators", [row.key for row in denominators], known)
    codes = {row.code for row in bodies}
    findings += _unknown("bodies", [row.line_parent for row in bodies], codes | {""})
    findings += _unknown("leads", [row.code for row in leads], codes)
    edges, edge_findings = _edges(units)
    province = Province(
        *(tuple(units), edges, tuple(succession), tuple(aliases), tuple(centroids)),
        *(tuple(denominators), tuple(bodies), tuple(leads)),
    )
    return province, (*findings, *edge_findings)


def _edges(units: list[UnitRow]) -> tuple[tuple[Edge[UnitKey], ...], list[FileFinding]]:
    lines = {row.key: place for place, row in enumerate(units, start=2)}
    edges = tuple(
        Edge(above.key, row.key, row.validity)
        for row in units
        if row.parent_code and (above := files.parent_of(row, units)) is not None
    )
    faults = tree_faults(edges, {row.key: row.validity for row in units})
    return edges, [FileFinding("units", lines[fault.child], fault.code) for fault in faults]


def _unknown(file: str, keys: Iterable[object], known: Iterable[object]) -> list[FileFinding]:
    there = set(known)
    return [FileFinding(file, line, "unknown_unit") for line, key in enumerate(keys, start=2) if key not in there]
