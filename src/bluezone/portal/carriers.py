"""For carriers: what a controller of Viettel or VNPT has to do with the pages, in words and as an OpenAPI document."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from bluezone.portal.rules.captive import MEDIA_TYPE
from bluezone.portal.rules.places import Venue

REQUIREMENTS: Final = """\
# Yêu cầu đối với bộ điều khiển wifi · Requirements for the wifi controller

Nơi · Place: {venue}

| | Tiếng Việt | English |
|---|---|---|
| 1 | Chỉ chuyển hướng các câu hỏi kiểm tra mạng ở cổng 80; cổng 443 luôn đi qua, không chặn, không giải mã. | Redirect only connectivity probes on port 80; port 443 always passes, neither blocked nor decrypted. |
| 2 | Trang `notice.html` giữ nguyên từng byte, chỉ đổi `action` của nút nếu cần. | `notice.html` stays byte for byte; only the button's `action` may change. |
| 3 | Nút Tiếp tục mở mạng trong 24 giờ. Không có điều kiện nào khác, không bắt cài ứng dụng. | The button opens the network for 24 hours. No other condition, nothing to install. |
| 4 | Hỏng thì mở: trang không trả lời quá 10 giây thì bỏ chuyển hướng. | Fail open: if the page does not answer for 10 seconds, stop redirecting. |
| 5 | DHCP 114 (IPv6: 103, RA 37) = `{api}` | DHCP 114 (IPv6: 103, RA 37) = `{api}` |
| 6 | Không gửi MAC, IP, số điện thoại cho tỉnh; không quảng cáo, không theo dõi. | Send the province no MAC, IP or phone number; no advertising, no tracking. |
| 7 | Chỉ báo tổng số lượt hiện và lượt bấm mỗi ngày. | Report only how often it was shown and pressed, a day. |

Kiểm tra từ một máy đã vào wifi · Check from a computer on the wifi: `bluezone portal check`

| Tệp · File | byte | SHA-256 |
|---|---|---|
{files}
"""


def requirements(venue: Venue, pages: Mapping[str, str]) -> str:
    """Return what a carrier has to do, in both languages, with the fingerprint of each page."""
    rows = (
        f"| {name} | {len(page.encode())} | `{sha256(page.encode()).hexdigest()}` |" for name, page in pages.items()
    )
    return REQUIREMENTS.format(venue=venue.shown_name.replace("|", "/"), api=venue.api, files="\n".join(rows))


def openapi(venue: Venue) -> str:
    """Return the captive portal API as OpenAPI 3.1: that of the province, and that of a controller."""
    return json.dumps(_document(venue), indent=1, ensure_ascii=False) + "\n"


def _document(venue: Venue) -> dict[str, Any]:
    state = {
        "type": "object",
        "required": ["captive"],
        "properties": {
            "captive": {"type": "boolean", "description": "Whether the notice was not read yet."},
            "user-portal-url": {"type": "string", "format": "uri", "description": "HTTPS address of the notice."},
            "venue-info-url": {"type": "string", "format": "uri", "const": venue.page},
            "seconds-remaining": {"type": "integer", "minimum": 0, "maximum": 86_400},
        },
    }
    said = {"200": {"description": "RFC 8908", "content": {MEDIA_TYPE: {"schema": state}}}}
    gone_on = {"200": {"description": "The phone passes for 24 hours; the page continued.html."}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Captive portal API of a carrier's wifi (RFC 8908)", "version": "1"},
        "servers": [{"url": venue.origin}],
        "paths": {
            f"/captive/{venue.unit}/api": {
                "get": {"summary": "What a phone is told; nothing is held back.", "responses": said}
            },
            "/captive/api": {"get": {"summary": "The same on a controller that shows the notice.", "responses": said}},
            "/continue": {"post": {"summary": "The button of the notice; it sends nothing.", "responses": gone_on}},
        },
    }
