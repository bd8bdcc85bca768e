"""The authority's own keys: made once, readable by nobody else, rotated without losing what the old ones did."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bluezone.authority.keyring import COUNTS_ON, KEYRING_FILE, LETTER_LIFE, PUBLIC_FILE, Keyring, load_or_make, rotate
from bluezone.protocol import exposure_report
from bluezone.protocol.admission import public_keys_in
from bluezone.protocol.errors import MalformedMessage, RuleViolation, Unavailable
from bluezone.protocol.exposure_report import ExposureReport, opened, sealed
from bluezone.protocol.signed_feeds import Feed, FeedKind, accept_feed, signed_feed
from bluezone.protocol.trust import KeySet, TrustState, Use

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
REPORT = ExposureReport(id=bytes(16), written=NOON.date(), encounters=())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "authority-keys"


def key_set(ring: Keyring, at: datetime) -> KeySet:
    """What phones are told once a keyserver has admitted the keys."""
    return KeySet(sequence=1, issued=at, expires=at + 400 * DAY, keys=ring.public)


def is_believed(ring: Keyring, feed_json: bytes, at: datetime) -> bool:
    try:
        accept_feed(TrustState(""), feed_json, kind=FeedKind.NEWS, keys=key_set(ring, at), at=at)
    except RuleViolation:
        return False
    return True


def feeds(ring: Keyring, at: datetime) -> list[bytes]:
    """The same feed, signed with each key that signs."""
    feed = Feed(kind=FeedKind.NEWS, sequence=1, issued=at, expires=at + 7 * DAY, content={})
    return [signed_feed(feed, private, key_id=key_id) for key_id, private in ring.signing(Use.FEED, at=at)]


def test_keys_are_made_at_first_need_and_stay(folder: Path) -> None:
    first = load_or_make(folder, at=NOON)
    second = load_or_make(folder, at=NOON + DAY)

    assert first.public == second.public
    assert [key.use for key in first.held] == [Use.FEED, Use.VENUE, Use.MAIL]
    assert [key.id for key in first.held] == ["feed-1", "venue-1", "mail-1"]


def test_two_programs_that_start_at_once_have_the_same_keys(folder: Path) -> None:
    with ThreadPoolExecutor(4) as programs:
        rings = list(programs.map(lambda _: load_or_make(folder, at=NOON), range(8)))

    assert len({ring.public for ring in rings}) == 1


def test_nobody_else_can_read_a_file_of_the_keys(folder: Path) -> None:
    load_or_make(folder, at=NOON)

    assert {path.stat().st_mode & 0o077 for path in (folder.parent, folder, *folder.iterdir())} == {0}
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["feed-1.pem", "venue-1.pem", "mail-1.pem", KEYRING_FILE, PUBLIC_FILE]
    )


def test_the_file_for_the_keyserver_holds_nothing_secret(folder: Path) -> None:
    ring = load_or_make(folder, at=NOON)

    content = (folder / PUBLIC_FILE).read_bytes()

    assert public_keys_in(content) == ring.public
    assert b"PRIVATE" not in content
    assert b"PRIVATE" not in repr(ring).encode()


def test_phones_believe_a_feed_and_the_authority_opens_a_letter(folder: Path) -> None:
    ring = load_or_make(folder, at=NOON)
    letter = sealed(REPORT, exposure_report.mail_key(key_set(ring, NOON), at=NOON))

    assert [is_believed(ring, feed, NOON) for feed in feeds(ring, NOON)] == [True]
    assert opened(letter, ring.opening[0]) == REPORT


def test_a_rotated_feed_key_signs_on_for_the_overlap_and_is_believed_a_little_longer(folder: Path) -> None:
    [before] = feeds(load_or_make(folder, at=NOON), NOON)

    ring = rotate(folder, Use.FEED, at=NOON, overlap=3 * DAY)

    assert [len(feeds(ring, NOON + days * DAY)) for days in (0, 2, 3)] == [2, 2, 1]
    assert is_believed(ring, before, NOON + 3 * DAY)
    assert not is_believed(ring, before, NOON + 3 * DAY + COUNTS_ON[Use.FEED])
    assert ring.signing(Use.FEED, at=NOON)[0][0] == "feed-2"
    assert load_or_make(folder, at=NOON).public == ring.public


def test_a_stolen_key_is_neither_used_nor_believed_from_now_on(folder: Path) -> None:
    [before] = feeds(load_or_make(folder, at=NOON), NOON)

    ring = rotate(folder, Use.FEED, at=NOON + DAY, overlap=3 * DAY, revoke=True)

    assert not is_believed(ring, before, NOON + DAY)
    assert [key_id for key_id, _ in ring.signing(Use.FEED, at=NOON + DAY)] == ["feed-2"]
    assert public_keys_in((folder / PUBLIC_FILE).read_bytes()) == ring.public


def test_letters_to_a_retired_key_are_opened_while_they_may_wait_in_the_mailbox(folder: Path) -> None:
    old = load_or_make(folder, at=NOON)
    letter = sealed(REPORT, exposure_report.mail_key(key_set(old, NOON), at=NOON))

    ring = rotate(folder, Use.MAIL, at=NOON + DAY, overlap=DAY)
    newest = exposure_report.mail_key(key_set(ring, NOON + DAY), at=NOON + DAY)

    assert exposure_report.mail_key_id(newest) == exposure_report.mail_key_id(ring.opening[0].public_key())
    assert opened(letter, ring.opening[1]) == REPORT


def test_a_key_whose_time_is_over_is_destroyed_at_the_next_rotation(folder: Path) -> None:
    load_or_make(folder, at=NOON)
    rotate(folder, Use.MAIL, at=NOON, overlap=timedelta())
    late = NOON + COUNTS_ON[Use.MAIL] + LETTER_LIFE

    rotate(folder, Use.FEED, at=late - timedelta(seconds=1), overlap=timedelta())
    kept = (folder / "mail-1.pem").exists()
    ring = rotate(folder, Use.FEED, at=late, overlap=timedelta())

    assert (kept, (folder / "mail-1.pem").exists()) == (True, False)
    assert "mail-1" not in {key.id for key in ring.held}
    assert load_or_make(folder, at=late).public == ring.public


def test_when_no_key_signs_any_more_it_says_so(folder: Path) -> None:
    ring = load_or_make(folder, at=NOON)

    with pytest.raises(Unavailable, match="rotate"):
        ring.signing(Use.FEED, at=NOON + 4000 * DAY)


def test_the_authority_has_no_key_for_exports(folder: Path) -> None:
    with pytest.raises(RuleViolation) as refused:
        rotate(folder, Use.EXPORT, at=NOON, overlap=DAY)

    assert refused.value.code == "use_unknown"


def damage(folder: Path, name: str, content: bytes | None) -> None:
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("feed-1.pem", None, RuleViolation),
        ("feed-1.pem", b"no key", MalformedMessage),
        (KEYRING_FILE, b"{", MalformedMessage),
        (KEYRING_FILE, b'{"entries":[{"use":"export"}]}', MalformedMessage),
    ],
)
def test_a_damaged_or_missing_file_is_refused_and_nothing_is_made_anew(
    folder: Path, name: str, content: bytes | None, kind: type[Exception]
) -> None:
    load_or_make(folder, at=NOON)
    damage(folder, name, content)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    with pytest.raises(kind):
        load_or_make(folder, at=NOON)

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_key_of_another_kind_is_refused(folder: Path) -> None:
    load_or_make(folder, at=NOON)
    other = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "feed-1.pem").write_bytes(other)

    with pytest.raises(MalformedMessage, match="another kind"):
        load_or_make(folder, at=NOON)


def test_a_key_file_that_others_can_read_is_refused(folder: Path) -> None:
    load_or_make(folder, at=NOON)
    (folder / "mail-1.pem").chmod(0o644)

    with pytest.raises(RuleViolation) as refused:
        load_or_make(folder, at=NOON)

    assert refused.value.code == "key_file_open"


def test_a_disk_that_refuses_leaves_no_half_made_keyring(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bluezone.authority.private_files.os.fsync", full)
    with pytest.raises(Unavailable, match="No space left"):
        load_or_make(folder, at=NOON)
    monkeypatch.undo()

    assert len(load_or_make(folder, at=NOON).held) == 3


def test_the_keyring_says_no_secret(folder: Path) -> None:
    load_or_make(folder, at=NOON)

    said = json.loads((folder / KEYRING_FILE).read_bytes())

    assert set(said["entries"][0]) == {"id", "use", "number", "used_from", "used_until", "valid_until"}
