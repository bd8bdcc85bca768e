"""One suite over the records of the key server in every database that it knows and over their twin in memory."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.contracts.store_kinds import (
    CONFIRMED,
    HOUR,
    NOON,
    Kind,
    code_of,
    did,
    held_key,
    kind,
    new_code,
    record,
    store,
)

from bluezone.keyserver.rules import HeldKey, Policy
from bluezone.keyserver.store import (
    AddCode,
    ClaimCode,
    ClaimToken,
    ExpireCode,
    HoldKeys,
    LeaveLetter,
    RemoveLetters,
    Store,
    letter_id,
)
from bluezone.protocol.errors import Unavailable

__all__ = ["kind", "store"]  # fixtures, which pytest finds by their names here

LETTERS = [number.to_bytes(2, "big") * 2048 for number in range(21)]


def test_a_new_code_is_found_in_both_forms_until_it_is_claimed(store: Store) -> None:
    did(store, AddCode(new_code("1"), NOON))

    short, long = store.found("s1"), store.found("l1")

    assert short
    assert (short.diagnosis, short.until) == (CONFIRMED, NOON + timedelta(minutes=15))
    assert long
    assert (long.diagnosis, long.until) == (CONFIRMED, NOON + timedelta(hours=24))


@pytest.mark.parametrize("form", ["s1", "l1"])
def test_claiming_one_form_ends_both(store: Store, form: str) -> None:
    did(store, AddCode(new_code("1"), NOON))

    assert did(store, ClaimCode(form, NOON)) == [CONFIRMED]
    assert store.found("s1") is None
    assert store.found("l1") is None


def test_a_code_claimed_twice_in_one_group_is_given_to_the_first(store: Store) -> None:
    did(store, AddCode(new_code("1"), NOON))

    first, second = did(store, ClaimCode("s1", NOON), ClaimCode("l1", NOON))

    assert first == CONFIRMED
    assert code_of(second) == "code_invalid"


def test_an_expired_code_is_refused_and_stays(store: Store) -> None:
    did(store, AddCode(new_code("1"), NOON))

    [refused] = did(store, ClaimCode("s1", NOON + timedelta(minutes=15)))

    assert code_of(refused) == "code_expired"
    assert store.found("l1")


def test_an_unknown_code_is_refused(store: Store) -> None:
    assert code_of(did(store, ClaimCode("s1", NOON))[0]) == "code_invalid"


def test_a_refused_operation_leaves_its_neighbours_alone(store: Store) -> None:
    added, refused, again = did(
        store, AddCode(new_code("1"), NOON), AddCode(new_code("2"), NOON), AddCode(new_code("3", code_id="id-3"), NOON)
    )

    assert (added, again) == (None, None)
    assert code_of(refused) == "uuid_already_exists"
    assert store.found("s2") is None
    assert store.found("s3")


def test_a_code_that_chance_drew_again_is_taken(store: Store) -> None:
    did(store, AddCode(new_code("1"), NOON))

    assert code_of(did(store, AddCode(new_code("1", code_id="id-2"), NOON))[0]) == "code_taken"
    assert store.status("id-2") is None


def test_the_status_of_a_code_says_claimed_or_until_when(store: Store) -> None:
    did(store, AddCode(new_code("1"), NOON))

    before = store.status("id-1")
    did(store, ClaimCode("s1", NOON))
    after = store.status("id-1")

    assert before
    assert (before.claimed, before.short_until, before.long_until) == (
        False,
        NOON + timedelta(minutes=15),
        NOON + timedelta(hours=24),
    )
    assert after
    assert (after.claimed, after.short_until, after.long_until) == (True, None, None)


def test_a_code_can_be_ended_once_unless_it_was_claimed(store: Store) -> None:
    did(store, AddCode(new_code("1"), NOON), AddCode(new_code("2", code_id="id-2"), NOON), ClaimCode("s2", NOON))
    later = NOON + timedelta(minutes=20)

    ended, claimed, unknown = did(store, ExpireCode("id-1", later), ExpireCode("id-2", later), ExpireCode("x", later))

    status = store.status("id-1")
    assert ended is None
    assert status
    assert (status.short_until, status.long_until) == (NOON + timedelta(minutes=15), later)
    assert store.found("l1") is None
    assert (code_of(claimed), code_of(unknown)) == ("code_invalid", "code_not_found")


def test_a_token_is_used_for_one_set_of_keys(store: Store) -> None:
    first, second = did(store, ClaimToken("t", b"mac", NOON), ClaimToken("t", b"other", NOON))
    [third] = did(store, ClaimToken("t", b"other", NOON))

    assert first is None
    assert code_of(second) == code_of(third) == "token_invalid"


def test_a_token_whose_answer_was_lost_can_be_used_again_for_the_same_keys(store: Store) -> None:
    later = NOON + HOUR
    outcomes = did(store, ClaimToken("t", b"mac", later), ClaimToken("t", b"mac", later))
    outcomes += did(store, ClaimToken("t", b"other", later), ClaimToken("t", b"mac", later))

    assert outcomes[:2] + outcomes[3:] == [None, None, None]
    assert code_of(outcomes[2]) == "token_invalid"


def test_the_keys_of_one_token_say_nothing_about_another(store: Store) -> None:
    assert did(store, ClaimToken("t", b"mac", NOON), ClaimToken("u", b"mac", NOON)) == [None, None]
    assert code_of(did(store, ClaimToken("u", b"other", NOON))[0]) == "token_invalid"


def test_a_token_used_again_is_not_remembered_longer(store: Store) -> None:
    did(store, ClaimToken("t", b"mac", NOON), ClaimToken("t", b"mac", NOON + HOUR))

    assert store.purge(NOON + HOUR).tokens == 1


def test_nothing_counts_before_it_is_committed(store: Store) -> None:
    store.prepare([AddCode(new_code("1"), NOON)])

    assert store.found("s1") is None
    store.commit()
    assert store.found("s1")


def test_keys_are_released_at_their_hour(kind: Kind) -> None:
    keys = [held_key(number, release=NOON + number * HOUR) for number in range(3)]
    did(kind.store, HoldKeys(tuple(keys)))

    at = [sorted(key.key.secret for key in kind.exports.releasable(NOON + hours * HOUR)) for hours in range(4)]

    assert [len(found) for found in at] == [0, 1, 2, 3]
    assert set(kind.exports.releasable(NOON + 3 * HOUR)) == {held.key for held in keys}


def test_a_key_sent_again_stays_as_it_was(kind: Kind) -> None:
    did(kind.store, HoldKeys((held_key(1),)))
    did(kind.store, HoldKeys((held_key(1, release=NOON - 5 * HOUR), held_key(1))))

    assert kind.exports.releasable(NOON + HOUR) == [held_key(1).key]


def test_of_what_is_released_it_is_known_who_travelled(kind: Kind) -> None:
    away = replace(held_key(2), traveller=True)
    did(kind.store, HoldKeys((held_key(1), away, replace(held_key(3, release=NOON + 3 * HOUR), traveller=True))))

    travelling = kind.exports.travelling(NOON + HOUR)

    assert set(travelling) == {away.key.key.secret}


def test_an_exported_key_is_never_released_again(kind: Kind) -> None:
    keys = [held_key(number) for number in range(3)]
    filler = held_key(99).key
    did(kind.store, HoldKeys(tuple(keys)))

    kind.exports.record_exports([record(1)], keys=[held.key for held in keys[:2]], fillers=[filler])
    did(kind.store, HoldKeys((*keys, HeldKey(filler, NOON - HOUR))))

    assert list(kind.exports.releasable(NOON + HOUR)) == [keys[2].key]
    assert kind.exports.exports() == [record(1)]


def test_a_batch_with_a_key_that_was_exported_changes_nothing(kind: Kind) -> None:
    did(kind.store, HoldKeys((held_key(1), held_key(2))))
    kind.exports.record_exports([record(1)], keys=[held_key(1).key], fillers=[])

    with pytest.raises(Unavailable):
        kind.exports.record_exports([record(2)], keys=[held_key(2).key, held_key(1).key], fillers=[])

    assert list(kind.exports.releasable(NOON + HOUR)) == [held_key(2).key]
    assert kind.exports.exports() == [record(1)]


def test_exports_are_listed_oldest_first_and_forgotten_by_name(kind: Kind) -> None:
    did(kind.store, HoldKeys((held_key(1),)))
    kind.exports.record_exports([record(3), record(2)], keys=[held_key(1).key], fillers=[])

    kind.exports.forget_exports(["00002.zip", "unknown.zip"], at=NOON)

    assert kind.exports.exports() == [record(3)]
    assert kind.store.purges()[-1].exports == 1


@pytest.mark.parametrize(
    ("after", "gone"),
    [
        (timedelta(hours=23), (0, 0, 0, 0, 0)),
        (timedelta(hours=24), (0, 0, 1, 0, 0)),
        (timedelta(hours=48), (0, 0, 1, 0, 0)),
        (timedelta(hours=49), (2, 0, 1, 0, 0)),
        (timedelta(days=14), (2, 0, 1, 0, 0)),
        (timedelta(days=14, hours=1), (2, 1, 1, 0, 1)),
        (timedelta(days=15, hours=1), (2, 1, 1, 1, 1)),
    ],
)
def test_everything_is_forgotten_in_its_time(store: Store, after: timedelta, gone: tuple[int, ...]) -> None:
    did(store, AddCode(new_code("1"), NOON), ClaimToken("t", b"mac", NOON + 23 * HOUR), HoldKeys((held_key(1),)))
    did(store, LeaveLetter(LETTERS[0], NOON))

    record = store.purge(NOON + after)

    assert (record.codes, record.statuses, record.tokens, record.keys, record.letters) == gone
    assert store.purges() == ([record] if record.total else [])


def test_two_purges_of_one_hour_are_one_record(store: Store) -> None:
    at = NOON + timedelta(days=30)
    for number in range(2):
        did(store, AddCode(new_code(str(number), code_id=str(number)), NOON))
        store.purge(at)

    assert sum(record.codes for record in store.purges()) == 4


def test_letters_are_handed_out_in_an_order_that_tells_nothing(store: Store) -> None:
    did(store, *(LeaveLetter(letter, NOON) for letter in LETTERS[:9]))

    assert store.letters(100) == sorted(LETTERS[:9], key=letter_id)
    assert store.letters(3) == store.letters(100)[:3]
    assert store.letters(0) == []


def test_a_letter_left_twice_lies_there_once(store: Store) -> None:
    outcomes = did(store, LeaveLetter(LETTERS[0], NOON), LeaveLetter(LETTERS[0], NOON))
    outcomes += did(store, LeaveLetter(LETTERS[0], NOON + HOUR))

    assert outcomes == [None, None, None]
    assert store.letters(100) == [LETTERS[0]]


def test_a_letter_left_again_is_not_kept_longer(store: Store) -> None:
    did(store, LeaveLetter(LETTERS[0], NOON))
    did(store, LeaveLetter(LETTERS[0], NOON + 5 * HOUR))

    assert store.purge(NOON + timedelta(days=14, hours=1)).letters == 1


def test_a_letter_that_was_taken_is_removed_and_may_be_removed_again(store: Store) -> None:
    did(store, LeaveLetter(LETTERS[0], NOON), LeaveLetter(LETTERS[1], NOON))

    assert did(store, RemoveLetters((letter_id(LETTERS[0]),))) == [None]
    assert did(store, RemoveLetters((letter_id(LETTERS[0]), letter_id(LETTERS[5])))) == [None]
    assert store.letters(100) == [LETTERS[1]]


def test_a_full_mailbox_refuses_new_letters_and_knows_old_ones(store: Store) -> None:
    *_, refused = did(store, *(LeaveLetter(letter, NOON) for letter in LETTERS))

    [known] = did(store, LeaveLetter(LETTERS[0], NOON))

    assert code_of(refused) == "mailbox_full"
    assert known is None
    assert len(store.letters(100)) == 20


def test_a_full_mailbox_takes_letters_again_once_some_are_gone(store: Store) -> None:
    did(store, *(LeaveLetter(letter, NOON) for letter in LETTERS[:20]))

    removed, taken, refused = did(
        store,
        RemoveLetters((letter_id(LETTERS[0]),)),
        LeaveLetter(LETTERS[20], NOON + HOUR),
        LeaveLetter(LETTERS[0], NOON),
    )
    store.purge(NOON + timedelta(days=14, hours=1))

    assert (removed, taken, code_of(refused)) == (None, None, "mailbox_full")
    assert store.letters(100) == [LETTERS[20]]
    assert did(store, LeaveLetter(LETTERS[0], NOON)) == [None]


def test_only_records_made_for_a_demo_say_so(store: Store) -> None:
    assert not store.is_demo


def test_the_policy_of_a_test_is_the_policy_of_the_server() -> None:
    assert (Policy().keep_codes, Policy().keep_status, Policy().keep_keys, Policy().keep_letters) == (
        timedelta(hours=48),
        timedelta(days=14),
        timedelta(days=15),
        timedelta(days=14),
    )
