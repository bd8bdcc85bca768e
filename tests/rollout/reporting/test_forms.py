"""Forms as data: what they ask, what they take, and that nobody can be written down in one."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.authority.accounts.rules import Action
from bluezone.authority.territory.kinds import Kind
from bluezone.protocol.errors import MalformedMessage
from bluezone.rollout.reporting.catalogue import shipped_forms
from bluezone.rollout.reporting.rules.forms import (
    FieldKind,
    Finding,
    Form,
    Gathering,
    Measure,
    ValueFault,
    Wording,
    read_form,
    read_part,
    read_values,
)
from bluezone.rollout.reporting.rules.numbers import Fault, Remark

DOCUMENTS = {document["key"]: document for document in shipped_forms()}
FORMS = {key: read_form(document) for key, document in DOCUMENTS.items()}
UNIT = FORMS["unit_day"]
SOUND = {"staff": "60", "smartphones": "50", "declared": "30"}
NAMING_WORDS = {"name", "person", "citizen", "address", "household_number", "ethnic", "ethnicity", "birth", "identity"}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_shipped_form_is_whole_in_both_languages(form: Form) -> None:
    words = [
        form.title,
        form.purpose,
        *(field.label for field in form.fields),
        *(check.message for check in form.checks),
    ]

    assert all(word.vi and word.en for word in words)
    assert form.action in {action.value for action in Action}
    assert {Kind(kind) for kind in form.kinds}
    assert [field.number for field in form.fields] == list(range(1, len(form.fields) + 1))


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_no_form_has_a_place_where_a_citizen_could_be_written(form: Form) -> None:
    keys = {word for field in form.fields for word in field.key.split("_")}

    assert {field.kind for field in form.fields} <= set(FieldKind)
    assert not keys & NAMING_WORDS
    assert all(field.kind is FieldKind.COUNT for field in form.fields if field.key in {"refused", "old_phone"})


def test_what_the_directive_only_advises_is_never_demanded() -> None:
    assert FORMS["venue_week"].modality.value == "advised"
    assert FORMS["wifi_week"].modality.value == "must"


def test_a_sound_report_is_read_without_a_finding() -> None:
    reading = read_values(UNIT, SOUND)

    assert dict(reading.values) == {"staff": 60, "smartphones": 50, "declared": 30}
    assert reading.findings == ()
    assert reading.doubts == ()
    assert UNIT.field_of(Measure.DECLARED) == UNIT.fields[2]
    assert UNIT.field_of(Measure.VISITED) is None


def test_thousands_are_read_and_shown_to_the_reporter() -> None:
    reading = read_values(UNIT, {**SOUND, "staff": "1.234"})

    assert reading.values["staff"] == 1234
    assert Remark.THOUSANDS in reading.remarks["staff"]


def test_a_report_that_contradicts_itself_is_taken_and_asked_about() -> None:
    reading = read_values(UNIT, {**SOUND, "declared": "70"})

    assert reading.findings == ()
    assert [check.left for check in reading.doubts] == [("declared",), ("declared", "old_phone", "refused")][:1]


@pytest.mark.parametrize(
    ("wrong", "finding"),
    [
        ({"staff": "90 %"}, Finding("staff", Fault.PERCENTAGE)),
        ({"staff": ""}, Finding("staff", ValueFault.MISSING)),
        ({"staff": None}, Finding("staff", ValueFault.MISSING)),
        ({"staff": "1000000"}, Finding("staff", ValueFault.ABOVE_LIMIT)),
        ({"note": "x"}, Finding("note", ValueFault.NO_SUCH_FIELD)),
    ],
)
def test_a_field_that_cannot_be_read_is_named_with_its_reason(wrong: dict[str, Any], finding: Finding) -> None:
    assert read_values(UNIT, {**SOUND, **wrong}).findings == (finding,)


def test_the_order_of_the_fields_does_not_matter() -> None:
    assert read_values(UNIT, dict(reversed(SOUND.items()))) == read_values(UNIT, SOUND)


@pytest.mark.parametrize(
    ("link", "good"),
    [
        ("https://baolaichau.vn/bluezone", True),
        ("http://laichau.gov.vn", True),
        ("ftp://laichau.gov.vn", False),
        ("javascript:alert(1)", False),
        ("https://user:secret@laichau.gov.vn", False),
        ("https://[broken", False),
        ("https://a b", False),
        ("https://laichau.gov.vn/" + "x" * 300, False),
    ],
)
def test_a_link_is_an_address_of_the_web(link: str, good: bool) -> None:  # noqa: FBT001 -- a column of the table
    values = {"medium": "web", "language": "thai", "at": "2020-08-14T18:30", "link": link}

    assert (read_values(FORMS["broadcast"], values).findings == ()) is good


def test_choices_come_from_a_closed_list_and_times_are_times() -> None:
    values = {"medium": "television", "language": "klingon", "at": "tonight"}

    assert set(read_values(FORMS["broadcast"], values).findings) == {
        Finding("language", ValueFault.NO_SUCH_CHOICE),
        Finding("at", ValueFault.NO_TIME),
    }


def test_a_time_is_kept_to_the_minute() -> None:
    values = {"medium": "radio", "language": "mong", "at": "2020-08-14T18:30:59"}

    assert read_values(FORMS["broadcast"], values).values["at"] == "2020-08-14T18:30"


@pytest.mark.parametrize(
    ("key", "written", "read"),
    [
        ("commune_day", "07", "7"),
        ("commune_day", " 12 ", "12"),
        ("commune_day", "", ""),
        ("commune_day", "Nguyễn Văn A", ValueFault.NO_SUCH_PART),
        ("school_week", "9a2", "9A2"),
        ("school_week", "Lan", ValueFault.NO_SUCH_PART),
        ("unit_day", "7", ValueFault.NO_SUCH_PART),
    ],
)
def test_a_part_is_a_village_or_a_class_and_never_a_name(key: str, written: str, read: str | ValueFault) -> None:
    assert read_part(FORMS[key], written) == read


@given(
    st.dictionaries(
        st.sampled_from([*SOUND, "refused", "x"]), st.one_of(st.text(max_size=12), st.integers(), st.none())
    )
)
def test_any_filled_form_is_read_or_refused_field_by_field(filled: dict[str, object]) -> None:
    reading = read_values(UNIT, filled)

    assert reading.findings or set(SOUND) <= set(reading.values)


def broken(change: dict[str, Any]) -> dict[str, Any]:
    document: dict[str, Any] = copy.deepcopy(DOCUMENTS["unit_day"])
    return document | change


@pytest.mark.parametrize(
    "change",
    [
        {"key": "Upper"},
        {"version": 0},
        {"fields": []},
        {"rhythm": "hourly"},
        {"title": {"vi": "only"}},
        {"checks": [{"left": ["nobody"], "right": ["staff"], "message": {"vi": "a", "en": "b"}}]},
        {"fields": [{"key": "a", "label": {"vi": "a", "en": "b"}, "letter": "K"}]},
        {"fields": [{"key": "a", "label": {"vi": "a", "en": "b"}, "kind": "choice"}]},
        {"fields": [{"key": "a", "label": {"vi": "a", "en": "b"}, "kind": "link", "measure": "staff"}]},
        {
            "fields": [
                {"key": "a", "label": {"vi": "a", "en": "b"}, "measure": "staff"},
                *DOCUMENTS["unit_day"]["fields"],
            ]
        },
        {"valid_from": "soon"},
        {"fields": ["a"]},
        {"fields": [None]},
        {"version": float("inf")},
    ],
)
def test_a_definition_that_defines_no_form_is_malformed(change: dict[str, Any]) -> None:
    with pytest.raises(MalformedMessage):
        read_form(broken(change))


def test_the_next_campaign_is_a_document() -> None:
    document = {
        "key": "vaccination_day",
        "version": 1,
        "title": {"vi": "Tiêm chủng", "en": "Vaccination"},
        "purpose": {"vi": "Mục 1", "en": "Item 1"},
        "valid_from": "2021-07-01",
        "rhythm": "day",
        "gathering": "event",
        "modality": "must",
        "kinds": ["xa"],
        "action": "reporting.submit",
        "fields": [{"key": "doses", "label": {"vi": "Số mũi", "en": "Doses"}}],
    }

    form = read_form(document)

    assert form.gathering is Gathering.EVENT
    assert read_values(form, {"doses": "12"}).values == {"doses": 12}


def test_a_wording_is_vietnamese_unless_english_is_asked_for() -> None:
    words = Wording("xin chào", "hello")

    assert (words.in_language("vi"), words.in_language("en-gb"), words.in_language("fr")) == (
        "xin chào",
        "hello",
        "xin chào",
    )
