"""What the services of the key server work with, put together once by whoever starts it."""

from dataclasses import dataclass, field
from datetime import timedelta

from bluezone.keyserver.limits import FailureLimits
from bluezone.keyserver.meters import Meters
from bluezone.keyserver.revision_tokens import RevisionTokens
from bluezone.keyserver.rules import Policy
from bluezone.keyserver.sealing import Chance
from bluezone.keyserver.signed_feeds import SignedFeeds
from bluezone.keyserver.standing import Standing
from bluezone.keyserver.store import Store
from bluezone.keyserver.tokens import Notary
from bluezone.keyserver.writer import Writer
from bluezone.protocol.clock import Clock


@dataclass(frozen=True, slots=True)
class Parts:
    """The clock, the records, the signer, the limits and chance.

    Args:
        clock: Tells the moment.
        store: Answers what is kept.
        writer: Changes what is kept.
        feeds: Holds the authority's signed feeds.
        notary: Signs and reads tokens and certificates.
        revisions: Makes and reads revision tokens.
        limits: Counts failures.
        policy: The numbers.
        chance: Where unpredictable things come from.
        health_authorities: The names under which phones may publish; none: every name is this server's own.
        meters: What is counted for whoever watches the server.
        answer_budget: How long after its request an answer to a phone leaves; zero: at once.
        standing: What the hourly work last found.
    """

    clock: Clock
    store: Store
    writer: Writer
    feeds: SignedFeeds
    notary: Notary
    revisions: RevisionTokens
    limits: FailureLimits
    policy: Policy
    chance: Chance
    health_authorities: frozenset[str] = frozenset()
    meters: Meters = field(default_factory=Meters)
    answer_budget: timedelta = timedelta()
    standing: Standing = field(default_factory=Standing)
