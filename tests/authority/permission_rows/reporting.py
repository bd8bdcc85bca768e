"""Reports and their corrections, the desk, events, questions, spreadsheets, on both doors."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from tests.authority.permissions import Everybody, Row, World

from bluezone.authority.accounts.rules import Action
from bluezone.authority.territory.models import Unit
from bluezone.rollout.reporting.identity import new_id
from bluezone.rollout.reporting.models import FormDefinition, RaisedFlag
from bluezone.rollout.reporting.rules.versions import Source
from bluezone.rollout.reporting.services import Report, publish_shipped_forms, submit

Parts = Mapping[str, Any]


def forms(world: World, _unit: Unit) -> Parts:
    """The forms that come with Bluezone."""
    if not FormDefinition.objects.exists():
        publish_shipped_forms(actor="system", moment=world.moment)
    return {}


def a_unit(world: World, unit: Unit) -> Parts:
    forms(world, unit)
    return {"unit_id": unit.pk}


def a_form(world: World, unit: Unit) -> Parts:
    return {**a_unit(world, unit), "form_key": "commune_day"}


def only_a_form(world: World, unit: Unit) -> Parts:
    forms(world, unit)
    return {"form_key": "commune_day"}


def a_report(world: World, unit: Unit) -> Parts:
    forms(world, unit)
    values = {"listed": 9, "visited": 10, "helped": 1, "refused": 0}
    day = world.moment.date() - timedelta(days=1)
    report = Report(new_id(world.moment), "commune_day", unit, day, values, Source.FORM)
    return {"submission_id": submit(report, actor="system", moment=world.moment).submission.pk}


def a_flag(world: World, unit: Unit) -> Parts:
    a_report(world, unit)
    return {"flag_id": RaisedFlag.objects.filter(unit=unit)[0].pk}


def both(page: str, need: Action, parts: Callable[[World, Unit], Parts] = forms, **how: Any) -> list[Row]:
    """The same page on both doors."""
    return [Row(door, f"reporting:{page}", need, parts, **how) for door in ("console", "site")]


ROWS = [
    *both("mine", Action.SUBMIT_REPORTS),
    *both("spreadsheet", Action.SUBMIT_REPORTS),
    *both("spreadsheet", Action.SUBMIT_REPORTS, method="POST"),
    *both("blank", Action.SUBMIT_REPORTS, only_a_form),
    *both("export", Action.EXPORT_REPORTS, only_a_form),
    *both("submission", Action.READ_REPORTS, a_report, scoped=True),
    *both("correct", Action.SUBMIT_REPORTS, a_report, scoped=True),
    *both("correct", Action.SUBMIT_REPORTS, a_report, scoped=True, method="POST"),
    *both("take_back", Action.SUBMIT_REPORTS, a_report, scoped=True, method="POST"),
    *both("history", Action.READ_REPORTS, a_unit, scoped=True),
    *both("invitation", Action.SUBMIT_REPORTS, a_unit, scoped=True),
    *both("report", Action.SUBMIT_REPORTS, a_form, scoped=True),
    *both("report", Action.SUBMIT_REPORTS, a_form, scoped=True, method="POST"),
    *both("keeper", Action.APPOINT_GATE_KEEPER, a_unit, scoped=True),
    *both("keeper", Action.APPOINT_GATE_KEEPER, a_unit, scoped=True, method="POST"),
    *both("questions", Action.READ_REPORTS),
    *both("settle_question", Action.SETTLE_FLAGS, a_flag, scoped=True, method="POST"),
    *both("desk", Action.ENTER_FOR_OTHERS),
    *both("enter", Action.ENTER_FOR_OTHERS, a_form, scoped=True),
    *both("enter", Action.ENTER_FOR_OTHERS, a_form, scoped=True, method="POST"),
    *both("movement", Action.PLAN_MOVEMENT),
    *both("movement", Action.PLAN_MOVEMENT, method="POST"),
    *both("certificate", Action.PLAN_MOVEMENT, a_unit, scoped=True),
    *both("broadcasts", Action.RECORD_BROADCASTS),
    *both("broadcasts", Action.RECORD_BROADCASTS, method="POST"),
    *both("complaint_trends", Action.READ_COMPLAINTS),
    *both("complain", Action.RECORD_COMPLAINTS),
    *both("complain", Action.RECORD_COMPLAINTS, method="POST"),
    *both("gate", Action.TALLY_GATE),
    *both("gate", Action.TALLY_GATE, method="POST"),
    Row("site", "reporting_machines:text_message", Everybody.TOKEN, method="POST"),
]
