"""The report of a demo: one page that needs nothing else, Vietnamese first, English beside it.

No picture, font or script comes from elsewhere; it can be mailed, printed and read in ten years.
"""

from collections.abc import Iterable
from datetime import timedelta
from html import escape
from pathlib import Path
from typing import Final

from bluezone.lab.beacon_fields import fields
from bluezone.lab.evaluation import CLOSE_CONTACT, NEAR_METRES, Outcome
from bluezone.lab.markup import both, element, table
from bluezone.lab.pictures import NAMES, mark, minutes, network, timeline
from bluezone.lab.replay import Frame
from bluezone.lab.results import Results
from bluezone.lab.traces import INVS13, UNKNOWN_ORIGIN, Trace

STYLE: Final = Path(__file__).with_name("data") / "report.css"
LONG_FIELD: Final = 8
"""A field of more bytes than this has a line of its own."""
TOGGLE: Final = """
const page = document.documentElement, button = document.querySelector("button");
button.hidden = false;
button.addEventListener("click", () => {
  const vi = page.dataset.language === "en";
  page.dataset.language = page.lang = vi ? "vi" : "en";
});
"""
STAGES: Final = {
    "set up": ("Dựng máy chủ và điện thoại", "Set up server and phones"),
    "the day on the air": ("Một ngày trên sóng", "The day on the air"),
    "code and report": ("Mã xác thực và báo cáo", "Code and report"),
    "embargo and export": ("Chờ và xuất khoá", "Embargo and export"),
    "every phone checks": ("Mọi điện thoại kiểm tra", "Every phone checks"),
}
"""Names of the stages, by their names in the results."""
MODELLED: Final = (
    (
        "Từng byte của gói phát 26 byte, lệnh và sự kiện HCI như với bộ điều khiển Bluetooth thật",
        "Every byte of the 26-byte advertisement, HCI commands and events as with a real Bluetooth controller",
    ),
    (
        (
            "Khoảng cách thành suy hao: 54 dB ở 1 m, 22,5 dB cho mỗi lần xa gấp mười; nhiễu của từng gói và của người đứng "
            "giữa hai máy, mỗi người một mẫu máy trong bảng hiệu chuẩn của Google (khi nhiễu khác 0)"
        ),
        (
            "Distance as attenuation: 54 dB at 1 m, 22.5 dB for each tenfold distance; fading of each beacon, bodies between "
            "two phones, and a phone model for everybody from Google's calibration table (when noise is not 0)"
        ),
    ),
    (
        "Đổi mã và đổi địa chỉ cùng lúc, mỗi 15 phút; nhật ký mã hoá trong từng điện thoại",
        "Identifier and address changing together, every 15 minutes; an encrypted diary in each phone",
    ),
    (
        "Máy chủ khoá thật qua HTTP: mã xác thực, chứng nhận, thời gian chờ, tệp xuất có chữ ký và đệm",
        "A real key server over HTTP: verification code, certificate, embargo, a signed and padded export",
    ),
)
LEFT_OUT: Final = (
    (
        "Túi áo, tường, phản xạ, gói va nhau, ba kênh phát",
        "Pockets, walls, reflections, collisions, the three channels",
    ),
    (
        "Hệ điều hành điện thoại ngắt ứng dụng chạy nền, pin, máy tắt, người không cài",
        "Phone systems that stop background work, batteries, phones switched off, people without the app",
    ),
    (
        "Ai không có trong bản ghi vào lúc nào thì coi như ở ngoài tầm sóng",
        "Whoever is not in the trace at some moment is taken to be out of earshot",
    ),
    (
        "Chưa có phép đo nào trên sóng vô tuyến thật: không kết luận được tầm xa hay độ chính xác ngoài đời",
        "Nothing was measured on real radio: neither range nor accuracy in the world follow from this page",
    ),
)


def page(results: Results) -> str:
    """Return the report as one HTML page."""
    one = len(results.evaluations) == 1
    parts = [
        _figures(results),
        "" if one else _pairs(results),
        _section(
            ("Dòng thời gian", "Timeline"), _timeline_words(results), timeline(_shown_day(results), results.shown)
        ),
        _section(("Mạng gặp gỡ trong ngày", "The network of the day"), _network(results)),
        _companions(results),
        _beacon(results.frame) if results.frame else "",
        _stages(results),
        _limits(),
    ]
    title = both("Bluezone: một ngày, kể lại", "Bluezone: one day, told again")
    return (
        '<!doctype html>\n<html lang="vi" data-language="vi">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Bluezone: một ngày, kể lại · one day, told again</title>\n<style>\n{STYLE.read_text('utf-8')}</style>\n"
        "<noscript><style>html [lang]:not(html) { display: inline !important; }</style></noscript>\n"
        f"</head>\n<body>\n{_header(results, title)}\n<main>\n{chr(10).join(filter(None, parts))}\n</main>\n"
        f"{_footer(results)}\n<script>{TOGGLE}</script>\n</body>\n</html>\n"
    )


def _header(results: Results, title: str) -> str:
    shown = results.shown
    people, days = len(results.trace.people), len(results.trace.days)
    known = results.trace.contacts[0].start.year != UNKNOWN_ORIGIN.year
    day = (f"ngày {shown.day:%d.%m.%Y}", f"{shown.day:%-d %B %Y}") if known else ("một ngày", "one day")
    if len(results.evaluations) == 1:
        lead = both(
            f"{people} người gặp nhau, {day[0]}. Buổi tối, người số {shown.index_person} có kết quả dương tính và đồng ý "
            "báo. Điện thoại nào phải báo cho chủ, điện thoại nào phải im?",
            f"{people} people met on {day[1]}. In the evening person {shown.index_person} tests positive and agrees to "
            "report. Which phones must tell their owners, and which must stay silent?",
        )
    else:
        lead = both(
            f"{people} người, {days} ngày. Lần lượt từng người, từng ngày đều là người dương tính; "
            "khoá của mỗi người được xét riêng.",
            f"{people} people, {days} {'day' if days == 1 else 'days'}. Everybody is the one who tests positive, on every day; "
            "each one's keys are weighed alone.",
        )
    languages = element("span", "English", class_="to-en") + element("span", "Tiếng Việt", class_="to-vi")
    button = element("button", languages, type="button", hidden="")
    trial = both(
        "Bản trình diễn: máy chủ, khoá và mã đều là của buổi diễn, không phải của cơ quan nào.",
        "A demonstration: server, keys and codes are made for it and belong to no authority.",
    )
    bar = element("div", element("span", "Bluezone", class_="brand") + button, class_="bar")
    return element(
        "header",
        bar + element("h1", title) + element("p", lead, class_="lead") + element("p", trial, class_="trial"),
    )


def _figures(results: Results) -> str:
    totals = results.totals
    truth = totals[Outcome.WARNED] + totals[Outcome.MISSED]
    figures = [
        (truth, "gần nhau từ 15 phút, theo bản ghi", "near for 15 minutes or more, by the trace"),
        (totals[Outcome.WARNED], *NAMES[Outcome.WARNED]),
        (totals[Outcome.MISSED], *NAMES[Outcome.MISSED]),
        (totals[Outcome.WRONGLY_WARNED], *NAMES[Outcome.WRONGLY_WARNED]),
    ]
    cards = "".join(
        element("div", f"<b>{count}</b>" + element("span", both(vi, en), class_="label"), class_="figure")
        for count, vi, en in figures
    )
    return element("section", cards, class_="figures", aria_label="Kết quả / Results")


def _timeline_words(results: Results) -> str:
    return both(
        f"Mỗi hàng là một người đã ở gần người số {results.shown.index_person}, lâu nhất ở trên. Mỗi vạch là một lần ở "
        "gần; vạch càng cao càng gần. Giờ ghi theo bản ghi.",
        f"Each row is somebody who was near person {results.shown.index_person}, the longest on top. Each bar is a time "
        "near; the higher, the nearer. Hours are the trace's own.",
    )


def _network(results: Results) -> str:
    words = both(
        "Giữa: người dương tính. Vòng trong: những ai đã gặp người ấy, càng lâu càng gần tâm. Vòng ngoài: những người "
        "khác trong ngày. Nét liền xanh: tiếp xúc gần; nét đứt: gặp ngắn hơn.",
        "In the middle: who tests positive. The inner ring: who met them, the longer the nearer. The outer ring: "
        "everybody else of the day. A solid blue line: a close contact; a dashed one: a shorter meeting.",
    )
    items = [(None, ("người dương tính", "tests positive")), *NAMES.items()]
    legend = "".join(element("li", mark(outcome) + both(*names)) for outcome, names in items)
    return element("p", words) + network(_shown_day(results), results.shown) + element("ul", legend, class_="legend")


def _companions(results: Results) -> str:
    rows = [
        [
            companion.person,
            minutes(companion.near),
            minutes(companion.word.near),
            minutes(companion.word.heard),
            mark(companion.outcome) + " " + both(*NAMES[companion.outcome]),
        ]
        for companion in results.shown.companions
    ]
    headings = (
        ("Người", "Person"),
        ("Bản ghi: gần", "Trace: near"),
        ("Máy: gần", "Phone: near"),
        ("Máy: nghe", "Phone: heard"),
        ("Kết quả", "Outcome"),
    )
    limit = f"{CLOSE_CONTACT / timedelta(minutes=1):.0f}"
    caption = (
        f"Phút:giây. Tiếp xúc gần: từ {limit} phút trong vòng {NEAR_METRES:g} m, cộng trong một ngày.",
        f"Minutes:seconds. A close contact: {limit} minutes or more within {NEAR_METRES:g} m, added up over a day.",
    )
    return _section(("Ai được báo", "Who was told"), table(headings, rows, caption=caption))


def _pairs(results: Results) -> str:
    rows = [
        [
            f"{one.day:%d.%m.%Y}",
            f"{one.index_person} → {companion.person}",
            minutes(companion.near),
            mark(companion.outcome) + " " + both(*NAMES[companion.outcome]),
        ]
        for one in results.evaluations
        for companion in one.companions
        if companion.outcome is not Outcome.LEFT_ALONE
    ]
    headings = (("Ngày", "Day"), ("Ai → ai", "Who → whom"), ("Gần", "Near"), ("Kết quả", "Outcome"))
    caption = ("Mọi tiếp xúc gần, theo cả hai chiều", "Every close contact, in both directions")
    return _section(("Tất cả các ngày", "All days"), table(headings, rows, caption=caption))


def _beacon(frame: Frame) -> str:
    words = both(
        f"Gói phát đầu tiên trong ngày của điện thoại người dương tính mà ai đó ở đủ gần để nghe: "
        f"{len(frame.payload)} byte, lúc {frame.at:%H:%M:%S}, kênh {frame.channel}.",
        f"The first beacon of the index person's phone that day with somebody near enough to hear: "
        f"{len(frame.payload)} bytes, at {frame.at:%H:%M:%S}, on channel {frame.channel}.",
    )
    shown = [
        (frame.address[::-1], "địa chỉ ngẫu nhiên, đổi cùng lúc với mã", "random address, changed with the identifier"),
        *((field.octets, field.vi, field.en) for field in fields(frame.payload)),
    ]
    items = "".join(
        element(
            "li",
            element("span", octets.hex(" "), class_="hex") + element("span", both(vi, en), class_="label"),
            class_="long" if len(octets) > LONG_FIELD else "short",
        )
        for octets, vi, en in shown
    )
    return _section(
        ("Một gói phát, từng byte", "One beacon, byte by byte"), words, element("ul", items, class_="beacon")
    )


def _stages(results: Results) -> str:
    rows = [[both(*STAGES.get(stage, (stage, stage))), f"{seconds:.1f}"] for stage, seconds in results.seconds.items()]
    rows.append([both("Tất cả", "Together"), f"{sum(results.seconds.values()):.1f}"])
    headings = (("Việc", "Stage"), ("Giây", "Seconds"))
    beacons, sightings = _grouped(results.beacons), _grouped(results.sightings)
    caption = (
        (
            f"Thời gian thật trên máy này. {beacons[0]} gói phát có người nghe, {sightings[0]} lần nghe được ghi lại, "
            f"{_grouped(results.keys)[0]} khoá trong tệp xuất (kể cả khoá đệm)."
        ),
        (
            f"Real time on this computer. {beacons[1]} beacons in earshot, {sightings[1]} sightings remembered, "
            f"{_grouped(results.keys)[1]} keys in the export (padding included)."
        ),
    )
    return _section(("Mất bao lâu", "How long it took"), table(headings, rows, caption=caption))


def _limits() -> str:
    modelled = element("h3", both("Có mô phỏng", "Modelled")) + _list(MODELLED)
    left_out = element("h3", both("Không mô phỏng", "Not modelled")) + _list(LEFT_OUT)
    columns = element("div", element("div", modelled) + element("div", left_out), class_="limits")
    return _section(("Giới hạn, nói thẳng", "The limits, honestly"), columns)


def _list(items: Iterable[tuple[str, str]]) -> str:
    return element("ul", "".join(element("li", both(*item)) for item in items))


def _footer(results: Results) -> str:
    name = escape(results.trace.name)
    made = both(
        f"Bản ghi: {results.trace.name}. Nhiễu {results.noise_db:g} dB, hạt giống {results.seed}.",
        f"Trace: {results.trace.name}. Noise {results.noise_db:g} dB, seed {results.seed}.",
    )
    source = (
        "Data: SocioPatterns collaboration, www.sociopatterns.org; Génois et al., Network Science 3, 326 (2015); CC0."
        if INVS13.name.startswith(name)
        else ""
    )
    return element("footer", element("p", made) + (element("p", source) if source else ""))


def _section(heading: tuple[str, str], *content: str) -> str:
    return element("section", element("h2", both(*heading)) + "".join(content))


def _shown_day(results: Results) -> Trace:
    return results.trace.on(results.shown.day)


def _grouped(number: int) -> tuple[str, str]:
    """Return a number with its thousands apart, as Vietnamese and as English have it."""
    return f"{number:,}".replace(",", "."), f"{number:,}"
