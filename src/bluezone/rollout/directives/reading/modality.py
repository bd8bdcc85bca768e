"""How strongly something is ordered: the verbs of directives and what each of them means.

The first verb after the bodies decides, with the verbs joined to it by a comma: "phổ biến, khuyến nghị khách hàng"
advises; "Hiện thị thông báo đề nghị cài đặt" instructs, because what asks there is the notice.
"""

import re
from dataclasses import dataclass
from typing import Final

from bluezone.rollout.directives.reading.passage import Passage
from bluezone.rollout.directives.reading.pieces import Modality

STRENGTH: Final = {
    Modality.DEMAND: ("yêu cầu", "nghiêm cấm", "bắt buộc", "phải"),
    Modality.ADVISE: ("khuyến nghị", "khuyến khích", "khuyến cáo"),
    Modality.REQUEST: ("đề nghị", "kính đề nghị", "trân trọng đề nghị"),
    Modality.INSTRUCT: (
        "giao", "phân công", "chủ trì", "chỉ đạo", "cử", "phát động", "hiển thị", "hiện thị", "hướng dẫn", "tuyên truyền",
        "phổ biến", "phối hợp", "tăng cường", "đẩy mạnh", "tiếp tục", "thực hiện", "triển khai", "báo cáo", "bố trí",
        "rà soát", "kiểm tra", "giám sát", "đôn đốc", "tham mưu", "xây dựng", "đưa tin", "đăng tải", "đăng phát", "niêm yết",
        "dán", "treo", "lắp đặt", "cung cấp", "theo dõi", "tổng hợp", "chịu trách nhiệm", "quán triệt", "huy động", "cài đặt",
        "vận động", "cập nhật", "nhắn tin", "gửi", "đi từng", "bảo đảm", "đảm bảo", "ghi nhận", "phát thanh",
        "tiếp nhận", "hỗ trợ", "thông báo", "thường xuyên", "chủ động", "khẩn trương", "nghiêm túc", "có trách nhiệm", "tạm dừng", "dừng", "chấm dứt", "bãi bỏ",
    ),
}  # fmt: skip
"""Verbs, or adverbs that open a predicate, by how strongly they order."""

ORGANISE: Final = (
    r"tổ chức (?=(?:thực hiện|triển khai|đưa tin|đưa|tuyên truyền|phát động|hướng dẫn|kiểm tra|rà soát|vận động|quán triệt|phát|các "
    r"(?:hoạt động|đợt|lớp|đội|tổ)|đội|tổ|lực lượng|cài đặt|ra quân|phong trào|lễ|thông tin|tập huấn)\b)"
)
"""tổ chức is "organise" before a verb or an event, "organisation" elsewhere."""

_BY_WORD: Final = {word: modality for modality, words in STRENGTH.items() for word in words}
_WORDS: Final = "|".join(sorted(_BY_WORD, key=len, reverse=True))
VERB: Final = re.compile(
    rf"(?<![\w&])(?<!ban )(?<!công tác )(?<!tin )(?<!kế hoạch )(?:{ORGANISE}|(?:{_WORDS})(?!\w))(?!\s+thông vận)"
)
JOINT: Final = re.compile(r"\s*(?:,|,? và|,? đồng thời)\s+")
SPACE: Final = re.compile(r"\s+")
OPENING: Final = frozenset(
    {
        "chủ trì",
        "tiếp tục",
        "tăng cường",
        "đẩy mạnh",
        "thường xuyên",
        "chủ động",
        "khẩn trương",
        "nghiêm túc",
        "có trách nhiệm",
    }
)
"""Words of a predicate that only open it; the verb follows without a comma."""
LEADING: Final = frozenset(
    {"giao", "yêu cầu", "đề nghị", "kính đề nghị", "trân trọng đề nghị", "phân công", "khuyến nghị", "khuyến khích"}
)
"""Verbs after which the bodies come when a clause begins with them."""

AUDIENCE: Final = re.compile(
    r"(?:(?:toàn bộ|toàn thể|tất cả|các|mọi|100%) )*"
    r"(?:cán bộ|công chức|viên chức|đảng viên|đoàn viên|hội viên|người lao động|học sinh|sinh viên|học viên|giáo viên|phụ huynh|"
    r"khách hàng|hành khách|khách du lịch|du khách|khách lưu trú|công dân|người dân|nhân dân|quần chúng|hộ gia đình)"
    r"(?:(?:,| và|, và) (?:toàn bộ |các )?"
    r"(?:cán bộ|công chức|viên chức|đảng viên|đoàn viên|hội viên|người lao động|học sinh|sinh viên|học viên|giáo viên|phụ huynh|"
    r"khách hàng|hành khách|khách du lịch|du khách|công dân|người dân|nhân dân|quần chúng))*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Order:
    """The verb that carries an order, where it stands in its clause, and where the verbs joined to it end."""

    start: int
    end: int
    group_end: int
    modality: Modality

    def leads(self, clause: str) -> bool:
        """Tell whether the bodies come after the verb."""
        return not clause[: self.start].strip(" -,:") and clause[self.start : self.end].casefold().strip() in LEADING


def order(clause: str, after: int = 0) -> Order | None:
    """Return the first order in a clause from a place on; nothing when no known verb stands there.

    Args:
        clause: One line. A clause all in capitals is read as if it were in small letters.
        after: Where to begin.
    """
    words = lowered(clause)
    first = VERB.search(words, after)
    if first is None:
        return None
    found, end = [_modality(first)], first.end()
    last: re.Match[str] | None = first
    while last and (last := _joined(words, last)):
        found.append(_modality(last))
        end = last.end()
    strongest = next((each for each in (Modality.ADVISE, Modality.DEMAND, Modality.REQUEST) if each in found), found[0])
    return Order(first.start(), first.end(), end, strongest)


def audience(clause: Passage, after: int) -> Passage | None:
    """Return the people that a clause asks or serves, from a place on."""
    match = AUDIENCE.search(clause.text, after)
    return clause[match.start() : match.end()] if match else None


def lowered(clause: str) -> str:
    """Return a clause with its first letter small, and all of it when it is written in capitals; lengths are kept."""
    if sum(map(str.islower, clause)) * 4 < sum(map(str.isupper, clause)):
        return _lower(clause)
    start = len(clause) - len(clause.lstrip())
    return clause[:start] + _lower(clause[start : start + 1]) + clause[start + 1 :]


def _joined(words: str, verb: re.Match[str]) -> re.Match[str] | None:
    """Return the verb joined to one, if any."""
    joint = JOINT.match(words, verb.end()) or (SPACE.match(words, verb.end()) if verb.group() in OPENING else None)
    return VERB.match(words, joint.end()) if joint else None


def _lower(text: str) -> str:
    return "".join(small if len(small := sign.lower()) == 1 else sign for sign in text)


def _modality(match: re.Match[str]) -> Modality:
    return _BY_WORD.get(match.group().strip(), Modality.INSTRUCT)
