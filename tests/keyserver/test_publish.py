"""From the certificate to the export that every phone pulls."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from tests.keyserver import enx_client
from tests.keyserver.desk import NOON, Desk, opened_desk
from tests.keyserver.enx_client import Tek

from bluezone.protocol.exports import verify
from bluezone.protocol.feeds import encoded
from bluezone.protocol.trust import TrustState, accept_index, accept_keys, export_keys


def reported(desk: Desk, teks: list[Tek], **extra: Any) -> Any:
    return enx_client.report(desk.post, desk.code(), teks, **extra)


def certificate_for(desk: Desk, teks: list[Tek], secret: bytes) -> str:
    token = enx_client.verify(desk.post, desk.code(symptomDate="2026-11-18")).json()["token"]
    return str(enx_client.certificate(desk.post, token, enx_client.hmac_of(teks, secret)).json()["certificate"])


def refusal(answer: httpx.Response) -> tuple[int, str]:
    body = answer.json()
    assert body["insertedExposures"] == 0
    return answer.status_code, body["code"]


def test_reported_keys_are_in_the_next_export_once(desk: Desk) -> None:
    teks = enx_client.fresh_teks(desk.today)

    answer = reported(desk, teks)
    desk.later(timedelta(hours=1))
    batch = desk.publish_hour()
    desk.later(timedelta(hours=1))
    desk.publish_hour()

    assert (answer.status_code, answer.json()["insertedExposures"]) == (200, 14)
    assert batch.keys == 14
    assert sorted(key for key in desk.exported_keys() if key in {tek.key for tek in teks}) == sorted(
        tek.key for tek in teks
    )


def test_a_phone_can_check_the_export_from_the_root_fingerprint_alone(desk: Desk) -> None:
    reported(desk, enx_client.fresh_teks(desk.today))
    desk.later(timedelta(hours=1))
    desk.publish_hour()

    state = TrustState(desk.premises.ring.root_fingerprint)
    state, keys = accept_keys(state, desk.send("GET", "/keys.json").content, at=desk.clock.moment)
    state, index = accept_index(state, desk.send("GET", "/exports/index.json").content, keys=keys, at=desk.clock.moment)
    archive = desk.send("GET", f"/exports/{index.exports[0].name}").content

    assert len(verify(archive, export_keys(keys, at=desk.clock.moment)).keys) >= 1000


def test_a_key_still_in_use_waits_for_its_end_and_two_hours(desk: Desk) -> None:
    reported(desk, [Tek(os.urandom(16), desk.today, 78)])
    found = []
    for _ in range(5):
        desk.later(timedelta(hours=1))
        desk.publish_hour()
        found.append(bool(desk.exported_keys()))

    assert found == [False, False, True, True, True]  # ends 13:00; 15:00 is the first full hour two hours after


def test_the_same_report_sent_again_is_answered_alike_and_held_once(desk: Desk) -> None:
    teks, secret = enx_client.fresh_teks(desk.today), os.urandom(16)
    body = enx_client.publish_body(teks, secret, certificate_for(desk, teks, secret))

    first, second = desk.post("/v1/publish", body).json(), desk.post("/v1/publish", body).json()
    desk.later(timedelta(hours=1))

    random = {"padding": "", "revisionToken": ""}
    assert first | random == second | random
    assert desk.publish_hour().keys == 14


def test_some_keys_of_a_report_may_be_wrong(desk: Desk) -> None:
    teks = [*enx_client.fresh_teks(desk.today, days=2), Tek(os.urandom(15), desk.today - 9 * 144)]

    answer = reported(desk, teks)

    body = answer.json()
    assert (answer.status_code, body["code"], body["insertedExposures"]) == (200, "partial_failure", 2)
    assert "key 2" in body["error"]


@pytest.mark.parametrize(
    "teks",
    [
        [],
        [Tek(bytes([n]) * 16, 2_000_000 + 144 * n) for n in range(31)],
        [Tek(b"future, surely!!", 4_000_000)],
    ],
    ids=["none", "too many", "future"],
)
def test_a_report_that_cannot_be_is_a_bad_request(desk: Desk, teks: list[Tek]) -> None:
    assert refusal(reported(desk, teks)) == (400, "bad_request")


def test_a_key_far_from_the_symptoms_is_left_out_with_a_warning(desk: Desk) -> None:
    answer = reported(
        desk,
        [*enx_client.fresh_teks(desk.today, days=1), Tek(os.urandom(16), desk.today - 15 * 144)],
        symptomOnsetInterval=desk.today + 1,
    )

    body = answer.json()
    assert (answer.status_code, body["insertedExposures"], len(body["warnings"])) == (200, 1, 1)
    assert "code" not in body


def test_the_onset_of_the_certificate_reaches_the_export(desk: Desk) -> None:
    teks, secret = enx_client.fresh_teks(desk.today, days=1), os.urandom(16)
    desk.post("/v1/publish", enx_client.publish_body(teks, secret, certificate_for(desk, teks, secret)))
    desk.later(timedelta(hours=1))
    desk.publish_hour()

    [published] = [key for export in desk.exported() for key in export.keys if key.key.secret == teks[0].key]
    assert (published.days_since_onset, published.transmission_risk) == (1, 2)


@pytest.mark.parametrize("spoilt", ["key", "start", "period", "secret", "added", "removed"])
def test_a_certificate_is_good_for_the_keys_it_was_made_for_only(desk: Desk, spoilt: str) -> None:
    teks, secret = enx_client.fresh_teks(desk.today, days=3), os.urandom(16)
    certificate = certificate_for(desk, teks, secret)
    match spoilt:
        case "key":
            teks[0].key = os.urandom(16)
        case "start":
            teks[0].start -= 1
        case "period":
            teks[0].period = 143
        case "secret":
            secret = os.urandom(16)
        case "added":
            teks.append(Tek(os.urandom(16), desk.today - 9 * 144))
        case "removed":
            teks.pop()

    answer = desk.post("/v1/publish", enx_client.publish_body(teks, secret, certificate))

    assert refusal(answer) == (401, "health_authority_verification_certificate_invalid")


def test_a_certificate_expires_after_fifteen_minutes(desk: Desk) -> None:
    teks, secret = enx_client.fresh_teks(desk.today), os.urandom(16)
    body = enx_client.publish_body(teks, secret, certificate_for(desk, teks, secret))
    desk.later(timedelta(minutes=15))

    assert refusal(desk.post("/v1/publish", body)) == (401, "health_authority_verification_certificate_invalid")


def forged(desk: Desk, key: ECKey, **changes: Any) -> str:
    now = int(desk.clock.moment.timestamp())
    claims = {
        "iss": "bluezone-verification",
        "aud": "bluezone-keyserver",
        "iat": now,
        "nbf": now,
        "exp": now + 900,
        "reportType": "confirmed",
        "tekmac": "",
        **changes,
    }
    kid = changes.pop("kid", "certificate-1")
    return jwt.encode({"alg": "ES256", "kid": kid}, claims, key)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"kid": "export-1"},
        {"reportType": "cured"},
        {"iss": "somebody-else"},
        {"aud": "another-server"},
        {"nbf": int((NOON + timedelta(seconds=1)).timestamp())},
        {"exp": int(NOON.timestamp())},
        {"tekmac": "c2hvcnQ="},
        {"exp": "soon"},
    ],
)
def test_a_certificate_signed_by_a_stranger_or_wrong_in_any_claim_is_refused(
    desk: Desk, changes: dict[str, Any]
) -> None:
    teks, secret = enx_client.fresh_teks(desk.today), os.urandom(16)
    held = next(key for key in desk.premises.ring.held if key.use == "certificate")
    key = ECKey.import_key(held.private) if changes else ECKey.generate_key("P-256")  # type: ignore[arg-type]  # its types leave out keys of cryptography
    certificate = forged(desk, key, **{"tekmac": enx_client.hmac_of(teks, secret), **changes})

    answer = desk.post("/v1/publish", enx_client.publish_body(teks, secret, certificate))

    assert refusal(answer) == (401, "health_authority_verification_certificate_invalid")


def test_a_forged_certificate_of_these_tests_would_pass_if_nothing_were_wrong(desk: Desk) -> None:
    teks, secret = enx_client.fresh_teks(desk.today), os.urandom(16)
    held = next(key for key in desk.premises.ring.held if key.use == "certificate")
    certificate = forged(
        desk,
        ECKey.import_key(held.private),  # type: ignore[arg-type]  # the same
        tekmac=enx_client.hmac_of(teks, secret),
    )

    assert desk.post("/v1/publish", enx_client.publish_body(teks, secret, certificate)).status_code == 200


@pytest.mark.parametrize("name", ["", "another"])
def test_only_known_health_authorities_publish_when_some_are_named(tmp_path: Path, name: str) -> None:
    with opened_desk(tmp_path / "data", health_authorities=frozenset({"vn.gov.moh"})) as desk:
        teks = enx_client.fresh_teks(desk.today)

        known, unknown = reported(desk, teks), reported(desk, teks, healthAuthorityID=name)

    assert known.status_code == 200
    assert refusal(unknown) == (401, "unknown_health_authority_id")


def test_go_clients_spell_the_secrets_name_in_small_letters(desk: Desk) -> None:
    teks, secret = enx_client.fresh_teks(desk.today), os.urandom(16)
    body = enx_client.publish_body(teks, secret, certificate_for(desk, teks, secret))
    body["hmackey"] = body.pop("hmacKey")

    assert desk.post("/v1/publish", body).status_code == 200


def test_a_secret_that_is_no_base64_is_a_bad_request(desk: Desk) -> None:
    teks, secret = enx_client.fresh_teks(desk.today), os.urandom(16)
    body = enx_client.publish_body(teks, secret, certificate_for(desk, teks, secret), hmacKey="?")

    assert refusal(desk.post("/v1/publish", body)) == (400, "bad_request")


def test_the_feed_and_the_export_tell_the_same_in_the_same_order(desk: Desk) -> None:
    for _ in range(5):
        reported(desk, enx_client.fresh_teks(desk.today))
    desk.later(timedelta(hours=1))
    desk.publish_hour()

    [export] = desk.exported()
    [name] = desk.send("GET", "/feeds/index.json").json()["feeds"]
    feed = desk.send("GET", f"/feeds/{name}")

    assert len(feed.json()["data"]) == len(export.keys) >= 1000
    assert feed.content == encoded(export.keys)
    assert [key.key.secret for key in export.keys] == sorted(key.key.secret for key in export.keys)
