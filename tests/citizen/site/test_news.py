"""News on the site: taken from the keyserver, believed only when everything about them holds, and not for ever."""

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from io import StringIO
from threading import Thread

import msgspec
import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings
from tests.citizen.site.newsroom import FINGERPRINT, MORNING, NEWS, feed_json, keys_json, take_news
from tests.protocol.export_keys import edwards

from bluezone.citizen.site.fetching import fetched
from bluezone.citizen.site.models import KeptNews, Publication
from bluezone.citizen.site.queries import known_news
from bluezone.citizen.site.services import keep_news, withdraw
from bluezone.cli.jobs import JOBS
from bluezone.protocol.errors import MalformedMessage, RuleViolation, Unavailable
from bluezone.protocol.news import News, NewsItem, Text, Title
from bluezone.protocol.trust import FILE_LIMIT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site", "morning")]
ATOM = "{http://www.w3.org/2005/Atom}"


@contextmanager
def keyserver(files: dict[str, bytes]) -> Iterator[str]:
    """A server with some files; its origin."""

    class Shelf(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = files.get(self.path)
            self.send_response(HTTPStatus.OK if content is not None else HTTPStatus.NOT_FOUND)
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the library's own name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Shelf)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def looked(settings: Settings, files: dict[str, bytes]) -> str:
    """What the command says after looking at a keyserver with some files."""
    cache.clear()
    said = StringIO()
    with keyserver(files) as origin:
        settings.KEYS_ORIGIN = origin
        call_command("fetch_news", stdout=said)
    return said.getvalue().strip()


def code_of(refused_call: Callable[[], object]) -> str:
    with pytest.raises(RuleViolation) as refused:
        refused_call()
    return refused.value.code


def keep(feed: bytes, keys: bytes | None = None) -> bool:
    return keep_news(keys or keys_json(), feed, root_fingerprint=FINGERPRINT, moment=MORNING)


def test_signed_news_are_taken_once(settings: Settings) -> None:
    files = {"/keys.json": keys_json(), "/signed/news.json": feed_json()}

    assert looked(settings, files) == "new news"
    assert looked(settings, files) == "the news are as they were"
    assert known_news(MORNING).news == NEWS


def test_the_worker_looks_for_news() -> None:
    assert "fetch_news" in dict(JOBS)


def test_nobody_is_asked_twice_in_five_minutes(settings: Settings) -> None:
    files = {"/keys.json": keys_json(), "/signed/news.json": feed_json()}
    looked(settings, files)
    said = StringIO()

    call_command("fetch_news", stdout=said)

    assert said.getvalue() == ""


def test_without_a_fingerprint_nobody_is_believed(settings: Settings) -> None:
    settings.ROOT_FINGERPRINT = ""

    assert looked(settings, {"/keys.json": keys_json(), "/signed/news.json": feed_json()}) == ""
    assert not KeptNews.objects.exists()


def test_a_keyserver_without_news_leaves_the_news_as_they_are(settings: Settings) -> None:
    take_news()

    assert looked(settings, {"/keys.json": keys_json()}) == "the keyserver has no news now"
    assert known_news(MORNING).news == NEWS


def test_a_keyserver_that_does_not_answer_is_asked_again_soon(settings: Settings) -> None:
    settings.KEYS_ORIGIN = "http://127.0.0.1:9"
    cache.clear()

    for _time in range(2):
        said = StringIO()
        call_command("fetch_news", stdout=said)
        assert said.getvalue().strip() == "the keyserver has no news now"


@pytest.mark.parametrize(
    ("files", "word"),
    [
        ({"/keys.json": keys_json(root=edwards(9)), "/signed/news.json": feed_json()}, "keys_fingerprint_wrong"),
        ({"/keys.json": keys_json(), "/signed/news.json": b"{}"}, "malformed"),
        (
            {"/keys.json": keys_json(), "/signed/news.json": feed_json(issued=MORNING - timedelta(days=9))},
            "feed_expired",
        ),
    ],
)
def test_news_that_do_not_hold_are_not_shown(settings: Settings, files: dict[str, bytes], word: str) -> None:
    assert looked(settings, files) == f"the news do not hold: {word}"
    assert known_news(MORNING).news is None


def test_older_news_than_those_that_were_taken_are_refused() -> None:
    keep(feed_json(sequence=5))

    assert code_of(lambda: keep(feed_json(sequence=4))) == "feed_rolled_back"
    assert code_of(lambda: keep(feed_json(News(isolation_days=3), sequence=5))) == "feed_forked"


def test_older_keys_than_those_that_were_taken_are_refused() -> None:
    keep(feed_json(), keys_json(3))

    assert code_of(lambda: keep(feed_json(sequence=2), keys_json(2))) == "keys_rolled_back"


def test_stale_news_are_not_shown_and_the_page_says_so() -> None:
    take_news()
    KeptNews.objects.update(expires=MORNING)

    shown = Client().get("/en/telephones/").content.decode()

    assert "tel:" not in shown
    assert "has expired" in shown


def test_another_root_key_begins_anew(settings: Settings) -> None:
    take_news()
    settings.ROOT_FINGERPRINT = "ab" * 32

    assert known_news(MORNING).news is None


def test_a_file_of_fifty_megabytes_is_not_read_to_its_end() -> None:
    with keyserver({"/keys.json": b" " * (FILE_LIMIT + 10_000)}) as origin:
        content = fetched(origin, "/keys.json")

    assert len(content) == FILE_LIMIT + 1
    with pytest.raises(MalformedMessage):
        keep(feed_json(), content)


def test_what_is_no_file_is_unavailable() -> None:
    with keyserver({}) as origin, pytest.raises(Unavailable):
        fetched(origin, "/keys.json")


def test_news_with_markup_are_shown_as_the_text_that_they_are() -> None:
    evil = "<script>alert(1)</script>"
    take_news(
        News(
            items=(NewsItem(id="a", issued=MORNING, title=Title(vi=evil, en=evil), text=Text(vi=evil, en=evil)),),
            isolation_days=14,
        )
    )

    for address in ("/", "/news/", "/feed.xml"):
        assert evil not in Client().get(address).content.decode()


@pytest.mark.parametrize(("address", "title"), [("/feed.xml", "Mở điểm"), ("/en/feed.xml", "A help desk")])
def test_the_press_gets_news_and_documents_as_atom(
    filled: tuple[Publication, Publication], address: str, title: str
) -> None:
    answer = Client().get(address)
    feed = ET.fromstring(answer.content)  # noqa: S314 -- made by the site itself

    entries = feed.findall(f"{ATOM}entry")
    links = [entry.find(f"{ATOM}link") for entry in entries]
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert (entries[0].findtext(f"{ATOM}title") or "").startswith(title)
    assert len(entries) == 3
    assert all(entry.findtext(f"{ATOM}{name}") for entry in entries for name in ("id", "title", "updated"))
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 3
    assert [
        link for link in links if link is not None and Client().get(local(link.get("href"))).status_code != 200
    ] == []


def local(address: str | None) -> str:
    return (address or "").removeprefix("http://localhost:8081").partition("#")[0]


def test_a_document_that_was_taken_back_leaves_the_feed(filled: tuple[Publication, Publication]) -> None:
    withdraw(filled[0], actor="system", moment=MORNING)

    assert str(filled[0].pk) not in Client().get("/feed.xml").content.decode()


def test_a_feed_without_entries_is_a_feed_all_the_same() -> None:
    feed = ET.fromstring(Client().get("/feed.xml").content)  # noqa: S314 -- made by the site itself

    assert feed.findall(f"{ATOM}entry") == []
    assert feed.findtext(f"{ATOM}updated")


def test_the_shipped_news_and_much_more_fit_into_60_kilobytes() -> None:
    shipped = msgspec.json.decode(
        (resources.files("bluezone.authority") / "data/news-default.json").read_bytes(), type=News
    )
    long = [
        NewsItem(id=f"item-{number}", issued=MORNING, title=Title(vi="a", en="a"), text=Text(vi="ổ " * 2_000, en="a "))
        for number in range(20)
    ]
    take_news(msgspec.structs.replace(shipped, items=tuple(long)))

    for address in ("/news/", "/en/news/", "/"):
        assert len(Client().get(address).content) <= 60 * 1024
