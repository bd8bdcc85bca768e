"""A reader who holds the whole register of venues and every published byte, and has never been to any of the places.

Everything follows from a seed. What a reader may see: names, communes, types, versions, days, ids and states of codes, and
the feed at each of several moments. What a reader never has: a poster.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import md5, sha1, sha256
from itertools import permutations
from random import Random
from typing import Final
from uuid import UUID

from bluezone.protocol.ended_codes import ended_mark, marks_in, padded_marks
from bluezone.protocol.place_warnings import entries_in, hour_at, padded_entries, value, venues_content, warning_entries
from bluezone.protocol.venues import VenueCode, VenueType

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
NOW: Final = datetime(2020, 8, 20, 12, tzinfo=UTC)
VENUES: Final = 24
SECRET_BITS: Final = 128
PLACES: Final = ("Chợ", "Bến xe", "Quán", "Khách sạn", "Trường", "Xe khách", "Nhà văn hoá", "Trạm y tế")
OWN: Final = ("Mường Tè", "San Thàng", "Hoà Bình", "Số 7", "Phương Thanh", "Tam Đường", "Than Uyên", "Sìn Hồ")
Row = dict[str, str]
Secret = Callable[[Row, Random], bytes]


@dataclass(frozen=True, slots=True)
class Town:
    """The register, the feed at each moment, and what only the authority knows: whose poster holds what, who was warned."""

    register: tuple[Row, ...]
    feeds: tuple[tuple[bytes, ...], ...]
    published: tuple[bytes, ...]
    marks: frozenset[bytes]
    secrets: tuple[bytes, ...]
    warned: tuple[bool, ...]


def drawn(_row: Row, dice: Random) -> bytes:
    """A secret as the authority makes it."""
    return dice.randbytes(16)


def town(seed: int, secret_of: Secret = drawn) -> Town:
    """Return a town in which about half of the venues were warned in the last fortnight."""
    dice = Random(seed)
    register = tuple(_row(dice) for _ in range(VENUES))
    secrets = tuple(secret_of(row, dice) for row in register)
    warned = tuple(dice.random() < 0.5 for _ in register)
    batches = [padded_entries(_entries(part, dice), dice.randbytes) for part in _days(secrets, warned, dice)]
    ended = [ended_mark(dice.randbytes(16)) for row in register if row["version"] != "1"]
    marks = padded_marks(ended, lambda number: Random(f"{seed} {number}").randbytes(8))
    feeds = tuple(entries_in(venues_content(batches[: upto + 1]).hours) for upto in range(len(batches)))
    published = tuple(sorted({entry for feed in feeds for entry in feed}))
    return Town(register, feeds, published, marks_in(marks), secrets, warned)


def poster(place: Town, number: int) -> VenueCode:
    """What a person at the door has."""
    row = place.register[number]
    return VenueCode(
        type=VenueType(int(row["kind"])),
        version=int(row["version"]),
        issued=date.fromisoformat(row["issued"]),
        expires=date.fromisoformat(row["expires"]),
        commune=row["commune"],
        secret=place.secrets[number],
        name=row["name"],
    )


def hours() -> range:
    """Every hour of the fortnight."""
    return range(hour_at(NOW - 14 * DAY), hour_at(NOW) + 1)


def guesses(row: Row) -> Iterator[bytes]:
    """Secrets of 16 bytes that somebody could make of a row of the register."""
    yield bytes(16)
    yield UUID(row["id"]).bytes
    parts = [row[name] for name in ("id", "name", "commune", "kind", "version", "issued")]
    texts = [*parts[:2], *("".join(some) for some in permutations(parts[1:4], 2)), "".join(parts), "|".join(parts)]
    for text in texts:
        raw = text.encode()
        yield raw[:16].ljust(16, b"\0")
        yield md5(raw, usedforsecurity=False).digest()
        yield sha1(raw, usedforsecurity=False).digest()[:16]
        yield sha256(raw).digest()[:16]


def hits(row: Row, place: Town) -> int:
    """How many published values and marks a guess of the row's secret explains."""
    values = {entry[:16] for entry in place.published}
    tried = {*guesses(row)}
    named = sum(value(secret, hour) in values for secret in tried for hour in hours())
    return named + sum(ended_mark(secret) in place.marks for secret in tried)


def _row(dice: Random) -> Row:
    issued = (NOW - dice.randint(1, 300) * DAY).date()
    return {
        "id": str(UUID(bytes=dice.randbytes(16), version=4)),
        "name": f"{dice.choice(PLACES)} {dice.choice(OWN)} {dice.randint(1, 99)}",
        "commune": f"{dice.randint(3000, 4000):05}",
        "kind": str(dice.randint(0, 11)),
        "version": str(dice.choice([1, 1, 1, 2, 3])),
        "issued": issued.isoformat(),
        "expires": (issued + 365 * DAY).isoformat(),
    }


def _days(secrets: tuple[bytes, ...], warned: tuple[bool, ...], dice: Random) -> Iterator[list[bytes]]:
    ill = [secret for secret, is_warned in zip(secrets, warned, strict=True) if is_warned]
    dice.shuffle(ill)
    for number in range(3):
        yield ill[number::3]


def _entries(secrets: list[bytes], dice: Random) -> Iterator[bytes]:
    for secret in secrets:
        start = NOW - dice.randint(1, 13 * 24 * 60) * MINUTE
        yield from warning_entries(secret, start, start + dice.randint(10, 400) * MINUTE)
