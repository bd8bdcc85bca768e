"""One suite over what is counted and held in every database and over its twin in memory."""

from datetime import timedelta

import pytest
from tests.contracts.store_kinds import HOUR, NOON, Kind, did, held_key, kind, new_code, record

from bluezone.keyserver.store import AddCode, ClaimCode, ClaimToken, Count, HoldKeys
from bluezone.keyserver.tallies import Tally, first_hour, of_day
from bluezone.protocol.errors import RuleViolation, Unavailable
from bluezone.protocol.totals import ExportsAct, HeldBy

__all__ = ["kind"]  # a fixture, which pytest finds by its name here

FIRST = first_hour(NOON.date())


def test_a_claim_a_token_and_new_keys_are_counted_for_their_day(kind: Kind) -> None:
    did(kind.store, AddCode(new_code("1"), NOON), ClaimCode("s1", NOON), ClaimCode("s1", NOON))
    did(kind.store, *[ClaimToken("t", b"mac", NOON + HOUR, of_day(NOON, "wait-1"))] * 2)
    did(kind.store, HoldKeys((held_key(1), held_key(2), held_key(2)), NOON), HoldKeys((held_key(2),), NOON))
    did(kind.store, HoldKeys((held_key(3),)), HoldKeys((held_key(1), held_key(4)), NOON))

    assert kind.store.tallies() == {
        (FIRST, "claims"): 1,
        (FIRST, "wait-1"): 1,
        (FIRST, "uploads"): 2,
        (FIRST, "keys"): 3,
    }


def test_what_is_added_to_the_totals_is_added_up(kind: Kind) -> None:
    did(kind.store, Count((Tally(7, "pulls", 3), Tally(8, "pulls"))), Count((Tally(7, "pulls", 2),)))

    assert kind.store.tallies() == {(7, "pulls"): 5, (8, "pulls"): 1}


def test_what_was_counted_is_forgotten_after_four_weeks(kind: Kind) -> None:
    did(kind.store, Count((of_day(NOON, "keys"),)))

    kind.store.purge(NOON + timedelta(days=27))
    kept = kind.store.tallies()
    kind.store.purge(NOON + timedelta(days=29))

    assert (kept, kind.store.tallies()) == ({(FIRST, "keys"): 1}, {})


def test_held_exports_are_not_recorded_and_let_go_on_they_are(kind: Kind) -> None:
    did(kind.store, HoldKeys((held_key(1),)))
    kind.store.decide_exports(ExportsAct.HOLD, None, NOON)

    with pytest.raises(Unavailable):
        kind.exports.record_exports([record(1)], keys=[held_key(1).key], fillers=[])
    held = kind.exports.held(NOON)
    kind.store.decide_exports(ExportsAct.RESUME, None, NOON)
    kind.exports.record_exports([record(1)], keys=[held_key(1).key], fillers=[])

    assert (held, kind.exports.held(NOON)) == (True, False)
    assert kind.exports.exports() == [record(1)]


def test_a_look_beyond_the_ceiling_holds(kind: Kind) -> None:
    kind.store.decide_exports(ExportsAct.WATCH, 1, NOON)
    did(kind.store, HoldKeys((held_key(1),), NOON))
    within = kind.exports.held(NOON)
    did(kind.store, HoldKeys((held_key(2),), NOON))

    assert (within, kind.exports.held(NOON), kind.exports.held(NOON + HOUR)) == (False, True, True)
    assert kind.store.exports_state().held_by is HeldBy.CEILING


def test_a_watch_without_a_ceiling_is_refused(kind: Kind) -> None:
    with pytest.raises(RuleViolation, match="ceiling"):
        kind.store.decide_exports(ExportsAct.WATCH, None, NOON)

    assert did(kind.store, AddCode(new_code("1"), NOON)) == [None]
