"""An official document as a value: what stands in it, and for each figure which events it opens to.

The same value is written as DOCX, as PDF and as a web page; only the web page can follow a figure to its source.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeAlias

PADDED_MONTHS: Final = 2


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a document that opens to the events behind it.

    Args:
        text: The number as it is read, such as `1.234`.
        measure: Which figure of the unit, such as `declared`.
        unit: The unit's id as text.
    """

    text: str
    measure: str
    unit: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A raised number that leads to a note at the end."""

    number: int


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that stand out, such as the number of an article."""

    text: str


Run: TypeAlias = str | Figure | Mark | Strong
Runs: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered title inside the body."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body; the bases of a decision are slanted."""

    runs: Runs
    is_slanted: bool = False


@dataclass(frozen=True, slots=True)
class Centred:
    """A line in the middle that stands out, such as who decides, and the word before the articles."""

    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of the body.

    Args:
        columns: The words of the head.
        rows: As many cells as there are columns.
        numbers: Columns, from 0, that are set to the right.
        widths: Parts of the page's width, one for each column.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Runs, ...], ...]
    numbers: frozenset[int]
    widths: tuple[int, ...]


Block: TypeAlias = Heading | Paragraph | Centred | Grid


@dataclass(frozen=True, slots=True)
class Publisher:
    """In whose name a document appears.

    Args:
        above: The body above the issuing one.
        body: The issuing body.
        symbol: What follows the number, such as `BC-BCĐ`.
        place: Where it is issued.
    """

    above: str
    body: str
    symbol: str
    place: str


NO_PUBLISHER: Final = Publisher("TÊN CƠ QUAN CẤP TRÊN", "TÊN CƠ QUAN BÁO CÁO", "BC-…", "…")
"""What stands in the boxes of a trial report."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document in the layout of Decree 30/2020/NĐ-CP, boxes 1 to 9.

    Args:
        publisher: Boxes 2 and 3; None as long as nobody is configured, which makes it a trial.
        day: The day of box 4.
        kind: The type of document, box 5a; empty for an official letter (công văn), which has none.
        summary: The summary below it; of a letter box 5b, without "V/v".
        blocks: The body, box 6.
        notes: Texts of the notes, by place from 1.
        recipients: Box 9b, without the dashes.
        signer: Box 7: in what position somebody signs, and the line below it.
        is_dated: Whether box 4 has the day; a clerk writes it in by hand otherwise.
        addressees: Of a letter, after "Kính gửi".
        stand_in: What stands in boxes 2 to 4 of a trial.
    """

    publisher: Publisher | None
    day: date
    kind: str
    summary: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()
    recipients: tuple[str, ...] = field(default=("Lưu: VT.",))
    signer: tuple[str, str] = ("QUYỀN HẠN, CHỨC VỤ CỦA NGƯỜI KÝ", "(Ký ngoài hệ thống)")
    is_dated: bool = True
    addressees: tuple[str, ...] = ()
    stand_in: Publisher = NO_PUBLISHER

    @property
    def boxes(self) -> Publisher:
        """What stands in boxes 2 to 4."""
        return self.publisher or self.stand_in

    @property
    def trial(self) -> bool:
        """Whether each page has to say that it is no official document."""
        return self.publisher is None


PUBLISHER_FIELDS: Final = ("above", "body", "symbol", "place")
TRIAL: Final = "TÀI LIỆU THỬ NGHIỆM"
"""What each page of a trial document says."""
COUNTRY: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO: Final = "Độc lập - Tự do - Hạnh phúc"
RECIPIENTS: Final = "Nơi nhận:"
ADDRESSED: Final = "Kính gửi:"
ABOUT: Final = "V/v"


def dated(publisher: Publisher, day: date, *, is_dated: bool = True) -> str:
    """Return box 4; days below 10 and the first two months have a zero before them, a draft leaves room for both."""
    if not is_dated:
        return f"{publisher.place}, ngày       tháng       năm {day.year}"
    return f"{publisher.place}, ngày {day.day:02} tháng {_month(day)} năm {day.year}"


def numbered(publisher: Publisher) -> str:
    """Return box 3 with room for the number, which the clerk gives."""
    return f"Số:          /{publisher.symbol}"


def _month(day: date) -> str:
    return f"{day.month:02}" if day.month <= PADDED_MONTHS else str(day.month)


def plain(runs: Runs) -> str:
    """Return the words of a paragraph or cell, marks left out."""
    return "".join(run if isinstance(run, str) else "" if isinstance(run, Mark) else run.text for run in runs)


def spoken(document: Document) -> dict[str, Any]:
    """Return a document as plain values that JSON can hold; `heard` is the way back."""
    publisher = document.publisher
    return {
        "publisher": None if publisher is None else _publisher_spoken(publisher),
        "day": document.day.isoformat(),
        "kind": document.kind,
        "summary": document.summary,
        "blocks": [_block_spoken(block) for block in document.blocks],
        "notes": list(document.notes),
        "recipients": list(document.recipients),
        "signer": list(document.signer),
        "is_dated": document.is_dated,
        "addressees": list(document.addressees),
        "stand_in": _publisher_spoken(document.stand_in),
    }


def _publisher_spoken(publisher: Publisher) -> dict[str, str]:
    return {name: getattr(publisher, name) for name in PUBLISHER_FIELDS}


def heard(values: Mapping[str, Any]) -> Document:
    """Return the document that plain values hold."""
    publisher = values["publisher"]
    return Document(
        publisher=None if publisher is None else Publisher(**publisher),
        day=date.fromisoformat(values["day"]),
        kind=values["kind"],
        summary=values["summary"],
        blocks=tuple(_block_heard(block) for block in values["blocks"]),
        notes=tuple(values["notes"]),
        recipients=tuple(values["recipients"]),
        **_later_fields(values),
    )


def _later_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what documents that were kept before these fields existed do not hold."""
    kept: dict[str, Any] = {}
    if "signer" in values:
        kept["signer"] = tuple(values["signer"])
    if "is_dated" in values:
        kept["is_dated"] = values["is_dated"]
    if "addressees" in values:
        kept["addressees"] = tuple(values["addressees"])
    if "stand_in" in values:
        kept["stand_in"] = Publisher(**values["stand_in"])
    return kept


def _block_spoken(block: Block) -> dict[str, Any]:
    match block:
        case Heading(text, level):
            return {"sort": "heading", "text": text, "level": level}
        case Paragraph(runs, is_slanted):
            return {"sort": "paragraph", "runs": _runs_spoken(runs), "slanted": is_slanted}
        case Centred(text):
            return {"sort": "centred", "text": text}
        case Grid(columns, rows, numbers, widths):
            return {
                "sort": "grid",
                "columns": list(columns),
                "rows": [[_runs_spoken(cell) for cell in row] for row in rows],
                "numbers": sorted(numbers),
                "widths": list(widths),
            }


def _runs_spoken(runs: Runs) -> list[dict[str, Any]]:
    spoken_runs: list[dict[str, Any]] = []
    for run in runs:
        match run:
            case Mark(number):
                spoken_runs.append({"mark": number})
            case Figure(text, measure, unit):
                spoken_runs.append({"text": text, "measure": measure, "unit": unit})
            case Strong(text):
                spoken_runs.append({"text": text, "strong": True})
            case str():
                spoken_runs.append({"text": run})
    return spoken_runs


def _block_heard(values: Mapping[str, Any]) -> Block:
    match values["sort"]:
        case "heading":
            return Heading(values["text"], values["level"])
        case "paragraph":
            return Paragraph(_runs_heard(values["runs"]), values.get("slanted", False))
        case "centred":
            return Centred(values["text"])
        case _:
            return Grid(
                columns=tuple(values["columns"]),
                rows=tuple(tuple(_runs_heard(cell) for cell in row) for row in values["rows"]),
                numbers=frozenset(values["numbers"]),
                widths=tuple(values["widths"]),
            )


def _runs_heard(values: Sequence[Mapping[str, Any]]) -> Runs:
    return tuple(_run_heard(run) for run in values)


def _run_heard(run: Mapping[str, Any]) -> Run:
    if "mark" in run:
        return Mark(run["mark"])
    if "strong" in run:
        return Strong(run["text"])
    return Figure(run["text"], run["measure"], run["unit"]) if "measure" in run else str(run["text"])
