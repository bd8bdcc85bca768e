"""Definitions: the numbers by which a ministry says who is a close contact and how long one is followed.

They change by decision (facts on case management, 2), so they are data with a version and days; a classification keeps
the version that it was made under.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from bluezone.protocol.errors import RuleViolation

LONGEST_DAYS: Final = 60
LONGEST_MINUTES: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of one definition.

    Args:
        follow_up_days: For how many days after the latest exposure an F1 is followed, and an isolated case after its test.
        second_follow_up_days: The same for an F2.
        quarantine_days: For how many days after the latest exposure an F1 stays at home or in a facility.
        infectious_days_before: From how many days before the first symptoms, or the sample, a case is infectious.
        infectious_days_after: Until how many days after them.
        contact_minutes: From how many minutes a meeting within `contact_metres` makes an F1.
        contact_metres: How near such a meeting is.
    """

    follow_up_days: int = 14
    second_follow_up_days: int = 14
    quarantine_days: int = 14
    infectious_days_before: int = 2
    infectious_days_after: int = 10
    contact_minutes: int = 15
    contact_metres: int = 2

    def __post_init__(self) -> None:
        """Refuse numbers that no decision would mean.

        Raises:
            RuleViolation: `definition_number`.
        """
        for field in fields(self):
            most = LONGEST_MINUTES if field.name == "contact_minutes" else LONGEST_DAYS
            value = getattr(self, field.name)
            if type(value) is not int or not 0 <= value <= most:
                raise RuleViolation("definition_number", f"{field.name} is a whole number from 0 to {most}")

    def as_rules(self) -> dict[str, int]:
        """Return them as a record keeps them."""
        return asdict(self)


def numbers_in(rules: Mapping[str, Any]) -> Numbers:
    """Return the numbers that a record keeps.

    Raises:
        RuleViolation: `definition_unknown_number` names none that this version knows; `definition_number`.
    """
    known = {field.name for field in fields(Numbers)}
    if not set(rules) <= known:
        raise RuleViolation("definition_unknown_number", "a definition holds a number that this version does not know")
    return Numbers(**rules)
