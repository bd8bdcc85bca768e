"""Choosing what everybody may read: by the lead, by name in the audit, and back again."""

from http import HTTPStatus

import pytest
from django.db import IntegrityError, transaction
from tests.citizen.site.newsroom import DAY, MORNING, directive
from tests.rollout.overview.conftest import client_of

from bluezone.authority.accounts.rules import PERMISSIONS, Action, Role
from bluezone.authority.audit.models import Entry
from bluezone.authority.territory.models import Unit
from bluezone.citizen.site.models import Publication
from bluezone.citizen.site.services import publish, withdraw
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.directives.models import Directive
from bluezone.rollout.overview.services import make_morning_report

pytestmark = pytest.mark.usefixtures("morning")
ACTOR = "user:11111111-1111-1111-1111-111111111111"


def audited() -> list[tuple[str, str]]:
    return [(entry.actor, entry.action) for entry in Entry.objects.filter(action__startswith="site.")]


def test_nothing_is_published_until_somebody_chooses_it(province: Unit) -> None:
    directive()
    make_morning_report(province, DAY, actor="system", moment=MORNING)

    assert not Publication.objects.exists()


def test_who_published_and_who_took_back_stands_in_the_audit(province: Unit) -> None:
    found = publish(directive(), actor=ACTOR, moment=MORNING)
    withdraw(found, actor=ACTOR, moment=MORNING)
    withdraw(found, actor=ACTOR, moment=MORNING)

    assert audited() == [(ACTOR, "site.publish"), (ACTOR, "site.withdraw")]


def test_a_document_is_published_once_and_may_be_published_anew(province: Unit) -> None:
    document = directive()
    first = publish(document, actor=ACTOR, moment=MORNING)

    assert publish(document, actor=ACTOR, moment=MORNING) == first
    withdraw(first, actor=ACTOR, moment=MORNING)
    assert publish(document, actor=ACTOR, moment=MORNING) != first


def test_a_directive_that_nobody_confirmed_is_not_published(province: Unit) -> None:
    document = directive()
    Directive.objects.filter(pk=document.pk).update(state="read")
    document.refresh_from_db()

    with pytest.raises(RuleViolation) as refused:
        publish(document, actor=ACTOR, moment=MORNING)

    assert refused.value.code == "directive_not_confirmed"


def test_the_database_refuses_a_publication_of_nothing(db: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.create(published_at=MORNING, actor=ACTOR)


def test_only_the_lead_may_choose() -> None:
    assert {role for role in Role if Action.PUBLISH_DOCUMENTS in PERMISSIONS[role]} == {Role.LEAD}


def test_the_lead_publishes_and_takes_back_on_the_console(province: Unit) -> None:
    lead = client_of(Role.LEAD, province)
    document = directive()
    report = make_morning_report(province, DAY, actor="system", moment=MORNING)

    lead.post(f"/public-site/directives/{document.pk}/")
    lead.post(f"/public-site/reports/{report.pk}/")
    both = list(Publication.objects.all())
    lead.post(f"/public-site/withdraw/{both[0].pk}/")

    assert {each.directive_id or each.report_id for each in both} == {document.pk, report.pk}
    assert Publication.objects.filter(withdrawn_at=None).count() == 1


def test_a_directive_that_is_not_confirmed_cannot_be_posted(province: Unit) -> None:
    lead = client_of(Role.LEAD, province)
    document = directive()
    Directive.objects.filter(pk=document.pk).update(state="read")

    answer = lead.post(f"/public-site/directives/{document.pk}/")

    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_the_page_says_how_many_telephone_numbers_a_text_holds(province: Unit) -> None:
    lead = client_of(Role.LEAD, province, "en")
    document = directive()
    Directive.objects.filter(pk=document.pk).update(text="Gọi 0912 345 678.")

    shown = lead.get("/public-site/").content.decode()

    assert "1 telephone numbers, 0 e-mail addresses" in shown
