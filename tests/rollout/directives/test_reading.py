"""What is read from directives: the one of August 2020 as it was sent, other layouts, and whatever else comes."""

import time
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import directive_texts

from bluezone.authority.territory.kinds import Kind, Sector
from bluezone.protocol.errors import MalformedMessage
from bluezone.rollout.directives.reading import Modality, Reading, Refusal, UnreadableDocument, read
from bluezone.rollout.directives.reading.encodings import EVERYDAY, decoded, in_tcvn3, in_vni
from bluezone.rollout.directives.reading.facts import facts
from bluezone.rollout.directives.reading.passage import plain
from bluezone.rollout.directives.reading.pieces import (
    Addressee,
    DocumentKind,
    Finding,
    Item,
    Piece,
    ProposedTask,
    Recipient,
    RecipientRole,
)

DOCUMENTS = Path(__file__).parent / "documents"
OTHER_LAYOUTS = [
    "facts-khanh-hoa-7766",
    "invented-chi-thi-sections",
    "invented-pages-and-capitals",
    "invented-decision-articles",
]
LETTER = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"


def text_of(name: str) -> str:
    return (DOCUMENTS / f"{name}.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def lai_chau() -> Reading:
    return read(text_of("lai-chau-2020-bluezone"))


def task(reading: Reading, label: str) -> ProposedTask:
    return next(each for each in reading.tasks if each.label == label)


def names(reading: Reading, label: str) -> list[str]:
    return [actor.piece.text for actor in task(reading, label).actors]


def codes(reading: Reading) -> list[str]:
    return [finding.code for finding in reading.findings]


def pieces(reading: Reading) -> list[Piece]:
    single = [reading.issuer, reading.subject, reading.preamble, reading.closing, reading.signed_as]
    many: list[Item | ProposedTask | Addressee | Recipient | Finding] = [*reading.items, *reading.tasks]
    many += [*reading.addressees, *reading.recipients, *reading.findings]
    verbs = [each.verb for each in reading.tasks]
    actors = [actor.piece for each in reading.tasks for actor in (*each.actors, *each.through)]
    mentions = [mention for cited in reading.cited for mention in cited.mentions]
    found = [*single, *(each.piece for each in many), *verbs, *actors, *mentions, *reading.annexes]
    return [each for each in found if each is not None]


def test_the_directive_of_august_2020_has_no_number_and_keeps_its_symbol(lai_chau: Reading) -> None:
    assert lai_chau.symbol is not None
    assert (lai_chau.symbol.text, lai_chau.symbol.number, lai_chau.symbol.code) == ("/UBND-VX", None, "UBND-VX")
    assert lai_chau.kind is DocumentKind.OFFICIAL_LETTER
    assert lai_chau.issuer is not None
    assert lai_chau.issuer.text == "ỦY BAN NHÂN DÂN TỈNH LAI CHÂU"
    assert "blank_number" in codes(lai_chau)


def test_the_day_of_august_2020_is_blank(lai_chau: Reading) -> None:
    dating = lai_chau.dating

    assert dating is not None
    assert (dating.place, dating.day, dating.month, dating.year) == ("Lai Châu", None, 8, 2020)
    assert dating.whole is None
    assert "blank_date" in codes(lai_chau)


def test_the_subject_is_whole_over_four_lines(lai_chau: Reading) -> None:
    assert lai_chau.subject is not None
    assert lai_chau.subject.text == (
        "triển khai cài đặt ứng dụng Bluezone trên điện thoại thông minh để phục vụ công tác phòng, chống dịch bệnh Covid-19"
    )


def test_the_ministry_s_letter_is_cited_once_with_both_places(lai_chau: Reading) -> None:
    (cited,) = lai_chau.cited

    assert (cited.symbol, cited.kind, cited.dated) == ("2841/BTTTT-THH", "Công văn", date(2020, 8, 1))
    assert cited.issuer == "Bộ Thông tin và Truyền thông"
    assert len(cited.mentions) == 2


def test_both_addressees_stand_for_a_rule(lai_chau: Reading) -> None:
    rules = {each.piece.text: [actor.rule for actor in each.actors] for each in lai_chau.addressees}

    assert list(rules) == ["Các sở, ban, ngành, đoàn thể tỉnh", "UBND các huyện, thành phố"]
    (bodies,), (districts,) = rules.values()
    assert bodies is not None
    assert set(bodies.kinds) == {Kind.AGENCY, Kind.UNION}
    assert districts is not None
    assert {Kind.HUYEN, Kind.THANH_PHO} <= set(districts.kinds)


def test_all_ten_recipients_are_read_and_the_last_is_the_archive(lai_chau: Reading) -> None:
    roles = [each.role for each in lai_chau.recipients]

    assert roles == [RecipientRole.AS_ABOVE, *[RecipientRole.COPY] * 8, RecipientRole.ARCHIVE]
    assert [each.piece.text for each in lai_chau.recipients][3:7] == [
        "Báo Lai Châu, Đài PT-TH tỉnh",
        "Trường CDCĐ Lai Châu",
        "Viettel Lai Châu",
        "VNPT Lai Châu",
    ]
    assert lai_chau.recipients[-1].marks == ("VT", "VX4")


def test_seven_items_are_whole_and_the_broken_one_is_joined(lai_chau: Reading) -> None:
    items = {item.label: item for item in lai_chau.items}

    assert list(items) == ["1", "2", "3", "4", "5", "6", "7"]
    assert "khi sử dụng dịch vụ hoặc ra vào trụ sở. Hiện thị thông báo" in items["6"].piece.text
    assert [label for label, item in items.items() if item.broken] == ["6"]
    assert items["7"].piece.text.endswith("sử dụng ứng dụng Bluezone.")
    assert lai_chau.closing is not None
    assert lai_chau.closing.text.startswith("Thông tin chi tiết")


def test_ten_tasks_say_who_must_and_who_is_advised(lai_chau: Reading) -> None:
    strength = {each.label: each.modality for each in lai_chau.tasks}

    assert list(strength) == ["1", "2a", "2b", "2c", "3", "4", "5", "6a", "6b", "7"]
    assert {label for label, modality in strength.items() if modality is Modality.DEMAND} == {"2a", "2b", "2c", "5"}
    assert {label for label, modality in strength.items() if modality is Modality.ADVISE} == {"6a"}
    assert strength["6b"] is Modality.INSTRUCT


def test_each_task_names_its_bodies(lai_chau: Reading) -> None:
    assert names(lai_chau, "1") == ["Sở Thông tin và Truyền thông"]
    assert names(lai_chau, "2a") == ["Các cơ quan nhà nước", "đơn vị sự nghiệp", "tổ chức đoàn thể"]
    assert names(lai_chau, "4") == ["Tỉnh Đoàn Thanh niên", "Hội liên hiệp Phụ nữ tỉnh"]
    assert names(lai_chau, "7") == ["Đài PT-TH tỉnh", "Báo Lai Châu", "Cổng Thông tin điện tử tỉnh"]
    assert len(names(lai_chau, "6a")) == 8


def test_districts_direct_communes_and_both_are_known(lai_chau: Reading) -> None:
    third = task(lai_chau, "3")

    through = {actor.piece.text: actor.rule for actor in third.through}
    assert list(through) == ["UBND cấp xã", "các tổ chức đoàn thể", "tổ dân phố"]
    communes = through["UBND cấp xã"]
    assert communes is not None
    assert set(communes.kinds) == {Kind.PHUONG, Kind.XA, Kind.THI_TRAN}


def test_the_sector_s_lead_is_meant_whatever_its_name_that_year(lai_chau: Reading) -> None:
    (actor,) = task(lai_chau, "1").actors

    assert actor.rule is not None
    assert actor.rule.sector is Sector.INFORMATION


def test_the_wifi_notice_is_the_venues_and_the_carriers_task(lai_chau: Reading) -> None:
    notice = task(lai_chau, "6b")

    assert all(actor.implied for actor in notice.actors)
    assert notice.actors[-1].rule is not None
    assert notice.actors[-1].rule.kinds == (Kind.TELECOM,)
    assert notice.verb.text == "Hiện thị"


def test_customers_are_advised_and_staff_are_asked(lai_chau: Reading) -> None:
    audiences = {each.label: each.audience.text for each in lai_chau.tasks if each.audience}

    assert audiences["6a"] == "khách hàng"
    assert audiences["2a"] == "toàn bộ cán bộ, công chức, viên chức, người lao động"
    assert audiences["5"] == "học sinh, sinh viên, học viên"


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("đại bàn", "địa bàn"),
        ("ngõ từng nhà", "gõ từng nhà"),
        ("Hiện thị", "hiển thị"),
        ("ứng dụng ứng dụng", "ứng dụng"),
    ],
)
def test_a_misprint_stays_and_is_pointed_at(lai_chau: Reading, words: str, meant: str) -> None:
    (finding,) = [each for each in lai_chau.findings if each.piece and each.piece.text == words]

    assert finding.suggestion == meant
    assert finding.piece is not None
    assert lai_chau.text[finding.piece.start : finding.piece.end] == words


@pytest.mark.parametrize("name", ["lai-chau-2020-bluezone", *OTHER_LAYOUTS])
def test_each_piece_stands_where_it_says(name: str) -> None:
    reading = read(text_of(name))

    for piece in pieces(reading):
        there = iter(plain(reading.text[piece.start : piece.end]).text.split())
        assert all(word in there for word in piece.text.split())
        assert reading.text[piece.end - 1] == piece.text[-1]


def test_the_offsets_are_those_of_the_file(lai_chau: Reading) -> None:
    assert lai_chau.text == text_of("lai-chau-2020-bluezone")


def test_no_signer_s_name_is_read(lai_chau: Reading) -> None:
    assert lai_chau.signed_as is not None
    assert lai_chau.signed_as.text == "KT.CHỦ TỊCH PHÓ CHỦ TỊCH"
    assert not [piece for piece in pieces(lai_chau) if "Tổng Thanh" in piece.text]


def test_facts_are_json_with_the_same_words(lai_chau: Reading) -> None:
    said = facts(lai_chau)

    assert said["symbol"] == "/UBND-VX"
    assert [item["label"] for item in said["items"]] == list("1234567")  # type: ignore[union-attr, index, call-overload]  # JSON is untyped


def test_a_header_in_two_columns_is_read_across_the_page() -> None:
    reading = read(text_of("facts-khanh-hoa-7766"))

    assert reading.symbol is not None
    assert reading.symbol.text == "7766/UBND-KGVX"
    assert reading.dating is not None
    assert (reading.dating.place, reading.dating.whole) == ("Khánh Hòa", date(2020, 8, 3))
    assert reading.subject is not None
    assert reading.subject.text == "triển khai tuyên truyền và cài đặt ứng dụng Bluezone"
    assert [each.role for each in reading.recipients] == [RecipientRole.AS_ABOVE, RecipientRole.ARCHIVE]
    assert [each.piece.text for each in reading.addressees][2] == "Bộ Chỉ huy Quân sự tỉnh"


def test_sections_letters_deadlines_and_an_annex_are_read() -> None:
    reading = read(text_of("invented-chi-thi-sections"))

    assert reading.kind is DocumentKind.CHI_THI
    assert [item.label for item in reading.items] == ["I.1", "II.1", "II.2", "II.3", "II.4", "III.1"]
    assert not [each for each in reading.tasks if each.label.startswith("I.")]
    due = {each.label: each.deadline.due for each in reading.tasks if each.deadline}
    assert (due["II.1a"], due["II.3"]) == (date(2020, 8, 20), date(2020, 8, 15))
    weekly = task(reading, "II.1b").deadline
    assert weekly is not None
    assert weekly.rhythm == "weekly"
    assert names(reading, "II.1a") == names(reading, "II.1b") == ["Thủ trưởng các sở, ban, ngành, đoàn thể tỉnh"]
    assert task(reading, "II.3").modality is Modality.REQUEST
    assert "đ/c" in task(reading, "II.1b").piece.text
    assert len(reading.annexes) == 1
    assert len(reading.recipients) == 4


def test_capitals_and_page_numbers_do_not_matter() -> None:
    reading = read(text_of("invented-pages-and-capitals"))

    assert [item.label for item in reading.items] == ["1", "2"]
    assert reading.items[0].piece.text.endswith("CÀI ĐẶT ỨNG DỤNG TẠI NHÀ VĂN HÓA.")
    assert [each.modality for each in reading.tasks] == [Modality.DEMAND, Modality.ADVISE]
    assert names(reading, "2") == ["CÁC NHÀ HÀNG", "KHÁCH SẠN"]


def test_a_decision_in_articles_is_read_through_its_emphasis() -> None:
    reading = read(text_of("invented-decision-articles"))

    assert reading.kind is DocumentKind.QUYET_DINH
    assert reading.symbol is not None
    assert reading.symbol.text == "1234/QĐ-UBND"
    assert [item.label for item in reading.items] == ["1", "2", "3"]
    assert names(reading, "3") == ["Chánh Văn phòng UBND tỉnh", "Giám đốc Sở Y tế"]
    assert reading.signed_as is not None
    assert reading.signed_as.text == "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH"


def test_a_decomposed_text_is_read_as_a_composed_one(lai_chau: Reading) -> None:
    decomposed = unicodedata.normalize("NFD", text_of("lai-chau-2020-bluezone"))

    assert read(decomposed) == lai_chau
    assert read(text_of("lai-chau-2020-bluezone").replace("\n", "\r\n")) == lai_chau


@pytest.mark.parametrize(("written", "reason"), [(in_tcvn3, Refusal.TCVN3), (in_vni, Refusal.VNI)])
def test_tcvn3_and_vni_are_refused_by_name(written: object, reason: Refusal) -> None:
    assert callable(written)
    old = written(text_of("lai-chau-2020-bluezone").casefold())

    with pytest.raises(UnreadableDocument, match="UniKey") as as_text:
        read(old)
    with pytest.raises(UnreadableDocument) as as_bytes:
        decoded(old.encode("cp1252", errors="replace"))
    assert as_text.value.reason is as_bytes.value.reason is reason


def test_known_words_in_the_old_encodings_look_as_offices_remember_them() -> None:
    assert in_tcvn3("và của các tỉnh") == "vµ cña c\u00b8c tØnh"
    assert in_vni("và của các đường tỉnh") == "vaø cuûa caùc ñöôøng tænh"


@given(st.text(LETTER + " ", min_size=1, max_size=200))
def test_no_vietnamese_text_is_taken_for_an_old_encoding(words: str) -> None:
    read("Kính gửi " + words + EVERYDAY.words)


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"K\xednh g\xd8i", "Kính gửi".encode("utf-16-be")])
def test_bytes_that_are_no_unicode_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadableDocument):
        read(decoded(data))


def test_utf_16_with_its_mark_is_read(lai_chau: Reading) -> None:
    assert read(decoded(text_of("lai-chau-2020-bluezone").encode("utf-16"))) == lai_chau


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", Refusal.EMPTY), ("  \n 12 ./. ", Refusal.EMPTY), ("a\x00b", Refusal.NOT_TEXT), ("\ud800a", Refusal.NOT_TEXT)],
)
def test_a_text_without_letters_or_with_other_signs_is_refused(text: str, reason: Refusal) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        read(text)
    assert refused.value.reason is reason


def test_a_refusal_never_shows_the_text() -> None:
    with pytest.raises(UnreadableDocument) as refused:
        read("bí mật" * 100_000)
    assert "bí mật" not in str(refused.value)


@given(st.text(max_size=400) | directive_texts())
def test_any_text_is_a_reading_or_malformed(text: str) -> None:
    try:
        reading = read(text)
    except MalformedMessage:
        return
    assert facts(reading)
    assert all(0 <= piece.start < piece.end <= len(reading.text) for piece in pieces(reading))


@pytest.mark.parametrize(
    "part",
    [
        "1. yêu cầu ",
        "- a\n",
        "Kính gửi:\n- UBND xã;",
        "a; yêu cầu b; ",
        "Nơi nhận:\n- a;\n",
        "ứng dụng ",
        "số 1/UBND-VX ngày ",
        "**",
        "I. A\n1. b\n",
    ],
)
def test_a_hostile_text_takes_no_longer_than_a_moment(part: str) -> None:
    text = "Kính gửi: a.\n" + part * (390_000 // len(part))
    start = time.thread_time()

    reading = read(text)

    assert time.thread_time() - start < 8
    assert len(reading.items) <= 200


def test_a_text_too_large_is_refused() -> None:
    with pytest.raises(UnreadableDocument) as refused:
        read("a" * 400_001)
    assert refused.value.reason is Refusal.TOO_LARGE
