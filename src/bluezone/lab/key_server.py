"""The key server as the lab meets it: over HTTP, with an officer's credential and a phone's root fingerprint."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import perf_counter
from typing import Final, Protocol

import httpx

from bluezone.phone.sync import Sync
from bluezone.protocol.clock import Clock
from bluezone.protocol.errors import RuleViolation, Unavailable
from bluezone.protocol.messages import (
    BatchIssueRequest,
    BatchIssueResponse,
    IssueRequest,
    IssueResponse,
    decoded,
    encoded,
)
from bluezone.protocol.trust import Index, TrustState, accept_index, accept_keys

CODES_AT_ONCE: Final = 10
"""The most codes a key server makes in one batch (Exposure Notification verification server)."""
HOUR: Final = timedelta(hours=1)
AFTER_THE_HOUR: Final = timedelta(seconds=59.8)
"""How far behind a full hour the clock is set: the key server looks at every full minute, so a moment later at most."""
PATIENCE: Final = timedelta(minutes=1)
"""How long, in real time, an hour's work may take."""
LOOK_EVERY: Final = timedelta(milliseconds=20)
TIMEOUT_SECONDS: Final = 20


class Conductor(Clock, Protocol):
    """A clock that can leap forward."""

    def jump_to(self, moment: datetime) -> None:
        """Go on from a later moment."""
        ...


@dataclass(frozen=True, slots=True)
class Authority:
    """Where the key server is, and what its owner knows of it.

    Args:
        url: Its address.
        credential: What an officer's program presents.
        root_fingerprint: What phones are told at their install.
    """

    url: str
    credential: str = field(repr=False)
    root_fingerprint: str


class KeyServer:
    """One key server and the clock that it goes by.

    Args:
        authority: Where it is.
        clock: What it goes by.
        sync: A phone's way to it.
    """

    def __init__(self, authority: Authority, clock: Clock, sync: Sync) -> None:
        """Take the parts; nothing is asked yet."""
        self._authority, self._clock, self._sync = authority, clock, sync

    async def codes(self, count: int) -> list[str]:
        """Return fresh verification codes, as the authority's desk gets them."""
        asked = IssueRequest(test_type="confirmed", test_date=self._clock.now().date().isoformat())
        found: list[str] = []
        headers = {"x-api-key": self._authority.credential, "content-type": "application/json"}
        async with httpx.AsyncClient(headers=headers, timeout=TIMEOUT_SECONDS, trust_env=False) as client:
            while len(found) < count:
                batch = BatchIssueRequest(codes=[asked] * min(CODES_AT_ONCE, count - len(found)))
                found += [_code(one) for one in (await self._issued(client, batch)).codes]
        return found

    async def _issued(self, client: httpx.AsyncClient, batch: BatchIssueRequest) -> BatchIssueResponse:
        try:
            answer = await client.post(f"{self._authority.url}/api/batch-issue", content=encoded(batch))
        except httpx.HTTPError as wrong:
            raise Unavailable("the key server does not answer") from wrong
        if not answer.is_success:
            raise Unavailable("the key server issues no codes")
        return decoded(answer.content, BatchIssueResponse)

    async def worked(self, hour: datetime) -> Index:
        """Return the index once the key server has done its work of an hour."""
        deadline = perf_counter() + PATIENCE.total_seconds()
        while perf_counter() < deadline:
            index = await self._index()
            if index is not None and index.issued >= hour:
                return index
            await asyncio.sleep(LOOK_EVERY.total_seconds())
        raise Unavailable("the key server did not do its hourly work in time")

    async def _index(self) -> Index | None:
        at, trust = self._clock.now(), TrustState(self._authority.root_fingerprint)
        try:
            trust, keys = accept_keys(trust, await self._sync.keys_document(), at=at)
            return accept_index(trust, await self._sync.index(), keys=keys, at=at)[1]
        except RuleViolation as refused:
            if refused.code != "index_expired":  # the clock has leapt further than an index is good for
                raise
            return None


def _code(answer: IssueResponse) -> str:
    if not answer.code:
        raise Unavailable("the key server issues no code")
    return answer.code
