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
ROWS = [
    Row("console", "studio:home", READ),
    Row("console", "studio:export", READ),
    Row("console", "studio:text", READ, a_text),
    Row("console", "studio:preview", READ, as_form(Form.POSTER_A5)),
    Row("console", "studio:step", READ, a_text, method="POST"),
    Row("console", "studio:files_again", RELEASE, a_text, method="POST"),
    Row("console", "studio:write", WRITE, a_message),
    Row("console", "studio:counted", WRITE, method="POST"),
    Row("console", "studio:take", PRINT, as_form(Form.RADIO_30)),
    Row("console", "studio:print", PRINT),
    Row("console", "studio:order", PRINT, an_order, scoped=True),
    Row("console", "studio:order_file", PRINT, an_order, scoped=True),
    Row("console", "studio:opened", PRINT),
    Row("site", "short_address", Everybody.OPEN),
]
