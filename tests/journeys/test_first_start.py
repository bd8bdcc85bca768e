"""From an empty installation to a province lead: set-up code, administrator, passkey, an invitation, a role."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from tests.authority.accounts.people import PASSWORD, person
from tests.authority.permissions import World, make_world
from tests.journeys.browser import look

from bluezone.authority.accounts.models import Assignment, User
from bluezone.authority.accounts.rules import Role
from bluezone.authority.accounts.services import issue_link
from bluezone.authority.audit.queries import verdict
from bluezone.authority.clock import present_moment
from bluezone.authority.console.setting_up import new_token
from bluezone.authority.delivery.services import send

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def visitor(browser: Browser, server: LiveServer) -> Iterator[Page]:
    """Somebody with a device of their own, which has a lock that can keep passkeys."""
    context = browser.new_context(base_url=server.url, locale="vi-VN")
    page = context.new_page()
    add_device_lock(context, page)
    complaints = list[str]()
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert [each for each in complaints if "status of 4" not in each] == []


def add_device_lock(context: BrowserContext, page: Page) -> None:
    """Give a device a virtual authenticator, as a telephone's fingerprint would be."""
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def log_in(context: BrowserContext, user: User, address: str) -> None:
    """Give a browser the session of somebody who logged in with a second factor."""
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    cookie = {"name": django_settings.SESSION_COOKIE_NAME, "value": session.session_key or "", "url": address}
    context.add_cookies([cookie])  # type: ignore[list-item]  # Playwright's own shape of a cookie


def make_administrator(page: Page, token: str) -> None:
    page.goto(f"/setup/?token={token}")
    page.fill("#id_full_name", "Lò Thị Mai")
    page.fill("#id_username", "mai")
    page.fill("#id_password", PASSWORD)
    page.fill("#id_again", PASSWORD)
    page.click("main form button.button")
    page.wait_for_url("**/me/second-factor/")


def make_passkey(page: Page) -> None:
    page.goto("/account/2fa/webauthn/add/")
    page.fill("#id_name", "Máy của tôi")
    page.check("#id_passwordless")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/**")


def empty_the_installation() -> World:
    """A province without anybody."""
    world = make_world()
    Assignment.objects.all().delete()
    User.objects.all().delete()
    return world


def make_the_lead(page: Page) -> str:
    """Make an account, take its invitation, and give it the province."""
    page.goto("/people/new/")
    page.fill("#id_full_name", "Vàng A Páo")
    page.fill("#id_username", "pao")
    page.click("main form button.button")
    invitation = page.locator(".secret").inner_text()
    page.select_option("#id_role", Role.LEAD.value)
    page.fill("#unit-text", "Lai Chau")
    page.wait_for_selector("input[name=unit]")
    page.check("input[name=unit]")
    page.click("form[action$='/assign/'] .form-actions button")
    page.wait_for_selector(".notice.good")
    return invitation.replace(django_settings.CONSOLE_ORIGIN, "")


def accept_invitation(page: Page, invitation: str) -> None:
    """Set the password and log in with it."""
    page.goto(invitation)
    page.fill("#id_password", PASSWORD)
    page.fill("#id_again", PASSWORD)
    page.click("main form button.button")
    page.wait_for_url("**/account/login/")
    page.fill("#id_login", "pao")
    page.fill("#id_password", PASSWORD)
    page.click("main form[action='/account/login/'] button")
    page.wait_for_url("**/me/second-factor/")


def test_an_empty_installation_gets_its_lead(browser: Browser, live_server: LiveServer, pictures: Path | None) -> None:
    world = empty_the_installation()
    token = new_token(django_settings.PEOPLE_FOLDER)

    with visitor(browser, live_server) as page:
        page.goto("/")
        expect(page).to_have_url(f"{live_server.url}/setup/")
        wrong = look(page, "first-start", pictures)
        make_administrator(page, token)
        wrong += look(page, "second-factor", pictures)
        make_passkey(page)
        wrong += look(page, "recovery-codes", pictures)
        page.goto("/")
        page.click("#mfa_webauthn_reauthenticate")
        page.wait_for_url(f"{live_server.url}/")
        invitation = make_the_lead(page)
        wrong += look(page, "person", pictures)
        for address in (
            "/",
            "/people/",
            "/people/new/",
            "/me/",
            "/settings/",
            "/account/2fa/",
            "/account/2fa/webauthn/",
        ):
            page.goto(address)
            wrong += look(page, address.strip("/").replace("/", "-") or "home", pictures)

    lead = Assignment.objects.get(role=Role.LEAD)
    assert (lead.user.username, lead.unit) == ("pao", world.province)
    assert verdict(django_settings.AUDIT_FOLDER).findings == ()
    with visitor(browser, live_server) as page:
        page.goto(invitation)
        wrong += look(page, "invitation", pictures)
        accept_invitation(page, invitation)
        page.goto("/account/2fa/totp/activate/")
        wrong += look(page, "authenticator-app", pictures)
    assert wrong == []


def test_a_passkey_lets_in_without_a_password(browser: Browser, live_server: LiveServer) -> None:
    empty_the_installation()
    token = new_token(django_settings.PEOPLE_FOLDER)

    with visitor(browser, live_server) as page:
        make_administrator(page, token)
        make_passkey(page)
        page.goto("/me/")
        page.click("#mfa_webauthn_reauthenticate")
        page.wait_for_url("**/me/")
        page.click("main form button.button")
        page.goto("/account/login/")
        page.click("#passkey_login")
        page.wait_for_url(f"{live_server.url}/")

        expect(page.locator("h1")).to_contain_text("Lò Thị Mai")


def test_the_set_up_page_refuses_a_wrong_code_and_is_gone_afterwards(browser: Browser, live_server: LiveServer) -> None:
    token = new_token(django_settings.PEOPLE_FOLDER)

    with visitor(browser, live_server) as page:
        page.goto("/setup/?token=wrong")
        for name in ("full_name", "username"):
            page.fill(f"#id_{name}", "mai")
        for name in ("password", "again"):
            page.fill(f"#id_{name}", PASSWORD)
        page.click("main form button.button")
        expect(page.locator(".errorlist")).to_be_visible()
        assert not User.objects.exists()

        make_administrator(page, token)
        page.context.clear_cookies()
        answer = page.goto("/setup/")
        assert answer is not None
        assert answer.status == 404


def test_a_refused_link_is_fit_to_be_seen(
    browser: Browser, live_server: LiveServer, settings: Settings, pictures: Path | None
) -> None:
    settings.DOOR, settings.ROOT_URLCONF = "site", settings.SITE_URLS

    with visitor(browser, live_server) as page:
        page.goto("/l/wrong/")
        wrong = look(page, "link-refused", pictures)

    assert wrong == []


def test_a_units_desk_is_fit_to_be_seen(
    browser: Browser, live_server: LiveServer, settings: Settings, pictures: Path | None
) -> None:
    settings.DOOR, settings.ROOT_URLCONF = "site", settings.SITE_URLS
    world, moment = make_world(), present_moment()
    issued = issue_link(
        world.here, Role.REPORTER, expires_at=moment + timedelta(days=30), actor="system", moment=moment
    )

    with visitor(browser, live_server) as page:
        page.goto(f"/l/{issued.token}/")
        page.wait_for_url("**/desk/")
        wrong = look(page, "desk", pictures)

    assert wrong == []


def test_outbox_and_audit_are_fit_to_be_seen(browser: Browser, live_server: LiveServer, pictures: Path | None) -> None:
    moment = present_moment()
    words = {"purpose": "reminder", "actor": "system", "moment": moment}
    send("0912345678", "Đơn vị chưa gửi báo cáo ngày 05/8.", key="1", **words)  # type: ignore[arg-type]  # one moment among words
    people = {"/outbox/": person("mai", Role.ADMINISTRATOR), "/audit/?verify=1": person("thanh", Role.INSPECTOR)}

    wrong = list[str]()
    for address, user in people.items():
        with visitor(browser, live_server) as page:
            log_in(page.context, user, live_server.url)
            page.goto(address)
            wrong += look(page, address.split("/")[1], pictures)

    assert wrong == []


def test_every_component_is_fit_to_be_seen(browser: Browser, live_server: LiveServer, pictures: Path | None) -> None:
    with visitor(browser, live_server) as page:
        page.goto("/style/")
        wrong = look(page, "components", pictures)

    assert wrong == []
