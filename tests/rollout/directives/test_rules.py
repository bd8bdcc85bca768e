"""What may become of a task, when silence is told, what counts as evidence, which orders contradict."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.directives.reading import Modality, read
from bluezone.rollout.directives.reading.marking import marks, stretches
from bluezone.rollout.directives.reading.passage import plain
from bluezone.rollout.directives.rules.comparison import Difference, OrderedTask, contradictions, likeness, restated
from bluezone.rollout.directives.rules.evidence import FileKind, file_kind, shown_name
from bluezone.rollout.directives.rules.silence import POLICY, Step, Waiting, step
from bluezone.rollout.directives.rules.states import TRANSITIONS, Act, State, after, diagram

SENT_AT = datetime(2020, 8, 5, 1, 0, tzinfo=UTC)
DAY = date(2020, 8, 5)
DOCUMENTS = Path(__file__).parent / "documents"
PAGE = Path(__file__).parent.parent.parent.parent / "docs" / "task-states.md"


def waiting(state: State = State.SENT, modality: Modality = Modality.DEMAND, due: date | None = None) -> Waiting:
    return Waiting(state, modality, SENT_AT, due)


def days_later(days: int) -> tuple[datetime, date]:
    return SENT_AT + timedelta(days=days), DAY + timedelta(days=days)


def test_every_state_has_its_line_and_leads_somewhere_or_ends() -> None:
    assert set(TRANSITIONS) == set(State)
    assert {state for state, acts in TRANSITIONS.items() if not acts} == {State.DONE, State.CANCELLED}


@given(st.sampled_from(State), st.sampled_from(Act))
def test_an_act_is_allowed_by_the_table_or_refused(state: State, act: Act) -> None:
    if act in TRANSITIONS[state]:
        assert after(state, act) is TRANSITIONS[state][act]
    else:
        with pytest.raises(RuleViolation) as refused:
            after(state, act)
        assert refused.value.code == "act_not_allowed"


@given(st.lists(st.sampled_from(Act), max_size=12))
def test_what_is_done_or_cancelled_stays_so(acts: list[Act]) -> None:
    state, ended = State.PROPOSED, None
    for act in acts:
        if act in TRANSITIONS[state]:
            assert ended is None
            state = after(state, act)
        ended = state if state in {State.DONE, State.CANCELLED} else None


def test_nothing_is_done_without_evidence() -> None:
    assert {state for state, acts in TRANSITIONS.items() if State.DONE in acts.values()} == {State.EVIDENCED}


def test_the_page_shows_the_diagram_of_the_table() -> None:
    (shown,) = re.findall(r"```mermaid\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)

    assert shown.strip() == diagram()


def test_a_demand_goes_from_reminder_to_overdue_to_those_above() -> None:
    assert step(waiting(), *days_later(1)) is Step.NOTHING
    assert step(waiting(), *days_later(2)) is Step.REMIND
    assert step(waiting(), *days_later(5)) is Step.MISS_DEADLINE
    assert step(waiting(State.OVERDUE), *days_later(6)) is Step.ESCALATE
    assert step(waiting(State.ESCALATED), *days_later(60)) is Step.NOTHING


def test_a_last_day_is_kept_to_the_day() -> None:
    due = DAY + timedelta(days=10)

    assert step(waiting(State.ACKNOWLEDGED, due=due), *days_later(9)) is Step.REMIND
    assert step(waiting(State.ACKNOWLEDGED, due=due), *days_later(10)) is Step.REMIND
    assert step(waiting(State.ACKNOWLEDGED, due=due), *days_later(11)) is Step.MISS_DEADLINE
    assert step(waiting(State.OVERDUE, due=due), *days_later(16)) is Step.ESCALATE


@given(
    st.sampled_from([Modality.ADVISE, Modality.REQUEST]),
    st.integers(0, 400),
    st.none() | st.dates(date(2020, 8, 1), date(2020, 9, 1)),
)
def test_advice_and_requests_are_never_overdue(modality: Modality, days: int, due: date | None) -> None:
    assert step(waiting(modality=modality, due=due), *days_later(days)) in {Step.NOTHING, Step.REMIND}


@given(
    st.sampled_from([State.DONE, State.CANCELLED, State.EVIDENCED, State.PROPOSED, State.CONFIRMED]),
    st.integers(0, 400),
)
def test_nobody_is_reminded_of_what_is_not_awaited(state: State, days: int) -> None:
    assert step(waiting(state), *days_later(days)) is Step.NOTHING


def test_there_are_never_more_reminders_than_the_policy_has() -> None:
    reminded = Waiting(State.SENT, Modality.ADVISE, SENT_AT, None, POLICY.reminders, SENT_AT)

    assert step(reminded, *days_later(100)) is Step.NOTHING


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xff\xd8\xff\xe0", FileKind.JPEG),
        (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
        (b"RIFF\0\0\0\0WEBP", FileKind.WEBP),
        (b"%PDF-1.7", FileKind.PDF),
        (b"PK\x03\x04 word/document.xml", FileKind.DOCX),
    ],
)
def test_evidence_is_known_by_its_bytes(data: bytes, kind: FileKind) -> None:
    assert file_kind(data) is kind


@pytest.mark.parametrize(
    ("data", "already", "code"),
    [(b"", 0, "evidence_empty"), (b"MZ", 0, "evidence_kind"), (b"%PDF-", 10, "evidence_too_many")],
)
def test_other_files_are_no_evidence(data: bytes, already: int, code: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        file_kind(data, already)
    assert refused.value.code == code


@given(st.text(max_size=300))
def test_a_file_s_name_has_no_folders_and_is_short(name: str) -> None:
    shown = shown_name(name)

    assert shown
    assert len(shown) <= 120
    assert not set(shown) & {"/", "\\", "\n", "\0"}


@given(st.text("àbc đe", max_size=40), st.text("àbc đe", max_size=40))
def test_likeness_is_a_share_and_goes_both_ways(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, other) == likeness(other, one)


def ordered(key: str, text: str, modality: Modality = Modality.DEMAND, due: date | None = None) -> OrderedTask[str]:
    return OrderedTask(key, text, modality, due, frozenset({"school"}))


def test_two_last_days_for_one_thing_contradict() -> None:
    words = "trường học báo cáo số học sinh đã cài"

    (found,) = contradictions([ordered("a", words, due=DAY)], [ordered("b", words, due=DAY + timedelta(days=1))])

    assert found.difference is Difference.DEADLINE


def test_orders_to_different_bodies_do_not_contradict() -> None:
    other = OrderedTask("b", "trường học báo cáo số học sinh", Modality.ADVISE, None, frozenset({"xa"}))

    assert list(contradictions([ordered("a", "trường học báo cáo số học sinh")], [other])) == []


def test_the_same_order_twice_is_no_contradiction_but_a_restatement() -> None:
    same = [ordered("a", "trường học báo cáo số học sinh")]

    assert list(contradictions(same, [ordered("b", same[0].text)])) == []
    assert restated(same, [ordered("b", same[0].text)]) == {"a": "b"}


@pytest.mark.parametrize("file", sorted(DOCUMENTS.glob("*.txt")), ids=lambda file: file.stem)
def test_the_marked_text_is_the_text(file: Path) -> None:
    reading = read(file.read_text(encoding="utf-8"))

    shown = stretches(reading.text, marks(reading))

    assert "".join(each.text for each in shown) == plain(reading.text).text.lstrip()
    assert [each.label for each in shown if each.label] == [task.label for task in reading.tasks]
