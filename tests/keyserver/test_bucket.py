"""A bucket mirrors the published folder: never lists what is not there, goes on where it stopped, harms nothing."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from tests.keyserver import enx_client
from tests.keyserver.desk import Desk

from bluezone.keyserver.bucket import Mirror, Objects
from bluezone.keyserver.bucket_place import opened
from bluezone.keyserver.meters import Meters
from bluezone.keyserver.rounds import Rounds
from bluezone.phone.http_sync import HttpSync
from bluezone.phone.pulling import Pull, pull
from bluezone.protocol import trust
from bluezone.protocol.errors import Unavailable

INDEX = "exports/index.json"
ANYBODY_READS = b"""{"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::exports/*"}]}"""
"""The policy of a bucket from which phones read."""


@dataclass
class Shelf:
    """A bucket in memory that counts what is asked, and may refuse from some act on."""

    kept: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    acts: int | None = None
    """How many acts it still does before it refuses; None: all."""

    def _act(self, verb: str, path: str = "") -> None:
        if self.acts is not None:
            if self.acts == 0:
                raise Unavailable("the bucket refuses (Planted)")
            self.acts -= 1
        self.asked.append((verb, path))

    def sizes(self) -> Mapping[str, int]:
        self._act("sizes")
        return {path: len(content) for path, content in self.kept.items()}

    def get(self, path: str) -> bytes | None:
        self._act("get", path)
        return self.kept.get(path)

    def put(self, path: str, content: bytes) -> None:
        self._act("put", path)
        self.kept[path] = content

    def remove(self, path: str) -> None:
        self._act("remove", path)
        self.kept.pop(path, None)

    @property
    def puts(self) -> list[str]:
        return [path for verb, path in self.asked if verb == "put"]


def published(desk: Desk) -> Path:
    return desk.premises.published


def mirror_of(desk: Desk, objects: Objects) -> Mirror:
    return Mirror(published(desk), objects, Meters())


def publishes(desk: Desk) -> None:
    """One report, one hour later one export."""
    enx_client.report(desk.post, desk.code(), enx_client.fresh_teks(desk.today))
    desk.later(timedelta(hours=1))
    desk.publish_hour()


def in_folder(desk: Desk) -> dict[str, bytes]:
    folder = published(desk)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def lists_only_what_is_there(kept: Mapping[str, bytes]) -> None:
    if INDEX not in kept:
        return
    index = trust.index_in(kept[INDEX])
    for part, files in (("exports", index.exports), ("feeds", index.feeds)):
        for file in files:
            trust.check_file(file, kept[f"{part}/{file.name}"])


def test_a_bucket_becomes_as_the_folder_is_and_nothing_comes_before_what_it_is_named_or_logged_in(desk: Desk) -> None:
    publishes(desk)
    shelf = Shelf()

    done = mirror_of(desk, shelf).run()

    assert shelf.kept == in_folder(desk)
    assert done.put == len(shelf.kept)
    assert shelf.puts[-4:] == ["feeds/index.json", "exports/index.txt", INDEX, "keys.json"]


def test_a_second_batch_puts_its_own_files_and_no_export_twice(desk: Desk) -> None:
    publishes(desk)
    shelf = Shelf()
    mirror_of(desk, shelf).run()
    first = set(shelf.kept)
    shelf.asked.clear()

    publishes(desk)
    mirror_of(desk, shelf).run()

    assert shelf.kept == in_folder(desk)
    assert not {path for path in shelf.puts if path.endswith(".zip")} & first


def test_an_export_past_its_time_goes_after_the_index_that_does_not_name_it(desk: Desk) -> None:
    publishes(desk)
    shelf = Shelf(kept={"exports/readme.html": b"of somebody else", "other/thing": b"too"})
    mirror_of(desk, shelf).run()
    shelf.asked.clear()
    desk.later(timedelta(days=15))
    desk.publish_hour()

    mirror_of(desk, shelf).run()

    verbs = [verb for verb, _ in shelf.asked]
    assert not [path for path in shelf.kept if path.endswith(".zip")]
    assert shelf.kept["other/thing"] == b"too", "what others put beside it is left alone"
    assert verbs.index("remove") > max(place for place, verb in enumerate(verbs) if verb == "put")


def test_wherever_a_run_stops_the_bucket_lists_only_what_is_there_and_the_next_run_goes_on(desk: Desk) -> None:
    publishes(desk)
    shelf = Shelf()
    mirror_of(desk, shelf).run()
    before = dict(shelf.kept)
    desk.later(timedelta(days=15))
    publishes(desk)

    for acts in count():
        broken = Shelf(dict(before), acts=acts)
        try:
            mirror_of(desk, broken).run()
        except Unavailable:
            lists_only_what_is_there(broken.kept)
        else:
            break
        broken.acts = None
        mirror_of(desk, broken).run()
        assert broken.kept == in_folder(desk)

    assert acts > 8, "every act of a run was the last one once"


def test_a_bucket_that_is_ahead_is_left_as_it_is(desk: Desk) -> None:
    publishes(desk)
    older = Path(published(desk) / INDEX).read_bytes()
    shelf = Shelf()
    publishes(desk)
    mirror_of(desk, shelf).run()
    newer = dict(shelf.kept)
    (published(desk) / INDEX).write_bytes(older)

    done = mirror_of(desk, shelf).run()

    assert (done.put, done.removed, shelf.kept) == (0, 0, newer)


def test_a_damaged_export_is_not_passed_on(desk: Desk) -> None:
    publishes(desk)
    (path,) = (published(desk) / "exports").glob("*.zip")
    path.write_bytes(b"cut")
    shelf = Shelf()

    with pytest.raises(Unavailable, match="not the one that the index names"):
        mirror_of(desk, shelf).run()

    assert not shelf.kept


def test_a_bucket_that_refuses_harms_no_batch_and_is_tried_again(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    shelf = Shelf(acts=0)
    mirror = mirror_of(desk, shelf)
    rounds = Rounds(desk.clock, desk.batcher, desk.files, desk.premises.store, desk.writer, mirror=mirror)
    enx_client.report(desk.post, desk.code(), enx_client.fresh_teks(desk.today))
    desk.later(timedelta(hours=1))

    with caplog.at_level(logging.WARNING):
        desk.runner.run(rounds.look())
        desk.runner.run(rounds.mirrored())
    names = desk.export_names()
    shelf.acts = None
    desk.later(timedelta(minutes=1))
    desk.runner.run(rounds.look())
    desk.runner.run(rounds.mirrored())

    assert len(names) == 1, "phones that ask the server are served"
    assert "the bucket waits for the next look: the bucket refuses (Planted)" in caplog.text
    assert shelf.kept == in_folder(desk)
    counted = mirror.meters.text()
    assert b'mirrored_total{outcome="failed"} 1.0' in counted
    assert b'mirrored_total{outcome="mirrored"} 1.0' in counted


def test_nothing_is_asked_while_nothing_changed(desk: Desk) -> None:
    publishes(desk)
    shelf = Shelf()
    mirror = mirror_of(desk, shelf)

    mirror.look()
    asked = len(shelf.asked)
    mirror.look()

    assert (asked > 0, len(shelf.asked)) == (True, asked)


def test_a_file_that_is_dropped_meanwhile_waits_for_the_next_look(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    publishes(desk)
    mirror = mirror_of(desk, Shelf())
    monkeypatch.setattr(Path, "read_bytes", gone)

    mirror.look()

    assert b'mirrored_total{outcome="failed"} 1.0' in mirror.meters.text()


def gone(path: Path) -> bytes:
    raise PermissionError(13, "Permission denied")


def test_a_folder_is_a_bucket_too(desk: Desk, tmp_path: Path) -> None:
    publishes(desk)
    mirror = mirror_of(desk, opened(f"file://{tmp_path}/mirror", {}))

    mirror.run()
    publishes(desk)
    mirror.run()
    desk.later(timedelta(days=16))
    desk.publish_hour()
    done = mirror.run()

    folder = tmp_path / "mirror"
    kept = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert kept == in_folder(desk)
    assert done.removed == 4


# A real store over HTTP


STORE = """
import sys
from moto.server import ThreadedMotoServer

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print("http://{}:{}".format(*server.get_host_and_port()), flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """The address of moto's server, which speaks S3 over HTTP on this machine, in a process of its own."""
    words = [sys.executable, "-W", "ignore", "-c", STORE]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        yield server.stdout.readline().strip()
        server.terminate()


def test_a_phone_that_pulls_from_an_s3_bucket_gets_what_was_published(
    desk: Desk, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "any")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "any")
    for path, body in (("exports", b""), ("exports?policy", ANYBODY_READS)):
        asked = Request(f"{store}/{path}", body, {"Content-Type": "application/json"}, method="PUT")  # noqa: S310 -- this machine
        with urlopen(asked, timeout=60) as made:  # noqa: S310 -- the same
            assert made.status in {200, 204}
    publishes(desk)
    bucket = opened(f"s3://exports/lai-chau?endpoint={store}&region=us-east-1", os.environ)
    mirror = mirror_of(desk, bucket)

    first, again = mirror.run(), mirror.run()
    pulled = desk.runner.run(pulled_from(f"{store}/exports/lai-chau", desk))

    assert (first.put > 5, again.put < first.put) == (True, True)
    assert len(pulled.exports) == 1
    answer = headers_of(f"{store}/exports/lai-chau/exports/{desk.export_names()[0]}")
    assert (answer["content-type"], "immutable" in answer["cache-control"]) == ("application/zip", True)
    assert "no-cache" in headers_of(f"{store}/exports/lai-chau/{INDEX}")["cache-control"]


def test_an_s3_bucket_that_is_not_there_refuses_without_naming_itself(
    desk: Desk, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "any")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "any")
    publishes(desk)
    bucket = opened(f"s3://nowhere/prefix?endpoint={store}&region=us-east-1", os.environ)

    with pytest.raises(Unavailable) as refused:
        mirror_of(desk, bucket).run()

    assert "nowhere" not in str(refused.value)


async def pulled_from(address: str, desk: Desk) -> Pull:
    sync = HttpSync(address, random_bytes=os.urandom)
    try:
        trusted = trust.TrustState(desk.premises.ring.root_fingerprint)
        return await pull(sync, trusted, [], at=desk.clock.now())
    finally:
        await sync.close()


def headers_of(address: str) -> Mapping[str, str]:
    with urlopen(address, timeout=60) as answer:  # noqa: S310 -- this machine
        return {name.lower(): value for name, value in answer.headers.items()}
