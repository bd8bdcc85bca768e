"""The keyserver's totals, collected day by day, and exports that are held until a person decides."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from tests.authority.codes.fake_server import FakeServer
from tests.authority.permissions import World

from bluezone.authority.audit.models import Entry
from bluezone.authority.cases.models import Case
from bluezone.authority.codes.models import Code, ExportDecision, Totals
from bluezone.authority.codes.rules.breaker import Verdict
from bluezone.authority.codes.rules.words import CodeState, Decision, Reason, Way
from bluezone.authority.codes.services import collect_totals, decide, watch
from bluezone.protocol.errors import Unavailable
from bluezone.protocol.totals import ExportsAct, ExportsResponse, HeldBy

OWNER = "user:9"
DAY = timedelta(days=1)


def claimed(world: World, many: int) -> None:
    Code.objects.bulk_create(
        Code(
            id=uuid4(),
            unit=world.here,
            way=Way.SMS,
            state=CodeState.CLAIMED,
            test_day=world.moment.date(),
            issued_at=world.moment,
            issued_by="user:1",
            expires_at=world.moment,
            claimed_hour=world.moment,
        )
        for _ in range(many)
    )


def held(server: FakeServer) -> HeldBy:
    return server.exports(ExportsAct.ASK).held_by


def test_totals_are_collected_for_each_day_that_is_over_and_yesterday_again(world: World, server: FakeServer) -> None:
    yesterday = world.moment.date() - DAY
    server.days[yesterday] = {"keys": 120, "uploads": 11, "pulls_last_day": 900}

    first = collect_totals(server, world.moment)
    at_once = collect_totals(server, world.moment + timedelta(minutes=59))
    server.days[yesterday]["pulls_last_day"] = 1000
    later = collect_totals(server, world.moment + timedelta(hours=1))

    assert (first, at_once, later) == (14, 0, 1)
    kept = Totals.objects.get(day=yesterday).figures
    assert (kept["keys"], kept["uploads"], kept["claims"], kept["pulls_last_day"]) == (120, 11, None, 1000)
    assert "padding" not in kept


def test_codes_that_fit_the_cases_hold_nothing_and_name_the_ceiling(
    world: World, case: Case, server: FakeServer
) -> None:
    claimed(world, 15)

    assert watch(server, world.moment) is Verdict.NORMAL
    assert (held(server), server.state.most_keys) == (HeldBy.NOBODY, 160)


def test_more_claims_than_the_cases_explain_hold_the_exports(world: World, server: FakeServer) -> None:
    claimed(world, 16)

    said = [watch(server, world.moment) for _ in range(2)]

    assert said == [Verdict.MANY_CLAIMS] * 2
    assert held(server) is HeldBy.AUTHORITY
    decision = ExportDecision.objects.get()
    assert (decision.actor, decision.decision, decision.reason) == ("system", Decision.HOLD, Reason.MANY_CLAIMS)
    assert Entry.objects.filter(action="exports.hold", purpose="many_claims").count() == 1


def test_more_keys_than_the_cases_explain_hold_the_exports(world: World, server: FakeServer) -> None:
    server.days[world.moment.date() - DAY] = {"keys": 161}
    collect_totals(server, world.moment)

    assert watch(server, world.moment) is Verdict.MANY_KEYS
    assert held(server) is HeldBy.AUTHORITY


def test_whoever_lets_exports_go_on_decides_for_that_day(world: World, server: FakeServer) -> None:
    claimed(world, 16)
    watch(server, world.moment)

    decide(Decision.RESUME, Reason.CHECKED, actor=OWNER, moment=world.moment, server=server)
    watch(server, world.moment + timedelta(hours=2))
    same_day = held(server)
    Code.objects.update(claimed_hour=world.moment + DAY)
    watch(server, world.moment + DAY)

    assert (same_day, held(server)) == (HeldBy.NOBODY, HeldBy.AUTHORITY)
    assert Entry.objects.filter(actor=OWNER, action="exports.resume", purpose="checked_and_true").exists()


def test_a_hold_of_the_keyserver_itself_is_noted_once(world: World, server: FakeServer) -> None:
    server.state = ExportsResponse(held_by=HeldBy.CEILING, since=world.moment, most_keys=160)

    for _ in range(3):
        watch(server, world.moment)

    assert [(each.actor, each.reason) for each in ExportDecision.objects.all()] == [("system", Reason.MANY_KEYS)]


def test_a_decision_that_the_keyserver_did_not_hear_is_none(world: World, server: FakeServer) -> None:
    server.away = True

    with pytest.raises(Unavailable):
        decide(Decision.HOLD, Reason.STOLEN_ACCOUNT, actor=OWNER, moment=world.moment, server=server)

    assert (ExportDecision.objects.count(), Entry.objects.filter(action="exports.hold").count()) == (0, 0)


def test_the_worker_watches_and_asks(world: World, server: FakeServer) -> None:
    claimed(world, 16)

    call_command("watch_exports", verbosity=0)
    call_command("ask_about_codes", verbosity=0)

    assert (held(server), Totals.objects.count()) == (HeldBy.AUTHORITY, 14)
