"""Logging in: a lock after wrong passwords, a second factor for whoever leads, an invitation that works once."""

import re
from base64 import b32encode
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.authority.accounts.people import PASSWORD, Watch, person
from tests.authority.permissions import World

from bluezone.authority.accounts.invitations import invitation
from bluezone.authority.accounts.models import Assignment, User
from bluezone.authority.accounts.rules import LEADING, Role
from bluezone.authority.accounts.services import allow_login, create_user, reset_login
from bluezone.authority.audit.models import Entry
from bluezone.cli.clock import WallClock

LOGIN = "/account/login/"
SECOND = "/me/second-factor/"
SECRET = b32encode(b"twenty secret bytes!").decode()
WRONG_PASSWORDS = 5


def log_in(client: Client, name: str, password: str = PASSWORD) -> Any:
    return client.post(LOGIN, {"login": name, "password": password})


def code() -> str:
    return str(format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time())))))


def with_app(user: User) -> User:
    TOTP.activate(user, SECRET)
    return user


def methods(client: Client) -> list[str]:
    return [each["method"] for each in client.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])]


def test_the_right_password_lets_in_and_is_in_the_audit(world: World) -> None:
    user, client = person("clerk", Role.REPORTER, unit=world.here), Client()

    log_in(client, "clerk")

    assert client.get("/").status_code == 200
    assert Entry.objects.filter(action="user.login", actor=f"user:{user.pk}").count() == 1


def test_after_five_wrong_passwords_even_the_right_one_waits(world: World) -> None:
    person("clerk", Role.REPORTER, unit=world.here)
    for _ in range(WRONG_PASSWORDS):
        log_in(Client(), "clerk", "wrong")

    answer = log_in(Client(), "clerk")

    assert answer.status_code == 200
    assert not Entry.objects.filter(action="user.login").exists()


def test_a_locked_account_locks_nobody_else(world: World) -> None:
    person("clerk", Role.REPORTER, unit=world.here)
    person("other", Role.REPORTER, unit=world.here)
    for number in range(WRONG_PASSWORDS):
        log_in(Client(REMOTE_ADDR=f"203.0.113.{number}"), "clerk", "wrong")

    assert log_in(Client(), "other").status_code == 302


def test_an_unknown_name_answers_like_a_wrong_password(world: World) -> None:
    person("clerk")

    known, unknown = (log_in(Client(), name, "wrong").content.decode() for name in ("clerk", "nobody"))

    assert known.count("errorlist") == unknown.count("errorlist") > 0


def test_the_lock_keeps_no_address_and_no_name(world: World) -> None:
    person("clerk")
    log_in(Client(REMOTE_ADDR="203.0.113.7"), "clerk", "wrong")

    with connection.cursor() as cursor:
        kept = str(cursor.execute("SELECT * FROM cache").fetchall())

    assert "allauth:rl" in kept
    assert "203.0.113.7" not in kept
    assert "clerk" not in kept


@pytest.mark.parametrize("role", sorted(LEADING))
def test_whoever_leads_is_sent_to_set_up_a_second_factor(world: World, role: Role) -> None:
    person("chief", role, unit=world.province)
    client = Client()
    log_in(client, "chief")

    assert client.get("/").headers["Location"] == SECOND
    assert client.get("/territory/").headers["Location"] == SECOND
    assert client.get(SECOND).status_code == 200


@pytest.mark.parametrize("role", sorted({*Role} - LEADING))
def test_whoever_does_not_lead_works_with_a_password(world: World, role: Role) -> None:
    person("clerk", role, unit=world.here)
    client = Client()
    log_in(client, "clerk")

    assert client.get("/").status_code == 200


def test_a_leading_role_that_is_over_needs_no_second_factor(world: World) -> None:
    user = person("former", Role.LEAD, unit=world.province)
    Assignment.objects.update(valid_to=Watch.moment.date() - timedelta(days=1))
    client = Client()
    client.force_login(user)

    assert client.get("/").status_code == 200


def test_setting_up_an_app_right_after_login_asks_no_second_time_for_the_password(world: World) -> None:
    person("chief", Role.LEAD, unit=world.province)
    Watch.moment, client = WallClock().now(), Client()
    log_in(client, "chief")
    (record,) = client.session[AUTHENTICATION_METHODS_SESSION_KEY]
    logged_in = datetime.fromtimestamp(record["at"], UTC)

    Watch.moment = logged_in + timedelta(minutes=4)
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    Watch.moment = logged_in + timedelta(minutes=6)
    assert client.get(reverse("mfa_activate_totp")).status_code == 302


def test_a_new_passkey_lets_in_by_itself_unless_somebody_unticks_it(world: World) -> None:
    person("chief", Role.LEAD, unit=world.province)
    Watch.moment, client = WallClock().now(), Client()
    log_in(client, "chief")

    page = client.get(reverse("mfa_add_webauthn"), headers={"accept-language": "vi"}).content.decode()

    assert re.search(r'name="passwordless"[^>]*checked', page)
    assert "Tên thiết bị" in page


def test_with_an_app_the_password_alone_does_not_let_in(world: World) -> None:
    with_app(person("chief", Role.LEAD, unit=world.province))
    client = Client()

    answer = log_in(client, "chief")

    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert client.get("/").headers["Location"].startswith(LOGIN)
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert client.get("/").headers["Location"].startswith(LOGIN)


def test_password_and_code_let_in(world: World) -> None:
    with_app(person("chief", Role.LEAD, unit=world.province))
    client = Client()

    log_in(client, "chief")
    client.post(reverse("mfa_authenticate"), {"code": code()})

    assert client.get("/").status_code == 200
    assert methods(client) == ["password", "mfa"]


def test_a_session_from_before_the_second_factor_has_to_show_it(world: World) -> None:
    user = with_app(person("chief", Role.LEAD, unit=world.province))
    client = Client()
    client.force_login(user)

    answer = client.get("/")

    assert answer.headers["Location"].startswith(reverse("mfa_reauthenticate"))


def test_the_secret_of_an_app_is_sealed_in_the_database(world: World) -> None:
    with_app(person("chief"))

    (row,) = Authenticator.objects.values_list("data", flat=True)

    assert SECRET not in str(row)


def test_nobody_signs_up(world: World) -> None:
    assert Client().get("/account/signup/").status_code == 404


def test_an_invitation_sets_a_password_once(world: World) -> None:
    user = create_user("new", "Người mới", actor="system", moment=Watch.moment)
    who, token = invitation(user)
    address = f"/invitation/{who}/{token}/"
    good = {"password": "bảy con suối chảy chậm", "again": "bảy con suối chảy chậm"}

    assert log_in(Client(), "new", "").status_code == 200
    assert Client().get(address).status_code == 200
    assert Client().post(address, good).headers["Location"] == LOGIN
    assert Client().get(address).status_code == 404
    assert log_in(Client(), "new", good["password"]).status_code == 302


@pytest.mark.parametrize(
    ("password", "again"),
    [("short", "short"), ("bảy con suối chảy chậm", "tám con suối"), ("123456789012", "123456789012")],
)
def test_a_weak_or_mistyped_password_is_refused(world: World, password: str, again: str) -> None:
    user = create_user("new", "Người mới", actor="system", moment=Watch.moment)
    who, token = invitation(user)

    answer = Client().post(f"/invitation/{who}/{token}/", {"password": password, "again": again})

    assert answer.status_code == 200
    user.refresh_from_db()
    assert not user.has_usable_password()


@pytest.mark.parametrize("end", ["reset", "lock"])
def test_resetting_and_locking_end_open_sessions(world: World, end: str) -> None:
    user = person("clerk", Role.REPORTER, unit=world.here)
    client = Client()
    log_in(client, "clerk")

    if end == "reset":
        reset_login(user, actor="system", moment=Watch.moment)
    else:
        allow_login(user, allowed=False, actor="system", moment=Watch.moment)

    assert client.get("/me/").headers["Location"].startswith(LOGIN)
    assert log_in(Client(), "clerk").status_code != 500


def test_no_page_of_the_console_is_kept_by_a_shared_browser_form(world: World) -> None:
    answer = Client().get(LOGIN)

    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
