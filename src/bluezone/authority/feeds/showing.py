"""What pages of feeds share: an act that is done or said why not, and whether its feed is out."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from django.contrib import messages
from django.utils.translation import gettext as _

from bluezone.authority.feeds.services import issue_at_once
from bluezone.authority.requests import Request
from bluezone.protocol.errors import RuleViolation, Unavailable
from bluezone.protocol.signed_feeds import FeedKind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Refusals = Mapping[str, "StrOrPromise"]
"""What a refusal tells a person, by its code."""


def in_words(refused: RuleViolation, refusals: Refusals) -> str:
    """Return what a refusal tells a person."""
    return str(refusals.get(refused.code, _("This was refused by a rule.")))


def tried(request: Request, perform: Callable[[], object], refusals: Refusals) -> bool:
    """Do something; say why not when it is refused, and return whether it was done."""
    try:
        perform()
    except RuleViolation as refused:
        messages.error(request, in_words(refused, refusals))
        return False
    except Unavailable:
        messages.error(request, _("The keys of this installation cannot be used now. Tell the administrator."))
        return False
    return True


def out_at_once(request: Request, kind: FeedKind, done: "StrOrPromise") -> None:
    """Publish a feed, and say whether phones can read it now or soon."""
    if issue_at_once(kind, request.moment):
        messages.success(request, str(done))
    else:
        words = _("The keyserver does not answer; it goes out by itself as soon as it does.")
        messages.warning(request, f"{done} {words}")
