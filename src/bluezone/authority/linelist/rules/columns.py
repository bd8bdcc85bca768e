"""The columns of line lists: what each is in the registry, how a template calls it, how else clerks and systems do.

Sources: the line lists of Vietnamese provinces of 2020, SORMAS' CSV and Go.Data's fields (facts on case management, 6).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bluezone.authority.linelist.rules.grid import Grid, Heading, headings_at
from bluezone.authority.territory.naming import folded

ROWS_SEARCHED: Final = 20
"""Within how many rows from the top the headings are looked for."""


class Kind(StrEnum):
    """What the rows of a line list are."""

    CASES = "cases"
    CONTACTS = "contacts"
    LINKS = "links"


class Field(StrEnum):
    """What a column may be; the word is also the column of the table where there is one."""

    NUMBER = "number"
    EXTERNAL_SYSTEM = "external_system"
    EXTERNAL_ID = "external_id"
    NAME = "name"
    SEX = "sex"
    BIRTH_DATE = "birth_date"
    BIRTH_YEAR = "birth_year"
    AGE = "age"
    PHONE = "phone"
    ADDRESS = "address"
    RESIDENCE = "residence"
    PERSONAL_NUMBER = "personal_number"
    GUARDIAN = "guardian"
    NATIONALITY = "nationality"
    UNIT = "unit"
    CLASSIFICATION = "classification"
    REPORTED_ON = "reported_on"
    ONSET_ON = "onset_on"
    SAMPLED_ON = "sampled_on"
    CONFIRMED_ON = "confirmed_on"
    INFECTED_IN = "infected_in"
    DETECTED_IN = "detected_in"
    TREATED_AT = "treated_at"
    OUTCOME = "outcome"
    OUTCOME_ON = "outcome_on"
    INFECTED_BY = "infected_by"
    DEGREE = "degree"
    STATE = "state"
    SOURCE = "source"
    LAST_EXPOSED_ON = "last_exposed_on"
    SETTING = "setting"
    MINUTES = "minutes"
    CLOSENESS = "closeness"
    FOLLOW_UP = "follow_up"
    FOLLOW_UP_FROM = "follow_up_from"
    FOLLOW_UP_UNTIL = "follow_up_until"
    INFECTOR = "infector"
    INFECTEE = "infectee"
    CERTAINTY = "certainty"
    STATED_BY = "stated_by"


@dataclass(frozen=True, slots=True)
class Column:
    """How a field is called: in the template, and by others (folded)."""

    heading: str
    others: tuple[str, ...] = ()


COLUMNS: Final[Mapping[Field, Column]] = {
    Field.NUMBER: Column(
        "Số ca bệnh", ("id", "stt ca", "ma benh nhan", "ma bn", "so bn", "bn", "case id", "ma ca benh")
    ),
    Field.EXTERNAL_SYSTEM: Column("Hệ thống khác", ("external system",)),
    Field.EXTERNAL_ID: Column("Mã ở hệ thống khác", ("external id", "uuid", "epid number", "case uuid", "visual id")),
    Field.NAME: Column("Họ và tên", ("ho ten", "ten", "name", "full name", "ho va ten benh nhan", "ten benh nhan")),
    Field.SEX: Column("Giới tính", ("gioi", "phai", "sex", "gender")),
    Field.BIRTH_DATE: Column("Ngày sinh", ("ngay thang nam sinh", "date of birth", "dob", "birthdate", "birth date")),
    Field.BIRTH_YEAR: Column("Năm sinh", ("birth year", "year of birth", "nam sinh yyyy")),
    Field.AGE: Column("Tuổi", ("age", "age years")),
    Field.PHONE: Column(
        "Điện thoại", ("so dien thoai", "sdt", "dt", "phone", "telephone", "so dt", "dien thoai lien he")
    ),
    Field.ADDRESS: Column("Địa chỉ", ("address", "noi o chi tiet", "dia chi noi o", "dia chi cu tru")),
    Field.RESIDENCE: Column(
        "Xã, phường cư trú", ("xa phuong", "noi cu tru", "phuong xa", "xa", "residence", "commune")
    ),
    Field.PERSONAL_NUMBER: Column(
        "Số định danh", ("cccd", "cmnd", "so cccd", "cmnd cccd", "so can cuoc", "national id")
    ),
    Field.GUARDIAN: Column("Người giám hộ", ("guardian", "cha me")),
    Field.NATIONALITY: Column("Quốc tịch", ("nationality", "quoc gia")),
    Field.UNIT: Column("Đơn vị quản lý", ("don vi", "ma don vi", "responsible unit", "unit")),
    Field.CLASSIFICATION: Column(
        "Phân loại ca bệnh", ("phan loai", "classification", "case classification", "loai ca")
    ),
    Field.REPORTED_ON: Column(
        "Ngày báo cáo", ("report date", "reported on", "ngay cong bo", "ngay ghi nhan", "date of reporting")
    ),
    Field.ONSET_ON: Column(
        "Ngày khởi phát", ("onset", "date of onset", "ngay khoi benh", "ngay co trieu chung", "symptom onset date")
    ),
    Field.SAMPLED_ON: Column("Ngày lấy mẫu", ("sample date", "ngay lay mau xet nghiem", "sampled on")),
    Field.CONFIRMED_ON: Column(
        "Ngày xác định",
        ("positive date", "ngay duong tinh", "ngay co ket qua duong tinh", "confirmed on", "confirmed date"),
    ),
    Field.INFECTED_IN: Column("Nơi nhiễm", ("noi lay nhiem", "infected in", "place of infection")),
    Field.DETECTED_IN: Column("Nơi phát hiện", ("detected in", "noi ghi nhan", "tinh phat hien")),
    Field.TREATED_AT: Column("Nơi điều trị", ("treat location", "treated at", "co so dieu tri", "hospital")),
    Field.OUTCOME: Column("Kết cục", ("outcome", "ket qua dieu tri", "tinh trang ra vien")),
    Field.OUTCOME_ON: Column(
        "Ngày kết cục", ("discharge date", "ngay ra vien", "outcome date", "ngay khoi benh xuat vien")
    ),
    Field.INFECTED_BY: Column(
        "Lây từ ca", ("source", "nguon lay", "nguon lay nhiem", "infected by", "infector", "lay tu")
    ),
    Field.DEGREE: Column("Vòng tiếp xúc", ("f", "loai tiep xuc", "degree", "f1 f2")),
    Field.STATE: Column("Trạng thái", ("state", "contact status", "trang thai tiep xuc")),
    Field.SOURCE: Column(
        "Tiếp xúc với ca", ("tiep xuc voi", "source case", "ca benh lien quan", "case number", "ca chi diem")
    ),
    Field.LAST_EXPOSED_ON: Column(
        "Ngày tiếp xúc cuối", ("ngay tiep xuc", "last contact date", "contact date", "ngay tiep xuc lan cuoi")
    ),
    Field.SETTING: Column("Nơi tiếp xúc", ("hoan canh tiep xuc", "setting", "exposure type", "contact setting")),
    Field.MINUTES: Column("Số phút tiếp xúc", ("minutes", "exposure duration")),
    Field.CLOSENESS: Column("Khoảng cách", ("closeness", "distance", "muc do gan")),
    Field.FOLLOW_UP: Column("Theo dõi", ("follow up status", "follow up", "tinh trang theo doi")),
    Field.FOLLOW_UP_FROM: Column("Theo dõi từ ngày", ("follow up from",)),
    Field.FOLLOW_UP_UNTIL: Column("Theo dõi đến ngày", ("follow up until", "ngay ket thuc theo doi")),
    Field.INFECTOR: Column("Ca lây", ("infector id", "infector", "nguon")),
    Field.INFECTEE: Column("Ca bị lây", ("infectee id", "infectee")),
    Field.CERTAINTY: Column("Mức chắc chắn", ("certainty", "certainty level id", "do chac chan")),
    Field.STATED_BY: Column("Người cung cấp", ("stated by", "nguon thong tin")),
}

PERSON: Final = (
    *(Field.NAME, Field.SEX, Field.BIRTH_DATE, Field.BIRTH_YEAR, Field.AGE, Field.PHONE, Field.ADDRESS),
    *(Field.RESIDENCE, Field.PERSONAL_NUMBER, Field.GUARDIAN, Field.NATIONALITY),
)
FOLLOWED: Final = (Field.FOLLOW_UP, Field.FOLLOW_UP_FROM, Field.FOLLOW_UP_UNTIL)
ELSEWHERE: Final = (Field.EXTERNAL_SYSTEM, Field.EXTERNAL_ID)
FIELDS_OF: Final[Mapping[Kind, tuple[Field, ...]]] = {
    Kind.CASES: (
        *(Field.NUMBER, *PERSON, Field.UNIT, Field.CLASSIFICATION, Field.REPORTED_ON, Field.ONSET_ON),
        *(Field.SAMPLED_ON, Field.CONFIRMED_ON, Field.INFECTED_IN, Field.DETECTED_IN, Field.TREATED_AT),
        *(Field.OUTCOME, Field.OUTCOME_ON, Field.INFECTED_BY, *FOLLOWED, *ELSEWHERE),
    ),
    Kind.CONTACTS: (
        *(*PERSON, Field.UNIT, Field.DEGREE, Field.STATE, Field.SOURCE, Field.LAST_EXPOSED_ON, Field.SETTING),
        *(Field.MINUTES, Field.CLOSENESS, Field.CERTAINTY, *FOLLOWED, *ELSEWHERE),
    ),
    Kind.LINKS: (Field.INFECTOR, Field.INFECTEE, Field.CERTAINTY, Field.STATED_BY),
}
"""Which columns each kind of line list has, in the order of the template."""
_SPEAKING: Final[Mapping[Kind, frozenset[Field]]] = {
    Kind.LINKS: frozenset({Field.INFECTOR, Field.INFECTEE}),
    Kind.CONTACTS: frozenset({Field.SOURCE, Field.LAST_EXPOSED_ON, Field.DEGREE}),
    Kind.CASES: frozenset({Field.NUMBER, Field.CLASSIFICATION, Field.CONFIRMED_ON, Field.INFECTED_BY, Field.ONSET_ON}),
}
"""Columns that tell one kind from another."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What a line list seems to be; a person looks at it and changes it.

    Args:
        kind: What its rows are.
        heading_row: The number of the row that bears the headings.
        columns: What each recognised column is, by its place from 0; others are kept beside the fields.
    """

    kind: Kind
    heading_row: int
    columns: Mapping[int, Field]


def guess(grid: Grid) -> Guess:
    """Return what a sheet seems to be: the row and kind whose headings are recognised most; the first row of nothing."""
    best, most = Guess(Kind.CASES, 1, {}), (0, 0)
    for number in range(1, min(len(grid.rows), ROWS_SEARCHED) + 1):
        headings = headings_at(Grid(grid.rows[: number + 1]), number)
        for kind in Kind:
            columns = columns_of(kind, headings)
            speaking = len(_SPEAKING[kind] & set(columns.values()))
            if (weight := (2 * speaking + len(columns), speaking)) > most:
                best, most = Guess(kind, number, columns), weight
    return best


def columns_of(kind: Kind, headings: Iterable[Heading]) -> dict[int, Field]:
    """Return which headings are recognised; each field once, the template's own words before those of others."""
    known = {folded(COLUMNS[field].heading): field for field in FIELDS_OF[kind]}
    others = {folded(word): field for field in FIELDS_OF[kind] for word in COLUMNS[field].others}
    written = [(heading.place, folded(heading.text)) for heading in headings]
    found = dict[int, Field]()
    for words in (known, others):
        for place, text in written:
            field = words.get(text)
            if field is not None and place not in found and field not in found.values():
                found[place] = field
    return found
