"""The audit chain grows, is refused any change, and shows every tampering."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from bluezone.authority.audit.models import ChainEnd, Entry
from bluezone.authority.audit.queries import about, verdict
from bluezone.authority.audit.rules import BEGINNING, Fact, Fault, head_after
from bluezone.authority.audit.services import Subject, record, record_all
from bluezone.authority.audit.triggers import POSTGRESQL, POSTGRESQL_UNDONE, SQLITE, SQLITE_UNDONE
from bluezone.protocol.errors import RuleViolation

ACTOR = f"user:{uuid4()}"


def grow(moment: datetime, count: int = 5) -> None:
    for number in range(count):
        record(ACTOR, "report.submit", Subject("reporting.submission", str(number)), "campaign", moment)


def tamper(*statements: str) -> None:
    """Change the table as someone who holds the database file can."""
    small = connection.vendor == "sqlite"
    undone, done = (SQLITE_UNDONE, SQLITE) if small else (POSTGRESQL_UNDONE, POSTGRESQL)
    with connection.cursor() as cursor:
        for statement in (*undone, *statements, *done):
            cursor.execute(statement)


def fail_after(moment: datetime, count: int) -> None:
    """Add entries in a transaction that is then given up."""
    with suppress(RuntimeError), transaction.atomic():
        grow(moment, count)
        raise RuntimeError


def rewrite(moment: datetime) -> None:
    """Replace the whole chain by one that is right in itself."""
    tamper("DELETE FROM audit_entry")
    ChainEnd.objects.update(sequence=0, head=BEGINNING)
    with transaction.atomic():
        for number in range(6):
            record(ACTOR, "report.read", Subject("reporting.submission", str(number)), "campaign", moment)
        transaction.get_connection().run_on_commit.clear()


def faults(folder: Path) -> list[tuple[Fault, int]]:
    return [(finding.fault, finding.sequence) for finding in verdict(folder).findings]


@pytest.fixture
def folder(settings: Settings) -> Path:
    return Path(settings.AUDIT_FOLDER)


pytestmark = pytest.mark.django_db(transaction=True)


def test_an_untouched_chain_is_whole(moment: datetime, folder: Path) -> None:
    grow(moment)

    seen = verdict(folder)

    assert (seen.entries, seen.signed, seen.findings) == (5, 5, ())


def test_each_entry_follows_the_one_before(moment: datetime) -> None:
    grow(moment, 3)

    first, second, third = Entry.objects.all()

    assert bytes(first.previous) == BEGINNING
    assert bytes(second.previous) == bytes(first.head)
    assert bytes(third.previous) == bytes(second.head)


def test_many_records_of_one_act_stand_in_the_chain_one_by_one(moment: datetime, folder: Path) -> None:
    grow(moment, 2)

    count = record_all(
        ACTOR, "linelist.import", [Subject("cases.case", str(each)) for each in range(3)], "care", moment
    )

    grow(moment, 1)
    seen = verdict(folder)
    assert (count, seen.entries, seen.signed, seen.findings) == (3, 6, 6, ())


@pytest.mark.parametrize("act", [lambda: Entry.objects.update(purpose="x"), lambda: Entry.objects.all().delete()])
def test_the_database_refuses_to_change_or_delete_an_entry(moment: datetime, act: Callable[[], object]) -> None:
    grow(moment, 2)

    with pytest.raises(DatabaseError, match="only grows"):
        act()

    assert Entry.objects.count() == 2


def test_a_changed_row_is_found(moment: datetime, folder: Path) -> None:
    grow(moment)

    tamper("UPDATE audit_entry SET actor = 'system' WHERE sequence = 3")

    assert faults(folder) == [(Fault.CHANGED, 3)]


def test_a_removed_row_is_found(moment: datetime, folder: Path) -> None:
    grow(moment)

    tamper("DELETE FROM audit_entry WHERE sequence = 3")

    assert (Fault.REMOVED, 4) in faults(folder)


def test_a_removed_row_is_found_though_the_rest_was_renumbered(moment: datetime, folder: Path) -> None:
    grow(moment)

    tamper(
        "DELETE FROM audit_entry WHERE sequence = 3",
        "UPDATE audit_entry SET sequence = 3 WHERE sequence = 4",
        "UPDATE audit_entry SET sequence = 4 WHERE sequence = 5",
    )

    assert (Fault.REMOVED, 3) in faults(folder)


def test_reordered_rows_are_found(moment: datetime, folder: Path) -> None:
    grow(moment)

    tamper(
        "UPDATE audit_entry SET sequence = 99 WHERE sequence = 2",
        "UPDATE audit_entry SET sequence = 2 WHERE sequence = 3",
        "UPDATE audit_entry SET sequence = 3 WHERE sequence = 99",
    )

    assert (Fault.REORDERED, 2) in faults(folder)
    assert all(fault in {Fault.REORDERED, Fault.REWRITTEN} for fault, _ in faults(folder))


def test_a_renumbered_row_is_found(moment: datetime, folder: Path) -> None:
    grow(moment)

    tamper("UPDATE audit_entry SET sequence = 9 WHERE sequence = 5")

    assert faults(folder) == [(Fault.REORDERED, 9)]


def test_a_cut_tail_is_found(moment: datetime, folder: Path) -> None:
    grow(moment)

    tamper("DELETE FROM audit_entry WHERE sequence > 3", "UPDATE audit_chainend SET sequence = 3")

    assert faults(folder) == [(Fault.CUT, 4)]


def test_a_whole_rewrite_is_found(moment: datetime, folder: Path) -> None:
    grow(moment)

    rewrite(moment)

    assert faults(folder) == [(Fault.REWRITTEN, 1)]


def test_a_rewritten_chain_gets_no_new_signature(
    moment: datetime, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    grow(moment)
    rewrite(moment)

    record(ACTOR, "report.read", Subject("reporting.submission", "9"), "campaign", moment)

    assert verdict(folder).signed == 5
    assert "does not fit its last signed head" in caplog.text


def test_a_forged_signed_head_is_found(moment: datetime, folder: Path) -> None:
    grow(moment, 2)
    heads = folder / "heads.jsonl"

    heads.write_bytes(heads.read_bytes().replace(b'"sequence": 2', b'"sequence": 1'))

    assert faults(folder) == [(Fault.FORGED, 2)]


def test_one_transaction_is_signed_once(moment: datetime, folder: Path) -> None:
    with transaction.atomic():
        grow(moment, 40)

    assert len((folder / "heads.jsonl").read_bytes().splitlines()) == 1
    assert verdict(folder).signed == 40


def test_what_is_rolled_back_leaves_neither_entry_nor_head(moment: datetime, folder: Path) -> None:
    fail_after(moment, 3)

    assert verdict(folder).entries == 0
    assert not (folder / "heads.jsonl").exists()


def test_what_follows_a_rolled_back_part_is_still_signed(moment: datetime, folder: Path) -> None:
    with transaction.atomic():
        fail_after(moment, 1)
        grow(moment, 2)

    assert verdict(folder).signed == 2


def test_eight_people_at_once_make_one_chain(moment: datetime, folder: Path) -> None:
    def work() -> None:
        try:
            grow(moment, 25)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    seen = verdict(folder)
    assert (seen.entries, seen.signed, seen.findings) == (200, 200, ())
    assert ChainEnd.objects.get().sequence == 200


def test_who_looked_at_a_record_can_be_asked(moment: datetime) -> None:
    grow(moment, 3)

    (entry,) = about("reporting.submission", "1")

    assert (entry.actor, entry.action) == (ACTOR, "report.submit")


PLAIN = {
    "actor": ACTOR,
    "action": "report.read",
    "subject_kind": "unit",
    "subject_id": "1",
    "purpose": "campaign",
}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("actor", "Nguyễn Văn A"),
        ("actor", "user:Nguyen Van A"),
        ("action", "Read Report"),
        ("subject_kind", "Đoàn Kết"),
        ("subject_id", "Nguyen Van A"),
        ("purpose", "vì ông A hỏi"),
    ],
)
def test_the_chain_takes_no_name(moment: datetime, field: str, value: str) -> None:
    with pytest.raises(RuleViolation, match="never a name"):
        Fact(**{**PLAIN, field: value}, moment=moment)


def test_a_moment_without_a_time_zone_is_refused(moment: datetime) -> None:
    with pytest.raises(RuleViolation, match="time zone"):
        record(ACTOR, "report.read", Subject("unit", "1"), "campaign", moment.replace(tzinfo=None))


def test_an_entry_that_no_longer_parses_counts_as_changed(moment: datetime, folder: Path) -> None:
    grow(moment, 2)

    tamper("UPDATE audit_entry SET purpose = 'Nguyễn Văn A' WHERE sequence = 1")

    assert faults(folder) == [(Fault.CHANGED, 1)]


def test_the_last_head_follows_from_the_entries(moment: datetime) -> None:
    entry = record(ACTOR, "report.read", Subject("unit", "1"), "campaign", moment)

    assert bytes(entry.head) == head_after(BEGINNING, Fact(ACTOR, "report.read", "unit", "1", "campaign", moment))
