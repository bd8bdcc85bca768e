"""The code desk: 5,000 rows from a file, stopped, gone on with, nobody twice, telephones gone when they are not needed."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from tests.authority.accounts.people import Watch
from tests.authority.codes.fake_server import FakeServer
from tests.authority.permissions import World

from bluezone.authority.audit.models import Entry
from bluezone.authority.codes.models import Batch, BatchRow, Code
from bluezone.authority.codes.queries import progress_of
from bluezone.authority.codes.rules import quotas
from bluezone.authority.codes.rules.quotas import Quotas
from bluezone.authority.codes.rules.rows import FaultKind
from bluezone.authority.codes.rules.words import RowState, Way
from bluezone.authority.codes.services import Faulty, File, HandedIn, bring_due, bringing, hand_in, resume, stop
from bluezone.authority.delivery.models import Message
from bluezone.authority.delivery.sealing import seal_in
from bluezone.authority.delivery.services import lease
from bluezone.protocol.errors import RuleViolation, Unavailable

DESK = "user:8"


def file(*numbers: int, day: str = "2020-08-04") -> File:
    rows = [f"09{number:08d},{day}" for number in numbers]
    return File("ca-duong-tinh.csv", "\n".join(["phone,test_day", *rows]).encode())


def handed_in(world: World, given: File, *, leave_out: bool = False) -> HandedIn:
    return hand_in(given, world.here, leave_out=leave_out, actor=DESK, moment=world.moment)


def recipients() -> list[str]:
    """Whom the messages of the outbox are for."""
    seal = seal_in(settings.DELIVERY_FOLDER)
    return [
        seal.open(bytes(message.sealed_recipient or b""), message=message.pk, name="recipient")
        for message in Message.objects.order_by("created_at")
    ]


def test_a_file_is_brought_out_row_by_row_and_no_telephone_stays(world: World, server: FakeServer) -> None:
    done = handed_in(world, file(*range(23)))
    sealed = [bytes(row.sealed_phone or b"") for row in done.batch.rows.all()]

    sent = bring_due(server, world.moment)

    done.batch.refresh_from_db()
    assert (done.rows, sent, done.batch.finished_at) == (23, 23, world.moment)
    assert len(set(sealed)) == 23
    assert not BatchRow.objects.filter(sealed_phone__isnull=False).exists()
    assert sorted(recipients()) == [f"+849{number:08d}" for number in range(23)]
    assert Code.objects.filter(way=Way.SMS, batch=done.batch, issued_by=DESK).count() == 23
    assert Entry.objects.filter(action="code.issue").count() == 23
    assert server.requests == 3


def test_the_same_file_again_sends_nothing_twice(world: World, server: FakeServer) -> None:
    handed_in(world, file(1, 2, 3))
    bring_due(server, world.moment)

    with pytest.raises(RuleViolation) as refused:
        handed_in(world, file(3, 2, 1))

    assert refused.value.code == "nothing_new"
    assert (bring_due(server, world.moment), Message.objects.count()) == (0, 3)


def test_another_file_leaves_out_the_rows_that_were_handed_in_before(world: World, server: FakeServer) -> None:
    handed_in(world, file(1, 2))

    done = handed_in(world, file(2, 3, 3))
    bring_due(server, world.moment)

    assert (done.rows, [(fault.place, fault.kind) for fault in done.left_out]) == (
        1,
        [(2, FaultKind.REPEATED), (4, FaultKind.REPEATED)],
    )
    assert len(recipients()) == len(set(recipients())) == 3


def test_a_second_test_of_the_same_person_is_another_row(world: World, server: FakeServer) -> None:
    handed_in(world, file(1))

    assert handed_in(world, file(1, day="2020-08-05")).rows == 1


def test_a_row_is_known_by_a_keyed_hash_that_nobody_can_try_telephones_against(world: World) -> None:
    handed_in(world, file(1))
    kept = bytes(BatchRow.objects.get().row_hash)
    settings.DELIVERY_FOLDER = settings.DELIVERY_FOLDER / "another key"

    handed_in(world, file(1))

    assert BatchRow.objects.exclude(row_hash=kept).count() == 1


def test_one_wrong_row_stops_a_file_unless_it_is_to_be_left_out(world: World) -> None:
    wrong = File("x.csv", b"phone,test_day\n0912345678,2020-08-04\n12,2020-08-04\n0912345679,2019-01-01\n")

    with pytest.raises(Faulty) as faulty:
        handed_in(world, wrong)
    before = Batch.objects.count()
    done = handed_in(world, wrong, leave_out=True)

    assert ([fault.place for fault in faulty.value.faults], faulty.value.rows, before) == ([3, 4], 1, 0)
    assert (done.rows, len(done.left_out)) == (1, 2)


def test_a_file_beyond_the_day_s_quota_is_refused_whole(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas.check_rows, "__defaults__", (Quotas(desk_a_day=4),))
    handed_in(world, file(1, 2))

    with pytest.raises(RuleViolation) as refused:
        handed_in(world, file(3, 4, 5))

    assert (refused.value.code, BatchRow.objects.count()) == ("quota_desk", 2)


def test_a_stopped_file_waits_and_goes_on_where_it_was(world: World, server: FakeServer) -> None:
    done = handed_in(world, file(*range(25)))
    bring_due(server, world.moment, at_most=10)
    stop(done.batch, actor=DESK, moment=world.moment)
    stopped = bring_due(server, world.moment)
    half = progress_of(done.batch)

    resume(done.batch, actor=DESK, moment=world.moment)
    after = bring_due(server, world.moment)

    assert (stopped, half.sent, half.waiting, after) == (0, 10, 15, 15)
    assert len(set(recipients())) == 25
    assert [each.action for each in Entry.objects.filter(action__startswith="codes.")] == [
        "codes.hand_in",
        "codes.stop",
        "codes.resume",
    ]


def test_stopping_while_codes_are_asked_for_stops_those_too(
    world: World, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = handed_in(world, file(*range(10)))
    issue = server.issue

    def stopped_meanwhile(wanted: object) -> object:
        stop(done.batch, actor=DESK, moment=world.moment)
        return issue(wanted)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(server, "issue", stopped_meanwhile)

    assert bring_due(server, world.moment) == 0
    assert (progress_of(done.batch).waiting, Message.objects.count()) == (10, 0)


def test_power_that_goes_between_asking_and_noting_sends_nobody_two_codes(
    world: World, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_in(world, file(*range(15)))

    def power_cut(*_arguments: object, **_more: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(bringing, "record_all", power_cut)
        with pytest.raises(SystemExit):
            bring_due(server, world.moment)
    lost = len(server.made), Message.objects.count(), Code.objects.count()
    bring_due(server, world.moment)

    assert lost == (10, 0, 0)
    assert len(recipients()) == len(set(recipients())) == 15
    assert (Code.objects.count(), len(server.made)) == (15, 25)


def test_a_keyserver_that_is_away_lets_rows_wait(world: World, server: FakeServer) -> None:
    done = handed_in(world, file(1, 2))
    server.away = True

    with pytest.raises(Unavailable):
        bring_due(server, world.moment)
    server.away = False

    assert progress_of(done.batch).waiting == 2
    assert bring_due(server, world.moment + timedelta(hours=1)) == 2


def test_a_row_that_the_keyserver_refuses_holds_up_nobody(world: World, server: FakeServer) -> None:
    done = handed_in(world, file(1, 2, day="2020-07-08"))
    handed_in(world, file(3))
    server.now = world.moment + timedelta(days=3)

    assert bring_due(server, world.moment) == 1
    assert set(done.batch.rows.values_list("state", "fault", "sealed_phone")) == {
        (RowState.REFUSED, FaultKind.KEYSERVER, None)
    }


@pytest.mark.parametrize("stopped", [False, True])
def test_a_telephone_that_waited_24_hours_is_erased_even_when_the_keyserver_is_away(
    world: World, server: FakeServer, *, stopped: bool
) -> None:
    done = handed_in(world, file(1, 2))
    if stopped:
        stop(done.batch, actor=DESK, moment=world.moment)
    server.away = True

    Watch.moment = world.moment + timedelta(hours=24)
    call_command("bring_codes", verbosity=0)

    done.batch.refresh_from_db()
    assert set(done.batch.rows.values_list("state", "fault", "sealed_phone")) == {
        (RowState.REFUSED, FaultKind.TOO_LATE, None)
    }
    assert done.batch.finished_at == Watch.moment


def test_two_workers_do_not_bring_the_same_rows(world: World, server: FakeServer) -> None:
    handed_in(world, file(1))

    with lease("bring-codes", world.moment), pytest.raises(Unavailable, match="another process"):
        call_command("bring_codes", verbosity=0)

    assert server.requests == 0


def test_five_thousand_rows_go_out(world: World, server: FakeServer) -> None:
    handed_in(world, file(*range(5_000)))

    rounds = [bring_due(server, world.moment) for _ in range(5)]

    assert rounds == [1_000] * 5
    assert len(set(recipients())) == 5_000
    assert BatchRow.objects.filter(state=RowState.SENT).count() == 5_000
