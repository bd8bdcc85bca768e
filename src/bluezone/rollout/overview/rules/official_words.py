"""Words and numbers as an official Vietnamese text writes them, whatever the language of the console."""

from datetime import date
from typing import Final

from bluezone.rollout.reporting.rules.numbers import shown

UNKNOWN: Final = "chưa có số liệu"
LANGUAGES: Final = {
    "vi": "tiếng Việt",
    "thai": "tiếng Thái",
    "mong": "tiếng Mông",
    "dao": "tiếng Dao",
    "ha_nhi": "tiếng Hà Nhì",
    "giay": "tiếng Giáy",
    "la_hu": "tiếng La Hủ",
    "other": "tiếng khác",
}
"""Languages of broadcasts as an official text names them, by the words of the form `broadcast`."""
DOUBTS: Final = {
    "attested_above_declared": "số máy xác nhận lớn hơn số khai báo.",
    "declared_above_smartphones": "số khai báo lớn hơn số điện thoại thông minh.",
    "smartphones_above_staff": "số người có điện thoại thông minh lớn hơn số người.",
    "visited_above_listed": "số hộ đã đến lớn hơn số hộ trong danh sách.",
    "parts_differ": "số của đơn vị khác tổng của các thôn, bản.",
    "fell": "số lũy kế giảm mà không ghi lý do.",
    "everybody": "khai báo tròn 100%.",
    "future": "báo cáo ghi ngày chưa tới.",
    "after_end": "đơn vị đã ngừng hoạt động vẫn gửi báo cáo.",
    "same_number": "nhiều báo cáo liền nhau cùng một số.",
    "round_numbers": "mọi số đều tròn chục hoặc tròn năm.",
    "unlike_siblings": "tỷ lệ cao khác thường so với các đơn vị cùng loại.",
    "unexplained_growth": "số tăng không tương ứng với kết quả vận động tại nhà.",
}
"""What a question is about, for several units at once, by the word of its kind."""
SOURCES: Final = {"declared": "địa phương tự khai"}
"""Sources of denominators that reporting names by a word of its own; others stand as they were entered."""


def number(value: int | None) -> str:
    """Return a count as the report writes it."""
    return UNKNOWN if value is None else shown(value, "vi")


def percent(share: float) -> str:
    """Return a share with one digit after the comma."""
    return f"{share * 100:.1f}%".replace(".", ",")


def day_words(day: date) -> str:
    """Return a day as the report writes it inside a sentence."""
    return f"{day.day:02}/{day.month:02}/{day.year}"


def official_source(source: str) -> str:
    """Return where a denominator comes from, as an official text names it."""
    return "; ".join(SOURCES.get(part, part) for part in source.split(" + "))
