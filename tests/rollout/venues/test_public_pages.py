"""The owner's pages on the site: no account, no cookie, no script; the poster only by the secret link."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pytest_django import Settings
from tests.rollout.venues.conftest import MINUTE, NOW, PHONE, Town

from bluezone.authority.audit.models import Entry
from bluezone.authority.territory.models import Unit
from bluezone.rollout.venues.models import OwnerWish, Registration
from bluezone.rollout.venues.rules.admission import AN_HOUR_A_COMMUNE
from bluezone.rollout.venues.rules.words import Refusal, State, Wish
from bluezone.rollout.venues.services import confirm, refuse
from bluezone.rollout.venues.stamps import stamped

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
ASK_AGAIN = "Retry-After"


def address(unit: Unit, language: str = "venue_site") -> str:
    return reverse(f"{language}:offer", args=[unit.pk])


def sent(town: Town, **other: str) -> Any:
    """The answer to a form that was opened a minute ago."""
    whole = {"name": "Quán Hoa Ban", "kind": "4", "phone": PHONE, "consent": "on", "website": ""}
    return Client().post(address(town.here), whole | {"stamp": stamped(town.stamp())} | other)


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("language", ["venue_site", "venue_site_en"])
def test_an_owner_finds_the_commune_and_the_form_without_cookie_or_script(town: Town, language: str) -> None:
    start = Client().get(reverse(f"{language}:start"), {"q": "muong te"})
    form = Client().get(address(town.here, language))

    assert address(town.here, language) in text_of(start)
    assert address(town.world.elsewhere, language) not in text_of(start)
    for answer in (start, form):
        assert answer.status_code == 200
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert "<script" not in text_of(answer)
        assert "no-store" in answer.headers["Cache-Control"]


def test_an_owner_registers_sees_the_state_and_fetches_the_poster_once_confirmed(town: Town) -> None:
    answer = sent(town)
    link = answer.headers["Location"]
    waiting = Client().get(link)
    registration = Registration.objects.get()
    before = Client().get(f"{link}poster-a5.pdf")
    confirm(registration, "Quán Hoa Ban", town.doing())

    poster = Client().get(f"{link}poster-a5.pdf")

    assert (answer.status_code, waiting.status_code, before.status_code) == (303, 200, 404)
    assert registration.reference in text_of(waiting)
    assert "Quán Hoa Ban" in PdfReader(BytesIO(poster.content)).pages[0].extract_text()
    assert "no-store" in poster.headers["Cache-Control"]
    assert Entry.objects.filter(action="venue.show_code", actor=f"owner:{registration.pk}").count() == 1


def test_an_owner_whose_poster_has_expired_is_told_to_ask_for_a_new_code(town: Town) -> None:
    link = sent(town).headers["Location"].replace("/venues/", "/en/venues/")
    code = confirm(Registration.objects.get(), "Quán Hoa Ban", town.doing()).codes.get()
    valid = text_of(Client().get(link))
    code.issued_on, code.expires_on = NOW.date() - timedelta(days=365), NOW.date()
    code.save(update_fields=["issued_on", "expires_on"])

    expired, poster = text_of(Client().get(link)), Client().get(f"{link}poster-a4.pdf")

    assert ("valid through" in valid, "The poster has expired" in valid) == (True, False)
    assert ("Print the poster" in expired, "The poster has expired" in expired) == (False, True)
    assert '<details class="more" open><summary>The poster was lost' in expired
    assert poster.status_code == 409


def test_a_form_sent_twice_leads_to_the_same_page(town: Town) -> None:
    stamp = stamped(town.stamp())

    first, second = sent(town, stamp=stamp), sent(town, stamp=stamp)

    assert first.headers["Location"] == second.headers["Location"]
    assert Registration.objects.count() == 1


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"website": "https://example.org"}, "Website"),
        ({"stamp": "1:forged"}, "not ours"),
        ({"name": "Quán 🍜"}, "usual signs"),
        ({"name": "<script>alert(1)</script>"}, "usual signs"),
        ({"name": "Quán " + "à" * 195}, "120"),
        ({"phone": "call me"}, "digits"),
        ({"consent": ""}, "required"),
        ({"kind": "99"}, "valid choice"),
    ],
)
def test_what_is_wrong_is_said_beside_the_form(town: Town, other: dict[str, str], said: str) -> None:
    whole = {"name": "Quán", "kind": "4", "phone": PHONE, "consent": "on", "stamp": stamped(town.stamp())}

    answer = Client().post(address(town.here, "venue_site_en"), whole | other)

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "<script>" not in text_of(answer)
    assert not Registration.objects.exists()


def test_a_machine_that_answers_at_once_is_sent_back(town: Town) -> None:
    answer = sent(town, stamp=stamped(town.stamp(NOW + MINUTE)))

    assert answer.status_code == 422
    assert not Registration.objects.exists()


def test_an_honest_owner_who_comes_during_a_flood_is_told_when_to_come_back(town: Town) -> None:
    for number in range(AN_HOUR_A_COMMUNE):
        town.offered(f"Quán Máy {number}", moment=NOW - timedelta(minutes=30))

    answer = sent(town)

    assert (answer.status_code, answer.headers[ASK_AGAIN]) == (429, "1800")
    assert "09:30" in text_of(answer)
    assert PHONE in text_of(answer)


@pytest.mark.parametrize("kind", [*Wish])
def test_an_owner_tells_the_commune_what_has_changed(town: Town, kind: Wish) -> None:
    link = sent(town).headers["Location"]
    confirm(Registration.objects.get(), "Quán Hoa Ban", town.doing())

    answer = Client().post(f"{link}ask/", {"kind": kind, "name": "Quán Mới", "unit_text": "Ta Tong"})

    assert answer.status_code == 303
    wish = OwnerWish.objects.get()
    assert (wish.kind, wish.name) == (kind, "Quán Mới" if kind is Wish.RENAMED else "")
    assert wish.unit == (town.world.elsewhere if kind is Wish.MOVED else None)
    assert "<script" not in text_of(Client().get(link))


def test_a_move_to_nowhere_and_a_wish_made_twice_are_said(town: Town) -> None:
    link = sent(town).headers["Location"]
    confirm(Registration.objects.get(), "Quán Hoa Ban", town.doing())

    nowhere = Client().post(f"{link}ask/", {"kind": "moved", "unit_text": "Atlantis"})
    first = Client().post(f"{link}ask/", {"kind": "new-code"})
    second = Client().post(f"{link}ask/", {"kind": "new-code"})

    assert [each.status_code for each in (nowhere, first, second)] == [422, 303, 409]


def test_a_refused_owner_reads_the_reason(town: Town, settings: Settings) -> None:
    link = sent(town).headers["Location"]
    refuse([Registration.objects.get().pk], Refusal.PRIVATE_HOME, town.doing())

    answer = Client().get(link.replace("/venues/", "/en/venues/"))

    assert "private home" in text_of(answer).lower()
    assert Registration.objects.get().state == State.REFUSED
    assert settings.DOOR == "site"


def test_no_link_of_somebody_opens_anything(town: Town) -> None:
    link = sent(town).headers["Location"]
    other = re.sub(r"mine/[^/]+", "mine/" + "A" * 43, link)

    assert Client().get(other).status_code == 404
    assert Client().get(f"{other}poster-a4.pdf").status_code == 404
    assert Client().post(f"{other}ask/", {"kind": "closed"}).status_code == 404
