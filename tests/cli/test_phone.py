"""The phone's commands: what a person types and reads."""

import io
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.phone.people import MINUTE, NOON

from bluezone.cli import main
from bluezone.cli.clock import Conductor
from bluezone.cli.phone import Teller
from bluezone.cli.phone_diary import alone
from bluezone.phone.agent import ClockWatch
from bluezone.phone.checking import Checked, Status
from bluezone.phone.diary import Enrolment, Warned
from bluezone.phone.diary_key import known_diary_key, new_diary_key
from bluezone.phone.reporting import Report, Stage
from bluezone.phone.sealed_diary import SealedDiary
from bluezone.phone.withdrawals import Withdrawn
from bluezone.phone.wording import Publisher
from bluezone.protocol.intervals import Air

ROOT = "ab" * 32
PASSPHRASE = "a throw-away passphrase"
PLANTED_CODE = "48151623"


@pytest.fixture
def passphrase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "passphrase"
    place.write_text(PASSPHRASE + "\n", encoding="utf-8")
    monkeypatch.setenv("BLUEZONE_PASSPHRASE_FILE", str(place))
    return place


@pytest.fixture
def folder(tmp_path: Path, passphrase: Path) -> Path:
    """A diary that a demo's phone made."""
    place = tmp_path / "diary"
    key = new_diary_key(place, passphrase=PASSPHRASE, random_bytes=os.urandom)
    diary = SealedDiary.create(place, key)
    diary.enrol(Enrolment("http://127.0.0.1:1", ROOT, Air.BLUEZONE, is_demo=True))
    diary.close()
    return place


@pytest.fixture
def clock_file(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "clock"
    with Conductor(place) as conductor:
        conductor.start(NOON)
        yield place


def called(*words: str) -> int:
    """Return the exit code of `bluezone phone WORDS`."""
    try:
        return main(["phone", *words])
    except SystemExit as ended:
        return int(ended.code or 0)


def said(capsys: pytest.CaptureFixture[str]) -> str:
    output = capsys.readouterr()
    return output.out + output.err


def test_a_new_phone_says_that_it_is_a_trial_and_hears_nothing(
    folder: Path, clock_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = called("status", "--diary", str(folder), "--demo-clock", str(clock_file))

    text = said(capsys)
    assert code == 0
    assert "thử nghiệm" in text
    assert "Bluetooth" in text
    assert "Never checked" in text


def test_the_same_for_machines(folder: Path, clock_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    called("status", "--json", "--diary", str(folder), "--demo-clock", str(clock_file))

    facts = json.loads(said(capsys))
    assert facts["conditions"] == ["radio off", "not checked"]
    assert facts["warnings"] == []


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["status"], 3, "--demo-clock is for the diary of a demo"),
        (["report", PLANTED_CODE, "--yes"], 3, "--yes is for demos"),
        (["run", "--radio", "usb:0"], 3, "--real-air"),
        (["run", "--radio", "tcp-client:127.0.0.1:9"], 3, "--demo-clock is for the diary of a demo"),
    ],
)
def test_what_a_demo_may_not_and_a_person_must_say_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, sentence: str
) -> None:
    assert called(*words, "--diary", str(folder)) == code
    assert sentence in said(capsys)


def test_a_report_that_was_agreed_to_before_is_not_added_to(
    folder: Path, clock_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    diary = SealedDiary(folder, known_diary_key(folder, passphrase=PASSPHRASE))
    diary.keep_report(Report("token", NOON, bytes(32), stage=Stage.BEGUN))
    diary.close()

    code = called("report", "--travelled", "--diary", str(folder), "--demo-clock", str(clock_file))

    assert code == 3
    assert "agreed to before" in said(capsys)


def test_a_missing_diary_is_said_to_be_missing(
    tmp_path: Path, passphrase: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called("status", "--diary", str(tmp_path / "nowhere")) == 3
    assert "no diary in this folder" in said(capsys)


def test_a_wrong_passphrase_is_said_and_not_repeated(
    folder: Path, passphrase: Path, clock_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    passphrase.write_text("another planted passphrase")

    code = called("status", "--diary", str(folder), "--demo-clock", str(clock_file))

    text = said(capsys)
    assert code == 3
    assert "passphrase is not the diary's" in text
    assert "planted" not in text


def test_without_keyring_passphrase_and_terminal_nothing_opens(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("BLUEZONE_PASSPHRASE_FILE")

    assert called("status", "--diary", str(folder)) == 3
    assert "needs a passphrase" in said(capsys)


def test_a_passphrase_file_that_is_not_there_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BLUEZONE_PASSPHRASE_FILE", str(folder / "nowhere"))

    assert called("status", "--diary", str(folder)) == 1
    assert "cannot be read" in said(capsys)


def test_a_typed_passphrase_opens_the_diary(
    folder: Path, clock_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("BLUEZONE_PASSPHRASE_FILE")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("bluezone.cli.phone_diary.getpass", lambda _: PASSPHRASE)

    assert called("status", "--diary", str(folder), "--demo-clock", str(clock_file)) == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "--server"),
        (["--server", "https://keys.example"], "64 hex digits"),
        (["--server", "http://keys.example", "--root-key", ROOT], "over https only"),
        (["--server", "https://keys.example", "--root-key", "xyz"], "64 hex digits"),
    ],
)
def test_a_new_phone_has_to_be_told_to_whom_it_belongs(
    tmp_path: Path, passphrase: Path, capsys: pytest.CaptureFixture[str], words: list[str], sentence: str
) -> None:
    code = called("run", "--radio", "tcp-client:127.0.0.1:9", "--diary", str(tmp_path / "new"), *words)

    assert code in (1, 3)
    assert sentence in said(capsys)
    assert not (tmp_path / "new").exists()


def test_a_radio_that_does_not_answer_is_said(
    tmp_path: Path, passphrase: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--server", "https://keys.example", "--root-key", ROOT, "--diary", str(tmp_path / "new")]

    assert called("run", "--radio", "tcp-client:127.0.0.1:9", *words) == 4
    assert "no Bluetooth controller answers" in said(capsys)


def test_a_check_without_a_key_server_changes_nothing_and_says_so(
    folder: Path, clock_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called("check", "--diary", str(folder), "--demo-clock", str(clock_file)) == 4
    assert "does not answer" in said(capsys)


def test_without_a_yes_nothing_leaves(
    folder: Path, clock_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    diary = SealedDiary(folder, known_diary_key(folder, passphrase=PASSPHRASE))
    _speak_once(diary)
    diary.close()
    monkeypatch.setattr("sys.stdin", io.StringIO(""))

    code = called("report", PLANTED_CODE, "--travelled", "--diary", str(folder), "--demo-clock", str(clock_file))

    text = said(capsys)
    assert code == 1
    assert "you were in another province" in text
    assert "http://127.0.0.1:1: 1 keys" in text
    assert "Not sent: whose phones" in text
    assert PLANTED_CODE not in text


def test_an_erased_phone_leaves_an_empty_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called("erase", "--yes", "--diary", str(folder)) == 0
    assert list(folder.iterdir()) == []
    assert called("erase", "--yes", "--diary", str(folder)) == 3


def test_a_diary_that_nobody_can_open_can_still_be_erased(folder: Path, passphrase: Path) -> None:
    passphrase.write_text("forgotten")

    assert called("erase", "--yes", "--diary", str(folder)) == 0
    assert list(folder.iterdir()) == []


def _speak_once(diary: SealedDiary) -> None:
    from bluezone.phone.agent import ClockWatch  # noqa: PLC0415 -- for this one
    from bluezone.phone.own_keys import OwnKey  # noqa: PLC0415 -- the same
    from bluezone.protocol.keys import fresh_key  # noqa: PLC0415 -- the same

    key = fresh_key(bytes(16), NOON)
    diary.keep((OwnKey(key, key.start),), ClockWatch(NOON))


def test_only_one_program_speaks_for_a_diary(
    folder: Path, clock_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--diary", str(folder), "--demo-clock", str(clock_file), "--radio", "tcp-client:127.0.0.1:9"]

    with alone(folder):
        second = called("run", *words)
    text = said(capsys)
    third = called("run", *words)

    assert (second, third) == (3, 4)
    assert "another `bluezone phone run`" in text


def test_a_warning_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    warned = Warned(NOON.date(), 16 * MINUTE, 1, NOON)
    status = Status(NOON, True, ClockWatch(), NOON, (warned,), 0, 0, None)  # noqa: FBT003 -- on the air
    found = Checked(status, 1, 1, {}, is_demo=False)
    teller = Teller(Publisher("Sở Y tế Lai Châu", "1900 9095"))

    teller(found)
    first = said(capsys)
    teller(found)

    assert "16 phút" in first
    assert "1900 9095" in first
    assert said(capsys) == ""


def test_a_warning_that_was_taken_back_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    status = Status(NOON, True, ClockWatch(), NOON, (), 0, 0, None)  # noqa: FBT003 -- on the air
    teller = Teller(Publisher("Sở Y tế Lai Châu", "1900 9095"))

    teller(Checked(status, 1, 1, {}, is_demo=False, withdrawn=(Withdrawn(NOON.date(), NOON),)))
    first = said(capsys)
    teller(Checked(status, 0, 0, {}, is_demo=False))

    assert "đã được rút lại" in first
    assert said(capsys) == ""


@pytest.mark.parametrize(
    ("profile", "code", "sentence"),
    [
        (None, 3, "name your own with --profile, or say --real-air"),
        ('{"company": "0x22b5", "service": "0xabcd"}', 3, "the installation's own"),
        ('{"company": 1}', 1, "a radio profile is JSON"),
        ("", 1, "cannot be read"),
    ],
    ids=["none", "of 2020", "broken", "not there"],
)
def test_a_real_radio_is_refused_without_the_installation_s_own_numbers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], profile: str | None, code: int, sentence: str
) -> None:
    words = ["run", "--diary", str(tmp_path / "diary"), "--radio", "hci-socket:0"]
    if profile:
        (tmp_path / "radio.json").write_text(profile)
    if profile is not None:
        words += ["--profile", str(tmp_path / "radio.json")]

    assert called(*words) == code
    assert sentence in said(capsys)
    assert not (tmp_path / "diary").exists()


def test_a_real_radio_that_does_not_open_leads_to_the_doctor(
    folder: Path, clock_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "radio.json").write_text('{"company": "0x1234", "service": "0xabcd"}')
    own = ["--profile", str(folder / "radio.json"), "--demo-clock", str(clock_file)]

    assert called("run", "--diary", str(folder), "--radio", "hci-socket:65000", *own) == 4
    assert "doctor --radio hci-socket:65000" in said(capsys)
