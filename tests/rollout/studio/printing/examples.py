"""What the printing room is asked for in tests, and how a page is looked at: rendered, worn, read, its letters taken out."""

import re
import unicodedata
from datetime import date
from functools import cache
from io import BytesIO

import pypdfium2  # type: ignore[import-untyped]  # it comes without annotations
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image, ImageFilter

from bluezone.protocol.venues import VenueCode, VenueType, code_text, signed_code
from bluezone.rollout.studio.rules.words import Form, Imprint, Message, Place, Text

SITE = "https://bluezone.example"
IMPRINT = Imprint("Sở Khoa học và Công nghệ tỉnh Lai Châu", "1900 9095", SITE, trial=False)
TRIAL = Imprint("", "", SITE, trial=True)
COMMUNE = Place("Xã Bum Tở", "tỉnh Lai Châu", "03433", f"{SITE}/i?u=03433")
SCHOOL = Place(
    "Trường Phổ thông dân tộc bán trú Trung học cơ sở Mường Mô",
    "Xã Mường Mô, tỉnh Lai Châu",
    "T-03439-12",
    f"{SITE}/i?u=T-03439-12",
)
VIETNAMESE = Text(
    Message.INSTALL,
    "vi",
    3,
    "Bật Bluezone, giữ cả bản bình yên",
    "Điện thoại tự nhớ đã ở gần máy nào, và báo cho bạn nếu người ấy mắc bệnh.",
    (
        "Quét mã bên cạnh bằng camera điện thoại.",
        "Bấm “Cài đặt”, làm theo ba màn hình.",
        "Luôn bật Bluetooth. Thế là xong.",
    ),
    "Không hỏi tên, không theo dõi vị trí. Dữ liệu nằm trong máy bạn và tự xóa sau 14 ngày.",
)
ENGLISH = Text(
    Message.INSTALL,
    "en",
    2,
    "Turn on Bluezone, keep the village well",
    "Your phone remembers the phones nearby and tells you if one of their owners falls ill.",
    (
        "Scan the code with your phone's camera.",
        "Tap “Install” and follow three screens.",
        "Keep Bluetooth on. That is all.",
    ),
    "It asks no name and follows no location. What it remembers stays on your phone for 14 days.",
)
PAPER = (Form.POSTER_A3, Form.POSTER_A4, Form.POSTER_A5, Form.LEAFLET, Form.STICKER)
DOOR = (Form.POSTER_A4, Form.POSTER_A5, Form.STICKER)


@cache
def venue(name: str = "Bến xe khách Mường Tè", site: str = SITE) -> Place:
    """Return a venue with its signed code, version 2, valid for a year from 24 November 2026."""
    code = VenueCode(VenueType.BUS_STATION, 2, date(2026, 11, 24), date(2027, 11, 24), "03433", bytes(range(16)), name)
    link = code_text(signed_code(code, Ed25519PrivateKey.from_private_bytes(b"1" * 32)), site=site)
    return Place(name, "Xã Bum Tở, tỉnh Lai Châu", "BX-03433-7", link)


def pages(pdf: bytes, *, dots_per_inch: int) -> list[Image.Image]:
    """Return every page as a picture."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=dots_per_inch / 72).to_pil().convert("RGB") for page in document]


def words_of(pdf: bytes) -> list[str]:
    """Return the letters of every page, composed and without blanks."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [close(page.get_textpage().get_text_range()) for page in document]


def close(words: str) -> str:
    """Return words composed and without blanks, because a line may break anywhere."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", words))


def worn(picture: Image.Image, *, blur: float, degrees: float = 10, quality: int = 30) -> Image.Image:
    """Return a picture as a poor camera sees it: turned, blurred, pressed hard."""
    turned = picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=(128, 128, 128))
    pressed = BytesIO()
    turned.filter(ImageFilter.GaussianBlur(blur)).save(pressed, "JPEG", quality=quality)
    return Image.open(BytesIO(pressed.getvalue()))


def read(picture: Image.Image) -> list[str]:
    """Return what the codes of a picture say."""
    return [
        found.text
        for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    ]
