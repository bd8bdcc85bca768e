"""How the programs that phones and networks talk to write their log: one line an event, as text or as JSON."""

import logging
import os
import sys
from typing import Annotated, Final

import typer

from bluezone.config.logs import JSON, LOG_FORMAT, TEXT, JsonLines, log_format
from bluezone.protocol.errors import RuleViolation

LogFormat = Annotated[
    str, typer.Option(envvar=LOG_FORMAT, help="How the log is written: text, or json, one object a line.")
]

FORM: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_ORDINARY: Final = {*vars(logging.makeLogRecord({})), "message", "asctime", "color_message"}


class _Lines(logging.Formatter):
    """One line an event: level, program, event, counts."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the event with the counts that were handed along."""
        counts = {name: value for name, value in vars(record).items() if name not in _ORDINARY}
        said = " ".join(f"{name}={value}" for name, value in counts.items())
        return f"{super().format(record)} {said}".rstrip()


def choose_log_format(form: str) -> None:
    """Have this process, and those that it starts, write their log in a format.

    Raises:
        RuleViolation: `log_format_wrong`: it is neither `text` nor `json`.
    """
    if form not in (TEXT, JSON):
        raise RuleViolation("log_format_wrong", "--log-format is text or json")
    if form != log_format():
        os.environ[LOG_FORMAT] = form


def say_line(event: str) -> None:
    """Write an event of a program that has no log of its own, such as one that keeps others alive."""
    record = logging.makeLogRecord({"name": "bluezone.cli", "levelname": "WARNING", "msg": event})
    print(JsonLines().format(record) if log_format() == JSON else event, file=sys.stderr, flush=True)


def log_to_standard_error() -> None:
    """Write the log to standard error in the format that was chosen."""
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(JsonLines(words=True) if log_format() == JSON else _Lines(FORM))
    logging.basicConfig(level=logging.INFO, handlers=[lines])
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
