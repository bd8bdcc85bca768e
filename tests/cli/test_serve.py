"""One command opens the three origins, and closes them together."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

import pytest
from tests.keyserver.processes import bluezone, serving

from bluezone.authority.publishing import DEFAULTS
from bluezone.cli.people import free_port
from bluezone.cli.serve import reachable
from bluezone.protocol.exposure_report import mail_key
from bluezone.protocol.signed_feeds import FeedKind, accept_feed
from bluezone.protocol.trust import TrustState, Use, accept_keys, valid_keys


def test_serve_opens_keys_site_and_console_and_ends_them_together(tmp_path: Path) -> None:
    port, ready = free_port("127.0.0.1"), tmp_path / "ready"
    words = ["serve", "--data", str(tmp_path / "data"), "--port", str(port), "--site-port", "0", "--console-port", "0"]
    command = [sys.executable, "-m", "bluezone.cli.child", str(os.getpid()), *words, "--ready-file", str(ready)]
    own = {name: value for name, value in os.environ.items() if not name.startswith(("BLUEZONE_", "DJANGO_"))}

    with subprocess.Popen(command, env=own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            doors = json.loads(_read_once_there(ready))
            feeds = {kind: _fetched(f"http://127.0.0.1:{port}/signed/{kind}.json") for kind in DEFAULTS}
            keys_json = _fetched(f"http://127.0.0.1:{port}/keys.json")
            app = json.loads(_fetched(f"{doors['site']}/app/config.json"))
            answers = [
                _status(address) for address in (f"http://127.0.0.1:{port}/health", doors["site"], doors["console"])
            ]
        finally:
            running.send_signal(signal.SIGTERM)
        ended = running.wait(150)

    assert answers == [200, 200, 200]
    _check_what_a_phone_believes(app["root_fingerprint"], keys_json, feeds)
    assert ended == 130  # interrupted, as docs/commands.md says
    assert not _listens(port)


def _check_what_a_phone_believes(fingerprint: str, keys_json: bytes, feeds: dict[FeedKind, bytes]) -> None:
    """A phone that was given the fingerprint takes the keys, the news, the warnings, and could seal a letter."""
    now = datetime.now(UTC)  # noqa: TID251 -- the server runs on the machine's clock
    state, keys = accept_keys(TrustState(fingerprint), keys_json, at=now)
    for kind, feed_json in feeds.items():
        state, feed = accept_feed(state, feed_json, kind=kind, keys=keys, at=now)
        assert feed.content
    assert valid_keys(keys, Use.VENUE, at=now)
    assert mail_key(keys, at=now)


def _fetched(address: str) -> bytes:
    """What is at an address, as soon as it is there."""
    deadline = time.monotonic() + 180
    while True:
        try:
            with urlopen(address, timeout=30) as answer:  # noqa: S310 -- an address of this machine
                content: bytes = answer.read()
                return content
        except OSError:
            assert time.monotonic() < deadline, f"nothing at {address} in three minutes"
            time.sleep(0.2)


def _read_once_there(path: Path) -> str:
    deadline = time.monotonic() + 180
    while not path.exists():
        assert time.monotonic() < deadline, "the doors did not open in three minutes"
        time.sleep(0.1)
    return path.read_text()


def _status(address: str) -> int:
    deadline = time.monotonic() + 180
    while True:
        try:
            with urlopen(address, timeout=30) as answer:  # noqa: S310 -- an address of this machine
                return int(answer.status)
        except OSError:
            assert time.monotonic() < deadline, "no answer in three minutes"
            time.sleep(0.2)


def _listens(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/health", timeout=2):
            return True
    except OSError:
        return False


def test_the_keyserver_and_peoples_side_run_apart_with_a_file_carried_each_way(tmp_path: Path) -> None:
    there, here = tmp_path / "there", tmp_path / "here"
    with serving(there) as keyserver:
        credential = Path(keyserver.ready["credential_file"])
        fingerprint, address = keyserver.ready["root_fingerprint"], keyserver.ready["address"]
    here.mkdir()
    (here / "credential").write_bytes(credential.read_bytes())
    assert bluezone("authority-keys", "list", "--data", str(here / "data")).returncode == 0
    public = here / "data" / "authority-keys" / "public.json"

    with serving(there, "--admit-keys", str(public)) as keyserver:
        address = keyserver.ready["address"]
        words = ["--keys", address, "--root-fingerprint", fingerprint, "--keys-credential", str(here / "credential")]
        ports = ["--site-port", "0", "--console-port", "0", "--ready-file", str(here / "ready")]
        command = [sys.executable, "-m", "bluezone.cli.child", str(os.getpid()), "people", "serve", *words, *ports]
        own = {name: value for name, value in os.environ.items() if not name.startswith(("BLUEZONE_", "DJANGO_"))}
        with subprocess.Popen([*command, "--data", str(here / "data")], env=own, stderr=subprocess.DEVNULL) as people:
            try:
                doors = json.loads(_read_once_there(here / "ready"))
                app = json.loads(_fetched(f"{doors['site']}/app/config.json"))
                feeds = {kind: _fetched(f"{address}/signed/{kind}.json") for kind in DEFAULTS}
                keys_json = _fetched(f"{address}/keys.json")
            finally:
                people.send_signal(signal.SIGTERM)
            people.wait(150)

    assert (app["keys"], app["root_fingerprint"]) == (address, fingerprint)
    _check_what_a_phone_believes(fingerprint, keys_json, feeds)
    assert not (there / "data" / "authority-keys").exists()
    assert list((here / "data").glob("*.key")) == []


@pytest.mark.parametrize(
    ("host", "reached"),
    [("0.0.0.0", "127.0.0.1"), ("::", "[::1]"), ("::1", "[::1]"), ("192.0.2.7", "192.0.2.7")],  # noqa: S104 -- an address of every interface
)
def test_a_server_that_listens_everywhere_is_reached_from_its_own_machine(host: str, reached: str) -> None:
    assert reachable(host) == reached
