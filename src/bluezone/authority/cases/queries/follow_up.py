"""Who is to be seen: contacts and isolated cases in one calendar, by the same days as `rules.follow_up.standing`."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final, TypeVar, cast
from uuid import UUID

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from bluezone.authority.accounts.access import Holder
from bluezone.authority.accounts.rules import Action
from bluezone.authority.cases.models import Case, Contact, Visit
from bluezone.authority.cases.queries.reach import within
from bluezone.authority.cases.rules.follow_up import LOST_AFTER
from bluezone.authority.cases.rules.words import ContactState, FollowUp
from bluezone.authority.territory.models import Unit

Followed = TypeVar("Followed", Contact, Case)
_KINDS: Final[dict[str, type[Contact] | type[Case]]] = {"contacts": Contact, "cases": Case}


class Turn(StrEnum):
    """Which part of a day's list somebody looks at."""

    DUE = "due"
    OVERDUE = "overdue"
    SILENT = "silent"
    SEEN = "seen"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list: whom to see, where, since when nobody did."""

    kind: str
    id: UUID
    degree: str
    name: str
    phone: str
    address: str
    unit: str
    last_visited_on: date | None
    follow_up_until: date | None


def followed_on(rows: QuerySet[Followed], day: date) -> QuerySet[Followed]:
    """Return those of `rows` who are under follow-up on a day, those unseen for longest first."""
    return rows.filter(_under(rows.model, day)).order_by(
        F("last_visited_on").asc(nulls_first=True), "follow_up_until", "id"
    )


def due_on(rows: QuerySet[Followed], day: date) -> QuerySet[Followed]:
    """Return those who are to be seen on a day and were not yet."""
    return followed_on(rows, day).filter(_turn(Turn.DUE, day))


def overdue_on(rows: QuerySet[Followed], day: date) -> QuerySet[Followed]:
    """Return those who were not seen on the day before either."""
    return followed_on(rows, day).filter(_turn(Turn.OVERDUE, day))


def silent_on(rows: QuerySet[Followed], day: date) -> QuerySet[Followed]:
    """Return those who were not reached for so long that they may be lost."""
    return followed_on(rows, day).filter(_turn(Turn.SILENT, day))


def turns_of(holder: Holder, day: date, unit: Unit | None = None) -> dict[Turn, int]:
    """Return how many contacts and isolated cases stand in each part of the list; one question for either."""
    total, reached = dict.fromkeys(Turn, 0), within(holder, Action.FOLLOW_UP, unit)
    for model in (Contact, Case):
        rows = model.objects.filter(reached, follow_up__in=[FollowUp.FOLLOW_UP, FollowUp.LOST])
        counted = rows.aggregate(**{turn: Count("pk", filter=_on_list(model, turn, day)) for turn in Turn})
        total = {turn: total[turn] + counted[turn] for turn in Turn}
    return total


def round_of(holder: Holder, turn: Turn, day: date, unit: Unit | None = None) -> QuerySet[Any, dict[str, Any]]:
    """Return one part of the list of a holder's units, or of one of them: keys in their order, for `lines_of`."""
    reached = within(holder, Action.FOLLOW_UP, unit)
    contacts = _placed(Contact.objects.filter(reached, _on_list(Contact, turn, day)), "contacts")
    cases = _placed(Case.objects.filter(reached, _on_list(Case, turn, day)), "cases")
    return contacts.union(cases, all=True).order_by("unseen_since", "until", "key")


def lines_of(rows: Iterable[dict[str, Any]]) -> list[Line]:
    """Return a page of `round_of` as it is read, in the same order; one question for either kind of record."""
    keys = [(row["kind"], row["key"]) for row in rows]
    found = dict[tuple[str, UUID], Line]()
    for kind, model in _KINDS.items():
        named = [key for word, key in keys if word == kind]
        level = F("degree") if model is Contact else Value("f0")
        if named:
            read = map(as_line, _columns(model.objects.filter(pk__in=named), kind, level))
            found |= {(line.kind, line.id): line for line in read}
    return [found[key] for key in keys if key in found]


def paper_of(holder: Holder, day: date, unit: Unit | None = None) -> QuerySet[Any, dict[str, Any]]:
    """Return whom a paper sheet of a day lists, by name: followed on that day, and without a visit of that day."""
    followed = Q(follow_up_until__gte=day) & (Q(follow_up_from__isnull=True) | Q(follow_up_from__lte=day))
    followed &= Q(follow_up__in=[FollowUp.FOLLOW_UP, FollowUp.COMPLETED, FollowUp.LOST])
    seen, reached = Visit.objects.filter(day=day), within(holder, Action.FOLLOW_UP, unit)
    contacts = Contact.objects.filter(reached, followed, ~Exists(seen.filter(contact=OuterRef("pk"))))
    cases = Case.objects.filter(reached, followed, ~Exists(seen.filter(case=OuterRef("pk"))))
    contacts = contacts.filter(state=ContactState.CONTACT)
    both = _columns(contacts, "contacts", F("degree")).union(_columns(cases, "cases", Value("f0")), all=True)
    return both.order_by("place", "who", "key")


def records_of(holder: Holder, keys: Collection[tuple[str, UUID]]) -> dict[tuple[str, UUID], Contact | Case]:
    """Return the records of a holder's units that some keys (kind and id) name; others are absent."""
    found, reached = dict[tuple[str, UUID], Contact | Case](), within(holder, Action.FOLLOW_UP)
    for kind, model in _KINDS.items():
        named = [key for word, key in keys if word == kind]
        for row in model.objects.filter(reached, pk__in=named):
            found[kind, row.pk] = row
    return found


def as_line(row: dict[str, Any]) -> Line:
    """Return one row of the list as pages read it."""
    return Line(
        row["kind"],
        row["key"],
        row["level"],
        row["who"] or "",
        row["telephone"] or "",
        row["lives"] or "",
        row["place"],
        row["seen"],
        row["until"],
    )


def _placed(rows: QuerySet[Any], kind: str) -> "QuerySet[Any, dict[str, Any]]":
    """Return rows as keys with what orders them: since when nobody saw the person, until when somebody does."""
    named = {
        "kind": Value(kind, output_field=CharField()),
        "key": F("id"),
        "unseen_since": Coalesce("last_visited_on", "follow_up_from"),
        "until": F("follow_up_until"),
    }
    return cast("QuerySet[Any, dict[str, Any]]", rows.order_by().annotate(**named).values(*named))


def _columns(rows: QuerySet[Any], kind: str, level: F | Value) -> "QuerySet[Any, dict[str, Any]]":
    named = {
        "kind": Value(kind, output_field=CharField()),
        "key": F("id"),
        "level": level,
        "who": F("person__identity__name"),
        "telephone": F("person__identity__phone"),
        "lives": F("person__identity__address"),
        "place": F("unit__name"),
        "seen": F("last_visited_on"),
        "until": F("follow_up_until"),
    }
    return cast("QuerySet[Any, dict[str, Any]]", rows.order_by().annotate(**named).values(*named))


def _on_list(model: type[Contact | Case], turn: Turn, day: date) -> Q:
    if turn is Turn.LOST:
        return _open(model) & Q(follow_up=FollowUp.LOST)
    return _under(model, day) & _turn(turn, day)


def _under(model: type[Contact | Case], day: date) -> Q:
    begun = Q(follow_up_from__isnull=True) | Q(follow_up_from__lte=day)
    return _open(model) & begun & Q(follow_up=FollowUp.FOLLOW_UP, follow_up_until__gte=day)


def _open(model: type[Contact | Case]) -> Q:
    return Q(state=ContactState.CONTACT) if model is Contact else Q(closed_at__isnull=True)


def _turn(turn: Turn, day: date) -> Q:
    match turn:
        case Turn.SEEN:
            return Q(last_visited_on__gte=day)
        case Turn.OVERDUE:
            return _unseen_before(day - timedelta(days=1))
        case Turn.SILENT:
            return _unseen_before(day - LOST_AFTER)
        case _:
            return _unseen_before(day)


def _unseen_before(day: date) -> Q:
    """Return the condition that somebody was followed, and not reached, on `day` and since."""
    begun = Q(follow_up_from__isnull=True) | Q(follow_up_from__lte=day)
    return begun & (Q(last_visited_on__isnull=True) | Q(last_visited_on__lt=day))
