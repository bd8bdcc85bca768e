"""Signing keys: files that nobody else reads, a root that may be away, a rotation that no phone notices."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from tests.protocol.export_keys import EXPORT

from bluezone.keyserver.signing import (
    DEMO,
    KEYS_LIFE,
    RENEWAL,
    TOKEN,
    KeyRing,
    create_keys,
    load_keys,
    ready_keys,
    renew_keys,
    rotate_keys,
)
from bluezone.protocol.errors import MalformedMessage, RuleViolation, Unavailable
from bluezone.protocol.exports import signed, verify
from bluezone.protocol.keys import RETENTION
from bluezone.protocol.trust import Index, KeySet, TrustState, Use, accept_index, accept_keys, export_keys

NOON = datetime(2026, 11, 20, 12, 20, tzinfo=UTC)
WEEK = timedelta(days=7)
X25519_PEM = X25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def taken(ring: KeyRing, *, at: datetime = NOON) -> KeySet:
    """What a phone with the fingerprint takes from `keys.json`."""
    _, keys = accept_keys(TrustState(ring.root_fingerprint), ring.keys_json, at=at)
    return keys


def replaced(path: Path, pem: bytes) -> None:
    path.write_bytes(pem)
    path.chmod(0o600)


def test_a_phone_with_the_fingerprint_believes_what_the_server_signs(tmp_path: Path) -> None:
    ring = create_keys(tmp_path, at=NOON)
    index = Index(sequence=1, issued=NOON, expires=NOON + WEEK)

    keys = taken(ring)
    archive = signed(EXPORT, ring.export_signers(at=NOON))
    _, found = accept_index(TrustState(ring.root_fingerprint), ring.sign_index(index, at=NOON), keys=keys, at=NOON)

    assert verify(archive, export_keys(keys, at=NOON)).keys
    assert found == index
    assert not keys.is_demo


def test_keys_are_the_same_after_a_restart(tmp_path: Path) -> None:
    made = create_keys(tmp_path, at=NOON)

    loaded = load_keys(tmp_path)

    assert loaded.keys_json == made.keys_json
    assert loaded.keys == made.keys
    assert [key.id for key in loaded.held] == ["452-v1", "index-1", "certificate-1", "token-1"]


def test_nobody_else_on_the_computer_reads_a_key_file(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    create_keys(folder, at=NOON)

    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    create_keys(tmp_path, at=NOON)
    (tmp_path / "452-v1.pem").chmod(0o644)

    with pytest.raises(RuleViolation) as refused:
        load_keys(tmp_path)

    assert refused.value.code == "key_file_open"


def test_private_keys_do_not_print_themselves(tmp_path: Path) -> None:
    ring = create_keys(tmp_path, at=NOON)

    assert "private" not in repr(ring)
    assert "PrivateKey" not in repr(ring)


def test_the_key_of_tokens_is_not_told_to_anybody(tmp_path: Path) -> None:
    ring = create_keys(tmp_path, at=NOON)

    assert {key.use for key in ring.keys.keys} == {Use.EXPORT, Use.INDEX, Use.CERTIFICATE}
    assert isinstance(ring.signing(TOKEN, at=NOON)[0].private, EllipticCurvePrivateKey)


def test_a_demo_has_keys_that_say_so(tmp_path: Path) -> None:
    ring = create_keys(tmp_path, at=NOON, owner=DEMO)

    assert ring.is_demo
    assert taken(ring).is_demo
    assert all(key.id.startswith("demo-") for key in ring.held)
    assert ring.export_signers(at=NOON)[0].info.key_id == "demo"


@pytest.mark.parametrize(("first", "then", "code"), [(DEMO, "452", "keys_are_demo"), ("452", DEMO, "keys_are_real")])
def test_a_demo_and_the_real_service_never_share_keys(tmp_path: Path, first: str, then: str, code: str) -> None:
    ready_keys(tmp_path, at=NOON, owner=first)

    with pytest.raises(RuleViolation) as refused:
        ready_keys(tmp_path, at=NOON, owner=then)

    assert refused.value.code == code


def test_the_server_runs_while_the_root_key_is_in_its_safe(tmp_path: Path) -> None:
    made = create_keys(tmp_path, at=NOON)
    (tmp_path / "root.pem").unlink()

    ring = ready_keys(tmp_path, at=NOON + KEYS_LIFE - timedelta(seconds=1))

    assert ring.keys_json == made.keys_json
    with pytest.raises(RuleViolation) as refused:
        rotate_keys(tmp_path, Use.EXPORT, at=NOON, overlap=WEEK)
    assert refused.value.code == "root_away"


def test_without_its_root_key_the_server_stops_when_its_keys_file_expires(tmp_path: Path) -> None:
    create_keys(tmp_path, at=NOON)
    (tmp_path / "root.pem").unlink()

    with pytest.raises(RuleViolation) as refused:
        ready_keys(tmp_path, at=NOON + KEYS_LIFE)

    assert refused.value.code == "keys_expired"


def test_with_its_root_key_the_server_renews_its_keys_file_in_time(tmp_path: Path) -> None:
    made = create_keys(tmp_path, at=NOON)
    late = NOON + KEYS_LIFE - RENEWAL

    early = ready_keys(tmp_path, at=late - timedelta(seconds=1))
    ring = ready_keys(tmp_path, at=late)

    assert early.keys_json == made.keys_json
    assert ring.keys.sequence > made.keys.sequence
    assert ring.keys.expires == late + KEYS_LIFE
    assert load_keys(tmp_path).keys_json == ring.keys_json


def test_a_renewal_counts_up_even_when_the_clock_does_not(tmp_path: Path) -> None:
    made = create_keys(tmp_path, at=NOON)

    assert renew_keys(tmp_path, at=NOON).keys.sequence == made.keys.sequence + 1


def test_a_new_export_key_signs_beside_the_old_one_for_the_stated_time(tmp_path: Path) -> None:
    create_keys(tmp_path, at=NOON)

    ring = rotate_keys(tmp_path, Use.EXPORT, at=NOON, overlap=WEEK)

    during, after = ring.export_signers(at=NOON + WEEK / 2), ring.export_signers(at=NOON + WEEK)
    assert [signer.info.key_version for signer in during] == ["v2", "v1"]
    assert [signer.info.key_version for signer in after] == ["v2"]
    assert [key.id for key in ring.held if key.use == Use.EXPORT] == ["452-v1", "452-v2"]


def test_a_phone_with_the_old_keys_file_still_reads_exports_during_the_overlap(tmp_path: Path) -> None:
    old = taken(create_keys(tmp_path, at=NOON))
    ring = rotate_keys(tmp_path, Use.EXPORT, at=NOON, overlap=WEEK)

    archive = signed(EXPORT, ring.export_signers(at=NOON))

    assert verify(archive, export_keys(old, at=NOON))
    assert verify(archive, export_keys(taken(ring), at=NOON))


def test_the_last_export_of_an_old_key_is_believed_as_long_as_it_is_published(tmp_path: Path) -> None:
    create_keys(tmp_path, at=NOON)
    last = NOON + WEEK - timedelta(seconds=1)

    ring = rotate_keys(tmp_path, Use.EXPORT, at=NOON, overlap=WEEK)
    archive = signed(EXPORT, ring.export_signers(at=last)[1:])

    assert verify(archive, export_keys(ring.keys, at=last + RETENTION))
    with pytest.raises(RuleViolation):
        verify(archive, export_keys(ring.keys, at=last + RETENTION + timedelta(days=2)))


def test_keys_that_count_no_more_leave_the_keys_file(tmp_path: Path) -> None:
    create_keys(tmp_path, at=NOON)
    rotate_keys(tmp_path, Use.INDEX, at=NOON, overlap=WEEK)

    ring = renew_keys(tmp_path, at=NOON + WEEK + RETENTION + timedelta(days=1))

    assert [key.id for key in ring.held if key.use == Use.INDEX] == ["index-2"]
    assert [key.id for key in ring.keys.keys if key.use == Use.INDEX] == ["index-2"]


def test_at_most_ten_keys_sign_one_export(tmp_path: Path) -> None:
    create_keys(tmp_path, at=NOON)
    for _ in range(10):
        ring = rotate_keys(tmp_path, Use.EXPORT, at=NOON, overlap=WEEK)

    versions = [signer.info.key_version for signer in ring.export_signers(at=NOON)]

    assert versions == [f"v{number}" for number in range(11, 1, -1)]


def test_nothing_is_signed_before_its_key_is_valid(tmp_path: Path) -> None:
    ring = create_keys(tmp_path, at=NOON)

    with pytest.raises(Unavailable, match="no export key signs now"):
        ring.export_signers(at=NOON - timedelta(seconds=1))


def test_keys_are_never_made_over_others(tmp_path: Path) -> None:
    create_keys(tmp_path, at=NOON)

    with pytest.raises(RuleViolation) as refused:
        create_keys(tmp_path, at=NOON)

    assert refused.value.code == "keys_exist"


@pytest.mark.parametrize("owner", ["", "viet-nam", "452\n", "Việt_Nam"])
def test_a_verification_key_id_has_letters_digits_and_underscores(tmp_path: Path, owner: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        create_keys(tmp_path, at=NOON, owner=owner)

    assert refused.value.code == "key_id_wrong"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["ring.json", "452-v1.pem"])
def test_keys_that_are_missing_are_named(tmp_path: Path, name: str) -> None:
    create_keys(tmp_path, at=NOON)
    (tmp_path / name).unlink()

    with pytest.raises(RuleViolation) as refused:
        load_keys(tmp_path)

    assert refused.value.code == "keys_missing"


@pytest.mark.parametrize("name", ["ring.json", "452-v1.pem"])
@pytest.mark.parametrize("content", [b"", b"{}", b"garbage", X25519_PEM])
def test_keys_that_are_damaged_are_refused(tmp_path: Path, name: str, content: bytes) -> None:
    create_keys(tmp_path, at=NOON)
    replaced(tmp_path / name, content)

    with pytest.raises(MalformedMessage):
        load_keys(tmp_path)


def test_a_keys_file_that_the_root_did_not_sign_is_noticed(tmp_path: Path) -> None:
    create_keys(tmp_path / "a", at=NOON)
    create_keys(tmp_path / "b", at=NOON)
    ring = (tmp_path / "a" / "ring.json").read_bytes()
    own, foreign = (load_keys(tmp_path / name).root_fingerprint.encode() for name in ("a", "b"))
    replaced(tmp_path / "a" / "ring.json", ring.replace(own, foreign))

    with pytest.raises(RuleViolation) as refused:
        load_keys(tmp_path / "a")

    assert refused.value.code == "keys_fingerprint_wrong"


@pytest.mark.parametrize("other", [Ed25519PrivateKey.generate(), generate_private_key(SECP256R1())])
def test_another_root_key_cannot_vouch(tmp_path: Path, other: Ed25519PrivateKey | EllipticCurvePrivateKey) -> None:
    create_keys(tmp_path, at=NOON)
    replaced(tmp_path / "root.pem", other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))

    with pytest.raises(RuleViolation) as refused:
        renew_keys(tmp_path, at=NOON)

    assert refused.value.code == "root_wrong"


def test_a_rotation_cut_short_leaves_the_old_keys_working(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = create_keys(tmp_path, at=NOON)
    with monkeypatch.context() as broken:
        broken.setattr("bluezone.keyserver.signing._stored", lambda *_, **__: (_ for _ in ()).throw(OSError))
        with pytest.raises(OSError):  # noqa: PT011 -- a bare OSError, as planted
            rotate_keys(tmp_path, Use.EXPORT, at=NOON, overlap=WEEK)

    assert load_keys(tmp_path).keys_json == made.keys_json
    assert len(rotate_keys(tmp_path, Use.EXPORT, at=NOON, overlap=WEEK).export_signers(at=NOON)) == 2
