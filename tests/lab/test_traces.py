"""Contact traces: what is read, and what is refused with its line."""

import gzip
import os
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.lab.evaluation import close_contacts
from bluezone.lab.traces import FACE_TO_FACE_METRES, INVS13, SIZE_LIMIT, Contact, parsed, read_trace
from bluezone.protocol.errors import MalformedMessage, Unavailable

ORIGIN = datetime(2020, 8, 3, tzinfo=UTC)
BADGES = "t,i,j\n"
PHONES = "time_step,user1_id,user2_id,distance_m\n"


def shared(name: str) -> Path:
    """Return a data set that may not be copied into the house; without it a test is skipped."""
    folder = Path(os.environ.get("BLUEZONE_SHARED_DATA") or Path(__file__).parents[3] / "shared" / "data")
    if not (folder / name).exists():
        pytest.skip(
            f"the data set {name} is not beside the repository and BLUEZONE_SHARED_DATA does not name its folder"
        )
    return folder / name


def test_the_trace_of_the_house_has_92_people_on_10_days_and_36_close_contacts() -> None:
    trace = read_trace(INVS13)

    assert (len(trace.contacts), len(trace.people), len(trace.days)) == (9827, 92, 10)
    assert (trace.days[0], trace.days[-1]) == (date(2013, 6, 24), date(2013, 7, 5))
    assert len(close_contacts(trace)) == 36


def test_a_badge_s_time_is_the_end_of_its_step() -> None:
    trace = parsed(BADGES + "28820,492,938\n", name="x", origin=ORIGIN)

    assert trace.contacts == (Contact(ORIGIN + timedelta(hours=8), "492", "938", FACE_TO_FACE_METRES),)
    assert trace.step == timedelta(seconds=20)


def test_a_phone_s_step_is_five_minutes_and_has_its_distance() -> None:
    trace = parsed(PHONES + "2,10,9,1.5\n", name="x", origin=ORIGIN)

    assert trace.contacts == (Contact(ORIGIN + timedelta(minutes=5), "9", "10", 1.5),)
    assert trace.step == timedelta(minutes=5)


def test_further_columns_order_of_rows_and_repeated_rows_do_not_matter() -> None:
    plain = parsed(BADGES + "40,1,2\n60,3,1\n", name="x", origin=ORIGIN)

    other = parsed("class_i,j,i,t\nPC,1,3,60\nPC,2,1,40\nPC,1,2,40\n\n", name="x", origin=ORIGIN)

    assert other == plain


def test_a_step_off_the_grid_counts_as_the_one_in_which_it_starts() -> None:
    trace = parsed(BADGES + "50,1,2\n", name="x", origin=ORIGIN)

    assert trace.contacts[0].start == ORIGIN + timedelta(seconds=20)


def test_a_badge_that_saw_itself_met_nobody() -> None:
    trace = parsed(BADGES + "40,7,7\n40,1,2\n", name="x", origin=ORIGIN)

    assert trace.people == ("1", "2")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("t,i\n20,1\n", 1),
        ("t,i,j,t\n20,1,2,20\n", 1),
        (BADGES, 2),
        (BADGES + "20,1,2\n40,1\n", 3),
        (BADGES + "20,1,2\n40,1,2,3\n", 3),
        (BADGES + "x,1,2\n", 2),
        (BADGES + "-20,1,2\n", 2),
        (BADGES + "0,1,2\n", 2),
        (BADGES + "1e3,1,2\n", 2),
        (BADGES + "٢٠,1,2\n", 2),
        (BADGES + "99999999999999999999,1,2\n", 2),
        (BADGES + "20,,2\n", 2),
        (BADGES + "20,<b>,2\n", 2),
        (BADGES + f"20,{'9' * 21},2\n", 2),
        (BADGES + '20,"1,2\n', 2),
        (PHONES + "0,1,2,3\n", 2),
        (PHONES + "1,1,2,nan\n", 2),
        (PHONES + "1,1,2,-1\n", 2),
        (PHONES + "1,1,2,1001\n", 2),
        (PHONES + "1,1,2,1.\n", 2),
        (PHONES + "1,1,2,\n", 2),
    ],
)
def test_a_broken_trace_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(MalformedMessage, match=f"^line {line}: "):
        parsed(text, name="x", origin=ORIGIN)


@given(st.text())
def test_any_text_is_a_trace_or_malformed(text: str) -> None:
    for start in ("", BADGES, PHONES):
        with suppress(MalformedMessage):
            assert parsed(start + text, name="x", origin=ORIGIN).contacts


@given(content=st.binary())
def test_any_bytes_in_a_file_are_a_trace_or_malformed(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    for written in (content, b"\x1f\x8b" + content, gzip.compress(content)):
        path.write_bytes(written)
        with suppress(MalformedMessage):
            assert read_trace(path).contacts


def test_a_gzip_cut_short_is_malformed(tmp_path: Path) -> None:
    path = tmp_path / "cut.csv.gz"
    path.write_bytes(INVS13.read_bytes()[:-100])

    with pytest.raises(MalformedMessage, match="gzip"):
        read_trace(path)


def test_a_trace_that_grows_beyond_all_limits_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.csv.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(SIZE_LIMIT // 2**20 + 1):
            file.write(bytes(2**20))

    with pytest.raises(MalformedMessage, match="MiB"):
        read_trace(path)


def test_a_trace_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        read_trace(tmp_path / "nowhere.csv")


@pytest.mark.parametrize(
    ("name", "contacts", "people", "close"),
    [
        ("sociopatterns/highschool2011_contacts.csv.gz", 28_534, 126, 115),
        ("sociopatterns/hypertext2009_contacts.csv.gz", 20_818, 113, 81),
        ("sociopatterns/primaryschool_contacts.csv.gz", 125_773, 242, 651),
        ("haslemere/proximity.csv.gz", 29_991, 424, 147),
    ],
)
def test_other_real_traces_are_read(name: str, contacts: int, people: int, close: int) -> None:
    trace = read_trace(shared(name))

    assert (len(trace.contacts), len(trace.people), len(close_contacts(trace))) == (contacts, people, close)
