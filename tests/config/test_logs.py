"""The log names pages and counts; an address of a page may hold a token."""

import logging
from types import SimpleNamespace

import pytest
from django.test import Client
from pytest_django import Settings

from bluezone.config.logs import Counts, PageNamesOnly

TOKEN = "planted-token-7QX"


@pytest.mark.django_db
@pytest.mark.parametrize("address", [f"/l/{TOKEN}/", f"/nowhere/{TOKEN}/", f"/desk/?next={TOKEN}"])
def test_no_line_holds_what_stands_in_an_address(
    settings: Settings, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    settings.DOOR, settings.ROOT_URLCONF = "site", settings.SITE_URLS
    caplog.set_level(logging.DEBUG)

    answer = Client().get(address)

    assert answer.status_code in {403, 404}
    assert "answered" in caplog.text
    assert TOKEN not in caplog.text + str([record.__dict__ for record in caplog.records])


@pytest.mark.django_db
def test_a_form_from_elsewhere_leaves_a_line_without_its_address(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.DOOR, settings.ROOT_URLCONF = "site", settings.SITE_URLS
    caplog.set_level(logging.INFO)

    answer = Client(enforce_csrf_checks=True).post(f"/desk/leave/?{TOKEN}")

    assert answer.status_code == 403
    assert "answered 403 on the page public:leave_desk" in caplog.text
    assert TOKEN not in caplog.text


def test_a_line_that_passes_twice_keeps_the_page_s_name() -> None:
    page = SimpleNamespace(resolver_match=SimpleNamespace(view_name="public:leave_desk"))
    record = logging.makeLogRecord({"msg": "Forbidden: %s", "args": (TOKEN,), "status_code": 403, "request": page})

    for _ in range(2):
        PageNamesOnly().filter(record)

    assert record.getMessage() == "answered 403 on the page public:leave_desk"


def test_a_line_carries_numbers_and_no_words() -> None:
    record = logging.makeLogRecord({"msg": "outbox purged", "erased": 3, "recipient": "0912345678"})

    assert Counts("%(message)s").format(record) == "outbox purged erased=3"
