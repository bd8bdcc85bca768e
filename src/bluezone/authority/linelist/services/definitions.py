"""The definitions in force, read once for a whole line list."""

from datetime import date

from bluezone.authority.cases.models import Definition
from bluezone.authority.cases.services import definition_on


class Definitions:
    """Definitions by the day on which they are asked for."""

    def __init__(self) -> None:
        """Begin with none."""
        self._known = dict[date, Definition]()

    def on(self, day: date) -> Definition:
        """Return the definition in force on a day.

        Raises:
            RuleViolation: `definition_missing`.
        """
        if day not in self._known:
            self._known[day] = definition_on(day)
        return self._known[day]
