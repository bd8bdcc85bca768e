"""Venues and their codes: sealed secrets, signed posters, what replaces what, what is refused."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings
from tests.authority.register.session import with_second_factor
from tests.authority.venues.stage import Stage, code_of, make_stage

from bluezone.authority.audit.models import Entry
from bluezone.authority.keyring import load_or_make
from bluezone.authority.venues.models import Venue, VenueCode
from bluezone.authority.venues.sealing import KEY_BYTES, seal_in
from bluezone.authority.venues.services import VenueFacts, add_venue, close_venue, expire_code, replace_code, signed
from bluezone.authority.venues.services.places import secret_of
from bluezone.protocol.errors import RuleViolation, Unavailable
from bluezone.protocol.trust import KeySet
from bluezone.protocol.venues import VenueType, code_in, read_code

CYRILLIC = "\N{CYRILLIC CAPITAL LETTER ES}hợ Mường Tè"
CLOCK = "tests.authority.test_permissions.present_clock"


@pytest.fixture
def stage(db: None) -> Stage:
    return make_stage()


def doctor_at(stage: Stage, settings: Settings) -> Client:
    settings.BLUEZONE_CLOCK = CLOCK
    return with_second_factor(Client(), stage.doctor)


def test_a_poster_s_code_is_genuine_on_every_phone(stage: Stage, settings: Settings) -> None:
    venue = stage.venue()
    text = signed(venue.codes.get(), stage.doing(stage.doctor)).text

    ring = load_or_make(settings.AUTHORITY_KEYS, at=stage.moment)
    keys = KeySet(sequence=1, issued=stage.moment, expires=stage.moment + timedelta(days=1), keys=ring.public)
    code = read_code(code_in(text), keys, stage.moment)

    assert (code.name, code.type, code.commune, code.version) == ("Chợ Mường Tè", VenueType.MARKET, "03445", 1)
    assert text.startswith("http://localhost:8081/app/#v=")


def test_no_secret_of_a_venue_lies_in_the_database(stage: Stage) -> None:
    code = stage.venue().codes.get()

    secret = secret_of(code)

    assert secret not in bytes(code.sealed_secret)
    assert secret.hex() not in repr(code.__dict__)


def test_a_lost_key_opens_nothing_and_a_damaged_one_is_named(stage: Stage, settings: Settings) -> None:
    code = stage.venue().codes.get()
    file = Path(settings.PEOPLE_FOLDER) / "venues" / "venues-key"

    file.write_bytes(bytes(KEY_BYTES))
    with pytest.raises(Unavailable):
        secret_of(code)
    file.write_bytes(b"short")
    with pytest.raises(Unavailable, match="32 bytes"):
        seal_in(settings.PEOPLE_FOLDER)


def test_a_replaced_code_is_shown_no_more_and_the_next_has_another_secret(stage: Stage) -> None:
    venue = stage.venue()
    old = venue.codes.get()

    new = replace_code(venue, stage.doing(stage.doctor))
    old.refresh_from_db()

    assert (new.version, old.ended_at) == (2, stage.moment)
    assert secret_of(new) != secret_of(old)
    with pytest.raises(RuleViolation) as refused:
        signed(old, stage.doing(stage.doctor))
    assert refused.value.code == "venue_code_ended"


def test_a_code_ends_once_and_a_closed_venue_gets_none(stage: Stage) -> None:
    venue, doing = stage.venue(), stage.doing(stage.doctor)
    expire_code(venue.codes.get(), doing)
    with pytest.raises(RuleViolation) as ended:
        expire_code(venue.codes.get(), doing)
    close_venue(venue, doing)

    refused = list[str]()
    for act in (replace_code, close_venue):
        with pytest.raises(RuleViolation) as closed:
            act(venue, doing)
        refused.append(closed.value.code)

    assert (ended.value.code, refused) == ("venue_code_ended", ["venue_closed", "venue_closed"])


def test_one_name_is_one_open_venue_of_a_commune(stage: Stage) -> None:
    first = stage.venue("Quán Hoà Bình")
    with pytest.raises(RuleViolation) as refused:
        stage.venue("quán  hòa bình")

    stage.venue("Quán Hoà Bình", unit=stage.world.elsewhere)
    close_venue(first, stage.doing(stage.doctor))
    again = stage.venue("Quán Hòa Bình")

    assert refused.value.code == "venue_exists"
    assert again.name == "Quán Hòa Bình"


def test_a_venue_in_a_province_has_no_commune(stage: Stage) -> None:
    with pytest.raises(RuleViolation) as refused:
        add_venue(VenueFacts("Chợ", VenueType.MARKET, stage.world.province), stage.doing(stage.doctor))

    assert refused.value.code == "venue_commune"


def test_showing_a_poster_is_noted_and_its_page_is_kept_nowhere(stage: Stage, settings: Settings) -> None:
    venue = stage.venue()
    VenueCode.objects.update(issued_on=datetime(2020, 8, 1, tzinfo=UTC).date())

    page = doctor_at(stage, settings).get(f"/venues/{venue.pk}/codes/1/")

    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert Entry.objects.filter(action="venue.show_code", subject_id=str(venue.pk)).count() == 1


def test_pages_say_why_a_venue_is_refused_and_keep_what_was_typed(stage: Stage, settings: Settings) -> None:
    client = doctor_at(stage, settings)
    typed = {"name": CYRILLIC, "kind": "8", "unit": str(stage.world.here.pk)}

    page = client.post("/venues/new/", typed)

    assert page.status_code == 409
    assert CYRILLIC in page.content.decode()
    assert Venue.objects.count() == 0


def test_the_acts_of_a_venue_s_page_do_what_they_say(stage: Stage, settings: Settings) -> None:
    client = doctor_at(stage, settings)
    client.post("/venues/new/", {"name": "Bến xe", "kind": "1", "unit": str(stage.world.here.pk)})
    venue = Venue.objects.get()

    client.post(f"/venues/{venue.pk}/replace/")
    client.post(f"/venues/{venue.pk}/codes/2/expire/")
    gone = client.get(f"/venues/{venue.pk}/codes/2/")
    missing = client.get(f"/venues/{venue.pk}/codes/7/")
    client.post(f"/venues/{venue.pk}/close/")
    client.post(f"/venues/{venue.pk}/close/")

    assert (gone.status_code, missing.status_code) == (302, 404)
    venue.refresh_from_db()
    assert venue.closed_at is not None
    assert client.get(f"/venues/{venue.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Chợ Mường Tè", "Bến xe"}),
        ("q=cho+muong", {"Chợ Mường Tè"}),
        ("kind=1", {"Bến xe"}),
        ("kind=nonsense&state=open&sort=newest", {"Chợ Mường Tè", "Bến xe"}),
        ("state=closed", set()),
    ],
)
def test_the_list_of_venues_finds_and_exports_what_it_shows(
    stage: Stage, settings: Settings, query: str, found: set[str]
) -> None:
    stage.venue()
    add_venue(VenueFacts("Bến xe", VenueType.BUS_STATION, stage.world.here), stage.doing(stage.doctor))
    client = doctor_at(stage, settings)

    page = client.get(f"/venues/?{query}")
    exported = client.get(f"/venues/export/?file=csv&{query}").content.decode("utf-8-sig")

    assert {each.name for each in page.context["page"].object_list} == found
    assert {name for name in ("Chợ Mường Tè", "Bến xe") if name in exported} == found


def test_the_list_of_venues_is_read_in_a_few_questions(
    stage: Stage, settings: Settings, django_assert_max_num_queries: object
) -> None:
    for number in range(12):
        stage.venue(f"Quán số {number}")
    client = doctor_at(stage, settings)
    client.get("/venues/")

    with django_assert_max_num_queries(22):  # type: ignore[operator]  # a fixture of pytest-django
        client.get("/venues/")


def test_a_code_tells_a_phone_nothing_but_its_own_words(stage: Stage) -> None:
    code = code_of(signed(stage.venue().codes.get(), stage.doing(stage.doctor)).text)

    assert code.secret not in repr(code).encode()
