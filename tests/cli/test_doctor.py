"""The doctor says how an installation stands, in one sentence a thing, and what to do next."""

import json
import os
import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from tests.keyserver import enx_client
from tests.keyserver.desk import HOUR, NOON, Desk, opened_desk
from tests.keyserver.feeds import feed_json

from bluezone.cli import main
from bluezone.cli.doctoring.keyserver import keyserver
from bluezone.cli.doctoring.machine import machine
from bluezone.cli.doctoring.outside import outside
from bluezone.cli.doctoring.rules import RULES, Check, Facts, Keyserver, Machine, Outside, Registry, examined, worst
from bluezone.cli.doctoring.words import WORDS, Language, said, shown
from bluezone.cli.probing.rules import Level
from bluezone.protocol.intervals import EPOCH
from bluezone.protocol.signed_feeds import FeedKind

AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
MACHINE = Machine((3, 11, 2), (3, 40, 1), disk_free=10**11, backup_at=AT, backup_folder=True)
KEYS = Keyserver(
    root_here=False,
    keys_expire=AT + YEAR,
    signs_until={"export": AT + YEAR, "index": AT + YEAR},
    records_whole=True,
    issued=AT,
    too_early=0,
    logged=True,
    leaves=10,
    letters=0,
)
OUTSIDE = Outside(
    answers=True, clock=timedelta(), issued=AT, feeds=dict.fromkeys(FeedKind, AT), certificate_ends=AT + YEAR
)
REGISTRY = Registry(answers=True, worker_age=timedelta(seconds=20))
WELL = Facts(MACHINE, KEYS, OUTSIDE, REGISTRY)


def machine_with(**changes: Any) -> Facts:
    return replace(WELL, machine=replace(MACHINE, **changes))


def keys_with(**changes: Any) -> Facts:
    return replace(WELL, keyserver=replace(KEYS, **changes))


def outside_with(**changes: Any) -> Facts:
    return replace(WELL, outside=replace(OUTSIDE, **changes))


def registry_with(**changes: Any) -> Facts:
    return replace(WELL, registry=replace(REGISTRY, **changes))


def test_a_sound_installation_is_well_in_every_point() -> None:
    lines = examined(WELL, AT)

    assert [line.check for line in lines] == list(Check)
    assert worst(lines) is Level.OK


@pytest.mark.parametrize(
    ("facts", "check", "level"),
    [
        (machine_with(python=(3, 10, 9)), Check.PYTHON_OLD, Level.BROKEN),
        (machine_with(sqlite=(3, 34, 0)), Check.SQLITE_OLD, Level.BROKEN),
        (machine_with(has_data=False), Check.DATA_FOLDER_MISSING, Level.BROKEN),
        (machine_with(disk_free=10**9), Check.DISK_FULL, Level.WARNING),
        (machine_with(disk_free=10**7), Check.DISK_FULL, Level.BROKEN),
        (machine_with(open_files=1), Check.FILES_OPEN, Level.BROKEN),
        (machine_with(missing_keys=1), Check.KEY_FILES_MISSING, Level.BROKEN),
        (machine_with(backup_at=AT - timedelta(days=2)), Check.BACKUP_OLD, Level.WARNING),
        (machine_with(backup_at=AT - timedelta(days=8)), Check.BACKUP_OLD, Level.BROKEN),
        (machine_with(backup_at=None), Check.BACKUP_OLD, Level.BROKEN),
        (machine_with(backup_folder=False), Check.BACKUP_OLD, Level.WARNING),
        (machine_with(key_beside=True), Check.BACKUP_KEY_BESIDE, Level.WARNING),
        (keys_with(root_here=True), Check.ROOT_KEY_HERE, Level.WARNING),
        (keys_with(keys_expire=AT + timedelta(days=29)), Check.KEYS_EXPIRED, Level.WARNING),
        (keys_with(keys_expire=AT), Check.KEYS_EXPIRED, Level.BROKEN),
        (keys_with(signs_until={"index": AT + timedelta(days=13)}), Check.SIGNING_KEY_EXPIRED, Level.WARNING),
        (keys_with(signs_until={}), Check.SIGNING_KEY_EXPIRED, Level.BROKEN),
        (keys_with(records_whole=False), Check.RECORDS_DAMAGED, Level.BROKEN),
        (keys_with(issued=AT - 2 * HOUR), Check.BATCHER_STOPPED, Level.WARNING),
        (keys_with(issued=AT - 7 * HOUR), Check.BATCHER_STOPPED, Level.BROKEN),
        (keys_with(issued=None), Check.BATCHER_STOPPED, Level.BROKEN),
        (keys_with(too_early=1), Check.EMBARGO_OFF, Level.BROKEN),
        (keys_with(logged=False), Check.LOG_STOPPED, Level.BROKEN),
        (keys_with(leaves=10**7), Check.LOG_STOPPED, Level.WARNING),
        (keys_with(letters=50_000), Check.MAILBOX_FULL, Level.WARNING),
        (keys_with(letters=99_000), Check.MAILBOX_FULL, Level.BROKEN),
        (outside_with(answers=False), Check.SERVER_SILENT, Level.BROKEN),
        (outside_with(clock=timedelta(minutes=3)), Check.CLOCK_WRONG, Level.WARNING),
        (outside_with(clock=-3 * HOUR), Check.CLOCK_WRONG, Level.BROKEN),
        (outside_with(issued=None), Check.INDEX_STALE, Level.BROKEN),
        (outside_with(issued=AT - 2 * HOUR), Check.INDEX_STALE, Level.WARNING),
        (outside_with(feeds={"news": AT - timedelta(days=3)}), Check.FEED_STALE, Level.WARNING),
        (outside_with(feeds={"news": AT, "venues": None}), Check.FEED_STALE, Level.BROKEN),
        (outside_with(certificate_ends=AT + timedelta(days=3)), Check.CERTIFICATE_EXPIRING, Level.WARNING),
        (outside_with(certificate_ends=EPOCH), Check.CERTIFICATE_EXPIRING, Level.BROKEN),
        (registry_with(answers=False), Check.DATABASE_SILENT, Level.BROKEN),
        (registry_with(migrated=False), Check.MIGRATIONS_MISSING, Level.BROKEN),
        (registry_with(worker_age=None), Check.WORKER_SILENT, Level.BROKEN),
        (registry_with(jobs_failed=1), Check.JOBS_FAILED, Level.WARNING),
        (registry_with(outbox_age=2 * HOUR), Check.OUTBOX_WAITING, Level.WARNING),
    ],
)
def test_what_is_not_well_is_named(facts: Facts, check: Check, level: Level) -> None:
    found = {line.check: line.level for line in examined(facts, AT)}

    assert found.pop(check) is level
    assert set(found.values()) <= {Level.OK}


def test_a_ministry_that_has_decided_no_policy_yet_is_well() -> None:
    facts = outside_with(feeds={"news": AT, "venues": AT, "policy": None})

    assert worst(examined(facts, AT)) is Level.OK


def test_what_is_not_on_this_machine_is_not_spoken_of() -> None:
    checks = {line.check for line in examined(Facts(MACHINE), AT)}

    assert checks < set(Check)
    assert not checks & {Check.KEYS_EXPIRED, Check.SERVER_SILENT, Check.WORKER_SILENT}


@pytest.mark.parametrize("language", list(Language))
def test_every_check_has_words_in_both_languages(language: Language) -> None:
    assert set(WORDS[language]) == set(Check) == set(RULES)
    assert all(words.wrong.endswith(".") and words.then.endswith(".") for words in WORDS[language].values())


def test_a_line_that_is_not_well_says_what_to_do_and_where_it_is_written() -> None:
    [line] = [line for line in examined(keys_with(too_early=2), AT) if line.level is Level.BROKEN]

    assert said(line, Language.ENGLISH)["playbook"] == "docs/playbooks/embargo-off.md"
    assert "Việc cần làm: Tạm giữ việc công bố" in "\n".join(shown((line,), Language.VIETNAMESE))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with opened_desk(tmp_path / "data") as opened:
        yield opened


def test_a_keyserver_s_folder_tells_how_it_stands(desk: Desk) -> None:
    enx_client.report(desk.post, desk.code(), enx_client.fresh_teks(desk.today))
    desk.later(HOUR)
    desk.publish_hour()

    found = keyserver(desk.premises.folder, "", 100)

    assert found is not None
    assert (found.records_whole, found.issued, found.too_early) == (True, NOON + HOUR, 0)
    assert (found.letters, found.most_letters, found.root_here) == (0, 100, True)
    assert found.keys_expire == desk.premises.ring.keys.expires
    assert {"export", "index", "certificate"} <= set(found.signs_until)


def test_a_damaged_database_is_found(desk: Desk) -> None:
    desk.premises.database.write_bytes(b"no database")
    for beside in desk.premises.folder.glob("keyserver.sqlite3-*"):
        beside.unlink()

    found = keyserver(desk.premises.folder, "", 100)

    assert found is not None
    assert found.records_whole is False


def test_a_remote_database_that_is_away_is_found(desk: Desk) -> None:
    found = keyserver(desk.premises.folder, "postgresql://nobody@127.0.0.1:9/none", 100)

    assert found is not None
    assert found.records_whole is False


def test_secrets_that_others_can_read_are_counted(desk: Desk) -> None:
    folder = desk.premises.folder
    (folder / "credential").chmod(0o644)
    closed = machine(folder, None).open_files
    folder.chmod(0o755)

    assert (closed, machine(folder, None).open_files) == (0, 1)


def test_a_database_without_its_key_files_is_noticed(desk: Desk) -> None:
    (desk.premises.folder / "rows.key").unlink()

    assert machine(desk.premises.folder, None).missing_keys == 1


def test_backups_and_where_their_keys_lie_are_seen(tmp_path: Path) -> None:
    for name in (
        "bluezone-20261119T010000Z.backup",
        "bluezone-20261118T010000Z.backup",
        "bluezone-20261118T010000Z.key",
    ):
        (tmp_path / name).touch()

    found = machine(tmp_path, tmp_path)

    assert found.backup_at == datetime(2026, 11, 19, 1, tzinfo=UTC)
    assert found.key_beside


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        files = {"/health": json.dumps({"time": AT.timestamp() + 60}).encode(), "/signed/news.json": feed_json(AT)}
        content = files.get(self.path, b"")
        self.send_response(200 if content else 404)
        self.send_header("Content-Length", f"{len(content)}")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def https(tmp_path: Path) -> Iterator[Callable[[datetime], tuple[str, ssl.SSLContext]]]:
    """A server with a certificate that ends when the test says."""
    servers: list[HTTPServer] = []

    def made(ends: datetime) -> tuple[str, ssl.SSLContext]:
        file = certificate(tmp_path, ends)
        server = HTTPServer(("127.0.0.1", 0), _Answers)
        own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        own.load_cert_chain(file)
        server.socket = own.wrap_socket(server.socket, server_side=True)
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        servers.append(server)
        return f"https://localhost:{server.server_port}", ssl.create_default_context(cafile=str(file))

    yield made
    for server in servers:
        server.shutdown()
        server.server_close()


def certificate(folder: Path, ends: datetime) -> Path:
    private = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    built = (
        x509.CertificateBuilder(name, name, private.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(private, SHA256())
    )
    file = folder / "certificate.pem"
    key = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(key + built.public_bytes(Encoding.PEM))
    return file


def test_the_public_address_is_looked_at_as_a_phone_does(
    https: Callable[[datetime], tuple[str, ssl.SSLContext]],
) -> None:
    ends = datetime(2099, 1, 1, tzinfo=UTC)
    address, context = https(ends)

    found = outside(address, AT, context=context)

    assert (found.answers, found.clock, found.certificate_ends) == (True, timedelta(minutes=1), ends)
    assert found.feeds == {"news": AT, "venues": None, "policy": None}
    assert found.issued is None


def test_a_certificate_that_has_ended_is_named(https: Callable[[datetime], tuple[str, ssl.SSLContext]]) -> None:
    address, context = https(datetime(2021, 1, 1, tzinfo=UTC))

    found = outside(address, AT, context=context)

    assert (found.answers, found.certificate_ends) == (False, EPOCH)


def test_a_server_that_is_away_is_a_fact() -> None:
    assert outside("http://127.0.0.1:9", AT) == Outside(answers=False)


def test_the_command_tells_every_line_and_ends_with_the_worst(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BLUEZONE_KEYS", "")
    with pytest.raises(SystemExit) as ended:
        main(["doctor", "--data", str(tmp_path / "nowhere"), "--json"])

    told = json.loads(capsys.readouterr().out)
    assert (ended.value.code, told["level"]) == (6, "broken")
    assert {"check": "python-old", "level": "ok", "says": "Python"} in told["lines"]


def test_the_doctor_tells_no_secret_of_the_folder(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.publish_hour()
    with pytest.raises(SystemExit):
        main(["doctor", "--data", str(desk.premises.folder), "--server", "http://127.0.0.1:9", "--json"])

    out = capsys.readouterr().out
    secrets = [desk.premises.credential.decode(), os.fspath(desk.premises.folder)]
    assert not [secret for secret in secrets if secret in out]
