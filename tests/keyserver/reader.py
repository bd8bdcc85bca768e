"""Somebody who got hold of a database: every table, every byte of the file, every frame of the log, and the exports.

He looks at files only; he knows the schema and every usual way of hashing; he does not have the key files. The same
reader is set on deliberately naive databases, on which he must succeed.

Source for the log's format: sqlite.org/walformat.html (32-byte header, frames of 24 bytes and a page; the last frame of
a commit holds the size of the database).
"""

import hashlib
import hmac
import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

WAL_HEADER, FRAME_HEADER = 32, 24
PAGE = 4096
WIDTH = 16
CHUNK = 128

Page = tuple[int, bytes]
Hash = Callable[[bytes], bytes]


@dataclass
class Loot:
    """What lies in a folder: the pages that each commit wrote, the rows of every table, all that could be a salt."""

    commits: list[list[Page]]
    tables: dict[str, list[tuple[object, ...]]]
    salts: list[bytes] = field(default_factory=list)


def looted(database: Path) -> Loot:
    """Read everything without disturbing it; an empty commit stands first for what is in the file itself."""
    wal = database.with_name(database.name + "-wal").read_bytes()
    commits = [_pages(database.read_bytes()), *_commits(wal)]
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        tables = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}  # noqa: S608 -- names of tables
    finally:
        connection.close()
    salts = [bytes(cell) for row in tables.get("meta", []) for cell in row if isinstance(cell, bytes)]
    return Loot(commits, tables, [b"", bytes(32), *salts, *(salt[:32] for salt in salts)])


def _pages(content: bytes) -> list[Page]:
    return [(number, content[(number - 1) * PAGE : number * PAGE]) for number in range(1, len(content) // PAGE + 1)]


def _commits(wal: bytes) -> Iterator[list[Page]]:
    pages: list[Page] = []
    for start in range(WAL_HEADER, len(wal) - FRAME_HEADER - PAGE + 1, FRAME_HEADER + PAGE):
        page_number, size_after_commit = (int.from_bytes(wal[at : at + 4], "big") for at in (start, start + 4))
        pages.append((page_number, wal[start + FRAME_HEADER : start + FRAME_HEADER + PAGE]))
        if size_after_commit:
            yield pages
            pages = []


def hashes(salts: Iterable[bytes]) -> list[Hash]:
    """Every usual way to hide bytes that needs no key file."""
    plain: list[Hash] = [lambda text: hashlib.sha256(text).digest()]
    plain += [lambda text: text, lambda text: hashlib.sha1(text).digest()]  # noqa: S324 -- an attacker tries weak ones
    plain += [lambda text: hashlib.md5(text).digest(), lambda text: hashlib.blake2b(text).digest()]  # noqa: S324 -- the same
    keyed = [lambda text, salt=salt: hmac.digest(salt, text, hashlib.sha256) for salt in salts]
    return [*plain, *keyed]


def _windows(loot: Loot) -> Iterator[tuple[int, int, bytes]]:
    """Every 16 bytes that a commit wrote and that were not there before: commit, place, bytes."""
    before: dict[int, bytes] = {}
    for number, pages in enumerate(loot.commits):
        for page_number, page in pages:
            former = before.get(page_number, b"")
            before[page_number] = page
            for chunk in range(0, len(page), CHUNK):
                if page[chunk : chunk + CHUNK] == former[chunk : chunk + CHUNK]:
                    continue
                for start in range(max(0, chunk - WIDTH + 1), min(chunk + CHUNK, len(page) - WIDTH + 1)):
                    yield number, page_number * PAGE + start, page[start : start + WIDTH]


def first_seen(loot: Loot, needles: dict[bytes, bytes]) -> dict[bytes, int]:
    """In which commit each thing, known by any of its needles (16 bytes), appears first."""
    seen: dict[bytes, int] = {}
    for number, _, window in _windows(loot):
        if window in needles:
            seen.setdefault(needles[window], number)
    return seen


def grouped(seen: dict[bytes, int]) -> list[set[bytes]]:
    """Things that appeared in one commit."""
    groups: dict[int, set[bytes]] = defaultdict(set)
    for thing, number in seen.items():
        groups[number].add(thing)
    return list(groups.values())


def regrouped_by_bytes(loot: Loot, exported: list[bytes]) -> list[set[bytes]]:
    """Exported keys, or a hash of them, that appear in the log together."""
    needles = {hide(key)[:WIDTH]: key for hide in hashes(loot.salts) for key in exported}
    return grouped(first_seen(loot, needles))


def regrouped_by_rank(loot: Loot, exported: list[bytes]) -> list[set[bytes]]:
    """The first row of a table taken for the first exported key, and so on; rows that came together are one person's."""
    groups = []
    for rows in loot.tables.values():
        marks = [bytes(row[0]) for row in rows if isinstance(row[0], bytes) and len(row[0]) == WIDTH]
        if len(marks) < len(exported):
            continue
        when = first_seen(loot, {mark: mark for mark in marks})
        where = _last_places(loot, set(marks))
        for order in (marks, sorted(marks), sorted(marks, key=lambda mark: where.get(mark, 0))):
            groups += grouped({key: when.get(mark, -1) for mark, key in zip(order, sorted(exported), strict=False)})
    return groups


def regrouped_by_row_number(loot: Loot, exported: list[bytes], *, a_report: int) -> list[set[bytes]]:
    """Keys in the order of their rows, cut into reports of the usual size."""
    known = set(exported)
    groups = []
    for rows in loot.tables.values():
        keys = [bytes(cell) for row in rows for cell in row if isinstance(cell, bytes) and bytes(cell) in known]
        groups += [set(keys[start : start + a_report]) for start in range(0, len(keys), a_report)]
    return groups


def _last_places(loot: Loot, marks: set[bytes]) -> dict[bytes, int]:
    return {window: place for _, place, window in _windows(loot) if window in marks}


def precision(groups: list[set[bytes]], owners: dict[bytes, int]) -> tuple[float, int]:
    """How many of the pairs that the reader believes in are of one person, as a share, and how many he believes in."""
    right = believed = 0
    for group in groups:
        people = [owners.get(key, -1) for key in group]
        believed += len(people) * (len(people) - 1) // 2
        right += sum(many * (many - 1) // 2 for many in _counts(people).values())
    return (right / believed if believed else 0.0), believed


def _counts(people: list[int]) -> dict[int, int]:
    counts: dict[int, int] = defaultdict(int)
    for person in people:
        counts[person] += 1
    return counts


def codes_recovered(loot: Loot, *, seconds: float, seed: int = 1) -> tuple[set[str], int]:
    """Codes whose hash is anywhere in the database, guessed for some seconds, and how many guesses that were."""
    marks = {
        bytes(cell)[:WIDTH]
        for rows in loot.tables.values()
        for row in rows
        for cell in row
        if isinstance(cell, bytes) and len(cell) >= WIDTH
    }
    ways, random = hashes(loot.salts), Random(seed)
    recovered, guesses = set(), 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for hide in ways:
            for _ in range(2_000):
                code = f"{random.randrange(10**8):08d}"
                if hide(code.encode())[:WIDTH] in marks:
                    recovered.add(code)
            guesses += 2_000
    return recovered, guesses
