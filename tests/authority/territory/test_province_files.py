"""A province's CSV files: everything wrong is named with file and line, and then nothing is imported."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.authority.territory.conftest import MOMENT

from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.province import EMPTY, understood
from bluezone.authority.territory.province_files import FileFinding
from bluezone.authority.territory.services import import_province
from bluezone.authority.territory.shipped import shipped

WHOLE = shipped("lai-chau")


def spoiled(file: str, line: int, old: str, new: str) -> dict[str, str]:
    """The files with one text replaced in one line."""
    lines = WHOLE[file].splitlines()
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new)
    return WHOLE | {file: "\n".join(lines) + "\n"}


def line_of(file: str, beginning: str) -> int:
    return next(place for place, line in enumerate(WHOLE[file].splitlines(), 1) if line.startswith(beginning))


XA = line_of("units", "2020,xa,03394")
CASES = [
    ("units", 1, "kind", "loai", "wrong_header"),
    ("units", XA, ",xa,", ",planet,", "unreadable_value"),
    ("units", XA, "03394", "3394", "code_digits"),
    ("units", XA, ",106,", ",999,", "unknown_parent"),
    ("units", XA, "2025-06-30", "2025-02-30", "unreadable_value"),
    ("units", XA, ",2025-06-30", ",2026-06-30", "unknown_parent"),
    ("units", XA, ",,2025", ",2025-07-01,2025", "validity_reversed"),
    ("units", XA, "03394", "03391", "repeated"),
    ("units", XA, ",106,", ",106,,", "unreadable_value"),
    ("succession", 2, ",1,", ",0.5,", "weights_not_whole"),
    ("succession", 2, ",1,", ",2,", "weight_range"),
    ("succession", 2, ",1,", ",1/1,", "weight_range"),
    ("succession", 2, ",1,", ",1/0,", "unreadable_value"),
    ("succession", 2, "03386", "03385", "unknown_unit"),
    ("succession", 2, "2025-07-01", "2025-07-02", "unknown_unit"),
    ("succession", 2, "whole", "somehow", "unreadable_value"),
    ("aliases", 2, "03391", "03399", "unknown_unit"),
    ("centroids", 2, "22.3181", "122.3", "place_range"),
    ("centroids", 2, "22.3181", "nan", "place_range"),
    ("centroids", line_of("centroids", "03388,2025"), "134.31", "-1", "area_range"),
    ("denominators", 2, "370502", "370.502", "value_not_whole"),
    ("denominators", 2, "370502", "-1", "value_not_whole"),
    ("denominators", 2, "residents", "ghosts", "unreadable_value"),
    ("bodies", 2, "general", "nothing", "unreadable_value"),
    ("bodies", line_of("bodies", "LC-CDCD"), "LC-GDDT", "LC-X", "unknown_unit"),
    ("leads", 2, "LC-TTTT", "LC-X", "unknown_unit"),
]


@pytest.mark.parametrize(("file", "line", "old", "new", "code"), CASES)
def test_each_fault_of_a_province_s_files_is_named_with_its_line(
    file: str, line: int, old: str, new: str, code: str
) -> None:
    _, findings = understood(spoiled(file, line, old, new))

    assert FileFinding(file, line, code) in findings


def test_a_source_is_never_missing() -> None:
    line = WHOLE["denominators"].splitlines()[1]
    _, findings = understood(spoiled("denominators", 2, line.split(",", 5)[5], ""))

    assert FileFinding("denominators", 2, "source_missing") in findings


def test_a_circle_of_parents_is_found() -> None:
    rows = "2020,huyen,001,Huyện A,002,,\n2020,huyen,002,Huyện B,001,,\n"

    _, findings = understood({"units": EMPTY["units"] + rows})

    assert {finding.code for finding in findings} == {"circle"}


def test_a_split_with_unknown_weights_can_be_written_down() -> None:
    rows = "2020,xa,00001,Xã A,,,2025-06-30\n2025,xa,00002,Xã B,,2025-07-01,\n2025,xa,00003,Xã C,,2025-07-01,\n"
    parts = "00001,A,00002,B,2025-07-01,,part_by_area\n00001,A,00003,C,2025-07-01,0.5,part_by_area\n"

    province, findings = understood({"units": EMPTY["units"] + rows, "succession": EMPTY["succession"] + parts})

    assert findings == ()
    assert province.succession[0].weight is None


@settings(deadline=None)  # a whole province is read each time
@given(st.sampled_from(sorted(WHOLE)), st.text(max_size=60))
def test_any_text_is_a_province_s_file_or_has_findings(file: str, text: str) -> None:
    province, findings = understood(WHOLE | {file: text})

    assert findings or province.units


def test_a_file_with_a_finding_is_imported_not_at_all(db: None) -> None:
    done = import_province(spoiled("leads", 2, "LC-TTTT", "LC-X"), actor="system", moment=MOMENT)

    assert [finding.code for finding in done.findings] == ["unknown_unit"]
    assert not Unit.objects.exists()
