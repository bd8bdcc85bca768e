"""The port to case work, which stands higher: what a code's pages know of a case, and what a laboratory's result does.

Settings name who answers (`CASE_DESK`), as they name the sources of reminders: applications point only downwards.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string

from bluezone.authority.codes.laboratory_messages import LaboratoryResult
from bluezone.authority.codes.models import Code, Laboratory
from bluezone.authority.territory.models import Unit


@dataclass(frozen=True, slots=True)
class Subject:
    """A case as the code desk needs it.

    Args:
        row: The record itself, for the question why it is opened.
        id: Its id.
        label: What it is called: never a name.
        unit: Who is in charge.
        test_day: The day of the test.
        onset_on: First symptoms.
        phone: The person's mobile telephone, where one is known.
        is_confirmed: Whether a code may be given.
    """

    row: models.Model
    id: UUID
    label: str
    unit: Unit
    test_day: date | None
    onset_on: date | None
    phone: str = field(repr=False)
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a laboratory's result.

    Args:
        is_new: Whether it was not known before.
        case: The confirmed case that it led to; None when it led to none.
        unit: Who is in charge of it.
    """

    is_new: bool
    case: UUID | None = None
    unit: Unit | None = None


class CaseDesk(Protocol):
    """Whoever keeps cases."""

    def subject(self, case: UUID) -> Subject | None:
        """Return a case; None when there is none."""
        ...

    def attach(self, code: Code, case: UUID) -> None:
        """Note for which case a code was issued; a case that is gone is left alone."""
        ...

    def cases_of(self, codes: Iterable[Code]) -> dict[UUID, tuple[UUID, str]]:
        """Return, by the id of a code, the id and the label of its case."""
        ...

    def confirmed_since(self, moment: datetime) -> int:
        """Return how many cases were confirmed since a moment."""
        ...

    def take_result(self, laboratory: Laboratory, result: LaboratoryResult, moment: datetime) -> Receipt:
        """Register what a laboratory found; the same result twice is one.

        Raises:
            RuleViolation: With a stable code.
        """
        ...


def case_desk() -> CaseDesk:
    """Return whoever keeps cases here."""
    desk: CaseDesk = import_string(settings.CASE_DESK)
    return desk
