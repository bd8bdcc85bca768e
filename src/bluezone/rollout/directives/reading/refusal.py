"""Why a document cannot be read at all, and what its sender can do about it."""

from enum import StrEnum
from typing import Final

from bluezone.protocol.errors import MalformedMessage


class Refusal(StrEnum):
    """The reasons, as stable words."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TCVN3 = "tcvn3"
    VNI = "vni"
    NOT_UNICODE = "not_unicode"
    NOT_TEXT = "not_text"
    SCAN = "scan"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    OTHER_FORMAT = "other_format"


ADVICE: Final = {
    Refusal.EMPTY: "the document holds no letters; send the file that holds the text",
    Refusal.TOO_LARGE: "the document is larger than a directive may be (10 MB, 400,000 characters, 200 pages)",
    Refusal.TCVN3: "the document is written in TCVN3 (ABC, fonts .VnTime): convert it to Unicode, for example with "
    "UniKey's tool (Ctrl+Shift+F6, from TCVN3 to Unicode), and send it again",
    Refusal.VNI: "the document is written in VNI (fonts VNI-Times): convert it to Unicode, for example with UniKey's tool "
    "(Ctrl+Shift+F6, from VNI Windows to Unicode), and send it again",
    Refusal.NOT_UNICODE: "the file is not Unicode text: save it as UTF-8 and send it again",
    Refusal.NOT_TEXT: "the file holds characters that no text has; send TXT, DOCX or PDF with text",
    Refusal.SCAN: "the PDF holds pictures of pages and no text: ask the sender for the DOCX or the signed PDF made from "
    "it, or type the text in",
    Refusal.ENCRYPTED: "the file is locked with a password: send it without",
    Refusal.DAMAGED: "the file is damaged or is not what its name says: open it, save it again and send that",
    Refusal.OTHER_FORMAT: "the file is neither TXT, DOCX nor PDF: save it as one of these and send it again",
}
"""What to do, one sentence a reason."""


class UnreadableDocument(MalformedMessage):
    """A file from which no directive can be read; the message says what to do.

    Args:
        reason: Why.
    """

    def __init__(self, reason: Refusal) -> None:
        """Say what to do."""
        super().__init__(ADVICE[reason])
        self.reason = reason
