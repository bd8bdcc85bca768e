"""The register's way into the registry: settled or not at all, twice is once, links are made and ended."""

from datetime import date, timedelta
from io import BytesIO

import pytest
import zxingcpp
from django.conf import settings
from django.test import Client
from openpyxl import load_workbook
from pdfplumber import open as open_pdf
from pypdf import PdfReader
from tests.authority.register.clerk import TODAY, Clerk, with_twenty_faults
from tests.authority.territory.conftest import MOMENT

from bluezone.authority.accounts.models import PersonalLink
from bluezone.authority.accounts.services import IssuedLink, revoke_link
from bluezone.authority.audit.models import Entry
from bluezone.authority.documents.tables import harmless
from bluezone.authority.register.link_sheet import LinkCard, link_address, link_sheet
from bluezone.authority.register.models import FocalPoint, Upload
from bluezone.authority.register.queries import bodies, rows_for_export
from bluezone.authority.register.services import import_register, links_for, settle, upload_register
from bluezone.authority.register.workbook import read_workbook, template, written_back
from bluezone.authority.territory import queries
from bluezone.authority.territory.kinds import TreeName
from bluezone.authority.territory.models import Denominator, Unit, UnitEdge
from bluezone.protocol.errors import MalformedMessage, RuleViolation

ACTOR = "user:00000000-0000-4000-8000-000000000000"


def hand_in(clerk: Clerk, unit: Unit, day: date = TODAY) -> Upload:
    return upload_register("danh-ba.xlsx", clerk.bytes(), unit=unit, day=day, actor=ACTOR, moment=MOMENT)


def bring_in(upload: Upload) -> int:
    return import_register(upload, today=TODAY, actor=ACTOR, moment=MOMENT)


def schools() -> int:
    return bodies(TODAY, kind="school", words="Tiểu học").count()


def test_a_register_with_open_findings_imports_nothing(province: Unit) -> None:
    upload = hand_in(with_twenty_faults()[0], province)
    before = Unit.objects.count()

    with pytest.raises(RuleViolation) as refused:
        bring_in(upload)

    assert refused.value.code == "findings_open"
    assert Unit.objects.count() == before
    assert not FocalPoint.objects.exists()


def test_a_settled_register_becomes_bodies_focal_points_and_denominators(province: Unit) -> None:
    clerk = Clerk()
    clerk.put("line_parent", 2, "LC-GDDT")
    upload = hand_in(clerk, province)

    assert bring_in(upload) == 30

    body = Unit.objects.get(stat_code="0002")
    commune, above = queries.parent(body, TODAY), queries.parent(body, TODAY, TreeName.SECTOR)
    assert commune is not None
    assert commune.name == "Phường Đoàn Kết"
    assert above is not None
    assert above.stat_code == "LC-GDDT"
    assert FocalPoint.objects.get(unit=body).phone == "0912000002"
    count = Denominator.objects.get(unit=body)
    assert (count.kind, count.value, count.counted_on) == ("staff", 22, date(2025, 12, 31))
    assert count.source
    upload.refresh_from_db()
    assert bytes(upload.content) == b""
    assert Entry.objects.filter(action="register.import", subject_id=str(upload.pk)).exists()


def test_a_body_is_known_by_its_code_so_a_second_import_changes_and_never_doubles(province: Unit) -> None:
    bring_in(hand_in(Clerk(), province))
    counts = (schools(), FocalPoint.objects.count(), UnitEdge.objects.count())
    again = Clerk()
    again.put("name", 2, "Trường Tiểu học Hoa Ban")
    again.put("commune_code", 3, "03408")
    again.put("commune_name", 3, "Phường Tân Phong")
    again.put("focal_point", 4, "Người Mới")
    later = TODAY + timedelta(days=7)

    upload = hand_in(again, province, later)
    import_register(upload, today=later, actor=ACTOR, moment=MOMENT + timedelta(days=7))

    assert schools() == counts[0]
    assert Unit.objects.get(stat_code="0002").name == "Trường Tiểu học Hoa Ban"
    moved = Unit.objects.get(stat_code="0003")
    places = [queries.parent(moved, day) for day in (TODAY, later)]
    assert [place.name for place in places if place] == ["Phường Đoàn Kết", "Phường Tân Phong"]
    people = FocalPoint.objects.filter(unit__stat_code="0004").order_by("valid_from")
    assert [(person.full_name, person.valid_to) for person in people] == [
        ("Đầu mối Mẫu", later - timedelta(days=1)),
        ("Người Mới", None),
    ]
    assert FocalPoint.objects.count() == counts[1] + 1


def test_a_correction_of_the_same_day_takes_the_place_of_what_was_wrong(province: Unit) -> None:
    bring_in(hand_in(Clerk(rows=3), province))
    again = Clerk(rows=3)
    again.put("focal_point", 2, "Người Khác")
    again.put("commune_code", 2, "03451")
    again.put("commune_name", 2, "Xã Mù Cả")
    again.put("line_parent", 3, "LC-GDDT")

    import_register(hand_in(again, province), today=TODAY, actor=ACTOR, moment=MOMENT + timedelta(minutes=5))

    body = Unit.objects.get(stat_code="0002")
    assert [person.full_name for person in FocalPoint.objects.filter(unit=body)] == ["Người Khác"]
    place = queries.parent(body, TODAY)
    assert place is not None
    assert place.name == "Xã Mù Cả"
    above = queries.parent(Unit.objects.get(stat_code="0003"), TODAY, TreeName.SECTOR)
    assert above is not None


def test_the_code_of_a_body_that_has_ended_may_be_given_again(province: Unit) -> None:
    bring_in(hand_in(Clerk(rows=2), province))
    Unit.objects.filter(stat_code="0002").update(valid_to=date(2025, 12, 1))

    again = hand_in(Clerk(rows=2), province)
    import_register(again, today=TODAY, actor=ACTOR, moment=MOMENT + timedelta(minutes=5))

    assert Unit.objects.filter(stat_code="0002").count() == 2


def test_a_body_registered_in_2020_is_found_in_the_new_commune_after_the_change(province: Unit) -> None:
    day = date(2020, 9, 1)
    clerk = Clerk(rows=1)
    clerk.put("commune_code", 2, "03386")
    clerk.put("commune_name", 2, "Phường Quyết Thắng")
    clerk.put("counted_on", 2, date(2020, 8, 1))
    upload = hand_in(clerk, province, day)

    import_register(upload, today=TODAY, actor=ACTOR, moment=MOMENT)

    body = Unit.objects.get(stat_code="0002")
    places = [queries.parent(body, each) for each in (day, TODAY)]
    assert [place.name for place in places if place] == ["Phường Quyết Thắng", "Phường Đoàn Kết"]


def test_a_workbook_is_imported_once(province: Unit) -> None:
    upload = hand_in(Clerk(rows=1), province)
    bring_in(upload)

    with pytest.raises(RuleViolation) as refused:
        bring_in(upload)

    assert refused.value.code == "already_imported"


def test_a_workbook_that_waits_longer_than_a_day_is_erased(province: Unit) -> None:
    upload = hand_in(Clerk(rows=1), province)
    upload_register(
        "b.xlsx", Clerk(rows=1).bytes(), unit=province, day=TODAY, actor=ACTOR, moment=MOMENT + timedelta(days=2)
    )

    upload.refresh_from_db()
    assert bytes(upload.content) == b""
    with pytest.raises(RuleViolation) as refused:
        bring_in(upload)
    assert refused.value.code == "erased"


def test_only_what_has_a_suggestion_can_be_agreed_to(province: Unit) -> None:
    clerk = Clerk(rows=3)
    clerk.put("staff", 2, "1.234")
    clerk.put("staff", 3, "nhiều")
    upload = hand_in(clerk, province)

    with pytest.raises(RuleViolation):
        settle(upload, ["text_in_number@Danh bạ!L3"], today=TODAY, actor=ACTOR, moment=MOMENT)
    left = settle(upload, ["number_with_point@Danh bạ!L2"], today=TODAY, actor=ACTOR, moment=MOMENT)

    assert [finding.address for finding in left.open] == ["Danh bạ!L3"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a zip", b"code,name\n", b"x" * (10 * 1024 * 1024 + 1)])
def test_a_file_that_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(MalformedMessage):
        read_workbook(content)


def test_a_workbook_that_unpacks_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bluezone.authority.register.workbook.LARGEST_UNPACKED", 100)

    with pytest.raises(MalformedMessage, match="unpacked"):
        read_workbook(Clerk(rows=1).bytes())


def test_the_template_offers_lists_and_keeps_zeros() -> None:
    sheet = load_workbook(BytesIO(template(["Phường Đoàn Kết"])))["Danh bạ"]

    offers = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"}
    assert sorted(offers) == ["C2:C2000", "D2:D2000", "G2:G2000"]
    assert sheet["F2"].number_format == "@"
    assert sheet["M2"].number_format == "dd/mm/yyyy"


def test_what_comes_out_goes_in_again(province: Unit) -> None:
    bring_in(hand_in(Clerk(), province))

    out = written_back(rows_for_export(bodies(TODAY, words="Tiểu học"), TODAY))

    upload = upload_register(
        "again.xlsx", out, unit=province, day=TODAY, actor=ACTOR, moment=MOMENT + timedelta(minutes=1)
    )
    assert import_register(upload, today=TODAY, actor=ACTOR, moment=MOMENT + timedelta(minutes=1)) == 30
    assert schools() == 30


@pytest.mark.parametrize("words", ["=cmd()", "+84", "-1", "@x", "\tx"])
def test_a_text_that_looks_like_a_formula_leaves_behind_an_apostrophe(words: str) -> None:
    assert harmless(words) == f"'{words}"
    sheet = load_workbook(BytesIO(written_back([{"name": words}])))["Danh bạ"]

    assert sheet["B2"].value == f"'{words}"
    assert sheet["B2"].data_type == "s"


def issue(count: int, province: Unit) -> list[IssuedLink]:
    bring_in(hand_in(Clerk(rows=count), province))
    units = list(bodies(TODAY, words="Tiểu học"))
    return links_for(units, expires_at=MOMENT + timedelta(weeks=13), actor=ACTOR, moment=MOMENT)


def sheet_of(made: list[IssuedLink]) -> bytes:
    cards = [
        LinkCard(each.link.unit.name, each.link.unit.stat_code, "Phường", link_address(each.token), MOMENT)
        for each in made
    ]
    return link_sheet(cards, publisher="", trial=True)


def test_a_printed_sheet_carries_each_link_as_text_and_as_a_code_that_a_phone_reads(province: Unit) -> None:
    made = issue(5, province)

    pdf = sheet_of(made)

    with open_pdf(BytesIO(pdf)) as document:
        assert len(document.pages) == 2
        words = [page.extract_text() for page in document.pages]
        pictures = [page.to_image(resolution=100).original for page in document.pages]
    assert all("TÀI LIỆU THỬ NGHIỆM" in text for text in words)
    assert "Trường Tiểu học số 2" in words[0]
    decoded = {code.text for picture in pictures for code in zxingcpp.read_barcodes(picture)}
    assert decoded == {link_address(each.token) for each in made}


def test_every_letter_of_the_sheet_is_embedded_in_one_family(province: Unit) -> None:
    reader = PdfReader(BytesIO(sheet_of(issue(1, province))))

    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]  # pypdf has no narrower type

    families = {str(font["/BaseFont"]).split("+")[1].split("-")[0] for font in fonts}
    assert families == {"LibertinusSerif", "DejaVuSansMono"}
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_a_link_opens_and_a_new_sheet_ends_the_link_before(province: Unit, client: Client) -> None:
    (first,) = issue(1, province)

    (second,) = links_for([first.link.unit], expires_at=MOMENT + timedelta(weeks=4), actor=ACTOR, moment=MOMENT)

    first.link.refresh_from_db()
    assert first.link.revoked_at == MOMENT
    assert second.token != first.token
    assert PersonalLink.objects.filter(revoked_at=None).count() == 1


def test_a_revoked_link_is_replaced_by_a_fresh_one(province: Unit) -> None:
    (made,) = issue(1, province)
    revoke_link(made.link, actor=ACTOR, moment=MOMENT)

    (again,) = links_for([made.link.unit], expires_at=MOMENT + timedelta(weeks=4), actor=ACTOR, moment=MOMENT)

    assert again.link.pk != made.link.pk


def test_a_link_leads_to_the_site() -> None:
    assert link_address("abc").startswith(settings.SITE_ORIGIN)
