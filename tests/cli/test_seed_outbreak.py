"""A trial province with an outbreak that nobody had: marked, plausible, never mixed with real people."""

import json
from collections import Counter
from datetime import UTC, date, datetime

import pytest

from bluezone.authority.cases.models import Case, Contact, Exposure, Identity, InfectionLink, Milestone, Person, Visit
from bluezone.authority.cases.queries import links_between
from bluezone.authority.cases.rules.chain import read_chain
from bluezone.authority.cases.rules.words import Degree, FollowUp, Origin
from bluezone.authority.cases.services import CaseFacts, Doing, PersonFacts, register_case_of
from bluezone.authority.console.services import configure_publisher
from bluezone.authority.territory.models import Unit
from bluezone.cli import main
from bluezone.cli.seeding_outbreak import WantedOutbreak, fill_outbreak
from bluezone.lab.outbreak import MARK, Size, outbreak
from bluezone.protocol.errors import RuleViolation

MOMENT = datetime(2020, 9, 30, 3, 0, tzinfo=UTC)
SMALL = WantedOutbreak(seed=1, last_day=date(2020, 9, 30), days=60, cases=120, contacts=400)


def test_one_seed_makes_one_outbreak() -> None:
    size = Size(cases=50, contacts=200, days=40, places=10, year=2020)

    assert outbreak(3, size) == outbreak(3, size) != outbreak(4, size)


def test_nobody_is_infected_by_a_later_case() -> None:
    made = outbreak(2, Size(cases=500, contacts=10, days=60, places=10, year=2020))

    steps = [made.cases[each.infector].onset - each.onset for each in made.cases if each.infector is not None]
    assert len(steps) > 400
    assert all(-9 <= step <= -2 for step in steps)
    assert Counter(each.infector for each in made.cases).most_common(2)[1][1] >= 5


@pytest.mark.django_db
def test_a_trial_province_has_cases_contacts_visits_and_a_chain() -> None:
    done = fill_outbreak(SMALL, moment=MOMENT)

    assert (done.cases, done.contacts) == (Case.objects.count(), Contact.objects.count()) == (120, 400)
    assert Person.objects.count() == Identity.objects.count() == 520
    chain = read_chain(map(str, Case.objects.values_list("pk", flat=True)), links_between(Case.objects.all()))
    assert max(chain.generation.values()) >= 4
    assert chain.circles == ()
    assert InfectionLink.objects.count() > 90
    assert Exposure.objects.count() == 400
    assert {Degree.FIRST, Degree.SECOND} == set(Contact.objects.values_list("degree", flat=True))
    assert Contact.objects.filter(follow_up=FollowUp.FOLLOW_UP).exists()
    assert done.visits == Visit.objects.count() > 0
    assert done.milestones == Milestone.objects.count() == 6


@pytest.mark.django_db
def test_everything_invented_says_so_and_no_day_lies_in_the_future() -> None:
    fill_outbreak(SMALL, moment=MOMENT)

    assert not Identity.objects.exclude(name__endswith=MARK).exists()
    assert set(Case.objects.values_list("origin", flat=True)) == {Origin.SEED}
    assert set(Contact.objects.values_list("origin", flat=True)) == {Origin.SEED}
    assert not Case.objects.filter(confirmed_on__gt=SMALL.last_day).exists()
    assert not Case.objects.filter(created_at__gt=MOMENT).exists()
    assert not Exposure.objects.filter(start__gt=MOMENT).exists()


@pytest.mark.django_db
def test_an_installation_with_a_publisher_or_a_case_is_not_filled() -> None:
    unit = Unit.objects.create(kind="xa", name="Bum Tở", short_name="Bum Tở", folded="bum to", stat_code="03433")
    doing = Doing("user:1", "care", MOMENT)
    register_case_of(PersonFacts("Người Thật"), unit, CaseFacts(date(2020, 9, 1)), doing)
    with pytest.raises(RuleViolation) as refused:
        fill_outbreak(SMALL, moment=MOMENT)
    assert refused.value.code == "cases_exist"

    configure_publisher("Sở thử", "Sở", "quyết định thử", actor="system", moment=MOMENT)
    with pytest.raises(RuleViolation) as refused:
        fill_outbreak(SMALL, moment=MOMENT)
    assert refused.value.code == "installation_is_real"


@pytest.mark.django_db
def test_the_command_fills_an_outbreak_and_tells(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["seed", "--outbreak", "--cases", "12", "--contacts", "20", "--last-day", "2020-09-30", "--json"]

    with pytest.raises(SystemExit) as left:
        main(words)

    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert not left.value.code
    assert (told["cases"], told["contacts"], told["last_day"]) == (12, 20, "2020-09-30")
    assert Case.objects.count() == 12
