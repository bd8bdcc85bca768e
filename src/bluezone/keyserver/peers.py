"""Peers: the key servers of other provinces whose signed exports are taken over, and what of an export may be. Pure.

A peer is known by the fingerprint of its root key, given by people once. It is asked for what every phone may read and
for nothing else; a folder that somebody carried over is as good as its address. Only files of the peer's own region are
taken: what it took from others is taken from them, so nothing goes round in circles.
"""

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Final
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct

from bluezone.keyserver.batches import could_be_replayed
from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.exports import Export
from bluezone.protocol.keys import DiagnosisKey, ReportType

MOST_PEERS: Final = 35
"""Every province of the country and one more."""
MOST_FILES_AN_HOUR: Final = 100
"""More from one peer wait for the next hour: each file of an hour ends at a second of its own."""
TRAVELLERS: Final = "-T"
"""Ends the region of files that hold the keys of people who said that they travelled."""
TAKEN_TYPES: Final = frozenset(
    {ReportType.CONFIRMED_TEST, ReportType.CLINICAL_DIAGNOSIS, ReportType.SELF_REPORT, ReportType.REVOKED}
)
"""What of a peer's keys is published on; probes and warnings of the second order stay at home."""

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class Peer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry of the file of peers.

    `name` is the administrator's word for it; `address` is where its `keys.json` stands, an HTTPS address or a folder;
    `fingerprint` is its root key's; `travellers_only` takes the keys of people who travelled and leaves the rest;
    `most_keys` is how many keys of it are believed an hour: beyond that a person should look.
    """

    name: Annotated[str, Meta(pattern=r"\A[a-z0-9][a-z0-9-]{0,39}\Z")]
    region: Annotated[str, Meta(pattern=r"\A[A-Z]{2}(-[A-Z0-9]{1,8})?\Z")]
    address: Annotated[str, Meta(min_length=1, max_length=500)]
    fingerprint: Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
    travellers_only: bool = False
    most_keys: Annotated[int, Meta(ge=1, le=1_000_000)] = 200_000

    @property
    def regions(self) -> frozenset[str]:
        """The regions whose files are taken from it."""
        travellers = self.region + TRAVELLERS
        return frozenset({travellers} if self.travellers_only else {self.region, travellers})


@dataclass(frozen=True, slots=True)
class Fit:
    """What of an export is published on, or why it has to wait.

    Args:
        export: The export with what may be taken; None when it has to wait.
        left_out: How many of its keys are not.
    """

    export: Export | None
    left_out: int = 0


def peers_in(content: bytes, *, own_region: str) -> tuple[Peer, ...]:
    """Return the peers that a file names: a JSON list, each as `Peer`.

    Raises:
        MalformedMessage: It is no such list, two have one name or one region, one is of our own region, or an address
            is neither HTTPS, nor HTTP on this machine, nor a folder.
    """
    try:
        peers = msgspec.json.decode(content, type=tuple[Peer, ...])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as wrong:
        raise MalformedMessage("the file of peers is a list of name, region, address and fingerprint") from wrong
    if len(peers) > MOST_PEERS:
        raise MalformedMessage(f"there are at most {MOST_PEERS} peers")
    for part in ("name", "region"):
        if len({getattr(peer, part) for peer in peers}) != len(peers):
            raise MalformedMessage(f"two peers have one {part}")
    if any(peer.region == own_region for peer in peers):
        raise MalformedMessage("a peer is of another region than this server")
    if not all(_may_be_asked(peer.address) for peer in peers):
        raise MalformedMessage("the address of a peer is an https address, or a folder")
    return peers


def fit(export: Export, *, at: datetime, known: Container[bytes] = ()) -> Fit:
    """Return what of a peer's verified export may be published on at a moment.

    An export with a key that could still be replayed waits as a whole: the peer published it too early, and what is
    published twice cannot be called back. A peer takes back, or raises, only what it published itself.

    Args:
        export: What the peer published.
        at: The present moment.
        known: Secrets of the keys that this peer published before.
    """
    if any(could_be_replayed(key.key, at) for key in (*export.keys, *export.revised_keys)):
        return Fit(None)
    keys = tuple(key for key in _taken(export.keys) if key.report_type is not ReportType.REVOKED)
    revised = _taken(key for key in export.revised_keys if key.key.secret in known)
    left_out = len(export.keys) + len(export.revised_keys) - len(keys) - len(revised)
    return Fit(replace(export, keys=keys, revised_keys=revised), left_out)


def _taken(keys: Iterable[DiagnosisKey]) -> tuple[DiagnosisKey, ...]:
    return tuple(key for key in keys if key.report_type in TAKEN_TYPES)


def _may_be_asked(address: str) -> bool:
    try:
        parts = urlsplit(address)
        is_odd = parts.port == 0
    except ValueError:
        return False
    if is_odd or parts.username or parts.password or parts.query or parts.fragment:
        return False
    if parts.scheme == "http":
        return parts.hostname in _LOOPBACK
    return bool(parts.hostname) if parts.scheme == "https" else re.match(r"[a-z]+:", address) is None
