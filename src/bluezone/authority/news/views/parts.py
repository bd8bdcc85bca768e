"""What the editor's pages share: who acts, the way to a page, a text as a phone shows it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from bluezone.authority.accounts.access import holder_of
from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.services import Doing
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.news.rules.texts import Words, tidy
from bluezone.authority.requests import Request
from bluezone.protocol.news import Block, blocks

EDIT = Action.EDIT_NEWS
PURPOSE = "news"


@dataclass(frozen=True, slots=True)
class Screen:
    """What a phone shows of a text in one language."""

    language: str
    title: str
    blocks: tuple[Block, ...]


def doing(request: Request) -> Doing:
    """Return who acts and why."""
    return Doing(holder_of(request).actor, PURPOSE, request.moment)


def crumbs(*further: Crumb) -> list[Crumb]:
    """Return the way to a page of the bulletin."""
    return [Crumb(_("Overview"), "/"), Crumb(_("News and advice"), reverse("news:bulletin")), *further]


def screens(words: Words) -> list[Screen]:
    """Return a text as phones show it, in both languages; what is missing is empty."""
    words = tidy(words)
    return [
        Screen("vi", words.title_vi, blocks(words.text_vi)),
        Screen("en", words.title_en, blocks(words.text_en)),
    ]


def revision_in(request: Request) -> int:
    """Return the revision that a form was opened with; 0 for nonsense."""
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() else 0
