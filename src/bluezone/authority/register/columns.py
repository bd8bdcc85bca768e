"""The columns of the register's sheet, and the words that its lists allow."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bluezone.authority.territory.kinds import Kind, Sector

SHEET: Final = "Danh bạ"
LISTS: Final = "Danh mục"
GUIDE: Final = "Hướng dẫn"
PROVINCE_WORD: Final = "Tỉnh"
"""Stands in the column of the commune's name for a body of the province itself."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Args:
        key: What it is in the code.
        letter: Where it stands.
        header: Its heading, as offices write it.
        width: In characters.
        hint: What a clerk reads when the cell is chosen.
    """

    key: str
    letter: str
    header: str
    width: int
    hint: str


COLUMNS: Final = (
    Column("code", "A", "Mã đơn vị", 14, "Mã do tỉnh đặt, dạng văn bản, giữ số 0 ở đầu."),
    Column("name", "B", "Tên cơ quan, đơn vị", 46, "Tên đầy đủ, gõ bằng Unicode."),
    Column("kind", "C", "Loại", 22, "Chọn trong danh sách."),
    Column("sector", "D", "Lĩnh vực", 26, "Chọn trong danh sách."),
    Column("line_parent", "E", "Mã cấp trên", 14, "Mã của cơ quan cấp trên trực tiếp, để trống nếu không có."),
    Column("commune_code", "F", "Mã xã, phường", 14, "Mã thống kê 5 chữ số, dạng văn bản: 03388."),
    Column("commune_name", "G", "Tên xã, phường", 24, "Tên xã, phường hiện nay; đơn vị cấp tỉnh ghi: Tỉnh."),
    Column("focal_point", "H", "Đầu mối", 26, "Họ tên người được cử làm đầu mối."),
    Column("position", "I", "Chức vụ", 22, "Chức vụ của đầu mối."),
    Column("phone", "J", "Điện thoại", 16, "Số điện thoại công vụ, dạng văn bản: 0912345678."),
    Column("email", "K", "Thư điện tử", 28, "Thư điện tử công vụ."),
    Column("staff", "L", "Số người", 12, "Số nguyên, không dấu chấm, không dấu phẩy: 1234."),
    Column("counted_on", "M", "Ngày đếm", 14, "Ngày của số liệu: 31/12/2025."),
)
NEEDED: Final = frozenset({"code", "name", "kind", "sector", "commune_name", "focal_point", "phone"})
"""Columns that every row must fill."""
BY_KEY: Final = {column.key: column for column in COLUMNS}

KIND_WORDS: Final[Mapping[str, Kind]] = {
    "Cơ quan nhà nước": Kind.AGENCY,
    "Trường học, cơ sở đào tạo": Kind.SCHOOL,
    "Cơ sở y tế": Kind.HEALTH_FACILITY,
    "Đoàn thể": Kind.UNION,
    "Hiệp hội": Kind.VENUE_ASSOCIATION,
    "Báo, đài, cổng thông tin": Kind.NEWSPAPER,
    "Doanh nghiệp viễn thông": Kind.TELECOM,
    "Doanh nghiệp": Kind.ENTERPRISE,
    "Thôn, bản, tổ dân phố": Kind.VILLAGE,
}
SECTOR_WORDS: Final[Mapping[str, Sector]] = {
    "Thông tin và truyền thông": Sector.INFORMATION,
    "Y tế": Sector.HEALTH,
    "Giáo dục và đào tạo": Sector.EDUCATION,
    "Văn hóa, thể thao, du lịch": Sector.CULTURE,
    "Giao thông vận tải": Sector.TRANSPORT,
    "Công thương": Sector.TRADE,
    "Nội vụ": Sector.HOME_AFFAIRS,
    "Công an, quân sự": Sector.SECURITY,
    "Đoàn Thanh niên": Sector.YOUTH,
    "Hội Phụ nữ": Sector.WOMEN,
    "Báo chí": Sector.PRESS,
    "Viễn thông": Sector.TELECOM,
    "Chung": Sector.GENERAL,
}
