"""Whether the person who looks at a page may issue codes."""

from typing import Any

from django import template

from bluezone.authority.accounts.access import holder_of
from bluezone.authority.accounts.rules import Action

register = template.Library()


@register.simple_tag(takes_context=True)
def may_issue_codes(context: Any) -> bool:  # noqa: ANN401 -- Django's context
    """Return whether codes may be issued by whoever asks; where, the page itself checks."""
    return holder_of(context["request"]).may(Action.ISSUE_CODES)
