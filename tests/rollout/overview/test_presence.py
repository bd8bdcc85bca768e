"""Posters and wifi notices on dashboards: each number beside its denominator and moment, and open to its rows."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import unescape
from uuid import UUID, uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.rollout.overview.conftest import DAY, MORNING, client_of

from bluezone.authority.accounts.rules import Role
from bluezone.authority.audit.models import Entry
from bluezone.authority.cases.services import Doing
from bluezone.authority.documents.document import Paragraph, plain
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import communes, structure
from bluezone.authority.venues.models import Venue
from bluezone.authority.venues.services import VenueFacts, add_venue, close_venue
from bluezone.protocol.venues import VenueType
from bluezone.rollout.overview.gathering import gathered
from bluezone.rollout.overview.presence import What, presence_at, rows_behind, seen_at
from bluezone.rollout.overview.rules.days import cut_off_of
from bluezone.rollout.overview.rules.quick_report import quick_report
from bluezone.rollout.overview.services import make_morning_report
from bluezone.rollout.venues.models import Hotspot, HotspotCheck, Inspection, Registration
from bluezone.rollout.venues.rules.words import Outcome, Verdict

ONE_DAY = timedelta(days=1)
AT = cut_off_of(DAY)


@dataclass
class Campaign:
    """Three confirmed places and one that waits, four hotspots; in two communes."""

    here: Unit
    there: Unit

    def doing(self, moment: datetime) -> Doing:
        return Doing("system", "campaign", moment)

    def place(self, name: str, unit: Unit, looked: date | None = None, seen: Outcome = Outcome.SEEN) -> Venue:
        made = add_venue(VenueFacts(name, VenueType.MARKET, unit), self.doing(AT - 60 * ONE_DAY))
        if looked is not None:
            Inspection.objects.create(
                id=uuid4(),
                venue=made,
                day=looked,
                outcome=seen,
                received_at=AT - timedelta(hours=2),
                actor="system",
            )
        return made

    def waits(self, name: str) -> None:
        Registration.objects.create(
            id=uuid4(),
            reference=name,
            unit=self.here,
            kind=VenueType.HOTEL.value,
            name=name,
            spelling=name,
            folded=name,
            token_hash=uuid4().bytes * 2,
            consented_at=AT - ONE_DAY,
            registered_at=AT - ONE_DAY,
        )

    def hotspot(self, ssid: str, *checks: tuple[timedelta, Verdict]) -> None:
        made = Hotspot.objects.create(
            unit=self.there,
            ssid=ssid,
            folded=ssid,
            operator="Viễn thông Lai Châu",
            tier=2,
            key_hash=uuid4().bytes * 2,
            key_made_at=AT - 40 * ONE_DAY,
            registered_at=AT - 40 * ONE_DAY,
            created_by="system",
        )
        for before, verdict in checks:
            HotspotCheck.objects.create(
                id=uuid4(),
                hotspot=made,
                checked_at=AT - before,
                received_at=AT - before,
                same_network=True,
                verdict=verdict,
                tier=2,
                findings=[],
                program="bluezone portal 0.1.0",
            )


@pytest.fixture
def campaign(province: Unit) -> Campaign:
    here, there = communes(DAY).order_by("stat_code")[:2]
    made = Campaign(here, there)
    made.place("Chợ Một", here, DAY - 3 * ONE_DAY)
    made.place("Chợ Hai", here, DAY - 40 * ONE_DAY)
    made.place("Chợ Ba", there, DAY - ONE_DAY, Outcome.MISSING)
    made.waits("Khách sạn")
    made.hotspot("good", (2 * ONE_DAY, Verdict.BROKEN), (ONE_DAY, Verdict.GOOD))
    made.hotspot("broken", (ONE_DAY, Verdict.BROKEN))
    made.hotspot("old", (8 * ONE_DAY, Verdict.GOOD))
    made.hotspot("never")
    return made


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return unescape(response.content.decode())


def below(unit: Unit) -> tuple[UUID, ...]:
    return structure(DAY).subtree(unit.pk)


def standings(what: What, unit: Unit, at: datetime = AT) -> list[tuple[str, str]]:
    return sorted((row.name, row.standing) for row in rows_behind(what, below(unit), at))


def test_each_figure_is_the_number_of_the_rows_behind_it(province: Unit, campaign: Campaign) -> None:
    found = presence_at(below(province), AT)

    assert standings(What.PLACES, province) == [
        ("Chợ Ba", "inspected"),
        ("Chợ Hai", "due"),
        ("Chợ Một", "inspected"),
        ("Khách sạn", "waiting"),
    ]
    assert standings(What.HOTSPOTS, province) == [
        ("broken", "failing"),
        ("good", "verified"),
        ("never", "never"),
        ("old", "silent"),
    ]
    assert (found.venues.inspected_in_30_days, found.venues.confirmed, found.venues.registered) == (2, 3, 4)
    assert (found.hotspots.verified_in_7_days, found.hotspots.registered) == (1, 4)


def test_a_figure_is_of_its_moment_and_later_events_do_not_change_it(province: Unit, campaign: Campaign) -> None:
    before = presence_at(below(province), AT)

    close_venue(Venue.objects.get(name="Chợ Một"), campaign.doing(AT + ONE_DAY))
    campaign.hotspot("new", (-ONE_DAY, Verdict.GOOD))

    later = presence_at(below(province), AT + 2 * ONE_DAY)
    assert presence_at(below(province), AT).venues == before.venues
    assert (later.venues.confirmed, later.hotspots.verified_in_7_days) == (2, 2)


def test_a_dashboard_shows_each_number_beside_its_denominator_and_its_moment(
    lead: Client, province: Unit, campaign: Campaign
) -> None:
    shown = page(lead, f"/overview/{province.pk}/")

    texts = [
        " ".join(re.sub(r"<[^>]+>", " ", each).split())
        for each in re.findall(r"<li class=\"figure.*?</li>", shown, re.DOTALL)
    ]
    moment = "tính đến 08:00 15/08/2020"
    assert f"2 / 3 / 4 địa điểm được kiểm tra trong 30 ngày / đã xác nhận / đã đăng ký {moment}" in texts
    assert f"1 / 4 điểm wifi công cộng được máy xác nhận trong 7 ngày / đã đăng ký {moment}" in texts


def test_a_figure_opens_to_the_rows_behind_it(lead: Client, province: Unit, campaign: Campaign) -> None:
    places = {"Chợ Một", "Chợ Hai", "Chợ Ba", "Khách sạn"}
    behind = {
        "places/": places,
        "places/?state=nonsense": places,
        "places/?state=inspected": {"Chợ Một", "Chợ Ba"},
        "places/?state=due": {"Chợ Hai"},
        "places/?state=waiting": {"Khách sạn"},
        "hotspots/?state=verified": {"good"},
        "hotspots/?state=failing": {"broken"},
    }

    shown = {rest: page(lead, f"/overview/{province.pk}/presence/{rest}") for rest in behind}

    assert {rest: set(re.findall(r'<th scope="row">([^<]+)</th>', text)) for rest, text in shown.items()} == behind


def test_the_rows_behind_a_figure_are_handed_out_as_a_file_narrowed_as_they_are_shown(
    lead: Client, province: Unit, campaign: Campaign
) -> None:
    csv, xlsx = (
        lead.get(f"/overview/{province.pk}/presence/{rest}")
        for rest in ("places/?state=inspected&file=csv", "hotspots/?file=xlsx")
    )

    lines = csv.content.decode("utf-8-sig").splitlines()
    assert ("Chợ Một" in lines[2], "Chợ Ba" in lines[3], len(lines)) == (True, True, 4)
    assert "places-" in csv.headers["Content-Disposition"]
    assert xlsx.content.startswith(b"PK")
    assert {*Entry.objects.filter(purpose="campaign", action__endswith=".export").values_list("action", flat=True)} == {
        "places.export",
        "hotspots.export",
    }


def test_a_commune_without_places_is_told_what_to_do_and_there_are_no_other_figures(
    lead: Client, province: Unit, campaign: Campaign
) -> None:
    empty = communes(DAY).order_by("stat_code")[5]

    shown = page(lead, f"/overview/{empty.pk}/presence/places/")

    assert "Chủ địa điểm đăng ký" in shown
    assert lead.get(f"/overview/{empty.pk}/presence/nonsense/").status_code == 404


def test_a_commune_sees_its_own_places_and_no_neighbour_s(province: Unit, campaign: Campaign, morning: None) -> None:
    client = client_of(Role.REPORTER, campaign.here)

    shown = page(client, f"/overview/{campaign.here.pk}/presence/places/")

    assert "Chợ Một" in shown
    assert "Chợ Ba" not in shown
    assert client.get(f"/overview/{campaign.there.pk}/presence/places/").status_code == 403


def test_a_dashboard_asks_three_questions_more(
    province: Unit, campaign: Campaign, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    units = below(province)

    with django_assert_num_queries(3):
        presence_at(units, AT)


def test_the_quick_report_tells_of_posters_and_wifi_and_opens_them_as_they_stood(
    lead: Client, province: Unit, campaign: Campaign
) -> None:
    report = make_morning_report(province, DAY, actor="system", moment=MORNING)
    close_venue(Venue.objects.get(name="Chợ Một"), campaign.doing(AT + ONE_DAY))

    shown = page(lead, f"/overview/reports/{report.pk}/")
    behind = page(lead, f"/overview/reports/{report.pk}/{province.pk}/places/?state=inspected")

    words = " ".join(re.sub(r"<[^>]+>", "", shown).split())
    assert "2 địa điểm được kiểm tra trong 30 ngày, trên 3 địa điểm đã xác nhận, 4 địa điểm đã đăng ký." in words
    assert "1 điểm phát được máy xác nhận trong 7 ngày, trên 4 điểm phát đã đăng ký." in words
    assert "Chợ Một" in behind


def test_a_report_without_any_place_makes_nothing_up(province: Unit) -> None:
    blocks = quick_report(gathered(province, DAY).morning).blocks

    words = [plain(block.runs) for block in blocks if isinstance(block, Paragraph)]
    assert "- Áp phích có mã tại địa điểm công cộng: chưa có số liệu." in words
    assert "- Thông báo trên mạng wifi công cộng: chưa có số liệu." in words


def test_a_day_s_figures_are_those_of_its_report_and_of_now_while_that_is_to_come() -> None:
    assert seen_at(DAY, MORNING) == AT
    assert seen_at(DAY, AT - ONE_DAY) == AT - ONE_DAY
