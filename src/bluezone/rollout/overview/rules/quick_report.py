"""The quick report of the morning, "BÁO CÁO NHANH", as a document made of what was reported by eight o'clock.

Its parts are those of the reports that provinces sent in August 2020 (facts/rollout 5.2): the work of telling, the
figures "tính đến 08h00 ngày …" with the place among provinces, then the units. What nobody handed in is not made up:
"chưa có số liệu". Our own bounds stand in the notes. The document is Vietnamese in every language of the console.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Final

from bluezone.authority.documents.document import (
    Block,
    Document,
    Figure,
    Grid,
    Heading,
    Mark,
    Paragraph,
    Publisher,
    Runs,
)
from bluezone.rollout.overview.rules.field import Field, doors, gates, movements, spot_checks
from bluezone.rollout.overview.rules.official_words import (
    LANGUAGES,
    UNKNOWN,
    day_words,
    number,
    official_source,
    percent,
)
from bluezone.rollout.overview.rules.presence import Presence, notices, posters
from bluezone.rollout.reporting.rules.coverage import Base, Coverage, Denominator, Standing

NAMED: Final = 12
"""Silent units that are named in the text; the rest is a number."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A document that was issued."""

    symbol: str
    day: date | None
    summary: str


@dataclass(frozen=True, slots=True)
class Tasks:
    """How far the tasks got: each number is part of the one before it."""

    given: int
    acknowledged: int
    evidenced: int


@dataclass(frozen=True, slots=True)
class Broadcasts:
    """What was broadcast in one language up to the cut-off; minutes are None where nobody gave them."""

    language: str
    times: int
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit of the table.

    Args:
        id: The unit's id as text.
        name: Its whole name.
        coverage: What is known of it.
        last: The last day of which a place below it spoke; None for never.
    """

    id: str
    name: str
    coverage: Coverage
    last: date | None


@dataclass(frozen=True, slots=True)
class SectorLine:
    """The bodies of one sector together: staff figures, never added to those of the territory."""

    id: str
    name: str
    bodies: int
    reported: int
    staff: int | None
    smartphones: int | None
    declared: int | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """How many units raised a flag, with its explanation."""

    explanation: str
    units: int
    measure: str


@dataclass(frozen=True, slots=True)
class Silent:
    """A unit that owes a report, and the last day of which it spoke; None for never."""

    id: str
    name: str
    last: date | None


@dataclass(frozen=True, slots=True)
class Morning:
    """All that the report of one morning is made of.

    Args:
        cut_off: Eight in the morning, local time.
        province: The province's whole name.
        whole: The province.
        top: The province's id as text.
        units: Units directly below it, in the order of their codes.
        rank: The place among provinces as somebody outside gave it; empty when nobody did.
    """

    cut_off: datetime
    province: str
    whole: Coverage
    top: str
    units: tuple[UnitLine, ...]
    sectors: tuple[SectorLine, ...] = ()
    documents: tuple[Issued, ...] = ()
    tasks: Tasks | None = None
    broadcasts: tuple[Broadcasts, ...] = ()
    presence: Presence | None = None
    field: Field | None = None
    doubts: tuple[Doubt, ...] = ()
    silent: tuple[Silent, ...] = ()
    rank: str = ""
    publisher: Publisher | None = None


def quick_report(morning: Morning) -> Document:
    """Return the report of a morning."""
    return Document(
        publisher=morning.publisher,
        day=morning.cut_off.date(),
        kind="BÁO CÁO NHANH",
        summary=f"Kết quả cài đặt ứng dụng Bluezone trên địa bàn {morning.province}",
        blocks=(*_telling(morning), *_figures(morning), *_units(morning), *_sectors(morning), *_doubts(morning)),
        notes=notes(morning.whole),
        recipients=("Ban Chỉ đạo tỉnh (để báo cáo);", "Các cơ quan, đơn vị, địa phương;", "Lưu: VT."),
    )


def notes(whole: Coverage) -> tuple[str, ...]:
    """Return the notes: what was counted, against what, and how far one can believe it."""
    return (
        (
            "Số khai báo là tổng do các xã, phường, thị trấn tự báo cáo. Số của cơ quan, trường học và đoàn thể được ghi "
            "riêng, không cộng vào tổng vì một máy có thể được nhiều nơi cùng tính."
        ),
        "Số ứng dụng đang hoạt động do điện thoại xác nhận ẩn danh: chưa thu thập."
        if whole.attested is None
        else "Số ứng dụng đang hoạt động do điện thoại xác nhận ẩn danh; là số thiết bị, không phải số người.",
        _bounds(whole),
        (
            "Một lần tiếp xúc chỉ được ghi nhận khi cả hai người cùng mang điện thoại có ứng dụng và có sóng vô tuyến; tỷ "
            "lệ cặp xấp xỉ bình phương tỷ lệ cài đặt."
        ),
    )


def _bounds(whole: Coverage) -> str:
    if whole.interval is None or whole.denominator is None or whole.trivial is None:
        return "Khoảng tin cậy không tính được vì chưa có mẫu số."
    silent = whole.places - whole.standings[Standing.TRUSTED]
    low, high = whole.trivial.shares(whole.denominator.value)
    return (
        f"Khoảng này tính cả {silent} trên {whole.places} đơn vị chưa báo cáo đến kỳ này hoặc có số liệu cần kiểm tra, "
        f"coi các đơn vị đó tương tự các đơn vị khác. Nếu không giả định gì về các đơn vị đó, tỷ lệ nằm trong khoảng "
        f"{percent(low)} đến {percent(high)}."
    )


def _telling(morning: Morning) -> Iterator[Block]:
    yield Heading("I. CÔNG TÁC CHỈ ĐẠO, TRUYỀN THÔNG")
    if not morning.documents:
        yield Paragraph((f"Văn bản đã ban hành: {UNKNOWN}.",))
    for issued in morning.documents:
        day = f" ngày {day_words(issued.day)}" if issued.day else ""
        yield Paragraph((f"- Văn bản {issued.symbol}{day}: {issued.summary}.",))
    yield Paragraph(_tasks(morning))
    yield Paragraph(_broadcasts(morning))
    yield Paragraph(posters(morning.presence, morning.top))
    yield Paragraph(notices(morning.presence, morning.top))


def _tasks(morning: Morning) -> Runs:
    tasks = morning.tasks
    if tasks is None or not tasks.given:
        return (f"- Việc giao nhiệm vụ: {UNKNOWN}.",)
    return (
        "- Đã giao ",
        Figure(number(tasks.given), "tasks", morning.top),
        " đầu việc đến các cơ quan, đơn vị, địa phương; ",
        Figure(number(tasks.acknowledged), "tasks", morning.top),
        f" đầu việc ({percent(tasks.acknowledged / tasks.given)}) được xác nhận đã nhận; ",
        Figure(number(tasks.evidenced), "tasks", morning.top),
        f" đầu việc ({percent(tasks.evidenced / tasks.given)}) có kết quả kèm minh chứng.",
    )


def _broadcasts(morning: Morning) -> Runs:
    if not morning.broadcasts:
        return (f"- Phát thanh, truyền hình, báo chí: {UNKNOWN}.",)
    runs: list[str | Figure] = ["- Phát thanh, truyền hình, báo chí: "]
    for place, each in enumerate(morning.broadcasts):
        runs += ["; " if place else "", Figure(number(each.times), "broadcasts", morning.top)]
        minutes = f" ({number(each.minutes)} phút)" if each.minutes is not None else ""
        runs.append(f" lượt bằng {LANGUAGES.get(each.language, each.language)}{minutes}")
    return (*runs, ". Không ước tính số người nghe, xem.")


def _figures(morning: Morning) -> Iterator[Block]:
    whole = morning.whole
    yield Heading(f"II. KẾT QUẢ CÀI ĐẶT (tính đến 08h00 ngày {day_words(morning.cut_off.date())})")
    yield Paragraph(_declared(morning))
    attested = number(whole.attested) if whole.attested is not None else "chưa thu thập"
    yield Paragraph(("- Ứng dụng đang hoạt động do điện thoại xác nhận: ", attested, Mark(2), "."))
    yield Paragraph(_visits(morning))
    yield Paragraph(doors(morning.field, morning.top))
    yield Paragraph(spot_checks(morning.field, morning.top))
    yield Paragraph(gates(morning.field, morning.top))
    yield Paragraph(movements(morning.field, morning.top))
    yield Paragraph(_denominator(whole))
    yield Paragraph(_interval(morning))
    pairs = "chưa tính được" if whole.pairs is None else f"{percent(whole.pairs[0])} đến {percent(whole.pairs[1])}"
    yield Paragraph(("- Tỷ lệ cặp tiếp xúc có thể ghi nhận được: ", pairs, Mark(4), "."))
    yield Paragraph((f"- Thứ hạng so với các tỉnh, thành phố: {morning.rank or UNKNOWN}.",))


def _declared(morning: Morning) -> Runs:
    whole = morning.whole
    spoke = whole.standings[Standing.TRUSTED] + whole.standings[Standing.DOUBTED]
    return (
        "- Số lượt cài đặt do địa phương khai báo: ",
        Figure(number(whole.declared), "declared", morning.top),
        Mark(1),
        "; ",
        Figure(number(spoke), "reporting", morning.top),
        f" trên {number(whole.places)} xã, phường, thị trấn có báo cáo đến kỳ này.",
    )


def _visits(morning: Morning) -> Runs:
    visited, listed = morning.whole.visited, morning.whole.listed
    share = f" ({percent(visited / listed)})" if visited is not None and listed else ""
    return (
        "- Số hộ đã đến vận động, do địa phương báo cáo: ",
        Figure(number(visited), "visited", morning.top),
        " trên ",
        Figure(number(listed), "listed", morning.top),
        f" hộ trong danh sách{share}.",
    )


def _denominator(whole: Coverage) -> Runs:
    if whole.denominator is None:
        return (f"- Mẫu số: {UNKNOWN}.",)
    return (f"- Mẫu số: {_counted(whole.denominator, whole.base)}.",)


def _counted(denominator: Denominator, base: Base | None) -> str:
    what = "điện thoại thông minh" if base is Base.SMARTPHONES else "người dân"
    return f"{number(denominator.value)} {what} (nguồn: {official_source(denominator.source)}; ngày {day_words(denominator.day)})"


def _interval(morning: Morning) -> Runs:
    whole = morning.whole
    if whole.shares is None or whole.interval is None:
        return ("- Tỷ lệ cài đặt: không tính vì chưa có mẫu số", Mark(3), ".")
    low, high = whole.shares
    return (
        "- Tỷ lệ cài đặt nằm trong khoảng ",
        Figure(f"{percent(low)} đến {percent(high)}", "interval", morning.top),
        f" (từ {number(whole.interval.lower)} đến {number(whole.interval.upper)} lượt)",
        Mark(3),
        ".",
    )


def _units(morning: Morning) -> Iterator[Block]:
    yield Heading("III. KẾT QUẢ TẠI CÁC ĐỊA PHƯƠNG")
    yield Grid(
        columns=("Đơn vị", "Khai báo", "Hộ đã đến", "Hộ trong danh sách", "Khoảng tỷ lệ", "Báo cáo gần nhất"),
        rows=tuple(_unit_row(unit) for unit in morning.units),
        numbers=frozenset({1, 2, 3, 4}),
        widths=(42, 20, 20, 22, 32, 29),
    )
    if morning.silent:
        yield Paragraph(_silence(morning.silent))


def _unit_row(unit: UnitLine) -> tuple[Runs, ...]:
    known = unit.coverage
    shares = known.shares
    between = f"{percent(shares[0])} đến {percent(shares[1])}" if shares else UNKNOWN
    return (
        (unit.name,),
        (Figure(number(known.declared), "declared", unit.id),),
        (Figure(number(known.visited), "visited", unit.id),),
        (Figure(number(known.listed), "listed", unit.id),),
        (Figure(between, "interval", unit.id),),
        (day_words(unit.last) if unit.last else "chưa báo cáo",),
    )


def _silence(silent: Sequence[Silent]) -> Runs:
    names = ", ".join(f"{unit.name} ({_since(unit)})" for unit in silent[:NAMED])
    rest = f" và {len(silent) - NAMED} đơn vị khác" if len(silent) > NAMED else ""
    return (f"Đơn vị chưa báo cáo đến kỳ này ({len(silent)}): {names}{rest}.",)


def _since(unit: Silent) -> str:
    return f"từ ngày {day_words(unit.last)}" if unit.last else "chưa lần nào"


def _sectors(morning: Morning) -> Iterator[Block]:
    yield Heading("IV. KẾT QUẢ TẠI CÁC CƠ QUAN, TRƯỜNG HỌC, ĐOÀN THỂ")
    if not morning.sectors:
        yield Paragraph((f"Các cơ quan, đơn vị: {UNKNOWN}.",))
        return
    yield Paragraph(("Số liệu dưới đây ghi riêng, không cộng vào số của địa phương", Mark(1), "."))
    yield Grid(
        columns=("Lĩnh vực", "Đơn vị báo cáo", "Cán bộ, học sinh", "Có điện thoại thông minh", "Khai báo"),
        rows=tuple(_sector_row(sector) for sector in morning.sectors),
        numbers=frozenset({1, 2, 3, 4}),
        widths=(55, 28, 28, 30, 24),
    )


def _sector_row(sector: SectorLine) -> tuple[Runs, ...]:
    return (
        (sector.name,),
        (Figure(f"{number(sector.reported)}/{number(sector.bodies)}", "reporting", sector.id),),
        (Figure(number(sector.staff), "staff", sector.id),),
        (Figure(number(sector.smartphones), "smartphones", sector.id),),
        (Figure(number(sector.declared), "declared", sector.id),),
    )


def _doubts(morning: Morning) -> Iterator[Block]:
    yield Heading("V. SỐ LIỆU CẦN KIỂM TRA")
    if not morning.doubts:
        yield Paragraph(("Không có số liệu mâu thuẫn trong kỳ này.",))
    for doubt in morning.doubts:
        units = Figure(number(doubt.units), f"flag-{doubt.measure}", morning.top)
        yield Paragraph(
            (
                "- ",
                units,
                f" đơn vị: {doubt.explanation}",
            )
        )
    if morning.doubts:
        yield Paragraph(("Hệ thống chỉ nêu điểm cần kiểm tra, không tự sửa số liệu của đơn vị.",))


def by_language(broadcasts: Iterable[Broadcasts]) -> tuple[Broadcasts, ...]:
    """Return one line a language, Vietnamese first; minutes are known where each broadcast's are."""
    ordered = sorted(broadcasts, key=lambda each: (each.language != "vi", each.language))
    lines = []
    for language, group in groupby(ordered, key=lambda each: each.language):
        known = list(group)
        minutes = [each.minutes for each in known if each.minutes is not None]
        lines.append(
            Broadcasts(
                language, sum(each.times for each in known), sum(minutes) if len(minutes) == len(known) else None
            )
        )
    return tuple(lines)
