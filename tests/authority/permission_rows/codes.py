"""Codes, the code desk, laboratories, exports, and the laboratory API."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.authority.permissions import Everybody, Row, World

from bluezone.authority.accounts.rules import Action
from bluezone.authority.codes.models import Batch, Code
from bluezone.authority.codes.rules.words import Way
from bluezone.authority.codes.services import add_laboratory
from bluezone.authority.delivery.services import send
from bluezone.authority.territory.models import Unit

PARTS = Mapping[str, Any]


def a_code(world: World, unit: Unit) -> PARTS:
    made = Code.objects.create(
        id=uuid4(),
        unit=unit,
        way=Way.SLIP,
        test_day=world.moment.date(),
        issued_at=world.moment,
        issued_by="user:1",
        expires_at=world.moment + timedelta(hours=24),
    )
    return {"code_id": made.pk}


def a_batch(world: World, unit: Unit) -> PARTS:
    made = Batch.objects.create(unit=unit, file_name="codes.csv", created_at=world.moment, created_by="user:1")
    return {"batch_id": made.pk}


def a_laboratory(world: World, unit: Unit) -> PARTS:
    made, _key = add_laboratory(str(uuid4()), unit, 500, actor="system", moment=world.moment)
    return {"laboratory_id": made.pk}


def a_message(world: World, unit: Unit) -> PARTS:
    key = str(uuid4())
    message = send("0912345678", "Bluezone", key=key, purpose="code", actor="system", moment=world.moment, unit=unit)
    return {"message_id": message.pk}


ISSUE, DESK, LABORATORIES = Action.ISSUE_CODES, Action.RUN_CODE_DESK, Action.MANAGE_LABORATORIES
HOLD = Action.HOLD_EXPORTS
ROWS = [
    Row("console", "codes:codes", ISSUE),
    Row("console", "codes:file", ISSUE),
    Row("console", "codes:new", ISSUE),
    Row("console", "codes:by_hand", ISSUE),
    Row("console", "codes:sent", ISSUE, a_message, scoped=True, method="POST"),
    Row("console", "codes:code", ISSUE, a_code, scoped=True),
    Row("console", "codes:ask", ISSUE, a_code, scoped=True, method="POST"),
    Row("console", "codes:revoke", ISSUE, a_code, scoped=True, method="POST"),
    Row("console", "codes:slip", ISSUE, a_code, scoped=True, method="POST"),
    Row("console", "codes:desk", DESK),
    Row("console", "codes:template", DESK),
    Row("console", "codes:batch", DESK, a_batch, scoped=True),
    Row("console", "codes:progress", DESK, a_batch, scoped=True),
    Row("console", "codes:stop", DESK, a_batch, scoped=True, method="POST"),
    Row("console", "codes:resume", DESK, a_batch, scoped=True, method="POST"),
    Row("console", "codes:laboratories", LABORATORIES),
    Row("console", "codes:new_laboratory", LABORATORIES),
    Row("console", "codes:laboratory", LABORATORIES, a_laboratory),
    Row("console", "codes:renew", LABORATORIES, a_laboratory, method="POST"),
    Row("console", "codes:revoke_laboratory", LABORATORIES, a_laboratory, method="POST"),
    Row("console", "codes:quota", LABORATORIES, a_laboratory, method="POST", body={"quota": 10}),
    Row("console", "codes:exports", HOLD),
    Row("console", "codes:decide", HOLD, lambda _world, _unit: {"decision": "hold"}, method="POST"),
    Row("console", "laboratory_api:results", Everybody.TOKEN, method="POST"),
    Row("console", "laboratory_api:schema", Everybody.OPEN),
]
