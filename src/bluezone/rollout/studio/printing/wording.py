"""The house's own words on printed things: captions, labels, and what a venue's poster says.

Vietnamese and English are ours; a text in another language is set with Vietnamese labels, because nothing is invented in
a language that no native reviewer has read.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from bluezone.rollout.studio.rules.words import Message


@dataclass(frozen=True, slots=True)
class Labels:
    """What stands beside the text and the code.

    Args:
        trial: The band of a trial installation.
        trial_why: Why nothing is official yet.
        free: That it costs nothing.
        hotline: Before the number.
        publisher: Before the publisher's name.
        version: With `{version}`, the version of a text.
        code: With `{code}`, the short code of a unit or venue.
        opens: What a code opens, by message.
        scan: What one does with a code.
        titles: With `{count}`, for how many places a file is.
        code_of: With `{address}`, what a code says to whoever cannot see it.
        code_of_venue: With `{name}`, the same of a venue's code, whose text is nobody's business.
        venue: The headline, lead, steps and promise at a venue's door.
        venue_version: With `{code}` and `{version}`, which code of the venue it is.
        valid: With `{day}`, the last day of a venue's code.
        day: How a day is written, as `strftime` takes it.
    """

    trial: str
    trial_why: str
    free: str
    hotline: str
    publisher: str
    version: str
    code: str
    opens: dict[Message, str]
    scan: str
    titles: str
    code_of: str
    code_of_venue: str
    venue: tuple[str, str, tuple[str, ...], str]
    venue_version: str
    valid: str
    day: str


LABELS: Final = {
    "vi": Labels(
        trial="TÀI LIỆU THỬ NGHIỆM",
        trial_why="chưa có cơ quan nào phát hành",
        free="MIỄN PHÍ",
        hotline="Đường dây nóng",
        publisher="Phát hành",
        version="Bản {version}",
        code="Mã {code}",
        opens={
            Message.INSTALL: "mở trang cài đặt của tỉnh",
            Message.CHECK_IN: "khi bạn bước vào",
            Message.KEEP_ON: "mở trang hướng dẫn",
            Message.WIFI: "mở trang cài đặt",
        },
        scan="Quét mã này",
        titles="{count} nơi",
        code_of="Mã QR mở {address}",
        code_of_venue="Mã QR của {name}",
        venue=(
            "Quét khi bạn vào",
            "Lần ghé này chỉ lưu trong điện thoại của bạn.",
            (
                "Mở Bluezone, bấm “Quét mã nơi đến”",
                "Vào như bình thường, không cần mạng",
                "Có ca bệnh ở đây cùng lúc, máy báo riêng bạn",
            ),
            "Không ai biết bạn đã đến đâu, kể cả chủ địa điểm và cơ quan y tế.",
        ),
        venue_version="Mã {code} · bản {version}",
        valid="Có giá trị đến hết ngày {day}",
        day="%d/%m/%Y",
    ),
    "en": Labels(
        trial="TRIAL",
        trial_why="published by no authority yet",
        free="FREE",
        hotline="Hotline",
        publisher="Published by",
        version="Version {version}",
        code="Code {code}",
        opens={
            Message.INSTALL: "opens the install page",
            Message.CHECK_IN: "when you come in",
            Message.KEEP_ON: "opens the guide",
            Message.WIFI: "opens the install page",
        },
        scan="Scan this code",
        titles="{count} places",
        code_of="QR code that opens {address}",
        code_of_venue="QR code of {name}",
        venue=(
            "Scan when you come in",
            "The visit stays on your phone.",
            (
                "Open Bluezone, tap “Scan a place\N{RIGHT SINGLE QUOTATION MARK}s code”",
                "Come in as usual, no network needed",
                "A case here at that time? Your phone tells you alone",
            ),
            "Nobody learns where you have been: not the owner of this place, not the health authority.",
        ),
        venue_version="Code {code} · version {version}",
        valid="Valid through {day}",
        day="%-d %B %Y",
    ),
}
OWN: Final = "vi"


def labels(language: str) -> Labels:
    """Return the labels for a text in a language: its own, or the Vietnamese ones."""
    return LABELS.get(language, LABELS[OWN])


def written(day: date, pattern: str) -> str:
    """Return a day as it is printed."""
    return day.strftime(pattern)


def bare(link: str) -> str:
    """Return a link as people type it: without `https://`."""
    return link.partition("://")[2] or link
