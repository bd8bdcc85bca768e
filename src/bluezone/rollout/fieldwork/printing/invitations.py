"""Invitations that a class gives to families: four slips a page, or one letter a family; a line for the name."""

from dataclasses import dataclass
from typing import Final

from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.fieldwork.printing.setting import drawn_code, set_in_type, shared
from bluezone.rollout.studio.printing.glyphs import printable
from bluezone.rollout.studio.rules.words import Imprint

SLIPS_A_PAGE: Final = 4
MOST: Final = 200
"""Families of one class, as many as a class may have pupils."""
SLIP_CODE_MM: Final = 38
LETTER_CODE_MM: Final = 62
WORDS: Final = {
    "vi": {
        "title": "Mời gia đình cùng cài Bluezone",
        "family": "Gia đình em",
        "class": "Lớp {name}",
        "why": "Bluezone báo cho anh chị biết nếu đã ở gần người sau đó xét nghiệm dương tính.",
        "stays": "Ai ở gần ai chỉ lưu trong máy của mình. Muốn gửi gì đi, máy đều hỏi trước.",
        "steps": [
            "Mở máy ảnh, đưa vào mã bên cạnh",
            "Làm theo trang hiện ra, không mất tiền",
            "Bật Bluetooth và để Bluezone chạy",
        ],
        "free": "Không bắt buộc. Không ai bị ghi tên vì cài hay không cài, và không tính vào điểm của con.",
        "counts": "Nhà trường chỉ báo số lượng của cả lớp, không báo tên ai.",
        "only": "Chỉ cài từ địa chỉ này hoặc từ kho ứng dụng chính thức.",
        "scan": "Quét mã này",
        "cut": "Cắt theo vạch",
    },
    "en": {
        "title": "An invitation to your family: Bluezone",
        "family": "To the family of",
        "class": "Class {name}",
        "why": "Bluezone tells you when you were near somebody who later tested positive.",
        "stays": "Who was near whom stays on your own phone. Before anything leaves it, it asks you.",
        "steps": [
            "Open the camera and point it at the code",
            "Follow the page that opens; it costs nothing",
            "Turn on Bluetooth and leave Bluezone running",
        ],
        "free": "You need not. Nobody is listed for installing or not installing, and no mark depends on it.",
        "counts": "The school reports only how many in a class, never who.",
        "only": "Install only from this address or from the official shops.",
        "scan": "Scan this code",
        "cut": "Cut along the marks",
    },
}


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom the sheets are for.

    Args:
        school: The school's name.
        code: Its code in the campaign, for which scans are counted.
        class_name: Such as `7A`; empty for a line to write it on.
        families: How many, 1 to 200.
    """

    school: str
    code: str
    class_name: str
    families: int


def invitations(invited: Invited, imprint: Imprint, *, language: str, letters: bool) -> bytes:
    """Return a PDF of A4: one letter a family, or four slips a page that are cut apart.

    Raises:
        RuleViolation: `families_out_of_range`, `glyph_missing` or `link_too_long`.
    """
    if not 1 <= invited.families <= MOST:
        raise RuleViolation("families_out_of_range", f"families: 1 to {MOST} are printed")
    said = WORDS["en" if language == "en" else "vi"]
    name = said["class"].format(name=printable(invited.class_name)) if invited.class_name else ""  # type: ignore[attr-defined] # a sentence
    side = LETTER_CODE_MM if letters else SLIP_CODE_MM
    title = " · ".join(part for part in (str(said["title"]), invited.school, name) if part)
    words = shared(imprint, language=language, title=title) | {
        "said": {**said, "class": name},
        "school": printable(invited.school),
        "code": drawn_code(f"{imprint.site}/i?u={invited.code}", language=language, side_mm=side),
        "side": side,
        "letters": letters,
        "pages": invited.families if letters else -(-invited.families // SLIPS_A_PAGE),
    }
    return set_in_type("invitation.typ", words)
