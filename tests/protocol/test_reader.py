"""A reader with the whole register in hand cannot tell which venues were warned; who photographed a poster can, of it alone."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from hashlib import sha256
from itertools import combinations
from random import Random
from statistics import fmean

import pytest
from tests.protocol.reader import NOW, SECRET_BITS, Row, Town, drawn, guesses, hits, hours, poster, town

from bluezone.protocol.ended_codes import is_ended
from bluezone.protocol.place_warnings import (
    ENTRIES_STEP,
    ENTRY_LENGTH,
    check_in,
    entries_in,
    padded_entries,
    place_exposures,
    value,
    warning_entries,
)

SEEDS = range(48)
CHANCE = 0.08
"""How far from a half the best score may lie by chance: 3.5 standard deviations of 290 against 290 venues."""
Score = Callable[[Row, Town], float]


def auc(scores: Iterable[tuple[float, bool]]) -> float:
    """How often a warned one scores above one that was not; a half for a guess."""
    ranked = sorted(scores)
    ranks = dict[float, list[int]]()
    for rank, (score, _) in enumerate(ranked):
        ranks.setdefault(score, []).append(rank)
    yes = [fmean(ranks[score]) for score, is_warned in ranked if is_warned]
    no = len(ranked) - len(yes)
    return (sum(yes) - len(yes) * (len(yes) - 1) / 2) / (len(yes) * no)


def number(raw: bytes) -> int:
    return int.from_bytes(raw, "big")


def marked(row: Row) -> int:
    """What a reader makes of a row to compare it with values of 16 bytes."""
    return number(sha256("|".join(row.values()).encode()).digest()[:16])


def nearest(row: Row, place: Town) -> float:
    return -min((number(entry[:16]) ^ marked(row)).bit_count() for entry in place.published)


def nearest_as_numbers(row: Row, place: Town) -> float:
    return -min(abs(number(entry[:16]) - marked(row)) for entry in place.published)


def crowd(row: Row, place: Town) -> float:
    """How many values begin with the row's byte."""
    first = marked(row) >> (SECRET_BITS - 8)
    return sum(entry[0] == first for entry in place.published)


def alike(row: Row, place: Town) -> float:
    """How many bits agree with the row's own words, over all entries."""
    name = number(row["name"].encode().ljust(16, b"\0")[:16])
    return fmean((number(entry[:16]) ^ name).bit_count() for entry in place.published)


def of_the_last_batch(row: Row, place: Town) -> float:
    fresh = set(place.feeds[-1]) - set(place.feeds[-2])
    return -min((number(entry[:16]) ^ marked(row)).bit_count() for entry in fresh)


def ended(row: Row, place: Town) -> float:
    wanted = marked(row) >> 64
    return -min((number(mark) ^ wanted).bit_count() for mark in place.marks)


def newest_code(row: Row, _place: Town) -> float:
    return number(row["issued"].replace("-", "").encode()) + int(row["version"])


def guessed(row: Row, place: Town) -> float:
    values = {entry[:16] for entry in place.published}
    return sum(value(secret, hour) in values for secret in [*guesses(row)][:4] for hour in [*hours()][::7])


SCORES: Sequence[Score] = (nearest, nearest_as_numbers, crowd, alike, of_the_last_batch, ended, newest_code, guessed)


def best_of(towns: Sequence[Town], scores: Sequence[Score] = SCORES) -> float:
    """Choose the best score, and its sign, on half of the towns; return how it does on the other half."""
    half = len(towns) // 2

    def done_by(score: Score, some: Sequence[Town]) -> float:
        return auc(
            (score(row, place), is_warned)
            for place in some
            for row, is_warned in zip(place.register, place.warned, strict=True)
        )

    learnt = {score: done_by(score, towns[:half]) - 0.5 for score in scores}
    best = max(learnt, key=lambda score: abs(learnt[score]))
    found = done_by(best, towns[half:]) - 0.5
    return 0.5 + (found if learnt[best] >= 0 else -found)


@pytest.fixture(scope="module")
def towns() -> list[Town]:
    return [town(seed) for seed in SEEDS]


def test_a_reader_with_the_whole_register_does_no_better_than_chance(towns: list[Town]) -> None:
    assert abs(best_of(towns) - 0.5) <= CHANCE


def test_the_same_reader_finds_everything_where_codes_follow_from_names() -> None:
    leaky = [town(seed, lambda row, _dice: sha256(row["name"].encode()).digest()[:16]) for seed in range(2)]

    assert best_of(leaky, [hits]) == 1


def test_no_secret_that_follows_from_the_register_explains_a_published_byte(towns: list[Town]) -> None:
    found = [hits(row, place) for place in towns[:2] for row in place.register[:12]]

    assert set(found) == {0}


def test_the_register_says_nothing_of_a_code_but_what_is_printed_in_words(towns: list[Town]) -> None:
    for place in towns:
        said = "|".join("|".join(row.values()) for row in place.register)
        assert not any(secret.hex() in said for secret in place.secrets)
        assert not any(secret[:8] in b"".join(place.published) for secret in place.secrets)


def test_whoever_photographed_a_poster_can_test_this_place_and_no_other(towns: list[Town]) -> None:
    place = towns[0]

    def tested(photographed: int) -> bool:
        values = {entry[:16] for entry in place.published}
        return any(value(poster(place, photographed).secret, hour) in values for hour in hours())

    assert tuple(tested(number) for number in range(len(place.register))) == place.warned
    assert not any(is_ended(poster(place, number), place.marks) for number in range(len(place.register)))


def test_who_was_at_one_place_learns_nothing_of_another(towns: list[Town]) -> None:
    place = towns[0]

    stays = [check_in(poster(place, number), NOW - timedelta(hours=6)) for number in range(len(place.register))]

    seen = [{mark.value for mark in stay.marks} for stay in stays]
    assert all(not one & other for one, other in combinations(seen, 2))
    told = {id(exposure.check_in) for exposure in place_exposures(stays, place.published)}
    assert not any(id(stay) in told for stay, is_warned in zip(stays, place.warned, strict=True) if not is_warned)


# Decoys


def features(entry: bytes, rank: int, before: bytes, after: bytes) -> dict[str, float]:
    """What an entry shows to somebody who wonders whether it is a decoy."""
    place, left, right = (number(raw[:16]) for raw in (entry, before, after))
    shown: dict[str, float] = {f"byte {at}": entry[at] for at in range(ENTRY_LENGTH)}
    return shown | {
        "rank": rank,
        "gap before": place - left,
        "gap after": right - place,
        "bits": number(entry).bit_count(),
        "bits from the one before": (place ^ left).bit_count(),
        "minutes in order": entry[16] < entry[17],
        "minutes within an hour": max(entry[16:]) <= 60,
        "minutes apart": entry[17] - entry[16],
    }


def test_a_warning_s_entries_look_like_decoys_by_size_place_and_distance() -> None:
    samples = [sample for seed in SEEDS for sample in _labelled(seed)]

    found = {name: auc((shown[name], is_real) for shown, is_real in samples) for name in samples[0][0]}

    assert len(samples) == len(SEEDS) * (ENTRIES_STEP - 2)
    assert sum(is_real for _, is_real in samples) > len(SEEDS) * 11
    assert {name: score for name, score in found.items() if abs(score - 0.5) > 0.05} == {}


def _labelled(seed: int) -> list[tuple[dict[str, float], bool]]:
    dice = Random(seed)
    start = NOW.replace(minute=seed)
    real = warning_entries(drawn({}, dice), start, start + timedelta(hours=12))
    batch = entries_in(padded_entries(real, dice.randbytes))
    inner = range(1, len(batch) - 1)
    return [(features(batch[at], at, batch[at - 1], batch[at + 1]), batch[at] in real) for at in inner]
