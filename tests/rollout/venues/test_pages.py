"""The register on both doors: the commune's queue, its places, the inspector's telephone, hotspots."""

from base64 import urlsafe_b64encode
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from tests.rollout.venues.conftest import NOW, Town

from bluezone.authority.accounts.rules import Role
from bluezone.authority.audit.models import Entry
from bluezone.authority.territory.models import Unit
from bluezone.authority.venues.models import Venue
from bluezone.authority.venues.services import signed
from bluezone.authority.venues.services.places import secret_of
from bluezone.protocol.venues import VenueType
from bluezone.rollout.reporting.identity import new_id
from bluezone.rollout.venues.models import Hotspot, Inspection, OwnerWish, Registration
from bluezone.rollout.venues.rules.words import Outcome, State, Wish, WishState
from bluezone.rollout.venues.services import Asked, HotspotFacts, Look, add_hotspot, ask, inspect

pytestmark = pytest.mark.django_db


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def page(name: str, *parts: object) -> str:
    return reverse(f"venue_register:{name}", args=parts)


def unpacked(content: bytes) -> bytes:
    """What a page or a file says; a workbook is an archive."""
    if not content.startswith(b"PK"):
        return content
    with ZipFile(BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def zipped(text: str) -> bytes:
    """A text as a workbook would hide it."""
    kept = BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as archive:
        archive.writestr("sheet.xml", text)
    return kept.getvalue()


def test_the_queue_shows_warnings_side_by_side_and_the_place_is_confirmed_under_a_better_name(
    town: Town, console: Client
) -> None:
    town.place("Quán Hoa Ban")
    odd = town.offered("Quán \N{CYRILLIC CAPITAL LETTER EN}oa Ban")

    listed = console.get(page("queue"))
    seen = console.get(page("registration", odd.pk))
    refused = console.post(page("confirm", odd.pk), {"name": odd.name})
    done = console.post(page("confirm", odd.pk), {"name": "Quán Hoa Ban chợ mới"}, follow=True)

    for words in ("chữ trông giống chữ ta", "trông giống hệt"):
        assert words in text_of(listed)
        assert words in text_of(seen)
    assert refused.status_code == 409
    assert "Quán Hoa Ban chợ mới" in text_of(done)
    assert Registration.objects.get(pk=odd.pk).state == State.CONFIRMED


def test_many_are_refused_at_once_and_one_refusal_is_taken_back(town: Town, console: Client) -> None:
    rows = [town.offered(f"Quán Máy {number}") for number in range(5)]
    theirs = town.offered("Quán Khác", unit=town.world.elsewhere)

    console.post(
        page("refuse_many"),
        {"registration": [each.pk for each in [*rows, theirs]] + ["nonsense"], "reason": "nonsense"},
    )
    console.post(page("reopen", rows[0].pk))

    states = {each.pk: each.state for each in Registration.objects.all()}
    assert [states[each.pk] for each in [*rows, theirs]] == [State.WAITING, *[State.REFUSED] * 4, State.WAITING]


def test_the_telephone_is_shown_on_asking_and_that_is_noted(town: Town, console: Client) -> None:
    offered = town.offered()

    before = console.get(page("registration", offered.pk))
    after = console.post(page("telephone", offered.pk))

    assert "02133876501" not in text_of(before)
    assert "02133876501" in text_of(after)
    assert Entry.objects.filter(action="registration.read_phone").count() == 1


def test_the_queue_takes_as_many_queries_for_twenty_as_for_two(
    town: Town, console: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(2):
        town.offered(f"Quán {number}")
    console.get(page("queue"))
    console.get(page("queue"))
    with django_assert_max_num_queries(22) as few:
        console.get(page("queue"))
    for number in range(2, 20):
        town.offered(f"Quán {number}")

    with django_assert_max_num_queries(len(few.captured_queries)):
        console.get(page("queue"))


def test_the_commune_prints_a_poster_whose_taking_is_noted(town: Town, console: Client) -> None:
    venue = town.place()

    answer = console.get(page("poster", venue.pk, "sticker"))

    assert answer.headers["Content-Type"] == "application/pdf"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Quán Hoa Ban" in PdfReader(BytesIO(answer.content)).pages[0].extract_text()
    assert Entry.objects.filter(action="venue.show_code", actor=town.doing().actor).count() == 1


def test_a_place_that_nobody_looked_at_yet_is_due_and_is_not_said_to_wait_for_30_days(
    town: Town, console: Client
) -> None:
    venue = town.place()
    path = f"/venue-register/places/{venue.pk}/"
    console.cookies["bluezone-language"] = "en"
    fresh = console.get(path).content.decode()
    past = town.doing().day - timedelta(days=31)
    inspect(Look(new_id(NOW), venue, Outcome.SEEN, past, 1), town.doing())

    late = console.get(path).content.decode()

    assert ("Due for inspection" in fresh, "for 30 days" in fresh) == (True, False)
    assert ("Due for inspection" in late, "for 30 days" in late) == (True, True)


def test_the_commune_renames_moves_replaces_and_closes_a_place(town: Town, console: Client) -> None:
    venue = town.place("Xe Hải Vân", kind=VenueType.COACH)

    console.post(page("rename", venue.pk), {"name": "Xe Hà Vy"})
    console.post(page("replace", venue.pk))
    nowhere = console.post(page("move", venue.pk), {"unit_text": "Atlantis"})
    closed = town.place("Quán Hoa Ban")
    console.post(page("close", closed.pk))
    moved = console.post(page("move", venue.pk), {"unit_text": "Ta Tong"}, follow=True)

    venue.refresh_from_db()
    assert (venue.name, venue.unit, venue.codes.count()) == ("Xe Hà Vy", town.world.elsewhere, 3)
    assert (nowhere.status_code, moved.status_code) == (422, 200)
    assert Venue.objects.get(pk=closed.pk).closed_at == NOW
    assert console.get(page("place", venue.pk)).status_code == 403


def test_the_commune_does_what_an_owner_asks_or_leaves_it(town: Town, console: Client) -> None:
    town.place()
    registration = Registration.objects.select_related("venue").get()
    wishes = [ask(registration, Asked(kind, "Quán Mới"), NOW) for kind in (Wish.RENAMED, Wish.CLOSED)]

    listed = console.get(page("wishes"))
    console.post(page("grant", wishes[0].pk), {"name": "Quán Hoa Đào"})
    console.post(page("decline", wishes[1].pk))

    assert "Quán Mới" in text_of(listed)
    assert Venue.objects.get().name == "Quán Hoa Đào"
    assert {*OwnerWish.objects.values_list("state", flat=True)} == {WishState.DONE, WishState.REFUSED}


@pytest.mark.usefixtures("site")
def test_a_visitor_taps_what_hangs_there_and_undoes_it(town: Town) -> None:
    venue, phone = town.place(), town.client(Role.VISITOR)

    due = phone.get(page("inspect"))
    tap = {"id": str(new_id(NOW)), "version": "1", "outcome": "seen"}
    seen = phone.post(page("inspect_place", venue.pk), tap, follow=True)
    phone.post(page("inspect_place", venue.pk), tap)
    none_due = phone.get(page("inspect"))
    undone = phone.post(page("take_back", Inspection.objects.get().pk), {"id": str(new_id(NOW))}, follow=True)

    assert "Quán Hoa Ban" in text_of(due)
    assert "Đã ghi hôm nay: thấy áp phích" in text_of(seen)
    assert "Quán Hoa Ban" not in text_of(none_due)
    assert "Đã ghi hôm nay" not in text_of(undone)
    assert {each.outcome for each in Inspection.objects.all()} == {Outcome.SEEN, Outcome.TAKEN_BACK}


@pytest.mark.usefixtures("site")
def test_a_tap_that_is_none_is_refused(town: Town) -> None:
    venue, phone = town.place(), town.client(Role.VISITOR)

    for tap in ({"outcome": "seen"}, {"id": str(new_id(NOW)), "outcome": "taken-back"}, {"id": str(venue.pk)}):
        assert phone.post(page("inspect_place", venue.pk), tap).status_code == 400

    assert not Inspection.objects.exists()


def test_a_hotspot_is_registered_and_its_key_is_shown_once(town: Town, console: Client) -> None:
    whole = {"ssid": "Ben xe Lai Chau", "operator": "Viettel", "tier": "3", "place": "Phòng chờ", "note": ""}

    long = console.post("/hotspots/new/", whole | {"ssid": "Bến xe khách thành phố Lai Châu"})
    made = console.post("/hotspots/new/", whole)
    hotspot = Hotspot.objects.get()
    later = console.get(f"/hotspots/{hotspot.pk}/")
    renewed = console.post(f"/hotspots/{hotspot.pk}/key/")
    console.post(f"/hotspots/{hotspot.pk}/edit/", whole | {"tier": "4"})
    console.post(f"/hotspots/{hotspot.pk}/close/")

    hotspot.refresh_from_db()
    assert long.status_code == 422
    assert "bzwifi_" in text_of(made)
    command = made.context["command"]
    assert command.startswith("BLUEZONE_HOTSPOT_KEY=bzwifi_")
    assert command.endswith(f"--interface wlan0 --tier 3 --ssid 'Ben xe Lai Chau' --report {settings.SITE_ORIGIN}")
    assert "bzwifi_" not in text_of(later)
    assert "bzwifi_" in text_of(renewed)
    assert (hotspot.unit, hotspot.tier, hotspot.closed_at) == (town.here, 4, NOW)


@pytest.mark.usefixtures("site")
def test_an_operator_registers_its_network_wherever_it_is_by_its_own_link_and_sees_no_other(town: Town) -> None:
    telecom = Unit.objects.create(kind="telecom", name="VNPT", short_name="VNPT", folded="vnpt", stat_code="T1")
    others, _key = add_hotspot(HotspotFacts("Wifi cua xa", "Viettel", town.here, 1), town.doing())
    phone, whole = town.client(Role.REPORTER, telecom), {"ssid": "VNPT Ta Tong", "operator": "VNPT", "tier": "1"}

    made = phone.post("/hotspots/new/", whole | {"unit_text": "Ta Tong"})
    listed = text_of(phone.get("/hotspots/"))

    own = Hotspot.objects.get(unit=town.world.elsewhere)
    assert "bzwifi_" in text_of(made)
    assert own.keeper == telecom
    assert ("VNPT Ta Tong" in listed, "Wifi cua xa" in listed) == (True, False)
    assert phone.post(f"/hotspots/{own.pk}/edit/", whole | {"tier": "2"}).status_code == 302
    assert [phone.get(f"/hotspots/{each.pk}/").status_code for each in (own, others)] == [200, 403]


def test_no_list_export_or_page_of_the_register_holds_a_secret_a_code_a_key_or_a_telephone(
    town: Town, console: Client
) -> None:
    venue = town.place()
    waiting = town.offered("Quán Đang Chờ")
    hotspot, key = add_hotspot(HotspotFacts("Wifi", "Viettel", town.here, 1, venue=venue), town.doing())
    ask(Registration.objects.select_related("venue").get(venue=venue), Asked(Wish.NEW_CODE), NOW)
    issued = venue.codes.select_related("venue__unit").get()
    code, secret = signed(issued, town.doing()).text, secret_of(issued)
    told = [
        *(page(name) for name in ("queue", "export", "wishes", "places", "export_places", "inspect")),
        *(f"{page(name)}?file=csv&state=all" for name in ("export", "export_places")),
        f"{page('queue')}?state=all",
        page("registration", waiting.pk),
        page("place", venue.pk),
        page("inspect_place", venue.pk),
        *("/hotspots/", "/hotspots/export/", "/hotspots/export/?file=csv", f"/hotspots/{hotspot.pk}/"),
    ]

    held = {address: console.get(address) for address in told}

    planted = [code, code[-60:], secret.hex(), urlsafe_b64encode(secret).decode().rstrip("="), key, "2133876501"]
    for address, answer in held.items():
        assert answer.status_code == 200, address
        assert [each for each in planted if each.encode() in unpacked(answer.content)] == [], address
    assert all(each.encode() in unpacked(zipped(each)) for each in planted)


def test_lists_are_narrowed_by_name_type_state_and_order(town: Town, console: Client) -> None:
    town.place("Quán Một")
    town.place("Chợ Hai", kind=VenueType.MARKET)
    town.offered("Quán Ba")
    add_hotspot(HotspotFacts("Wifi Cho", "Viettel", town.here, 1), town.doing())

    def shows(address: str) -> list[str]:
        said = text_of(console.get(address))
        return [name for name in ("Quán Một", "Chợ Hai", "Quán Ba", "Wifi Cho") if f">{name}<" in said]

    assert shows(f"{page('places')}?q=cho&sort=unit") == ["Chợ Hai"]
    assert shows(f"{page('places')}?kind={VenueType.RESTAURANT.value}&state=due") == ["Quán Một"]
    assert shows(f"{page('places')}?state=seen") == []
    assert shows(f"{page('places')}?state=closed") == []
    assert shows(f"{page('places')}?q=muong+te&sort=newest") == ["Quán Một", "Chợ Hai"]
    assert shows(f"{page('queue')}?q=ba&kind=4&sort=name") == ["Quán Ba"]
    assert shows(f"{page('queue')}?state=all") == ["Quán Một", "Chợ Hai", "Quán Ba"]
    assert shows(f"{page('queue')}?state=confirmed") == ["Quán Một", "Chợ Hai"]
    assert shows(f"{page('inspect')}?q=quan") == ["Quán Một"]
    assert shows("/hotspots/?q=viettel&state=closed") == []
    assert shows("/hotspots/?q=viettel&state=all&sort=newest") == ["Wifi Cho"]


def test_one_registration_is_refused_with_its_reason(town: Town, console: Client) -> None:
    offered = town.offered()

    without = console.post(page("refuse", offered.pk), {})
    refused = console.post(page("refuse", offered.pk), {"reason": "private-home"}, follow=True)

    assert without.status_code == 302
    assert "nhà riêng" in text_of(refused)
    assert Registration.objects.get().state == State.REFUSED


def test_what_a_list_shows_it_also_exports(town: Town, console: Client) -> None:
    town.place("Quán Một")
    town.offered("Quán Hai")
    add_hotspot(HotspotFacts("Wifi Ba", "Viettel", town.here, 1), town.doing(NOW - timedelta(days=1)))

    def lines(address: str) -> list[str]:
        return console.get(address).content.decode("utf-8-sig").splitlines()

    assert sum("Quán Hai" in line for line in lines(f"{page('export')}?file=csv")) == 1
    assert not any("Quán Một" in line for line in lines(f"{page('export')}?file=csv"))
    assert any("Quán Một" in line for line in lines(f"{page('export_places')}?file=csv&state=due"))
    assert any("Wifi Ba" in line for line in lines("/hotspots/export/?file=csv&state=never&sort=checked&kind=1"))
    assert not any("Wifi Ba" in line for line in lines("/hotspots/export/?file=csv&kind=2"))
