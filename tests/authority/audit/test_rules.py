"""The chain's arithmetic, over any chain and any cut."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from tests.authority.audit.test_chain import ACTOR

from bluezone.authority.audit.rules import (
    BEGINNING,
    KEPT,
    Checkpoint,
    Fact,
    Link,
    Pin,
    findings,
    head_after,
    is_unbroken,
)

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
