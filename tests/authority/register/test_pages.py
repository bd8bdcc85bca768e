"""The pages of territory and register: who may open them, what they show, how few questions they ask the database."""

from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries
from tests.authority.register.clerk import Clerk, with_twenty_faults
from tests.authority.register.session import with_second_factor
from tests.authority.register.test_services import bring_in, hand_in
from tests.authority.territory.conftest import MOMENT
from tests.authority.territory.test_province_files import CASES

from bluezone.authority.accounts.models import PersonalLink, User
from bluezone.authority.accounts.rules import Role
from bluezone.authority.accounts.services import Term, assign, create_user
from bluezone.authority.register.models import FocalPoint, Upload
from bluezone.authority.register.wording import PROVINCE_FAULTS
from bluezone.authority.territory import queries
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.shipped import shipped

IN_2020 = "2020-08-01"


def text_of(client: Client, address: str) -> str:
    answer = client.get(address, headers={"accept-language": "en"})
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def unit_of(code: str, day: date) -> Unit:
    found = queries.by_code(code, day)
    assert found is not None
    return found


def test_the_same_page_shows_106_communes_or_38_by_moving_the_day(console: Client) -> None:
    before, after = (text_of(console, f"/territory/?on={day}") for day in (IN_2020, "2025-07-01"))

    assert before.count("<rect") == 106
    assert after.count("<rect") == 38
    assert "Huyện Tam Đường" in before
    assert "Huyện Tam Đường" not in after


def test_seventeen_tiles_warn_that_their_code_was_another_place_s(console: Client) -> None:
    assert text_of(console, "/territory/?on=2025-07-01").count('class="corner"') == 17
    assert text_of(console, f"/territory/?on={IN_2020}").count('class="corner"') == 0


def test_residents_of_merged_communes_are_added_up_and_labelled(console: Client) -> None:
    page = text_of(console, "/territory/?on=2025-07-01")

    assert 0 < page.count('<span class="tag">converted</span>') < 38
    assert "no data" in page


@pytest.mark.parametrize("words", ["tx sin ho", "S%C3%8CN%20H%E1%BB%92", "03478"])
def test_a_search_finds_a_unit_however_it_is_typed(console: Client, words: str) -> None:
    assert "Sìn Hồ</a>" in text_of(console, f"/territory/?q={words}&on={IN_2020}")


def test_htmx_gets_only_the_answers(console: Client) -> None:
    answer = console.get("/territory/?q=bum", headers={"hx-request": "true"})

    assert b"<html" not in answer.content
    assert "Xã Bum Tở".encode() in answer.content


def test_a_search_without_an_answer_says_so(console: Client) -> None:
    assert "Nothing found" in text_of(console, "/territory/?q=atlantis")


def test_a_unit_s_page_tells_its_history_and_warns_of_its_code(console: Client) -> None:
    page = text_of(console, f"/territory/{unit_of('03388', date(2026, 1, 1)).pk}/?on=2026-01-01")

    for name in ("Quyết Thắng", "Quyết Tiến", "Lản Nhì Thàng", "Sùng Phài"):
        assert name in page
    assert "The code 03388 was used for two places." in page


def test_a_dissolved_unit_s_page_leads_to_what_it_became(console: Client) -> None:
    page = text_of(console, f"/territory/{unit_of('03640', date(2020, 8, 1)).pk}/?on=2026-01-01")

    assert "This unit did not stand on" in page
    assert "Xã Khoen On" in page
    assert "Tà Gia" in page


def test_a_unit_before_its_time_leads_to_where_it_came_from(console: Client) -> None:
    assert "It came from:" in text_of(console, f"/territory/{unit_of('03388', date(2026, 1, 1)).pk}/?on={IN_2020}")


def test_a_unit_that_is_unknown_is_not_found(console: Client) -> None:
    assert console.get(f"/territory/{uuid4()}/").status_code == 404


@pytest.mark.parametrize(
    ("address", "limit"), [("/territory/", 20), (f"/territory/?on={IN_2020}", 20), ("/register/", 24)]
)
def test_a_page_asks_few_questions(
    console: Client, django_assert_max_num_queries: DjangoAssertNumQueries, address: str, limit: int
) -> None:
    with django_assert_max_num_queries(limit):
        text_of(console, address)


def test_a_longer_register_needs_no_more_questions(
    console: Client, province: Unit, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    bring_in(hand_in(Clerk(rows=60), province))

    with django_assert_max_num_queries(24):
        page = text_of(console, "/register/?kind=school&q=tieu")

    assert "60 bodies" in page
    assert page.count('<th scope="row">') == 50


def the_province() -> str:
    return str(unit_of("12", date(2026, 1, 5)).pk)


def give(console: Client, clerk: Clerk) -> str:
    file = SimpleUploadedFile("danh-ba.xlsx", clerk.bytes())
    answer = console.post("/register/import/", {"workbook": file, "day": "2026-01-05", "unit": the_province()})
    assert answer.status_code == 302
    return str(answer["Location"])


def test_the_way_of_a_spoiled_workbook_into_the_register(console: Client) -> None:
    place = give(console, with_twenty_faults()[0])
    assert "24 findings are open: nothing is imported." in text_of(console, place)
    assert "Danh bạ!L3" in text_of(console, place)

    refused = console.post(f"{place}import/", follow=True, headers={"accept-language": "en"})
    assert "Nothing was imported" in refused.content.decode()
    assert not FocalPoint.objects.exists()

    place = give(console, Clerk())
    assert "30 rows, nothing open." in text_of(console, place)
    console.post(f"{place}import/")
    assert FocalPoint.objects.count() == 30
    assert "30 bodies were imported from this workbook." in text_of(console, place)


def test_what_is_ticked_is_settled_and_shown(console: Client) -> None:
    clerk = Clerk(rows=3)
    clerk.put("staff", 2, "1.234")
    place = give(console, clerk)

    console.post(f"{place}agree/", {"finding": ["number_with_point@Danh bạ!L2"]})

    page = text_of(console, place)
    assert "3 rows, nothing open." in page
    assert "Settled by you" in page


def test_what_was_never_offered_cannot_be_ticked(console: Client) -> None:
    place = give(console, Clerk(rows=3))

    answer = console.post(f"{place}agree/", {"finding": ["formula@X"]}, follow=True, headers={"accept-language": "en"})

    assert "cannot be settled here" in answer.content.decode()


def test_a_file_that_is_no_workbook_is_refused_with_a_sentence(console: Client) -> None:
    file = SimpleUploadedFile("danh-ba.xlsx", b"code,name\n")

    answer = console.post(
        "/register/import/",
        {"workbook": file, "day": "2026-01-05", "unit": the_province()},
        headers={"accept-language": "en"},
    )

    assert answer.status_code == 400
    assert "no XLSX workbook" in answer.content.decode()


def test_a_workbook_without_rows_or_erased_says_so(console: Client) -> None:
    clerk = Clerk(rows=0)
    for column in "ABCDEFGHIJKLM":
        clerk.sheet[f"{column}1"] = None
    place = give(console, clerk)
    assert "no row that can be read" in text_of(console, place)

    Upload.objects.update(content=b"")
    assert "was erased" in text_of(console, place)


def test_another_place_s_workbook_stays_closed(client: Client, province: Unit) -> None:
    upload = hand_in(Clerk(rows=1), province)
    commune = of_a_commune(client, Role.LEAD)

    assert commune.get(f"/register/import/{upload.pk}/").status_code == 403
    assert commune.post(f"/register/import/{upload.pk}/import/").status_code == 403


def test_a_commune_brings_in_its_own_bodies_and_no_others(client: Client, province: Unit) -> None:
    commune = of_a_commune(client, Role.LEAD)
    clerk = Clerk(rows=2)
    clerk.put("commune_code", 2, "03451")
    clerk.put("commune_name", 2, "Xã Mù Cả")
    file = SimpleUploadedFile("danh-ba.xlsx", clerk.bytes())
    own = str(unit_of("03451", date(2026, 1, 5)).pk)

    refused = commune.post("/register/import/", {"workbook": file, "day": "2026-01-05", "unit": the_province()})
    file.seek(0)
    taken = commune.post("/register/import/", {"workbook": file, "day": "2026-01-05", "unit": own})

    assert refused.status_code == 400
    page = text_of(commune, str(taken["Location"]))
    assert "1 finding is open" in page
    assert "stands outside" in page


def test_the_template_and_the_export_are_workbooks(console: Client, province: Unit) -> None:
    bring_in(hand_in(Clerk(rows=3), province))

    for address, rows in (("/register/template/", 1), ("/register/export/", 3 + 1 + 14)):
        sheet = load_workbook(BytesIO(console.get(address).content))["Danh bạ"]
        assert sum(1 for row in sheet.iter_rows(values_only=True) if row[0]) == rows


def test_a_sheet_of_links_is_printed_for_those_who_were_chosen(console: Client, province: Unit) -> None:
    bring_in(hand_in(Clerk(rows=3), province))
    chosen = [str(unit.pk) for unit in Unit.objects.filter(stat_code__in=["0002", "0003"])]

    answer = console.post("/register/links/sheet/", {"unit": chosen, "weeks": 4})

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store"
    assert "TÀI LIỆU THỬ NGHIỆM" in PdfReader(BytesIO(answer.content)).pages[0].extract_text()
    assert {link.unit.stat_code for link in PersonalLink.objects.all()} == {"0002", "0003"}


def test_all_without_a_link_can_be_chosen_at_once(console: Client, province: Unit) -> None:
    bring_in(hand_in(Clerk(rows=3), province))

    console.post("/register/links/sheet/", {"all": "on", "weeks": 4})
    again = console.post("/register/links/sheet/", {"all": "on", "weeks": 4})

    assert PersonalLink.objects.count() == 3 + 14
    assert again.status_code == 302


@pytest.mark.parametrize("wrong", [{}, {"unit": ["no-id"]}, {"unit": [str(uuid4())]}])
def test_a_sheet_for_nobody_is_not_printed(console: Client, wrong: dict[str, list[str]]) -> None:
    assert console.post("/register/links/sheet/", {**wrong, "weeks": 4}).status_code == 302
    assert not PersonalLink.objects.exists()


def test_a_link_is_revoked_from_the_list(console: Client, province: Unit) -> None:
    bring_in(hand_in(Clerk(rows=1), province))
    console.post("/register/links/sheet/", {"unit": [str(Unit.objects.get(stat_code="0002").pk)], "weeks": 4})
    link = PersonalLink.objects.get()
    assert f"revoke-{link.pk}" in text_of(console, "/register/links/?q=0002")

    console.post(f"/register/links/{link.pk}/revoke/")

    link.refresh_from_db()
    assert link.revoked_at is not None


def of_a_commune(client: Client, role: Role) -> Client:
    commune = unit_of("03451", date(2026, 1, 1))
    user: User = create_user(f"{role}", "Người Xã", actor="system", moment=MOMENT)
    assign(user, role, commune, term=Term(date(2020, 8, 1)), actor="system", moment=MOMENT)
    return with_second_factor(client, user)


def test_a_commune_sees_its_own_bodies_and_changes_no_register(client: Client, province: Unit) -> None:
    bring_in(hand_in(Clerk(rows=3), province))
    commune = of_a_commune(client, Role.LEAD)
    body = Unit.objects.get(stat_code="0002")

    assert "No body found" in text_of(commune, "/register/")
    assert "0912000002" not in text_of(commune, f"/territory/{body.pk}/?on=2026-01-05")
    answer = commune.post("/register/links/sheet/", {"unit": [str(body.pk)], "weeks": 4})
    assert answer.status_code == 302
    assert not PersonalLink.objects.exists()


def test_a_link_of_another_place_cannot_be_revoked(client: Client, province: Unit) -> None:
    bring_in(hand_in(Clerk(rows=1), province))
    link = PersonalLink.objects.create(
        unit=Unit.objects.get(stat_code="0002"),
        role=Role.REPORTER,
        token_hash=b"x" * 32,
        created_at=MOMENT,
        expires_at=MOMENT + timedelta(days=9),
    )

    assert of_a_commune(client, Role.LEAD).post(f"/register/links/{link.pk}/revoke/").status_code == 403


@pytest.mark.parametrize(
    "address",
    ["/territory/", "/register/", "/register/export/", "/register/template/", "/register/import/", "/register/links/"],
)
def test_nobody_in_particular_sees_nothing(client: Client, province: Unit, address: str) -> None:
    assert client.get(address).status_code == 302


def test_a_focal_point_s_telephone_is_shown_within_the_jurisdiction_only(console: Client, province: Unit) -> None:
    bring_in(hand_in(Clerk(rows=1), province))
    body = Unit.objects.get(stat_code="0002")

    assert "0912000002" in text_of(console, f"/territory/{body.pk}/?on=2026-01-05")


@pytest.fixture
def administrator(db: None, client: Client) -> Client:
    """The console of somebody who sets an empty installation up."""
    user = create_user("admin", "Người Quản trị", actor="system", moment=MOMENT)
    assign(user, Role.ADMINISTRATOR, None, term=Term(date(2020, 8, 1)), actor="system", moment=MOMENT)
    return with_second_factor(client, user)


def test_an_empty_registry_offers_to_bring_a_province_in(administrator: Client) -> None:
    assert "No commune stands on this day" in text_of(administrator, "/territory/")
    assert "No province stands on this day" in text_of(administrator, "/register/import/")

    administrator.post("/territory/import/", {"shipped": "lai-chau"})

    assert "38" in text_of(administrator, "/territory/?on=2026-01-05")
    assert "Tỉnh Lai Châu" in text_of(administrator, "/register/import/")


def test_a_province_s_own_files_are_checked_and_brought_in(administrator: Client) -> None:
    texts = shipped("lai-chau")
    files = {name: SimpleUploadedFile(f"{name}.csv", text.encode()) for name, text in texts.items()}

    assert administrator.post("/territory/import/", files).status_code == 302
    assert queries.communes(date(2020, 8, 1)).count() == 106


def test_what_is_wrong_in_a_province_s_files_is_named_and_nothing_is_imported(administrator: Client) -> None:
    units = shipped("lai-chau")["units"].replace("2020,xa,03394", "2020,xa,3394").encode()
    wrong = {"units": SimpleUploadedFile("units.csv", units)}

    answer = administrator.post("/territory/import/", wrong, headers={"accept-language": "en"})

    assert answer.status_code == 400
    assert "units.csv:" in answer.content.decode()
    assert "leading zeros belong to it" in answer.content.decode()
    assert not Unit.objects.exists()


def test_a_province_without_units_is_asked_for_them(administrator: Client) -> None:
    assert administrator.post("/territory/import/", {}).status_code == 400


def test_every_fault_of_a_province_has_words() -> None:
    codes = {code for _, _, _, _, code in CASES} | {"source_missing", "own_parent", "two_parents", "circle"}

    assert codes | {"outside_lifetime"} == set(PROVINCE_FAULTS)
