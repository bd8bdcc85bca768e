"""Dashboards, what is behind their figures, the morning's reports."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tests.authority.permissions import Row, World

from bluezone.authority.accounts.rules import Action
from bluezone.authority.territory.models import Unit
from bluezone.rollout.overview.services import make_morning_report

PARTS = Mapping[str, Any]


def a_unit(_world: World, unit: Unit) -> PARTS:
    return {"unit_id": unit.pk}


def a_figure(_world: World, unit: Unit) -> PARTS:
    return {"unit_id": unit.pk, "line": "territory", "measure": "declared"}


def places(_world: World, unit: Unit) -> PARTS:
    return {"unit_id": unit.pk, "what": "places"}


def a_report(world: World, unit: Unit) -> PARTS:
    return {"report_id": make_morning_report(unit, date(2020, 8, 4), actor="system", moment=world.moment).pk}


def a_file(world: World, unit: Unit) -> PARTS:
    return {**a_report(world, unit), "form": "docx"}


def a_reported_figure(world: World, unit: Unit) -> PARTS:
    return {**a_report(world, unit), "subject": str(unit.pk), "measure": "declared"}


def doors(world: World, unit: Unit) -> PARTS:
    return {"unit_id": unit.pk, "what": "doors"}


def on(door: str) -> list[Row]:
    return [
        Row(door, "overview:home", Action.READ_DASHBOARD),
        Row(door, "overview:compare", Action.DEFINE_FORMS, method="POST", body={"ranked": "no"}),
        Row(door, "overview:unit", Action.READ_DASHBOARD, a_unit, scoped=True),
        Row(door, "overview:bodies", Action.READ_DASHBOARD, a_unit, scoped=True),
        Row(door, "overview:questions", Action.READ_DASHBOARD, a_unit, scoped=True),
        Row(door, "overview:bounds", Action.READ_REPORTS, a_unit, scoped=True),
        Row(door, "overview:behind", Action.READ_REPORTS, a_figure, scoped=True),
        Row(door, "overview:presence", Action.READ_REPORTS, places, scoped=True),
        Row(door, "overview:field", Action.READ_REPORTS, doors, scoped=True),
        Row(door, "overview:reports", Action.READ_QUICK_REPORT, a_unit, scoped=True),
        Row(door, "overview:make", Action.MAKE_QUICK_REPORT, a_unit, scoped=True, method="POST"),
        Row(door, "overview:report", Action.READ_QUICK_REPORT, a_report, scoped=True),
        Row(door, "overview:report_file", Action.READ_QUICK_REPORT, a_file, scoped=True),
        Row(door, "overview:report_behind", Action.READ_QUICK_REPORT, a_reported_figure, scoped=True),
    ]


ROWS = [*on("console"), *on("site")]
