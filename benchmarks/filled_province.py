"""A province full of reports, written straight into the tables: for measuring pages, not for believing figures."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import uuid4

from bluezone.authority.territory.models import Unit, UnitEdge
from bluezone.authority.territory.queries import by_code, communes, on
from bluezone.authority.territory.services import import_province
from bluezone.authority.territory.shipped import shipped
from bluezone.rollout.reporting.identity import uuid7
from bluezone.rollout.reporting.models import FormDefinition, Latest, Submission
from bluezone.rollout.reporting.services import publish_shipped_forms

MOMENT = datetime(2020, 8, 1, 1, tzinfo=UTC)
FIRST = date(2020, 8, 1)
SECTORS = ("health", "education", "culture", "transport", "trade", "home_affairs", "general")
BATCH = 2_000


def made_province() -> Unit:
    """Import Lai Châu and publish the forms; return the province."""
    import_province(shipped("lai-chau"), actor="system", moment=MOMENT)
    publish_shipped_forms(actor="system", moment=MOMENT)
    province = by_code("12", FIRST)
    if province is None:
        raise LookupError("the shipped province has code 12")
    return province


def made_bodies(number: int) -> list[Unit]:
    """Make bodies that stand in the communes of 2020, one after the other."""
    homes = list(communes(FIRST))
    bodies = [
        Unit(
            kind="agency",
            name=f"Cơ quan số {each}",
            short_name=f"Cơ quan {each}",
            folded=f"co quan so {each}",
            stat_code=f"B{each:05}",
            sector=SECTORS[each % len(SECTORS)],
        )
        for each in range(number)
    ]
    Unit.objects.bulk_create(bodies, batch_size=BATCH)
    edges = [
        UnitEdge(tree="territory", parent=homes[each % len(homes)], child=body) for each, body in enumerate(bodies)
    ]
    UnitEdge.objects.bulk_create(edges, batch_size=BATCH)
    return bodies


def filled(form_key: str, units: Sequence[Unit], days: int, *, silent: int = 0, seed: int = 1) -> int:
    """Write a report of each unit for each day; the last `silent` units never speak; return how many."""
    random = Random(seed)
    form = FormDefinition.objects.get(key=form_key)
    submissions, latest = [], []
    for unit in units[: len(units) - silent]:
        phones = random.randint(300, 2_400) if form_key == "commune_day" else random.randint(8, 60)
        share, listed = random.uniform(0.15, 0.6), phones // 2
        for day in range(days):
            grown = share * (day + 1) / days
            counts = _counts(form_key, phones, grown, listed)
            one = _submission(form, unit, FIRST + timedelta(days=day), counts, random)
            submissions.append(one)
            latest.append(_latest(one, counts))
    Submission.objects.bulk_create(submissions, batch_size=BATCH)
    Latest.objects.bulk_create(latest, batch_size=BATCH)
    return len(submissions)


def bodies_on(day: date) -> list[Unit]:
    """Return the agencies of a day, in the order of their codes."""
    return list(on(day).filter(kind="agency").order_by("stat_code"))


def _counts(form_key: str, phones: int, grown: float, listed: int) -> dict[str, int]:
    declared = int(phones * grown)
    if form_key == "commune_day":
        visited = int(listed * min(1.0, grown * 1.6))
        known = {"listed": listed, "visited": visited, "helped": declared // 2, "refused": visited // 9}
        return {**known, "smartphones": phones, "declared": declared, "without_radio": declared // 20}
    return {"staff": phones + 5, "smartphones": phones, "declared": declared}


def _submission(form: FormDefinition, unit: Unit, day: date, counts: dict[str, int], random: Random) -> Submission:
    received = datetime.combine(day, time(12, random.randint(0, 59)), tzinfo=UTC)
    return Submission(
        id=uuid7(received, uuid4().bytes),
        form=form,
        unit=unit,
        first_day=day,
        last_day=day,
        values=counts,
        source=random.choice(["form", "sms", "xlsx"]),
        actor="system",
        received_at=received,
        timeliness="on_time",
        structure_date=day,
    )


def _latest(one: Submission, counts: dict[str, int]) -> Latest:
    return Latest(
        submission=one,
        form_key=one.form.key,
        unit=one.unit,
        part="",
        first_day=one.first_day,
        last_day=one.last_day,
        received_at=one.received_at,
        corrected=False,
        **counts,
    )
