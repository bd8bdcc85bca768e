"""An authority on paper: its keys, its signed files and the codes at its doors, made in memory for the pages."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from bluezone.protocol.place_warnings import padded_entries, venues_content, warning_entries
from bluezone.protocol.signed_feeds import Feed, content_of, signed_feed
from bluezone.protocol.trust import Algorithm, KeySet, TrustedKey, Use, fingerprint, signed_keys, spki
from bluezone.protocol.venues import VenueCode, VenueType, code_text, signed_code

SITE: Final = "https://bluezone.laichau.example"
NOW: Final = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
"""Half past nine in the morning in Viet Nam."""
WEEK: Final = timedelta(days=7)
MARKET: Final = VenueCode(
    type=VenueType.MARKET,
    version=2,
    issued=date(2026, 11, 1),
    expires=date(2027, 5, 1),
    commune="03387",
    secret=bytes(range(16)),
    name="Chợ phiên San Thàng",
)


def private_key(seed: int) -> Ed25519PrivateKey:
    """Return the same key for the same small number."""
    return Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)


@dataclass(frozen=True, slots=True)
class PaperAuthority:
    """Signs what pages read; every moment is `now` or counted from it."""

    now: datetime = NOW
    root: Ed25519PrivateKey = field(default_factory=lambda: private_key(1), repr=False)
    feeds: Ed25519PrivateKey = field(default_factory=lambda: private_key(2), repr=False)
    venues: Ed25519PrivateKey = field(default_factory=lambda: private_key(3), repr=False)
    mail: X25519PrivateKey = field(
        default_factory=lambda: X25519PrivateKey.from_private_bytes(bytes([4]) * 32), repr=False
    )

    @property
    def fingerprint(self) -> str:
        """What an install poster says."""
        return fingerprint(self.root.public_key())

    def keys(self, *, life: timedelta = 4 * WEEK) -> bytes:
        """Return `keys.json`."""
        trusted = (
            self._trusted(Use.FEED, "feed-v1", self.feeds.public_key()),
            self._trusted(Use.VENUE, "venue-v1", self.venues.public_key()),
            self._trusted(Use.MAIL, "mail-v1", self.mail.public_key()),
        )
        return signed_keys(KeySet(sequence=1, issued=self.now, expires=self.now + life, keys=trusted), self.root)

    def _trusted(self, use: Use, name: str, public: Ed25519PublicKey | X25519PublicKey) -> TrustedKey:
        return TrustedKey(
            id=name,
            use=use,
            algorithm=Algorithm.X25519 if use is Use.MAIL else Algorithm.ED25519,
            public_key=spki(public),
            valid_from=self.now - 52 * WEEK,
            valid_until=self.now + 52 * WEEK,
        )

    def feed(
        self,
        kind: str,
        content: dict[str, Any],
        *,
        sequence: int = 1,
        private: Ed25519PrivateKey | None = None,
        key_id: str = "feed-v1",
    ) -> bytes:
        """Return a signed feed that lives for seven days from now."""
        said = Feed(kind=kind, sequence=sequence, issued=self.now, expires=self.now + WEEK, content=content)
        return signed_feed(said, private or self.feeds, key_id=key_id)

    def warning(self, secret: bytes, start: datetime, end: datetime) -> bytes:
        """Return the feed that warns whoever was at a venue."""
        batch = padded_entries(warning_entries(secret, start, end), bytes)
        return self.feed("venues", content_of(venues_content([batch])))

    def code(self, **changes: Any) -> bytes:
        """Return the code of a market; `private` signs it, other changes are fields of it."""
        private = changes.pop("private", self.venues)
        return signed_code(replace(MARKET, **changes), private)

    def text(self, **changes: Any) -> str:
        """Return what the QR code of a market says."""
        return code_text(self.code(**changes), site=SITE)


NEWS: Final[dict[str, Any]] = {
    "items": [
        {
            "id": "market-2026-11",
            "issued": "2026-11-23T08:00:00Z",
            "title": {"vi": "Chợ phiên San Thàng mở lại từ thứ Năm", "en": "San Thàng market opens again on Thursday"},
            "text": {
                "vi": "Chợ phiên San Thàng mở lại từ sáng thứ Năm.\n\nKhi đến chợ:\n- Quét mã ở cổng\n- Đeo khẩu trang\n- Giữ khoảng cách",
                "en": "San Thàng market opens again on Thursday morning.\n\nAt the market:\n- Scan the code at the gate\n- Wear a mask\n- Keep your distance",
            },
        },
        {
            "id": "milestone-2026-11",
            "issued": "2026-11-20T03:00:00Z",
            "title": {"vi": "Một mốc dịch tễ mới ở phường Đoàn Kết", "en": "A new announced place in Đoàn Kết ward"},
            "text": {
                "vi": "Ai đã quét mã tại nơi này sẽ được máy của mình báo riêng.",
                "en": "Whoever scanned the code there is told by their own device.",
            },
        },
    ],
    "advice": [
        {
            "id": "warned",
            "title": {
                "vi": "Khi máy báo bạn đã ở gần người mắc bệnh",
                "en": "When your device says you were near somebody ill",
            },
            "text": {
                "vi": "- Ở nhà\n- Gọi trạm y tế\n- Theo dõi thân nhiệt",
                "en": "- Stay at home\n- Call the health station\n- Watch your temperature",
            },
        },
    ],
    "faq": [
        {
            "id": "battery",
            "question": {"vi": "Ứng dụng có hao pin không?", "en": "Does the app drain the battery?"},
            "answer": {"vi": "Rất ít, vì không dùng định vị.", "en": "Very little: it uses no location."},
        },
        {
            "id": "privacy",
            "question": {"vi": "Ai biết tôi đã đến đâu?", "en": "Who knows where I was?"},
            "answer": {"vi": "Không ai. Danh sách nằm trong máy của bạn.", "en": "Nobody. The list is on your device."},
        },
        {
            "id": "mask",
            "question": {"vi": "Khi nào cần đeo khẩu trang?", "en": "When do I need a mask?"},
            "answer": {
                "vi": "Ở nơi đông người, trên xe và tại cơ sở y tế.",
                "en": "In crowds, in vehicles and at health facilities.",
            },
        },
    ],
    "telephones": [
        {
            "unit": "03387",
            "name": {"vi": "Trạm y tế xã San Thàng", "en": "San Thàng health station"},
            "number": "0213 3888 115",
        },
        {
            "unit": "12",
            "name": {"vi": "Trung tâm Kiểm soát bệnh tật tỉnh", "en": "Provincial disease control"},
            "number": "0213 3876 543",
        },
        {
            "unit": "03400",
            "name": {"vi": "Trạm y tế xã Nùng Nàng", "en": "Nùng Nàng health station"},
            "number": "0213 3888 116",
        },
    ],
    "isolation_days": 7,
}
"""A small feed of news in both languages."""
