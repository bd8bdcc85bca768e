"""Walk lists: all of one's communes, one as its village stands, a new one, what changes, its end."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bluezone.authority.accounts.access import holder_of, inside, needs
from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.views.choosing import Picker, commune_picker, own_commune
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.documents.tables import Cell
from bluezone.authority.feeds.showing import in_words
from bluezone.authority.requests import Request
from bluezone.authority.territory.naming import folded
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.fieldwork.forms import ChangeForm, ListForm
from bluezone.rollout.fieldwork.models import WalkList
from bluezone.rollout.fieldwork.queries.counts import Figures, figures
from bluezone.rollout.fieldwork.queries.lists import HouseholdStanding, standing_of
from bluezone.rollout.fieldwork.refusals import REFUSALS
from bluezone.rollout.fieldwork.rules.numbers import in_order, read_numbers
from bluezone.rollout.fieldwork.rules.ranges import as_ranges, unreadable_parts
from bluezone.rollout.fieldwork.rules.words import CLOSING, Outcome
from bluezone.rollout.fieldwork.services.lists import change_list, close_list, make_list
from bluezone.rollout.fieldwork.views.parts import A_PAGE, Column, crumbs, done, exported, tabs
from bluezone.rollout.fieldwork.wording import OUTCOMES

if TYPE_CHECKING:
    from datetime import date

READ, KEEP = Action.READ_FIELDWORK, Action.KEEP_WALK_LISTS
STATES: Final = ("", "unfinished", "closed", "all")
BACK: Final = "revisit"
DOUBLE: Final = "double"
UNSEEN: Final = "none"


@dataclass(frozen=True, slots=True)
class Row:
    """A list with its counts."""

    walk_list: WalkList
    counts: Figures

    @property
    def percent(self) -> int:
        """How much of the walk is closed."""
        return 100 * self.counts.closed // self.counts.listed if self.counts.listed else 0

    @property
    def open(self) -> int:
        """Households where somebody was and has to come again."""
        return self.counts.visited - self.counts.closed

    @property
    def unseen(self) -> int:
        """Households where nobody was."""
        return self.counts.listed - self.reached

    @property
    def reached(self) -> int:
        """The visited as a part of the listed: no more than stand on the list, as text messages name no household."""
        return min(self.counts.visited, self.counts.listed)


@needs(READ)
@never_cache
@require_GET
def lists(request: Request) -> HttpResponse:
    """List the walk lists of one's communes with how far each is."""
    rows, given = _rows(request), request.GET
    total = sum((row.counts for row in rows), Figures())
    holder = holder_of(request)
    facts = {
        "page": Paginator(rows, A_PAGE).get_page(given.get("page")),
        "text": given.get("q", "").strip(),
        "state": given.get("state", ""),
        "order": given.get("sort", ""),
        "total": total,
        "narrowed": bool(given.get("q") or given.get("state")),
        "may_keep": holder.may(KEEP),
        "tabs": tabs(request, "fieldwork:lists"),
        "crumbs": crumbs(),
    }
    return render(request, "fieldwork/lists.html", facts)


@needs(READ)
@require_GET
def export(request: Request) -> HttpResponse:
    """Give the list of lists as a file."""
    columns = [
        Column("commune", _("Commune")),
        Column("code", _("Code")),
        Column("part", _("Number of the village")),
        Column("village", _("Village")),
        Column("listed", _("Households")),
        Column("visited", _("Visited")),
        Column("closed", _("Closed")),
        Column("with_radio", _("Installed, with Bluetooth")),
        Column("browser_only", _("Installed, browser only")),
        Column("refused", _("Declined")),
        Column("no_smartphone", _("No smartphone")),
        Column("ended", _("List closed")),
    ]
    return exported(request, "walk_lists", columns, map(_cells, _rows(request)))


@needs(KEEP)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Make a list, after a look at what was read of the numbers."""
    form = ListForm(request.POST or None)
    picker = commune_picker(request, own_commune(request, KEEP), within=holder_of(request).units(KEEP))
    numbers = list[str]()
    if request.method == "POST" and form.is_valid() and picker.chosen is not None:
        said, actor = form.cleaned_data, holder_of(request).actor
        numbers = _read(form, "numbers", said["numbers"])
        if numbers and request.POST.get("act") == "save":
            try:
                made = make_list(
                    picker.chosen, said["part"], said["village"], numbers, actor=actor, moment=request.moment
                )
            except RuleViolation as refused:
                form.add_error("part", in_words(refused, REFUSALS))
            else:
                messages.success(request, _("The list is made. Invite the team's telephones, or print its sheets."))
                return redirect("fieldwork:list", made.pk)
    return _new_page(request, form, picker, numbers)


@needs(READ)
@never_cache
@require_GET
def walk_list(request: Request, list_id: UUID) -> HttpResponse:
    """Show a list: the picture of the village, its counts, every household."""
    own, state = _own(request, list_id, READ), request.GET.get("state", "")
    homes, holder = standing_of(own, request.moment), holder_of(request)
    counts = figures([own.unit], request.moment).by_list.get(own.pk, Figures())
    facts = {
        "walk_list": own,
        "homes": homes,
        "rows": [each for each in homes if _fits(each, state)],
        "state": state,
        "row": Row(own, counts),
        "legend": _legend(homes),
        "doubles": sum(bool(each.also_reported) for each in homes),
        "backs": sum(each.revisit_on is not None for each in homes),
        "may_keep": holder.may_here(KEEP, own.unit),
        "may_print": holder.may_here(Action.ENTER_SHEETS, own.unit),
        "may_resolve": holder.may_here(Action.RESOLVE_VISITS, own.unit),
        "may_invite": holder.may_here(Action.KEEP_FIELD_DEVICES, own.unit),
        "crumbs": crumbs(Crumb(own.village)),
    }
    return render(request, "fieldwork/list.html", facts)


@needs(READ)
@require_GET
def export_one(request: Request, list_id: UUID) -> HttpResponse:
    """Give one list household by household as a file."""
    own = _own(request, list_id, READ)
    columns = [
        Column("household", _("Household")),
        Column("state", _("Where it stands")),
        Column("last_day", _("Last day")),
        Column("device", _("Device")),
        Column("also", _("Also reported by")),
        Column("revisit", _("Come back on")),
        Column("with_radio", _("Installed, with Bluetooth")),
        Column("browser_only", _("Installed, browser only")),
    ]
    state = request.GET.get("state", "")
    rows = (_home_cells(each) for each in standing_of(own, request.moment) if _fits(each, state))
    return exported(request, "walk_list", columns, rows)


@needs(KEEP)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, list_id: UUID) -> HttpResponse:
    """Add households, take some off, put them in another order; first shown, then saved."""
    own = _own(request, list_id, KEEP)
    present = [each.number for each in own.households.filter(removed_at=None)]
    initial = {"numbers": as_ranges(present), "add": request.GET.get("add", "")[:200]}
    form, wanted = ChangeForm(request.POST or None, initial=initial), list[str]()
    if request.method == "POST" and form.is_valid():
        wanted = _changed(form)
        actor = holder_of(request).actor
        if wanted and request.POST.get("act") == "save":
            if done(request, lambda: change_list(own, wanted, actor=actor, moment=request.moment)):
                messages.success(
                    request, _("The list is changed. Telephones see it the next time they have a network.")
                )
            return redirect("fieldwork:list", own.pk)
    facts = {
        "walk_list": own,
        "form": form,
        "wanted": wanted,
        "added": [number for number in wanted if number not in present],
        "taken_off": [number for number in present if number not in wanted] if wanted else [],
        "is_reordered": [each for each in wanted if each in present] != [each for each in present if each in wanted],
        "crumbs": crumbs(Crumb(own.village, reverse("fieldwork:list", args=[own.pk])), Crumb(_("Change"))),
    }
    return render(request, "fieldwork/change_list.html", facts, status=422 if form.errors else 200)


@needs(KEEP)
@require_POST
def close(request: Request, list_id: UUID) -> HttpResponse:
    """End a list: no telephone is given it any more; what is still on its way counts."""
    own = _own(request, list_id, KEEP)
    actor = holder_of(request).actor
    if done(request, lambda: close_list(own, actor=actor, moment=request.moment)):
        messages.success(request, _("The list is closed. Visits that are still on their way count."))
    return redirect("fieldwork:list", own.pk)


def _rows(request: Request) -> list[Row]:
    """Return the lists that the address asks for; the counts of all take a constant number of queries."""
    given, found = request.GET, figures(holder_of(request).units(READ), request.moment)
    text, state = folded(given.get("q", "").strip()), given.get("state", "")
    names = {each.pk: each for each in WalkList.objects.filter(pk__in=found.by_list).select_related("unit")}
    rows = [Row(names[each.pk], found.by_list[each.pk]) for each in found.lists]
    rows = [row for row in rows if _is_asked(row, text, state)]
    match given.get("sort", ""):
        case "least":
            return sorted(rows, key=lambda row: row.percent)
        case "newest":
            return sorted(rows, key=lambda row: row.walk_list.made_at, reverse=True)
        case _:
            return sorted(rows, key=lambda row: (row.walk_list.unit.name, in_order(row.walk_list.part)))


def _is_asked(row: Row, text: str, state: str) -> bool:
    own = row.walk_list
    if text and not any(text in folded(words) for words in (own.village, own.unit.name, own.part)):
        return False
    match state:
        case "all":
            return True
        case "closed":
            return own.closed_at is not None
        case "unfinished":
            return own.closed_at is None and row.counts.closed < row.counts.listed
        case _:
            return own.closed_at is None


def _legend(homes: Iterable[HouseholdStanding]) -> list[tuple[str, str, int]]:
    """Return every state with its words and how many households stand there."""
    counts = Counter(each.state for each in homes)
    named: list[tuple[str, str, int]] = [
        (outcome.value, str(OUTCOMES[outcome]), counts[outcome]) for outcome in OUTCOMES
    ]
    return [*named, (UNSEEN, _("nobody was there yet"), counts[None])]


def _fits(home: HouseholdStanding, state: str) -> bool:
    match state:
        case "":
            return True
        case "revisit":
            return home.revisit_on is not None
        case "double":
            return bool(home.also_reported)
        case "none":
            return home.state is None
        case "open":
            return home.state is None or home.state not in CLOSING
        case _:
            return home.state == state


def _changed(form: ChangeForm) -> list[str]:
    """Return the whole list after the change; nothing when something cannot be read."""
    said = form.cleaned_data
    whole, added, gone = (
        _read(form, name, said[name]) if said[name].strip() else [] for name in ("numbers", "add", "take_off")
    )
    if form.errors:
        return []
    wanted = [number for number in dict.fromkeys([*whole, *added]) if number not in gone]
    return sorted(wanted, key=in_order) if said["by_number"] else wanted


def _read(form: ListForm | ChangeForm, name: str, text: str) -> list[str]:
    """Return the numbers that a field says; what cannot be read is said beside the field."""
    try:
        return read_numbers(text)
    except RuleViolation as refused:
        form.add_error(name, in_words(refused, REFUSALS))
        odd = unreadable_parts(text)
        if odd:
            form.add_error(name, _("This cannot be read: %(parts)s") % {"parts": " · ".join(odd)})
        return []


def _new_page(request: Request, form: ListForm, picker: Picker, numbers: Sequence[str]) -> HttpResponse:
    facts = {
        "form": form,
        "picker": picker,
        "is_one": own_commune(request, KEEP) is not None,
        "numbers": numbers,
        "crumbs": crumbs(Crumb(_("New list"))),
    }
    status = 422 if request.method == "POST" and (form.errors or picker.fault) else 200
    return render(request, "fieldwork/new_list.html", facts, status=status)


def _own(request: Request, list_id: UUID, action: Action) -> WalkList:
    own = get_object_or_404(WalkList.objects.select_related("unit"), pk=list_id)
    inside(request, action, own.unit)
    return own


def _cells(row: Row) -> list[Cell]:
    own, counts = row.walk_list, row.counts
    told = (counts.listed, counts.visited, counts.closed, counts.with_radio, counts.browser_only)
    ended = own.closed_at.date() if own.closed_at else None
    return [
        own.unit.name,
        own.unit.stat_code,
        own.part,
        own.village,
        *told,
        counts.refused,
        counts.no_smartphone,
        ended,
    ]


def _home_cells(home: HouseholdStanding) -> list[Cell]:
    last: date | None = home.standing.days[-1].day if home.standing.days else None
    return [
        home.number,
        str(OUTCOMES[Outcome(home.state)]) if home.state else "",
        last,
        home.reported_by,
        ", ".join(map(str, home.also_reported)),
        home.revisit_on,
        home.standing.with_radio,
        home.standing.browser_only,
    ]
