"""Telling two kinds of encrypted conversation apart by times and sizes, as somebody on the wire would try to. Pure.

A `Watched` conversation becomes a row of numbers (`features`), among them how long each answer took compared with those
to other phones at about the same time, which takes the server's load out. A strong simple classifier learns from some
conversations and judges the others (`scores`: boosted stumps under cross-validation); `area` says how well.
"""

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

FOLDS: Final = 5
ROUNDS: Final = 200
RATE: Final = 0.1
BINS: Final = 32
NEIGHBOURS: Final = (8, 40)
"""With how many answers to others, closest in time, an answer is compared: what the server did just then, and lately."""
SHRINKAGE: Final = 5.0
"""Keeps stumps with few conversations on a side small."""
Z: Final = 1.96
"""Standard errors in half of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes that passed.

    Args:
        at: When, in seconds of a clock that all conversations share.
        size: How many.
        up: Whether the phone sent them.
    """

    at: float
    size: int
    _: KW_ONLY
    up: bool


@dataclass(frozen=True, slots=True)
class Watched:
    """One connection, from its opening to its end."""

    opened: float
    pieces: tuple[Piece, ...]
    closed: float


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer as they look from outside."""

    begun: float
    sent: float
    first: float
    last: float
    up: int
    down: int
    first_piece: int


def exchanges(seen: Watched) -> list[Exchange]:
    """Return the requests of a connection with their answers, in order; bytes up after bytes down begin the next."""
    found, ups, downs = list[Exchange](), list[Piece](), list[Piece]()
    for piece in (*seen.pieces, Piece(seen.closed, 0, up=True)):
        if piece.up and downs:
            found.append(_exchange(ups, downs))
            ups, downs = [], []
        (ups if piece.up else downs).append(piece)
    return found


def features(all_seen: Sequence[Watched], calls: int) -> Numbers:
    """Return a row of numbers for each connection.

    Args:
        all_seen: Connections of `calls` requests each.
        calls: How many.

    Raises:
        ValueError: One has another number of requests: that alone tells it apart.
    """
    rows = [exchanges(seen) for seen in all_seen]
    if any(len(row) != calls for row in rows):
        raise ValueError(f"every connection has {calls} requests")
    waits = np.array([[one.first - one.sent for one in row] for row in rows])
    sent = np.array([[one.sent for one in row] for row in rows])
    late = [waits - _usual(sent, waits, many) for many in NEIGHBOURS]
    whole = np.array([[one.last - one.sent for one in row] for row in rows])
    sizes = np.array([[(one.up, one.down, one.first_piece) for one in row] for row in rows]).reshape(len(rows), -1)
    gaps = np.array([[later.begun - one.last for one, later in pairwise(row)] for row in rows])
    ends = np.array(
        [[row[0].begun - seen.opened, seen.closed - row[-1].last] for row, seen in zip(rows, all_seen, strict=True)]
    )
    of_many = np.stack([f(part, axis=1) for part in (waits, *late) for f in (np.sum, np.min, np.max)], axis=1)
    return np.hstack([waits, *late, whole, sizes, gaps.reshape(len(rows), -1), ends, of_many]).astype(np.float64)


def scores(rows: Numbers, labels: NDArray[np.bool_], *, seed: int = 0) -> Numbers:
    """Return for each row how much it looks like a labelled one, judged by what was learnt from other rows alone."""
    folds = np.random.default_rng(seed).permutation(len(rows)) % FOLDS
    found = np.zeros(len(rows))
    for fold in range(FOLDS):
        mine = folds == fold
        found[mine] = _judged(rows[~mine], labels[~mine], rows[mine])
    return found


def area(found: Numbers, labels: NDArray[np.bool_]) -> float:
    """Return the area under the ROC curve: how often a labelled row scores above another one; ties count half."""
    _, place, counts = np.unique(found, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    many, others = int(labels.sum()), int((~labels).sum())
    return float((ranks[labels].sum() - many * (many + 1) / 2) / (many * others))


def margin(auc: float, many: int, others: int) -> float:
    """Return half of the 95 % interval of an area (Hanley and McNeil, Radiology 143, 1982)."""
    both, neither = auc / (2 - auc), 2 * auc * auc / (1 + auc)
    spread = auc * (1 - auc) + (many - 1) * (both - auc * auc) + (others - 1) * (neither - auc * auc)
    return float(Z * np.sqrt(max(spread, 0.0) / (many * others)))


def _exchange(ups: list[Piece], downs: list[Piece]) -> Exchange:
    return Exchange(
        begun=ups[0].at,
        sent=ups[-1].at,
        first=downs[0].at,
        last=downs[-1].at,
        up=sum(piece.size for piece in ups),
        down=sum(piece.size for piece in downs),
        first_piece=downs[0].size,
    )


def _usual(sent: Numbers, waits: Numbers, many: int) -> Numbers:
    """Return for each answer the median wait for those closest in time, on other connections."""
    order = np.argsort(sent, axis=None)
    owners, ordered = (order // sent.shape[1]), waits.reshape(-1)[order]
    usual = np.empty(len(order))
    for place, owner in enumerate(owners):
        start = max(0, min(place - many // 2, len(order) - many))
        near = slice(start, start + many)
        others = ordered[near][owners[near] != owner]
        usual[order[place]] = np.median(others) if len(others) else ordered[place]
    return usual.reshape(sent.shape)


def _judged(rows: Numbers, labels: NDArray[np.bool_], others: Numbers) -> Numbers:
    """Learn boosted stumps under the logistic loss; return the scores of other rows."""
    edges = [np.unique(np.quantile(column, np.linspace(0, 1, BINS + 1)[1:-1])) for column in rows.T]
    binned, unknown = (
        np.stack([np.searchsorted(edge, column) for edge, column in zip(edges, part.T, strict=True)], axis=1)
        for part in (rows, others)
    )
    target, known = labels.astype(np.float64), np.zeros(len(rows))
    found = np.zeros(len(others))
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-known))
        column, cut, low, high = _best_stump(binned, target - chance, chance * (1 - chance))
        known += RATE * np.where(binned[:, column] <= cut, low, high)
        found += RATE * np.where(unknown[:, column] <= cut, low, high)
    return found


def _best_stump(binned: NDArray[np.intp], slope: Numbers, bend: Numbers) -> tuple[int, int, float, float]:
    """Return the column, the last bin of its lower side and the value of each side that lower the loss most."""
    best, chosen = -1.0, (0, 0, 0.0, 0.0)
    for column in range(binned.shape[1]):
        down = np.cumsum(np.bincount(binned[:, column], slope, BINS))
        flat = np.cumsum(np.bincount(binned[:, column], bend, BINS)) + SHRINKAGE
        up, rest = down[-1] - down, flat[-1] - flat + SHRINKAGE
        gain = down**2 / flat + up**2 / rest
        cut = int(np.argmax(gain))
        if gain[cut] > best:
            best = float(gain[cut])
            chosen = (column, cut, float(down[cut] / flat[cut]), float(up[cut] / rest[cut]))
    return chosen
