"""The lab's synthetic province, carried into the registry: the one place where both meet.

Imported only after Django is loaded.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from django.db import transaction

from bluezone.authority.console.queries import is_trial
from bluezone.authority.territory import queries as territory
from bluezone.authority.territory.bodies import NewBody, hang_new_bodies
from bluezone.authority.territory.denominators import DenominatorKind
from bluezone.authority.territory.kinds import COMMUNE_KINDS, Kind, Sector
from bluezone.authority.territory.models import Denominator, Unit
from bluezone.authority.territory.services import import_province
from bluezone.authority.territory.shipped import shipped
from bluezone.lab.campaign_days import Happening, Who, happenings
from bluezone.lab.province import PLAN_1, DailyReport, Member, Province, Sort, province
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.reporting.identity import derived_id
from bluezone.rollout.reporting.models import RaisedFlag, Submission
from bluezone.rollout.reporting.rules.versions import Source
from bluezone.rollout.reporting.services import Report, publish_shipped_forms, raise_improbable
from bluezone.rollout.reporting.services.bulk import ask_about_all, submit_many
from bluezone.rollout.studio.services import Doing, bring_shipped

ACTOR: Final = "system"
PROVINCE_CODE: Final = "12"
EVENING: Final = time(13, 0, tzinfo=UTC)
"""Eight in the evening in Vietnam."""
MADE_UP: Final = "synthetic, made up by `bluezone seed`"
BODY_NAME: Final = "Cơ quan thử nghiệm {:03}"
KINDS_OF: Final = {Who.PRESS: Kind.NEWSPAPER, Who.MOVEMENT: Kind.UNION, Who.SCHOOL: Kind.SCHOOL}
FORM_OF: Final = {
    Who.PRESS: "broadcast",
    Who.MOVEMENT: "movement_event",
    Who.HELP_DESK: "complaint",
    Who.SCHOOL: "school_week",
}
TIME_OF: Final = {Who.PRESS: "at", Who.MOVEMENT: "starts"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be made: a seed, the campaign's first day and length, how many bodies."""

    seed: int
    first_day: date
    days: int
    bodies: int


@dataclass(frozen=True, slots=True)
class Filled:
    """What was made, and the truth about it by the unit's id."""

    reports: int
    questions: int
    last_day: date
    truth: Mapping[str, object] = field(hash=False)


@transaction.atomic
def fill(wanted: Wanted, *, moment: datetime) -> Filled:
    """Fill the registry with a synthetic campaign.

    Raises:
        RuleViolation: `installation_is_real` or `reports_exist`: made-up figures never mix with real ones.
    """
    if not is_trial():
        raise RuleViolation(
            "installation_is_real", "an installation with a publisher is not filled with made-up figures"
        )
    if Submission.objects.exists():
        raise RuleViolation("reports_exist", "an installation that holds reports is not filled with made-up figures")
    top = _province(wanted, moment)
    communes = list(territory.communes(wanted.first_day, under=top).order_by("stat_code"))
    made = province(wanted.seed, replace(PLAN_1, communes=len(communes), bodies=wanted.bodies, days=wanted.days))
    units = [*communes, *_bodies(wanted, communes)]
    _count_residents(made.members, units, wanted.first_day)
    reports = [*_daily(made, units, wanted), *_events(wanted, top)]
    kept = submit_many(reports, actor=ACTOR, moment=moment)
    last = wanted.first_day + timedelta(days=wanted.days - 1)
    _ask(units, wanted.first_day, last, moment)
    truth = {str(unit.pk): _truth(member) for unit, member in zip(units, made.members, strict=True)}
    return Filled(kept, RaisedFlag.objects.filter(settled_at__isnull=True).count(), last, truth)


def _province(wanted: Wanted, moment: datetime) -> Unit:
    """Return the province, brought in with its units and forms when it is not there."""
    if territory.by_code(PROVINCE_CODE, wanted.first_day) is None:
        import_province(shipped("lai-chau"), actor=ACTOR, moment=moment)
    publish_shipped_forms(actor=ACTOR, moment=moment)
    bring_shipped(Doing(ACTOR, moment))
    found = territory.by_code(PROVINCE_CODE, wanted.first_day)
    if found is None or not territory.communes(wanted.first_day, under=found).exists():
        raise RuleViolation("no_province", "the province does not stand on the campaign's first day")
    return found


def _bodies(wanted: Wanted, communes: list[Unit]) -> list[Unit]:
    """Hang made-up bodies into the communes, one after the other, and return them in their order."""
    codes = [f"TN-{number:03}" for number in range(1, wanted.bodies + 1)]
    bodies = [
        NewBody(Kind.AGENCY, BODY_NAME.format(place + 1), code, Sector.GENERAL, communes[place % len(communes)])
        for place, code in enumerate(codes)
    ]
    made = hang_new_bodies(bodies)
    return [made[code] for code in codes]


def _count_residents(members: Iterable[Member], units: Iterable[Unit], day: date) -> None:
    rows = [
        Denominator(unit=unit, kind=kind.value, value=count, counted_on=day, source=MADE_UP)
        for member, unit in zip(members, units, strict=True)
        for kind, count in (
            (DenominatorKind.RESIDENTS, member.residents),
            (DenominatorKind.SMARTPHONES, member.smartphones),
            (DenominatorKind.STAFF, member.staff),
        )
        if count
    ]
    Denominator.objects.bulk_create(rows)


def _daily(made: Province, units: list[Unit], wanted: Wanted) -> Iterator[tuple[Report, datetime]]:
    for told in made.arrived():
        day = wanted.first_day + timedelta(days=told.day)
        received = datetime.combine(day, EVENING)
        form, values = _values(made.members[told.member], told)
        name = derived_id(received, "seed", str(wanted.seed), str(told.member))
        yield Report(name, form, units[told.member], day, values, Source.FORM), received


def _values(member: Member, told: DailyReport) -> tuple[str, dict[str, object]]:
    if member.sort is Sort.BODY:
        return "unit_day", {"staff": told.staff, "smartphones": told.smartphones, "declared": told.declared}
    values: dict[str, object] = {
        "listed": told.listed,
        "visited": told.visited,
        "helped": told.helped,
        "refused": told.refused,
        "smartphones": told.smartphones,
        "declared": told.declared,
        "without_radio": told.declared // 25,
    }
    return "commune_day", values


def _events(wanted: Wanted, top: Unit) -> Iterator[tuple[Report, datetime]]:
    standing = territory.on(wanted.first_day)
    doers: dict[Who, list[Unit]] = {Who.HELP_DESK: [top]}
    for who, kind in KINDS_OF.items():
        doers[who] = list(standing.filter(kind=kind.value).order_by("stat_code"))
    for place, happening in enumerate(happenings(wanted.seed, wanted.days)):
        able = doers[happening.who]
        if able:
            yield _event(wanted, happening, able[place % len(able)] if happening.part == "" else able[0], place)


def _event(wanted: Wanted, happening: Happening, unit: Unit, place: int) -> tuple[Report, datetime]:
    day = wanted.first_day + timedelta(days=happening.day)
    values: dict[str, object] = dict(happening.values)
    if at := TIME_OF.get(happening.who):
        values[at] = f"{day.isoformat()}T{values[at]}"
    received = datetime.combine(day, EVENING) + timedelta(minutes=place % 60)
    name = derived_id(received, "seed", "event", str(wanted.seed), str(place))
    return Report(name, FORM_OF[happening.who], unit, day, values, Source.FORM, happening.part), received


def _ask(units: list[Unit], first: date, last: date, moment: datetime) -> None:
    """Ask what a morning asks: contradictions of every unit, and what is strange beside siblings."""
    for form_key, kinds in (("commune_day", COMMUNE_KINDS), ("unit_day", frozenset({Kind.AGENCY}))):
        asked = [unit for unit in units if unit.kind in kinds]
        ask_about_all(form_key, asked, first, last, moment)
        raise_improbable(form_key, [kind.value for kind in kinds], last, moment)


def _truth(member: Member) -> dict[str, object]:
    return {
        "reporter": member.reporter.value,
        "factor": round(member.factor, 3),
        "careful": member.careful,
        "installed": list(member.installed),
    }
