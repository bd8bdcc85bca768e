"""The administrator's pages: accounts, roles, invitations, the publisher."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from tests.authority.accounts.people import PASSWORD, Watch, person
from tests.authority.permissions import World, make_world

from bluezone.authority.accounts.models import Assignment, User
from bluezone.authority.accounts.rules import Role
from bluezone.authority.audit.models import Entry
from bluezone.authority.audit.services import record
from bluezone.authority.console.models import Publisher
from bluezone.authority.console.queries import is_trial
from bluezone.authority.console.setting_up import make_first_administrator, new_token, token_works
from bluezone.protocol.errors import RuleViolation

TODAY = "2020-08-05"


@pytest.fixture
def world(db: None, settings: Settings, moment: object) -> World:
    settings.BLUEZONE_CLOCK = "tests.authority.accounts.people.watch"
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "SecondFactor" not in name]
    return make_world()


@pytest.fixture
def administrator(world: World) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person("mai", Role.ADMINISTRATOR))
    return client


def give(client: Client, who: User, role: Role, unit: object = "", **days: str) -> str:
    body = {"role": role.value, "unit": str(unit), "first": TODAY, **days}
    return client.post(reverse("console:add_assignment", args=[who.pk]), body, follow=True).content.decode()


def test_an_invitation_is_shown_once(administrator: Client) -> None:
    body = {"full_name": "Vàng A Páo", "username": "pao"}

    shown = administrator.post(reverse("console:new_person"), body, follow=True)

    page = shown.redirect_chain[-1][0]
    assert "/invitation/" in shown.content.decode()
    assert "/invitation/" not in administrator.get(page).content.decode()
    assert not User.objects.get(username="pao").has_usable_password()


def test_a_login_name_is_given_once(administrator: Client) -> None:
    person("pao")

    answer = administrator.post(reverse("console:new_person"), {"full_name": "Khác", "username": "pao"})

    assert answer.status_code == 200
    assert User.objects.filter(username="pao").count() == 1


def test_a_role_holds_for_the_unit_that_was_chosen(administrator: Client, world: World) -> None:
    pao = person("pao")

    said = give(administrator, pao, Role.LEAD, world.province.pk, last="2020-12-31")

    row = Assignment.objects.get(user=pao)
    assert "The assignment is noted." in said
    assert (row.role, row.unit, row.valid_from, row.valid_to) == (
        Role.LEAD,
        world.province,
        date(2020, 8, 5),
        date(2020, 12, 31),
    )
    assert Entry.objects.filter(action="assignment.create", subject_id=str(row.pk)).exists()


@pytest.mark.parametrize(
    ("role", "unit", "days", "said"),
    [
        (Role.LEAD, "", {}, "Choose the unit"),
        (Role.LEAD, "nonsense", {}, "Choose the unit"),
        (Role.LEAD, "here", {"first": ""}, "Choose a role and a first day."),
        (Role.LEAD, "here", {"last": "2020-08-04"}, "The last day is before the first day."),
    ],
)
def test_what_is_missing_or_wrong_is_said(  # noqa: PLR0913, PLR0917 -- fixtures and a row of the table
    administrator: Client, world: World, role: Role, unit: str, days: dict[str, str], said: str
) -> None:
    pao = person("pao")

    answer = give(administrator, pao, role, world.here.pk if unit == "here" else unit, **days)

    assert said in answer
    assert not Assignment.objects.filter(user=pao).exists()


def test_the_same_role_is_given_once(administrator: Client, world: World) -> None:
    pao = person("pao")
    give(administrator, pao, Role.LEAD, world.here.pk)

    assert "This assignment exists already." in give(administrator, pao, Role.LEAD, world.here.pk)


def test_an_inspector_holds_for_the_whole_installation(administrator: Client, world: World) -> None:
    pao = person("pao")

    give(administrator, pao, Role.INSPECTOR, world.here.pk)

    assert Assignment.objects.get(user=pao).unit is None


def test_an_assignment_ends_on_the_day_that_is_said(administrator: Client, world: World) -> None:
    pao = person("pao", Role.LEAD, unit=world.here)
    row = Assignment.objects.get(user=pao)

    administrator.post(reverse("console:close_assignment", args=[row.pk]), {"last": "2020-08-31"})

    row.refresh_from_db()
    assert row.valid_to == date(2020, 8, 31)


def test_a_lost_telephone_takes_password_and_second_factor_away(administrator: Client) -> None:
    pao = person("pao")

    shown = administrator.post(reverse("console:invite_again", args=[pao.pk]), follow=True).content.decode()

    pao.refresh_from_db()
    assert "/invitation/" in shown
    assert not pao.has_usable_password()


def test_the_administrator_locks_others_and_never_oneself(administrator: Client) -> None:
    pao, mai = person("pao"), User.objects.get(username="mai")

    for who in (pao, mai):
        administrator.post(reverse("console:switch_login", args=[who.pk]))

    pao.refresh_from_db()
    mai.refresh_from_db()
    assert (pao.is_active, mai.is_active) == (False, True)
    administrator.post(reverse("console:switch_login", args=[pao.pk]))
    pao.refresh_from_db()
    assert pao.is_active


@pytest.mark.parametrize(("text", "found"), [("muong", True), ("03445", True), ("xyzzy", False), ("", False)])
def test_a_unit_is_found_by_name_or_code(administrator: Client, world: World, text: str, found: bool) -> None:  # noqa: FBT001 -- a column of the table
    answer = administrator.get(reverse("console:find_units"), {"unit_text": text}).content.decode()

    assert (str(world.here.pk) in answer) == found


def test_until_a_publisher_is_configured_every_page_says_that_it_is_a_trial(administrator: Client) -> None:
    words = {"name": "Ủy ban nhân dân tỉnh Lai Châu", "short_name": "Lai Châu", "basis": "123/QĐ-UBND, 5/8/2020"}
    page = reverse("console:publisher")

    assert is_trial()
    assert "TRIAL SYSTEM" in administrator.get("/").content.decode()
    administrator.post(page, {**words, "basis": ""})
    assert is_trial()
    administrator.post(page, words)
    assert "TRIAL SYSTEM" not in administrator.get("/").content.decode()
    assert "Lai Châu" in administrator.get("/").content.decode()
    administrator.post(page, {"remove": "1"})
    assert "TRIAL SYSTEM" in administrator.get("/").content.decode()
    assert not Publisher.objects.exists()
    assert {"publisher.configure", "publisher.remove"} <= {*Entry.objects.values_list("action", flat=True)}


def test_there_is_one_first_administrator(world: World) -> None:
    with pytest.raises(RuleViolation) as refused:
        make_first_administrator("again", "Again", PASSWORD, moment=Watch.moment)

    assert refused.value.code == "administrator_exists"


def test_only_the_latest_set_up_code_works(world: World, settings: Settings) -> None:
    first, second = new_token(settings.PEOPLE_FOLDER), new_token(settings.PEOPLE_FOLDER)

    assert not token_works(settings.PEOPLE_FOLDER, first)
    assert token_works(settings.PEOPLE_FOLDER, second)
    assert second not in (settings.PEOPLE_FOLDER / "set-up-token").read_text()


def test_the_audit_page_filters_by_actor_and_record(world: World) -> None:
    client = Client(headers={"accept-language": "en"})
    inspector = person("thanh", Role.INSPECTOR)
    client.post("/account/login/", {"login": "thanh", "password": PASSWORD})

    whole = client.get(reverse("console:audit"), {"verify": "1"}).content.decode()
    other = client.get(reverse("console:audit"), {"actor": "user:nobody"}).content.decode()
    own = client.get(reverse("console:audit"), {"record": str(inspector.pk)}).content.decode()

    assert "The chain is whole" in whole
    assert "user.login" not in other
    assert "user.login" in own


def test_the_audit_is_narrowed_by_act_and_purpose_and_leaves_as_it_is_shown(world: World) -> None:
    client = Client(headers={"accept-language": "en"})
    inspector = person("thanh", Role.INSPECTOR)
    client.post("/account/login/", {"login": "thanh", "password": PASSWORD})
    record("system", "record.open", inspector, "tracing", Watch.moment)

    nothing = client.get(reverse("console:audit"), {"action": "record.open", "purpose": "care"}).content.decode()
    file = client.get(reverse("console:audit"), {"purpose": "tracing", "file": "csv"}).content.decode()

    assert "No entry fits" in nothing
    assert "record.open" in file
    assert "user.login" not in file
    assert Entry.objects.filter(action="entries.export", purpose="inspection").count() == 1
