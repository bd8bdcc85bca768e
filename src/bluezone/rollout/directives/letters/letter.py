"""An official letter (công văn) as a value: what an office says of itself and of a matter, ready to be written out."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from bluezone.authority.documents.document import Document, Paragraph, Publisher

ONE_LINE: Final = 1


@dataclass(frozen=True, slots=True)
class Office:
    """In whose name a letter goes out.

    Args:
        above: Box 2, first line: the body above, in capitals.
        body: Box 2, second line: the issuing body, in capitals.
        code: Box 3, what follows the number: abbreviations of the body and of the drafting unit, such as `UBND-VX`.
        place: Box 4.
        position: Box 7a: in what position somebody signs.
    """

    above: str
    body: str
    code: str
    place: str
    position: str


NO_OFFICE: Final = Office("TÊN CƠ QUAN CẤP TRÊN", "TÊN CƠ QUAN BAN HÀNH", "…", "…", "QUYỀN HẠN, CHỨC VỤ CỦA NGƯỜI KÝ")
"""What stands in the boxes of a trial letter."""


@dataclass(frozen=True, slots=True)
class Letter:
    """An official letter.

    Args:
        office: Boxes 2, 3, 4 and 7; nothing while no publisher is configured, which makes it a trial.
        day: Box 4; nothing leaves day and month blank, as in a draft.
        year: The year of box 4.
        subject: Box 5b, without "V/v".
        addressees: After "Kính gửi".
        paragraphs: Box 6; the last one gets the closing `./.`.
        recipients: Box 9b, without dashes, the archive last.
    """

    office: Office | None
    day: date | None
    year: int
    subject: str
    addressees: tuple[str, ...]
    paragraphs: tuple[str, ...]
    recipients: tuple[str, ...]

    def document(self) -> Document:
        """Return the letter as the writers of documents read it."""
        office = self.office or NO_OFFICE
        publisher = Publisher(office.above, office.body, office.code, office.place)
        *body, last = self.paragraphs
        several = len(self.addressees) > ONE_LINE
        return Document(
            publisher=publisher if self.office else None,
            day=self.day or date(self.year, 1, 1),
            kind="",
            summary=self.subject,
            blocks=tuple(Paragraph((words,)) for words in (*body, f"{last.rstrip('. ')}./.")),
            recipients=punctuated(self.recipients),
            signer=(office.position, ""),
            is_dated=self.day is not None,
            addressees=punctuated(self.addressees) if several else self.addressees,
            stand_in=publisher,
        )


def punctuated(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Return lines of a list as the annex has them: a semicolon after each, a full stop after the last."""
    bare = [line.rstrip(" ;.") for line in lines]
    return (*(f"{line};" for line in bare[:-1]), f"{bare[-1]}.")
