"""The citizen's pages at `/app/` of the site."""

import gzip
import json
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from tests.citizen.site.newsroom import FINGERPRINT

from bluezone.authority.console.services import configure_publisher
from bluezone.citizen.serving import served_files

FILES = served_files()
pytestmark = pytest.mark.usefixtures("site")
HEADERS_LIMIT = 400
"""Bytes of headers of a part of a page, before what a server adds."""
NOON = datetime(2020, 8, 5, 5, 0, tzinfo=UTC)


def unzipped(answer: Any) -> bytes:
    content: bytes = answer.content
    return gzip.decompress(content) if answer.headers.get("Content-Encoding") == "gzip" else content


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_every_file_of_the_app_is_served_whole(encoding: str) -> None:
    client, files = Client(headers={"accept-encoding": encoding}), served_files()

    answers = {path: client.get(f"/app/{path}") for path in files}

    assert [path for path, answer in answers.items() if unzipped(answer) != files[path].content] == []
    assert [path for path, answer in answers.items() if answer["Content-Type"] != files[path].content_type] == []


def test_a_file_that_is_known_is_not_sent_again() -> None:
    client, path = Client(), min(FILES)

    first = client.get(f"/app/{path}")
    again = client.get(f"/app/{path}", headers={"if-none-match": first["ETag"]})

    assert again.status_code == HTTPStatus.NOT_MODIFIED
    assert again.content == b""


def test_the_pages_bear_their_own_policy_and_set_no_cookie() -> None:
    answer = Client().get("/app/")

    assert "connect-src 'self' http://localhost:8080" in answer["Content-Security-Policy"]
    assert answer["Permissions-Policy"].startswith("accelerometer=()")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Cookie" not in answer["Vary"]
    assert not answer.cookies


@pytest.mark.django_db
def test_what_a_page_is_made_of_bears_few_words() -> None:
    answers = {path: Client().get(f"/app/{path}") for path in ("main.js", "style/base.css", "config.json")}

    words = {
        path: sum(len(f"{name}: {value}\r\n") for name, value in answer.items()) for path, answer in answers.items()
    }
    assert [path for path, length in words.items() if length > HEADERS_LIMIT] == []
    assert {answer["X-Content-Type-Options"] for answer in answers.values()} == {"nosniff"}


@pytest.mark.parametrize("path", ["nothing.js", "../serving.py", "%2e%2e/serving.py", "core/", ".hidden"])
def test_what_is_no_page_is_not_found(path: str) -> None:
    answer = Client().get(f"/app/{path}")

    assert answer.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.django_db
def test_a_trial_says_so_to_the_app() -> None:
    answer = Client().get("/app/config.json")

    said = json.loads(answer.content)
    assert said["trial"] is True
    assert said["publisher"] is None
    assert (said["host"], said["service_worker"]) == ("browser", True)
    assert said["root_fingerprint"] == FINGERPRINT


@pytest.mark.django_db
def test_the_app_learns_the_publisher_as_soon_as_it_is_configured() -> None:
    configure_publisher(name="Sở Y tế tỉnh", short_name="Sở Y tế", basis="Quyết định 1", actor="system", moment=NOON)

    said = json.loads(Client().get("/app/config.json").content)

    assert said["trial"] is False
    assert said["publisher"] == {"vi": "Sở Y tế tỉnh", "en": "Sở Y tế tỉnh"}
