"""The chain's arithmetic, over any chain and any cut."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.authority.audit.test_chain import ACTOR

from bluezone.authority.audit.rules import (
    BEGINNING,
    KEPT,
    Checkpoint,
    Fact,
    Fault,
    Finding,
    Link,
    Pin,
    findings,
    head_after,
    is_unbroken,
)
from bluezone.protocol.errors import RuleViolation

MOMENT = datetime(2020, 8, 5, 1, 0, tzinfo=UTC)


def chain_of(length: int) -> list[Link]:
    chain, previous = list[Link](), BEGINNING
    for number in range(1, length + 1):
        fact = Fact(ACTOR, "report.read", "unit", str(number), "campaign", MOMENT)
        head = head_after(previous, fact)
        chain.append(Link(number, fact, previous, head))
        previous = head
    return chain


@given(st.integers(1, 12), st.data())
def test_any_cut_of_any_chain_is_proved_from_its_checkpoint_on(length: int, data: st.DataObject) -> None:
    chain, cut = chain_of(length), data.draw(st.integers(1, length))
    made = Checkpoint(cut, chain[cut - 1].head, MOMENT, MOMENT + KEPT)
    signed = {link.sequence: Pin(link.head, MOMENT) for link in chain}

    assert findings(chain[cut:], signed, made) == []
    if cut < length:
        assert findings(chain[cut:], signed) != []
        assert findings(chain[cut + 1 :], signed, made) != []


@given(st.integers(2, 12), st.data())
def test_a_chain_with_a_gap_or_another_head_than_was_signed_is_broken(length: int, data: st.DataObject) -> None:
    chain, gap = chain_of(length), data.draw(st.integers(0, length - 2))
    other = {data.draw(st.integers(1, length)): bytes(32)}

    assert is_unbroken(chain, None, {link.sequence: link.head for link in chain})
    assert not is_unbroken(chain[:gap] + chain[gap + 1 :], None, {})
    assert not is_unbroken(chain, None, other)


@given(st.integers(1, 12))
def test_an_entry_that_says_something_else_breaks_the_chain(length: int) -> None:
    *before, last = chain_of(length)
    changed = Link(last.sequence, Fact("system", "report.read", "unit", "1", "care", MOMENT), last.previous, last.head)
    unreadable = Link(last.sequence, None, last.previous, last.head)

    assert not is_unbroken([*before, changed], None, {})
    assert not is_unbroken([*before, unreadable], None, {})


def test_a_chain_in_another_order_is_found_as_such_and_one_with_a_gap_as_removed() -> None:
    first, second, third, fourth = chain_of(4)
    renumbered = replace(fourth, sequence=5)
    exchanged = [first, replace(third, sequence=2), replace(second, sequence=3), fourth]

    assert Finding(Fault.REORDERED, 3) in findings(exchanged, {})
    assert Finding(Fault.REMOVED, 3) in findings([first, third, fourth], {})
    assert findings([first, second, third, renumbered], {}) == [Finding(Fault.REORDERED, 5)]


def test_an_entry_that_was_rewritten_is_changed_where_it_stands() -> None:
    first, second = chain_of(2)
    other = Link(2, Fact("system", "report.read", "unit", "2", "care", MOMENT), second.previous, second.head)

    assert findings([first, other], {}) == [Finding(Fault.CHANGED, 2)]


def test_a_checkpoint_for_younger_entries_than_it_may_stand_for_is_early() -> None:
    chain = chain_of(2)
    made = Checkpoint(1, chain[0].head, MOMENT, MOMENT + KEPT - timedelta(seconds=1))

    assert findings(chain[1:], {}, made) == [Finding(Fault.EARLY, 1)]


def test_a_checkpoint_signs_each_thing_that_it_says() -> None:
    made = Checkpoint(1, bytes(32), MOMENT, MOMENT + KEPT)
    others = [
        replace(made, last=2),
        replace(made, head=bytes([1]) * 32),
        replace(made, until=MOMENT + timedelta(seconds=1)),
        replace(made, sealed_at=MOMENT),
    ]

    assert len({each.signed_bytes() for each in (made, *others)}) == 5


@pytest.mark.parametrize("actor", ["Lò Thị Mai", "", "user:Lò"])
def test_an_entry_takes_no_name(actor: str) -> None:
    with pytest.raises(RuleViolation, match="never a name"):
        Fact(actor, "report.read", "unit", "1", "care", MOMENT)


def test_an_entry_of_no_time_zone_is_refused() -> None:
    with pytest.raises(RuleViolation, match="time zone"):
        Fact(ACTOR, "report.read", "unit", "1", "care", MOMENT.replace(tzinfo=None))
