"""The probe as an administrator runs it: against a server in a process of its own, once an hour or watching."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests.keyserver.processes import serving
from tests.keyserver.test_planted_secrets import found_in

from bluezone.cli import main, probe
from bluezone.cli.probing import rules
from bluezone.cli.probing.rules import (
    WARN_KEYS,
    Level,
    Memory,
    Name,
    Report,
    in_order,
    keys_to_report,
    planted,
    wrong_with_key_set,
)
from bluezone.cli.probing.shown import EXIT, as_json, lines, textfile
from bluezone.protocol.errors import MalformedMessage, RuleViolation, Unavailable
from bluezone.protocol.intervals import key_interval_at
from bluezone.protocol.keys import DiagnosisKey, ExposureKey, ReportType, publishable_from
from bluezone.protocol.risk import POLICY_1
from bluezone.protocol.trust import KeySet

AT = datetime(2026, 11, 20, 12, 10, tzinfo=UTC)
FOUND = Report(AT, (Name.BATCHER_STOPPED, Name.ANSWERS_SLOW), {"index_age_seconds": 7200.0})


def test_a_probe_of_a_bare_server_misses_the_feeds_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, metrics = tmp_path / "data", tmp_path / "probe.prom"
    with serving(tmp_path) as running:
        words = ["probe", "--data", str(data), "--server", f"http://127.0.0.1:{running.ready['port']}"]
        with pytest.raises(SystemExit) as first:
            main([*words, "--json", "--metrics-file", str(metrics)])
        with pytest.raises(SystemExit) as again:
            main(words)

    told, said = capsys.readouterr().out.splitlines()
    state = probe._memory(data / "probe.json")
    assert (first.value.code, again.value.code) == (6, 6)
    assert [found["name"] for found in json.loads(told)["found"]] == ["feed-stale"]
    assert said.startswith("broken: feed-stale: ")
    assert "docs/playbooks/feed-stale.md" in said
    assert len(state.planted) == 2, "a report an hour, however often it looks"
    assert (data / "probe.json").stat().st_mode & 0o077 == 0
    shown = (told + said + metrics.read_text()).encode()
    secrets: dict[str, bytes | str] = {"credential": (data / "credential").read_bytes()}
    secrets |= {f"key {number}": each.secret for number, each in enumerate(state.planted)}
    assert found_in(shown, secrets) == set()


@pytest.mark.parametrize("minute", [0, 5, 29, 30, 59])
def test_a_probe_reports_what_a_phone_would_and_waits_for_each_key_s_hour(minute: int) -> None:
    at = AT.replace(minute=minute)
    yesterday, today = keys_to_report([bytes(16), bytes(15) + b"1"], at)

    assert (yesterday.start, yesterday.end) == (datetime(2026, 11, 19, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC))
    assert today.start == yesterday.end
    assert timedelta() < today.end - at <= timedelta(minutes=30)
    assert at < planted(yesterday, at).due <= at + timedelta(minutes=65)
    assert planted(today, at).due >= publishable_from(today)


def test_prometheus_reads_every_name_wrong_or_not() -> None:
    families = {family.name: family for family in text_string_to_metric_families(textfile(FOUND))}
    wrong = {sample.labels["name"]: sample.value for sample in families["bluezone_probe_wrong"].samples}

    assert {name for name, value in wrong.items() if value} == set(FOUND.names)
    assert set(wrong) == set(Name)
    assert families["bluezone_probe_last_run_timestamp_seconds"].samples[0].value == AT.timestamp()
    assert families["bluezone_probe_index_age_seconds"].samples[0].value == 7200


def test_a_report_in_words_and_for_programs_says_the_same() -> None:
    told = json.loads(as_json(FOUND))

    assert [found["name"] for found in told["found"]] == list(FOUND.names)
    assert [line.split(": ")[:2] for line in lines(FOUND)] == [
        ["broken", "batcher-stopped"],
        ["warning", "answers-slow"],
    ]
    assert list(lines(Report(AT, ()))) == ["ok: a report goes all its way, and everything that phones read is fresh."]


def test_the_likely_cause_is_told_before_what_follows_from_it() -> None:
    assert in_order([Name.FEED_STALE, Name.KEYS_EXPIRED, Name.FEED_STALE]) == (Name.KEYS_EXPIRED, Name.FEED_STALE)


@pytest.mark.parametrize(
    ("names", "level", "code"),
    [((), Level.OK, 0), ((Name.ANSWERS_SLOW,), Level.WARNING, 5), (FOUND.names, Level.BROKEN, 6)],
)
def test_the_exit_code_is_that_of_the_worst(names: tuple[Name, ...], level: Level, code: int) -> None:
    report = Report(AT, names)

    assert (report.level, EXIT[report.level]) == (level, code)


@pytest.mark.parametrize(
    ("text", "span"), [("5m", timedelta(minutes=5)), ("90s", timedelta(seconds=90)), ("1h", timedelta(hours=1))]
)
def test_a_watch_is_told_how_often_to_look(text: str, span: timedelta) -> None:
    assert probe._span(text) == span


@pytest.mark.parametrize("text", ["5", "m", "0m", "5 m", "5d", "-5m"])
def test_a_span_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(RuleViolation, match="such as 5m"):
        probe._span(text)


def test_a_state_that_is_damaged_is_named(tmp_path: Path) -> None:
    (tmp_path / "probe.json").write_text("{")

    assert probe._memory(tmp_path / "none.json") == Memory()
    with pytest.raises(MalformedMessage, match="remove it"):
        probe._memory(tmp_path / "probe.json")


def test_a_probe_without_keys_or_credential_says_what_to_name(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"ring\.json cannot be read"):
        probe._fingerprint(tmp_path)


def test_a_key_set_that_ends_soon_is_named_before_it_ends() -> None:
    keys = KeySet(sequence=1, issued=AT, expires=AT + WARN_KEYS - timedelta(hours=1), keys=())

    assert list(wrong_with_key_set(keys, AT)) == [Name.SIGNING_KEY_EXPIRED, Name.KEYS_EXPIRING]


def test_a_matching_that_finds_nothing_is_named() -> None:
    key = DiagnosisKey(ExposureKey(bytes(16), key_interval_at(AT) // 144 * 144), ReportType.UNKNOWN)
    deaf = replace(POLICY_1, bluezone_tolerance=-1, exposure_notification_tolerance=-1)

    assert list(rules._wrong_on_a_phone(key, POLICY_1)) == []
    assert list(rules._wrong_on_a_phone(key, deaf)) == [Name.MATCH_FAILED]
