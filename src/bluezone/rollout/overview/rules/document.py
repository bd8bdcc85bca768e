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


Run: TypeAlias = str | Figure | Mark
Runs: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered title inside the body."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body."""

    runs: Runs


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


Block: TypeAlias = Heading | Paragraph | Grid


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


@dataclass(frozen=True, slots=True)
class Document:
    """A report in the layout of Decree 30/2020/NĐ-CP, boxes 1 to 9.

    Args:
        publisher: Boxes 2 and 3; None as long as nobody is configured, which makes it a trial.
        day: The day of box 4.
        kind: The type of document, box 5a.
        summary: The summary below it.
        blocks: The body, box 6.
        notes: Texts of the notes, by place from 1.
        recipients: Box 9b, without the dashes.
    """

    publisher: Publisher | None
    day: date
    kind: str
    summary: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()
    recipients: tuple[str, ...] = field(default=("Lưu: VT.",))

    @property
    def trial(self) -> bool:
        """Whether each page has to say that it is no official document."""
        return self.publisher is None


PUBLISHER_FIELDS: Final = ("above", "body", "symbol", "place")
TRIAL: Final = "TÀI LIỆU THỬ NGHIỆM"
"""What each page of a trial document says."""
NO_PUBLISHER: Final = Publisher("TÊN CƠ QUAN CẤP TRÊN", "TÊN CƠ QUAN BÁO CÁO", "BC-…", "…")
"""What stands in the boxes of a trial document."""
COUNTRY: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO: Final = "Độc lập - Tự do - Hạnh phúc"
RECIPIENTS: Final = "Nơi nhận:"
SIGNER: Final = ("QUYỀN HẠN, CHỨC VỤ CỦA NGƯỜI KÝ", "(Ký ngoài hệ thống)")
"""Box 7: the system draws no signature and no seal, and knows no signer."""


def dated(publisher: Publisher, day: date) -> str:
    """Return box 4; days below 10 and the first two months have a zero before them."""
    return f"{publisher.place}, ngày {day.day:02} tháng {_month(day)} năm {day.year}"


def numbered(publisher: Publisher) -> str:
    """Return box 3 with room for the number, which the clerk gives."""
    return f"Số:          /{publisher.symbol}"


def _month(day: date) -> str:
    return f"{day.month:02}" if day.month <= PADDED_MONTHS else str(day.month)


def plain(runs: Runs) -> str:
    """Return the words of a paragraph or cell, marks left out."""
    return "".join(run if isinstance(run, str) else run.text if isinstance(run, Figure) else "" for run in runs)


def spoken(document: Document) -> dict[str, Any]:
    """Return a document as plain values that JSON can hold; `heard` is the way back."""
    publisher = document.publisher
    return {
        "publisher": None if publisher is None else {name: getattr(publisher, name) for name in PUBLISHER_FIELDS},
        "day": document.day.isoformat(),
        "kind": document.kind,
        "summary": document.summary,
        "blocks": [_block_spoken(block) for block in document.blocks],
        "notes": list(document.notes),
        "recipients": list(document.recipients),
    }


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
    )


def _block_spoken(block: Block) -> dict[str, Any]:
    match block:
        case Heading(text, level):
            return {"sort": "heading", "text": text, "level": level}
        case Paragraph(runs):
            return {"sort": "paragraph", "runs": _runs_spoken(runs)}
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
            case str():
                spoken_runs.append({"text": run})
    return spoken_runs


def _block_heard(values: Mapping[str, Any]) -> Block:
    match values["sort"]:
        case "heading":
            return Heading(values["text"], values["level"])
        case "paragraph":
            return Paragraph(_runs_heard(values["runs"]))
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
    return Figure(run["text"], run["measure"], run["unit"]) if "measure" in run else str(run["text"])
