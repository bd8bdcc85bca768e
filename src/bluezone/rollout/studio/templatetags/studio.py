"""Words and pictures of the studio's pages."""

from collections.abc import Sequence
from typing import Final

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from bluezone.rollout.studio.models import Material
from bluezone.rollout.studio.queries import Cell
from bluezone.rollout.studio.rules.languages import named
from bluezone.rollout.studio.rules.review import Step
from bluezone.rollout.studio.rules.words import Form, Message, State
from bluezone.rollout.studio.wording import FIELDS, FORMS, MESSAGES, STATES, STEPS

register = template.Library()
REACHED: Final = {
    State.WRITTEN: 1,
    State.LANGUAGE_REVIEWED: 2,
    State.HEALTH_REVIEWED: 3,
    State.RELEASED: 4,
    State.WITHDRAWN: 0,
}
"""How many of the four steps are taken."""
STEPS_IN_ALL: Final = 4


@register.filter
def message_word(message: str) -> str:
    """Return what a message is called."""
    return str(MESSAGES[Message(message)])


@register.filter
def language_word(tag: str) -> str:
    """Return what a language is called."""
    return named(tag).name(get_language() or "vi")


@register.filter
def form_word(form: str) -> str:
    """Return what a form is called."""
    return str(FORMS[Form(form)])


@register.filter
def state_word(state: str) -> str:
    """Return how far a text has come, in words."""
    return str(STATES[State(state)])


@register.filter
def step_word(step: str) -> str:
    """Return what somebody did with a text, in words."""
    return str(STEPS[Step(step)])


@register.filter
def field_word(name: str) -> str:
    """Return what a field is called."""
    return str(FIELDS[name])


@register.filter
def unsure(tag: str) -> bool:
    """Return whether a language's tag is to be checked with a linguist."""
    return not named(tag).is_sure


@register.filter
def ending(file: Material) -> str:
    """Return which kind of file it is, such as `PDF`."""
    return file.name.rpartition(".")[2].upper()


@register.filter
def all_missing(cells: Sequence[Cell]) -> bool:
    """Return whether there is no text of any message."""
    return all(cell.latest is None for cell in cells)


@register.simple_tag
def stages(state: str = "") -> SafeString:
    """Return a picture of the four steps; the words beside it say the same."""
    reached = REACHED[State(state)] if state else 0
    dots = format_html_join(
        "",
        '<circle class="{}" cx="{}" cy="8" r="5.5"/>',
        ((_dot(place, reached), 9 + 18 * place) for place in range(4)),
    )
    return format_html(
        '<svg class="stages" viewBox="0 0 72 16" width="72" height="16" aria-hidden="true" focusable="false">'
        '<path d="M9 8h54"/>{}</svg>',
        dots,
    )


def _dot(place: int, reached: int) -> str:
    if place >= reached:
        return "open"
    return "done" if reached == STEPS_IN_ALL else "taken"
