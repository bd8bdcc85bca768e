"""From a confirmed directive to tasks at every unit of 2020, and what becomes of silence."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bluezone.authority.audit.models import Entry
from bluezone.authority.register.models import FocalPoint
from bluezone.authority.territory import queries as territory
from bluezone.authority.territory.kinds import COMMUNE_KINDS, Kind
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.services import import_province
from bluezone.authority.territory.shipped import shipped
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.directives import evidence_files, services
from bluezone.rollout.directives.models import Directive, Task, TaskAssignment
from bluezone.rollout.directives.queries import (
    assignments_of,
    contradicting,
    inherited,
    meant,
    silent,
    task_counts,
)
from bluezone.rollout.directives.reading import read
from bluezone.rollout.directives.reminding import go_round, reminders
from bluezone.rollout.directives.rules.comparison import Difference
from bluezone.rollout.directives.rules.silence import Step
from bluezone.rollout.directives.rules.states import Act, State
from bluezone.rollout.directives.services import Given
from bluezone.rollout.directives.shipped import keep_shipped

DOCUMENTS = Path(__file__).parent / "documents"
MOMENT = datetime(2020, 8, 5, 1, 0, tzinfo=UTC)
DAY = date(2020, 8, 5)
LEAD = "user:11111111-1111-1111-1111-111111111111"
LINK = "link:22222222-2222-2222-2222-222222222222"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def text_of(name: str) -> str:
    return (DOCUMENTS / f"{name}.txt").read_text(encoding="utf-8")


@pytest.fixture
def province(db: None) -> Unit:
    import_province(shipped("lai-chau"), actor="system", moment=MOMENT)
    found = territory.by_code("12", DAY)
    assert found is not None
    return found


@pytest.fixture
def directive(province: Unit) -> Directive:
    """The directive of August 2020, read, under the ministry's letter."""
    keep_shipped("2841-btttt-thh", actor="system", moment=MOMENT)
    return services.keep_reading(read(text_of("lai-chau-2020-bluezone")), day=DAY, actor=LEAD, moment=MOMENT)


@pytest.fixture
def sent(directive: Directive) -> Directive:
    services.confirm(directive, actor=LEAD, moment=MOMENT)
    services.send(directive, actor=LEAD, moment=MOMENT)
    return directive


def units_of(directive: Directive, label: str) -> set[str]:
    return set(
        TaskAssignment.objects.filter(task__directive=directive, task__label=label).values_list("unit__name", flat=True)
    )


def at_a_commune(directive: Directive) -> TaskAssignment:
    row = TaskAssignment.objects.filter(task__directive=directive, task__label="3", unit__stat_code="03445").first()
    assert row is not None
    return row


def test_a_directive_without_a_number_waits_for_the_clerk(directive: Directive) -> None:
    assert (directive.number, directive.symbol) == ("", "/UBND-VX")

    services.correct_head(directive, {"number": "1423", "issued_on": date(2020, 8, 4)}, actor=LEAD, moment=MOMENT)

    directive.refresh_from_db()
    assert directive.symbol == "1423/UBND-VX"


def test_a_directive_without_a_day_looks_its_addressees_up_in_its_month(directive: Directive) -> None:
    assert directive.issued_on is None
    assert directive.structure_day == date(2020, 8, 1)


def test_the_same_text_is_read_once(directive: Directive) -> None:
    with pytest.raises(RuleViolation) as refused:
        services.keep_reading(read(text_of("lai-chau-2020-bluezone")), day=DAY, actor=LEAD, moment=MOMENT)
    assert refused.value.code == "directive_known"


def test_the_ministry_s_letter_becomes_the_parent_and_five_measures_are_not_restated(directive: Directive) -> None:
    assert directive.parent is not None
    assert directive.parent.symbol == "2841/BTTTT-THH"

    measures = inherited(directive)

    assert len(measures) == 10
    assert {each.measure.label for each in measures if each.here is None} >= {"6", "8", "10"}
    restating = {each.measure.label: each.here.label for each in measures if each.here}
    assert (restating["3"], restating["4"], restating["7"]) == ("4", "5", "6a")


def test_the_tasks_go_to_the_districts_the_106_communes_and_the_sectors_of_2020(sent: Directive) -> None:
    third = TaskAssignment.objects.filter(task__directive=sent, task__label="3").select_related("unit")

    kinds = [row.unit.kind for row in third]
    assert sum(kind in {kind.value for kind in COMMUNE_KINDS} for kind in kinds) == 106
    assert sum(kind in {Kind.HUYEN.value, Kind.THANH_PHO.value} for kind in kinds) == 8
    assert units_of(sent, "1") == {"Sở Thông tin và Truyền thông tỉnh Lai Châu"}
    assert units_of(sent, "4") == {"Tỉnh Đoàn Lai Châu", "Hội Liên hiệp Phụ nữ tỉnh Lai Châu"}
    assert units_of(sent, "6b") >= {"Viettel Lai Châu", "VNPT Lai Châu"}
    assert len(units_of(sent, "7")) == 3


def test_in_2025_the_same_directive_means_38_communes_no_districts_and_another_department(directive: Directive) -> None:
    services.correct_head(directive, {"structure_day": date(2025, 8, 1)}, actor=LEAD, moment=MOMENT)
    services.confirm(directive, actor=LEAD, moment=MOMENT)

    third = TaskAssignment.objects.filter(task__directive=directive, task__label="3").select_related("unit")
    assert sum(row.unit.kind in {kind.value for kind in COMMUNE_KINDS} for row in third) == 38
    assert not [row for row in third if row.unit.kind == Kind.HUYEN]
    assert units_of(directive, "1") == {"Sở Khoa học và Công nghệ tỉnh Lai Châu"}


def test_a_department_that_no_longer_exists_is_named_with_its_successor(directive: Directive) -> None:
    addressee = directive.tasks.get(label="1").addressees.get()

    found = meant(addressee, date(2025, 8, 1))

    (gone,) = found.gone
    assert gone.unit.name == "Sở Thông tin và Truyền thông tỉnh Lai Châu"
    assert [unit.name for unit in gone.successors] == ["Sở Khoa học và Công nghệ tỉnh Lai Châu"]


def test_a_commune_that_no_longer_exists_is_named_with_its_successor(directive: Directive) -> None:
    task = directive.tasks.get(label="7")
    addressee = task.addressees.create(
        directive=directive, part="actor", phrase="UBND xã Phúc Than", kinds="xa", name="UBND xã Phúc Than"
    )

    found = meant(addressee, date(2025, 8, 1))

    assert found.units == ()
    assert [(gone.unit.name, [unit.name for unit in gone.successors]) for gone in found.gone] == [
        ("Xã Phúc Than", ["Xã Mường Than"])
    ]


def test_words_that_nobody_knows_wait_for_a_person(directive: Directive) -> None:
    addressee = directive.tasks.get(label="7").addressees.create(directive=directive, part="actor", phrase="Bộ Chỉ huy")
    assert not meant(addressee, DAY).known
    unit = Unit.objects.get(name="Viettel Lai Châu")

    services.point_addressee(addressee, unit, actor=LEAD, moment=MOMENT)

    assert meant(addressee, DAY).units == (unit,)


def test_a_correction_is_kept_apart_from_what_the_machine_read(directive: Directive) -> None:
    task = directive.tasks.get(label="2b")

    services.correct_task(task, {"modality": "advise", "kept": True}, actor=LEAD, moment=MOMENT)

    task.refresh_from_db()
    assert (task.modality, task.corrected) == ("advise", True)
    assert not directive.tasks.get(label="2a").corrected


def test_a_confirmed_directive_is_no_longer_corrected(sent: Directive) -> None:
    with pytest.raises(RuleViolation) as refused:
        services.correct_task(sent.tasks.get(label="1"), {"kept": False}, actor=LEAD, moment=MOMENT)
    assert refused.value.code == "directive_sent"


def test_a_dropped_task_goes_to_nobody(directive: Directive) -> None:
    services.correct_task(directive.tasks.get(label="2b"), {"kept": False}, actor=LEAD, moment=MOMENT)

    services.confirm(directive, actor=LEAD, moment=MOMENT)

    assert units_of(directive, "2b") == set()


def test_nothing_goes_out_before_somebody_confirms(directive: Directive) -> None:
    with pytest.raises(RuleViolation) as refused:
        services.send(directive, actor=LEAD, moment=MOMENT)
    assert refused.value.code == "directive_not_confirmed"


def test_a_unit_acknowledges_gives_evidence_and_the_lead_accepts(sent: Directive) -> None:
    row = at_a_commune(sent)

    services.acknowledge(row, actor=LINK, moment=MOMENT)
    services.add_evidence(row, Given("đã đi 42 hộ", file_name="../../anh.png", data=PNG), actor=LINK, moment=MOMENT)
    services.move(row, Act.ACCEPT, actor=LEAD, moment=MOMENT)

    row.refresh_from_db()
    assert row.state == State.DONE
    assert [move.act for move in row.moves.all()] == ["confirm", "send", "acknowledge", "give_evidence", "accept"]
    evidence = row.evidence.get()
    assert (evidence.file_name, evidence.file_kind, evidence.size) == ("anh.png", "image/png", len(PNG))
    assert evidence_files.content(evidence.digest) == PNG


def test_evidence_that_is_given_back_asks_for_better(sent: Directive) -> None:
    row = at_a_commune(sent)
    services.add_evidence(row, Given("xong"), actor=LINK, moment=MOMENT)

    services.move(row, Act.GIVE_BACK, actor=LEAD, moment=MOMENT, note="thiếu số hộ")

    assert row.state == State.ACKNOWLEDGED
    services.add_evidence(row, Given("42 hộ"), actor=LINK, moment=MOMENT)
    assert row.evidence.count() == 2


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (Given(), "evidence_says_nothing"),
        (Given(file_name="a.exe", data=b"MZ\x90\x00"), "evidence_kind"),
        (Given(file_name="a.png", data=b"<svg onload=alert(1)>"), "evidence_kind"),
        (Given(file_name="a.png", data=PNG + b"\0" * (8 * 1024 * 1024)), "evidence_too_large"),
    ],
)
def test_a_file_that_is_no_evidence_is_refused(sent: Directive, given: Given, code: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        services.add_evidence(at_a_commune(sent), given, actor=LINK, moment=MOMENT)
    assert refused.value.code == code


def test_silence_is_reminded_then_overdue_then_told_to_those_above(sent: Directive) -> None:
    steps = []
    for days in range(14):
        moment = MOMENT + timedelta(days=days)
        done = go_round(moment=moment, day=DAY + timedelta(days=days))
        steps.append({step for step in done if step is not Step.NOTHING})

    assert steps[0] == set()
    assert steps[2] == {Step.REMIND}
    assert Step.MISS_DEADLINE in steps[5]
    assert Step.ESCALATE in steps[6]
    assert at_a_commune(sent).state == State.ESCALATED
    advised = TaskAssignment.objects.filter(task__directive=sent, task__label="6a")
    assert {row.state for row in advised} == {State.SENT}


def test_going_round_twice_reminds_once(sent: Directive) -> None:
    moment = MOMENT + timedelta(days=2)

    first = go_round(moment=moment, day=DAY + timedelta(days=2))
    second = go_round(moment=moment, day=DAY + timedelta(days=2))

    assert first[Step.REMIND] > 0
    assert second[Step.REMIND] == 0


def test_a_focal_point_gets_one_message_a_day_for_all_its_tasks(sent: Directive) -> None:
    unit = Unit.objects.get(name="Báo Lai Châu")
    FocalPoint.objects.create(unit=unit, full_name="Người Đầu mối", phone="0912345678", valid_from=DAY)
    moment = MOMENT + timedelta(days=2)

    messages = list(reminders(moment))

    assert [(message.unit, message.recipient) for message in messages] == [(unit, "0912345678")]
    assert "1 nhiem vu" in messages[0].text
    assert messages[0].text.isascii()
    assert [message.key for message in reminders(moment + timedelta(hours=1))] == []


def test_advice_is_never_counted_as_silence(sent: Directive) -> None:
    labels = {row.task.label for row in silent(Unit.objects.all())}

    assert "6a" not in labels
    assert {"1", "3", "5"} & labels


def test_what_a_unit_was_sent_is_its_page(sent: Directive) -> None:
    unit = Unit.objects.get(name="Viettel Lai Châu")

    assert [row.task.label for row in assignments_of(unit)] == ["6b"]


def test_two_directives_that_contradict_are_shown_to_a_person(sent: Directive) -> None:
    other = read(
        "Số: 77/UBND-VX\nKính gửi: UBND các huyện, thành phố.\n"
        "1. Các cơ quan nhà nước tạm dừng cử người ghi nhận các hoạt động ra vào trụ sở.\n"
        "2. Khuyến khích các trường học, cơ sở giáo dục vận động học sinh, sinh viên, học viên cài đặt cho mình và người thân.\n"
    )
    second = services.keep_reading(other, day=DAY, actor=LEAD, moment=MOMENT)

    found = {(mine.label, theirs.label): pair.difference for pair, mine, theirs in contradicting(second)}

    assert found[("1", "2b")] is Difference.OPPOSITE
    assert found[("2", "5")] is Difference.MODALITY


def test_every_act_is_in_the_audit(sent: Directive) -> None:
    services.acknowledge(at_a_commune(sent), actor=LINK, moment=MOMENT)

    actions = set(Entry.objects.values_list("action", flat=True))

    assert {"directive.read", "directive.confirm", "directive.send", "task.acknowledge"} <= actions


def test_counting_tasks_takes_two_queries(sent: Directive) -> None:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        counts = task_counts(sent)

    assert len(caught) == 2
    third = next(each for each in counts if each.task.label == "3")
    assert third.units >= 114
    assert third.acknowledged == 0


def test_a_task_keeps_its_place_in_the_text(directive: Directive) -> None:
    for task in Task.objects.filter(directive=directive):
        assert task.start is not None
        assert directive.text[task.start : task.end].split()[0] == task.text.split()[0]
