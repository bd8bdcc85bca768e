"""The lab's invented outbreak, carried into the registry for trying the health authority's console.

Imported only after Django is loaded. Everything says that it is invented: each name, each record's origin, each number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction

from bluezone.authority.audit.services import Subject, record
from bluezone.authority.cases.models import (
    Case,
    Contact,
    Definition,
    Exposure,
    Identity,
    InfectionLink,
    Milestone,
    Person,
    Presence,
    Sample,
    Visit,
)
from bluezone.authority.cases.rules.words import (
    Certainty,
    Classification,
    Closeness,
    ContactState,
    Degree,
    FollowUp,
    MilestoneSource,
    Origin,
    Outcome,
    PresenceRole,
    SampleKind,
    SampleResult,
    Setting,
    Sex,
    VisitResult,
)
from bluezone.authority.cases.services import definition_on
from bluezone.authority.console.queries import is_trial
from bluezone.authority.territory import queries as territory
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.naming import folded
from bluezone.authority.territory.services import import_province
from bluezone.authority.territory.shipped import shipped
from bluezone.lab.outbreak import Made, MadeCase, MadeContact, Outbreak, Size, outbreak
from bluezone.protocol.errors import RuleViolation

ACTOR: Final = "system"
PROVINCE_CODE: Final = "12"
AT_ONCE: Final = 2000
FOLLOWED_DAYS: Final = 14
NUMBER: Final = "BỊA-{:05}"
SYSTEM: Final = "seed"
SPACE: Final = UUID("6f1b1c1e-5f39-4c0a-9f65-0d7c1d0b5e20")
"""Ids of what is made up follow from the seed, so that two installations can be compared."""
MORNING: Final = time(2, 0, tzinfo=UTC)
"""Nine in the morning in Vietnam."""
SETTINGS: Final = tuple(each for each in Setting if each not in {Setting.OTHER, Setting.UNKNOWN})
PLACES: Final = ("Chợ trung tâm", "Bến xe khách", "Quán ăn ven đường", "Nhà văn hóa", "Trạm y tế", "Trường tiểu học")


@dataclass(frozen=True, slots=True)
class WantedOutbreak:
    """What is to be made: a seed, the last day, its length, how many cases and contacts."""

    seed: int
    last_day: date
    days: int
    cases: int
    contacts: int


@dataclass(frozen=True, slots=True)
class FilledOutbreak:
    """How much was made."""

    cases: int
    contacts: int
    visits: int
    milestones: int


@transaction.atomic
def fill_outbreak(wanted: WantedOutbreak, *, moment: datetime) -> FilledOutbreak:
    """Fill the registry with an invented outbreak.

    Raises:
        RuleViolation: `installation_is_real` or `cases_exist`: invented people never mix with real ones.
    """
    if not is_trial():
        raise RuleViolation(
            "installation_is_real", "an installation with a publisher is not filled with invented people"
        )
    if Case.objects.exists() or Contact.objects.exists():
        raise RuleViolation("cases_exist", "an installation that holds cases is not filled with invented ones")
    communes = _communes(wanted, moment)
    size = Size(wanted.cases, wanted.contacts, wanted.days, len(communes), wanted.last_day.year)
    made = outbreak(wanted.seed, size)
    filling = _Filling(wanted, communes, moment, definition_on(wanted.last_day))
    cases = filling.cases(made.cases)
    contacts = filling.contacts(made, cases)
    visits = filling.visits(contacts)
    milestones = filling.milestones(made.cases, cases)
    record(ACTOR, "cases.seed", Subject("cases.case"), SYSTEM, moment)
    return FilledOutbreak(len(cases), len(contacts), visits, milestones)


@dataclass(frozen=True, slots=True)
class _Filling:
    """An outbreak on its way into the tables."""

    wanted: WantedOutbreak
    communes: Sequence[Unit]
    moment: datetime
    definition: Definition

    def cases(self, made: Sequence[MadeCase]) -> list[Case]:
        """Write cases with their people, samples and infectors."""
        people = self._people("case", [each.who for each in made])
        cases = [self._case(number, each, people[number]) for number, each in enumerate(made)]
        Case.objects.bulk_create(cases, batch_size=AT_ONCE)
        links = [
            InfectionLink(
                infector=cases[each.infector],
                infectee=cases[number],
                certainty=Certainty.PROBABLE,
                created_at=self.moment,
            )
            for number, each in enumerate(made)
            if each.infector is not None
        ]
        InfectionLink.objects.bulk_create(links, batch_size=AT_ONCE)
        samples = [self._sample(number, each, people[number]) for number, each in enumerate(made)]
        Sample.objects.bulk_create(samples, batch_size=AT_ONCE)
        return cases

    def contacts(self, made: Outbreak, cases: Sequence[Case]) -> list[Contact]:
        """Write contacts with their people and exposures."""
        people = self._people("contact", [each.who for each in made.contacts])
        contacts = [self._contact(number, each, people[number]) for number, each in enumerate(made.contacts)]
        Contact.objects.bulk_create(contacts, batch_size=AT_ONCE)
        meetings = [
            self._meeting(number, each, contacts, cases[each.case]) for number, each in enumerate(made.contacts)
        ]
        Exposure.objects.bulk_create(meetings, batch_size=AT_ONCE)
        return contacts

    def visits(self, contacts: Iterable[Contact]) -> int:
        """Write the visits of those who are under follow-up, up to the last one; return how many."""
        rows = [
            Visit(
                id=self._id("visit", f"{contact.pk}:{day}"),
                contact=contact,
                day=day,
                result=VisitResult.COOPERATIVE,
                symptoms=[],
                recorded_at=self._at(day),
                recorded_by=ACTOR,
            )
            for contact in contacts
            if contact.follow_up == FollowUp.FOLLOW_UP and contact.last_visited_on and contact.follow_up_from
            for day in _days(contact.follow_up_from, contact.last_visited_on)
        ]
        Visit.objects.bulk_create(rows, batch_size=AT_ONCE)
        return len(rows)

    def milestones(self, made: Sequence[MadeCase], cases: Sequence[Case]) -> int:
        """Write a public place of every twentieth case; return how many."""
        rows = [
            Milestone(
                id=self._id("milestone", str(number)),
                case=cases[number],
                place=f"{PLACES[number % len(PLACES)]} {self.communes[each.who.place].short_name}",
                unit=self.communes[each.who.place],
                start=self._at(self._day(each.onset)),
                end=self._at(self._day(each.onset)) + timedelta(hours=2),
                source=MilestoneSource.INTERVIEW,
                definition=self.definition,
                created_at=self.moment,
                created_by=ACTOR,
            )
            for number, each in enumerate(made)
            if number % 20 == 0
        ]
        Milestone.objects.bulk_create(rows, batch_size=AT_ONCE)
        presences = [
            Presence(milestone=row, person=row.case.person, role=PresenceRole.SOURCE) for row in rows if row.case
        ]
        Presence.objects.bulk_create(presences, batch_size=AT_ONCE)
        return len(rows)

    def _people(self, kind: str, made: Sequence[Made]) -> list[Person]:
        people = [
            Person(
                id=self._id(kind, f"person:{number}"),
                sex=Sex.FEMALE if each.woman else Sex.MALE,
                birth_year=each.born,
                unit=self.communes[each.place],
                nationality="Việt Nam",
                created_at=self.moment,
            )
            for number, each in enumerate(made)
        ]
        Person.objects.bulk_create(people, batch_size=AT_ONCE)
        identities = [
            Identity(person=person, name=each.name, folded=folded(each.name), phone=each.phone)
            for person, each in zip(people, made, strict=True)
        ]
        Identity.objects.bulk_create(identities, batch_size=AT_ONCE)
        return people

    def _case(self, number: int, made: MadeCase, person: Person) -> Case:
        confirmed = self._day(made.confirmed)
        until = confirmed + timedelta(days=FOLLOWED_DAYS)
        over = until < self.wanted.last_day
        outcome = (Outcome.DIED if made.died else Outcome.RECOVERED) if over else Outcome.ONGOING
        return Case(
            id=self._id("case", str(number)),
            number=NUMBER.format(number + 1),
            person=person,
            unit=self.communes[made.who.place],
            definition=self.definition,
            classification=Classification.CONFIRMED,
            reported_on=confirmed,
            onset_on=self._day(made.onset),
            sampled_on=self._day(made.sampled),
            confirmed_on=confirmed,
            confirmed_at=self._at(confirmed),
            infected_in="" if made.infector is not None else "ngoài tỉnh",
            outcome=outcome,
            outcome_on=until if over else None,
            closed_at=self._at(until) if over else None,
            follow_up=FollowUp.COMPLETED if over else FollowUp.FOLLOW_UP,
            follow_up_from=confirmed,
            follow_up_until=until,
            origin=Origin.SEED,
            external_system=SYSTEM,
            external_id=NUMBER.format(number + 1),
            created_at=self._at(confirmed),
            created_by=ACTOR,
        )

    def _sample(self, number: int, made: MadeCase, person: Person) -> Sample:
        return Sample(
            id=self._id("sample", str(number)),
            person=person,
            kind=SampleKind.PCR,
            taken_on=self._day(made.sampled),
            laboratory="CDC",
            result=SampleResult.POSITIVE,
            result_at=self._at(self._day(made.confirmed)),
            created_at=self._at(self._day(made.sampled)),
        )

    def _contact(self, number: int, made: MadeContact, person: Person) -> Contact:
        met = self._day(made.day)
        until = met + timedelta(days=FOLLOWED_DAYS)
        begun = min(met + timedelta(days=1), self.wanted.last_day)
        over = until < self.wanted.last_day
        seen = min(until, self.wanted.last_day - timedelta(days=1 + (number % 9 == 0) * 3))
        return Contact(
            id=self._id("contact", str(number)),
            person=person,
            unit=self.communes[made.who.place],
            definition=self.definition,
            degree=Degree.FIRST if made.through is None else Degree.SECOND,
            state=ContactState.CONTACT,
            follow_up=FollowUp.COMPLETED if over else FollowUp.FOLLOW_UP,
            last_exposed_on=met,
            follow_up_from=begun,
            follow_up_until=until,
            last_visited_on=seen if seen >= begun and number % 11 else None,
            origin=Origin.SEED,
            created_at=self._at(begun),
            created_by=ACTOR,
        )

    def _meeting(self, number: int, made: MadeContact, contacts: Sequence[Contact], case: Case) -> Exposure:
        through = None if made.through is None else contacts[made.through]
        return Exposure(
            id=self._id("exposure", str(number)),
            contact=contacts[number],
            source_case=case if through is None else None,
            source_contact=through,
            setting=SETTINGS[made.setting % len(SETTINGS)],
            start=self._at(self._day(made.day)),
            minutes=made.minutes,
            closeness=Closeness.NEAR if made.near else Closeness.MIDDLE,
            created_at=self.moment,
            created_by=ACTOR,
        )

    def _day(self, number: int) -> date:
        first = self.wanted.last_day - timedelta(days=self.wanted.days)
        return min(first + timedelta(days=number), self.wanted.last_day)

    def _at(self, day: date) -> datetime:
        return min(datetime.combine(day, MORNING), self.moment)

    def _id(self, kind: str, name: str) -> UUID:
        return uuid5(SPACE, f"{self.wanted.seed}:{kind}:{name}")


def _communes(wanted: WantedOutbreak, moment: datetime) -> list[Unit]:
    """Return the communes of the province on the last day, brought in with it when it is not there."""
    if territory.by_code(PROVINCE_CODE, wanted.last_day) is None:
        import_province(shipped("lai-chau"), actor=ACTOR, moment=moment)
    top = territory.by_code(PROVINCE_CODE, wanted.last_day)
    found = list(territory.communes(wanted.last_day, under=top).order_by("stat_code")) if top else []
    if not found:
        raise RuleViolation("no_province", "the province does not stand on the outbreak's last day")
    return found


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=each) for each in range((last - first).days + 1)]
