"""What people's side writes to its log: events with counts, never an address of a page, which may hold a token."""

import logging
from typing import Any, Final

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


_ORDINARY = {*vars(logging.makeLogRecord({})), "message", "asctime", "status_code"}


def logging_settings() -> dict[str, Any]:
    """Return Django's LOGGING: one stream, page names only, and silence where a library names credentials."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"names": {"()": PageNamesOnly}},
        "formatters": {"counts": {"()": Counts, "format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "counts"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django.request": {"filters": ["names"]},
            "django.security.csrf": {"filters": ["names"]},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "django.server": {"level": "CRITICAL"},
            "fido2": {"level": "ERROR"},
        },
    }
