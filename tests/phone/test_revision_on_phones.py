"""A later test about the same illness, from the code to the phones of those who were near: over the real key server."""

import random
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import httpx
import pytest
from tests.keyserver.desk import NOON, Desk, opened_desk
from tests.phone.devices import beacons_of
from tests.phone.people import DAY, HOUR, MINUTE

from bluezone.phone.agent import ClockWatch
from bluezone.phone.checking import Checked
from bluezone.phone.device import Device
from bluezone.phone.diary import Diary, MemoryDiary
from bluezone.phone.http_sync import HttpSync
from bluezone.phone.own_keys import OwnKey
from bluezone.phone.reporting import Consent, Kind, Stage
from bluezone.phone.runtime import Phone, Settings
from bluezone.phone.withdrawals import Withdrawn
from bluezone.phone.wording import Publisher, sentences
from bluezone.protocol import device as words
from bluezone.protocol.errors import RuleViolation
from bluezone.protocol.keys import ReportType, fresh_key
from bluezone.protocol.risk import POLICY_1

T = TypeVar("T")
YESTERDAY = (NOON - DAY).replace(hour=0, minute=0)
COUNTING_CONTACTS = replace(POLICY_1, counted=POLICY_1.counted | {ReportType.RECURSIVE})


@dataclass
class Person:
    """A phone without a radio: its keys, and what it heard, are put into its diary."""

    phone: Phone
    diary: Diary
    device: Device


@dataclass
class Town:
    """A key server and the phones of a town."""

    desk: Desk
    people: dict[str, Person] = field(default_factory=dict)
    ways: list[HttpSync] = field(default_factory=list)

    def moves_in(self, name: str, *, policy: object = POLICY_1) -> Person:
        chance = random.Random(name)
        sync = HttpSync(
            "https://keys.example", random_bytes=chance.randbytes, transport=httpx.ASGITransport(self.desk.app)
        )
        diary = MemoryDiary()
        keys = [fresh_key(chance.randbytes(16), YESTERDAY - age * DAY) for age in range(4)]
        diary.keep([OwnKey(key, key.start) for key in keys], ClockWatch())
        settings = Settings(self.desk.premises.ring.root_fingerprint, policy=policy)  # type: ignore[arg-type]  # a policy
        phone = Phone(
            radio=None, clock=self.desk.clock, diary=diary, sync=sync, settings=settings, random_bytes=chance.randbytes
        )
        device = Device(phone, diary, sync, self.desk.clock, chance.randbytes)
        self.people[name] = Person(phone, diary, device)
        self.ways.append(sync)
        return self.people[name]

    def meet(self, one: Person, *others: Person, minutes: int = 20) -> None:
        """Let the others hear one phone yesterday morning."""
        key = next(own.key for own in one.diary.state().keys if own.key.start == YESTERDAY)
        for other in others:
            other.diary.remember(list(beacons_of(key, YESTERDAY + 2 * HOUR, minutes)))

    def waits(self, doing: Awaitable[T]) -> T:
        async def done() -> T:
            return await doing

        return self.desk.runner.run(done())

    def agreed(self, person: Person) -> Consent:
        return person.phone.preview().agreed(self.desk.clock.now())

    def reports(self, person: Person, test_type: str) -> None:
        """A first report with an officer's code."""
        self.waits(person.phone.report(self.desk.code(testType=test_type), self.agreed(person)))

    def tests_again(self, person: Person, test_type: str) -> None:
        """A later test: the code is looked up, and what it would do is agreed to."""
        preview = self.waits(person.phone.look_up(self.desk.code(testType=test_type)))
        self.waits(person.phone.report("", preview.agreed(self.desk.clock.now())))

    def hour(self) -> None:
        self.desk.later(HOUR)
        self.desk.publish_hour()

    def checks(self, person: Person) -> Checked:
        return self.waits(person.phone.check())


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with opened_desk(tmp_path / "data", at=NOON) as desk:
        town = Town(desk)
        yield town
        for way in town.ways:
            desk.runner.run(way.close())


def days(found: Checked) -> list[object]:
    return [warned.day for warned in found.status.warnings]


def test_a_negative_test_takes_the_warning_back_with_one_message(town: Town) -> None:
    ana, binh = town.moves_in("ana"), town.moves_in("binh")
    town.meet(ana, binh)
    town.reports(ana, "likely")
    town.hour()
    warned = town.checks(binh)

    town.tests_again(ana, "negative")
    town.hour()
    taken_back = town.checks(binh)
    later = town.checks(binh)

    assert days(warned) == [YESTERDAY.date()]
    assert (days(taken_back), days(later)) == ([], [])
    assert taken_back.withdrawn == (Withdrawn(YESTERDAY.date(), town.desk.clock.now()),)
    assert later.withdrawn == ()
    said = [one.vi for one in sentences(later.status, Publisher("Sở Y tế Lai Châu"))]
    assert sum("đã được rút lại" in one for one in said) == 1
    assert binh.device.exposures() == ()
    assert [one.day for one in binh.device.status().withdrawn] == [YESTERDAY.date()]


def test_a_confirmed_test_raises_the_warning_quietly(town: Town) -> None:
    ana, binh = town.moves_in("ana"), town.moves_in("binh")
    town.meet(ana, binh)
    town.reports(ana, "likely")
    town.hour()
    before = town.checks(binh)

    town.tests_again(ana, "confirmed")
    town.hour()
    after = town.checks(binh)

    assert after.status.warnings == before.status.warnings != ()
    assert after.withdrawn == ()
    assert {key.report_type for key in after.assessments} == {ReportType.CONFIRMED_TEST}


def test_a_phone_that_looks_only_after_the_revocation_is_never_warned(town: Town) -> None:
    ana, binh = town.moves_in("ana"), town.moves_in("binh")
    town.meet(ana, binh)
    town.reports(ana, "likely")
    town.hour()
    town.tests_again(ana, "negative")
    town.hour()

    found = town.checks(binh)

    assert (days(found), found.withdrawn) == ([], ())


def test_a_negative_test_before_the_first_export_warns_nobody_ever(town: Town) -> None:
    ana, binh = town.moves_in("ana"), town.moves_in("binh")
    town.meet(ana, binh)
    town.reports(ana, "likely")
    town.tests_again(ana, "negative")
    town.hour()

    found = town.checks(binh)

    assert (found.new_keys, days(found)) == (0, [])


def test_a_warning_that_another_person_holds_up_stays(town: Town) -> None:
    ana, chi, binh = (town.moves_in(name) for name in ("ana", "chi", "binh"))
    town.meet(ana, binh)
    town.meet(chi, binh)
    town.reports(ana, "likely")
    town.reports(chi, "confirmed")
    town.hour()
    town.checks(binh)

    town.tests_again(ana, "negative")
    town.hour()
    found = town.checks(binh)

    assert (days(found), found.withdrawn) == ([YESTERDAY.date()], ())


def test_a_second_revision_of_a_report_is_no_revision(town: Town) -> None:
    ana = town.moves_in("ana")
    town.reports(ana, "likely")
    town.tests_again(ana, "confirmed")

    assert not ana.phone.may_revise
    with pytest.raises(RuleViolation) as refused:
        town.tests_again(ana, "negative")
    assert refused.value.code == "nothing_to_revise"


def test_a_negative_code_on_a_phone_that_published_nothing_is_refused_before_anything_leaves(town: Town) -> None:
    ana = town.moves_in("ana")

    with pytest.raises(RuleViolation) as refused:
        town.reports(ana, "negative")

    report = ana.diary.report()
    assert refused.value.code == "nothing_to_revise"
    assert report
    assert report.stage is Stage.REFUSED
    town.hour()
    assert town.desk.exported() == []


def test_what_is_changed_is_shown_exactly_and_needs_its_own_consent(town: Town) -> None:
    ana = town.moves_in("ana")
    town.reports(ana, "likely")
    before = ana.device.report_state()

    shown = town.waits(ana.device.look_up_report(town.desk.code(testType="negative")))
    nothing_yet = ana.device.report_state()
    sent = town.waits(
        ana.device.send_report(words.ReportAgreed(mark=shown.mark, days=tuple(day.day for day in shown.days)))
    )

    assert before
    assert before.revisable
    assert (shown.kind, shown.stage) == ("negative", "verified")
    assert [day.day for day in shown.days] == list(before.days)
    assert all(day.known for day in shown.days)
    assert nothing_yet
    assert nothing_yet.stage == "verified"
    assert (sent.stage, sent.kind, sent.revisable) == ("published", "negative", False)


def test_a_negative_test_takes_every_day_back_or_none(town: Town) -> None:
    ana = town.moves_in("ana")
    town.reports(ana, "likely")
    shown = town.waits(ana.device.look_up_report(town.desk.code(testType="negative")))

    with pytest.raises(RuleViolation) as refused:
        town.waits(ana.device.send_report(words.ReportAgreed(mark=shown.mark, days=(shown.days[0].day,))))

    assert refused.value.code == "consent_outdated"


def test_a_confirmed_test_takes_the_days_since_along(town: Town) -> None:
    ana, binh = town.moves_in("ana"), town.moves_in("binh")
    town.reports(ana, "likely")
    town.desk.later(2 * DAY)
    newer = fresh_key(b"a key since then", YESTERDAY + DAY + 12 * HOUR + 30 * MINUTE)
    ana.diary.keep([OwnKey(newer, newer.start)], ClockWatch())
    binh.diary.remember(list(beacons_of(newer, newer.start + HOUR, 20)))
    ana.phone = Phone(
        radio=None,
        clock=town.desk.clock,
        diary=ana.diary,
        sync=town.ways[0],
        settings=Settings(town.desk.premises.ring.root_fingerprint),
        random_bytes=random.Random("again").randbytes,
    )

    preview = town.waits(ana.phone.look_up(town.desk.code(testType="confirmed")))
    town.waits(ana.phone.report("", preview.agreed(town.desk.clock.now())))
    town.hour()

    assert preview.kind is Kind.RAISED
    assert [span.is_known for span in preview.spans] == [True] * 4 + [False]
    assert days(town.checks(binh)) == [newer.day]


def test_a_revision_whose_answer_was_lost_is_finished_later(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, binh = town.moves_in("ana"), town.moves_in("binh")
    town.meet(ana, binh)
    town.reports(ana, "likely")
    town.hour()
    town.checks(binh)
    publish = town.ways[0].publish

    async def answer_lost(request: object) -> object:
        await publish(request)  # type: ignore[arg-type]  # as it is
        raise RuntimeError("the phone dies here")

    with monkeypatch.context() as patched:
        patched.setattr(town.ways[0], "publish", answer_lost)
        with pytest.raises(RuntimeError):
            town.tests_again(ana, "negative")
    town.waits(ana.phone.resume_report())
    town.hour()

    report = ana.device.report_state()
    assert report
    assert (report.stage, report.kind) == ("published", "negative")
    assert town.checks(binh).withdrawn != ()


@pytest.mark.parametrize(
    ("policy", "warned"), [(POLICY_1, False), (COUNTING_CONTACTS, True)], ids=["weight 0", "counted"]
)
def test_a_warning_of_the_second_order_warns_only_where_the_policy_says_so(
    town: Town,
    policy: object,
    warned: bool,  # noqa: FBT001 -- a case of the test
) -> None:
    ana, binh = town.moves_in("ana"), town.moves_in("binh", policy=policy)
    town.meet(ana, binh)
    with pytest.raises(RuleViolation) as refused:
        town.reports(ana, "recursive")  # what was agreed to was a patient's report
    preview = ana.phone.preview()

    town.waits(ana.phone.report("", preview.agreed(town.desk.clock.now())))
    town.hour()

    assert refused.value.code == "consent_outdated"
    assert preview.kind is Kind.RECURSIVE
    assert bool(days(town.checks(binh))) is warned


def test_a_contact_who_falls_ill_raises_what_was_published(town: Town) -> None:
    ana, binh = town.moves_in("ana"), town.moves_in("binh")
    town.meet(ana, binh)
    with pytest.raises(RuleViolation):
        town.reports(ana, "recursive")
    town.waits(ana.phone.report("", town.agreed(ana)))
    town.hour()
    before = town.checks(binh)

    town.tests_again(ana, "confirmed")
    town.hour()

    assert days(before) == []
    assert days(town.checks(binh)) == [YESTERDAY.date()]
