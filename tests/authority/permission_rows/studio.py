"""Texts, their reviews and printing on the console; the short address of posters on the site."""

from collections.abc import Mapping
from typing import Any

from tests.authority.permissions import Everybody, Row, World

from bluezone.authority.accounts.rules import Action
from bluezone.authority.territory.models import Unit
from bluezone.rollout.studio.models import StudioText
from bluezone.rollout.studio.rules.words import Form
from bluezone.rollout.studio.services import Doing, bring_shipped, carry_out, order_print

Parts = Mapping[str, Any]


def some_text(world: World) -> StudioText:
    bring_shipped(Doing("system", world.moment))
    return StudioText.objects.get(message="install", language="vi", version=1)


def a_text(world: World, _unit: Unit) -> Parts:
    return {"text_id": some_text(world).pk}


def a_message(world: World, _unit: Unit) -> Parts:
    some_text(world)
    return {"message": "install", "language": "vi"}


def as_form(form: Form) -> Any:
    return lambda world, unit: {**a_text(world, unit), "form": form.value}


def an_order(world: World, unit: Unit) -> Parts:
    order = order_print(some_text(world), Form.LOUDSPEAKER, [unit], Doing("system", world.moment))
    carry_out(order.pk, world.moment)
    return {"order_id": order.pk}


READ, WRITE, PRINT, RELEASE = (
    Action.READ_TEXTS,
    Action.WRITE_TEXTS,
    Action.PRINT_MATERIALS,
    Action.RELEASE_TEXTS,
)


def both(page: str, need: Action, **how: Any) -> list[Row]:
    """The same page on both doors: for people who log in, and for bearers of personal links."""
    return [Row(door, f"studio:{page}", need, **how) for door in ("console", "site")]


ROWS = [
    *both("home", READ),
    *both("export", READ),
    *both("text", READ, parts=a_text),
    *both("preview", READ, parts=as_form(Form.POSTER_A5)),
    *both("take", PRINT, parts=as_form(Form.RADIO_30)),
    *both("print", PRINT),
    *both("order", PRINT, parts=an_order, scoped=True),
    *both("order_file", PRINT, parts=an_order, scoped=True),
    *both("opened", PRINT),
    Row("console", "studio:step", READ, a_text, method="POST"),
    Row("console", "studio:files_again", RELEASE, a_text, method="POST"),
    Row("console", "studio:write", WRITE, a_message),
    Row("console", "studio:counted", WRITE, method="POST"),
    Row("site", "short_address", Everybody.OPEN),
]
