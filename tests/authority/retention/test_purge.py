"""What is past its time goes from every table, and the record says how many, never whose."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from tests.authority.cells import every_cell
from tests.authority.retention.world import PLANTED, Outbreak, found, plant

from bluezone.authority.audit.models import Entry
from bluezone.authority.cases.models import Case, Contact, Identity, Person, Visit
from bluezone.authority.retention.journal import Journal
from bluezone.authority.retention.models import PurgeRun
from bluezone.authority.retention.services import purge


@pytest.fixture
def outbreak(db: None, moment: datetime) -> Outbreak:
    return plant(moment)


def test_the_planted_words_are_there_before(outbreak: Outbreak) -> None:
    assert found(every_cell()) == {*PLANTED}


def test_after_the_last_time_no_planted_word_is_in_any_table(outbreak: Outbreak, moment: datetime) -> None:
    purge(moment + timedelta(days=91))

    assert found(every_cell()) == set()


def test_the_figures_stay(outbreak: Outbreak, moment: datetime) -> None:
    before = Person.objects.count(), Case.objects.count(), Contact.objects.count(), Visit.objects.count()

    purge(moment + timedelta(days=91))

    assert (Person.objects.count(), Case.objects.count(), Contact.objects.count(), Visit.objects.count()) == before
    assert Person.objects.get(pk=outbreak.person.pk).birth_year == 1991


def test_a_contact_keeps_the_name_for_twenty_eight_days(outbreak: Outbreak, moment: datetime) -> None:
    purge(moment + timedelta(days=27))
    still_there = Identity.objects.count()

    purge(moment + timedelta(days=28))

    assert (still_there, Identity.objects.count()) == (1, 0)


def test_a_case_keeps_the_name_of_a_former_contact(outbreak: Outbreak, moment: datetime) -> None:
    Case.objects.filter(person=outbreak.person).update(classification="confirmed")

    purge(moment + timedelta(days=3649))
    still_there = Identity.objects.count()
    purge(moment + timedelta(days=3650))

    assert (still_there, Identity.objects.count()) == (1, 0)


def test_nobody_under_follow_up_is_forgotten(outbreak: Outbreak, moment: datetime) -> None:
    late = moment.date() + timedelta(days=60)
    Contact.objects.filter(pk=outbreak.contact.pk).update(follow_up="follow_up", follow_up_until=late)

    purge(moment + timedelta(days=59))

    assert Identity.objects.exists()


def test_the_record_counts_rows_by_table_and_names_nobody(outbreak: Outbreak, moment: datetime) -> None:
    later = moment + timedelta(days=91)

    run = purge(later, actor="user:1")

    assert run.counts["cases_identity"] == 1
    assert run.counts["codes_batchrow"] == 2
    assert Entry.objects.filter(action="retention.purge", subject_id=str(run.pk)).count() == 1
    assert PurgeRun.objects.get().moment == later


def test_a_second_purge_finds_nothing(outbreak: Outbreak, moment: datetime) -> None:
    later = moment + timedelta(days=91)
    purge(later)

    assert purge(later).counts == {}


@pytest.mark.django_db(transaction=True)
def test_a_purge_is_in_the_journal_outside_the_database(moment: datetime) -> None:
    plant(moment)
    run = purge(moment + timedelta(days=91))

    lines, foreign = Journal(Path(django_settings.RETENTION_FOLDER)).lines()

    assert foreign == 0
    assert [dict(line.counts) for line in lines] == [run.counts]
