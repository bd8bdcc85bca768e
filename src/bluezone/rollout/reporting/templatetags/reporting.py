"""Filters: a form's words in the reader's language, an answer in words, a value by its key."""

from collections.abc import Mapping

from django import template
from django.utils.translation import get_language

from bluezone.rollout.reporting.rules.forms import Field, Wording
from bluezone.rollout.reporting.rules.numbers import shown

register = template.Library()


@register.filter
def in_language(words: Wording) -> str:
    """Return a form's words in the reader's language."""
    return words.in_language(get_language() or "vi")


@register.filter
def value_of(values: Mapping[str, int | str], key: str) -> int | str | None:
    """Return a value by the key of its field; None when it was not given."""
    return values.get(key)


@register.filter
def answer(field: Field, value: int | str) -> str:
    """Return an answer as its reader writes numbers and words."""
    language = get_language() or "vi"
    if isinstance(value, int):
        return shown(value, language)
    words = field.choices.get(value)
    return words.in_language(language) if words else value
