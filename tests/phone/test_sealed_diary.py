"""The diary's file: sealed, forgetful, and plain about what is wrong with it."""

import random
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from time import thread_time

import apsw
import pytest
from tests.phone.people import DAY, HOUR, MINUTE, NOON

from bluezone.phone import diary_file, sealed_diary
from bluezone.phone.agent import ClockWatch
from bluezone.phone.diary import Check, Enrolment
from bluezone.phone.notebook import Letter, PlaceWarned
from bluezone.phone.own_keys import OwnKey
from bluezone.phone.reporting import Report
from bluezone.phone.sealed_diary import FILE_NAME, SealedDiary, remove_files
from bluezone.protocol.errors import MalformedMessage, RuleViolation, Unavailable
from bluezone.protocol.intervals import Air
from bluezone.protocol.keys import fresh_key
from bluezone.protocol.place_warnings import CheckIn
from bluezone.protocol.sightings import Sighting
from bluezone.protocol.trust import TrustState
from bluezone.protocol.venues import VenueType

KEY = bytes(range(32))
PLANTED_IDENTIFIER = b"planted-id-1"
PLANTED_KEY = b"planted-own-key!"
PLANTED_TOKEN = "planted-token-of-a-report"
PLANTED_VENUE = "a planted market"
VISIT = CheckIn(
    name=PLANTED_VENUE,
    type=VenueType.MARKET,
    commune="03463",
    version=1,
    start=NOON,
    end=NOON + DAY,
    is_automatic=True,
    first_hour=1,
    marks=(),
)
PLANTED_NOTE = b'{"2020-08-01":"planted words of a private day"}'
PLANTED = (PLANTED_IDENTIFIER, PLANTED_KEY, PLANTED_TOKEN.encode(), PLANTED_VENUE.encode(), b"SQLite format 3")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "diary"


def sighting(number: int = 0) -> Sighting:
    return Sighting(Air.BLUEZONE, PLANTED_IDENTIFIER, NOON + number * timedelta(seconds=5), -80, -26)


def filled(diary: SealedDiary) -> SealedDiary:
    key = fresh_key(PLANTED_KEY, NOON)
    diary.keep((OwnKey(key, key.start),), ClockWatch())
    diary.remember([sighting(number) for number in range(500)])
    diary.keep_report(Report(PLANTED_TOKEN, NOON, bytes(32)))
    diary.enrol(Enrolment("https://keys.example", "ab" * 32, Air.BLUEZONE, is_demo=False))
    diary.take(Check(NOON, TrustState("ab" * 32)))
    diary.notebook.keep_document("notes", PLANTED_NOTE)
    diary.notebook.keep_visit("visit", VISIT)
    diary.notebook.warn_of_places([PlaceWarned("visit", PLANTED_VENUE, NOON, NOON + DAY, 1, NOON)])
    diary.notebook.keep_letter(Letter("mark", NOON, bytes(range(256)) * 16, ("place:visit",)))
    return diary


def bytes_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def found(folder: Path) -> list[bytes]:
    everything = bytes_in(folder)
    return [word for word in PLANTED if word in everything]


def opened_plain(folder: Path, key: bytes = KEY) -> bytes:
    """Return the database's bytes after decrypting them in place: what a thief with the key would search."""
    file = apsw.Connection(str(folder / FILE_NAME))
    for name, value in (("cipher", "chacha20"), ("key", f"raw:{key.hex()}"), ("journal_mode", "DELETE"), ("rekey", "")):
        file.pragma(name, value)
    file.close()
    return bytes_in(folder)


def test_no_byte_of_a_diary_can_be_read_without_its_key(folder: Path) -> None:
    diary = filled(SealedDiary.create(folder, KEY))

    while_open = found(folder)
    diary.close()

    assert while_open == found(folder) == []


def test_with_its_key_the_planted_bytes_are_there(folder: Path) -> None:
    filled(SealedDiary.create(folder, KEY)).close()

    everything = opened_plain(folder)

    assert all(word in everything for word in PLANTED)


def test_what_was_forgotten_is_in_no_byte_even_with_the_key(folder: Path) -> None:
    diary = filled(SealedDiary.create(folder, KEY))

    diary.forget(NOON + 2 * DAY, NOON + 30 * DAY)

    assert (folder / f"{FILE_NAME}-wal").stat().st_size == 0
    diary.close()
    everything = opened_plain(folder)
    assert PLANTED_IDENTIFIER not in everything
    assert PLANTED_KEY not in everything
    assert PLANTED_TOKEN.encode() not in everything
    assert PLANTED_VENUE.encode() not in everything


def test_a_removed_check_in_is_in_no_byte_even_with_the_key(folder: Path) -> None:
    diary = filled(SealedDiary.create(folder, KEY))

    diary.notebook.remove_visit("visit")

    diary.close()
    everything = opened_plain(folder)
    assert PLANTED_VENUE.encode() not in everything
    assert PLANTED_NOTE in everything


def test_an_erased_diary_leaves_no_file(folder: Path) -> None:
    diary = filled(SealedDiary.create(folder, KEY))

    diary.erase()

    assert list(folder.iterdir()) == []


def test_where_sqlite_does_not_encrypt_nothing_is_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(place: Path, _key: bytes, *, flags: int) -> apsw.Connection:
        return apsw.Connection(str(place), flags=flags)

    monkeypatch.setattr(sealed_diary, "_opened", opened)

    with pytest.raises(Unavailable, match="does not encrypt"):
        SealedDiary.create(folder, KEY)

    assert list(folder.iterdir()) == []


def test_a_missing_diary_is_said_to_be_missing(folder: Path) -> None:
    with pytest.raises(RuleViolation, match="no diary in this folder") as refused:
        SealedDiary(folder, KEY)

    assert refused.value.code == "diary_missing"


def test_a_diary_is_not_made_over_another(folder: Path) -> None:
    SealedDiary.create(folder, KEY).close()

    with pytest.raises(RuleViolation) as refused:
        SealedDiary.create(folder, KEY)

    assert refused.value.code == "diary_exists"


def test_another_key_does_not_open_a_diary(folder: Path) -> None:
    filled(SealedDiary.create(folder, KEY)).close()

    with pytest.raises(RuleViolation, match="another diary's") as refused:
        SealedDiary(folder, bytes(32))

    assert refused.value.code == "diary_locked"
    assert found(folder) == []


def test_a_key_of_another_length_is_our_mistake(folder: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        SealedDiary.create(folder, b"short")


@pytest.mark.parametrize("left", [0, 10, 100, 4096, 5000, 0.5, 0.9])
def test_a_truncated_diary_is_said_to_be_damaged_and_tells_nothing(folder: Path, left: float) -> None:
    filled(SealedDiary.create(folder, KEY)).close()
    place = folder / FILE_NAME
    content = place.read_bytes()
    place.write_bytes(content[: int(left * len(content)) if isinstance(left, float) else left])

    with pytest.raises((MalformedMessage, RuleViolation), match="damaged"):
        _read_all(folder)

    assert found(folder) == []


@pytest.mark.parametrize("seed", range(8))
def test_a_changed_byte_is_noticed(folder: Path, seed: int) -> None:
    filled(SealedDiary.create(folder, KEY)).close()
    place = folder / FILE_NAME
    content = bytearray(place.read_bytes())
    content[random.Random(seed).randrange(24, len(content))] ^= 1
    place.write_bytes(content)

    with pytest.raises((MalformedMessage, RuleViolation), match="damaged"):
        _read_all(folder)


def _read_all(folder: Path) -> None:
    diary = SealedDiary(folder, KEY)
    try:
        diary.state()
        diary.sightings()
        diary.last_check()
        diary.warnings()
        diary.report()
        diary.enrolment()
        [diary.notebook.document(name) for name in diary.notebook.documents()]
        diary.notebook.visits()
        diary.notebook.place_warnings()
        diary.notebook.letters()
        with diary_file.told():
            diary._number("SELECT erased FROM life")
    finally:
        diary.close()


def test_a_full_disk_is_said_and_leaves_no_plaintext(folder: Path) -> None:
    diary = SealedDiary.create(folder, KEY)
    diary._file.execute("PRAGMA max_page_count = 24")

    with pytest.raises(Unavailable, match="disk is full"):
        diary.remember([sighting(number) for number in range(20_000)])

    assert diary.count() == 0
    assert found(folder) == []
    diary.close()


def test_a_limit_on_files_is_said_and_leaves_no_plaintext(folder: Path) -> None:
    story = f"""
import resource, sys
from pathlib import Path
from tests.phone.test_sealed_diary import KEY, SealedDiary, filled, sighting
diary = SealedDiary.create(Path({str(folder)!r}), KEY)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
filled(diary)
try:
    diary.remember([sighting(number) for number in range(1000, 50_000)])
except Exception as wrong:
    print(type(wrong).__name__, wrong)
    sys.exit(7)
"""

    answer = subprocess.run(
        [sys.executable, "-c", story],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": ":".join(sys.path)},
    )

    assert answer.returncode == 7, answer.stderr
    assert answer.stdout.startswith("Unavailable the diary cannot be")
    assert found(folder) == []
    diary = SealedDiary(folder, KEY)
    assert diary.count() == 500
    diary.close()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(Unavailable, match="folder cannot be made"):
        SealedDiary.create(tmp_path / "file" / "diary", KEY)


def test_a_folder_in_the_place_of_the_file_cannot_be_read(folder: Path) -> None:
    (folder / FILE_NAME).mkdir(parents=True)

    with pytest.raises(RuleViolation, match="no diary"):
        SealedDiary(folder, KEY)


def test_a_busy_diary_is_waited_for_and_then_said(folder: Path) -> None:
    one, other = SealedDiary.create(folder, KEY), SealedDiary(folder, KEY)
    other._file.set_busy_timeout(10)

    with one._writing(), pytest.raises(Unavailable, match="another program"):
        other.remember([sighting()])

    one.close()
    other.close()


def test_two_programs_see_what_the_other_wrote(folder: Path) -> None:
    run, report = SealedDiary.create(folder, KEY), SealedDiary(folder, KEY)
    before = (run.changed(), run.state())

    report.keep((), ClockWatch(silent_until=NOON))

    assert before[0] is False
    assert run.changed()
    assert run.state().clock.silent_until == NOON
    assert not run.changed()
    run.close()
    report.close()


def test_a_program_finds_the_diary_erased_under_it(folder: Path) -> None:
    run, other = SealedDiary.create(folder, KEY), SealedDiary(folder, KEY)

    other.erase()

    assert run.is_erased()
    run.close()


def test_a_program_finds_the_diarys_file_gone(folder: Path) -> None:
    run = SealedDiary.create(folder, KEY)

    remove_files(folder)

    assert run.is_erased()
    run.close()


def test_another_programs_erasing_is_seen_before_the_file_is_gone(folder: Path) -> None:
    run, other = SealedDiary.create(folder, KEY), SealedDiary(folder, KEY)
    assert not run.is_erased()

    other._file.execute("UPDATE life SET erased = 1")

    assert run.is_erased()
    assert run.is_erased()
    run.close()
    other.close()


def test_a_diary_of_a_later_version_is_refused(folder: Path) -> None:
    diary = SealedDiary.create(folder, KEY)
    diary._file.execute("PRAGMA user_version = 9")
    diary.close()

    with pytest.raises(MalformedMessage):
        SealedDiary(folder, KEY)


def test_ninety_two_diaries_of_one_process_are_cheap_to_open(tmp_path: Path) -> None:
    for number in range(92):
        SealedDiary.create(tmp_path / str(number), KEY).close()

    begin = thread_time()
    diaries = [SealedDiary(tmp_path / str(number), KEY) for number in range(92)]
    each = (thread_time() - begin) / 92

    for diary in diaries:
        diary.close()
    assert each < 0.025, "five times the aim of 5 ms of work: a passphrase's stretching takes longer"


def test_a_killed_program_loses_nothing_that_was_written(folder: Path) -> None:
    story = f"""
import os, signal
from pathlib import Path
from tests.phone.test_sealed_diary import KEY, SealedDiary, filled
filled(SealedDiary.create(Path({str(folder)!r}), KEY))
os.kill(os.getpid(), signal.SIGKILL)
"""

    subprocess.run([sys.executable, "-c", story], check=False, env={"PYTHONPATH": ":".join(sys.path)})

    diary = SealedDiary(folder, KEY)
    assert diary.count() == 500
    assert len(diary.state().keys) == 1
    assert found(folder) == []
    diary.close()


def test_time_has_its_place_to_the_microsecond(folder: Path) -> None:
    diary = SealedDiary.create(folder, KEY)
    clock = ClockWatch(NOON + timedelta(microseconds=1), None, -HOUR, NOON - MINUTE)

    assert diary.keep((), clock).clock == clock
    diary.close()
