"""An outbreak that nobody had: a chain of cases with their contacts and days, made from a seed for trying things out.

Made to look like one, not to forecast: two waves, an infector two to nine days before each case, a few who infect many
(dispersion 0.4, as published for SARS-CoV-2 of 2020). Names are common Vietnamese ones put together by chance and marked;
telephone numbers are of a block that no operator gave out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

PORTION: Final = 4096
MARK: Final = "(bịa)"
"""Stands behind every name: made up."""
SURNAMES: Final = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Lò",
    "Vàng",
    "Giàng",
    "Thào",
    "Lường",
    "Tòng",
    "Quàng",
    "Lý",
    "Chang",
    "Pờ",
    "Vừ",
)
MIDDLE: Final = (("Văn", "A", "Đức", "Minh", "Seo"), ("Thị", "Thị", "Ngọc", "Thu", "Y"))
GIVEN: Final = (
    ("An", "Bình", "Dũng", "Hải", "Khánh", "Long", "Páo", "Sơn", "Tú", "Vinh", "Chứ", "Dế"),
    ("Anh", "Chi", "Dung", "Hà", "Lan", "Mai", "Mây", "Nga", "Súa", "Xuân", "Dợ", "Ún"),
)
DISPERSION: Final = 0.4
WAVES: Final = ((0.35, 0.11, 0.4), (0.82, 0.14, 0.6))
"""Middle and width of each wave as shares of the outbreak's days, and its share of the cases."""
WINDOW: Final = (2, 9)
"""Days between the first symptoms of infector and infectee."""
IMPORTED: Final = 0.02
"""Share of cases from outside the province, besides the first ones."""
SAME_COMMUNE: Final = 0.6
"""Share of people who live where their source lives."""
DEADLY: Final = 0.01
NEAR: Final = 0.7
SECOND: Final = 0.12
"""Share of contacts who met a contact (F2)."""


@dataclass(frozen=True, slots=True)
class Made:
    """Somebody made up.

    Args:
        name: With its mark.
        woman: Whether the name is a woman's.
        born: Year of birth.
        place: Which commune, from 0.
        phone: Of a block that nobody has.
    """

    name: str
    woman: bool
    born: int
    place: int
    phone: str


@dataclass(frozen=True, slots=True)
class MadeCase:
    """A case: who, infected by which earlier case (None: outside), days counted from the first one."""

    who: Made
    infector: int | None
    onset: int
    sampled: int
    confirmed: int
    died: bool


@dataclass(frozen=True, slots=True)
class MadeContact:
    """A contact: who, of which case, through which other contact (None: an F1), on which day, where, how long."""

    who: Made
    case: int
    through: int | None
    day: int
    setting: int
    minutes: int
    near: bool


@dataclass(frozen=True, slots=True)
class Outbreak:
    """Everybody who was made up."""

    cases: tuple[MadeCase, ...]
    contacts: tuple[MadeContact, ...]


@dataclass(frozen=True, slots=True)
class Size:
    """How large an outbreak is made.

    Args:
        cases: How many.
        contacts: How many in all.
        days: From the first symptoms to the last confirmation.
        places: How many communes there are.
        year: The year of the outbreak, from which ages are counted.
    """

    cases: int
    contacts: int
    days: int
    places: int
    year: int


def outbreak(seed: int, size: Size) -> Outbreak:
    """Return an outbreak; the same seed and size make the same one."""
    rng = np.random.default_rng([seed, 7])
    crowd = _Crowd(rng, size)
    cases = _chain(rng, crowd, size)
    return Outbreak(tuple(cases), tuple(_contacts(rng, crowd, cases, size.contacts)))


def _chain(rng: Generator, crowd: "_Crowd", size: Size) -> list[MadeCase]:
    onsets, infectors = _onsets(rng, size), [-1] * size.cases
    weights = np.concatenate([[0.0], np.cumsum(rng.gamma(DISPERSION, 1.0, size=size.cases))])
    draws, waits = rng.random((size.cases, 4)), rng.integers(0, 3, size=(size.cases, 2))
    found = list[MadeCase]()
    for place, onset in enumerate(map(int, onsets)):
        low, high = np.searchsorted(onsets, [onset - WINDOW[1], onset - WINDOW[0] + 1])
        if high > low and draws[place, 0] >= IMPORTED:
            wanted = weights[low] + draws[place, 1] * (weights[high] - weights[low])
            infectors[place] = int(np.clip(np.searchsorted(weights, wanted, side="right") - 1, low, high - 1))
        infector = infectors[place] if infectors[place] >= 0 else None
        near = infector is not None and draws[place, 2] < SAME_COMMUNE
        who = crowd.one(found[infector].who.place if near and infector is not None else None)
        sampled = onset + int(waits[place, 0])
        confirmed = min(sampled + int(waits[place, 1]), size.days)
        found.append(MadeCase(who, infector, onset, sampled, confirmed, bool(draws[place, 3] < DEADLY)))
    return found


def _onsets(rng: Generator, size: Size) -> NDArray[np.int64]:
    """Return the days of first symptoms, in order."""
    wave = rng.choice(len(WAVES), size=size.cases, p=[share for _middle, _width, share in WAVES])
    middles, widths = (np.array([each[part] for each in WAVES])[wave] for part in (0, 1))
    last = max(size.days - 4, 0)
    days = np.abs(rng.normal(middles, widths) * size.days)
    days = np.where(days > last, rng.uniform(0.6 * last, last, size=size.cases), days)
    return np.sort(days.astype(np.int64))


def _contacts(rng: Generator, crowd: "_Crowd", cases: list[MadeCase], count: int) -> Iterator[MadeContact]:
    first_of = dict[int, int]()
    of = np.sort(rng.integers(0, len(cases), size=count))
    draws = rng.random((count, 4))
    settings, minutes = rng.integers(0, 8, size=count), rng.integers(5, 240, size=count)
    for place in range(count):
        case = int(of[place])
        through = first_of.get(case) if draws[place, 0] < SECOND else None
        if through is None:
            first_of.setdefault(case, place)
        day = max(cases[case].onset - 2 + int(draws[place, 1] * 4), 0)
        who = crowd.one(cases[case].who.place if draws[place, 3] < SAME_COMMUNE else None)
        near = bool(draws[place, 2] < NEAR)
        yield MadeContact(who, case, through, day, int(settings[place]), int(minutes[place]), near)


class _Crowd:
    """People, drawn many at once."""

    def __init__(self, rng: Generator, size: Size) -> None:
        """Begin with nobody."""
        self._rng, self._size, self._number = rng, size, 0
        weights = 1.0 / np.arange(1, size.places + 1) ** 0.7
        self._homes = weights / weights.sum()
        self._drawn = iter(self._draw())

    def one(self, place: int | None) -> Made:
        """Return one more person, who lives in a commune, or somewhere."""
        woman, names, age, home = next(self._drawn)
        middle, given = MIDDLE[woman], GIVEN[woman]
        one, two, three = names
        name = f"{SURNAMES[one % len(SURNAMES)]} {middle[two % len(middle)]} {given[three % len(given)]} {MARK}"
        self._number += 1
        phone = f"0100{self._number % 1_000_000:06}"
        return Made(name, woman, self._size.year - age, home if place is None else place, phone)

    def _draw(self) -> Iterator[tuple[bool, tuple[int, int, int], int, int]]:
        while True:
            women = self._rng.random(PORTION) < 0.5  # noqa: PLR2004 -- half of all people
            names = self._rng.integers(0, 10_000, size=(PORTION, 3))
            ages = np.clip(self._rng.gamma(3.0, 12.0, size=PORTION), 0, 99).astype(int)
            homes = self._rng.choice(self._size.places, size=PORTION, p=self._homes)
            for woman, (one, two, three), age, home in zip(women, names, ages, homes, strict=True):
                yield bool(woman), (int(one), int(two), int(three)), int(age), int(home)
