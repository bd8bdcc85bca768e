"""Line lists on the console."""

from collections.abc import Mapping
from typing import Any

from tests.authority.permissions import Row, World

from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.services import Doing
from bluezone.authority.linelist.services import hand_in
from bluezone.authority.territory.models import Unit

PARTS = Mapping[str, Any]
LIST = "Số ca bệnh,Ngày báo cáo\nBN1,01/08/2020\n".encode()


def a_file(world: World, unit: Unit) -> PARTS:
    return {"file_id": hand_in("ca.csv", LIST, unit, Doing("system", "line_list", world.moment)).pk}


def a_kind(_world: World, _unit: Unit) -> PARTS:
    return {"kind": "cases"}


IN, OUT = Action.IMPORT_CASES, Action.EXPORT_CASES
ROWS = [
    Row("console", "linelist:listing", IN),
    Row("console", "linelist:hand_in", IN),
    Row("console", "linelist:template", IN, a_kind),
    Row("console", "linelist:export", OUT),
    Row("console", "linelist:file", IN, a_file, scoped=True),
    Row("console", "linelist:columns", IN, a_file, scoped=True, method="POST"),
    Row("console", "linelist:write", IN, a_file, scoped=True, method="POST"),
    Row("console", "linelist:drop", IN, a_file, scoped=True, method="POST"),
]
