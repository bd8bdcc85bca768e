"""The privacy desk: one person's data found, handed out and erased, the purge run, readings read."""

import json
from datetime import datetime, timedelta

import pytest
from django.conf import settings as django_settings
from django.test import Client
from tests.authority.accounts.people import Watch
from tests.authority.permissions import World
from tests.authority.retention.world import ADDRESS, NAME, NOTE, NUMBER, TELEPHONE, Outbreak, found, plant

from bluezone.authority.audit.models import Entry
from bluezone.authority.cases.models import Contact, Identity
from bluezone.authority.retention.journal import Journal
from bluezone.authority.retention.models import Erasure, PurgeRun
from bluezone.authority.retention.rules.records import Act, Line, decoded, encoded, mark

SEARCH = "/retention/people/"


@pytest.fixture
def outbreak(world: World, moment: datetime) -> Outbreak:
    Watch.moment = moment
    return plant(moment, world)


def say_why(client: Client, kind: str, identifier: str = "", *, for_all: bool = False) -> None:
    given = {"purpose": "data_subject", "kind": kind, "id": identifier, "next": "/"}
    client.post("/purpose/", {**given, **({"for_all": "on"} if for_all else {})})


def of(outbreak: Outbreak, rest: str = "") -> str:
    return f"{SEARCH}{outbreak.person.pk}/{rest}"


def test_nobody_is_searched_without_a_purpose(officer: Client, outbreak: Outbreak) -> None:
    answer = officer.get(SEARCH)

    assert "/purpose/?kind=retention.search" in answer.headers["Location"]


@pytest.mark.parametrize("words", ["mỷ dế", "MY DE", TELEPHONE, "0987 650 123", NUMBER])
def test_a_person_is_found_by_what_is_known(officer: Client, outbreak: Outbreak, words: str) -> None:
    say_why(officer, "retention.search")

    page = officer.post(SEARCH, {"words": words}).content.decode()

    assert str(outbreak.person.pk) in page
    assert Entry.objects.filter(action="record.open", subject_id=str(outbreak.person.pk)).count() == 1


def test_two_signs_find_nobody(officer: Client, outbreak: Outbreak) -> None:
    say_why(officer, "retention.search")

    page = officer.post(SEARCH, {"words": "de"}).content.decode()

    assert str(outbreak.person.pk) not in page


def test_the_export_holds_every_word_about_the_person_and_who_opened_it(officer: Client, outbreak: Outbreak) -> None:
    say_why(officer, "cases.person", str(outbreak.person.pk))

    data = officer.get(of(outbreak, "export.json"))
    page = officer.get(of(outbreak, "export.html")).content.decode()

    told = json.loads(data.content)
    assert {NAME, TELEPHONE, ADDRESS, NUMBER, NOTE} <= found(data.content)
    assert {NAME, TELEPHONE, ADDRESS, NUMBER, NOTE} <= found(page.encode())
    assert {"cases_identity", "cases_contact", "cases_exposure", "cases_note", "cases_visit"} <= {*told["records"]}
    assert ("record.open", "data_subject") in {(each["action"], each["purpose"]) for each in told["opened"]}
    assert any("Dpo" in each["who"] for each in told["opened"])
    assert "personal-data" in data.headers["Content-Disposition"]
    assert NAME not in data.headers["Content-Disposition"]


def test_an_export_of_another_kind_is_not_there(officer: Client, outbreak: Outbreak) -> None:
    say_why(officer, "cases.person", str(outbreak.person.pk))

    assert officer.get(of(outbreak, "export.exe")).status_code == 404


def test_an_erasure_says_first_what_it_does_and_then_needs_a_yes(officer: Client, outbreak: Outbreak) -> None:
    say_why(officer, "cases.person", str(outbreak.person.pk))
    Contact.objects.filter(pk=outbreak.contact.pk).update(follow_up="follow_up")

    page = officer.get(of(outbreak, "erase/")).content.decode()
    officer.post(of(outbreak, "erase/"), {})

    assert "notice bad" in page
    assert Identity.objects.filter(person=outbreak.person).exists()


@pytest.mark.django_db(transaction=True)
def test_an_erased_person_is_nowhere_and_the_record_names_nobody(officer: Client, outbreak: Outbreak) -> None:
    say_why(officer, "cases.person", str(outbreak.person.pk))

    officer.post(of(outbreak, "erase/"), {"understood": "on"})
    say_why(officer, "retention.search")
    page = officer.post(SEARCH, {"words": NAME}).content.decode()

    erasure = Erasure.objects.get()
    key = Journal(django_settings.RETENTION_FOLDER).key()
    assert str(outbreak.person.pk) not in page
    assert bytes(erasure.record_hash) == mark(key, "cases.person", str(outbreak.person.pk))
    assert Contact.objects.get(pk=outbreak.contact.pk).more == {}
    assert Entry.objects.filter(action="person.erase", subject_id=str(outbreak.person.pk)).count() == 1


def test_erasing_twice_is_erasing_once(officer: Client, outbreak: Outbreak) -> None:
    say_why(officer, "cases.person", str(outbreak.person.pk))

    for _ in range(2):
        officer.post(of(outbreak, "erase/"), {"understood": "on"})

    assert Erasure.objects.count() == 1


def test_the_officer_runs_the_purge_and_reads_its_record(officer: Client, outbreak: Outbreak, moment: datetime) -> None:
    Watch.moment = moment + timedelta(hours=11)
    answer = officer.post("/retention/purge/")

    page = officer.get(answer.headers["Location"]).content.decode()

    assert PurgeRun.objects.get().actor.startswith("user:")
    assert "Biên bản xóa" in page


def test_the_inspector_reads_who_looked_at_whom_and_no_name(
    officer: Client, inspector: Client, outbreak: Outbreak
) -> None:
    say_why(officer, "cases.person", str(outbreak.person.pk))
    officer.get(of(outbreak))

    page = inspector.get("/retention/reads/", {"record": str(outbreak.person.pk), "purpose": "data_subject"})
    nothing = inspector.get("/retention/reads/", {"last": "2019-01-01"}).content.decode()
    file = inspector.get("/retention/reads/", {"file": "csv"}).content

    assert str(outbreak.person.pk) in page.content.decode()
    assert found(page.content) == found(file) == set()
    assert str(outbreak.person.pk) not in nothing
    assert str(outbreak.person.pk) in file.decode()
    assert inspector.get(of(outbreak)).status_code == 403


def test_the_register_is_searched_and_saved(inspector: Client, world: World) -> None:
    page = inspector.get("/retention/register/", {"q": "sealed_phone"}).content.decode()
    file = inspector.get("/retention/register/", {"file": "csv", "whose": "citizen"}).content.decode()

    assert "codes_batchrow" in page
    assert "cases_case" not in page
    assert "cases_identity" in file
    assert "territory_unit," not in file


def test_a_line_of_a_journal_that_is_not_ours_repeats_nothing(moment: datetime) -> None:
    line = Line(Act.ERASURE, moment, "user:1", "cases.person", b"m" * 32)
    ours, other = encoded(line, b"k" * 32), encoded(line, b"o" * 32)

    good, bad = decoded(ours + other + b"garbage\n" + ours[:-9], b"k" * 32)

    assert good == (line,)
    assert bad == (2, 3, 4)
