"""The file of peers, and where their files come from: an address or a folder, believed by nobody."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from tests.keyserver.provinces import FINGERPRINT

from bluezone.keyserver.peer_source import Source, source_of
from bluezone.keyserver.peers import peers_in
from bluezone.protocol.errors import MalformedMessage, Unavailable


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ({"address": "http://keys.example"}, "https address"),
        ({"address": "ftp://keys.example"}, "https address"),
        ({"address": "https://name:word@keys.example"}, "https address"),
        ({"address": "https://[keys"}, "https address"),
        ({"region": "VN-LCH"}, "another region"),
        ({"fingerprint": "ab"}, "list of name"),
        ({"name": "../../etc"}, "list of name"),
        ({"unknown": 1}, "list of name"),
    ],
)
def test_a_wrong_entry_in_the_file_of_peers_is_refused(entry: dict[str, object], sentence: str) -> None:
    good = {"name": "dien-bien", "region": "VN-DBN", "address": "https://keys.example", "fingerprint": FINGERPRINT}
    content = json.dumps([{**good, **entry}]).encode()

    with pytest.raises(MalformedMessage, match=sentence):
        peers_in(content, own_region="VN-LCH")


@pytest.mark.parametrize("part", ["name", "region"])
def test_two_peers_have_not_one_name_nor_one_region(part: str) -> None:
    first = {"name": "a", "region": "VN-DBN", "address": "https://keys.example", "fingerprint": FINGERPRINT}
    second = {"name": "b", "region": "VN-SLA", "address": "https://other.example", "fingerprint": FINGERPRINT}
    second[part] = first[part]

    with pytest.raises(MalformedMessage, match=f"two peers have one {part}"):
        peers_in(json.dumps([first, second]).encode(), own_region="VN-LCH")


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder behind an ordinary web server on this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_web_server_gives_what_a_folder_gives(tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "index.json").write_bytes(b"signed")

    with served(tmp_path) as address:
        found = source_of(f"{address}/")("exports/index.json", 6)

    assert found == source_of(str(tmp_path))("exports/index.json", 6) == b"signed"


def test_a_web_server_without_the_file_and_none_at_all_are_both_unavailable(tmp_path: Path) -> None:
    with served(tmp_path) as address:
        with pytest.raises(Unavailable, match="does not have"):
            source_of(address)("keys.json", 5)
        (tmp_path / "keys.json").write_bytes(b"12345")
        with pytest.raises(MalformedMessage, match="at most 4"):
            source_of(address)("keys.json", 4)

    with pytest.raises(Unavailable, match="does not answer"):
        source_of(address)("keys.json", 5)


def test_a_folder_gives_what_it_has_and_never_more_than_asked(tmp_path: Path) -> None:
    source: Source = source_of(str(tmp_path))
    (tmp_path / "keys.json").write_bytes(b"12345")

    assert source("keys.json", 5) == b"12345"
    with pytest.raises(MalformedMessage, match="at most 4"):
        source("keys.json", 4)
    with pytest.raises(Unavailable):
        source("exports/index.json", 5)
