"""Entries past their two years leave one signed checkpoint behind, and nothing can hide behind it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree

import pytest
from django.db import DatabaseError, transaction
from pytest_django import Settings
from tests.authority.audit.test_chain import ACTOR, faults, grow, rewrite, tamper

from bluezone.authority.audit.heads import HeadFile
from bluezone.authority.audit.models import ChainEnd, Entry, KeptCheckpoint
from bluezone.authority.audit.queries import checkpoint, verdict
from bluezone.authority.audit.rules import KEPT, Checkpoint, Fault
from bluezone.authority.audit.sealing import seal
from bluezone.authority.audit.services import Subject, record
from bluezone.authority.retention.models import PurgeRun
from bluezone.authority.retention.services import purge

DAY = timedelta(days=1)


@pytest.fixture
def folder(settings: Settings) -> Path:
    return Path(settings.AUDIT_FOLDER)


@pytest.fixture
def old(moment: datetime, folder: Path) -> datetime:
    """Five entries of two years ago, three of yesterday; the moment at which the five are just past their time."""
    grow(moment, 5)
    grow(moment + KEPT - DAY, 3)
    return moment + KEPT


pytestmark = pytest.mark.django_db(transaction=True)


def test_entries_past_their_time_go_and_the_rest_is_proved_from_there_on(old: datetime, folder: Path) -> None:
    gone = seal(old)

    seen = verdict(folder)
    assert gone == 5
    assert [*Entry.objects.values_list("sequence", flat=True)] == [6, 7, 8]
    assert (seen.entries, seen.signed, seen.findings) == (3, 8, ())
    assert seen.checkpoint is not None
    assert (seen.checkpoint.last, seen.checkpoint.until, seen.checkpoint.sealed_at) == (5, old - KEPT, old)


def test_nothing_goes_a_moment_before_its_time(old: datetime) -> None:
    assert seal(old - timedelta(microseconds=1)) == 0

    assert checkpoint() is None
    assert Entry.objects.count() == 8


def test_the_chain_grows_on_and_the_checkpoint_moves_forward(old: datetime, folder: Path) -> None:
    seal(old)
    grow(old, 2)
    gone = seal(old + KEPT - DAY)

    seen = verdict(folder)
    assert (gone, seen.entries, seen.findings) == (3, 2, ())
    assert KeptCheckpoint.objects.get().last == 8


def test_a_chain_that_is_past_its_time_to_the_last_entry_still_grows_and_is_signed(old: datetime, folder: Path) -> None:
    seal(old + KEPT)

    record(ACTOR, "report.read", Subject("unit", "1"), "campaign", old + KEPT)

    seen = verdict(folder)
    assert (seen.entries, seen.signed, seen.findings) == (1, 9, ())


def test_the_purge_seals_and_its_record_says_how_many(old: datetime, folder: Path) -> None:
    run = purge(old)

    assert run.counts["audit_entry"] == 5
    assert PurgeRun.objects.get().counts["audit_entry"] == 5
    assert verdict(folder).findings == ()


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE audit_entry SET actor = 'system' WHERE sequence = 7", (Fault.CHANGED, 7)),
        ("DELETE FROM audit_entry WHERE sequence = 7", (Fault.REMOVED, 8)),
        ("DELETE FROM audit_entry WHERE sequence = 6", (Fault.REMOVED, 7)),
        ("DELETE FROM audit_entry WHERE sequence > 5", (Fault.CUT, 6)),
        ("DELETE FROM audit_keptcheckpoint", (Fault.REMOVED, 6)),
        ("UPDATE audit_keptcheckpoint SET last = 6", (Fault.FORGED_CHECKPOINT, 6)),
        ("UPDATE audit_keptcheckpoint SET sealed_at = until", (Fault.FORGED_CHECKPOINT, 5)),
    ],
)
def test_every_tampering_behind_the_checkpoint_is_found(
    old: datetime, folder: Path, statement: str, fault: tuple[Fault, int]
) -> None:
    seal(old)

    tamper(statement)

    assert fault in faults(folder)


def test_reordered_entries_behind_the_checkpoint_are_found(old: datetime, folder: Path) -> None:
    seal(old)

    tamper(
        "UPDATE audit_entry SET sequence = 99 WHERE sequence = 6",
        "UPDATE audit_entry SET sequence = 6 WHERE sequence = 7",
        "UPDATE audit_entry SET sequence = 7 WHERE sequence = 99",
    )

    assert (Fault.REORDERED, 7) in faults(folder)


def test_a_checkpoint_that_covers_a_removal_carries_no_signature_of_ours(old: datetime, folder: Path) -> None:
    """Whoever holds the database lets the checkpoint stand for entries of yesterday and deletes them."""
    seal(old)
    seventh = Entry.objects.get(sequence=7)

    with transaction.atomic():
        KeptCheckpoint.objects.update(last=7, head=seventh.head)
        Entry.objects.filter(sequence__lte=7).delete()

    assert faults(folder) == [(Fault.REMOVED, 8), (Fault.FORGED_CHECKPOINT, 7)]


def test_a_checkpoint_before_its_time_is_found_even_when_it_is_signed(old: datetime, folder: Path) -> None:
    """Whoever holds the key too cannot take back what the heads say of their moments."""
    seal(old)
    seventh = Entry.objects.get(sequence=7)
    made = HeadFile(folder).signed(Checkpoint(7, bytes(seventh.head), old - KEPT, old))

    with transaction.atomic():
        KeptCheckpoint.objects.update(last=7, head=made.head, signature=made.signature)
        Entry.objects.filter(sequence__lte=7).delete()

    assert faults(folder) == [(Fault.EARLY, 7)]


def test_a_copy_of_heads_kept_elsewhere_shows_a_rewritten_past_behind_a_signed_checkpoint(
    old: datetime, folder: Path, tmp_path: Path
) -> None:
    copytree(folder, tmp_path / "copy")
    (folder / "heads.jsonl").unlink()
    rewrite(old - KEPT)

    assert seal(old) == 6

    assert faults(folder) == []
    assert (Fault.CUT, 7) in faults(tmp_path / "copy")


@pytest.mark.parametrize(
    "tampering",
    [
        lambda _moment: tamper("UPDATE audit_entry SET actor = 'system' WHERE sequence = 3"),
        lambda _moment: tamper("DELETE FROM audit_entry WHERE sequence = 3"),
        rewrite,
    ],
)
def test_a_chain_that_is_not_whole_keeps_its_entries(
    old: datetime, folder: Path, tampering: Callable[[datetime], None], caplog: pytest.LogCaptureFixture
) -> None:
    tampering(old - KEPT)
    before = Entry.objects.count()

    assert seal(old) == 0

    assert Entry.objects.count() == before
    assert faults(folder) != []
    assert "nothing of it is sealed" in caplog.text


def test_entries_do_not_go_behind_a_checkpoint_that_is_not_ours(old: datetime, folder: Path) -> None:
    seal(old)
    tamper("UPDATE audit_keptcheckpoint SET sealed_at = until")

    assert seal(old + KEPT) == 0


@pytest.mark.parametrize(
    "act",
    [
        lambda: Entry.objects.filter(sequence=6).delete(),
        lambda: Entry.objects.update(purpose="x"),
        lambda: KeptCheckpoint.objects.all().delete(),
        lambda: KeptCheckpoint.objects.update(last=4),
        lambda: KeptCheckpoint.objects.update(sealed_at=datetime(2030, 1, 1, tzinfo=UTC)),
    ],
)
def test_the_database_lets_nothing_go_that_the_checkpoint_does_not_stand_for(
    old: datetime, act: Callable[[], object]
) -> None:
    seal(old)

    with pytest.raises(DatabaseError, match="only"):
        act()

    assert (Entry.objects.count(), KeptCheckpoint.objects.get().last) == (3, 5)


def test_what_is_rolled_back_is_not_sealed(old: datetime, folder: Path) -> None:
    with transaction.atomic():
        seal(old)
        transaction.set_rollback(True)

    assert (Entry.objects.count(), verdict(folder).findings) == (8, ())


def test_an_older_entry_behind_a_younger_one_waits_for_it(moment: datetime, folder: Path) -> None:
    grow(moment, 1)
    grow(moment + DAY, 1)
    grow(moment, 1)

    assert seal(moment + KEPT) == 1

    assert seal(moment + KEPT + DAY) == 2
    assert verdict(folder).findings == ()
    assert ChainEnd.objects.get().sequence == 3
