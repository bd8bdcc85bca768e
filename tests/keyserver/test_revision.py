"""A published key is revised once, by whoever published it, and is never revised alone."""

import os
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.keyserver import enx_client
from tests.keyserver.desk import NOON, Desk, opened_desk
from tests.keyserver.enx_client import Tek
from tests.strategies import diagnosis_keys

from bluezone.keyserver.revised_lists import LEAST_REVISED, REVISED_RANGE, Change, spare_fillers, with_fillers
from bluezone.keyserver.revision_tokens import TOKEN_KEYS, TOKEN_LENGTH, RevisionTokens
from bluezone.keyserver.sealing import KeyFiles
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.exports import Export, ordered
from bluezone.protocol.feeds import encoded
from bluezone.protocol.intervals import key_interval_at
from bluezone.protocol.keys import DiagnosisKey, ExposureKey, ReportType

HOUR = timedelta(hours=1)
LIKELY, CONFIRMED, REVOKED = ReportType.CLINICAL_DIAGNOSIS, ReportType.CONFIRMED_TEST, ReportType.REVOKED
FILES = KeyFiles(bytes(32), bytes(range(32)))


def sent(desk: Desk, teks: list[Tek], test_type: str, token: str = "", **extra: Any) -> Any:
    """A whole report: a code of the officer, then keys with or without a revision token."""
    code, secret = desk.code(testType=test_type), os.urandom(16)
    accept = ["confirmed", "likely", "negative", "recursive", "probe"]
    one_use = enx_client.verify(desk.post, code, accept=accept).json()["token"]
    payload = enx_client.certificate(desk.post, one_use, enx_client.hmac_of(teks, secret)).json()["certificate"]
    return desk.post("/v1/publish", enx_client.publish_body(teks, secret, payload, revisionToken=token, **extra))


def hour(desk: Desk) -> list[Export]:
    """What the next hour publishes."""
    before = set(desk.export_names())
    desk.later(HOUR)
    desk.publish_hour()
    return [desk.export(name) for name in desk.export_names() if name not in before]


def of(teks: list[Tek], keys: tuple[DiagnosisKey, ...]) -> Counter[ReportType]:
    """What a list of an export says of some keys."""
    return Counter(key.report_type for key in keys if key.key.secret in {tek.key for tek in teks})


def code_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


@pytest.fixture
def reported(desk: Desk) -> tuple[list[Tek], str]:
    """A likely report that was published, and its revision token."""
    teks = enx_client.fresh_teks(desk.today)
    answer = sent(desk, teks, "likely").json()
    [export] = hour(desk)
    assert of(teks, export.keys) == {LIKELY: 14}
    return teks, answer["revisionToken"]


@pytest.mark.parametrize(("test", "becomes"), [("negative", REVOKED), ("confirmed", CONFIRMED)])
def test_a_later_test_is_published_among_the_revised_keys(
    desk: Desk, reported: tuple[list[Tek], str], test: str, becomes: ReportType
) -> None:
    teks, token = reported

    answer = sent(desk, teks, test, token)
    [export] = hour(desk)

    assert (answer.status_code, answer.json()["insertedExposures"]) == (200, 14)
    assert of(teks, export.revised_keys) == {becomes: 14}
    assert export.keys == ()
    assert export.revised_keys == ordered(export.revised_keys)
    assert hour(desk) == []


def test_a_reader_of_every_file_does_not_find_one_persons_revised_keys_alone(tmp_path: Path) -> None:
    with opened_desk(tmp_path / "data") as desk:
        teks, others = enx_client.fresh_teks(desk.today), enx_client.fresh_teks(desk.today)
        token = sent(desk, teks, "likely").json()["revisionToken"]
        sent(desk, others, "confirmed")
        [first] = hour(desk)
        sent(desk, teks, "negative", token)

        [later] = hour(desk)

        said_first = {key.key.secret: key for key in first.keys}
        now = later.revised_keys
        assert LEAST_REVISED <= len(now) <= LEAST_REVISED + REVISED_RANGE
        assert {key.key.secret for key in now} <= said_first.keys()
        look = Counter(
            (key.key.rolling_start, key.report_type, key.days_since_onset, said_first[key.key.secret].report_type)
            for key in now
        )
        mine = {tek.key for tek in teks}
        assert all(
            look[key.key.rolling_start, key.report_type, key.days_since_onset, LIKELY] >= 4
            for key in now
            if key.key.secret in mine
        )


def test_the_second_revision_of_a_batch_finds_other_fillers(desk: Desk) -> None:
    people = [enx_client.fresh_teks(desk.today) for _ in range(2)]
    tokens = [sent(desk, teks, "likely").json()["revisionToken"] for teks in people]
    hour(desk)

    lists = []
    for teks, token in zip(people, tokens, strict=True):
        sent(desk, teks, "negative", token)
        [export] = hour(desk)
        lists.append({key.key.secret for key in export.revised_keys})

    assert all(len(found) >= LEAST_REVISED for found in lists)
    assert not lists[0] & lists[1]


def test_a_revision_before_the_first_export_is_published_as_confirmed_at_once(desk: Desk) -> None:
    teks = enx_client.fresh_teks(desk.today)
    token = sent(desk, teks, "likely").json()["revisionToken"]

    sent(desk, teks, "confirmed", token)
    [export] = hour(desk)

    assert of(teks, export.keys) == {CONFIRMED: 14}
    assert export.revised_keys == ()


def test_keys_whose_test_was_negative_before_the_first_export_are_never_published(desk: Desk) -> None:
    teks = enx_client.fresh_teks(desk.today)
    token = sent(desk, teks, "likely").json()["revisionToken"]

    sent(desk, teks, "negative", token)

    assert [hour(desk) for _ in range(3)] == [[], [], []]


def test_a_key_that_could_still_be_replayed_is_revised_after_its_embargo(desk: Desk) -> None:
    teks = [Tek(os.urandom(16), desk.today, 72), *enx_client.fresh_teks(desk.today, days=3)]
    token = sent(desk, teks, "likely").json()["revisionToken"]

    sent(desk, teks, "confirmed", token)
    [export] = hour(desk)
    desk.later(HOUR)
    [late] = hour(desk)

    assert of(teks, export.keys) == {CONFIRMED: 3}
    assert of(teks, late.keys) == {CONFIRMED: 1}


def test_the_same_revision_sent_again_after_a_lost_answer_is_answered_alike(
    desk: Desk, reported: tuple[list[Tek], str]
) -> None:
    teks, token = reported

    first, second = (sent(desk, teks, "negative", token).json() for _ in range(2))
    [export] = hour(desk)
    third = sent(desk, teks, "negative", token).json()

    random = {"padding": "", "revisionToken": ""}
    assert first | random == second | random == third | random
    assert of(teks, export.revised_keys) == {REVOKED: 14}
    assert hour(desk) == []


def test_keys_are_revised_once(desk: Desk, reported: tuple[list[Tek], str]) -> None:
    teks, token = reported
    renewed = sent(desk, teks, "confirmed", token).json()["revisionToken"]

    assert code_of(sent(desk, teks, "negative", renewed)) == (400, "key_already_revised")


def test_a_confirmed_report_is_not_taken_back(desk: Desk) -> None:
    teks = enx_client.fresh_teks(desk.today)
    token = sent(desk, teks, "confirmed").json()["revisionToken"]

    assert code_of(sent(desk, teks, "negative", token)) == (400, "invalid_report_type_transition")
    assert code_of(sent(desk, teks, "likely", token)) == (400, "invalid_report_type_transition")


def test_a_negative_test_that_follows_nothing_is_refused(desk: Desk) -> None:
    assert code_of(sent(desk, enx_client.fresh_teks(desk.today), "negative")) == (400, "missing_revision_token")
    assert hour(desk) == []


def test_a_later_test_without_the_token_is_refused(desk: Desk, reported: tuple[list[Tek], str]) -> None:
    teks, _ = reported

    assert code_of(sent(desk, teks, "confirmed")) == (400, "missing_revision_token")


def test_whoever_sends_published_keys_of_another_person_gets_no_right_to_revise_them(
    desk: Desk, reported: tuple[list[Tek], str]
) -> None:
    teks, _ = reported

    stolen = sent(desk, teks, "likely").json()["revisionToken"]

    assert code_of(sent(desk, teks, "negative", stolen)) == (400, "invalid_revision_token")


def test_a_report_sent_again_before_it_was_published_may_still_be_revised(desk: Desk) -> None:
    teks = enx_client.fresh_teks(desk.today)
    sent(desk, teks, "likely")

    token = sent(desk, teks, "likely").json()["revisionToken"]
    hour(desk)

    assert sent(desk, teks, "negative", token).status_code == 200


def test_a_token_of_other_keys_is_refused(desk: Desk, reported: tuple[list[Tek], str]) -> None:
    _, token = reported
    others = enx_client.fresh_teks(desk.today)
    sent(desk, others, "likely")

    assert code_of(sent(desk, others, "negative", token)) == (400, "invalid_revision_token")


def test_a_token_is_about_the_keys_as_they_were_sent(desk: Desk, reported: tuple[list[Tek], str]) -> None:
    teks, token = reported
    longer = [replace(teks[0], period=143), *teks[1:]]

    assert code_of(sent(desk, longer, "negative", token)) == (400, "invalid_revision_token")


def test_a_token_of_another_server_is_refused(desk: Desk, tmp_path: Path) -> None:
    teks = enx_client.fresh_teks(desk.today)
    sent(desk, teks, "likely")
    with opened_desk(tmp_path / "other") as other:
        foreign = sent(other, teks, "likely").json()["revisionToken"]

    assert code_of(sent(desk, teks, "negative", foreign)) == (400, "invalid_revision_token")


def test_keys_that_the_server_forgot_are_not_revised(desk: Desk, reported: tuple[list[Tek], str]) -> None:
    teks, token = reported
    desk.later(timedelta(days=16))
    desk.premises.store.purge(desk.clock.moment)

    assert code_of(sent(desk, teks, "negative", token)) == (400, "invalid_revision_token")


def test_a_confirmed_client_adds_the_days_since_in_the_same_request(
    desk: Desk, reported: tuple[list[Tek], str]
) -> None:
    teks, token = reported
    desk.later(timedelta(days=2))
    newer = enx_client.fresh_teks(desk.today, days=2)

    answer = sent(desk, [*teks[:12], *newer], "confirmed", token).json()
    [export] = hour(desk)

    assert answer["insertedExposures"] == 14
    assert of(teks, export.revised_keys) == {CONFIRMED: 12}
    assert of(newer, export.keys) == {CONFIRMED: 2}
    assert sent(desk, newer, "confirmed", answer["revisionToken"]).status_code == 200


def test_a_negative_test_publishes_no_new_day(desk: Desk, reported: tuple[list[Tek], str]) -> None:
    teks, token = reported
    newer = enx_client.fresh_teks(desk.today, days=1)

    answer = sent(desk, [*teks[:13], *newer], "negative", token).json()
    [export] = hour(desk)

    assert answer["insertedExposures"] == 13
    assert of(newer, export.keys) == {}


def test_a_feed_of_2020_made_after_a_revocation_does_not_name_the_key(
    desk: Desk, reported: tuple[list[Tek], str]
) -> None:
    teks, token = reported
    sent(desk, teks, "negative", token)
    [export] = hour(desk)

    name = desk.export_names()[-1].replace(".zip", ".json")

    assert desk.send("GET", f"/feeds/{name}").content == encoded(export.keys) == encoded(())


def test_warnings_of_the_second_order_and_probes_are_published_as_what_they_are(desk: Desk) -> None:
    contact, probe = enx_client.fresh_teks(desk.today), enx_client.fresh_teks(desk.today, days=2)

    sent(desk, contact, "recursive")
    sent(desk, probe, "probe")
    [export] = hour(desk)

    assert of(contact, export.keys) == {ReportType.RECURSIVE: 14}
    assert of(probe, export.keys) == {ReportType.UNKNOWN: 2}


def test_every_answer_holds_a_token_of_one_length_that_tells_nothing(desk: Desk) -> None:
    many, few = enx_client.fresh_teks(desk.today), enx_client.fresh_teks(desk.today, days=1)

    tokens = [sent(desk, teks, "likely").json()["revisionToken"] for teks in (many, few)]

    assert [len(token) for token in tokens] == [TOKEN_LENGTH] * 2


@given(st.lists(diagnosis_keys, max_size=40, unique_by=lambda key: key.key.secret))
def test_a_token_names_the_first_thirty_keys_that_it_was_made_for(keys: list[DiagnosisKey]) -> None:
    tokens = RevisionTokens(FILES, os.urandom)
    exposures = [key.key for key in keys]

    text = tokens.token(exposures)

    assert len(text) == TOKEN_LENGTH
    assert list(tokens.keys_in(text).values()) == exposures[:TOKEN_KEYS]


@given(st.integers(0, TOKEN_LENGTH - 1), st.sampled_from("aZ09-_=é"))
def test_a_token_that_was_changed_or_cut_is_refused(place: int, sign: str) -> None:
    tokens = RevisionTokens(FILES, Random(1).randbytes)
    text = tokens.token([])
    changed = text[:place] + (sign if text[place] != sign else "Q") + text[place + 1 :]

    for wrong in (changed, text[:place], text + "A"):
        with pytest.raises(RuleViolation) as refused:
            tokens.keys_in(wrong)
        assert refused.value.code == "invalid_revision_token"


@given(st.data(), st.lists(diagnosis_keys, min_size=1, max_size=20, unique_by=lambda key: key.key.secret))
def test_fillers_are_revised_like_real_keys_and_none_is_taken_twice(
    data: st.DataObject, drawn: list[DiagnosisKey]
) -> None:
    real = [replace(key, report_type=LIKELY) for key in drawn]
    chance = Random(data.draw(st.integers(0, 99)))
    spare = spare_fillers(real, (), chance.randbytes)
    changes = [Change(key, replace(key, report_type=REVOKED)) for key in real]

    found = with_fillers(changes, spare, chance.randbytes)

    secrets = [key.key.secret for key in found]
    assert len(secrets) == len(set(secrets)) >= max(LEAST_REVISED, 2 * len(real))
    assert {key.report_type for key in found} == {REVOKED}
    assert set(secrets) <= {key.key.secret for key in (*real, *spare)}


def test_a_batch_without_keys_that_can_be_revised_needs_no_fillers_for_them() -> None:
    key = DiagnosisKey(ExposureKey(bytes(16), key_interval_at(NOON)))

    assert spare_fillers([key], (), os.urandom) == []
    assert with_fillers([Change(key, key)], (), os.urandom) == (key,)
