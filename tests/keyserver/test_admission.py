"""The authority's public keys are named in the keyserver's keys.json; its private keys are never there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.keyserver.desk import NOON
from tests.keyserver.feeds import feed_key

from bluezone.keyserver.signing import KeyRing, admit_keys, create_keys, load_keys, renew_keys, rotate_keys
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.trust import TrustedKey, TrustState, Use, accept_keys

LATER = NOON + timedelta(days=30)


@dataclass(frozen=True)
class Safe:
    """A folder of signing keys, and its first ring."""

    folder: Path
    ring: KeyRing


@pytest.fixture
def safe(tmp_path: Path) -> Safe:
    return Safe(tmp_path / "keys", create_keys(tmp_path / "keys", at=NOON))


def named(ring: KeyRing) -> dict[str, TrustedKey]:
    """What a phone reads in keys.json."""
    _, keys = accept_keys(TrustState(ring.root_fingerprint), ring.keys_json, at=LATER)
    return {key.id: key for key in keys.keys}


def test_a_phone_finds_the_authoritys_key_beside_the_servers_own(safe: Safe) -> None:
    ring = admit_keys(safe.folder, [feed_key(NOON)], at=LATER)

    found = named(ring)

    assert found["feed-1"] == feed_key(NOON)
    assert set(found) == {*named(safe.ring), "feed-1"}
    assert load_keys(safe.folder).keys_json == ring.keys_json


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: rotate_keys(folder, Use.EXPORT, at=LATER, overlap=timedelta(days=14)),
        lambda folder: renew_keys(folder, at=LATER),
        lambda folder: admit_keys(
            folder, [feed_key(NOON, name="feed-2", private=Ed25519PrivateKey.generate())], at=LATER
        ),
    ],
    ids=["rotation", "renewal", "another"],
)
def test_an_admitted_key_stays_when_others_change(safe: Safe, change: Callable[[Path], KeyRing]) -> None:
    admit_keys(safe.folder, [feed_key(NOON)], at=LATER)

    assert "feed-1" in named(change(safe.folder))


def test_what_is_admitted_already_needs_no_root_key(safe: Safe) -> None:
    first = admit_keys(safe.folder, [feed_key(NOON)], at=LATER)
    (safe.folder / "root.pem").rename(safe.folder.parent / "root.pem")

    again = admit_keys(safe.folder, [feed_key(NOON)], at=LATER)

    assert again.keys_json == first.keys_json


def test_without_the_root_key_nobody_is_admitted(safe: Safe) -> None:
    (safe.folder / "root.pem").rename(safe.folder.parent / "root.pem")

    with pytest.raises(RuleViolation) as refused:
        admit_keys(safe.folder, [feed_key(NOON)], at=LATER)

    assert refused.value.code == "root_away"
    assert load_keys(safe.folder).keys_json == safe.ring.keys_json


def test_a_key_that_was_retired_early_is_named_no_longer_than_it_counts(safe: Safe) -> None:
    admit_keys(safe.folder, [feed_key(NOON)], at=LATER)
    retired = msgspec.structs.replace(feed_key(NOON), valid_until=LATER + timedelta(days=1))

    during = named(admit_keys(safe.folder, [retired], at=LATER))
    after = named(admit_keys(safe.folder, [], at=LATER + timedelta(days=2)))

    assert during["feed-1"].valid_until == LATER + timedelta(days=1)
    assert "feed-1" not in after


@pytest.mark.parametrize("name", ["feed-1", "index-1"])
def test_an_id_belongs_to_one_key(safe: Safe, name: str) -> None:
    before = admit_keys(safe.folder, [feed_key(NOON)], at=LATER)

    with pytest.raises(RuleViolation) as refused:
        admit_keys(safe.folder, [feed_key(NOON, name=name, private=Ed25519PrivateKey.generate())], at=LATER)

    assert refused.value.code == "key_id_taken"
    assert load_keys(safe.folder).keys_json == before.keys_json
