"""Derivation and matching of both airs on one core, beside the naive ways to do the same.

Fourteen days of keys and of sightings; one sighting in a thousand is of a published key.
"""

import os
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from time import process_time
from typing import Final

import numpy as np
from benchmarks.measure import Measure, against
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

from bluezone.matching import DerivedKeys, KeyTable, SightingTable, derived, matches
from bluezone.matching.tables import Bytes
from bluezone.protocol.identifiers import IDENTIFIER_LENGTH, proximity_key
from bluezone.protocol.intervals import KEY_INTERVALS_A_DAY, Air
from bluezone.protocol.keys import ExposureKey
from bluezone.protocol.risk import POLICY_1

DAYS: Final = 14
FIRST_DAY: Final = 20_000
KEYS: Final = (10_000, 100_000)
SIGHTINGS: Final = (10_000, 100_000, 1_000_000)
HASHES_A_KEY: Final = 100
"""96 steps of the chain and the four hashes of HKDF's two HMACs."""
ROUNDS: Final = 5
SLICE: Final = 2500
"""Keys derived in one go, turn by turn with the naive way: whatever else the computer does hits both alike."""
SET_IDENTIFIERS: Final = 960_000


def measures() -> list[Measure]:
    """Measure derivation, then matching against growing diaries, on each air."""
    one_core()
    generator = np.random.default_rng(1)
    found = []
    for count in KEYS:
        keys = _keys(generator, count)
        for air in Air:
            table = derived(keys, air)
            derivation, seconds = _derivation(keys, air)
            found.append(derivation)
            found.extend(_matching(generator, table, count, size, seconds) for size in SIGHTINGS)
            del table
    return found


def one_core() -> None:
    """Keep this process on one core, so that `one core` is what is measured."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def _derivation(keys: KeyTable, air: Air) -> tuple[Measure, float]:
    name, naive, share, aim = NAIVE[air]
    ours = theirs = 0.0
    for part in (keys.only(np.arange(at, at + SLICE)) for at in range(0, len(keys), SLICE)):
        secrets = [row.tobytes() for row in part.secrets[: SLICE // share]]
        ours += _seconds(partial(derived, part, air))
        theirs += _seconds(partial(naive, secrets)) * share
    seconds, rate, reference = ours, len(keys) / ours, len(keys) / theirs
    ratio = against(reference, rate)
    measure = Measure(
        f"derivation, {air}, {len(keys):,} day keys",
        rate,
        "keys/s",
        reference=name,
        reference_value=reference,
        ratio=ratio,
        aim=f"ratio >= {aim:g}",
        met=ratio >= aim,
    )
    return measure, seconds


def _matching(generator: np.random.Generator, keys: DerivedKeys, count: int, size: int, derivation: float) -> Measure:
    heard = _sightings(generator, keys, size)
    seconds = _seconds(lambda: matches(keys, heard, tolerance=POLICY_1.tolerance[keys.air]), rounds=ROUNDS)
    naive = _set_seconds(keys, heard) * len(keys) / min(len(keys), SET_IDENTIFIERS)
    ratio = seconds / derivation
    return Measure(
        f"matching, {keys.air}, {count:,} day keys, {size:,} sightings ({naive / seconds:.0f} x a set of bytes)",
        seconds,
        "s",
        reference="derivation of these keys",
        reference_value=derivation,
        ratio=ratio,
        aim="ratio <= 0.1",
        met=ratio <= 0.1,
    )


def _keys(generator: np.random.Generator, count: int) -> KeyTable:
    return KeyTable(
        secrets=generator.integers(0, 256, (count, 16), dtype=np.uint8),
        starts=(FIRST_DAY + generator.integers(0, DAYS, count)) * KEY_INTERVALS_A_DAY,
        periods=np.full(count, KEY_INTERVALS_A_DAY, dtype=np.int64),
    )


def _sightings(generator: np.random.Generator, keys: DerivedKeys, size: int) -> SightingTable:
    steps = keys.air.intervals_a_day
    identifiers = generator.integers(0, 256, (size, IDENTIFIER_LENGTH[keys.air]), dtype=np.uint8)
    intervals = FIRST_DAY * steps + generator.integers(0, DAYS * steps, size)
    rows = generator.integers(0, len(keys), size // 1000)
    places = generator.integers(0, size, len(rows))
    identifiers[places] = keys.identifiers[rows]
    intervals[places] = keys.firsts[rows // steps] + rows % steps
    in_time = np.argsort(intervals, kind="stable")
    return SightingTable(keys.air, identifiers[in_time], intervals[in_time])


def _bare_loop(secrets: list[bytes]) -> list[bytes]:
    for secret in secrets:
        digest = secret
        for _ in range(HASHES_A_KEY):
            digest = sha256(digest).digest()
    return []


def _encryptors(secrets: list[bytes]) -> list[bytes]:
    found = []
    for secret in secrets:
        key = ExposureKey(secret, FIRST_DAY * KEY_INTERVALS_A_DAY)
        rolling = proximity_key(key)
        for interval in range(key.rolling_start, key.rolling_end):
            block = b"EN-RPI" + bytes(6) + interval.to_bytes(4, "little")
            found.append(Cipher(AES(rolling), ECB()).encryptor().update(block))  # noqa: S305 -- the naive reference
    return found


def _set_seconds(keys: DerivedKeys, heard: SightingTable) -> float:
    known = set(_texts(heard.identifiers))
    ours = _texts(keys.identifiers[:SET_IDENTIFIERS])
    return _seconds(lambda: [identifier for identifier in ours if identifier in known], rounds=2)


def _texts(rows: Bytes) -> list[bytes]:
    return [row.tobytes() for row in rows]


def _seconds(work: Callable[[], object], rounds: int = 1) -> float:
    """Return the least processor time of some runs: what else the computer does only ever adds."""
    taken = []
    for _ in range(rounds):
        start = process_time()
        work()
        taken.append(process_time() - start)
    return min(taken)


NAIVE: Final = {
    Air.BLUEZONE: ("a bare hashlib loop of the same 100 hashes a key, which keeps nothing", _bare_loop, 1, 0.9),
    Air.EXPOSURE_NOTIFICATION: ("one encryptor for each identifier", _encryptors, 25, 50.0),
}
"""For each air: the naive way, over which share of the keys it is run (one in so many), and the aim."""
