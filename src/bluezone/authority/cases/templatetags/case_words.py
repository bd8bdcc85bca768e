"""The words of a record's fields, for the rows of long lists."""

from django import template

from bluezone.authority.cases.wording import word_of

register = template.Library()


@register.filter
def word(row: object, field: str) -> str:
    """Return what a field of a record says: `{{ case|word:"classification" }}`."""
    return word_of(row, field)
