"""One suite over what becomes of keys that are revised, in every database that the key server knows and in memory."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.contracts.store_kinds import HOUR, NOON, Kind, code_of, did, held_key, kind, record

from bluezone.keyserver.batcher import Published, Revision
from bluezone.keyserver.rules import Diagnosis, HeldKey, NewCode
from bluezone.keyserver.store import AddCode, ClaimCode, HoldKeys, PublishedBefore, ReviseKeys
from bluezone.keyserver.tallies import Name, first_hour
from bluezone.protocol.errors import Unavailable
from bluezone.protocol.keys import DiagnosisKey, ReportType

__all__ = ["kind"]  # a fixture, which pytest finds by its name here

BATCH = NOON.replace(minute=0)
LIKELY, CONFIRMED, REVOKED = ReportType.CLINICAL_DIAGNOSIS, ReportType.CONFIRMED_TEST, ReportType.REVOKED


def of_type(held: HeldKey, report_type: ReportType, *, release: datetime = NOON + HOUR) -> HeldKey:
    key = replace(held.key, report_type=report_type, transmission_risk=6)
    return HeldKey(key, release.replace(minute=0))


def likely(number: int) -> HeldKey:
    return of_type(held_key(number), LIKELY, release=held_key(number).release)


def publish(kind: Kind, *numbers: int, fillers: tuple[DiagnosisKey, ...] = ()) -> None:
    """Hold likely keys and publish them at noon."""
    did(kind.store, HoldKeys(tuple(likely(number) for number in numbers)))
    kind.exports.record_exports([record(1)], keys=[likely(number).key for number in numbers], fillers=fillers)


@pytest.mark.parametrize("becomes", [CONFIRMED, REVOKED])
def test_a_published_key_that_is_revised_waits_for_the_hour_of_its_revision(kind: Kind, becomes: ReportType) -> None:
    publish(kind, 1, 2)

    outcomes = did(kind.store, ReviseKeys((of_type(likely(1), becomes),), NOON))

    assert outcomes == [None]
    assert list(kind.exports.revisable(NOON)) == []
    due = Revision(Published(likely(1).key, BATCH), of_type(likely(1), becomes).key)
    assert list(kind.exports.revisable(NOON + HOUR)) == [due]
    assert list(kind.exports.releasable(NOON + HOUR)) == []


def test_a_revision_that_was_published_is_not_published_again(kind: Kind) -> None:
    publish(kind, 1)
    change = of_type(likely(1), CONFIRMED)
    did(kind.store, ReviseKeys((change,), NOON))

    kind.exports.record_exports([record(2)], keys=(), fillers=(), revised=[change.key])

    assert list(kind.exports.revisable(NOON + 5 * HOUR)) == []
    with pytest.raises(Unavailable):
        kind.exports.record_exports([record(3)], keys=(), fillers=(), revised=[change.key])
    assert [one.export.name for one in kind.exports.exports()] == ["00001.zip", "00002.zip"]


def test_a_key_confirmed_before_it_was_published_is_published_as_confirmed_at_its_hour(kind: Kind) -> None:
    did(kind.store, HoldKeys((likely(1),)))

    did(kind.store, ReviseKeys((of_type(likely(1), CONFIRMED),), NOON))

    assert list(kind.exports.releasable(NOON)) == []
    assert list(kind.exports.releasable(NOON + HOUR)) == [of_type(likely(1), CONFIRMED).key]
    assert list(kind.exports.revisable(NOON + HOUR)) == []


def test_a_key_withdrawn_before_it_was_published_never_is(kind: Kind) -> None:
    did(kind.store, HoldKeys((likely(1), likely(2))))

    did(kind.store, ReviseKeys((of_type(likely(1), REVOKED),), NOON))
    did(kind.store, HoldKeys((likely(1),)))  # the first request, sent again

    assert list(kind.exports.releasable(NOON + 48 * HOUR)) == [likely(2).key]
    assert list(kind.exports.revisable(NOON + 48 * HOUR)) == []


def test_a_batch_made_before_a_key_was_withdrawn_is_not_recorded(kind: Kind) -> None:
    did(kind.store, HoldKeys((likely(1), likely(2))))
    made = list(kind.exports.releasable(NOON + HOUR))

    did(kind.store, ReviseKeys((of_type(likely(1), REVOKED),), NOON))

    with pytest.raises(Unavailable):
        kind.exports.record_exports([record(1)], keys=made, fillers=())
    assert list(kind.exports.releasable(NOON + HOUR)) == [likely(2).key]


def test_a_batch_made_before_a_key_was_confirmed_is_not_recorded(kind: Kind) -> None:
    did(kind.store, HoldKeys((likely(1), likely(2))))
    made = list(kind.exports.releasable(NOON + HOUR))
    did(kind.store, ReviseKeys((of_type(likely(1), CONFIRMED),), NOON))

    with pytest.raises(Unavailable):
        kind.exports.record_exports([record(1)], keys=made, fillers=())

    kind.exports.record_exports([record(1)], keys=list(kind.exports.releasable(NOON + HOUR)), fillers=())
    assert list(kind.exports.releasable(NOON + HOUR)) == []


def test_the_same_revision_sent_again_changes_nothing(kind: Kind) -> None:
    publish(kind, 1)
    change = of_type(likely(1), REVOKED)
    did(kind.store, ReviseKeys((change,), NOON))

    again = did(kind.store, ReviseKeys((of_type(likely(1), REVOKED, release=NOON + 9 * HOUR),), NOON))

    assert again == [None]
    assert [one.key for one in kind.exports.revisable(NOON + HOUR)] == [change.key]


@pytest.mark.parametrize("published", [True, False])
def test_a_key_is_revised_once(kind: Kind, published: bool) -> None:  # noqa: FBT001 -- a case of the test
    did(kind.store, HoldKeys((likely(1),)))
    if published:
        kind.exports.record_exports([record(1)], keys=[likely(1).key], fillers=())
    did(kind.store, ReviseKeys((of_type(likely(1), CONFIRMED),), NOON))

    [refused] = did(kind.store, ReviseKeys((of_type(likely(1), REVOKED),), NOON))

    assert code_of(refused) == "key_already_revised"


def test_a_confirmed_key_stays_what_it_is(kind: Kind) -> None:
    did(kind.store, HoldKeys((held_key(1),)))

    same, other = did(
        kind.store,
        ReviseKeys((of_type(held_key(1), CONFIRMED),), NOON),
        ReviseKeys((of_type(held_key(1), REVOKED),), NOON),
    )

    assert same is None
    assert code_of(other) == "invalid_report_type_transition"
    assert list(kind.exports.releasable(NOON + HOUR)) == [held_key(1).key]


def test_a_revision_of_which_one_key_is_unknown_changes_none(kind: Kind) -> None:
    publish(kind, 1)

    [refused] = did(kind.store, ReviseKeys((of_type(likely(1), REVOKED), of_type(likely(9), REVOKED)), NOON))

    assert code_of(refused) == "invalid_revision_token"
    assert list(kind.exports.revisable(NOON + 5 * HOUR)) == []


def test_keys_that_were_forgotten_cannot_be_revised(kind: Kind) -> None:
    publish(kind, 1)
    kind.store.purge(NOON + timedelta(days=15, hours=1))

    [refused] = did(kind.store, ReviseKeys((of_type(likely(1), REVOKED),), NOON + timedelta(days=16)))

    assert code_of(refused) == "invalid_revision_token"


def test_a_first_report_about_a_known_key_that_says_something_else_is_a_revision(kind: Kind) -> None:
    did(kind.store, HoldKeys((likely(1),)))

    refused, taken = did(
        kind.store,
        HoldKeys((of_type(likely(1), CONFIRMED), held_key(7)), NOON),
        HoldKeys((held_key(8),), NOON),
    )

    assert code_of(refused) == "missing_revision_token"
    assert taken is None
    assert {key.key.secret for key in kind.exports.releasable(NOON + 9 * HOUR)} == {
        likely(1).key.key.secret,
        held_key(8).key.key.secret,
    }
    assert kind.store.tallies()[first_hour(NOON.date()), Name.UPLOADS] == 1


def test_one_group_cannot_say_two_things_of_a_key(kind: Kind) -> None:
    first, second, third = did(
        kind.store, HoldKeys((likely(1),)), HoldKeys((of_type(likely(1), CONFIRMED),)), HoldKeys((likely(1),))
    )

    assert (first, third) == (None, None)
    assert code_of(second) == "missing_revision_token"
    assert list(kind.exports.releasable(NOON + HOUR)) == [likely(1).key]


def test_who_sends_keys_that_anybody_may_know_is_told_which_they_are(kind: Kind) -> None:
    publish(kind, 1)

    outcomes = did(
        kind.store, HoldKeys((likely(1), likely(2))), HoldKeys((likely(2),)), HoldKeys((likely(2), likely(3)))
    )

    assert outcomes == [PublishedBefore(frozenset({likely(1).key.key.secret})), None, None]


def test_fillers_of_a_batch_are_spare_until_they_are_revised(kind: Kind) -> None:
    fillers = tuple(likely(number).key for number in range(100, 104))
    publish(kind, 1, 2, fillers=fillers)
    revised = replace(fillers[0], report_type=REVOKED)

    spare = kind.exports.spare_fillers({BATCH})
    kind.exports.record_exports([record(2)], keys=(), fillers=(), revised=[revised])

    assert sorted(one.key.key.secret for one in spare) == sorted(key.key.secret for key in fillers)
    assert {one.batch for one in spare} == {BATCH}
    assert {one.key for one in kind.exports.spare_fillers({BATCH})} == set(fillers[1:])
    assert list(kind.exports.spare_fillers({BATCH + HOUR})) == list(kind.exports.spare_fillers(())) == []


def test_a_key_that_is_only_held_is_not_published_as_revised(kind: Kind) -> None:
    did(kind.store, HoldKeys((likely(1),)))

    with pytest.raises(Unavailable):
        kind.exports.record_exports([record(1)], keys=(), fillers=(), revised=[of_type(likely(1), REVOKED).key])

    assert kind.exports.exports() == []


def test_the_keys_of_a_traveller_are_revised_like_others(kind: Kind) -> None:
    travelled = replace(likely(1), traveller=True)
    did(kind.store, HoldKeys((travelled,)))

    did(kind.store, ReviseKeys((of_type(travelled, CONFIRMED),), NOON))

    assert list(kind.exports.releasable(NOON + HOUR)) == [of_type(travelled, CONFIRMED).key]


def test_a_code_that_tests_the_server_is_not_counted(kind: Kind) -> None:
    life = timedelta(hours=1)
    code = NewCode("id-1", "s1", "l1", NOON + life, NOON + life, Diagnosis("probe"))
    did(kind.store, AddCode(code, NOON))

    assert did(kind.store, ClaimCode("s1", NOON)) == [Diagnosis("probe")]
    assert kind.store.tallies() == {}


def test_one_refused_report_in_a_big_group_leaves_all_others_whole(kind: Kind) -> None:
    did(kind.store, HoldKeys((likely(1),)))
    others = [HoldKeys(tuple(held_key(14 * report + day) for day in range(14)), NOON) for report in range(1, 5)]

    *taken, refused = did(kind.store, *others, HoldKeys((of_type(likely(1), CONFIRMED), held_key(100)), NOON))

    assert taken == [None] * 4
    assert code_of(refused) == "missing_revision_token"
    assert {key.key.secret for key in kind.exports.releasable(NOON + 48 * HOUR)} == {
        likely(1).key.key.secret,
        *(held.key.key.secret for report in others for held in report.keys),
    }
    assert kind.store.tallies()[first_hour(NOON.date()), Name.KEYS] == 4 * 14
