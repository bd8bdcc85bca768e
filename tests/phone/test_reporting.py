"""Reporting: what is shown, what is agreed to, and what may leave."""

from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.phone.people import DAY, HOUR, MINUTE, NOON

from bluezone.phone.own_keys import OwnKey
from bluezone.phone.reporting import (
    CERTIFICATE_BYTES,
    KEYS_IN_A_REPORT,
    PUBLISH_BYTES,
    TRANSITIONS,
    VERIFY_BYTES,
    Report,
    Stage,
    begun,
    certificate_request,
    publish_request,
    report_preview,
    reported_keys,
    verify_request,
)
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.keys import RETENTION, fresh_key
from bluezone.protocol.messages import PublishRequest, mac_matches

RECIPIENT = "https://keys.example"
VERIFIED = Report("token", NOON, bytes(range(32)))


def own(start: datetime, *, reported: bool = False, number: int | None = None) -> OwnKey:
    number = int(start.timestamp()) if number is None else number
    key = fresh_key(number.to_bytes(16, "big"), start)
    return OwnKey(key, key.start, reported)


def days(count: int) -> list[OwnKey]:
    midnight = NOON.replace(hour=0)
    return [own(midnight - n * DAY) for n in reversed(range(count))]


def test_a_preview_names_every_key_that_would_leave_and_no_sighting() -> None:
    keys = days(3)

    preview = report_preview(keys, NOON + MINUTE, recipient=RECIPIENT)

    assert [span.start for span in preview.spans] == [key.key.start for key in keys]
    assert preview.spans[-1].end == preview.silent_until == NOON + 30 * MINUTE
    assert preview.bytes_leaving == VERIFY_BYTES + CERTIFICATE_BYTES + PUBLISH_BYTES
    assert preview.recipient == RECIPIENT
    assert "sighting" not in repr(PublishRequest.__struct_fields__)


def test_a_phone_whose_keys_were_all_reported_has_nothing_to_report() -> None:
    keys = [own(NOON, reported=True)]

    with pytest.raises(RuleViolation) as refused:
        report_preview(keys, NOON + HOUR, recipient=RECIPIENT)

    assert refused.value.code == "nothing_to_report"


def test_keys_of_the_future_and_of_long_ago_stay() -> None:
    keys = [own(NOON - RETENTION - DAY), own(NOON), own(NOON + DAY)]

    going = reported_keys(keys, NOON + MINUTE)

    assert [key.start for key in going] == [NOON]


def test_no_report_has_more_keys_than_a_key_server_takes() -> None:
    keys = [own(NOON - n * HOUR, number=n) for n in range(KEYS_IN_A_REPORT + 5)]

    going = reported_keys(keys, NOON + MINUTE)

    assert len(going) == KEYS_IN_A_REPORT
    assert going[-1].start == NOON


def test_consent_to_a_preview_lets_exactly_its_keys_go() -> None:
    keys = days(2)
    consent = report_preview(keys, NOON, recipient=RECIPIENT).agreed(NOON)

    report = begun(VERIFIED, consent, keys, NOON + MINUTE * 0, recipient=RECIPIENT)

    assert report.stage is Stage.BEGUN
    assert report.keys == reported_keys(keys, NOON)


@pytest.mark.parametrize(
    ("change", "recipient"),
    [
        (lambda keys: keys[1:], RECIPIENT),
        (lambda keys: [*keys, own(NOON - 5 * DAY, number=5)], RECIPIENT),
        (lambda keys: keys[2:], RECIPIENT),
        (lambda keys: keys, "https://elsewhere.example"),
    ],
    ids=["a key less", "a key more", "no key", "another recipient"],
)
def test_consent_to_something_else_lets_nothing_go(
    change: Callable[[list[OwnKey]], list[OwnKey]], recipient: str
) -> None:
    keys = days(2)
    consent = report_preview(keys, NOON, recipient=RECIPIENT).agreed(NOON)

    with pytest.raises(RuleViolation) as refused:
        begun(VERIFIED, consent, change(keys), NOON, recipient=recipient)

    assert refused.value.code == "consent_outdated"


def test_consent_does_not_outlive_the_half_hour_edge() -> None:
    keys = [own(NOON)]
    consent = report_preview(keys, NOON + 29 * MINUTE, recipient=RECIPIENT).agreed(NOON + 29 * MINUTE)

    with pytest.raises(RuleViolation):
        begun(VERIFIED, consent, keys, NOON + 31 * MINUTE, recipient=RECIPIENT)


def test_the_requests_carry_code_token_and_keys_and_nothing_else() -> None:
    keys = days(2)
    consent = report_preview(keys, NOON, recipient=RECIPIENT).agreed(NOON)
    report = begun(VERIFIED, consent, keys, NOON, recipient=RECIPIENT).certified("certificate")

    verify, certificate = verify_request("12345678"), certificate_request(report)
    publish = publish_request(report, health_authority="vn.bluezone")

    assert (verify.code, verify.accept) == ("12345678", ["confirmed", "likely", "negative", "recursive"])
    assert certificate.token == "token"
    assert mac_matches(publish.temporary_exposure_keys, b64decode(publish.hmac_key), b64decode(certificate.ekeyhmac))
    assert publish.verification_payload == "certificate"
    assert not publish.traveler
    assert publish.symptom_onset_interval == 0
    assert publish.revision_token == ""


@pytest.mark.parametrize("test_type", ["confirmed", "negative", "recursive"])
def test_a_report_says_that_its_owner_travelled_where_they_agreed_to_that_and_it_is_asked(test_type: str) -> None:
    keys, verified = days(2), replace(VERIFIED, test_type=test_type)
    former = replace(VERIFIED, test_type="likely", keys=(keys[0].key,), revision_token="former")
    preview = report_preview(keys, NOON, recipient=RECIPIENT, test_type=test_type, former=former)

    said = [
        publish_request(
            begun(
                verified, preview.agreed(NOON, travelled=told), keys, NOON, recipient=RECIPIENT, former=former
            ).certified("certificate"),
            health_authority="vn.bluezone",
        ).traveler
        for told in (False, True)
    ]

    assert said == [False, test_type == "confirmed"]


def test_only_a_certified_report_becomes_an_upload() -> None:
    with pytest.raises(ValueError, match="certified"):
        publish_request(VERIFIED, health_authority="vn.bluezone")


@given(st.sampled_from(Stage), st.sampled_from(Stage))
def test_a_report_goes_only_where_the_table_leads(one: Stage, other: Stage) -> None:
    report = Report("token", NOON, bytes(32), (), "certificate", one)
    moves: dict[Stage, Callable[[], Report]] = {
        Stage.CERTIFIED: lambda: report.certified("another"),
        Stage.BEGUN: report.uncertified,
        Stage.PUBLISHED: lambda: report.closed(Stage.PUBLISHED),
        Stage.REFUSED: lambda: report.closed(Stage.REFUSED),
    }
    if other not in moves:
        return

    if other in TRANSITIONS[one]:
        assert moves[other]().stage is other
    else:
        with pytest.raises(ValueError, match="does not go"):
            moves[other]()


def test_a_report_that_is_over_keeps_no_secret() -> None:
    report = Report("token", NOON, bytes(32), (), "certificate", Stage.CERTIFIED)

    closed = report.closed(Stage.PUBLISHED)

    assert (closed.token, closed.hmac_key, closed.certificate) == ("", b"", "")
    assert not closed.is_open
    assert report.is_open


def test_a_consent_to_some_days_takes_these_days_only() -> None:
    keys = days(3)
    preview = report_preview(keys, NOON, recipient=RECIPIENT)
    consent = preview.agreed(NOON, [NOON.date(), (NOON - 2 * DAY).date()])

    report = begun(VERIFIED, consent, keys, NOON, recipient=RECIPIENT)

    assert [key.start.date() for key in report.keys] == [(NOON - 2 * DAY).date(), NOON.date()]


@pytest.mark.parametrize(("left", "code"), [([], "nothing_to_report"), ([(NOON - 9 * DAY).date()], "consent_outdated")])
def test_a_consent_to_no_day_or_to_one_that_was_not_shown_begins_nothing(left: list[date], code: str) -> None:
    keys = days(3)
    preview = report_preview(keys, NOON, recipient=RECIPIENT)

    with pytest.raises(RuleViolation) as refused:
        begun(VERIFIED, preview.agreed(NOON, left), keys, NOON, recipient=RECIPIENT)

    assert refused.value.code == code
