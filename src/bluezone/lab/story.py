"""The story of two people, told line by line with the hours of its own clock.

Lan and Minh sit together. In the evening Lan's test is positive; she sees what will leave her phone and agrees. The
next morning Minh's phone finds out by itself, and tells nobody but him.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from bluezone.phone.wording import INDOCHINA_TIME

LAN: Final = "lan"
MINH: Final = "minh"
TOGETHER: Final = timedelta(minutes=20)
DISTANCE_METRES: Final = 1.0
MEETING: Final = datetime(2026, 3, 2, 7, tzinfo=UTC)
"""When they sit down: 14:00 in Viet Nam."""
EVENING: Final = datetime(2026, 3, 2, 13, tzinfo=UTC)
"""When Lan's test is positive: 20:00 in Viet Nam."""
MORNING: Final = datetime(2026, 3, 2, 23, tzinfo=UTC)
"""When Minh's phone looks: 06:00 in Viet Nam on the next day."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, when, and who says it; `speaker` is empty for the teller."""

    at: datetime
    words: str
    speaker: str = ""

    def told(self) -> str:
        """Return the line as it is read, with the hour of Viet Nam."""
        hour = self.at.astimezone(INDOCHINA_TIME)
        said = f"{self.speaker}: {self.words}" if self.speaker else self.words
        return f"{hour:%a %H:%M}  {said}"


@dataclass(slots=True)
class Telling:
    """The lines told so far.

    Args:
        hear: Called with each line as it is told.
    """

    hear: Callable[[Line], None]
    lines: list[Line] = field(default_factory=list)

    def tell(self, at: datetime, words: str, speaker: str = "") -> None:
        """Tell one line; time never runs backwards in a story.

        Raises:
            ValueError: The line is earlier than the one before.
        """
        if self.lines and at < self.lines[-1].at:
            raise ValueError("a story is told in order")
        self.lines.append(Line(at, words, speaker))
        self.hear(self.lines[-1])
