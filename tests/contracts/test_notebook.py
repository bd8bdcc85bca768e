"""What every notebook does: the one in memory and the one in the diary's encrypted file."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import apsw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.phone.people import DAY, HOUR, MINUTE, NOON

from bluezone.phone import diary_file
from bluezone.phone.diary import Diary, MemoryDiary
from bluezone.phone.diary_file import FIRST_TABLES, VERSION
from bluezone.phone.notebook import Letter, PlaceWarned
from bluezone.phone.sealed_diary import FILE_NAME, SealedDiary, _opened
from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.place_warnings import CheckIn, changed, check_in
from bluezone.protocol.venues import VenueCode, VenueType

KEY = bytes(range(32))
CODE = VenueCode(
    VenueType.MARKET, 3, (NOON - DAY).date(), (NOON + DAY).date(), "03463", b"a planted secret", "Chợ Than Uyên"
)
LETTER = Letter("mark", NOON, bytes(4096), ("place:1", "person:2020-08-01"))


def in_memory(_: Path) -> Diary:
    return MemoryDiary()


def in_a_file(folder: Path) -> Diary:
    return SealedDiary.create(folder, KEY)


@pytest.fixture(params=[in_memory, in_a_file], ids=["memory", "file"])
def diary(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Diary]:
    opened: Diary = request.param(tmp_path / "diary")
    yield opened
    opened.close()


def visit(start: datetime = NOON) -> CheckIn:
    return check_in(CODE, start)


def warned(name: str = "1", start: datetime = NOON) -> PlaceWarned:
    return PlaceWarned(name, "Chợ Than Uyên", start, start + HOUR, 1, start + DAY)


def test_a_new_notebook_is_empty(diary: Diary) -> None:
    notebook = diary.notebook

    assert notebook.document("choices") is None
    assert notebook.documents() == ()
    assert notebook.visits() == {}
    assert notebook.place_warnings() == ()
    assert notebook.letters() == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.dictionaries(st.text(max_size=30), st.binary(max_size=200), max_size=6))
def test_any_document_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, documents: dict[str, bytes]
) -> None:
    for diary in (in_memory(Path()), in_a_file(tmp_path_factory.mktemp("diary"))):
        for name, content in documents.items():
            diary.notebook.keep_document(name, b"former")
            diary.notebook.keep_document(name, content)

        assert {name: diary.notebook.document(name) for name in diary.notebook.documents()} == documents
        diary.close()


def test_a_check_in_comes_back_whole_and_can_be_changed(diary: Diary) -> None:
    diary.notebook.keep_visit("late", visit(NOON + HOUR))
    diary.notebook.keep_visit("early", visit())

    longer = changed(visit(), end=NOON + 3 * HOUR)
    diary.notebook.keep_visit("early", longer)

    assert list(diary.notebook.visits().items()) == [("early", longer), ("late", visit(NOON + HOUR))]


def test_a_removed_check_in_is_gone_with_its_warning(diary: Diary) -> None:
    diary.notebook.keep_visit("1", visit())
    diary.notebook.warn_of_places([warned("1"), warned("2")])

    diary.notebook.remove_visit("1")
    diary.notebook.remove_visit("never there")

    assert diary.notebook.visits() == {}
    assert diary.notebook.place_warnings() == (warned("2"),)


def test_place_warnings_take_the_place_of_the_former(diary: Diary) -> None:
    diary.notebook.warn_of_places([warned("2", NOON + HOUR)])

    diary.notebook.warn_of_places([warned("2", NOON + HOUR), warned("1")])

    assert diary.notebook.place_warnings() == (warned("1"), warned("2", NOON + HOUR))


def test_a_letter_waits_until_it_arrived(diary: Diary) -> None:
    diary.notebook.keep_letter(LETTER)
    arrived = replace(LETTER, sealed=b"", arrived=NOON + MINUTE)

    waiting = diary.notebook.letters()
    diary.notebook.keep_letter(arrived)

    assert waiting == (LETTER,)
    assert diary.notebook.letters() == (arrived,)


def test_visits_warnings_and_letters_are_forgotten_and_documents_stay(diary: Diary) -> None:
    for at in (NOON, NOON + 20 * DAY):
        diary.notebook.keep_visit(f"{at:%j}", visit(at))
        diary.notebook.keep_letter(replace(LETTER, mark=f"{at:%j}", written=at))
    diary.notebook.warn_of_places([warned(), warned("2", NOON + 20 * DAY)])
    diary.notebook.keep_document("choices", b"{}")

    gone = diary.forget(NOON + 5 * DAY, NOON + 30 * DAY)

    assert gone == 3
    assert len(diary.notebook.visits()) == len(diary.notebook.place_warnings()) == len(diary.notebook.letters()) == 1
    assert diary.notebook.document("choices") == b"{}"


def test_an_erased_diary_takes_its_notebook_along(diary: Diary) -> None:
    diary.notebook.keep_document("choices", b"{}")

    diary.erase()

    assert diary.is_erased()


def former_file(folder: Path, version: int = 1) -> None:
    """Make a diary's file as a former or a later version of the program left it."""
    folder.mkdir()
    file = _opened(folder / FILE_NAME, KEY, flags=apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE)
    file.execute(FIRST_TABLES)
    file.execute("INSERT INTO checks VALUES (1, 1596283200000000, 'ab', 3, x'00', 7, x'01')")
    file.execute(f"PRAGMA user_version = {version}")
    file.close()


def test_a_diary_of_the_first_version_gets_its_notebook_and_keeps_what_it_knew(tmp_path: Path) -> None:
    former_file(tmp_path / "diary")

    diary = SealedDiary(tmp_path / "diary", KEY)

    last = diary.last_check()
    assert last is not None
    assert last.at == NOON
    assert last.trust.feeds == {}
    diary.notebook.keep_letter(LETTER)
    diary.close()
    again = SealedDiary(tmp_path / "diary", KEY)
    assert again.notebook.letters() == (LETTER,)
    again.close()


@pytest.mark.parametrize(("version", "sentence"), [(VERSION + 1, "newer version"), (0, "damaged")])
def test_a_diary_of_an_unknown_version_is_refused_and_left_as_it_is(
    tmp_path: Path, version: int, sentence: str
) -> None:
    former_file(tmp_path / "diary", version)
    before = (tmp_path / "diary" / FILE_NAME).read_bytes()

    with pytest.raises(MalformedMessage, match=sentence):
        SealedDiary(tmp_path / "diary", KEY)

    assert (tmp_path / "diary" / FILE_NAME).read_bytes() == before


def test_a_diary_that_cannot_be_brought_up_to_date_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    former_file(tmp_path / "diary")
    monkeypatch.setattr(diary_file, "STEPS", {1: "CREATE TABLE documents (name TEXT); CREATE TABLE checks (broken)"})
    with pytest.raises(apsw.SQLError):
        SealedDiary(tmp_path / "diary", KEY)
    monkeypatch.undo()

    diary = SealedDiary(tmp_path / "diary", KEY)

    assert diary.last_check() is not None
    assert diary.notebook.documents() == ()
    diary.close()


def test_two_programs_that_bring_a_diary_up_to_date_at_once_do_it_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    former_file(tmp_path / "diary")
    ordinary, asked = diary_file._version, list[int]()

    def version(file: apsw.Connection) -> int:
        asked.append(ordinary(file))
        if len(asked) == 1:
            SealedDiary(tmp_path / "diary", KEY).close()  # the other program
            return 1
        return ordinary(file)

    monkeypatch.setattr(diary_file, "_version", version)

    SealedDiary(tmp_path / "diary", KEY).close()

    assert asked[-1] == VERSION
