"""The diary's key: 32 random bytes, kept by the desktop's keyring or sealed under a passphrase. It fails closed.

With a passphrase the key lies beside the diary, sealed with ChaCha20-Poly1305 under Argon2id of the passphrase (RFC
9106, second recommended option). Without one it lies in the keyring. Only keyrings that the desktop itself guards are
used: `keyrings.alt` and its kind keep files that anybody can read.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import keyring.backend
import keyring.errors
import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from msgspec import Struct

from bluezone.phone.sealed_diary import DIARY_KEY_LENGTH
from bluezone.protocol.errors import MalformedMessage, RuleViolation, Unavailable

FILE_NAME: Final = "diary.key"
SERVICE: Final = "bluezone diary"
"""Under which name the keyring holds it."""
GUARDED: Final = (
    "keyring.backends.SecretService",
    "keyring.backends.libsecret",
    "keyring.backends.kwallet",
    "keyring.backends.macOS",
    "keyring.backends.Windows",
)
ARGON2_ITERATIONS: Final = 3
ARGON2_LANES: Final = 4
ARGON2_MEMORY_KIB: Final = 64 * 1024
SALT_LENGTH: Final = 16
NONCE_LENGTH: Final = 12
NAME_LENGTH: Final = 16

_ASSOCIATED: Final = b"bluezone diary key 1"
_KEY_FILE_LIMIT: Final = 4096

NOWHERE: Final = (
    "there is no guarded keyring on this machine: give a passphrase (BLUEZONE_PASSPHRASE_FILE names a file with one)"
)


class PassphraseKey(Struct, frozen=True, tag="passphrase"):
    """A key sealed under a passphrase, with what is needed to try one."""

    salt: bytes
    nonce: bytes
    sealed: bytes
    iterations: int
    lanes: int
    memory_kib: int


class KeyringKey(Struct, frozen=True, tag="keyring"):
    """A key that the desktop's keyring holds under a random name."""

    name: str


def new_diary_key(folder: Path, *, passphrase: str | None, random_bytes: Callable[[int], bytes]) -> bytes:
    """Return a fresh key for the diary in `folder`, after writing down how to find it again.

    Args:
        folder: Where the diary will lie.
        passphrase: None to use the keyring.
        random_bytes: Unpredictable bytes.

    Raises:
        RuleViolation: `no_key_store`: there is no guarded keyring and no passphrase; `passphrase_empty`.
        Unavailable: The keyring or the folder does not take it.
    """
    key = random_bytes(DIARY_KEY_LENGTH)
    found = _into_keyring(key, random_bytes) if passphrase is None else _sealed(key, passphrase, random_bytes)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = folder / f"{FILE_NAME}.new"
        draft.write_bytes(msgspec.json.encode(found))
        draft.chmod(0o600)
        draft.replace(folder / FILE_NAME)
    except OSError as wrong:
        raise Unavailable("the diary's folder cannot be written: look at the disk and at its rights") from wrong
    return key


def known_diary_key(folder: Path, *, passphrase: str | None) -> bytes:
    """Return the key of the diary in `folder`.

    Raises:
        RuleViolation: `diary_missing`; `passphrase_needed`; `passphrase_wrong`; `diary_key_lost`: the keyring has it
            no more; `no_key_store`.
        MalformedMessage: The key's file is damaged.
        Unavailable: The keyring does not answer.
    """
    match _key_file(folder):
        case KeyringKey(name):
            return _from_keyring(name)
        case PassphraseKey() as sealed:
            if passphrase is None:
                raise RuleViolation("passphrase_needed", "this diary opens with a passphrase")
            return _unsealed(sealed, passphrase)


def needs_passphrase(folder: Path) -> bool:
    """Return whether the diary in `folder` opens with a passphrase; without a diary, whether a new one would need it."""
    if (folder / FILE_NAME).exists():
        return isinstance(_key_file(folder), PassphraseKey)
    return _keyring() is None


def destroy_diary_key(folder: Path) -> None:
    """Remove the key and every trace of how to find it, whatever state they are in."""
    try:
        found = _key_file(folder)
    except (MalformedMessage, RuleViolation):
        found = None
    store = _keyring()
    if isinstance(found, KeyringKey) and store is not None:
        try:
            store.delete_password(SERVICE, found.name)
        except keyring.errors.PasswordDeleteError:
            pass  # gone already
        except keyring.errors.KeyringError as wrong:
            raise Unavailable("the keyring does not give the diary's key back") from wrong
    for name in (FILE_NAME, f"{FILE_NAME}.new"):
        (folder / name).unlink(missing_ok=True)


def _key_file(folder: Path) -> PassphraseKey | KeyringKey:
    try:
        content = (folder / FILE_NAME).read_bytes()[:_KEY_FILE_LIMIT]
    except OSError as wrong:
        raise RuleViolation(
            "diary_missing", "there is no diary in this folder: `bluezone phone run` makes one"
        ) from wrong
    try:
        return msgspec.json.decode(content, type=PassphraseKey | KeyringKey)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as wrong:
        raise MalformedMessage(
            "the file of the diary's key is damaged: without a copy of it the diary is lost"
        ) from wrong


def _sealed(key: bytes, passphrase: str, random_bytes: Callable[[int], bytes]) -> PassphraseKey:
    if not passphrase:
        raise RuleViolation("passphrase_empty", "an empty passphrase guards nothing")
    salt, nonce = random_bytes(SALT_LENGTH), random_bytes(NONCE_LENGTH)
    recipe = PassphraseKey(salt, nonce, b"", ARGON2_ITERATIONS, ARGON2_LANES, ARGON2_MEMORY_KIB)
    sealed = ChaCha20Poly1305(_stretched(recipe, passphrase)).encrypt(nonce, key, _ASSOCIATED)
    return msgspec.structs.replace(recipe, sealed=sealed)


def _unsealed(found: PassphraseKey, passphrase: str) -> bytes:
    try:
        return ChaCha20Poly1305(_stretched(found, passphrase)).decrypt(found.nonce, found.sealed, _ASSOCIATED)
    except InvalidTag as wrong:
        raise RuleViolation("passphrase_wrong", "the passphrase is not the diary's") from wrong


def _stretched(recipe: PassphraseKey, passphrase: str) -> bytes:
    if (recipe.iterations, recipe.lanes, recipe.memory_kib) != (ARGON2_ITERATIONS, ARGON2_LANES, ARGON2_MEMORY_KIB):
        raise MalformedMessage("the diary's key was sealed in a way that this program does not know")
    if len(recipe.salt) != SALT_LENGTH or len(recipe.nonce) != NONCE_LENGTH:
        raise MalformedMessage("the file of the diary's key is damaged: without a copy of it the diary is lost")
    kdf = Argon2id(
        salt=recipe.salt,
        length=DIARY_KEY_LENGTH,
        iterations=recipe.iterations,
        lanes=recipe.lanes,
        memory_cost=recipe.memory_kib,
    )
    return kdf.derive(passphrase.encode())


def _keyring() -> keyring.backend.KeyringBackend | None:
    """Return the best keyring of those that the desktop guards, None without one."""
    found = [store for store in keyring.backend.get_all_keyring() if type(store).__module__ in GUARDED]
    return max(found, key=lambda store: store.priority, default=None)


def _into_keyring(key: bytes, random_bytes: Callable[[int], bytes]) -> KeyringKey:
    store = _keyring()
    if store is None:
        raise RuleViolation("no_key_store", NOWHERE)
    name = random_bytes(NAME_LENGTH).hex()
    try:
        store.set_password(SERVICE, name, key.hex())
    except keyring.errors.KeyringError as wrong:
        raise Unavailable("the keyring does not take the diary's key: is it locked?") from wrong
    return KeyringKey(name)


def _from_keyring(name: str) -> bytes:
    store = _keyring()
    if store is None:
        raise RuleViolation("no_key_store", "the keyring that holds this diary's key is not on this machine")
    try:
        text = store.get_password(SERVICE, name)
    except keyring.errors.KeyringError as wrong:
        raise Unavailable("the keyring does not answer: is it locked?") from wrong
    if text is None:
        raise RuleViolation("diary_key_lost", "the keyring has this diary's key no more: the diary cannot be read")
    return bytes.fromhex(text)
