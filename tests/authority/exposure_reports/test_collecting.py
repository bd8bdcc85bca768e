"""From the mailbox to a candidate: none is lost, none counts twice, whatever lies among the letters."""

from datetime import datetime, timedelta
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import HealthCheck, given, settings
from tests.authority.exposure_reports.letters import KEY, TODAY, YESTERDAY, MemoryMailbox, letter, met, report
from tests.authority.permissions import World, make_world
from tests.strategies import exposure_reports

from bluezone.authority.audit.models import Entry
from bluezone.authority.cases.models import Contact, Definition, Identity, Note, Person, SymptomReport
from bluezone.authority.cases.queries import described_as, duplicates_of
from bluezone.authority.cases.rules.words import Closeness, ContactState, FollowUp, Origin
from bluezone.authority.exposure_reports.models import MailDay, ReceivedReport
from bluezone.authority.exposure_reports.services import KEPT_FOR, Collected, collect, forget
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation, Unavailable
from bluezone.protocol.exposure_report import DUMMY_RANDOM_LENGTH, LETTER_LENGTH, ExposureReport, dummy
from bluezone.protocol.mailbox import LETTERS_AT_ONCE


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def collected(mailbox: MemoryMailbox, moment: datetime, *older: X25519PrivateKey) -> Collected:
    return collect(mailbox, (KEY, *older), moment)


def test_a_report_becomes_a_candidate_of_the_commune_that_it_names(world: World, moment: datetime) -> None:
    mailbox = MemoryMailbox().leave(letter(report(symptoms=("fever", "loss-of-smell"), note="Tôi ở nhà một mình.")))

    found = collected(mailbox, moment)

    contact = Contact.objects.get()
    assert found == Collected(reports=1, repeated=0, unopened=0, left=0)
    assert (contact.state, contact.degree, contact.origin) == (ContactState.CANDIDATE, "f1", Origin.EXPOSURE_REPORT)
    assert (contact.unit, contact.self_reported, contact.follow_up) == (world.here, True, FollowUp.NO_FOLLOW_UP)
    assert (contact.person.identity.name, contact.person.identity.phone) == ("Sùng A Páo", "0912345678")
    assert SymptomReport.objects.get().symptoms == ["fever", "loss-of-smell"]
    assert Note.objects.get(contact=contact).text == "Tôi ở nhà một mình."
    assert mailbox.held == {}


def test_days_durations_and_closeness_stand_at_the_candidate(world: World, moment: datetime) -> None:
    del world
    twice_a_day = report(encounters=(met(), met(minutes=None, band=None), met(TODAY)))

    collected(MemoryMailbox().leave(letter(twice_a_day)), moment)

    contact = Contact.objects.get()
    rows = contact.exposures.order_by("start").values_list("minutes", "closeness")
    assert [*rows] == [(35, Closeness.NEAR), (None, Closeness.UNKNOWN), (35, Closeness.NEAR)]
    assert not contact.exposures.exclude(self_reported=True, source_case=None, source_contact=None).exists()
    assert contact.last_exposed_on == TODAY


def test_a_report_of_an_unknown_commune_is_the_province_s(world: World, moment: datetime) -> None:
    letters = [letter(report(number, commune=code)) for number, code in enumerate(("", "99999"))]

    collected(MemoryMailbox().leave(*letters), moment)

    assert {each.unit for each in Contact.objects.all()} == {world.province}


def test_one_who_tells_a_telephone_only_can_be_called(world: World, moment: datetime) -> None:
    del world

    collected(MemoryMailbox().leave(letter(report(name=""))), moment)

    assert Identity.objects.get().phone == "0912345678"


def test_one_who_tells_nothing_but_the_days_is_a_candidate_too(world: World, moment: datetime) -> None:
    del world

    collected(MemoryMailbox().leave(letter(report(name="", telephone="", encounters=()))), moment)

    assert Contact.objects.get().self_reported
    assert not Identity.objects.exists()


def test_the_same_letter_collected_twice_is_one_candidate(world: World, moment: datetime) -> None:
    del world
    one, again = letter(report()), letter(report())
    collected(MemoryMailbox().leave(one), moment)

    found = collected(MemoryMailbox().leave(one, again), moment)

    assert found == Collected(reports=0, repeated=2, unopened=0, left=0)
    assert Contact.objects.count() == 1


def test_killed_after_the_commit_and_before_the_mailbox_knows_it_is_one_candidate(
    world: World, moment: datetime
) -> None:
    del world
    mailbox = MemoryMailbox(answers_before_the_line_is_cut=1).leave(letter())
    with pytest.raises(Unavailable):
        collected(mailbox, moment)
    assert len(mailbox.held) == 1

    mailbox.answers_before_the_line_is_cut = 10
    found = collected(mailbox, moment)

    assert (Contact.objects.count(), found.repeated, mailbox.held) == (1, 1, {})


def test_two_letters_of_one_person_are_proposed_as_duplicates_and_not_merged(world: World, moment: datetime) -> None:
    del world

    collected(MemoryMailbox().leave(letter(report(1)), letter(report(2))), moment)

    first, second = Person.objects.all()
    assert [person for person, _like in duplicates_of(described_as(first.identity), apart_from=first)] == [second]
    assert Contact.objects.count() == 2


def test_dummies_letters_of_a_wrong_length_and_of_another_key_are_dropped_and_only_counted(
    world: World, moment: datetime
) -> None:
    del world
    chaff = [dummy(KEY.public_key(), Random(number).randbytes(DUMMY_RANDOM_LENGTH)) for number in range(3)]
    other = letter(key=X25519PrivateKey.generate())
    mailbox = MemoryMailbox().leave(*chaff, other, b"short", bytes(LETTER_LENGTH), bytes(2 * LETTER_LENGTH))

    found = collected(mailbox, moment)

    assert (found, mailbox.held) == (Collected(reports=0, repeated=0, unopened=7, left=0), {})
    assert not Contact.objects.exists()
    assert MailDay.objects.get().unopened == 7


def test_a_letter_to_a_retired_key_opens_while_the_key_is_kept(world: World, moment: datetime) -> None:
    del world
    retired = X25519PrivateKey.generate()
    mailbox = MemoryMailbox().leave(letter(key=retired))

    found = collected(mailbox, moment, retired)

    assert found.reports == 1


def test_a_letter_with_a_name_of_ten_thousand_letters_is_none(world: World, moment: datetime) -> None:
    del world
    with pytest.raises(RuleViolation, match="4042 bytes"):
        letter(report(name="A" * 10_000))

    found = collected(MemoryMailbox().leave(letter(report(name="A" * 3_700))), moment)

    assert (found.unopened, Contact.objects.count()) == (1, 0)


def test_a_telephone_that_is_none_stands_in_a_note(world: World, moment: datetime) -> None:
    del world

    collected(MemoryMailbox().leave(letter(report(telephone="12 34"))), moment)

    assert (Identity.objects.get().phone, Note.objects.get().text) == ("", "12 34")


def test_a_report_dated_in_the_future_is_a_candidate_without_that_day(world: World, moment: datetime) -> None:
    del world
    tomorrow = TODAY + timedelta(days=1)

    collected(MemoryMailbox().leave(letter(report(written=tomorrow, encounters=(met(tomorrow), met())))), moment)

    assert [each.start.astimezone().date() for each in Contact.objects.get().exposures.all()] == [YESTERDAY]
    received = ReceivedReport.objects.get()
    assert (received.left_out, received.written_on) == (1, TODAY)


def test_a_report_that_nobody_can_look_at_waits_in_the_mailbox(world: World, moment: datetime) -> None:
    del world
    mailbox = MemoryMailbox().leave(letter())
    definitions = [*Definition.objects.all()]
    Definition.objects.all().delete()

    found = collected(mailbox, moment)
    left = (found.left, Contact.objects.count(), len(mailbox.held))
    Definition.objects.bulk_create(definitions)
    collected(mailbox, moment)

    assert left == (1, 0, 1)
    assert (Contact.objects.count(), mailbox.held) == (1, {})


def test_a_report_waits_while_there_is_no_province(db: None, moment: datetime) -> None:
    del db
    mailbox = MemoryMailbox().leave(letter())

    found = collected(mailbox, moment)

    assert (found.left, len(mailbox.held), Unit.objects.count()) == (1, 1, 0)


def test_a_mailbox_of_more_than_two_hundred_letters_is_emptied(world: World, moment: datetime) -> None:
    del world
    chaff = [Random(number).randbytes(LETTER_LENGTH) for number in range(LETTERS_AT_ONCE + 30)]
    mailbox = MemoryMailbox().leave(*chaff, letter())

    found = collected(mailbox, moment)

    assert (found.reports, found.unopened, mailbox.held) == (1, LETTERS_AT_ONCE + 30, {})


def test_each_report_stands_in_the_audit_chain_without_a_name(world: World, moment: datetime) -> None:
    del world

    collected(MemoryMailbox().leave(letter()), moment)

    entry = Entry.objects.get(action="report.receive")
    assert (entry.actor, entry.purpose, entry.subject_kind) == ("system", "exposure_report", "cases.contact")


def test_which_reports_came_is_forgotten_after_28_days(world: World, moment: datetime) -> None:
    del world
    collected(MemoryMailbox().leave(letter()), moment)

    before, after = forget(moment + KEPT_FOR), forget(moment + KEPT_FOR + timedelta(seconds=1))

    assert (before, after, Contact.objects.count()) == (0, 1, 1)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=exposure_reports())
def test_whatever_a_report_says_the_round_goes_on(world: World, moment: datetime, told: ExposureReport) -> None:
    del world

    found = collected(MemoryMailbox().leave(letter(told)), moment)

    assert (found.left, found.unopened) == (0, 0)
