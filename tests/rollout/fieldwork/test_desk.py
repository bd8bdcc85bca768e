"""The field desk on the console: lists, devices, what came in, set aside, two teams, paper."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pytest_django import Settings
from tests.authority.accounts.people import person
from tests.rollout.fieldwork.conftest import DAY, ENROLLED, HOUR, NOW, Village
from tests.rollout.venues.test_pages import text_of

from bluezone.authority.accounts.rules import Role
from bluezone.authority.audit.models import Entry
from bluezone.rollout.fieldwork.models import (
    Device,
    Digest,
    Enrolment,
    Resolution,
    SetAside,
    Sheet,
    Undo,
    VillageTally,
    Visit,
    WalkList,
)
from bluezone.rollout.fieldwork.queries.counts import figures
from bluezone.rollout.fieldwork.rules.words import Outcome, SetAsideReason
from bluezone.rollout.fieldwork.services.intake import take
from bluezone.rollout.fieldwork.services.sheets import make_sheets

pytestmark = pytest.mark.django_db
CLOCK = "tests.rollout.fieldwork.test_desk.present_clock"


class PresentClock:
    """A clock that shows the afternoon of these tests."""

    def now(self) -> object:
        return NOW


def present_clock() -> PresentClock:
    return PresentClock()


@pytest.fixture
def clerk(village: Village, settings: Settings) -> Client:
    """The commune's clerk at the console."""
    settings.BLUEZONE_CLOCK = CLOCK
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "SecondFactor" not in name]
    settings.DOOR, settings.ROOT_URLCONF = "console", settings.CONSOLE_URLS
    client = Client()
    client.force_login(person("lien", Role.REPORTER, unit=village.unit))
    client.cookies["bluezone-language"] = "en"
    return client


def page(name: str, *parts: object) -> str:
    return reverse(f"fieldwork:{name}", args=parts)


def two_teams(village: Village) -> None:
    """Two telephones report household 1 on one day, each with one install."""
    for hours, seed, outcome in ((3, "one", "helped"), (2, "two", "already")):
        device = village.device(seed)
        device.visit(village.walk_list.pk, "1", NOW - hours * HOUR, outcome=outcome)
        take(device.envelope(NOW - HOUR), moment=NOW - HOUR)


def a_sheet(village: Village) -> Sheet:
    return make_sheets(village.walk_list, ["1", "2", "3", "4", "5", "51A"], actor="user:1", moment=NOW - DAY)[0]


def keyed(day: str = "2026-11-24", **fields: str) -> dict[str, str]:
    """What a clerk types: a digit a line, and what stands at the foot."""
    return {"act": "save", "day": day, **fields}


def test_a_list_is_made_of_numbers_that_were_first_shown(village: Village, clerk: Client) -> None:
    said = {"part": "4", "village": "Nậm Lằn", "numbers": "1-3, 7\n7A"}

    shown = clerk.post(page("new_list"), {**said, "act": "read"})
    wrong = clerk.post(page("new_list"), {**said, "numbers": "1-3, bảy, 9-2", "act": "save"})
    clerk.post(page("new_list"), {**said, "act": "save"})
    twice = clerk.post(page("new_list"), {**said, "act": "save"})

    assert "5 households were read" in text_of(shown)
    assert "This cannot be read: bảy · 9-2" in text_of(wrong)
    assert [each.number for each in WalkList.objects.get(part="4").households.all()] == ["1", "2", "3", "7", "7A"]
    assert "has an open list already" in text_of(twice)


def test_households_are_added_taken_off_and_reordered_and_the_list_is_closed(village: Village, clerk: Client) -> None:
    address = page("change_list", village.walk_list.pk)
    said = {"numbers": "51A, 1-5", "add": "6", "take_off": "2"}

    shown = clerk.post(address, {**said, "act": "read"})
    clerk.post(address, {**said, "act": "save"})
    clerk.post(page("close_list", village.walk_list.pk))

    there = village.walk_list.households.filter(removed_at=None).values_list("number", flat=True)
    assert "The order of the walk changes." in text_of(shown)
    assert [*there] == ["51A", "1", "3", "4", "5", "6"]
    assert "This list is closed" in text_of(clerk.get(page("list", village.walk_list.pk)))


def test_a_list_shows_each_household_and_leaves_as_three_kinds_of_file(village: Village, clerk: Client) -> None:
    two_teams(village)

    shown = text_of(clerk.get(page("list", village.walk_list.pk)))
    told = json.loads(clerk.get(page("export_list", village.walk_list.pk), {"file": "json"}).content)
    files = [clerk.get(page("export_lists"), {"file": kind}).status_code for kind in ("csv", "xlsx", "json")]

    assert "also reported by" in shown
    assert "6 households" in shown
    assert [row["state"] for row in told["rows"]] == ["installed already", *[""] * 5]
    assert files == [200, 200, 200]
    assert Entry.objects.filter(action="walk_list.export").count() == 1


def test_a_list_says_what_came_by_text_message_and_draws_no_more_than_its_households(
    village: Village, clerk: Client
) -> None:
    device, listed = village.device(), village.walk_list.households.count()
    told = {"walk_list": village.walk_list, "day": NOW.date(), "through": 1, "visited": listed + 3, "helped": 2}
    Digest.objects.create(id=UUID(int=1), device_id=device.id, received_at=NOW, **told)

    shown = text_of(clerk.get(reverse("fieldwork:list", args=[village.walk_list.pk])))
    drawn = clerk.get(reverse("fieldwork:lists")).content.decode()

    assert f"of these {listed + 3} by text message, which names no household" in shown
    assert "and 2 by text message, of either kind" in shown
    assert f'<rect class="visited" width="{listed}"' in drawn


def test_a_device_is_invited_by_a_link_that_is_shown_once(village: Village, clerk: Client) -> None:
    shown = clerk.post(page("invite"), {"duty": "visitor", "part": "3"})
    made = Enrolment.objects.get()
    token = shown.context["token"]

    slip = clerk.post(page("slip", made.pk), {"token": token})
    other = clerk.post(page("slip", made.pk), {"token": "guessed"})
    listed = text_of(clerk.get(page("devices")))
    clerk.post(page("take_back", made.pk))

    assert f"/field/#e={token}" in text_of(shown)
    assert slip.headers["Content-Type"] == "application/pdf"
    assert other.status_code == 400
    assert token not in listed
    assert Enrolment.objects.get().revoked_at == NOW


def test_a_lost_phone_is_revoked_in_two_taps(village: Village, clerk: Client) -> None:
    device = village.device()
    device.visit(village.walk_list.pk, "1", NOW - 2 * HOUR)
    take(device.envelope(NOW - HOUR), moment=NOW - HOUR)
    listed = text_of(clerk.get(page("devices")))

    first_tap = clerk.get(page("revoke", device.id))
    clerk.post(page("revoke", device.id))
    device.events.clear()
    late = device.visit(village.walk_list.pk, "2", NOW - HOUR)
    take(device.envelope(NOW), moment=NOW)

    assert page("revoke", device.id) in listed
    assert "It cannot be undone." in text_of(first_tap)
    assert Device.objects.get().revoked_at == NOW
    assert Visit.objects.count() == 1
    assert SetAside.objects.get().event_id == late["id"]


def test_the_oldest_gap_of_a_device_is_shown(village: Village, clerk: Client) -> None:
    device = village.device()
    for home in ("1", "2", "3"):
        device.visit(village.walk_list.pk, home, NOW - 2 * HOUR)
    take(device.envelope(NOW - HOUR, [device.events[0], device.events[2]]), moment=NOW - HOUR)

    assert "№ 2 is missing" in text_of(clerk.get(page("devices")))


def test_what_was_set_aside_is_counted_once_its_household_is_on_the_list(village: Village, clerk: Client) -> None:
    device = village.device()
    device.visit(village.walk_list.pk, "9", NOW - 2 * HOUR)
    take(device.envelope(NOW - HOUR), moment=NOW - HOUR)
    waiting = SetAside.objects.get()

    shown = text_of(clerk.get(page("set_aside")))
    early = text_of(clerk.post(page("count", waiting.pk), follow=True))
    clerk.post(page("change_list", village.walk_list.pk), {"numbers": "1-5, 51A", "add": "9", "act": "save"})
    clerk.post(page("count", waiting.pk))
    again = text_of(clerk.post(page("drop", waiting.pk), follow=True))

    assert "names a household that is not on the list" in shown
    assert "household 9" in shown
    assert "It cannot be counted as it is" in early
    assert Visit.objects.get().household.number == "9"
    assert "Somebody settled this meanwhile." in again


def test_of_two_teams_at_one_door_the_clerk_chooses_and_chooses_again(village: Village, clerk: Client) -> None:
    two_teams(village)
    first, second = Visit.objects.order_by("event__witnessed_at")
    address = page("choose", first.household_id, "2026-11-24")

    before = text_of(clerk.get(page("two_teams")))
    clerk.post(address, {"visit": first.pk})
    chosen = figures([village.unit], NOW).total
    clerk.post(address, {"visit": second.pk})
    wrong = text_of(clerk.post(page("choose", first.household_id, "2026-11-23"), {"visit": first.pk}, follow=True))

    assert "counts: the last of the day" in before
    assert (chosen.visited, chosen.with_radio) == (1, 1)
    assert [each.chosen for each in Resolution.objects.all()] == [first, second]
    assert Visit.objects.count() == 2
    assert "This visit was not at this door on this day." in wrong


def test_an_event_says_how_it_came_and_whether_it_counts(village: Village, clerk: Client) -> None:
    two_teams(village)
    first, second = Visit.objects.order_by("event__witnessed_at")

    listed = text_of(
        clerk.get(page("events"), {"outcome": "helped", "day": "2026-11-24", "list": str(village.walk_list.pk)})
    )

    assert "1 event<" in listed
    assert "Another visit of the same day counts" in text_of(clerk.get(page("event", first.pk)))
    assert "It counts" in text_of(clerk.get(page("event", second.pk)))


def test_a_printed_sheet_has_the_field_numbers_and_no_reason_on_a_household_s_line(
    village: Village, clerk: Client, tmp_path: Any
) -> None:
    answer = clerk.post(page("print_list", village.walk_list.pk), {"which": "all"})
    file = tmp_path / "sheet.pdf"
    file.write_bytes(answer.content)

    said = PdfReader(file).pages[0].extract_text()
    table, foot = said.split("Đánh dấu", 1)

    assert Sheet.objects.get().code in said
    assert all(words in table for words in ("Hộ số", "51A", "Đã giúp", "Vắng nhà"))
    assert "không tham gia" not in table.lower()
    assert "không tham gia" in foot.lower()


def test_a_sheet_keyed_twice_counts_once(village: Village, clerk: Client) -> None:
    sheet = a_sheet(village)
    said = keyed(o1="1", p1="2", r1="1", o2="3", o3="4", d3="28/11")

    clerk.post(page("key", sheet.pk), said)
    again = text_of(clerk.post(page("key", sheet.pk), said, follow=True))

    assert "The second keying says the same" in again
    assert [each.outcome for each in Visit.objects.order_by("event__sequence")] == ["helped", "not_home", "come_back"]
    assert Sheet.objects.get().checked_at == NOW
    assert figures([village.unit], NOW).total.with_radio == 1


def test_two_keyings_that_differ_are_shown_beside_each_other_and_the_clerk_chooses(
    village: Village, clerk: Client
) -> None:
    sheet = a_sheet(village)
    clerk.post(page("key", sheet.pk), keyed(o1="1", r1="1", o2="3"))
    second = keyed(o1="1", r1="2", o2="5")

    shown = clerk.post(page("key", sheet.pk), second)
    unchanged = figures([village.unit], NOW).total.with_radio
    clerk.post(page("key_again", sheet.pk), {**second, "line1": "second", "line2": "first"})

    assert shown.status_code == 409
    assert "Line 1" in text_of(shown)
    assert "Line 2" in text_of(shown)
    assert unchanged == 1
    assert figures([village.unit], NOW).total.with_radio == 2
    assert Undo.objects.count() == 1
    assert {each.outcome for each in Visit.objects.filter(household__number="2")} == {Outcome.NOT_HOME}


def test_a_sheet_moves_to_the_day_of_the_second_keying_when_the_clerk_says_so(village: Village, clerk: Client) -> None:
    sheet = a_sheet(village)
    clerk.post(page("key", sheet.pk), keyed(o1="1", r1="1"))
    second = keyed("2026-11-23", o1="1", r1="1")

    shown = clerk.post(page("key", sheet.pk), second)
    clerk.post(page("key_again", sheet.pk), {**second, "day_of": "second"})

    live = Visit.objects.exclude(pk__in=Undo.objects.values("undone")).get()
    assert "Day of the visits" in text_of(shown)
    assert live.event.witnessed_at.date() == (NOW - timedelta(days=1)).date()
    assert figures([village.unit], NOW).total.with_radio == 1


def test_an_unknown_household_on_a_sheet_is_a_finding_and_nothing_is_dropped(village: Village, clerk: Client) -> None:
    sheet = a_sheet(village)
    said = keyed(o1="1", n7="77", o7="2")

    shown = text_of(clerk.post(page("key", sheet.pk), {**said, "act": "check"}))
    kept = SetAside.objects.count()
    clerk.post(page("key", sheet.pk), said)
    clerk.post(page("key", sheet.pk), said)
    waiting = SetAside.objects.get()
    clerk.post(page("change_list", village.walk_list.pk), {"numbers": "1-5, 51A, 77", "act": "save"})
    clerk.post(page("count", waiting.pk))

    assert "This household is not on the list." in shown
    assert kept == 0
    assert waiting.reason == SetAsideReason.NO_SUCH_HOUSEHOLD
    assert {each.household.number for each in Visit.objects.all()} == {"1", "77"}


def test_a_sheet_s_reasons_wait_until_enough_households_hide_them(village: Village, clerk: Client) -> None:
    sheet = a_sheet(village)
    few = keyed(o1="5", refused="1")

    refused = text_of(clerk.post(page("key", sheet.pk), few))
    clerk.post(
        page("key", sheet.pk), keyed(**{f"o{line}": "5" for line in range(1, 6)}, refused="2", no_smartphone="3")
    )

    assert "carry both numbers over" in refused
    tally = VillageTally.objects.get()
    assert (tally.refused, tally.no_smartphone) == (2, 3)


def test_the_list_of_lists_takes_as_many_queries_for_six_as_for_one(
    village: Village, clerk: Client, django_assert_max_num_queries: Any
) -> None:
    clerk.get(page("lists"))
    clerk.get(page("lists"))
    with django_assert_max_num_queries(40) as few:
        clerk.get(page("lists"))
    for part in ("4", "5", "6", "7", "8"):
        made = WalkList.objects.create(unit=village.unit, part=part, village=f"Bản {part}", made_at=ENROLLED)
        made.households.create(number="1", place=1)

    with django_assert_max_num_queries(len(few.captured_queries) + 3):  # new lists are worked out once, all together
        clerk.get(page("lists"))
    with django_assert_max_num_queries(len(few.captured_queries)):
        clerk.get(page("lists"))
