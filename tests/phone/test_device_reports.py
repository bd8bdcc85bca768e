"""The device: what leaves it with a person's consent, exactly once, and what never does."""

import json
from typing import Any

import pytest
from tests.phone.devices import Home, done, venue_code
from tests.phone.people import DAY, HOUR, NOON

from bluezone.protocol import device
from bluezone.protocol.errors import RuleViolation, Unavailable
from bluezone.protocol.messages import PublishRequest, PublishResponse


def published(home: Home) -> list[PublishRequest]:
    """Write down what leaves the phone from here on."""
    ordinary, seen = home.server.publish, list[PublishRequest]()

    async def publish(request: PublishRequest) -> PublishResponse:
        seen.append(request)
        return await ordinary(request)

    home.server.publish = publish  # type: ignore[method-assign]  # somebody who looks on
    return seen


# Testing positive


def test_a_day_that_is_left_out_really_does_not_leave() -> None:
    home = Home()
    keys = home.has_keys(NOON - 2 * DAY, NOON - DAY, NOON)
    sent = published(home)
    preview = home.device.preview_report(home.server.issue())
    chosen = (preview.days[0].day, preview.days[2].day)

    state = done(home.device.send_report(device.ReportAgreed(mark=preview.mark, days=chosen)))

    assert [day.day for day in preview.days] == [own.key.start.date() for own in keys]
    assert state == device.ReportState(stage="published", days=chosen)
    [request] = sent
    assert len(request.temporary_exposure_keys) == 2
    held = set(home.server.held)
    assert keys[1].key.secret not in held
    assert {keys[0].key.secret, keys[2].key.secret} == held


@pytest.mark.parametrize("travelled", [False, True])
def test_that_a_person_travelled_leaves_only_where_they_agreed_even_after_an_interruption(*, travelled: bool) -> None:
    home = Home()
    home.has_keys(NOON)
    ordinary = home.server.publish

    async def lost(request: PublishRequest) -> PublishResponse:
        raise Unavailable("no network")

    preview = home.device.preview_report(home.server.issue())
    agreed = {"mark": preview.mark, "days": [NOON.date().isoformat()]} | ({"travelled": True} if travelled else {})
    consent = device.asked(json.dumps(agreed).encode(), device.ReportAgreed)

    home.server.publish = lost  # type: ignore[method-assign]  # a bad network
    with pytest.raises(Unavailable):
        done(home.device.send_report(consent))
    home.server.publish = ordinary  # type: ignore[method-assign]  # back again
    sent = published(home)
    done(home.restarted().resume_report())

    assert [request.traveler for request in sent] == [travelled]


def test_a_preview_sends_nothing_and_the_code_leaves_with_the_consent() -> None:
    home = Home()
    home.has_keys(NOON)
    preview = home.device.preview_report(f" {home.server.issue()} ")

    before = list(home.server.asked)
    done(home.device.send_report(device.ReportAgreed(mark=preview.mark, days=(NOON.date(),))))

    assert preview.stage == "new"
    assert before == []
    assert home.server.asked == ["verify", "certificate", "publish"]


@pytest.mark.parametrize(
    ("mark", "days", "word"),
    [
        ("00", (NOON.date(),), "consent_outdated"),
        (None, (), "nothing_to_report"),
        (None, ((NOON - DAY).date(),), "consent_outdated"),
    ],
)
def test_only_what_was_shown_can_be_agreed_to(mark: str | None, days: Any, word: str) -> None:
    home = Home()
    home.has_keys(NOON)
    preview = home.device.preview_report(home.server.issue())

    with pytest.raises(RuleViolation) as refused:
        done(home.device.send_report(device.ReportAgreed(mark=mark or preview.mark, days=days)))

    assert refused.value.code == word
    assert "publish" not in home.server.asked


def test_a_report_whose_answer_was_lost_goes_on_without_another_code() -> None:
    home = Home()
    home.has_keys(NOON)
    ordinary = home.server.publish

    async def publish(request: PublishRequest) -> PublishResponse:
        await ordinary(request)
        raise Unavailable("the answer was lost")

    home.server.publish = publish  # type: ignore[method-assign]  # a bad network
    preview = home.device.preview_report(home.server.issue())
    with pytest.raises(Unavailable):
        done(home.device.send_report(device.ReportAgreed(mark=preview.mark, days=(NOON.date(),))))
    stage = home.device.report_state()
    home.server.publish = ordinary  # type: ignore[method-assign]  # back again

    after = done(home.restarted().resume_report())

    assert stage is not None
    assert stage.stage == "certified"
    assert after is not None
    assert after.stage == "published"
    assert home.server.asked.count("verify") == 1


def test_a_code_that_became_a_token_is_not_asked_for_again() -> None:
    home = Home()
    home.has_keys(NOON)
    preview = home.device.preview_report(home.server.issue())
    agreed = device.ReportAgreed(mark=preview.mark, days=((NOON - DAY).date(),))
    with pytest.raises(RuleViolation):
        done(home.device.send_report(agreed))

    again = home.device.preview_report("")
    done(home.device.send_report(device.ReportAgreed(mark=again.mark, days=(NOON.date(),))))

    assert again.stage == "verified"
    assert home.server.asked.count("verify") == 1


# Letters


def ill(home: Home) -> device.LetterPreview:
    home.falls_ill(home.meets("ana", NOON - HOUR, 20))
    done(home.device.check())
    wanted = device.LetterWanted(exposures=("person:2020-08-01",), symptoms=("fever",), note="từ chợ")
    return home.device.preview_letter(wanted)


def test_a_letter_says_exactly_what_was_shown() -> None:
    home = Home()
    preview = ill(home)

    sent = done(home.device.send_letter(device.LetterAgreed(mark=preview.mark)))

    assert sent.arrived
    assert [len(letter) for letter in home.server.letters] == [preview.bytes] == [4096]
    assert home.server.reports() == (preview.report,)
    assert [one.reported for one in home.device.exposures()] == [True]


def test_a_lost_answer_loses_no_letter_and_makes_none_twice() -> None:
    home = Home()
    preview = ill(home)
    ordinary = home.server.mail
    agreed = device.LetterAgreed(mark=preview.mark)

    async def mail(letter: bytes) -> None:
        await ordinary(letter)
        raise Unavailable("the answer was lost")

    home.server.mail = mail  # type: ignore[method-assign]  # a bad network
    first = done(home.device.send_letter(agreed))
    waiting = home.device.exposures()
    home.server.mail = ordinary  # type: ignore[method-assign]  # back again
    second = done(home.restarted().send_letter(agreed))
    third = done(home.device.send_letter(agreed))

    assert (first.arrived, second.arrived, third.arrived) == (False, True, True)
    assert [one.reported for one in waiting] == [False]
    assert len(home.server.letters) == 1, "the same bytes, so one letter"
    assert home.server.asked.count("mail") == 2
    assert [letter.sealed for letter in home.diary.notebook.letters()] == [b""]


def test_a_letter_that_waits_goes_with_the_next_check() -> None:
    home = Home()
    preview = ill(home)
    ordinary = home.server.mail

    async def mail(letter: bytes) -> None:
        raise Unavailable("no network")

    home.server.mail = mail  # type: ignore[method-assign]  # a dead network
    done(home.device.send_letter(device.LetterAgreed(mark=preview.mark)))
    home.server.mail = ordinary  # type: ignore[method-assign]  # back again
    done(home.restarted().check())
    done(home.device.check())

    assert home.server.asked.count("mail") == 1
    assert len(home.server.letters) == 1


def test_an_older_preview_of_a_letter_is_not_sent() -> None:
    home = Home()
    older = ill(home)
    home.device.preview_letter(device.LetterWanted(note="another"))

    with pytest.raises(RuleViolation) as refused:
        done(home.device.send_letter(device.LetterAgreed(mark=older.mark)))

    assert refused.value.code == "consent_outdated"
    assert home.server.letters == []


# Erasing, and what never leaves


def test_an_erased_phone_forgets_its_notebook_too() -> None:
    home = Home()
    home.device.set("notes", b'{"2020-08-01": "planted"}')

    done(home.device.erase())

    assert home.device.erased
    assert home.erased == ["key"]
    assert home.diary.notebook.documents() == ()


def test_with_no_consent_given_nothing_but_pulls_of_public_files_leaves_the_phone() -> None:
    home = Home()
    home.has_keys(NOON - DAY, NOON)
    ill(home)
    home.device.visits.begin(venue_code(home))
    home.device.preview_report(home.server.issue())
    home.device.set("declaration", json.dumps({"symptoms": ["fever"]}).encode())
    done(home.device.days())
    done(home.device.pause(None))
    done(home.device.resume_report())

    done(home.device.check())

    asked = {word.split()[0] for word in home.server.asked}
    assert asked == {"keys_document", "index", "log_tile", "export", "signed_feed"}
