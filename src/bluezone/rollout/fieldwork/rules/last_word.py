"""Which of several words about one class and week, or about one event of a movement, counts: the last one.

Each word is a snapshot of everything counted so far, so that an earlier one that comes late adds nothing. Words of one
device stand in the order of their sequence, whatever its clock said; words of two devices, or of a device and the desk,
in the order of the moments at which the server believes they were said.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Word:
    """A word as far as its rank depends on it.

    Args:
        device: The number of the device inside its unit; 0 for the desk, which no device sent.
        sequence: The device's number of the event; 0 for the desk.
        moment: When it was said, as the server believes.
    """

    device: int
    sequence: int
    moment: datetime


def is_later(coming: Word, standing: Word) -> bool:
    """Return whether a word that comes in replaces the one that stands; the same word does not."""
    if coming.device == standing.device and coming.device:
        return coming.sequence > standing.sequence
    return (coming.moment, coming.device, coming.sequence) > (standing.moment, standing.device, standing.sequence)
