"""From an item to the tasks it holds: sentences, clauses, who, whom through, for whom, how strongly."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from bluezone.rollout.directives.reading.actors import actors, known, medium_actors
from bluezone.rollout.directives.reading.deadlines import deadline
from bluezone.rollout.directives.reading.items import PART, Numbered
from bluezone.rollout.directives.reading.modality import AUDIENCE, VERB, Order, audience, lowered, order
from bluezone.rollout.directives.reading.passage import Passage
from bluezone.rollout.directives.reading.pieces import Actor, Item, Modality, ProposedTask

SENTENCE_END: Final = re.compile(
    r"(?<!\bTP)(?<!\bTX)(?<!\bTT)(?<!\bKT)(?<!\bTM)(?<!\bđ/c)(?<!\b[A-Z])(?<=[.!?])\s+(?=[^\W\d_a-zà-ỹđ])"
)
AIMLESS: Final = re.compile(r"mục đích|mục tiêu|căn cứ|tình hình|đánh giá|kết quả", re.IGNORECASE)
"""Sections that explain and do not order."""
DIRECTING: Final = ("chỉ đạo", "đôn đốc", "hướng dẫn", "giao", "phân công")
CLAUSES: Final = 100
"""No item has more clauses that order something."""
WORDS: Final = 20_000
"""An item longer than this is text that lost its numbers; only its beginning is read for tasks."""


@dataclass(frozen=True, slots=True)
class _Clause:
    passage: Passage
    continues: bool
    """True when it follows another clause of the same sentence."""


@dataclass(frozen=True, slots=True)
class _Before:
    """What a clause takes over from the one before it, or from the words that lead the item in."""

    actors: tuple[Actor, ...]
    modality: Modality | None


def proposals(numbered: Numbered, year: int | None) -> tuple[ProposedTask, ...]:
    """Return the tasks of an item, labelled by its number, with letters when there are several.

    Args:
        numbered: The item.
        year: The document's year, for dates that name none.
    """
    if not orders(numbered.item):
        return ()
    found: list[ProposedTask] = []
    lead = _lead(numbered.parts[0])
    for clause in islice(_clauses(numbered), CLAUSES):
        before = _Before(found[-1].actors, found[-1].modality) if found else _Before(lead, None)
        if task := _task(clause, before, year):
            found.append(task)
    if len(found) == 1:
        return (replace(found[0], label=numbered.item.label),)
    return tuple(replace(task, label=numbered.item.label + _letter(count)) for count, task in enumerate(found))


def _clauses(numbered: Numbered) -> Iterator[_Clause]:
    for part in numbered.parts:
        mark = PART.match(part.text)
        words = part[mark.end() if mark else 0 :][:WORDS]
        for sentence in _cut(words, SENTENCE_END):
            for count, clause in enumerate(_cut(sentence, re.compile(r";\s*"))):
                for inner, piece in enumerate(_at_verbs(clause)):
                    yield _Clause(piece.strip(" ,;:.…/-"), count + inner > 0)


def _cut(passage: Passage, at: re.Pattern[str]) -> Iterator[Passage]:
    start = 0
    for match in at.finditer(passage.text):
        if part := passage[start : match.start()]:
            yield part
        start = match.end()
    if rest := passage[start:]:
        yield rest


def _at_verbs(clause: Passage) -> Iterator[Passage]:
    """Yield a clause cut before each new verb that serves other people than the verb before it.

    "ghi nhận các hoạt động ra vào trụ sở, hướng dẫn công dân …" are two acts; "tuyên truyền, hướng dẫn …" is one.
    """
    words = lowered(clause.text)
    start = 0
    for match in re.finditer(r",\s+", words):
        verb = VERB.match(words, match.end())
        if verb and AUDIENCE.match(words, verb.end() + 1) and not _ends_with_verb(words[start : match.start()]):
            yield clause[start : match.start()]
            start = match.end()
    yield clause[start:]


def _ends_with_verb(words: str) -> bool:
    last = words[-40:]
    return any(match.end() == len(last) for match in VERB.finditer(last))


def orders(item: Item) -> bool:
    """Tell whether an item stands in a part of the document that orders, and not in one that explains."""
    return item.section is None or AIMLESS.search(item.section) is None


def _lead(first: Passage) -> tuple[Actor, ...]:
    """Return the bodies that an item names once for all its parts: "Các sở, ban, ngành:" before a), b), c)."""
    if not first.text.endswith(":") or order(first.text):
        return ()
    return actors(first.strip(" :"))


def _task(clause: _Clause, before: _Before, year: int | None) -> ProposedTask | None:
    words = clause.passage
    found = order(words.text) if words else None
    if found is None:
        return None
    named, verb = _named(words, found)
    carried = not named and bool(before.actors)
    who = tuple(replace(actor, implied=True) for actor in before.actors) if carried else named
    demanded = clause.continues and carried and before.modality is Modality.DEMAND
    people = audience(words, verb.end)
    return ProposedTask(
        label="",
        piece=words.piece(),
        actors=(*who, *(medium_actors(words) if carried else ())),
        through=_through(words, verb),
        audience=people.piece() if people else None,
        verb=words[verb.start : verb.group_end].strip().piece(),
        modality=Modality.DEMAND if demanded and verb.modality is Modality.INSTRUCT else verb.modality,
        deadline=deadline(words, year),
    )


def _named(words: Passage, found: Order) -> tuple[tuple[Actor, ...], Order]:
    """Return who is told, and the verb of what they are told."""
    before = words[: found.start].strip(" ,:-")
    after = order(words.text, found.end)
    between = words[found.end : after.start].strip(" ,:-") if after else words[:0]
    leads = found.leads(words.text) and not AUDIENCE.match(between.text)
    if after and (leads or _issuer_speaks(before, between)):
        strength = found.modality if found.modality is not Modality.INSTRUCT else after.modality
        return actors(between) if between else (), replace(after, modality=strength)
    return (actors(before) if before else ()), found


def _issuer_speaks(before: Passage, between: Passage) -> bool:
    """Tell whether the words before "yêu cầu" are the issuer's and the bodies come after it."""
    speaks = re.match(
        r"(?:chủ tịch )?(?:ubnd|[uủ][ỷy] ban nhân dân|ban chỉ đạo) ?(?:cấp )?(?:tỉnh|thành phố|huyện)?$",
        before.text.lower(),
    )
    return bool(speaks) and known(between)


def _through(words: Passage, verb: Order) -> tuple[Actor, ...]:
    if words.text[verb.start : verb.end].strip().casefold() not in DIRECTING:
        return ()
    rest = words[verb.end :]
    following = order(rest.text)
    span = rest[: following.start if following else len(rest.text)].strip(" ,:-")
    return actors(span) if span and known(span) else ()


def _letter(count: int) -> str:
    letters = "abcdefghijklmnopqrstuvwxyz"
    return letters[count] if count < len(letters) else f"-{count + 1}"
