"""Who is meant: a gazetteer of the bodies that directives name, and the rule that each phrase stands for."""

import re
from dataclasses import dataclass
from typing import Final

from bluezone.authority.territory.kinds import Kind, Sector
from bluezone.rollout.directives.reading.passage import Passage
from bluezone.rollout.directives.reading.pieces import Actor, Rule

COMMITTEE: Final = r"(?:ubnd|[uủ][ỷy] ban nhân dân)"
AGENCIES: Final = (Kind.AGENCY,)
UNIONS: Final = (Kind.UNION,)
DISTRICTS: Final = (Kind.THANH_PHO, Kind.THI_XA, Kind.QUAN, Kind.HUYEN)
COMMUNES: Final = (Kind.PHUONG, Kind.XA, Kind.THI_TRAN)
VENUES: Final = (Kind.VENUE_ASSOCIATION, Kind.ENTERPRISE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One phrase of the gazetteer, in small letters, as a pattern."""

    pattern: str
    rule: Rule


def _sector(name: str, sector: Sector) -> Entry:
    return Entry(rf"(?:các )?{name}(?: tỉnh| thành phố)?", Rule(sector=sector))


GAZETTEER: Final = (
    Entry(
        r"(?:các )?(?:sở|ban), (?:sở|ban), ngành(?:,? (?:và )?(?:các )?đoàn thể)?(?: cấp)?(?: tỉnh| thành phố)?",
        Rule((*AGENCIES, *UNIONS)),
    ),
    Entry(rf"(?:chủ tịch )?(?:{COMMITTEE} )?(?:các )?xã, phường,? (?:và )?thị trấn", Rule(COMMUNES)),
    Entry(rf"(?:chủ tịch )?(?:{COMMITTEE} )?(?:các )?(?:phường, xã(?:, thị trấn)?|xã, thị trấn)", Rule(COMMUNES)),
    Entry(rf"(?:chủ tịch )?{COMMITTEE} (?:cấp xã|các xã|các phường)", Rule(COMMUNES)),
    Entry(
        rf"(?:chủ tịch )?{COMMITTEE} (?:các )?(?:cấp huyện|(?:quận|thành phố|thị xã|huyện)(?:,? (?:và )?(?:quận|thành phố|thị xã|huyện))*)"
        r"(?: thuộc tỉnh)?(?! (?-i:[A-ZĐ]))",
        Rule(DISTRICTS),
    ),
    Entry(
        rf"(?:chủ tịch )?{COMMITTEE} (?:quận|thành phố|thị xã|huyện)(?: (?-i:[A-ZĐ])\w*){{1,4}}",
        Rule(DISTRICTS, name=""),
    ),
    Entry(rf"(?:chủ tịch )?{COMMITTEE} (?:phường|xã|thị trấn)(?: (?-i:[A-ZĐ])\w*){{1,4}}", Rule(COMMUNES, name="")),
    Entry(rf"(?:chánh )?(?:văn phòng|vp) ?{COMMITTEE} tỉnh", Rule(AGENCIES, name="Văn phòng Ủy ban nhân dân")),
    _sector(r"sở (?:thông tin và truyền thông|tt\s?&\s?tt|tt-tt|tttt)", Sector.INFORMATION),
    _sector(r"sở (?:khoa học và công nghệ|kh\s?&\s?cn|khcn)", Sector.INFORMATION),
    _sector(r"sở y tế", Sector.HEALTH),
    _sector(r"sở (?:giáo dục và đào tạo|gd\s?&\s?đt|gdđt|gd-đt)", Sector.EDUCATION),
    _sector(r"sở (?:văn h[óo][aá],? thể thao và du lịch|vhtt\s?&\s?dl|vhttdl)", Sector.CULTURE),
    _sector(r"sở (?:giao thông vận tải|gtvt)", Sector.TRANSPORT),
    _sector(r"sở công thương", Sector.TRADE),
    _sector(r"sở nội vụ", Sector.HOME_AFFAIRS),
    _sector(r"công an", Sector.SECURITY),
    _sector(r"(?:tỉnh|thành) đoàn(?: thanh niên)?|đoàn thanh niên(?: cộng sản hồ chí minh)?", Sector.YOUTH),
    _sector(r"hội (?:liên hiệp phụ nữ|lhpn)", Sector.WOMEN),
    Entry(
        r"đài (?:pt-th|phát thanh\s?(?:-|và)\s?truyền hình|pt&th|ptth)(?: tỉnh)?", Rule((Kind.NEWSPAPER,), name="Đài")
    ),
    Entry(r"cổng thông tin điện tử(?: tỉnh)?", Rule((Kind.NEWSPAPER,), name="Cổng Thông tin điện tử")),
    Entry(r"báo(?: (?-i:[A-ZĐ])\w*){1,3}", Rule((Kind.NEWSPAPER,), name="Báo")),
    Entry(
        r"(?:các )?cơ quan (?:báo chí|thông tấn|truyền thông)(?:,? báo chí)?(?: của tỉnh| tỉnh)?",
        Rule((Kind.NEWSPAPER,)),
    ),
    Entry(r"(?:các )?(?:doanh nghiệp|đơn vị) (?:viễn thông|bưu chính,? viễn thông)", Rule((Kind.TELECOM,))),
    Entry(r"(?:viettel|vnpt|mobifone)(?: (?-i:[A-ZĐ])\w*)*", Rule((Kind.TELECOM,), name="")),
    Entry(r"(?:các )?hiệp hội(?: \w+){1,4}", Rule((Kind.VENUE_ASSOCIATION,), name="")),
    Entry(r"(?:các )?(?:cơ quan nhà nước|cơ quan, đơn vị|cơ quan|đơn vị sự nghiệp|đơn vị)", Rule(AGENCIES)),
    Entry(
        r"(?:các )?(?:tổ chức (?:đoàn thể|chính trị\s?-\s?xã hội)|(?:mặt trận tổ quốc việt nam và các )?đoàn thể)(?: tỉnh)?",
        Rule(UNIONS),
    ),
    Entry(
        r"(?:các )?(?:trường học|cơ sở giáo dục|cơ sở dạy nghề|cơ sở giáo dục nghề nghiệp|nhà trường)",
        Rule((Kind.SCHOOL,)),
    ),
    Entry(r"(?:các )?cơ sở (?:y tế|khám bệnh, chữa bệnh|khám, chữa bệnh)", Rule((Kind.HEALTH_FACILITY,))),
    Entry(
        r"(?:các )?(?:bến xe khách|bến xe|phương tiện vận tải khách|phương tiện vận tải|điểm du lịch|khu du lịch|nơi công cộng|"
        r"nhà hàng|khách sạn|siêu thị|chợ|cơ sở kinh doanh|cơ sở lưu trú|doanh nghiệp|tổ chức)",
        Rule(VENUES),
    ),
    Entry(r"(?:các )?(?:tổ dân phố|khu phố|thôn|bản)", Rule((Kind.VILLAGE,))),
)
"""Longer phrases stand before the shorter ones that they contain."""

HEAD: Final = r"(?:(?:thủ trưởng|giám đốc|người đứng đầu|trưởng) )?"
"""Whoever heads a body stands for it."""
PATTERNS: Final = tuple(
    (re.compile(HEAD + f"(?:{entry.pattern})" + r"(?!\w)", re.IGNORECASE), entry.rule) for entry in GAZETTEER
)
SEPARATOR: Final = re.compile(r"(?:\s*[,;.…:]\s*|\s+(?:và|cùng|phối hợp với)\s+|\s+)*")
PLACE_TAIL: Final = re.compile(
    r"\s*(?:trên|trong|thuộc) (?:địa|đại) bàn(?: toàn)?(?: tỉnh| thành phố| huyện)?\s*$", re.IGNORECASE
)
ABROAD: Final = re.compile(r"wi-?fi", re.IGNORECASE)
NAMED: Final = frozenset({""})
LIMIT: Final = 40
"""More bodies than this in one phrase are no list of bodies."""


def actors(phrase: Passage) -> tuple[Actor, ...]:
    """Return the bodies that a phrase lists, in its order; what the gazetteer does not know has no rule."""
    tail = PLACE_TAIL.search(phrase.text)
    rest = (phrase[: tail.start()] if tail else phrase).strip(" ,;.…:-")
    found: list[Actor] = []
    at = 0
    while at < len(rest.text) and len(found) < LIMIT:
        separator = SEPARATOR.match(rest.text, at)
        at = separator.end() if separator else at
        match, rule = _longest(rest.text, at)
        end = match or _next_comma(rest.text, at)
        if part := rest[at:end].strip(" ,;.…:-"):
            found.append(Actor(part.piece(), _with_name(rule, part.text) if match else None))
        at = max(end, at + 1)
    return tuple(found)


def medium_actors(clause: Passage) -> tuple[Actor, ...]:
    """Return bodies that the place of action suggests: whoever runs a public wifi."""
    match = ABROAD.search(clause.text)
    if match is None:
        return ()
    return (Actor(clause[match.start() : match.end()].piece(), Rule((Kind.TELECOM,)), implied=True),)


def known(phrase: Passage) -> bool:
    """Tell whether a phrase begins with a body of the gazetteer."""
    return bool(_longest(phrase.text, 0)[0])


def _longest(text: str, at: int) -> tuple[int, Rule | None]:
    ends = [(match.end(), rule) for pattern, rule in PATTERNS if (match := pattern.match(text, at))]
    return max(ends, key=lambda each: each[0], default=(0, None))


def _next_comma(text: str, at: int) -> int:
    match = re.compile(r"[,;]").search(text, at)
    return match.start() if match else len(text)


def _with_name(rule: Rule | None, words: str) -> Rule | None:
    """Return a rule whose body is found by its own words, when the gazetteer leaves the name open."""
    if rule is None or rule.name is None:
        return rule
    return Rule(rule.kinds, rule.sector, rule.name if rule.name not in NAMED | {"Báo"} else words)
