"""A small authority for the site's tests: keys, signed news, and a province with something to publish."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.protocol.export_keys import edwards

from bluezone.authority.territory.models import Unit
from bluezone.citizen.site.models import Publication
from bluezone.citizen.site.services import keep_news, publish
from bluezone.protocol.news import Advice, News, NewsItem, Question, TelephoneNumber, Text, Title
from bluezone.protocol.signed_feeds import Feed, content_of, signed_feed
from bluezone.protocol.trust import Algorithm, KeySet, TrustedKey, Use, fingerprint, signed_keys, spki
from bluezone.rollout.directives import services
from bluezone.rollout.directives.models import Directive
from bluezone.rollout.directives.reading import read
from bluezone.rollout.overview.services import make_morning_report

MORNING: Final = datetime(2020, 8, 15, 1, 5, tzinfo=UTC)
DAY: Final = date(2020, 8, 14)
YEAR: Final = timedelta(days=365)
ROOT: Final[Ed25519PrivateKey] = edwards(1)
FEED: Final[Ed25519PrivateKey] = edwards(2)
FINGERPRINT: Final = fingerprint(ROOT.public_key())
DOCUMENTS: Final = Path(__file__).parents[2] / "rollout" / "directives" / "documents"

NEWS: Final = News(
    items=(
        NewsItem(
            id="khai-truong",
            issued=MORNING - timedelta(days=1),
            title=Title(vi="Mở điểm hỗ trợ cài đặt tại chợ Mường Tè", en="A help desk opens at Mường Tè market"),
            text=Text(
                vi="Điểm hỗ trợ mở cửa mỗi sáng.\n\n- Mang theo điện thoại\n- Không cần giấy tờ",
                en="The desk is open every morning.\n\n- Bring your phone\n- No papers needed",
            ),
        ),
    ),
    advice=(
        Advice(
            id="warned",
            title=Title(vi="Khi bạn nhận cảnh báo", en="When you are warned"),
            text=Text(vi="Hãy ở nhà và gọi trạm y tế.", en="Stay at home and call the health station."),
        ),
    ),
    faq=(
        Question(
            id="battery",
            question=Title(vi="Có tốn pin không?", en="Does it use much battery?"),
            answer=Text(vi="Rất ít.", en="Very little."),
        ),
    ),
    telephones=(
        TelephoneNumber(
            unit="03433",
            name=Title(vi="Trạm y tế", en="Health station"),
            number="0213 3123 456",
        ),
        TelephoneNumber(unit="12", name=Title(vi="Sở Y tế", en="Department of Health"), number="0213 3876 543"),
    ),
    isolation_days=14,
)


def keys_json(sequence: int = 1, *, root: Ed25519PrivateKey = ROOT) -> bytes:
    """A `keys.json` with one key for feeds."""
    key = TrustedKey(
        id="feed-1",
        use=Use.FEED,
        algorithm=Algorithm.ED25519,
        public_key=spki(FEED.public_key()),
        valid_from=MORNING - YEAR,
        valid_until=MORNING + 10 * YEAR,
    )
    keys = KeySet(sequence=sequence, issued=MORNING - YEAR, expires=MORNING + 10 * YEAR, keys=(key,))
    return signed_keys(keys, root)


def feed_json(news: News = NEWS, *, sequence: int = 1, issued: datetime = MORNING, days: int = 7) -> bytes:
    """A signed feed that says some news."""
    expires = issued + timedelta(days=days)
    feed = Feed(kind="news", sequence=sequence, issued=issued, expires=expires, content=content_of(news))
    return signed_feed(feed, FEED, key_id="feed-1")


def take_news(news: News = NEWS, *, moment: datetime = MORNING) -> None:
    """Let the site have news, as if it had just asked the keyserver."""
    keep_news(keys_json(), feed_json(news, issued=moment), root_fingerprint=FINGERPRINT, moment=moment)


def directive() -> Directive:
    """The directive of August 2020, confirmed."""
    text = (DOCUMENTS / "lai-chau-2020-bluezone.txt").read_text(encoding="utf-8")
    made = services.keep_reading(read(text), day=DAY, actor="system", moment=MORNING)
    services.confirm(made, actor="system", moment=MORNING)
    return made


def published_documents(province: Unit) -> tuple[Publication, Publication]:
    """A directive and a quick report that the province chose to publish."""
    report = make_morning_report(province, DAY, actor="system", moment=MORNING)
    return (
        publish(directive(), actor="system", moment=MORNING),
        publish(report, actor="system", moment=MORNING),
    )
