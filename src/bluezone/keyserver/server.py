"""The key server, running: a data folder, a socket, the hourly work, and a quiet end."""

import asyncio
import signal
import socket
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

import uvicorn
import uvloop
from starlette.types import ASGIApp

from bluezone.keyserver.app import application
from bluezone.keyserver.batcher import Batcher
from bluezone.keyserver.bucket import Mirror, Objects
from bluezone.keyserver.connections import Connection
from bluezone.keyserver.federation import Federation
from bluezone.keyserver.files import PublishedFiles
from bluezone.keyserver.key_watch import KeyWatch
from bluezone.keyserver.limits import FailureLimits
from bluezone.keyserver.parts import Parts
from bluezone.keyserver.peer_source import source_of
from bluezone.keyserver.peers import Peer
from bluezone.keyserver.premises import CHANCE, CREDENTIAL, KEYS, PEERS, Premises
from bluezone.keyserver.pulls import Pulls
from bluezone.keyserver.revision_tokens import RevisionTokens
from bluezone.keyserver.rounds import Rounds, Signing, in_turn
from bluezone.keyserver.rules import Policy
from bluezone.keyserver.signed_feeds import SignedFeeds
from bluezone.keyserver.tokens import Names, Notary
from bluezone.keyserver.watching import watch_credential
from bluezone.keyserver.wire import Credentials
from bluezone.keyserver.writer import Writer
from bluezone.protocol.clock import Clock
from bluezone.protocol.errors import Unavailable

LAST_REQUESTS: Final = timedelta(seconds=5)
"""How long requests under way may take once the server is told to stop."""
BACKLOG: Final = 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """What an administrator may choose; nothing has to be.

    Args:
        host: Address to listen on.
        port: 0 takes a free one.
        region: Whose keys are published.
        health_authorities: Names under which phones may publish; none: any.
        device_keys: Keys of which phones must present one; none: phones need none.
        behind_proxy: Whether a proxy on this machine tells where requests come from.
        names: Issuer and audience of certificates.
        policy: The numbers that a ministry may change.
        peers: The key servers of other provinces whose exports are taken over.
        travellers: Whether keys of people who travelled have files of their own.
        answer_budget: How long after its request an answer to a phone leaves; zero: at once.
        bucket: Where the published files are kept a second time; None: nowhere.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    region: str = "VN"
    health_authorities: frozenset[str] = frozenset()
    device_keys: tuple[bytes, ...] = ()
    behind_proxy: bool = False
    names: Names = field(default_factory=Names)
    policy: Policy = field(default_factory=Policy)
    peers: tuple[Peer, ...] = ()
    travellers: bool = False
    answer_budget: timedelta = timedelta()
    bucket: Objects | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """What somebody needs who wants to talk to a server that has started."""

    address: str
    port: int
    root_fingerprint: str
    credential_file: Path
    demo: bool


class _Server(uvicorn.Server):
    """A uvicorn server that says when it listens."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        self._announce()


def serve(premises: Premises, clock: Clock, settings: Settings, *, announce: Callable[[Ready], None]) -> None:
    """Run the key server until it is told to stop (SIGTERM, SIGINT).

    Args:
        premises: The opened data folder; closed at the end.
        clock: Tells the moment.
        settings: What was chosen.
        announce: Told once the server listens.

    Raises:
        Unavailable: The address is taken or is none of this machine's.
    """
    with (
        closing(premises),
        _listening(settings) as listener,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        port = listener.getsockname()[1]
        ready = Ready(
            address=f"http://{_in_url(settings.host)}:{port}",
            port=port,
            root_fingerprint=premises.ring.root_fingerprint,
            credential_file=premises.folder / CREDENTIAL,
            demo=premises.store.is_demo,
        )
        runner.run(_run(premises, clock, settings, listener, lambda: announce(ready)))


async def _run(
    premises: Premises,
    clock: Clock,
    settings: Settings,
    listener: socket.socket,
    announce: Callable[[], None],
) -> None:
    writer = Writer(premises.store)
    exports, lead = premises.batches(in_turn(writer, asyncio.get_running_loop()))
    files = PublishedFiles(premises.published)
    batcher = Batcher(
        premises.published, exports, premises.ring, settings.region, CHANCE.random, travellers=settings.travellers
    )
    parts = _parts(premises, clock, settings, writer)
    signing = Signing(KeyWatch(premises.folder / KEYS, premises.ring), parts.notary, parts.feeds)
    pulls = Pulls(clock)
    federation = Federation(settings.peers, premises.published, premises.folder / PEERS, exports, source_of)
    rounds = Rounds(
        clock,
        batcher,
        files,
        premises.store,
        writer,
        signing=signing,
        pulls=pulls,
        federation=federation,
        parts=parts,
        lead=lead,
        mirror=Mirror(premises.published, settings.bucket, parts.meters) if settings.bucket else None,
    )
    credentials = Credentials(premises.credential, settings.device_keys, watch_credential(premises.folder))
    app = application(parts, credentials, files=pulls.counted(files.routes()))
    parts.feeds.announce_by(rounds.announce)
    server = _Server(_config(app, settings), announce)
    await rounds.look()
    try:
        await _together(server, rounds, listener)
    finally:
        with suppress(Unavailable):
            await rounds.note_pulls()
        await rounds.mirrored()
        await writer.close()
        exports.close()


def _parts(premises: Premises, clock: Clock, settings: Settings, writer: Writer) -> Parts:
    policy = settings.policy
    return Parts(
        clock=clock,
        store=premises.store,
        writer=writer,
        feeds=SignedFeeds(premises.published, premises.ring, at=clock.now()),
        notary=Notary(premises.ring, policy, CHANCE.random, settings.names),
        revisions=RevisionTokens(premises.files, CHANCE.random),
        limits=FailureLimits(policy, CHANCE.random),
        policy=policy,
        chance=CHANCE,
        health_authorities=settings.health_authorities,
        answer_budget=settings.answer_budget,
    )


async def _together(server: uvicorn.Server, rounds: Rounds, listener: socket.socket) -> None:
    """Serve, with the hourly work beside; a bug in either ends both, loudly."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # uvicorn listens while it serves, and raises the signal again afterwards
    work = asyncio.create_task(rounds.go())
    serving = asyncio.create_task(server.serve([listener]))
    await asyncio.wait({work, serving}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    await serving
    if work.done():
        work.result()
    work.cancel()


def _config(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        proxy_headers=settings.behind_proxy,
        server_header=False,
        timeout_graceful_shutdown=int(LAST_REQUESTS.total_seconds()),
    )


def _listening(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
    except OSError as wrong:
        raise Unavailable("the address cannot be listened on: " + (wrong.strerror or "refused")) from wrong


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
