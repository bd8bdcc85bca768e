"""What was counted outside stands on dashboards, in the quick report and for everybody, and opens to its events."""

import re
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from html import unescape
from typing import Final
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.rollout.fieldwork.devices import FakeDevice
from tests.rollout.overview.conftest import DAY, MORNING, client_of

from bluezone.authority.accounts.rules import Role
from bluezone.authority.cases.services.doing import Doing
from bluezone.authority.documents.document import Paragraph, plain
from bluezone.authority.territory.kinds import Kind
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import communes, structure
from bluezone.rollout.fieldwork.models import Device, Digest, WalkList
from bluezone.rollout.fieldwork.rules.sampling import Bounds, pooled_bounds
from bluezone.rollout.fieldwork.rules.spot_checks import Checks
from bluezone.rollout.fieldwork.rules.words import Duty
from bluezone.rollout.fieldwork.services.enrolling import enrol, invite
from bluezone.rollout.fieldwork.services.intake import take
from bluezone.rollout.fieldwork.services.lists import make_list
from bluezone.rollout.fieldwork.services.rounds import close, draw
from bluezone.rollout.overview.field import field_at
from bluezone.rollout.overview.gathering import gathered
from bluezone.rollout.overview.rules.days import cut_off_of
from bluezone.rollout.overview.rules.field import Doors, Field, doors, gates, movements, spot_checks
from bluezone.rollout.overview.rules.public_field import public_checks, public_field
from bluezone.rollout.overview.rules.quick_report import quick_report
from bluezone.rollout.overview.services import make_morning_report

HOUR, ONE_DAY = timedelta(hours=1), timedelta(days=1)
AT = cut_off_of(DAY)
BEGAN = AT - 3 * ONE_DAY
SHIFT = "0173e8a0-0000-7000-8000-000000000001"


@dataclass
class Outside:
    """Two communes' villages, walked, and one of them asked again; a gate with a shift."""

    here: Unit
    there: Unit
    agency: Unit
    lists: dict[UUID, WalkList]

    def device(self, seed: str, unit: Unit, duty: Duty = Duty.VISITOR) -> FakeDevice:
        _enrolment, token = invite(unit, duty, "", actor="user:1", moment=BEGAN - HOUR)
        made = FakeDevice(seed, opened=BEGAN)
        made.id = str(enrol(token, made.public_key, moment=BEGAN).pk)
        return made

    def walk(self, unit: Unit, doors: int, seed: str) -> None:
        team, walk_list = self.device(seed, unit), self.lists[unit.pk]
        for number in range(1, doors + 1):
            team.visit(walk_list.pk, str(number), BEGAN + HOUR, with_radio=1, browser_only=number % 2)
        team.tally(walk_list.pk, BEGAN.date(), BEGAN + 2 * HOUR, refused=3, no_smartphone=1)
        self.hand_in(team, BEGAN + 3 * HOUR)

    def hand_in(self, team: FakeDevice, moment: object) -> None:
        answer = take(team.envelope(moment), moment=moment)  # type: ignore[arg-type]  # a moment of ours
        assert answer.set_aside == ()

    def check(self) -> None:
        """Another team asks again: one of those who answered was never visited."""
        again = self.device("again", self.here)
        doing = Doing("user:1", "fieldwork", BEGAN + 5 * HOUR)
        made = draw(self.here, Device.objects.get(pk=again.id), seed=bytes(32), doing=doing)
        homes = [each.household for each in made.households.select_related("household")[: made.size]]
        for home in homes:
            same = {"with_radio": 1, "browser_only": int(home.number) % 2}
            told = {"outcome": "come_back", "with_radio": 0} if home is homes[0] else same
            again.visit(home.walk_list_id, home.number, BEGAN + ONE_DAY, round=str(made.pk), **told)
        self.hand_in(again, BEGAN + ONE_DAY + HOUR)
        close(made.pk, Doing("user:1", "fieldwork", BEGAN + ONE_DAY + 2 * HOUR))

    def shift(self) -> None:
        keeper = self.device("gate", self.agency, Duty.KEEPER)
        counts = {"came": 40, "went": 38, "helped": 12, "had_it": 9, "no_smartphone": 2, "not_now": 1}
        day = {"gate": "cổng chính", "shift": SHIFT, "number": 1, "day": BEGAN.date().isoformat(), "closed": True}
        keeper.event("shift", BEGAN + HOUR, **day, **counts)
        self.hand_in(keeper, BEGAN + 2 * HOUR)


@pytest.fixture
def outside(province: Unit) -> Outside:
    here, there = communes(DAY).order_by("stat_code")[:2]
    agency = Unit.objects.filter(kind=Kind.AGENCY.value).order_by("stat_code", "folded")[0]
    numbers = [str(number) for number in range(1, 41)]
    lists = {
        unit.pk: make_list(unit, "1", f"Bản {name}", numbers, actor="user:1", moment=BEGAN - ONE_DAY)
        for unit, name in ((here, "Nậm Cười"), (there, "Hua Bum"))
    }
    made = Outside(here, there, agency, lists)
    made.walk(here, 30, "first")
    made.walk(there, 8, "other")
    made.check()
    made.shift()
    return made


def below(unit: Unit) -> tuple[UUID, ...]:
    return structure(DAY).subtree(unit.pk)


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return unescape(response.content.decode())


def texts(shown: str) -> list[str]:
    found = re.findall(r"<li class=\"figure.*?</li>", shown, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in found]


def test_doors_gates_and_spot_checks_are_counted_where_they_happened(province: Unit, outside: Outside) -> None:
    whole, one = field_at(below(province), AT), field_at(below(outside.there), AT)

    assert whole.doors == Doors(2, 80, 38, 38, 38, 19, 6, 2)
    assert one.doors == Doors(1, 40, 8, 8, 8, 4, 3, 1)
    assert (whole.gates.came, whole.gates.went, whole.gates.helped, one.gates.came) == (40, 38, 12, 0)
    assert (whole.checks.rounds, whole.checks.differed, one.checks.rounds) == (1, 1, 0)


def test_what_was_counted_outside_is_never_added_to_what_communes_declare(province: Unit, outside: Outside) -> None:
    with_field = gathered(province, DAY).morning

    declared, visited = with_field.whole.declared, with_field.whole.visited
    assert with_field.field is not None
    assert with_field.field.doors.visited == 38

    outside.walk(outside.there, 20, "more")
    after = gathered(province, DAY).morning
    assert after.field is not None
    assert after.field.doors.visited == 50
    assert (after.whole.declared, after.whole.visited) == (declared, visited)


def tell_by_text(outside: Outside, seed: str, visited: int, helped: int) -> FakeDevice:
    """A device whose evening came as a text message, and its events not yet."""
    late = outside.device(seed, outside.here)
    sent = {"walk_list": outside.lists[outside.here.pk], "day": BEGAN.date(), "received_at": BEGAN + HOUR}
    Digest.objects.create(id=UUID(int=1), device_id=late.id, through=2, visited=visited, helped=helped, **sent)
    return late


def test_a_text_message_is_counted_and_named_until_the_events_come(province: Unit, outside: Outside) -> None:
    late = tell_by_text(outside, "late", 2, 1)
    told = field_at(below(province), AT).doors
    assert (told.visited, told.visited_by_text, told.helped_by_text) == (40, 2, 1)

    late.visit(outside.lists[outside.here.pk].pk, "39", BEGAN + HOUR)
    late.visit(outside.lists[outside.here.pk].pk, "40", BEGAN + HOUR)
    outside.hand_in(late, BEGAN + 2 * HOUR)

    found = field_at(below(province), AT).doors
    assert (found.visited, found.visited_by_text, found.helped_by_text) == (40, 0, 0)


def test_what_came_by_text_message_is_said_beside_each_figure(lead: Client, province: Unit, outside: Outside) -> None:
    tell_by_text(outside, "late", 2, 1)

    shown = texts(page(lead, f"/overview/{province.pk}/"))
    report = plain(doors(field_at(below(province), AT), "top"))
    behind = page(lead, f"/overview/{province.pk}/field/doors/")

    assert any(each.startswith("40 / 80 hộ đã đến") and "trong đó 2 theo tin nhắn" in each for each in shown)
    assert any(each.startswith("38 + 19 máy") and "và 1 theo tin nhắn" in each for each in shown)
    assert "đã đến 40 trên 80 hộ trong danh sách (trong đó 2 theo tin nhắn), xong 38" in report
    assert "19 máy chỉ dùng trình duyệt, thêm 1 máy theo tin nhắn chưa rõ loại; 6 hộ" in report
    assert "Trong đó theo tin nhắn" in behind


def test_no_share_shows_more_households_than_a_list_has(lead: Client, province: Unit, outside: Outside) -> None:
    tell_by_text(outside, "late", 15, 0)

    shown = texts(page(lead, f"/overview/{province.pk}/"))
    report = plain(doors(field_at(below(province), AT), "top"))

    assert any(
        each.startswith("48 / 80 hộ đã đến") and "đã ghi 53; tin nhắn không nêu từng hộ" in each for each in shown
    )
    assert "đã đến 48 trên 80 hộ trong danh sách (số đã ghi là 53 vì tin nhắn không nêu từng hộ)" in report


def test_nobody_reads_of_text_messages_where_none_came(lead: Client, province: Unit, outside: Outside) -> None:
    shown = page(lead, f"/overview/{province.pk}/") + page(lead, f"/overview/{province.pk}/field/doors/")

    assert "theo tin nhắn" not in shown + plain(doors(field_at(below(province), AT), "top"))


def test_a_dashboard_shows_each_count_beside_what_communes_report(
    lead: Client, province: Unit, outside: Outside
) -> None:
    shown = texts(page(lead, f"/overview/{province.pk}/"))

    assert any(each.startswith("38 / 80 hộ đã đến / trong danh sách") for each in shown)
    assert any(each.startswith("38 + 19 máy") for each in shown)
    assert any(each.startswith("6 / 2 hộ không tham gia") for each in shown)
    assert any("hộ khác kết quả" in each for each in shown)
    assert any(each.startswith("12 máy được giúp tại cổng") for each in shown)


BEHIND: Final[dict[str, tuple[set[str], list[str]]]] = {
    "doors": ({"Bản Nậm Cười", "Bản Hua Bum"}, ["80", "38", "38", "38", "19", "6", "2"]),
    "gates": ({"12/08/2020, ca 1, cổng chính"}, ["40", "38", "12", "9", "2", "1"]),
    "checks": ({"13/08/2020"}, ["30", "15", "1", "1"]),
    "movements": (set(), []),
}


def test_each_figure_opens_to_what_it_is_made_of(lead: Client, province: Unit, outside: Outside) -> None:
    found = {}

    for what in BEHIND:
        shown = page(lead, f"/overview/{province.pk}/field/{what}/")
        body = re.findall(r"<tbody>(.*?)</tbody>", shown, re.DOTALL)
        names = [each for text in body for each in re.findall(r'<th scope="row">(.*?)</th>', text)]
        foot = re.findall(r"<td class=\"number\"[^>]*>(\d+)</td>", shown.partition("<tfoot>")[2])
        found[what] = {re.sub(r"<[^>]+>", "", each) for each in names}, foot

    assert found == BEHIND
    assert f"/lists/{outside.lists[outside.here.pk].pk}/" in page(lead, f"/overview/{province.pk}/field/doors/")


def test_a_commune_sees_its_own_field_and_no_neighbour_s(province: Unit, outside: Outside, morning: None) -> None:
    client = client_of(Role.REPORTER, outside.here)

    shown = page(client, f"/overview/{outside.here.pk}/field/doors/")

    assert "Bản Nậm Cười" in shown
    assert "Bản Hua Bum" not in shown
    assert client.get(f"/overview/{outside.there.pk}/field/doors/").status_code == 403
    assert client.get(f"/overview/{outside.here.pk}/field/nonsense/").status_code == 404


def test_more_doors_ask_no_more_questions_and_leave_as_a_file(lead: Client, province: Unit, outside: Outside) -> None:
    units = below(province)
    csv = lead.get(f"/overview/{province.pk}/field/doors/?file=csv").content.decode("utf-8-sig")
    assert [line.split(",")[2:4] for line in csv.splitlines() if line.startswith("Bản ")] == [["40", "30"], ["40", "8"]]

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            field_at(units, AT)
        return len(queries)

    before = asked()
    outside.walk(outside.there, 40, "more")
    assert asked() <= before + 3 <= 14  # the list at which somebody was is worked out anew
    assert asked() == before


def test_classes_and_movements_stand_beside_and_open_to_their_reports(
    lead: Client, province: Unit, outside: Outside
) -> None:
    monday = BEGAN.date() - timedelta(days=BEGAN.date().weekday() + 7)  # a week that is over counts
    school, union = (
        Unit.objects.filter(kind=kind.value, pk__in=below(province)).order_by("stat_code", "folded")[0]
        for kind in (Kind.SCHOOL, Kind.UNION)
    )
    before = gathered(province, DAY).morning.whole.declared
    teacher, volunteer = outside.device("7a", school, Duty.TEACHER), outside.device("union", union, Duty.VOLUNTEER)
    people = {"age_band": "lower", "pupils": 38, "smartphones": 21, "declared": 17, "relatives": 40}
    teacher.event("class", BEGAN + HOUR, **{"class": "7a", "week": monday.isoformat(), **people})
    held = {"checked_in": 84, "volunteers": 6, "helped": 31, "browser_only": 4, "pledges": 50, "certificates": 6}
    when = {"event": SHIFT, "activity": "village_evening", "day": BEGAN.date().isoformat(), "starts": "14:30"}
    volunteer.event("movement", BEGAN + HOUR, **when, **held)

    outside.hand_in(teacher, BEGAN + 2 * HOUR)
    outside.hand_in(volunteer, BEGAN + 2 * HOUR)

    shown = page(lead, f"/overview/{province.pk}/")
    assert any(each.startswith("31 máy được giúp trong các đợt ra quân") for each in texts(shown))
    assert f"/overview/{province.pk}/behind/schools/declared/" in shown
    assert union.name in page(lead, f"/overview/{province.pk}/field/movements/")
    assert school.name in page(lead, f"/overview/{province.pk}/behind/schools/declared/")
    assert gathered(province, DAY).morning.whole.declared == before


def test_the_quick_report_tells_it_and_opens_it(lead: Client, province: Unit, outside: Outside) -> None:
    report = make_morning_report(province, DAY, actor="system", moment=MORNING)

    told = [
        plain(each.runs) for each in quick_report(gathered(province, DAY).morning).blocks if isinstance(each, Paragraph)
    ]
    assert any(
        "đã đến 38 trên 80 hộ trong danh sách, xong 38 hộ; giúp cài đặt 38 máy có Bluetooth và 19 máy chỉ" in each
        for each in told
    )
    assert any("Kiểm tra ngẫu nhiên: kiểm tra lại" in each and "hộ khác kết quả (khoảng" in each for each in told)
    assert any("40 lượt vào, 38 lượt ra; giúp cài đặt 12 máy" in each for each in told)
    assert f"/overview/reports/{report.pk}/{province.pk}/doors/" in page(lead, f"/overview/reports/{report.pk}/")
    assert "Bản Hua Bum" in page(lead, f"/overview/reports/{report.pk}/{province.pk}/doors/")


def test_where_nobody_counted_the_report_says_so() -> None:
    said = [each(None, "top") for each in (doors, spot_checks, gates, movements)]

    assert all(runs[0].endswith("chưa có số liệu.") for runs in said if isinstance(runs[0], str))
    assert said == [each(Field(AT), "top") for each in (doors, spot_checks, gates, movements)]


def test_few_differing_households_cannot_be_reckoned_from_the_published_range() -> None:
    shown = {public_checks(Checks(1, 60, differed, pooled_bounds(60, differed))) for differed in range(10)}

    (only,) = shown
    assert only is not None
    assert (only.checked, only.differed) == (60, None)
    assert only.bounds == Bounds(Fraction(0), pooled_bounds(60, 9).upper)


def test_few_agreeing_households_are_withheld_too() -> None:
    shown = {public_checks(Checks(1, 60, 60 - agreeing, pooled_bounds(60, 60))) for agreeing in range(10)}

    assert len(shown) == 1


def test_a_rate_of_fewer_than_ten_households_is_not_public_and_larger_ones_are_as_they_are() -> None:
    assert public_checks(Checks(1, 9, 1, pooled_bounds(9, 1))) is None
    known = public_checks(Checks(3, 80, 20, pooled_bounds(80, 20)))
    assert known is not None
    assert (known.differed, known.bounds) == (20, pooled_bounds(80, 20))


def test_small_counts_from_outside_are_withheld() -> None:
    known = public_field(Field(AT, doors=Doors(1, 50, 30, 20, 11, 9)))

    assert (known.visited.count, known.with_radio.count) == (30, 11)
    assert (known.browser_only.count, known.browser_only.is_withheld) == (None, True)
    assert (known.gate_helped.count, known.gate_helped.is_withheld) == (None, False)
    assert known.is_known
    assert not public_field(Field(AT)).is_known
