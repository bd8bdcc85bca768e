"""The secret of the owner's link: where it could leak, and what somebody could do with a form."""

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.rollout.venues.conftest import NOW, PHONE, Town

from bluezone.rollout.venues.models import Registration
from bluezone.rollout.venues.rules.admission import AN_HOUR_A_COMMUNE, HOUR
from bluezone.rollout.venues.services import confirm
from bluezone.rollout.venues.stamps import Stamp, stamped

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def sent(town: Town, stamp: Stamp, /, **other: str) -> Any:
    """The answer to a form from a browser that keeps nothing, as strict as Django can be about forged requests."""
    whole = {"name": "Quán Hoa Ban", "kind": "4", "phone": PHONE, "consent": "on", "stamp": stamped(stamp)}
    address = reverse("venue_site:offer", args=[town.here.pk])
    return Client(enforce_csrf_checks=True).post(address, whole | other)


@pytest.fixture
def opened(town: Town) -> tuple[str, dict[str, Any]]:
    """The secret of a confirmed place, and an answer of each page that it opens or fails to open."""
    link = sent(town, town.stamp()).headers["Location"]
    confirm(Registration.objects.get(), "Quán Hoa Ban", town.doing())
    ask, client = f"{link}ask/", Client(enforce_csrf_checks=True)
    return (
        link.split("/")[-2],
        {
            "page": client.get(link),
            "page in English": client.get(f"/en{link}"),
            "poster": client.get(f"{link}poster-a4.pdf"),
            "wish": client.post(ask, {"kind": "new-code"}),
            "wish again": client.post(ask, {"kind": "new-code"}),
            "nonsense": client.post(ask, {"kind": "nonsense"}),
        },
    )


def test_no_page_of_an_owner_tells_its_address_to_the_next_page_or_is_kept_by_a_cache(
    opened: tuple[str, dict[str, Any]],
) -> None:
    _secret, answers = opened

    assert {name: answer.status_code for name, answer in answers.items()} == {
        "page": 200,
        "page in English": 200,
        "poster": 200,
        "wish": 303,
        "wish again": 409,
        "nonsense": 422,
    }
    for name, answer in answers.items():
        assert answer.headers["Referrer-Policy"] == "no-referrer", name
        assert {"no-store", "private"} <= {*re.split(r",\s*", answer.headers["Cache-Control"])}, name
        assert not answer.cookies, name


def test_a_poster_carries_the_owner_s_secret_neither_in_its_name_nor_in_itself(
    opened: tuple[str, dict[str, Any]],
) -> None:
    secret, answers = opened

    poster = answers["poster"]

    assert poster.headers["Content-Disposition"] == 'inline; filename="bluezone-poster-a4.pdf"'
    assert secret.encode() not in poster.content + str(poster.headers).encode()


def test_no_line_of_the_log_holds_the_owner_s_secret(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    link = sent(town, town.stamp()).headers["Location"]
    secret = link.split("/")[-2]

    Client().get(link)
    Client().get(f"{link}poster-a4.pdf")
    Client().post(f"{link}ask/", {"kind": "closed"})
    Client().put(link)
    Client().get(f"{link}nowhere/")

    records = [record.__dict__ for record in caplog.records if not record.name.startswith("django.db")]
    assert "answered 404 on the page venue_site:poster" in caplog.text
    assert "answered 405 on the page venue_site:mine" in caplog.text
    assert secret not in str(records)


def test_the_database_is_asked_for_the_hash_of_a_secret_and_never_for_the_secret(town: Town) -> None:
    secret = sent(town, town.stamp()).headers["Location"].split("/")[-2]

    with CaptureQueriesContext(connection) as questions:
        answer = Client().get(f"/venues/mine/{secret}/")

    assert answer.status_code == 200
    assert any("token_hash" in question["sql"] for question in questions)
    assert secret not in str(questions.captured_queries)


def test_a_form_needs_its_own_signed_stamp_and_no_cookie(town: Town) -> None:
    stamp = town.stamp()
    whole, _colon, mark = stamped(stamp).rpartition(":")

    bare = sent(town, stamp, stamp="")
    forged = sent(town, stamp, stamp=f"{whole}:{mark[::-1]}")
    other_number = sent(town, stamp, stamp=f"{whole[:-1]}{'0' if whole[-1] != '0' else '1'}:{mark}")
    genuine = sent(town, stamp)

    assert [each.status_code for each in (bare, forged, other_number, genuine)] == [422, 422, 422, 303]
    assert not genuine.cookies
    assert Registration.objects.count() == 1


def test_a_stamp_that_is_sent_again_with_other_words_registers_nothing_and_changes_nothing(town: Town) -> None:
    stamp = town.stamp()
    first = sent(town, stamp)

    again = sent(town, stamp, name="Quán Khác", phone="0213 999 9999")

    assert again.headers["Location"] == first.headers["Location"]
    assert [each.name for each in Registration.objects.all()] == ["Quán Hoa Ban"]


def test_an_hour_later_the_commune_takes_registrations_again_and_refusing_frees_none_before(town: Town) -> None:
    for number in range(AN_HOUR_A_COMMUNE):
        town.offered(f"Quán Máy {number}", moment=NOW - timedelta(minutes=30))
    Registration.objects.update(state="refused", reason="private-home", decided_at=NOW, sealed_phone=None)

    now = sent(town, town.stamp())
    Registration.objects.update(registered_at=NOW - HOUR)
    later = sent(town, town.stamp())

    assert (now.status_code, later.status_code) == (429, 303)
