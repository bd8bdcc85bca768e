"""`bluezone audit verify` as the inspector calls it."""

import json
from datetime import datetime
from pathlib import Path
from shutil import copytree

import pytest
from django.db import connection
from pytest_django import Settings

from bluezone.authority.audit.services import Subject, record
from bluezone.authority.audit.triggers import SQLITE, SQLITE_UNDONE
from bluezone.cli import main

pytestmark = pytest.mark.django_db(transaction=True)

CUT = ("DELETE FROM audit_entry WHERE sequence > 3", "UPDATE audit_chainend SET sequence = 3")


@pytest.fixture(autouse=True)
def _five_entries(moment: datetime) -> None:
    for number in range(5):
        record("system", "report.submit", Subject("reporting.submission", str(number)), "campaign", moment)


def tamper(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in (*SQLITE_UNDONE, *statements, *SQLITE):
            cursor.execute(statement)


def verify(*words: str) -> int:
    try:
        return main(["audit", "verify", *words])
    except SystemExit as left:
        return int(left.code or 0)


def test_a_whole_chain_is_said_to_be_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert verify() == 0

    assert capsys.readouterr().out == "The chain is whole: 5 entries, signed up to entry 5.\n"


@pytest.mark.parametrize(
    ("statements", "fault"),
    [
        (("UPDATE audit_entry SET purpose = 'other' WHERE sequence = 2",), "changed: entry 2"),
        (("DELETE FROM audit_entry WHERE sequence = 2",), "removed: entries before entry 3"),
        (
            (
                "UPDATE audit_entry SET sequence = 9 WHERE sequence = 2",
                "UPDATE audit_entry SET sequence = 2 WHERE sequence = 3",
                "UPDATE audit_entry SET sequence = 3 WHERE sequence = 9",
            ),
            "reordered: entry 2",
        ),
        (CUT, "cut: the chain ends before entry 4"),
        (("DELETE FROM audit_entry",), "cut: the chain ends before entry 1"),
    ],
)
def test_every_tampering_is_named_and_ends_with_1(
    capsys: pytest.CaptureFixture[str], statements: tuple[str, ...], fault: str
) -> None:
    tamper(*statements)

    assert verify() == 1

    said = capsys.readouterr().out
    assert fault in said
    assert "The chain is not whole." in said


def test_a_machine_reads_the_findings_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    tamper(*CUT)

    assert verify("--json") == 1

    assert json.loads(capsys.readouterr().out) == {
        "entries": 3,
        "signed": 5,
        "sealed": None,
        "findings": [{"fault": "cut", "sequence": 4}],
    }


def test_a_copy_of_heads_kept_elsewhere_shows_a_rewrite_by_someone_who_holds_the_key(
    settings: Settings, tmp_path: Path, moment: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy"
    copytree(settings.AUDIT_FOLDER, copy)
    (copy / "signing-key.pem").unlink()
    tamper("DELETE FROM audit_entry", "UPDATE audit_chainend SET sequence = 0, head = zeroblob(32)")
    (Path(settings.AUDIT_FOLDER) / "heads.jsonl").unlink()
    for number in range(6):
        record("system", "report.read", Subject("reporting.submission", str(number)), "campaign", moment)

    assert verify() == 0
    assert verify("--heads", str(copy)) == 1

    assert "rewritten: entry 1" in capsys.readouterr().out


def test_heads_without_their_public_key_prove_nothing(tmp_path: Path, settings: Settings) -> None:
    copytree(settings.AUDIT_FOLDER, tmp_path / "copy")
    (tmp_path / "copy" / "public-key.pem").unlink()

    assert verify("--heads", str(tmp_path / "copy")) == 4
