"""A session lives in one browser, for a day's work; a stolen one, an idle one, one whose jurisdiction ended is refused."""

from datetime import date, timedelta

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.test import Client
from tests.authority.accounts.people import PASSWORD, Watch, person
from tests.authority.permissions import World
from tests.authority.register.session import with_second_factor

from bluezone.authority.accounts.models import Assignment, User
from bluezone.authority.accounts.rules import LINKABLE, PERMISSIONS, Action, Role
from bluezone.authority.accounts.services import Term, assign, issue_link
from bluezone.authority.accounts.session_middleware import cookie_name
from bluezone.authority.accounts.sessions import (
    GRACE,
    LONGEST,
    LONGEST_IDLE,
    TURNS_EVERY,
    Ending,
    bond_in,
    ending,
    followed,
    fresh_bond,
)
from bluezone.authority.audit.models import Entry
from bluezone.protocol.errors import RuleViolation

OURS, OTHERS = "Mozilla/5.0 (Android 10; Mobile)", "curl/8"
PAGE = "/me/"


def copied(client: Client, agent: str = OURS) -> Client:
    """Another browser with the same cookies."""
    thief = Client(headers={"user-agent": agent})
    for name in (django_settings.SESSION_COOKIE_NAME, cookie_name()):
        thief.cookies[name] = client.cookies[name].value
    return thief


@pytest.fixture
def doctor(world: World) -> User:
    return person("lan", Role.CDC_DOCTOR, unit=world.here)


@pytest.fixture
def desk(doctor: User) -> Client:
    client = with_second_factor(Client(headers={"user-agent": OURS}), doctor)
    assert client.get(PAGE).status_code == 200
    return client


def later(by: timedelta) -> None:
    Watch.moment += by


def endings() -> list[str]:
    return [*Entry.objects.filter(action__startswith="session.").order_by("sequence").values_list("action", flat=True)]


def test_a_session_replayed_from_another_browser_is_refused_and_ends_for_both(desk: Client) -> None:
    answer = copied(desk, OTHERS).get(PAGE)

    assert "/account/login/" in answer.headers["Location"]
    assert "/account/login/" in desk.get(PAGE).headers["Location"]
    assert endings() == [Ending.REPLAYED]


def test_a_session_without_its_changing_token_is_refused(desk: Client) -> None:
    thief = copied(desk)
    del thief.cookies[cookie_name()]

    assert thief.get(PAGE).status_code == 302
    assert endings() == [Ending.REPLAYED]


def test_a_perfect_copy_is_noticed_once_the_token_has_changed(desk: Client) -> None:
    thief = copied(desk)
    later(TURNS_EVERY)
    assert desk.get(PAGE).status_code == 200
    later(GRACE)
    assert desk.get(PAGE).status_code == 200

    assert thief.get(PAGE).status_code == 302
    assert desk.get(PAGE).status_code == 302
    assert endings() == [Ending.REPLAYED]


def test_a_thief_who_was_quicker_is_noticed_when_the_owner_comes_back(desk: Client) -> None:
    thief = copied(desk)
    later(TURNS_EVERY)
    thief.get(PAGE)
    thief.get(PAGE)
    later(GRACE)

    assert desk.get(PAGE).status_code == 302
    assert endings() == [Ending.REPLAYED]


def test_an_answer_that_was_lost_on_the_way_ends_nothing(desk: Client) -> None:
    before = desk.cookies[cookie_name()].value
    later(TURNS_EVERY)
    desk.get(PAGE)
    desk.cookies[cookie_name()] = before

    later(timedelta(minutes=10))

    assert desk.get(PAGE).status_code == 200
    assert desk.cookies[cookie_name()].value != before


def test_whoever_leads_is_logged_out_after_half_an_hour_away(desk: Client) -> None:
    later(LONGEST_IDLE - timedelta(minutes=1))
    still = desk.get(PAGE).status_code
    later(LONGEST_IDLE)

    assert (still, desk.get(PAGE).status_code) == (200, 302)
    assert endings() == [Ending.IDLE]


def test_a_reporter_in_the_field_may_rest(world: World) -> None:
    client = Client(headers={"user-agent": OURS})
    client.force_login(person("clerk", Role.REPORTER, unit=world.here))
    client.get(PAGE)

    later(timedelta(hours=3))

    assert client.get(PAGE).status_code == 200


def test_no_session_lasts_longer_than_a_day_of_work(desk: Client) -> None:
    for _ in range(20):
        later(timedelta(minutes=29))
        assert desk.get(PAGE).status_code == 200
    later(timedelta(minutes=29))

    assert desk.get(PAGE).status_code == 302
    assert endings() == [Ending.OLD]
    assert timedelta(minutes=29 * 21) > LONGEST


def test_logging_in_binds_the_session_to_the_browser_at_once(world: World) -> None:
    person("clerk", Role.REPORTER, unit=world.here)
    client = Client(headers={"user-agent": OURS})

    client.post("/account/login/", {"login": "clerk", "password": PASSWORD})

    assert client.cookies[cookie_name()]["httponly"]
    assert copied(client, OTHERS).get(PAGE).status_code == 302


def test_one_logs_out_on_every_device(world: World) -> None:
    user = person("clerk", Role.REPORTER, unit=world.here)
    here, there, other = (Client(headers={"user-agent": OURS}) for _ in range(3))
    for client in (here, there):
        client.force_login(user)
    other.force_login(person("other", Role.REPORTER, unit=world.here))

    here.post("/me/log-out-everywhere/")

    assert [client.get(PAGE).status_code for client in (here, there, other)] == [302, 302, 200]
    assert (
        Session.objects.exclude(session_key=other.session.session_key).filter(expire_date__gt=Watch.moment).count() <= 1
    )
    assert endings() == ["session.end_all"]


def test_an_officer_whose_jurisdiction_ended_yesterday_is_refused_at_the_next_click(desk: Client, doctor: User) -> None:
    before = desk.get("/cases/").headers.get("Location", "")
    Assignment.objects.filter(user=doctor).update(valid_to=Watch.moment.date() - timedelta(days=1))

    after = desk.get("/cases/").status_code

    assert ("/purpose/" in before, after) == (True, 403)


def test_nobody_gives_a_role_to_oneself(world: World) -> None:
    chief = person("chief", Role.ADMINISTRATOR)

    with pytest.raises(RuleViolation) as refused:
        assign(
            chief,
            Role.CDC_DOCTOR,
            world.here,
            term=Term(date(2020, 8, 1)),
            actor=f"user:{chief.pk}",
            moment=Watch.moment,
        )

    assert refused.value.code == "assignment_to_oneself"


@pytest.mark.parametrize("role", sorted({*Role} - LINKABLE))
def test_no_link_carries_a_role_that_leads_treats_or_inspects(world: World, role: Role) -> None:
    until = Watch.moment + timedelta(days=1)

    with pytest.raises(RuleViolation):
        issue_link(world.here, role, expires_at=until, actor="system", moment=Watch.moment)


def test_whoever_gives_roles_reads_no_record() -> None:
    granting = {role for role in Role if Action.ADMINISTER_ACCOUNTS in PERMISSIONS[role]}
    reading = {role for role in Role if {Action.READ_CASES, Action.EXPORT_PERSON} & PERMISSIONS[role]}

    assert granting == {Role.ADMINISTRATOR}
    assert not granting & reading


def test_what_a_session_keeps_comes_back() -> None:
    bond = followed(fresh_bond(OURS, Watch.moment), "", Watch.moment)

    assert bond_in(bond.kept()) == bond
    assert ending(bond, OURS, bond.token, Watch.moment, leads=True) is None
