"""No name and no reason of a refusal stands beside a household or a person: no column for it, no JSON that could hold it."""

import json
import re

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import JSONField, Model, TextField
from tests.rollout.fieldwork.conftest import DAY, HOUR, NOW, Village

from bluezone.rollout.fieldwork.models import Household, VillageTally
from bluezone.rollout.fieldwork.rules.words import CLOSING, EventKind, Outcome
from bluezone.rollout.fieldwork.services.intake import take

REASON = re.compile(
    r"reason|refus|declin|no_?smartphone|note|comment|remark|free|text|name|ethnic|people", re.IGNORECASE
)
"""What a column would be called in which a reason, free words, a name or a people could stand."""
OF_A_VILLAGE = {("fieldwork_villagetally", "refused"), ("fieldwork_villagetally", "no_smartphone")}
"""Sums beside no household."""
OF_A_MESSAGE = {("fieldwork_setaside", "reason")}
"""Why a message cannot be counted: words of a closed list about the message."""
OF_A_GATE = {("gate_shifttally", "no_smartphone")}
JSON_OF = {
    ("fieldwork_villagetally", "languages"),
    ("fieldwork_setaside", "content"),
    ("fieldwork_sheet", "numbers"),
}
"""JSON that is there: counts by language; what `rules.fields.kept` lets through; numbers of doors."""


def tables() -> list[type[Model]]:
    return [*apps.get_app_config("fieldwork").get_models(), *apps.get_app_config("gate").get_models()]


def beside_a_household(model: type[Model]) -> bool:
    """Whether a row of a table says of which household it speaks."""
    return any(field.related_model is Household for field in model._meta.concrete_fields) or model is Household


def test_no_column_could_hold_a_reason_a_name_or_free_words() -> None:
    found = {
        (model._meta.db_table, field.column)
        for model in tables()
        for field in model._meta.concrete_fields
        if REASON.search(field.column or "") or isinstance(field, TextField)
    }

    assert found == OF_A_VILLAGE | OF_A_MESSAGE | OF_A_GATE


def test_no_json_stands_beside_a_household() -> None:
    found = {
        (model._meta.db_table, field.column): beside_a_household(model)
        for model in tables()
        for field in model._meta.concrete_fields
        if isinstance(field, JSONField)
    }

    assert found == dict.fromkeys(JSON_OF, False)


def test_what_a_household_s_words_can_be_is_a_closed_list_without_a_reason() -> None:
    words = [
        field
        for model in tables()
        if beside_a_household(model)
        for field in model._meta.concrete_fields
        if field.get_internal_type() == "CharField"
    ]

    assert all(field.choices or field.column in {"number", "decided_by"} for field in words)
    assert not any(REASON.search(word) for word in Outcome)
    assert Outcome.DONE in CLOSING


def test_a_tally_leads_to_no_household() -> None:
    assert not beside_a_household(VillageTally)
    assert EventKind.TALLY not in {EventKind.VISIT, EventKind.UNDO}


def every_byte() -> str:
    """Everything that the field's tables hold, as text."""
    rows = []
    with connection.cursor() as cursor:
        for model in tables():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608 -- the database's own names
            names = [column[0] for column in cursor.description or []]
            rows += [(model._meta.db_table, names, row) for row in cursor.fetchall()]
    return json.dumps(
        rows,
        default=lambda value: bytes(value).hex() if isinstance(value, memoryview | bytes) else str(value),
        ensure_ascii=False,
    )


@pytest.mark.parametrize(
    "invention",
    [
        {"reason": "từ chối"},
        {"outcome": "từ chối"},
        {"kind": "từ chối"},
        {"note": {"why": ["từ chối"]}},
        {"language": "từ chối"},
        {"household": "từ chối"},
        {"id": "từ chối"},
        {"list": "từ chối"},
        {"gate": "từ chối", "kind": "quarrel"},
    ],
    ids=lambda invention: next(iter(invention)),
)
def test_a_reason_that_a_device_invents_beside_a_household_is_kept_nowhere(
    village: Village, invention: dict[str, object]
) -> None:
    device = village.device()
    device.visit(village.walk_list.pk, "1", NOW - HOUR, outcome="done", with_radio=0)
    device.events.append({**device.visit(village.walk_list.pk, "2", NOW - HOUR), **invention})
    del device.events[1]

    answer = take(device.envelope(NOW), moment=NOW + DAY)

    assert len(answer.set_aside) == 1
    found = every_byte()
    assert "51A" in found
    assert "từ chối" not in found
    assert json.dumps("từ chối")[1:-1] not in found
