"""One code: issued for a case, shown once, kept nowhere, asked about, revoked, issued again."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from tests.authority.codes.fake_server import FakeServer
from tests.authority.permissions import World

from bluezone.authority.audit.models import Entry
from bluezone.authority.cases.models import Case, CaseCode
from bluezone.authority.codes import queries
from bluezone.authority.codes.keyserver import Wanted
from bluezone.authority.codes.models import Code
from bluezone.authority.codes.rules import quotas
from bluezone.authority.codes.rules.quotas import Quotas
from bluezone.authority.codes.rules.words import CodeState, Way
from bluezone.authority.codes.services import IssuedCode, Order, ask, ask_due, issue_code, revoke
from bluezone.authority.codes.texts import sms_text
from bluezone.authority.delivery.models import Message
from bluezone.authority.delivery.sealing import seal_in
from bluezone.protocol.errors import RuleViolation, Unavailable

OFFICER = "user:7"


def order(world: World, way: Way = Way.ALOUD, **more: Any) -> Order:
    return Order(uuid4(), world.here, way, world.moment.date(), **more)


def issued(world: World, server: FakeServer, way: Way = Way.ALOUD, **more: Any) -> IssuedCode:
    return issue_code(order(world, way, **more), actor=OFFICER, moment=world.moment, server=server)


def everything_kept() -> str:
    """Every value of every table, as text."""
    rows = [row for model in apps.get_models() for row in model._default_manager.values()]
    cells = [cell for row in rows for cell in row.values()]
    return "\n".join(bytes(cell).hex() if isinstance(cell, bytes | memoryview) else str(cell) for cell in cells)


def test_a_code_for_a_case_is_handed_back_once_and_kept_nowhere(world: World, case: Case, server: FakeServer) -> None:
    made = issued(world, server, case=case.pk)

    [new] = server.made.values()
    assert (made.id, made.code, made.long_code) == (new.id, new.short, None)
    assert made.expires_at == world.moment + timedelta(minutes=15)
    assert CaseCode.objects.get().case == case
    assert Entry.objects.filter(action="code.issue", actor=OFFICER, subject_id=str(made.id)).count() == 1
    kept = everything_kept()
    assert new.short not in kept
    assert new.long not in kept
    assert new.short not in repr(made)


def test_an_sms_brings_the_long_code_and_never_a_result(world: World, server: FakeServer) -> None:
    made = issued(world, server, Way.SMS, phone="0912 345 678")

    message = Message.objects.get(purpose="code", unit=world.here)
    seal = seal_in(settings.DELIVERY_FOLDER)
    text = seal.open(bytes(message.sealed_text or b""), message=message.pk, name="text")
    recipient = seal.open(bytes(message.sealed_recipient or b""), message=message.pk, name="recipient")
    assert recipient == "+84912345678"
    assert made.long_code is not None
    assert f"/app/#c={made.long_code}" in text
    assert made.expires_at == world.moment + timedelta(hours=24)
    assert "912345678" not in everything_kept()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_words_of_an_sms_say_nothing_about_illness(language: str, moment: datetime) -> None:
    text = sms_text("23456789abcdefgh", moment, language).lower()

    told = ("covid", "dương tính", "positive", "test", "xét nghiệm", "result", "kết quả", "bệnh", "f0", "infect")
    assert [word for word in told if word in text] == []
    assert "2345-6789-abcd-efgh" in text
    assert len(text) <= 670


def test_a_telephone_that_is_none_costs_no_code(world: World, server: FakeServer) -> None:
    with pytest.raises(RuleViolation, match="mobile number"):
        issued(world, server, Way.SMS, phone="12345")

    assert (server.requests, Code.objects.count()) == (0, 0)


def test_a_form_sent_twice_is_one_code(world: World, server: FakeServer) -> None:
    wanted = order(world)
    issue_code(wanted, actor=OFFICER, moment=world.moment, server=server)

    with pytest.raises(RuleViolation) as again:
        issue_code(wanted, actor=OFFICER, moment=world.moment, server=server)

    assert again.value.code == "code_shown_before"
    assert (Code.objects.count(), len(server.made)) == (1, 1)


def test_a_code_whose_answer_was_lost_is_never_shown(world: World, server: FakeServer) -> None:
    wanted = order(world)
    server.issue([Wanted(wanted.id, wanted.test_day)])

    with pytest.raises(RuleViolation) as lost:
        issue_code(wanted, actor=OFFICER, moment=world.moment, server=server)

    assert lost.value.code == "code_shown_before"
    assert Code.objects.count() == 0


def test_a_keyserver_that_is_away_leaves_nothing_behind(world: World, server: FakeServer) -> None:
    server.away = True

    with pytest.raises(Unavailable):
        issued(world, server, Way.SMS, phone="0912345678")

    assert (Code.objects.count(), Message.objects.count(), Entry.objects.filter(action="code.issue").count()) == (
        0,
        0,
        0,
    )


def test_beyond_a_quota_no_code_is_asked_for(world: World, server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas.check_one_more, "__defaults__", (Quotas(officer_a_day=2),))
    issued(world, server)
    issued(world, server)

    with pytest.raises(RuleViolation) as refused:
        issued(world, server)

    assert (refused.value.code, len(server.made)) == ("quota_officer", 2)


def test_the_quota_begins_anew_at_midnight_in_the_province(
    world: World, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotas.check_one_more, "__defaults__", (Quotas(officer_a_day=1),))
    late = world.moment.replace(hour=16, minute=59)
    issue_code(order(world), actor=OFFICER, moment=late, server=server)

    issue_code(order(world), actor=OFFICER, moment=late + timedelta(minutes=1), server=server)

    assert len(server.made) == 2


def test_a_flood_of_codes_is_noted_once_and_shown(world: World, server: FakeServer) -> None:
    for _ in range(24):
        issued(world, server)

    unusual = Entry.objects.filter(action="code.unusual")
    assert (unusual.count(), unusual.get().subject_id) == (1, str(world.here.pk))
    assert queries.days_before(world.here, world.moment.date()) == [0] * 14


def test_a_claimed_code_is_known_by_the_hour_and_nothing_finer(world: World, server: FakeServer) -> None:
    made = issued(world, server, Way.SLIP)
    server.claim(made.code)

    asked = ask_due(server, world.moment + timedelta(minutes=47))

    code = Code.objects.get()
    assert asked == 1
    assert (code.state, code.claimed_hour) == (CodeState.CLAIMED, world.moment.replace(minute=0))


def test_a_code_that_nobody_claimed_is_over_after_its_time(world: World, server: FakeServer) -> None:
    issued(world, server)

    ask_due(server, world.moment + timedelta(minutes=14))
    open_still = Code.objects.get().state
    ask_due(server, world.moment + timedelta(minutes=17))

    assert (open_still, Code.objects.get().state) == (CodeState.ISSUED, CodeState.EXPIRED)


def test_a_claim_in_the_last_minute_is_noticed_after_the_code_s_time(world: World, server: FakeServer) -> None:
    made = issued(world, server)
    server.claim(made.code)

    ask_due(server, world.moment + timedelta(hours=1))

    assert Code.objects.get().state == CodeState.CLAIMED


def test_codes_asked_about_lately_rest(world: World, server: FakeServer) -> None:
    issued(world, server, Way.SLIP)

    counts = [ask_due(server, world.moment + timedelta(seconds=after)) for after in (60, 90, 200)]

    assert counts == [1, 0, 1]


def test_a_code_that_the_keyserver_forgot_is_over(world: World, server: FakeServer) -> None:
    issued(world, server, Way.SLIP)
    server.made.clear()

    assert ask(Code.objects.get(), moment=world.moment, server=server).state == CodeState.EXPIRED


def test_a_revoked_code_is_ended_at_the_keyserver_and_revoking_twice_is_once(world: World, server: FakeServer) -> None:
    made = issued(world, server)

    for _ in range(2):
        revoke(Code.objects.get(), actor=OFFICER, moment=world.moment, server=server)

    assert server.ended == {made.id}
    assert Code.objects.get().state == CodeState.REVOKED
    assert Entry.objects.filter(action="code.revoke").count() == 1


def test_a_claimed_code_cannot_be_revoked_and_is_noted_as_claimed(world: World, server: FakeServer) -> None:
    made = issued(world, server)
    server.claim(made.code)

    with pytest.raises(RuleViolation) as refused:
        revoke(Code.objects.get(), actor=OFFICER, moment=world.moment, server=server)

    assert refused.value.code == "code_claimed"
    assert Code.objects.get().state == CodeState.CLAIMED


def test_a_code_issued_again_ends_the_one_before(world: World, case: Case, server: FakeServer) -> None:
    first = issued(world, server, Way.SLIP, case=case.pk)
    before = Code.objects.get()

    second = issued(world, server, Way.ALOUD, case=case.pk, replaces=before)

    before.refresh_from_db()
    assert (before.state, server.ended) == (CodeState.REVOKED, {first.id})
    assert Code.objects.get(pk=second.id).replaces == before
    assert case.codes.count() == 2
