"""The register of data: every table and column, what it is, whose, why, for how long; a test refuses one that is not in it.

A column is written `name`, when its name says everything (`COMMON`), or `name: what it is`; columns are separated by
semicolons. `docs/data-register.md` is written from it by `page`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Room(StrEnum):
    """Where a table lies."""

    REGISTRY = "registry"
    KEYSERVER = "keyserver"
    DIARY = "diary"


class Whose(StrEnum):
    """Of whom a table speaks."""

    CITIZEN = "citizen"
    OFFICER = "officer"
    PHONE = "phone"
    NOBODY = "nobody"


class Why(StrEnum):
    """What a table is for."""

    CARE = "care"
    TRACING = "tracing"
    CODES = "codes"
    WARNING = "warning"
    MESSAGE = "message"
    FIGURES = "figures"
    CAMPAIGN = "campaign"
    ACCESS = "access"
    PROOF = "proof"
    RUNNING = "running"
    EXPOSURE = "exposure"


class Kept(StrEnum):
    """For how long; the words of `periods.Period` count from what the row says, the others are told here."""

    PERSON = "person"
    FIGURES = "figures"
    INSTALLATION = "installation"
    TWO_YEARS = "two_years"
    UNUSED = "unused"
    SESSION = "session"
    HOUR = "hour"
    DAY = "day"
    FORTNIGHT = "fortnight"
    QUARTER = "quarter"
    PHONE = "phone"
    PRESENCE = "presence"
    MERGE = "merge"
    LINE_LIST = "line_list"
    BULK_TELEPHONE = "bulk_telephone"
    BULK_RECORD = "bulk_record"
    MESSAGE = "message"
    REGISTER_FILE = "register_file"
    FOCAL_POINT = "focal_point"
    TASK = "task"
    REGISTRATION = "registration"
    HOTSPOT_CHECK = "hotspot_check"
    FIELD_VISIT = "field_visit"
    FIELD_SET_ASIDE = "field_set_aside"
    FIELD_INVITATION = "field_invitation"
    FIELD_WISH = "field_wish"


COMMON: Final[Mapping[str, str]] = {
    "id": "number of the row",
    "unit_id": "unit in charge",
    "created_at": "when it was written",
    "created_by": "who wrote it, as the audit names people",
    "actor": "who did it, as the audit names people",
    "moment": "when",
    "state": "where it stands in the work",
    "kind": "which kind it is",
    "day": "which day",
    "place": "its place in the order",
    "start": "from when",
    "end": "until when",
    "valid_from": "first day on which it holds",
    "valid_to": "last day on which it holds",
    "revision": "counts the changes",
    "person_id": "whose",
    "case_id": "of which case",
    "contact_id": "of which contact",
    "milestone_id": "of which milestone",
    "directive_id": "of which directive",
    "version": "counts the versions",
    "source": "where it comes from",
    "expires_at": "until when it works",
    "revoked_at": "when it was taken back",
    "published_at": "when it was published",
    "withdrawn_at": "when it was withdrawn",
    "digest": "SHA-256 of the content",
    "sequence": "counts up",
    "batch_id": "of which bulk issue",
    "definition_id": "version of the rules that was used",
    "certainty": "how sure it is",
    "first_day": "from which day",
    "last_day": "until which day",
    "received_at": "when it came in",
    "changed_at": "when it was changed last",
    "settled_at": "when it was settled",
    "uploaded_at": "when it was handed in",
    "uploaded_by": "who handed it in, as the audit names people",
    "finished_at": "when it ended",
    "laboratory_id": "which laboratory",
    "closed_at": "when it was closed",
    "venue_id": "which venue",
    "made_at": "when it was made",
    "sent_at": "when it was sent",
    "task_id": "which task",
    "assignment_id": "which assignment",
    "user_id": "which account",
    "structure_day": "day whose structure of units is meant",
    "form_key": "which form",
    "part": "which part of a body",
    "origin": "how it came in",
    "issued_at": "when it was issued",
    "decided_at": "when it was decided",
    "saved_at": "when it was saved",
    "counts": "numbers only",
    "form_id": "which form",
    "collected_at": "when it was fetched",
    "parent_id": "what stands above",
    "batch": "of which batch",
}
"""Columns whose name says what they are, wherever they stand."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Args:
        name: As the database calls it.
        vi: What it is, in Vietnamese.
        en: What it is, in English.
        whose: Of whom it speaks.
        why: What it is for.
        kept: For how long.
        written: Its columns, as above.
        room: Where it lies.
    """

    name: str
    vi: str
    en: str
    whose: Whose
    why: Why
    kept: Kept
    written: str
    room: Room = Room.REGISTRY

    @property
    def columns(self) -> dict[str, str]:
        """What each column is, by its name."""
        return dict(map(_column, self.written.split(";")))


def page(tables: Iterable[Table]) -> str:
    """Return the register as a Markdown page."""
    parts = [_HEAD]
    for room in Room:
        parts.append(f"\n## {_ROOMS[room]}\n")
        for table in sorted(tables, key=lambda each: each.name):
            if table.room is room:
                rows = "".join(f"| `{name}` | {what} |\n" for name, what in table.columns.items())
                parts.append(
                    f"\n### `{table.name}`\n\n{table.en.capitalize()} · {table.vi}.<br>Of whom: {_WHOSE[table.whose]}. "
                    f"Why: {_WHY[table.why]}. Kept: {_KEPT[table.kept]}.\n\n| column | what it is |\n| --- | --- |\n{rows}"
                )
    return "".join(parts)


def _column(text: str) -> tuple[str, str]:
    name, _, what = (part.strip() for part in text.partition(":"))
    return name, what or COMMON[name]


_HEAD: Final = """# The register of data

Every table and column of this installation: what it is, of whom it speaks, why it is there, how long it is kept. This page
is written from `bluezone.authority.retention.rules.columns`; a test fails when a table or column is not in it, those of
third parties too. The periods are in [the rules of health work](rules-health.md#how-long-things-are-kept).
"""
_ROOMS: Final = {
    Room.REGISTRY: "The registry: people's side",
    Room.KEYSERVER: "The key server: knows nobody",
    Room.DIARY: "The diary: on the owner's phone only",
}
_WHOSE: Final = {
    Whose.CITIZEN: "a person under care, tracing or warning",
    Whose.OFFICER: "somebody who works with Bluezone",
    Whose.PHONE: "the owner of a phone, whom nobody knows",
    Whose.NOBODY: "nobody",
}
_WHY: Final = {
    Why.CARE: "care and surveillance of an infectious disease",
    Why.TRACING: "finding and following contacts",
    Why.CODES: "letting people report their keys",
    Why.WARNING: "telling everybody what is true",
    Why.MESSAGE: "sending a message",
    Why.FIGURES: "figures",
    Why.CAMPAIGN: "bringing the app to everybody",
    Why.ACCESS: "letting the right people in",
    Why.PROOF: "proving what was done",
    Why.RUNNING: "running the program",
    Why.EXPOSURE: "warning people who were near",
}
_KEPT: Final = {
    Kept.PERSON: "until the person is forgotten: 28 days after the last exposure, ten years after a case",
    Kept.FIGURES: "as a figure; what names or describes the person is emptied when the person is forgotten",
    Kept.INSTALLATION: "as long as the installation; it names no citizen",
    Kept.TWO_YEARS: "two years, then a signed checkpoint stands for it; ids only, never a name",
    Kept.UNUSED: "empty",
    Kept.SESSION: "until it ends, twelve hours at most",
    Kept.HOUR: "an hour",
    Kept.DAY: "a day",
    Kept.FORTNIGHT: "14 days",
    Kept.QUARTER: "13 weeks",
    Kept.PHONE: "until its owner erases it",
    Kept.PRESENCE: "28 days after the milestone",
    Kept.MERGE: "28 days",
    Kept.LINE_LIST: "the file one day, its record 90 days",
    Kept.BULK_TELEPHONE: "the telephone one day, the row 90 days",
    Kept.BULK_RECORD: "90 days",
    Kept.MESSAGE: "recipient and text one day, the record 90 days",
    Kept.REGISTER_FILE: "the file one day; the record as long as the installation",
    Kept.FOCAL_POINT: "90 days after leaving the office",
    Kept.TASK: "a day after its end",
    Kept.REGISTRATION: "as long as the place; the telephone 30 days after the confirmation; refused or undecided 90 days",
    Kept.HOTSPOT_CHECK: "30 days, afterwards a count a day",
    Kept.FIELD_VISIT: "90 days after its list is closed, afterwards a count a day; figures as long as the installation",
    Kept.FIELD_SET_ASIDE: "90 days",
    Kept.FIELD_INVITATION: "30 days when nobody used it; else as long as the device",
    Kept.FIELD_WISH: "until the next visit, 90 days at most",
}
