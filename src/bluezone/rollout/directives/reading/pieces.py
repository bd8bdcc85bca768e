"""What is read from a directive: values, each tied to the characters it was read from.

`start` and `end` count characters of `Reading.text`, which is the document in Unicode NFC with plain line ends; `end` is
the first character after the piece. A piece's `text` is what stands there with emphasis marks removed and white space,
page breaks included, made one space. Nothing else is mended: a misprint stays a misprint.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bluezone.authority.territory.kinds import Kind, Sector


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words and where they stand."""

    text: str
    start: int
    end: int


class DocumentKind(StrEnum):
    """The types of document of Decree 30/2020/NĐ-CP, article 7, that carry orders; an official letter names no type."""

    OFFICIAL_LETTER = "cong_van"
    CHI_THI = "chi_thi"
    QUYET_DINH = "quyet_dinh"
    KE_HOACH = "ke_hoach"
    CONG_DIEN = "cong_dien"
    THONG_BAO = "thong_bao"
    HUONG_DAN = "huong_dan"


class Modality(StrEnum):
    """How strongly something is ordered."""

    DEMAND = "demand"
    """yêu cầu, phải: it must be done."""
    INSTRUCT = "instruct"
    """giao, chỉ đạo, cử, hiển thị …: the body is told to do it."""
    REQUEST = "request"
    """đề nghị: asked of a body that does not stand below the issuer."""
    ADVISE = "advise"
    """khuyến nghị, khuyến khích: recommended; never scored as compliance."""


class RecipientRole(StrEnum):
    """Why a line stands under "Nơi nhận"."""

    AS_ABOVE = "as_above"
    COPY = "copy"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Symbol:
    """A document's number and symbol; the number is nothing while the clerk has not given one."""

    number: str | None
    code: str
    piece: Piece

    @property
    def text(self) -> str:
        """The symbol as it is cited, such as `2841/BTTTT-THH`, or `/UBND-VX` without a number."""
        return f"{self.number or ''}/{self.code}"


@dataclass(frozen=True, slots=True)
class Dating:
    """Place and date of issue; a day or month left blank is nothing."""

    place: str | None
    day: int | None
    month: int | None
    year: int | None
    piece: Piece

    @property
    def whole(self) -> date | None:
        """The date, when no part of it is blank and the calendar has it."""
        if self.day is None or self.month is None or self.year is None:
            return None
        return calendar_date(self.day, self.month, self.year)


@dataclass(frozen=True, slots=True)
class Citation:
    """Another document that this one leans on, with every place where it is named."""

    symbol: str
    kind: str | None
    issuer: str | None
    dated: date | None
    mentions: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """Whom a phrase means, to be looked up in the territory of a day.

    Args:
        kinds: Kinds of unit, all of them below the issuer; empty when one body is meant.
        sector: The sector whose leading body is meant, or in which the kinds work.
        name: The name by which one body has to be found.
    """

    kinds: tuple[Kind, ...] = ()
    sector: Sector | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A phrase that names who is meant, and the rule it stands for when the gazetteer knows one."""

    piece: Piece
    rule: Rule | None
    implied: bool = False
    """Not named in this sentence: carried over from the one before, or suggested by the place of action."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """One line under "Kính gửi"."""

    piece: Piece
    actors: tuple[Actor, ...]


@dataclass(frozen=True, slots=True)
class Recipient:
    """One line under "Nơi nhận", with the drafter's marks after the colon."""

    piece: Piece
    role: RecipientRole
    names: tuple[str, ...]
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which, or a rhythm in which, something is to be done."""

    piece: Piece
    due: date | None
    rhythm: str | None


@dataclass(frozen=True, slots=True)
class ProposedTask:
    """One thing that somebody is told to do, as the machine understood it; a person confirms it.

    Args:
        label: The item's label, with a letter when the item holds several tasks, such as `2b`.
        actors: Who is told.
        through: Whom the actors are told to direct, if anybody.
        audience: The people it is done for or asked of, such as customers; nothing when none is named.
        verb: The verb that carries the order.
    """

    label: str
    piece: Piece
    actors: tuple[Actor, ...]
    through: tuple[Actor, ...]
    audience: Piece | None
    verb: Piece
    modality: Modality
    deadline: Deadline | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered item, whole, whatever pages it runs over.

    Args:
        label: Its number, with the section before it where the document has sections, such as `II.3`.
        section: The heading of the section it stands in.
        broken: True when a page or paragraph break ran through a sentence and the item was joined again.
    """

    label: str
    piece: Piece
    section: str | None = None
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a person should look at.

    Args:
        code: `misprint`, `doubled_words`, `blank_number`, `blank_date`, `joined_item`, `no_symbol`, `no_subject`,
            `no_addressees`, `no_recipients`, `no_items`, `item_without_task`, `unknown_actor`,
            `no_actor`, `out_of_sequence`.
        piece: Where.
        suggestion: What was probably meant.
    """

    code: str
    piece: Piece | None = None
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A directive as it was understood."""

    text: str = field(repr=False)
    kind: DocumentKind
    issuer: Piece | None
    symbol: Symbol | None
    subject: Piece | None
    dating: Dating | None
    cited: tuple[Citation, ...]
    addressees: tuple[Addressee, ...]
    preamble: Piece | None
    items: tuple[Item, ...]
    tasks: tuple[ProposedTask, ...]
    closing: Piece | None
    recipients: tuple[Recipient, ...]
    signed_as: Piece | None
    """The position that signs, such as "KT. CHỦ TỊCH PHÓ CHỦ TỊCH"; a signer's name is not read."""
    annexes: tuple[Piece, ...]
    findings: tuple[Finding, ...]


def calendar_date(day: int, month: int, year: int) -> date | None:
    """Return the date, or nothing when the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
