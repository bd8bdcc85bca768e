"""The worker's round: a fault in one job keeps no other from its turn."""

import logging
from typing import Any

import django.core.management
import pytest

from bluezone.cli.jobs import JOBS, do_jobs
from bluezone.protocol.errors import Unavailable


def test_a_fault_in_one_job_keeps_no_other_from_its_turn(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    turns = list[str]()

    def call(name: str, **_options: Any) -> None:
        turns.append(name)
        if name == "deliver_messages":
            raise ValueError("Lò Thị Mây 0912345678")
        if name == "issue_feeds":
            raise Unavailable("another process does this job now")

    monkeypatch.setattr(django.core.management, "call_command", call)
    with caplog.at_level(logging.ERROR):
        do_jobs()

    assert turns == [name for name, _options in JOBS]
    assert [record.message for record in caplog.records] == ["job failed"]
    assert "Mây" not in caplog.text
