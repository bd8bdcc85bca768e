"""What a campaign does besides reporting, made up from one seed: broadcasts, a movement's events, complaints, classes.

Plain values in the words of the shipped forms; nothing here claims to be how a real campaign went.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.random import Generator

LANGUAGES: Final = ("vi", "thai", "mong", "dao")
MEDIA: Final = ("radio", "television", "web", "loudspeaker")
ACTIVITIES: Final = ("launch", "booth", "village_evening", "door")
ABOUT: Final = ("wrong_app", "old_phone", "battery", "storage", "bluetooth", "language", "privacy", "other")
GRADES: Final = (10, 11, 12)


class Who(StrEnum):
    """Who does what happens."""

    PRESS = "press"
    MOVEMENT = "movement"
    HELP_DESK = "help_desk"
    SCHOOL = "school"


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened.

    Args:
        who: Who did it.
        day: 0 for the campaign's first day.
        values: Counts and words by the key of the shipped form's field; times are clock times, `HH:MM`.
        part: A class, for a school.
    """

    who: Who
    day: int
    values: dict[str, int | str] = field(hash=False)
    part: str = ""


def happenings(seed: int, days: int) -> list[Happening]:
    """Return what happened in a campaign of some days, in the order of the days; the same seed, the same list."""
    rng = np.random.default_rng([seed, 1])
    found = [happening for day in range(days) for happening in _one_day(rng, day)]
    return found + [_class(rng, days - 1, grade, number) for grade in GRADES for number in (1, 2, 3)]


def _one_day(rng: Generator, day: int) -> list[Happening]:
    found = [_broadcast(rng, day) for _ in range(int(rng.integers(1, 4)))]
    found += [_event(rng, day) for _ in range(int(rng.random() < 0.4))]  # noqa: PLR2004 -- four days in ten
    return found + [_complaint(rng, day) for _ in range(int(rng.poisson(3)))]


def _broadcast(rng: Generator, day: int) -> Happening:
    medium, language = str(rng.choice(MEDIA)), str(rng.choice(LANGUAGES, p=[0.4, 0.25, 0.25, 0.1]))
    values: dict[str, int | str] = {"medium": medium, "language": language, "at": f"{int(rng.integers(5, 21)):02}:30"}
    if medium in {"radio", "television"}:
        values["minutes"] = int(rng.integers(1, 12))
    if medium == "web":
        values["link"] = f"https://example.org/bluezone/{day}"
    return Happening(Who.PRESS, day, values)


def _event(rng: Generator, day: int) -> Happening:
    volunteers = int(rng.integers(4, 40))
    values: dict[str, int | str] = {
        "activity": str(rng.choice(ACTIVITIES)),
        "starts": f"{int(rng.integers(7, 20)):02}:00",
        "volunteers": volunteers,
        "pledges": int(rng.poisson(volunteers)),
        "helped": int(rng.poisson(volunteers * 3)),
        "certificates": int(rng.binomial(volunteers, 0.2)),
    }
    return Happening(Who.MOVEMENT, day, values)


def _complaint(rng: Generator, day: int) -> Happening:
    about = str(rng.choice(ABOUT, p=[0.12, 0.24, 0.2, 0.14, 0.12, 0.06, 0.07, 0.05]))
    values: dict[str, int | str] = {
        "about": about,
        "phone": str(rng.choice(["android", "iphone", "unknown"], p=[0.8, 0.08, 0.12])),
        "language": str(rng.choice(LANGUAGES)),
        "solved": str(rng.choice(["solved", "passed_on", "open"], p=[0.6, 0.25, 0.15])),
    }
    return Happening(Who.HELP_DESK, day, values)


def _class(rng: Generator, day: int, grade: int, number: int) -> Happening:
    pupils = int(rng.integers(28, 46))
    smartphones = int(rng.binomial(pupils, 0.55))
    values: dict[str, int | str] = {
        "age_band": "upper",
        "pupils": pupils,
        "smartphones": smartphones,
        "declared": int(rng.binomial(smartphones, 0.6)),
        "relatives": int(rng.poisson(smartphones * 0.5)),
    }
    return Happening(Who.SCHOOL, day, values, part=f"{grade}A{number}")
