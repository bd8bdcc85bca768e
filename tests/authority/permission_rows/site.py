"""The public site, and the citizen's pages that it serves."""

from collections.abc import Mapping
from typing import Any

from tests.authority.permissions import Everybody, Row, World

from bluezone.authority.territory.models import Unit
from bluezone.citizen.serving import served_files

OPEN = Everybody.OPEN


def a_file(_world: World, _unit: Unit) -> Mapping[str, Any]:
    return {"path": min(served_files())}


ROWS = [
    Row("site", "app:index", OPEN),
    Row("site", "app:config", OPEN),
    Row("site", "app:page", OPEN, a_file),
]
