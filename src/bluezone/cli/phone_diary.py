"""The diary of a phone that is a process: where it lies, to whom the phone belongs, who may open it."""

import fcntl
import os
import re
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from getpass import getpass
from pathlib import Path
from typing import Final

from bluezone.phone.diary import Enrolment
from bluezone.phone.diary_key import FILE_NAME as KEY_FILE
from bluezone.phone.diary_key import known_diary_key, needs_passphrase, new_diary_key
from bluezone.phone.http_sync import HttpSync
from bluezone.phone.sealed_diary import FILE_NAME, SealedDiary
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.intervals import Air

PASSPHRASE_FILE: Final = "BLUEZONE_PASSPHRASE_FILE"  # noqa: S105 -- the name of a variable
"""The environment variable that names a file with the diary's passphrase."""
NOT_A_DEMO: Final = "--demo-clock is for the diary of a demo, and a demo's diary needs it"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line of `run` says of the enrolment; empty or None where it is silent."""

    server: str
    root_fingerprint: str
    air: Air | None
    is_demo: bool

    def over(self, former: Enrolment | None) -> Enrolment:
        """Return the enrolment after the command line had its say.

        Raises:
            RuleViolation: `server_needed`, `https_required`, or `not_a_demo`.
            MalformedMessage: The fingerprint or the address is none.
        """
        known = former or Enrolment("", "", Air.BLUEZONE, self.is_demo)
        if known.is_demo != self.is_demo:
            raise RuleViolation("not_a_demo", NOT_A_DEMO)
        enrolment = Enrolment(
            self.server or known.server,
            self.root_fingerprint.lower() or known.root_fingerprint,
            self.air or known.air,
            known.is_demo,
        )
        if not enrolment.server:
            raise RuleViolation("server_needed", "--server says where the key server is")
        HttpSync(enrolment.server, random_bytes=secrets.token_bytes)
        if not re.fullmatch("[0-9a-f]{64}", enrolment.root_fingerprint):
            raise MalformedMessage("--root-key is the SHA-256 of the authority's root key: 64 hex digits")
        return enrolment


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let one program at a time speak for the diary in a folder."""
    with (folder / KEY_FILE).open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as wrong:
            raise RuleViolation("already_running", "another `bluezone phone run` speaks for this diary") from wrong
        yield


def known_diary(folder: Path) -> SealedDiary:
    """Return the diary in a folder, opened with the keyring or the passphrase."""
    passphrase = _passphrase(folder) if needs_passphrase(folder) else None
    return SealedDiary(folder, known_diary_key(folder, passphrase=passphrase))


def enrolled_diary(folder: Path, wanted: Wanted) -> SealedDiary:
    """Return the diary in the folder, a new one if there is none, after noting to whom the phone belongs."""
    if (folder / FILE_NAME).exists():
        diary = known_diary(folder)
        diary.enrol(wanted.over(diary.enrolment()))
        return diary
    enrolment = wanted.over(None)
    passphrase = _passphrase(folder) if PASSPHRASE_FILE in os.environ or needs_passphrase(folder) else None
    diary = SealedDiary.create(folder, new_diary_key(folder, passphrase=passphrase, random_bytes=secrets.token_bytes))
    diary.enrol(enrolment)
    return diary


def _passphrase(folder: Path) -> str:
    if place := os.environ.get(PASSPHRASE_FILE):
        try:
            return Path(place).read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as wrong:
            raise MalformedMessage(f"the file that {PASSPHRASE_FILE} names cannot be read") from wrong
    if not sys.stdin.isatty():
        raise RuleViolation(
            "passphrase_needed", f"the diary needs a passphrase: {PASSPHRASE_FILE} names a file with it"
        )
    entered = getpass("Mật khẩu của nhật ký / Passphrase of the diary: ")
    if not (folder / FILE_NAME).exists() and getpass("Nhập lại / Once more: ") != entered:
        raise RuleViolation("passphrase_differs", "the two passphrases are not the same")
    return entered
