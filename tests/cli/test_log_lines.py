"""Every program writes one line an event; as JSON it says the same as in words, and no more."""

import json
import logging
import os
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.cli.log_lines import FORM, _Lines, choose_log_format, say_line
from bluezone.config.logs import LOG_FORMAT, Counts, JsonLines, log_format, logging_settings
from bluezone.protocol.errors import RuleViolation

COUNTS = st.dictionaries(st.sampled_from(["keys", "files", "rows"]), st.integers(0, 10**6))


@pytest.fixture(autouse=True)
def unchosen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test starts with no format chosen, and chooses for itself alone."""
    monkeypatch.setenv(LOG_FORMAT, "text")
    yield
    os.environ.pop(LOG_FORMAT, None)


def record(event: str, **handed: object) -> logging.LogRecord:
    return logging.makeLogRecord({"name": "bluezone.try", "levelname": "INFO", "msg": event, "created": 0.0, **handed})


@given(st.text(max_size=30), COUNTS)
def test_a_line_of_json_holds_the_event_and_its_counts(event: str, counts: dict[str, int]) -> None:
    line = JsonLines().format(record(event.replace("%", ""), **counts))

    assert "\n" not in line
    assert json.loads(line) == {
        "time": "1970-01-01T00:00:00.000+00:00",
        "level": "info",
        "program": "bluezone.try",
        "event": event.replace("%", ""),
        **counts,
    }


def test_what_a_line_in_words_leaves_out_a_line_of_json_leaves_out() -> None:
    handed = record("answered", erased=3, recipient="0912345678", request=object(), status_code=404)

    assert "0912345678" not in JsonLines().format(handed)
    assert "0912345678" not in Counts("%(message)s").format(handed)


def test_what_the_keyserver_says_in_words_it_says_in_json() -> None:
    handed = record("a request failed", kind="KeyError", function="broken", line=7)

    said = json.loads(JsonLines(words=True).format(handed))

    assert {said["kind"], said["function"], said["line"]} == {"KeyError", "broken", 7}
    assert all(f"{said[name]}" in _Lines(FORM).format(handed) for name in ("event", "program", "kind", "line"))


def test_a_fault_stays_on_one_line() -> None:
    try:
        int("no number")
    except ValueError:
        line = JsonLines().format(record("a fault", exc_info=sys.exc_info()))

    assert "ValueError" in json.loads(line)["trace"]
    assert len(line.splitlines()) == 1


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_format_is_chosen_once_for_all_programs_of_a_command(form: str) -> None:
    choose_log_format(form)

    assert (log_format(), logging_settings()["handlers"]["stderr"]["formatter"]) == (form, form)


def test_another_format_is_refused() -> None:
    with pytest.raises(RuleViolation, match="text or json"):
        choose_log_format("xml")


def test_who_keeps_others_alive_says_it_in_the_same_format(capsys: pytest.CaptureFixture[str]) -> None:
    say_line("The site ended; it is started again.")
    choose_log_format("json")
    say_line("The site ended; it is started again.")

    words, line = capsys.readouterr().err.splitlines()
    assert words == json.loads(line)["event"]
