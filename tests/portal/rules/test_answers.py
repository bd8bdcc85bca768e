"""What each request hears, before and after, with internet and without."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.portal.rules.answers import REASONS, Answer, Pages, Place, Standing, answer, asks_who, head
from bluezone.portal.rules.probes import PROBES, Probe
from bluezone.portal.rules.requests import END, LARGEST, Request, request_in
from bluezone.protocol.errors import MalformedMessage

PAGES = Pages(b"the notice", b"continued", b"no internet")
PLACE = Place(PAGES, "https://wifi.example:8443/notice", "https://bluezone.example/captive/03124/")
HERE = "http://10.90.0.1:8080"
UNREAD = Standing(has_seen=False, is_online=True, here=HERE)
READ = Standing(has_seen=True, is_online=True, here=HERE)
AWAY = Standing(has_seen=False, is_online=False, here=HERE)


def heard(path: str, standing: Standing, method: str = "GET", host: str = "10.90.0.1") -> Answer:
    return answer(Request(method, host, path), standing, PLACE)


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.name)
def test_a_probe_hears_of_the_notice_then_success_and_without_internet_the_truth(probe: Probe) -> None:
    before, after, away = (heard(probe.path, each, host=probe.host) for each in (UNREAD, READ, AWAY))

    assert (before.status, before.location) == (302, f"{HERE}/notice")
    assert probe.is_passed(after.status, after.body)
    assert (away.status, away.body) == (503, b"no internet")
    assert not probe.is_passed(away.status, away.body)


def test_the_api_says_captive_only_while_the_notice_waits() -> None:
    said = [json.loads(heard("/captive/api", each).body)["captive"] for each in (UNREAD, READ, AWAY)]

    assert said == [True, False, False]
    assert heard("/captive/api", UNREAD).media_type == "application/captive+json"


def test_the_button_lets_through_and_a_link_to_it_does_not() -> None:
    pressed, followed = heard("/continue", UNREAD, "POST"), heard("/continue", UNREAD)

    assert (pressed.status, pressed.body, pressed.lets_through) == (200, b"continued", True)
    assert (followed.status, followed.location, followed.lets_through) == (303, f"{HERE}/notice", False)
    assert heard("/continue", AWAY, "POST").body == b"no internet"


def test_the_notice_is_counted_and_its_absence_is_not() -> None:
    assert heard("/notice", UNREAD) == Answer(200, b"the notice", shows=True)
    assert heard("/notice", AWAY) == Answer(503, b"no internet")


def test_anything_else_is_refused_or_led_to_the_notice() -> None:
    assert heard("/", UNREAD, "PUT").status == 405
    assert heard("/elsewhere", UNREAD, host="plain.example").location == f"{HERE}/notice"
    assert heard("/elsewhere", READ, host="plain.example").status == 404
    assert heard("/health", AWAY).status == 204


def test_nobody_is_looked_up_to_show_a_page() -> None:
    assert not asks_who(Request("GET", "", "/notice"))
    assert not asks_who(Request("GET", "", "/health"))
    assert asks_who(Request("POST", "", "/continue"))


@pytest.mark.parametrize("status", REASONS)
def test_every_answer_has_a_head_that_nobody_keeps(status: int) -> None:
    lines = head(Answer(status, b"x" if status != 204 else b"", location=HERE)).decode().split("\r\n")

    assert lines[0] == f"HTTP/1.1 {status} {REASONS[status]}"
    assert "Cache-Control: private, no-store" in lines
    assert ("Content-Length: 1" in lines) == (status != 204)
    assert lines[-2:] == ["", ""]


@given(st.binary(max_size=300))
def test_any_bytes_are_a_request_or_malformed(content: bytes) -> None:
    try:
        found = request_in(content + END)
    except MalformedMessage:
        return
    assert found.path.startswith("/")
    assert found.method.isalpha()


@given(st.data())
def test_a_head_cut_short_is_malformed(data: st.DataObject) -> None:
    whole = b"GET /generate_204 HTTP/1.1\r\nHost: connectivitycheck.gstatic.com\r\n\r\n"

    with pytest.raises(MalformedMessage):
        request_in(whole[: data.draw(st.integers(min_value=0, max_value=len(whole) - 1))])


@pytest.mark.parametrize(
    ("first", "host", "expected"),
    [
        ("GET /a?b=c HTTP/1.1", "Captive.Apple.Com:80", Request("GET", "captive.apple.com", "/a")),
        ("HEAD http://www.msftncsi.com/ncsi.txt HTTP/1.0", "x", Request("HEAD", "www.msftncsi.com", "/ncsi.txt")),
        ("GET http://nmcheck.gnome.org HTTP/1.1", "x", Request("GET", "nmcheck.gnome.org", "/")),
        ("GET / HTTP/1.1", "[fd62::1]:8080", Request("GET", "fd62::1", "/")),
    ],
)
def test_a_request_says_whom_it_asks(first: str, host: str, expected: Request) -> None:
    assert request_in(f"{first}\r\nHost: {host}\r\n\r\n".encode()) == expected


@pytest.mark.parametrize(
    "head_of",
    [
        b"GET  / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/2\r\n\r\n",
        b"get / HTTP/1.1\r\n\r\n",
        b"GET x HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: " + b"a" * 300 + b"\r\n\r\n",
        b"GET /" + b"a" * LARGEST + b" HTTP/1.1\r\n\r\n",
    ],
)
def test_a_head_that_is_none_is_malformed(head_of: bytes) -> None:
    with pytest.raises(MalformedMessage):
        request_in(head_of)
