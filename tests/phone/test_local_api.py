"""The pages' way to the phone: who may speak, and what each question is answered with."""

import asyncio
import itertools
from collections.abc import Callable, Coroutine
from typing import Any

import httpx
import pytest
from tests.phone.devices import Home
from tests.phone.people import DAY, HOUR, NOON

from bluezone.phone.local_api import Doorkeeper, LocalApi
from bluezone.protocol import device as words
from bluezone.protocol.errors import Unavailable
from bluezone.protocol.messages import VerifyRequest, VerifyResponse

ADDRESS = "http://127.0.0.1:8123"
HOSTS = frozenset({"127.0.0.1:8123", "localhost:8123"})
PAGES = {"index.html": (b"<!doctype html>", "text/html; charset=utf-8"), "main.js": (b"1", "text/javascript")}
HEADERS = {"Content-Security-Policy": "default-src 'none'"}

Story = Callable[["Visitor"], Coroutine[Any, Any, None]]


class Visitor:
    """A page, or somebody who pretends to be one."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.tokens: list[str] = []
        numbers = itertools.count(1)
        self.doorkeeper = Doorkeeper(lambda length: next(numbers).to_bytes(length, "big"), self.tokens.append)
        self.doorkeeper.open()
        self.app = LocalApi(home.device, PAGES, HEADERS, self.doorkeeper, HOSTS)
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url=ADDRESS)

    async def enter(self) -> None:
        answer = await self.client.post("/device/v1/session", json={"token": self.tokens[-1]})
        assert answer.status_code == 200, answer.text
        self.client.headers["authorization"] = f"Bearer {answer.json()['bearer']}"

    async def ask(self, method: str, name: str, body: Any = None) -> Any:
        answer = await self.client.request(method, f"/device/v1/{name}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def refused(self, method: str, name: str, **more: Any) -> tuple[int, str]:
        answer = await self.client.request(method, f"/device/v1/{name}", **more)
        assert answer.headers["cache-control"] == "no-store"
        return answer.status_code, answer.json()["error"]


def played(story: Story, home: Home | None = None) -> None:
    async def play() -> None:
        visitor = Visitor(home or Home())
        async with visitor.client:
            await story(visitor)

    asyncio.run(play())


def test_a_page_gets_in_with_the_link_and_asks_how_the_phone_is() -> None:
    async def story(page: Visitor) -> None:
        await page.enter()

        status = await page.ask("GET", "status")

        assert status["version"] == 1
        assert status["host"] == "agent"
        assert status["radio"] == "none"
        assert status["now"] == "2020-08-01T12:00:00Z"
        assert status["checked"] is None

    played(story)


def test_a_link_is_good_once_and_the_next_one_lies_ready() -> None:
    async def story(page: Visitor) -> None:
        used = page.tokens[-1]
        await page.enter()

        again = await page.refused("POST", "session", json={"token": used})

        assert again == (403, "token_refused")
        assert len(page.tokens) == 2
        await page.enter()

    played(story)


@pytest.mark.parametrize("token", ["", "guessed", "é"])
def test_a_guessed_token_opens_nothing(token: str) -> None:
    async def story(page: Visitor) -> None:
        assert await page.refused("POST", "session", json={"token": token}) == (403, "token_refused")

    played(story)


@pytest.mark.parametrize(
    "headers",
    [{}, {"authorization": "Bearer "}, {"authorization": "Bearer guessed"}, {"authorization": "Basic Z3Vlc3NlZA=="}],
)
@pytest.mark.parametrize("name", ["status", "days", "exposures", "checkins", "report", "settings/notes"])
def test_without_the_bearer_nothing_is_told(name: str, headers: dict[str, str]) -> None:
    async def story(page: Visitor) -> None:
        assert await page.refused("GET", name, headers=headers) == (401, "session_missing")

    played(story)


def test_a_token_is_no_bearer() -> None:
    async def story(page: Visitor) -> None:
        page.client.headers["authorization"] = f"Bearer {page.tokens[-1]}"

        assert await page.refused("GET", "status") == (401, "session_missing")

    played(story)


@pytest.mark.parametrize(
    "host",
    ["evil.example:8123", "evil.example", "127.0.0.1", "127.0.0.1:80", "localhost", "127.0.0.1.evil.example:8123"],
)
@pytest.mark.parametrize("path", ["/", "/main.js", "/device/v1/status", "/device/v1/session"])
def test_a_foreign_name_that_leads_here_is_refused(path: str, host: str) -> None:
    async def story(page: Visitor) -> None:
        await page.enter()

        answer = await page.client.request("GET", path, headers={"host": host})

        assert (answer.status_code, answer.json()["error"]) == (403, "host_refused")

    played(story)


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1", "http://localhost:8123", "file://"]
)
def test_a_page_of_another_origin_is_refused(origin: str) -> None:
    async def story(page: Visitor) -> None:
        await page.enter()

        assert await page.refused("GET", "status", headers={"origin": origin}) == (403, "origin_refused")
        assert await page.refused("POST", "erase", headers={"origin": origin}) == (403, "origin_refused")
        assert not page.home.device.erased

    played(story)


def test_its_own_origin_is_welcome_under_both_names() -> None:
    async def story(page: Visitor) -> None:
        await page.enter()
        for name in sorted(HOSTS):
            headers = {"host": name, "origin": f"http://{name}"}

            answer = await page.client.get("/device/v1/status", headers=headers)

            assert answer.status_code == 200

    played(story)


def test_nothing_is_allowed_to_other_origins_and_no_cookie_is_set() -> None:
    async def story(page: Visitor) -> None:
        await page.enter()
        for path in ("/", "/device/v1/status", "/device/v1/nothing"):
            answer = await page.client.get(path)

            assert "set-cookie" not in answer.headers
            assert answer.headers["cross-origin-resource-policy"] == "same-origin"
            assert not [name for name in answer.headers if name.startswith("access-control")]

    played(story)


def test_pages_bear_the_policy_that_was_handed_in() -> None:
    async def story(page: Visitor) -> None:
        first, script, whole = [await page.client.get(path) for path in ("/", "/main.js", "/index.html")]

        assert first.content == whole.content == PAGES["index.html"][0]
        assert first.headers["content-security-policy"] == "default-src 'none'"
        assert first.headers["content-type"] == "text/html; charset=utf-8"
        assert script.headers["content-type"].startswith("text/javascript")
        assert (await page.client.get("/../secret")).status_code == 404
        assert (await page.client.post("/index.html")).status_code == 405

    played(story)


@pytest.mark.parametrize(
    ("method", "name", "more", "expected"),
    [
        ("GET", "nothing", {}, (404, "unknown")),
        ("POST", "status", {"json": {}}, (405, "method_refused")),
        ("GET", "session", {}, (405, "method_refused")),
        ("GET", "settings/", {}, (400, "malformed")),
        ("GET", "settings/../diary", {}, (404, "unknown")),
        ("GET", "settings/phone%3Akeys", {}, (400, "malformed")),
        ("PUT", "settings/notes", {"content": b"{"}, (400, "malformed")),
        ("PUT", "settings/notes", {"content": b'"' + b"a" * words.DOCUMENT_LIMIT + b'"'}, (400, "malformed")),
        ("PUT", "settings/notes", {"content": b" " * (words.BODY_LIMIT + 1)}, (413, "too_long")),
        ("PUT", "settings/notes", {"content": b"{}", "headers": {"content-type": "text/plain"}}, (415, "kind_refused")),
        ("POST", "checkins", {"json": {"code": "AAAA"}}, (409, "keys_missing")),
        ("PUT", "checkins/none", {"json": {}}, (409, "visit_unknown")),
        ("POST", "report/preview", {"json": {"code": ""}}, (409, "nothing_to_report")),
        ("POST", "letter/send", {"json": {"mark": "0"}}, (409, "consent_outdated")),
        ("POST", "letter/preview", {"json": {"exposures": ["person:2020-08-01"]}}, (409, "exposure_unknown")),
        ("POST", "letter/preview", {"json": {"symptoms": ["<script>"]}}, (400, "malformed")),
        ("POST", "pause", {"json": {"until": "tomorrow"}}, (400, "malformed")),
        ("POST", "pause", {"json": {"until": "2020-08-03T12:00:00Z"}}, (409, "pause_too_long")),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_code(
    method: str, name: str, more: dict[str, Any], expected: tuple[int, str]
) -> None:
    async def story(page: Visitor) -> None:
        await page.enter()
        more.setdefault("headers", {"content-type": "application/json"})

        assert await page.refused(method, name, **more) == expected

    played(story)


async def dead(request: VerifyRequest) -> VerifyResponse:
    raise Unavailable("the key server does not answer: try again later")


def test_what_does_not_answer_is_said_to_be_unavailable() -> None:
    async def story(page: Visitor) -> None:
        page.home.has_keys(NOON)
        page.app.device = page.home.device
        await page.enter()

        page.home.server.verify = dead  # type: ignore[method-assign]  # a dead network
        preview = await page.ask("POST", "report/preview", {"code": "12345678"})
        agreed = {"mark": preview["mark"], "days": ["2020-08-01"]}

        assert await page.refused("POST", "report/send", json=agreed) == (503, "unavailable")

    played(story)


def test_the_longest_news_that_a_feed_can_carry_are_kept() -> None:
    async def story(page: Visitor) -> None:
        await page.enter()
        news = {"content": "ổ" * 500_000}

        await page.ask("PUT", "settings/news", news)

        assert await page.ask("GET", "settings/news") == news

    played(story)


def test_settings_come_back_as_they_were_put() -> None:
    async def story(page: Visitor) -> None:
        await page.enter()
        before = await page.ask("GET", "settings/choices")

        await page.ask("PUT", "settings/choices", {"language": "vi", "size": 2})

        assert before is None
        assert await page.ask("GET", "settings/choices") == {"language": "vi", "size": 2}

    played(story)


def test_a_phone_keeps_so_many_documents_and_no_more() -> None:
    async def story(page: Visitor) -> None:
        await page.enter()
        for number in range(words.DOCUMENTS):
            await page.ask("PUT", f"settings/{'a' * (number % 24 + 1)}{'-' if number > 23 else ''}", number)

        assert await page.refused("PUT", "settings/one-more", json={}) == (409, "settings_full")
        await page.ask("PUT", "settings/aa", "again")

    played(story)


def test_days_exposures_and_pause_are_told_as_the_port_says() -> None:
    home = Home()
    home.meets("ana", NOON - HOUR, 20)

    async def story(page: Visitor) -> None:
        await page.enter()

        days = await page.ask("GET", "days")
        paused = await page.ask("POST", "pause", {"until": "2020-08-01T13:00:00Z"})
        going_on = await page.ask("POST", "pause", {"until": None})

        assert len(days) == 14
        assert days[0] == {
            "day": "2020-08-01",
            "encounters": 1,
            "minutes": 20,
            "near": 20,
            "middle": 0,
            "far": 0,
            "measured": True,
        }
        assert await page.ask("GET", "exposures") == []
        assert paused["paused_until"] == "2020-08-01T13:00:00Z"
        assert going_on["paused_until"] is None

    played(story, home)


def test_a_report_and_a_letter_go_from_preview_to_arrival() -> None:
    home = Home()
    home.has_keys(NOON - DAY, NOON)
    home.falls_ill(home.meets("ana", NOON - HOUR, 20))

    async def story(page: Visitor) -> None:
        await page.enter()
        await page.ask("POST", "check")
        preview = await page.ask("POST", "report/preview", {"code": page.home.server.issue()})
        nothing_yet = await page.ask("GET", "report")
        sent = await page.ask("POST", "report/send", {"mark": preview["mark"], "days": [preview["days"][0]["day"]]})
        [exposure] = await page.ask("GET", "exposures")
        letter = await page.ask("POST", "letter/preview", {"exposures": [exposure["id"]], "symptoms": ["fever"]})

        arrived = await page.ask("POST", "letter/send", {"mark": letter["mark"]})

        assert nothing_yet is None
        assert sent == await page.ask("GET", "report") == await page.ask("POST", "report/resume")
        assert sent == {"stage": "published", "days": ["2020-07-31"], "kind": "report", "revisable": False}
        assert letter["bytes"] == 4096
        assert letter["report"]["encounters"][0]["minutes"] == 20
        assert arrived == {"arrived": True}
        assert (await page.ask("GET", "exposures"))[0]["reported"]

    played(story, home)


def test_an_erased_phone_says_so_whatever_is_asked_and_lets_nobody_in() -> None:
    async def story(page: Visitor) -> None:
        await page.enter()
        await page.ask("POST", "erase")

        assert page.home.erased == ["key"]
        for name in ("status", "days", "settings/notes"):
            assert await page.refused("GET", name) == (410, "erased")
        assert await page.refused("POST", "session", json={"token": page.tokens[-1]}) == (410, "erased")
        assert (await page.client.get("/")).status_code == 200

    played(story)


def test_what_is_no_request_or_breaks_off_is_let_go() -> None:
    async def story(page: Visitor) -> None:
        await page.enter()
        sent = list[Any]()

        async def gone() -> dict[str, Any]:
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        headers = [(b"host", b"127.0.0.1:8123"), (b"authorization", page.client.headers["authorization"].encode())]
        put = {"type": "http", "method": "PUT", "path": "/device/v1/settings/notes", "headers": headers}
        await page.app({**put, "query_string": b"", "server": ("127.0.0.1", 8123), "scheme": "http"}, gone, send)
        await page.app({"type": "websocket"}, gone, send)

        assert sent == []
        assert await page.ask("GET", "settings/notes") is None

    played(story)


def test_a_doubled_host_is_refused() -> None:
    async def story(page: Visitor) -> None:
        answer = await page.client.get("/", headers=[("host", "127.0.0.1:8123"), ("host", "evil.example")])

        assert answer.status_code == 403

    played(story)
