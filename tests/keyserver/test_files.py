"""Published files: answered from memory with strong tags, and only when the index names them."""

import asyncio
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

import httpx
import pytest
from starlette.applications import Starlette

from bluezone.keyserver.batcher import EXPORTS, FEEDS, INDEX, Batcher
from bluezone.keyserver.files import PublishedFiles
from bluezone.keyserver.held_files import ASK_AGAIN, IMMUTABLE
from bluezone.keyserver.memory_store import MemoryStore
from bluezone.keyserver.rules import HeldKey
from bluezone.keyserver.signing import KeyRing, create_keys
from bluezone.keyserver.store import HoldKeys
from bluezone.protocol.intervals import key_interval_at
from bluezone.protocol.keys import DiagnosisKey, ExposureKey

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    return create_keys(tmp_path_factory.mktemp("keys"), at=NOON - timedelta(days=1))


@pytest.fixture
def published(tmp_path: Path, ring: KeyRing) -> Path:
    """A folder with one export."""
    return published_by(MemoryStore(), tmp_path, ring)


def published_by(store: MemoryStore, folder: Path, ring: KeyRing) -> Path:
    key = DiagnosisKey(ExposureKey(bytes(16), key_interval_at(NOON) - 200))
    store.prepare([HoldKeys((HeldKey(key, NOON),))])
    store.commit()
    Batcher(folder, store, ring, "VN", Random(1).randbytes).run(NOON)
    return folder


@pytest.fixture
def files(published: Path, ring: KeyRing) -> PublishedFiles:
    found = PublishedFiles(published)
    found.load(ring)
    return found


def asked(files: PublishedFiles, path: str, *, method: str = "GET", tag: str | None = None) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(Starlette(routes=files.routes()))
        async with httpx.AsyncClient(transport=transport, base_url="http://keys.example") as client:
            return await client.request(method, path, headers={} if tag is None else {"If-None-Match": tag})

    return asyncio.run(ask())


def name_of(published: Path, part: str, suffix: str) -> str:
    [name] = [path.name for path in (published / part).iterdir() if path.suffix == suffix and path.name != INDEX]
    return f"/{part}/{name}"


def test_an_export_is_downloaded_and_may_be_kept(published: Path, files: PublishedFiles) -> None:
    path = name_of(published, EXPORTS, ".zip")
    content = (published / path[1:]).read_bytes()

    answer = asked(files, path)

    assert answer.status_code == 200
    assert answer.content == content
    assert answer.headers["etag"] == f'"{sha256(content).hexdigest()}"'
    assert answer.headers["cache-control"] == IMMUTABLE.decode()
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", ["/keys.json", "/exports/index.json", "/exports/index.txt", "/feeds/index.json"])
def test_what_changes_under_its_name_is_asked_for_again(files: PublishedFiles, path: str) -> None:
    answer = asked(files, path)

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == ASK_AGAIN.decode()


def test_a_feed_is_downloaded(published: Path, files: PublishedFiles) -> None:
    answer = asked(files, name_of(published, FEEDS, ".json"))

    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["data"]


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_who_has_the_file_is_told_so(files: PublishedFiles, form: str) -> None:
    tag = asked(files, "/keys.json").headers["etag"]

    answer = asked(files, "/keys.json", tag=form.format(tag))

    assert answer.status_code == 304
    assert answer.content == b""
    assert answer.headers["etag"] == tag


@pytest.mark.parametrize("tag", ['"other"', "", "keys"])
def test_who_has_another_file_gets_this_one(files: PublishedFiles, tag: str) -> None:
    assert asked(files, "/keys.json", tag=tag).status_code == 200


def test_a_question_about_a_file_is_answered_without_it(files: PublishedFiles) -> None:
    answer = asked(files, "/keys.json", method="HEAD")

    assert answer.status_code == 200
    assert answer.content == b""
    assert int(answer.headers["content-length"]) > 0


@pytest.mark.parametrize(
    "path", ["/exports/none.zip", "/exports/..%2Fkeys.json", "/feeds/index.txt", "/exports/%00", "/exports/"]
)
def test_what_is_not_published_is_not_there(files: PublishedFiles, path: str) -> None:
    assert asked(files, path).status_code == 404


def test_nothing_can_be_put_there(files: PublishedFiles) -> None:
    assert asked(files, "/keys.json", method="POST").status_code == 405


def test_a_file_that_the_index_does_not_name_is_not_served(
    published: Path, files: PublishedFiles, ring: KeyRing
) -> None:
    (published / EXPORTS / "planted.zip").write_bytes(b"planted")

    files.load(ring)

    assert asked(files, "/exports/planted.zip").status_code == 404


@pytest.mark.parametrize("damage", [True, False], ids=["damaged", "missing"])
def test_a_damaged_or_missing_file_is_not_served_and_the_log_says_so(
    published: Path, ring: KeyRing, caplog: pytest.LogCaptureFixture, *, damage: bool
) -> None:
    path = name_of(published, EXPORTS, ".zip")
    if damage:
        (published / path[1:]).write_bytes(b"damaged")
    else:
        (published / path[1:]).unlink()
    files = PublishedFiles(published)

    files.load(ring)

    assert asked(files, path).status_code == 404
    assert asked(files, "/exports/index.json").status_code == 200
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == [
        "a published file is missing or damaged"
    ]


def test_a_lost_text_index_is_not_served(published: Path, files: PublishedFiles, ring: KeyRing) -> None:
    (published / EXPORTS / "index.txt").unlink()

    files.load(ring)

    assert asked(files, "/exports/index.txt").status_code == 404
    assert asked(files, "/exports/index.json").status_code == 200


def test_an_empty_folder_serves_the_keys_only(tmp_path: Path, ring: KeyRing) -> None:
    files = PublishedFiles(tmp_path)

    count = files.load(ring)

    assert count == 1
    assert asked(files, "/keys.json").content == ring.keys_json
    assert asked(files, "/exports/index.json").status_code == 404


def test_what_was_removed_is_no_longer_served(tmp_path: Path, ring: KeyRing) -> None:
    store = MemoryStore()
    files = PublishedFiles(published_by(store, tmp_path, ring))
    files.load(ring)
    path = name_of(tmp_path, EXPORTS, ".zip")
    assert asked(files, path).status_code == 200

    Batcher(tmp_path, store, ring, "VN", Random(1).randbytes).run(NOON + timedelta(days=20))
    files.load(ring)

    assert asked(files, path).status_code == 404
