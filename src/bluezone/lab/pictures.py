"""Pictures of a day as SVG: who was near the index person when, and who met whom.

Every picture says its content in words, too (`title`, `desc`), and tells outcomes apart by shape, never by colour alone.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from bluezone.lab.evaluation import Companion, Evaluation, Outcome
from bluezone.lab.markup import element
from bluezone.lab.traces import Contact, Trace

CLASSES: Final = {
    Outcome.WARNED: "warned",
    Outcome.MISSED: "missed",
    Outcome.WRONGLY_WARNED: "wrong",
    Outcome.LEFT_ALONE: "alone",
}
NAMES: Final = {
    Outcome.WARNED: ("được báo, đúng", "warned, rightly"),
    Outcome.MISSED: ("bị bỏ sót", "missed"),
    Outcome.WRONGLY_WARNED: ("báo nhầm", "warned wrongly"),
    Outcome.LEFT_ALONE: ("không báo, đúng", "left alone, rightly"),
}
ROWS: Final = 12
"""How many people have a row in the timeline: the longest near first."""
ROW_HEIGHT: Final = 40
TOP: Final = 26
FULL_HEIGHT: Final = 18
NEAREST_METRES: Final = 0.5
FARTHEST_METRES: Final = 10.0
SIZE: Final = 420
CENTRE: Final = SIZE / 2
INNER: Final = (70.0, 130.0)
"""Radii between which those who met the index person stand: the longer they met, the nearer."""
OUTER: Final = 195.0
MARK: Final = 9.0


def timeline(trace: Trace, evaluation: Evaluation) -> str:
    """Return a row for each person who was near the index person, with a bar for each contact: the nearer, the higher.

    Args:
        trace: Of the day.
        evaluation: Of the index person.
    """
    contacts = trace.of(evaluation.index_person).contacts
    first = contacts[0].start.replace(minute=0, second=0)
    end = contacts[-1].start + trace.step
    hours = math.ceil((end - first) / timedelta(hours=1))
    scale = _Scale(first, timedelta(hours=hours))
    companions = evaluation.companions[:ROWS]
    height = TOP + ROW_HEIGHT * len(companions)
    parts = [_hours(scale, hours, height)]
    for place, companion in enumerate(companions):
        mine = [contact for contact in contacts if contact.has(companion.person)]
        parts.append(_row(companion, _runs(mine, trace.step), scale, TOP + place * ROW_HEIGHT))
    title = (
        f"Ai ở gần người {evaluation.index_person}, lúc nào",
        f"Who was near person {evaluation.index_person}, and when",
    )
    desc = "; ".join(
        f"{one.person}: {minutes(one.near)} ({NAMES[one.outcome][0]} / {NAMES[one.outcome][1]})" for one in companions
    )
    return _svg("".join(parts), title, desc, width="100%", height=height, class_="timeline")


def network(trace: Trace, evaluation: Evaluation) -> str:
    """Return everybody of the day as a mark and every pair that met as a line, the index person in the middle."""
    outcomes = {one.person: one.outcome for one in evaluation.companions}
    places = _places(trace, evaluation)
    met = Counter((contact.one, contact.other) for contact in trace.contacts)
    lines = "".join(_line(pair, steps * trace.step, places, evaluation) for pair, steps in sorted(met.items()))
    marks = "".join(
        _person(person, place, outcomes.get(person), person == evaluation.index_person)
        for person, place in places.items()
    )
    title = (f"Ai gặp ai ngày {evaluation.day:%d.%m.%Y}", f"Who met whom on {evaluation.day:%d %B %Y}")
    counted = Counter(outcomes.values())
    desc = "; ".join(f"{NAMES[outcome][0]} / {NAMES[outcome][1]}: {counted[outcome]}" for outcome in Outcome)
    return _svg(lines + marks, title, desc, viewBox=f"0 0 {SIZE} {SIZE}", class_="network")


def mark(outcome: Outcome | None) -> str:
    """Return the mark of an outcome as a small picture of its own, for legends and tables; None is the index person."""
    shape = _shape(outcome, 12, 12) if outcome else _index_shape(12, 12)
    return element("svg", shape, viewBox="0 0 24 24", width=22, height=22, aria_hidden="true", class_="mark")


def minutes(length: timedelta) -> str:
    """Return a length as minutes and seconds: `15:20`."""
    whole, seconds = divmod(round(length.total_seconds()), 60)
    return f"{whole}:{seconds:02d}"


class _Scale:
    """Where a moment stands between the left and the right edge, in percent."""

    def __init__(self, first: datetime, length: timedelta) -> None:
        self.first, self._length = first, length

    def at(self, moment: datetime) -> float:
        return 1 + 98 * ((moment - self.first) / self._length)


def _hours(scale: _Scale, hours: int, height: float) -> str:
    parts = []
    every = 1 if hours <= 6 else 2 if hours <= 14 else 4  # noqa: PLR2004 -- as many hours as have room on a phone
    for hour in range(0, hours + 1, every):
        moment = scale.first + timedelta(hours=hour)
        at = scale.at(moment)
        parts.append(element("line", x1=f"{at:.2f}%", x2=f"{at:.2f}%", y1=TOP - 8, y2=height, class_="hour"))
        anchor = "start" if hour == 0 else "end" if hour + every > hours else "middle"
        parts.append(element("text", f"{moment:%H}:00", x=f"{at:.2f}%", y=12, text_anchor=anchor, class_="axis"))
    return "".join(parts)


def _row(companion: Companion, runs: Iterable[tuple[datetime, datetime, float]], scale: _Scale, top: float) -> str:
    bottom = top + ROW_HEIGHT - 6
    vi, en = NAMES[companion.outcome]
    label = (
        f'<text x="30" y="{top + 11}" lang="vi"><tspan class="who">{companion.person}</tspan> · '
        f"{minutes(companion.near)} phút · {vi}</text>"
        f'<text x="30" y="{top + 11}" lang="en"><tspan class="who">{companion.person}</tspan> · '
        f"{minutes(companion.near)} min · {en}</text>"
    )
    bars = "".join(_bar(run, scale, bottom) for run in runs)
    base = element("line", x1="1%", x2="99%", y1=bottom, y2=bottom, class_="base")
    return _shape(companion.outcome, 14, top + 6) + label + base + element("g", bars, class_=CLASSES[companion.outcome])


def _bar(run: tuple[datetime, datetime, float], scale: _Scale, bottom: float) -> str:
    start, end, metres = run
    left, width = scale.at(start), scale.at(end) - scale.at(start)
    height = _bar_height(metres)
    words = element("title", f"{start:%H:%M:%S}-{end:%H:%M:%S}, {metres:g} m")
    return element(
        "rect",
        words,
        x=f"{left:.2f}%",
        y=f"{bottom - height:.1f}",
        width=f"{width:.2f}%",
        height=f"{height:.1f}",
        style=f"width:max(1.5px,{width:.2f}%)",
    )


def _bar_height(metres: float) -> float:
    share = math.log(FARTHEST_METRES / min(max(metres, NEAREST_METRES), FARTHEST_METRES))
    return 3 + (FULL_HEIGHT - 3) * share / math.log(FARTHEST_METRES / NEAREST_METRES)


def _runs(contacts: Sequence[Contact], step: timedelta) -> list[tuple[datetime, datetime, float]]:
    """Return contacts that follow one another at one distance as one run: start, end, metres."""
    runs: list[tuple[datetime, datetime, float]] = []
    for contact in contacts:
        if runs and runs[-1][1] == contact.start and runs[-1][2] == contact.distance_m:
            runs[-1] = (runs[-1][0], contact.start + step, contact.distance_m)
        else:
            runs.append((contact.start, contact.start + step, contact.distance_m))
    return runs


def _places(trace: Trace, evaluation: Evaluation) -> dict[str, tuple[float, float]]:
    """Return where everybody stands: the index person in the middle, who met them around, the others outside."""
    longest = max((one.near for one in evaluation.companions), default=timedelta()) or timedelta(1)
    near = {one.person: one.near / longest for one in evaluation.companions}
    inside = [person for person in trace.people if person in near]
    outside = [person for person in trace.people if person not in near and person != evaluation.index_person]
    places = {evaluation.index_person: (CENTRE, CENTRE)}
    low, high = INNER
    for place, person in enumerate(inside):
        places[person] = _around(place, len(inside), high - (high - low) * math.sqrt(near[person]))
    for place, person in enumerate(outside):
        places[person] = _around(place, len(outside), OUTER)
    return places


def _around(place: int, count: int, radius: float) -> tuple[float, float]:
    angle = 2 * math.pi * place / max(count, 1) - math.pi / 2
    return CENTRE + radius * math.cos(angle), CENTRE + radius * math.sin(angle)


def _line(
    pair: tuple[str, str], time: timedelta, places: dict[str, tuple[float, float]], evaluation: Evaluation
) -> str:
    (x1, y1), (x2, y2) = (places[person] for person in pair)
    kind = "tie"
    if evaluation.index_person in pair:
        beside = pair[0] if pair[1] == evaluation.index_person else pair[1]
        kind = "tie of-index close" if beside in evaluation.truth else "tie of-index"
    width = min(6.0, 0.6 + time / timedelta(minutes=5))
    return element(
        "line", x1=f"{x1:.1f}", y1=f"{y1:.1f}", x2=f"{x2:.1f}", y2=f"{y2:.1f}", stroke_width=f"{width:.1f}", class_=kind
    )


def _person(person: str, place: tuple[float, float], outcome: Outcome | None, is_index: bool) -> str:  # noqa: FBT001 -- one of two kinds
    x, y = place
    if is_index:
        return _index_shape(x, y) + element("text", person, x=x, y=y + 26, text_anchor="middle", class_="name")
    if outcome is None:
        return element("circle", element("title", person), cx=f"{x:.1f}", cy=f"{y:.1f}", r=3, class_="far")
    label = element("text", person, x=f"{x:.1f}", y=f"{y + 21:.1f}", text_anchor="middle", class_="name")
    return _shape(outcome, x, y) + label


def _shape(outcome: Outcome, x: float, y: float) -> str:
    """Return the mark of an outcome: a ticked square, a triangle, a diamond, a ring."""
    m = MARK
    points = {
        Outcome.WARNED: [(-m, -m), (m, -m), (m, m), (-m, m)],
        Outcome.MISSED: [(0, -m - 1), (m + 1, m - 1), (-m - 1, m - 1)],
        Outcome.WRONGLY_WARNED: [(0, -m - 2), (m + 2, 0), (0, m + 2), (-m - 2, 0)],
    }
    signs = {Outcome.WARNED: "✓", Outcome.MISSED: "!", Outcome.WRONGLY_WARNED: "?"}
    if outcome not in points:
        return element("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=4.5, class_="shape alone")
    corners = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in points[outcome])
    sign = element("text", signs[outcome], x=f"{x:.1f}", y=f"{y + 4.5:.1f}", text_anchor="middle", class_="sign")
    return element("polygon", points=corners, class_=f"shape {CLASSES[outcome]}") + sign


def _index_shape(x: float, y: float) -> str:
    return element("circle", cx=x, cy=y, r=11, class_="shape index") + element(
        "circle", cx=x, cy=y, r=4, class_="pupil"
    )


def _svg(content: str, title: tuple[str, str], desc: str, **attributes: object) -> str:
    words = element("title", f"{title[0]} / {title[1]}") + element("desc", desc)
    return element("svg", words + content, role="img", xmlns="http://www.w3.org/2000/svg", **attributes)
