"""What people's side writes to its log: events with counts, never an address of a page, which may hold a token."""

import json
import logging
import os
from datetime import UTC, datetime
from typing import Any, Final

LOG_FORMAT: Final = "BLUEZONE_LOG_FORMAT"
"""The variable of the environment that chooses how every program writes its log: `text` or `json`."""
TEXT: Final = "text"
JSON: Final = "json"
LINE: Final = "answered %s on the page %s"


class PageNamesOnly(logging.Filter):
    """Puts the name of the page in the place of its address in Django's lines about requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the line; the traceback of a fault stays, the request itself goes."""
        if record.msg == LINE:  # rewritten already, where logging was set up twice
            return True
        request = record.__dict__.pop("request", None)
        match = getattr(request, "resolver_match", None)
        status = getattr(record, "status_code", "")
        record.msg, record.args = LINE, (status, match.view_name if match else "unknown")
        return True


class Counts(logging.Formatter):
    """One line an event: level, program, event, counts."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the event with the numbers that were handed along."""
        counts = {name: value for name, value in vars(record).items() if name not in _ORDINARY}
        numbers = " ".join(f"{name}={value}" for name, value in counts.items() if isinstance(value, int))
        return f"{super().format(record)} {numbers}".rstrip()


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, program, event, and the counts that were handed along.

    Args:
        words: Whether words that were handed along are written too; on people's side they could be somebody's.
    """

    def __init__(self, *, words: bool = False) -> None:
        """Choose what is written."""
        super().__init__()
        self._kinds = (int, float, str) if words else (int, float)

    def format(self, record: logging.LogRecord) -> str:
        """Return the event as one line."""
        said: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "program": record.name,
            "event": record.getMessage(),
        }
        handed = {name: value for name, value in vars(record).items() if name not in _ORDINARY}
        said |= {name: value for name, value in handed.items() if isinstance(value, self._kinds) and name not in said}
        if record.exc_info:
            said["trace"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


_ORDINARY = {*vars(logging.makeLogRecord({})), "message", "asctime", "status_code", "color_message"}


def log_format() -> str:
    """Return how this process writes its log: `text` unless the environment says `json`."""
    return JSON if os.environ.get(LOG_FORMAT) == JSON else TEXT


def server_logging() -> dict[str, Any] | None:
    """Return what the WSGI server's own logging is told: nothing in words; its few lines as JSON like all others."""
    formatters = {name: {"()": JsonLines} for name in ("generic", "access")}
    return {"formatters": formatters} if log_format() == JSON else None


def logging_settings() -> dict[str, Any]:
    """Return Django's LOGGING: one stream, page names only, and silence where a library names credentials."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"names": {"()": PageNamesOnly}},
        "formatters": {
            TEXT: {"()": Counts, "format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
            JSON: {"()": JsonLines},
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": log_format()}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django.request": {"filters": ["names"]},
            "django.security.csrf": {"filters": ["names"]},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "django.server": {"level": "CRITICAL"},
            "fido2": {"level": "ERROR"},
        },
    }
