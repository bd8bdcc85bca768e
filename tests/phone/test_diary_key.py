"""The diary's key: under a passphrase or in a guarded keyring, and nowhere else."""

import random
from pathlib import Path

import keyring.backend
import keyring.errors
import msgspec
import pytest
from keyring.backend import KeyringBackend

from bluezone.phone import diary_key
from bluezone.phone.diary_key import (
    FILE_NAME,
    destroy_diary_key,
    known_diary_key,
    needs_passphrase,
    new_diary_key,
)
from bluezone.protocol.errors import MalformedMessage, RuleViolation, Unavailable

PASSPHRASE = "con cò bay lả bay la"


class GuardedKeyring(KeyringBackend):
    """A keyring of the desktop, in memory; `locked` makes it refuse."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring's own
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        self._require()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._require()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._require()
        if (service, username) not in self.kept:
            raise keyring.errors.PasswordDeleteError("not found")
        del self.kept[service, username]

    def _require(self) -> None:
        if self.locked:
            raise keyring.errors.KeyringLocked("locked")


GuardedKeyring.__module__ = "keyring.backends.SecretService"


class FileKeyring(GuardedKeyring):
    """One of `keyrings.alt`: a file that anybody can read."""

    priority = 100


FileKeyring.__module__ = "keyrings.alt.file"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "diary"


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch) -> list[KeyringBackend]:
    """What the machine has; empty at first."""
    stores: list[KeyringBackend] = []
    monkeypatch.setattr(keyring.backend, "get_all_keyring", lambda: stores)
    return stores


def made(folder: Path, passphrase: str | None = PASSPHRASE) -> bytes:
    return new_diary_key(folder, passphrase=passphrase, random_bytes=random.Random(1).randbytes)


def test_a_passphrase_finds_the_key_again(folder: Path) -> None:
    key = made(folder)

    assert known_diary_key(folder, passphrase=PASSPHRASE) == key
    assert len(key) == 32
    assert needs_passphrase(folder)


def test_a_wrong_passphrase_is_said_to_be_wrong(folder: Path) -> None:
    made(folder)

    with pytest.raises(RuleViolation, match="passphrase is not the diary's") as refused:
        known_diary_key(folder, passphrase="another")

    assert refused.value.code == "passphrase_wrong"
    assert "another" not in str(refused.value)


def test_a_diary_under_a_passphrase_asks_for_it(folder: Path) -> None:
    made(folder)

    with pytest.raises(RuleViolation) as refused:
        known_diary_key(folder, passphrase=None)

    assert refused.value.code == "passphrase_needed"


def test_an_empty_passphrase_is_refused(folder: Path) -> None:
    with pytest.raises(RuleViolation) as refused:
        made(folder, "")

    assert refused.value.code == "passphrase_empty"
    assert not folder.exists()


def test_neither_key_nor_passphrase_lies_in_the_folder(folder: Path) -> None:
    key = made(folder)

    content = (folder / FILE_NAME).read_bytes()

    assert key not in content
    assert key.hex().encode() not in content
    assert PASSPHRASE.encode() not in content
    assert (folder / FILE_NAME).stat().st_mode & 0o077 == 0


def test_without_keyring_and_passphrase_nothing_is_made(folder: Path, desktop: list[KeyringBackend]) -> None:
    with pytest.raises(RuleViolation, match="give a passphrase") as refused:
        made(folder, None)

    assert refused.value.code == "no_key_store"
    assert not folder.exists()
    assert needs_passphrase(folder)


def test_a_keyring_that_is_a_plain_file_is_never_used(folder: Path, desktop: list[KeyringBackend]) -> None:
    store = FileKeyring()
    desktop.append(store)

    with pytest.raises(RuleViolation) as refused:
        made(folder, None)

    assert refused.value.code == "no_key_store"
    assert store.kept == {}


def test_a_guarded_keyring_keeps_the_key(folder: Path, desktop: list[KeyringBackend]) -> None:
    plain, guarded = FileKeyring(), GuardedKeyring()
    desktop.extend((plain, guarded))

    key = made(folder, None)

    assert known_diary_key(folder, passphrase=None) == key
    assert (len(guarded.kept), plain.kept) == (1, {})
    assert not needs_passphrase(folder)


def test_a_locked_keyring_is_said_to_be_locked(folder: Path, desktop: list[KeyringBackend]) -> None:
    guarded = GuardedKeyring()
    desktop.append(guarded)
    made(folder, None)
    guarded.locked = True

    with pytest.raises(Unavailable, match="locked"):
        known_diary_key(folder, passphrase=None)
    with pytest.raises(Unavailable, match="locked"):
        made(folder, None)
    with pytest.raises(Unavailable):
        destroy_diary_key(folder)


def test_a_keyring_that_lost_the_key_or_is_gone_is_said_so(folder: Path, desktop: list[KeyringBackend]) -> None:
    guarded = GuardedKeyring()
    desktop.append(guarded)
    made(folder, None)
    guarded.kept.clear()

    with pytest.raises(RuleViolation, match="no more") as lost:
        known_diary_key(folder, passphrase=None)
    desktop.clear()
    with pytest.raises(RuleViolation) as gone:
        known_diary_key(folder, passphrase=None)

    assert (lost.value.code, gone.value.code) == ("diary_key_lost", "no_key_store")


def test_a_destroyed_key_is_nowhere(folder: Path, desktop: list[KeyringBackend]) -> None:
    guarded = GuardedKeyring()
    desktop.append(guarded)
    made(folder, None)

    destroy_diary_key(folder)
    destroy_diary_key(folder)

    assert guarded.kept == {}
    assert list(folder.iterdir()) == []


def test_a_key_that_left_the_keyring_by_itself_can_be_destroyed(folder: Path, desktop: list[KeyringBackend]) -> None:
    guarded = GuardedKeyring()
    desktop.append(guarded)
    made(folder, None)
    guarded.kept.clear()

    destroy_diary_key(folder)

    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"{", b"{}", b"[1]", b"\xff", b'{"type":"passphrase"}', b"[" * 4000])
def test_a_damaged_key_file_is_said_to_be_damaged(folder: Path, content: bytes) -> None:
    made(folder)
    (folder / FILE_NAME).write_bytes(content)

    with pytest.raises(MalformedMessage, match="damaged"):
        known_diary_key(folder, passphrase=PASSPHRASE)

    destroy_diary_key(folder)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("change", [{"iterations": 10**9}, {"memory_kib": 2**31}, {"lanes": 0}, {"salt": b""}])
def test_a_key_file_cannot_make_the_phone_work_for_ever(folder: Path, change: dict[str, object]) -> None:
    made(folder)
    place = folder / FILE_NAME
    found = msgspec.json.decode(place.read_bytes(), type=diary_key.PassphraseKey)
    place.write_bytes(msgspec.json.encode(msgspec.structs.replace(found, **change)))

    with pytest.raises(MalformedMessage):
        known_diary_key(folder, passphrase=PASSPHRASE)


def test_a_missing_key_file_is_said_to_be_missing(folder: Path) -> None:
    with pytest.raises(RuleViolation) as refused:
        known_diary_key(folder, passphrase=PASSPHRASE)

    assert refused.value.code == "diary_missing"


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(Unavailable, match="cannot be written"):
        made(tmp_path / "file" / "diary")


def test_a_real_machine_without_a_desktop_has_no_guarded_keyring() -> None:
    assert diary_key._keyring() is None or type(diary_key._keyring()).__module__ in diary_key.GUARDED
