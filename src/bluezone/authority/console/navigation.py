"""The main menu as data: settings list it, each holder sees the entries that the table of permissions allows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from django.urls import NoReverseMatch, reverse

from bluezone.authority.accounts.access import Holder
from bluezone.authority.accounts.rules import Action

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Waiting(NamedTuple):
    """How much waits for a decision behind an entry of the menu, and the address that shows it."""

    number: int
    address: str


class MenuRow(NamedTuple):
    """One row of the menu in the settings: what it says, which page it opens, what that page needs, one line about it.

    `waiting` says how much waits for a decision; it is asked by the first page only.
    """

    label: "StrPromise"
    page: str
    need: Action | None
    about: "StrPromise | str" = ""
    for_holders: bool = False
    waiting: Callable[[Holder], Waiting | None] | None = None


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One entry as a page shows it; work is what needs a permission."""

    label: "StrPromise"
    address: str
    is_here: bool
    is_work: bool = False
    about: "StrPromise | str" = ""
    waiting: Callable[[], Waiting | None] | None = None


def entries(rows: Iterable[MenuRow], holder: Holder, path: str) -> list[MenuEntry]:
    """Return the entries that a holder may open; a page that this door does not serve is left out."""
    shown = list[MenuEntry]()
    for row in rows:
        if (row.for_holders and not holder.actor) or (row.need is not None and not holder.may(row.need)):
            continue
        try:
            address = reverse(row.page)
        except NoReverseMatch:
            continue
        is_here = _is_here(address, path)
        waiting = row.waiting and partial(row.waiting, holder)
        shown.append(MenuEntry(row.label, address, is_here, row.need is not None, row.about, waiting))
    return shown


def _is_here(address: str, path: str) -> bool:
    return path == address or (address != "/" and path.startswith(address))
