"""Planted keys, codes and tokens are found in no log, no error, no file that others may read."""

import base64
import json
import logging
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.keyserver import enx_client
from tests.keyserver.desk import Desk
from tests.keyserver.enx_client import Tek
from tests.keyserver.processes import serving


def forms(secret: bytes | str) -> set[bytes]:
    """A secret as it may be written somewhere."""
    raw = secret if isinstance(secret, bytes) else secret.encode()
    text = base64.b64encode(raw)
    return {raw, raw.hex().encode(), text, text.rstrip(b"="), base64.urlsafe_b64encode(raw), repr(raw)[2:-1].encode()}


def found_in(content: bytes, secrets: dict[str, bytes | str]) -> set[str]:
    return {name for name, secret in secrets.items() if any(form in content for form in forms(secret))}


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_server_process_tells_nothing_it_was_told(tmp_path: Path, form: str) -> None:
    log, answers = tmp_path / "log", bytearray()
    secrets: dict[str, bytes | str] = {"address": "127.0.0.1:5"}
    with log.open("wb") as output, serving(tmp_path, "--log-format", form, log=output) as running:
        credential = Path(running.ready["credential_file"]).read_text()
        secrets["credential"] = credential

        def post(path: str, body: Any, **headers: str) -> Any:
            status, answer = running.post(path, body, **headers)
            return _Answer(status, answer)

        issued = post("/api/issue", {"testType": "confirmed"}, **{"X-API-Key": credential}).json()
        teks = [Tek(os.urandom(16), 2_900_000 + 144 * day) for day in range(3)]
        hmac_key = os.urandom(16)
        token = enx_client.verify(post, issued["code"]).json()["token"]
        mac = enx_client.hmac_of(teks, hmac_key)
        certificate = enx_client.certificate(post, token, mac).json()["certificate"]
        secrets |= {"code": issued["code"], "long code": issued["longCode"], "uuid": issued["uuid"]}
        secrets |= {"token": token, "certificate": certificate, "mac": mac, "hmac key": hmac_key}
        secrets |= {f"key {number}": tek.key for number, tek in enumerate(teks)}
        body = enx_client.publish_body(teks, hmac_key, certificate)
        for wrong in (
            enx_client.verify(post, issued["code"]),
            enx_client.certificate(post, token, enx_client.hmac_of(teks[1:], hmac_key)),
            post("/v1/publish", body),
            post("/v1/publish", body | {"hmacKey": base64.b64encode(os.urandom(16)).decode()}),
            post("/v1/publish", json.dumps(body).encode()[:-30]),
            post("/api/verify", {"code": issued["longCode"], "accept": [issued["longCode"]]}),
            post("/api/issue", {"testType": issued["code"], "uuid": credential}, **{"X-API-Key": credential}),
            post("/api/expirecode", {"uuid": issued["uuid"]}, **{"X-API-Key": credential + "x"}),
        ):
            assert wrong.status_code >= 400
            answers += json.dumps(wrong.json() | {"padding": ""}).encode()

    assert found_in(bytes(answers), secrets) == set()
    assert found_in(log.read_bytes(), {**secrets, "path": "/api/", "peer": "127.0.0.1 "}) == set()
    assert b"records purged" in log.read_bytes()
    events = [line for line in log.read_text().splitlines() if line.startswith("{")]
    assert {"records purged"} <= {json.loads(line)["event"] for line in events} or form == "text"
    kept = b"".join(path.read_bytes() for path in (tmp_path / "data").glob("keyserver.sqlite3*"))
    assert found_in(kept, secrets) == set()


class _Answer:
    def __init__(self, status_code: int, body: dict[str, Any]) -> None:
        self.status_code = status_code
        self.body = body

    def json(self) -> dict[str, Any]:
        return self.body


def test_the_search_finds_what_is_planted() -> None:
    key = os.urandom(16)

    for form in forms(key):
        assert found_in(b"before" + form + b"after", {"key": key}) == {"key"}


def test_a_bug_tells_its_place_and_nothing_else(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    code = desk.code()

    def broken(_: str) -> None:
        raise KeyError(code)

    monkeypatch.setattr(desk.premises.store, "found", broken)
    with caplog.at_level(logging.DEBUG):
        answer = desk.post("/api/verify", {"code": code})

    assert (answer.status_code, answer.json()["errorCode"]) == (500, "internal_server_error")
    assert code not in answer.text
    [record] = [record for record in caplog.records if record.name.startswith("bluezone")]
    assert code not in str(vars(record))
    assert (vars(record)["kind"], vars(record)["function"].rpartition(".")[2]) == ("KeyError", "broken")


def test_the_tekmac_of_a_certificate_is_never_kept(desk: Desk) -> None:
    teks, secret = enx_client.fresh_teks(desk.today), os.urandom(16)
    mac = enx_client.hmac_of(teks, secret)
    token = enx_client.verify(desk.post, desk.code()).json()["token"]
    certificate = enx_client.certificate(desk.post, token, mac).json()["certificate"]
    desk.post("/v1/publish", enx_client.publish_body(teks, secret, certificate))
    desk.later(timedelta(hours=1))
    desk.publish_hour()

    kept = b"".join(path.read_bytes() for path in desk.premises.folder.rglob("*") if path.is_file())

    assert found_in(kept, {"mac": base64.b64decode(mac), "text": mac}) == set()


def test_secrets_do_not_print_themselves(desk: Desk) -> None:
    shown = repr(desk.premises) + repr(desk.parts) + repr(desk.premises.files)

    assert found_in(shown.encode(), {"rows": desk.premises.files.rows, "codes": desk.premises.files.codes}) == set()
    assert desk.premises.credential.decode() not in shown
