"""Reading a directive: from its text to who must do what, each piece tied to its place; pure, no records, no files."""

from bluezone.rollout.directives.reading.pieces import Modality, Reading
from bluezone.rollout.directives.reading.reader import read
from bluezone.rollout.directives.reading.refusal import Refusal, UnreadableDocument

__all__ = ["Modality", "Reading", "Refusal", "UnreadableDocument", "read"]
