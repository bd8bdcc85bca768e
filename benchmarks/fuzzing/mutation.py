"""Changes to inputs that are right: of bytes, of lines, and of the values and keys inside JSON."""

import json
from random import Random
from typing import Any

ODD_VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    2**31,
    2**63,
    2**64,
    -(2**63) - 1,
    10**400,
    0.1,
    1e308,
    -0.0,
    "",
    " ",
    "0",
    "-1",
    "\0",
    "\ud800",
    "a" * 300,
    "ế",
    "2026-02-30",
    "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+14:00",
    "2026-11-20T24:00:00Z",
    [],
    {},
    [[]],
    [None],
    {"": None},
    "AA==",
    "AB==",
    "٣",
    "\uff11\uff12",
    "1e9",
    "NaN",
)
ODD_BYTES = (b"\0", b"\xff", b"\x80" * 11, b"\n", b"\r", b"\t", b'"', b"\xed\xa0\x80", b"\xef\xbb\xbf", b"[" * 2000)


def mutated(data: bytes, random: Random, longest: int) -> bytes:
    """Return a changed copy, no longer than allowed."""
    ways = (of_bytes, of_lines, of_json)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        data = random.choice(ways)(data, random) if data else of_bytes(data, random)
    return data[:longest]


def of_bytes(data: bytes, random: Random) -> bytes:
    """Return bytes with a place changed, cut, doubled or filled with something odd."""
    start, end = sorted((random.randint(0, len(data)), random.randint(0, len(data))))
    part = data[start : min(end, start + 16)]
    fresh = random.choice((random.randbytes(random.randint(0, 8)), random.choice(ODD_BYTES), part * 2, b"", part[::-1]))
    keeps = random.choice((start, start + len(part), len(data)))
    return data[:start] + fresh + data[keeps:]


def of_lines(data: bytes, random: Random) -> bytes:
    """Return bytes with one line dropped, doubled, or moved to the end."""
    lines = data.splitlines(keepends=True)
    chosen = lines.pop(random.randrange(len(lines)))
    lines[len(lines) :] = random.choice(([], [chosen], [chosen, chosen]))
    return b"".join(lines)


def of_json(data: bytes, random: Random) -> bytes:
    """Return JSON with one value or key changed; anything else as `of_bytes` does."""
    try:
        return json.dumps(changed(json.loads(data), random)).encode(errors="surrogatepass")
    except (ValueError, RecursionError):
        return of_bytes(data, random)


def changed(value: Any, random: Random) -> Any:  # noqa: ANN401 -- JSON of any shape
    """Return a value from JSON with something odd at one place inside."""
    if not value or not isinstance(value, dict | list) or random.random() < 0.1:
        return random.choice(ODD_VALUES)
    if isinstance(value, list):
        place = random.randrange(len(value))
        inside = random.choice(([], [value[place]] * 2, [changed(value[place], random)]))
        return [*value[:place], *inside, *value[place + 1 :]]
    key = random.choice(list(value))
    rest = {name: each for name, each in value.items() if name != key}
    way = random.random()
    if way < 0.15:
        return rest
    return {**rest, key + "x": value[key]} if way < 0.25 else {**rest, key: changed(value[key], random)}
