"""Territory, register, import and links on the console."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from tests.authority.permissions import Row, World
from tests.authority.register.clerk import Clerk

from bluezone.authority.accounts.rules import Action, Role
from bluezone.authority.accounts.services import issue_link
from bluezone.authority.register.services import upload_register
from bluezone.authority.territory.models import Unit

PARTS = Mapping[str, Any]
WORKBOOK = Clerk(rows=1).bytes()


def a_unit(_world: World, unit: Unit) -> PARTS:
    return {"unit_id": unit.pk}


def an_upload(world: World, unit: Unit) -> PARTS:
    upload = upload_register(
        "danh-ba.xlsx", WORKBOOK, unit=unit, day=date(2020, 8, 1), actor="system", moment=world.moment
    )
    return {"upload_id": upload.pk}


def a_link(world: World, unit: Unit) -> PARTS:
    until = world.moment + timedelta(days=7)
    issued = issue_link(unit, Role.REPORTER, expires_at=until, actor="system", moment=world.moment)
    return {"link_id": issued.link.pk}


READ, EDIT, LINK = Action.READ_TERRITORY, Action.EDIT_TERRITORY, Action.ISSUE_LINKS
ROWS = [
    Row("console", "register:territory", READ),
    Row("console", "register:unit", READ, a_unit),
    Row("console", "register:province", Action.CONFIGURE),
    Row("console", "register:register", READ),
    Row("console", "register:export", READ),
    Row("console", "register:blank", EDIT),
    Row("console", "register:hand_in", EDIT),
    Row("console", "register:findings", EDIT, an_upload, scoped=True),
    Row("console", "register:agree", EDIT, an_upload, scoped=True, method="POST"),
    Row("console", "register:bring_in", EDIT, an_upload, scoped=True, method="POST"),
    Row("console", "register:links", LINK),
    Row("console", "register:sheet", LINK, method="POST", body={"weeks": 4}),
    Row("console", "register:revoke", LINK, a_link, scoped=True, method="POST"),
]
