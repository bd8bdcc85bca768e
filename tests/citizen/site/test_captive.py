"""What a router's option 114 leads to: an API that holds nothing back, and a page in both languages."""

from http import HTTPStatus

import pytest
from django.test import Client
from pytest_django import Settings

from bluezone.authority.territory.models import Unit
from bluezone.portal.rules.captive import CaptiveState, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def test_a_phone_is_told_that_nothing_is_held_back_and_where_the_page_is(settings: Settings) -> None:
    answer = Client().get("/captive/03124/api")

    assert answer.headers["Content-Type"] == "application/captive+json"
    assert read(answer.content) == CaptiveState(captive=False, venue_info_url=f"{settings.SITE_ORIGIN}/captive/03124/")
    assert not answer.cookies


@pytest.mark.parametrize(
    ("address", "heading"),
    [("/captive/03124/", "Wifi này đã có Internet"), ("/en/captive/03124/", "The internet works")],
)
def test_the_page_about_a_wifi_never_asks_to_install_for_internet(address: str, heading: str) -> None:
    page = Client().get(address).content.decode()

    assert f"<h1>{heading}</h1>" in page
    assert "không phải cài gì" in page or "need not install anything" in page


def test_a_unit_that_is_known_is_named_with_its_short_address(province: Unit) -> None:
    page = Client().get(f"/captive/{province.stat_code}/").content.decode()

    assert f"{province.name} cùng tỉnh mời bạn dùng Bluezone." in page
    assert f"/i?u={province.stat_code}</code>" in page


def test_a_unit_that_nobody_knows_is_not_named() -> None:
    answer = Client().get("/captive/not-a-unit/")

    assert answer.status_code == HTTPStatus.OK
    assert "/i</code>" in answer.content.decode()
    assert "not-a-unit" not in answer.content.decode().partition("<main")[2].partition("</main>")[0]


def test_what_is_no_code_of_a_unit_is_not_found() -> None:
    assert Client().get("/captive/<script>/api").status_code == HTTPStatus.NOT_FOUND
