"""Reports and dummy reports as one shape on the wire: always the same three calls, in order, at the same pauses.

A `bluezone.phone.sync.Sync` in front of another. It makes a report wait between its calls as long as a dummy does, so that
the phone's own work does not show, and makes the calls that a report does not need as dummies: those before the one with
which a report goes on, those after the one that was refused. A dummy that is under way gives way to a report at once.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from bluezone.phone.chaff import PATIENCE, REPORT, Call, pause_before_next
from bluezone.phone.sync import Sync
from bluezone.protocol.clock import Clock
from bluezone.protocol.errors import BluezoneError, Unavailable
from bluezone.protocol.messages import (
    CertificateRequest,
    PublishRequest,
    PublishResponse,
    VerifyRequest,
    VerifyResponse,
)
from bluezone.protocol.signed_feeds import FeedKind

T = TypeVar("T")


@dataclass(slots=True)
class Sequences:
    """The way to the key server, with every report and every dummy in the same shape.

    Args:
        sync: The way itself.
        clock: The time.
        chance: Returns a number from 0 to 1.
    """

    sync: Sync
    clock: Clock
    chance: Callable[[], float]
    _place: int = field(init=False, default=0)
    """How many calls of the report that is under way were made."""
    _is_meant: bool = field(init=False, default=False)
    """Whether that report is meant."""
    _next: datetime | None = field(init=False, default=None)
    """Before which moment the next call is not made."""
    _filler: "asyncio.Task[bool] | None" = field(init=False, default=None, repr=False)
    """What makes dummy calls now: a dummy report, or the rest of a report that goes on no further."""
    _owed: set[Call] = field(init=False, default_factory=set)
    """The kinds of dummy that no server answered, under their last call."""

    @property
    def recipient(self) -> str:
        """Where everything goes."""
        return self.sync.recipient

    async def verify(self, request: VerifyRequest) -> VerifyResponse:
        """Return the token that a verification code became, and what the code stood for."""
        return await self._meant(Call.VERIFY, lambda: self.sync.verify(request))

    async def certificate(self, request: CertificateRequest) -> str:
        """Return the certificate that a token became."""
        return await self._meant(Call.CERTIFICATE, lambda: self.sync.certificate(request))

    async def publish(self, request: PublishRequest) -> PublishResponse:
        """Return what became of the keys."""
        return await self._meant(Call.PUBLISH, lambda: self.sync.publish(request))

    async def mail(self, letter: bytes) -> None:
        """Leave a sealed letter for the authority."""
        await self.sync.mail(letter)

    async def dummy(self, call: Call) -> None:
        """Make a call that means nothing."""
        await self.sync.dummy(call)

    async def keys_document(self) -> bytes:
        """Return `keys.json`."""
        return await self.sync.keys_document()

    async def index(self) -> bytes:
        """Return `index.json`."""
        return await self.sync.index()

    async def export(self, name: str) -> bytes:
        """Return an export that the index names."""
        return await self.sync.export(name)

    async def signed_feed(self, kind: FeedKind) -> bytes | None:
        """Return the newest signed feed of a kind."""
        return await self.sync.signed_feed(kind)

    async def log_tile(self, name: str) -> bytes:
        """Return a tile of the log of everything published."""
        return await self.sync.log_tile(name)

    async def send_dummy_report(self) -> None:
        """Make a report's calls, meaning nothing; not while anything of that shape is under way.

        One that a server began to answer and did not end is owed: `send_owed` repeats it when a report would go on.
        """
        if self._filler is not None or self._place:
            return
        answered = await self._filled()
        (self._owed.discard if answered else self._owed.add)(Call.PUBLISH)

    async def send_dummy_letter(self) -> None:
        """Leave a letter that means nothing; one that no server took is owed, as a meant one waits."""
        self._owed.discard(Call.LETTER)
        with suppress(BluezoneError):
            try:
                await self.sync.dummy(Call.LETTER)
            except Unavailable:
                self._owed.add(Call.LETTER)
                raise

    async def send_owed(self, kind: Call) -> None:
        """Repeat the dummy report (`PUBLISH`) or letter (`LETTER`) that no server answered; nothing otherwise."""
        if kind in self._owed:
            await (self.send_dummy_letter() if kind is Call.LETTER else self.send_dummy_report())

    async def finish(self) -> None:
        """Make what is left of a report that goes on no further, so that its end is as any other's."""
        if self._filler is not None:
            await asyncio.wait({self._filler})

    async def _meant(self, call: Call, ask: Callable[[], Awaitable[T]]) -> T:
        place = REPORT.index(call)
        await self._make_way()
        while self._place != place:
            await self._paused()
            with suppress(BluezoneError):
                await self.sync.dummy(REPORT[self._place])
            self._step()
        await self._paused()
        patience = timedelta()
        try:
            answer = await ask()
            patience = PATIENCE  # for the phone to go on; after a refusal it will not
        finally:
            self._step()
            if self._place:
                self._filler = asyncio.create_task(self._fill(patience))
        return answer

    async def _filled(self) -> bool:
        """Make all calls of a dummy report; return whether a phone would take it for done."""
        self._is_meant = False
        filler = self._filler = asyncio.create_task(self._fill(timedelta()))
        try:
            await asyncio.wait({filler})
        finally:
            filler.cancel()
        return filler.cancelled() or filler.result()

    async def _fill(self, patience: timedelta) -> bool:
        """Make the calls that are left; return False when the first was answered and not every other."""
        answers = list[bool]()
        try:
            if self._next is not None:
                await self.clock.sleep_until(self._next + patience)
            while not answers or self._place:
                await self._paused()
                answers.append(await self._is_answered(REPORT[self._place]))
                self._step()
        finally:
            if self._filler is asyncio.current_task():
                self._filler = None
        return all(answers) or not answers[0]

    async def _is_answered(self, call: Call) -> bool:
        try:
            await self.sync.dummy(call)
        except Unavailable:
            return False
        except BluezoneError:
            return True
        return True

    async def _make_way(self) -> None:
        """Stop what makes dummy calls: a report does not wait for a dummy one."""
        filler, self._filler = self._filler, None
        if filler is not None:
            filler.cancel()
            await asyncio.wait({filler})
        if not self._is_meant:
            self._place, self._next = 0, None
        self._is_meant = True

    async def _paused(self) -> None:
        if self._next is not None:
            await self.clock.sleep_until(self._next)

    def _step(self) -> None:
        self._place = (self._place + 1) % len(REPORT)
        self._next = self.clock.now() + pause_before_next(self.chance()) if self._place else None
