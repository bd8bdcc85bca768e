"""A key server in memory, for the lab and the tests: a `bluezone.phone.sync.Sync` that is its own other side.

It speaks the same words as a real one, signs what it publishes with the same formats, and holds keys back until nobody
could be fooled by them. It keeps none of a real one's limits on rates and ages.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from bluezone.phone.chaff import Call
from bluezone.phone.memory_log import MemoryLog
from bluezone.protocol.clock import Clock
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.exports import Export, signed
from bluezone.protocol.exposure_report import LETTER_LENGTH, ExposureReport, opened
from bluezone.protocol.keys import RETENTION, DiagnosisKey, ExposureKey, ReportType, publishable_from
from bluezone.protocol.messages import (
    MAC_LENGTH,
    CertificateRequest,
    PublishedKey,
    PublishRequest,
    PublishResponse,
    VerifyRequest,
    VerifyResponse,
    from_base64,
    mac_matches,
)
from bluezone.protocol.signatures import SignatureInfo, SigningKey
from bluezone.protocol.signed_feeds import FEED_LIFE, Feed, FeedKind, feed_in, signed_feed
from bluezone.protocol.trust import (
    Algorithm,
    Index,
    KeySet,
    PublishedFile,
    TrustedKey,
    Use,
    fingerprint,
    signed_index,
    signed_keys,
    spki,
)
from bluezone.protocol.venues import VenueCode, signed_code

LIFE: Final = timedelta(days=365)
"""Of the keys that sign; a story in memory is shorter."""
INDEX_LIFE: Final = timedelta(days=2)
REGION: Final = "VN"
REPORT_TYPES: Final = {
    "confirmed": ReportType.CONFIRMED_TEST,
    "likely": ReportType.CLINICAL_DIAGNOSIS,
    "negative": ReportType.REVOKED,
    "recursive": ReportType.RECURSIVE,
}
"""What a report says after a code for each kind of test."""


@dataclass(slots=True)
class MemorySync:
    """One key server and the way to it.

    Args:
        clock: The time.
        random_bytes: For keys, codes, tokens.
        recipient: What it calls itself.
        is_demo: Whether its keys say that they are a demo's.
    """

    clock: Clock
    random_bytes: Callable[[int], bytes] = field(repr=False)
    recipient: str = "https://keys.example"
    is_demo: bool = False
    held: dict[bytes, DiagnosisKey] = field(default_factory=dict, repr=False)
    revised: dict[bytes, DiagnosisKey] = field(default_factory=dict, repr=False)
    """Keys that were published and wait to be published as something else."""
    published: dict[str, bytes] = field(default_factory=dict, repr=False)
    feeds: dict[FeedKind, bytes] = field(default_factory=dict, repr=False)
    letters: list[bytes] = field(default_factory=list, repr=False)
    """The letters that were left, each once."""
    asked: list[str] = field(default_factory=list)
    """The name of every verb that was called, in order."""
    _codes: dict[str, str] = field(default_factory=dict, repr=False)
    """Each code and the kind of test that it stands for."""
    _kinds: dict[str, str] = field(default_factory=dict, repr=False)
    """The same of tokens and certificates."""
    _revisable: dict[str, frozenset[bytes]] = field(default_factory=dict, repr=False)
    """The secrets that each revision token names."""
    _tokens: dict[str, bytes] = field(default_factory=dict, repr=False)
    """Each token and the HMAC it was used for; empty before."""
    _certificates: dict[str, bytes] = field(default_factory=dict, repr=False)
    log: MemoryLog = field(default_factory=MemoryLog, repr=False)
    _files: list[PublishedFile] = field(default_factory=list, repr=False)
    _sequence: int = 1
    _root: Ed25519PrivateKey = field(init=False, repr=False)
    _indexer: Ed25519PrivateKey = field(init=False, repr=False)
    _mailbox: X25519PrivateKey = field(init=False, repr=False)
    _signer: SigningKey = field(init=False, repr=False)
    _since: datetime = field(init=False)

    def __post_init__(self) -> None:
        """Make the authority's keys."""
        self._root = Ed25519PrivateKey.from_private_bytes(self.random_bytes(32))
        self._indexer = Ed25519PrivateKey.from_private_bytes(self.random_bytes(32))
        self._mailbox = X25519PrivateKey.from_private_bytes(self.random_bytes(32))
        private = derive_private_key(int.from_bytes(self.random_bytes(31)) + 1, SECP256R1())
        self._signer = SigningKey(SignatureInfo(self._named("452"), "v1"), private)
        self._since = self.clock.now() - LIFE

    @property
    def root_fingerprint(self) -> str:
        """What a phone is told at its start."""
        return fingerprint(self._root.public_key())

    def issue(self, test_type: str = "confirmed") -> str:
        """Return a verification code that is good once."""
        code = f"{int.from_bytes(self.random_bytes(8)) % 10**8:08d}"
        self._codes[code] = test_type
        return code

    def release(self) -> PublishedFile | None:
        """Publish, in one export, every held key that may be published by now and every revised one; None without any."""
        now = self.clock.now().replace(microsecond=0)
        ripe = tuple(key for key in self.held.values() if publishable_from(key.key) <= now)
        if not ripe and not self.revised:
            return None
        revised = tuple(self.revised.values())
        self.revised.clear()
        for key in ripe:
            del self.held[key.key.secret]
        start = now - timedelta(hours=1)
        archive = signed(Export(start, now, REGION, keys=ripe, revised_keys=revised), [self._signer])
        name = f"{int(start.timestamp())}-{int(now.timestamp())}-{self._sequence:05d}.zip"
        return self.add(name, archive, start=start, end=now)

    def add(self, name: str, archive: bytes, *, start: datetime, end: datetime) -> PublishedFile:
        """Publish any bytes under a name, and count the index up."""
        digest = sha256(archive).hexdigest()
        file = PublishedFile(name=name, size=len(archive), sha256=digest, start=start, end=end, region=REGION)
        self.published[name] = archive
        self._files.append(file)
        self._sequence += 1
        return file

    def announce(self, kind: FeedKind, content: dict[str, Any]) -> Feed:
        """Publish a signed feed in the place of the former of its kind; its number is one more."""
        now = self.clock.now().replace(microsecond=0)
        number = feed_in(self.feeds[kind]).sequence + 1 if kind in self.feeds else 1
        feed = Feed(kind=kind.value, sequence=number, issued=now, expires=now + FEED_LIFE, content=content)
        self.feeds[kind] = signed_feed(feed, self._indexer, key_id=self._named("feed-1"))
        return feed

    def venue_code(self, code: VenueCode) -> bytes:
        """Return a venue's code, signed."""
        return signed_code(code, self._indexer)

    def reports(self) -> tuple[ExposureReport, ...]:
        """Return what the letters say, as the authority reads them."""
        return tuple(opened(letter, self._mailbox) for letter in self.letters)

    async def verify(self, request: VerifyRequest) -> VerifyResponse:
        """Return the token that a verification code became, and what the code stood for."""
        self.asked.append("verify")
        if request.code not in self._codes:
            raise RuleViolation("code_invalid", "the verification code is not known")
        test_type = self._codes.pop(request.code)
        token = self.random_bytes(16).hex()
        self._tokens[token] = b""
        self._kinds[token] = test_type
        return VerifyResponse(testtype=test_type, token=token)

    async def certificate(self, request: CertificateRequest) -> str:
        """Return the certificate that a token became."""
        self.asked.append("certificate")
        mac = from_base64(request.ekeyhmac, length=MAC_LENGTH, name="ekeyhmac")
        if self._tokens.get(request.token) not in (b"", mac):
            raise RuleViolation("token_invalid", "the token is not known, or was used for other keys")
        self._tokens[request.token] = mac
        certificate = self.random_bytes(16).hex()
        self._certificates[certificate] = mac
        self._kinds[certificate] = self._kinds.get(request.token, "confirmed")
        return certificate

    async def publish(self, request: PublishRequest) -> PublishResponse:
        """Return what became of the keys."""
        self.asked.append("publish")
        keys, mac = request.temporary_exposure_keys, self._certificates.get(request.verification_payload, b"")
        hmac_key = from_base64(request.hmac_key, length=32, name="hmacKey")
        if not mac_matches(keys, hmac_key, mac):
            raise RuleViolation("health_authority_verification_certificate_invalid", "the certificate does not hold")
        report_type = REPORT_TYPES[self._kinds[request.verification_payload]]
        known = self._revisable.get(request.revision_token, frozenset())
        if report_type is ReportType.REVOKED and not known:
            raise RuleViolation("missing_revision_token", "a negative test only changes what was published before")
        taken = [_diagnosis(sent, report_type) for sent in keys]
        for key in taken:
            self._take(key, is_known=key.key.secret in known)
        token = self.random_bytes(16).hex()
        self._revisable[token] = known | {key.key.secret for key in taken}
        return PublishResponse(inserted_exposures=len(keys), revision_token=token)

    async def mail(self, letter: bytes) -> None:
        """Take a sealed letter."""
        self.asked.append("mail")
        if len(letter) != LETTER_LENGTH:
            raise MalformedMessage(f"a letter has {LETTER_LENGTH} bytes")
        if letter not in self.letters:
            self.letters.append(letter)

    async def dummy(self, call: Call) -> None:
        """Take no note of a call that means nothing, except that it was made."""
        self.asked.append(f"dummy {call.value}")

    async def keys_document(self) -> bytes:
        """Return `keys.json`."""
        self.asked.append("keys_document")
        return self._keys_json()

    def _keys_json(self) -> bytes:
        until = self._since + 2 * LIFE
        keys = (
            self._trusted(self._named("index-1"), Use.INDEX, Algorithm.ED25519, spki(self._indexer.public_key())),
            self._trusted(self._named("feed-1"), Use.FEED, Algorithm.ED25519, spki(self._indexer.public_key())),
            self._trusted(self._named("venue-1"), Use.VENUE, Algorithm.ED25519, spki(self._indexer.public_key())),
            self._trusted(self._named("mail-1"), Use.MAIL, Algorithm.X25519, spki(self._mailbox.public_key())),
            self._trusted(self._named("452-v1"), Use.EXPORT, Algorithm.ES256, spki(self._signer.private.public_key())),
        )
        return signed_keys(KeySet(sequence=1, issued=self._since, expires=until, keys=keys), self._root)

    async def index(self) -> bytes:
        """Return `index.json`."""
        self.asked.append("index")
        now = self.clock.now().replace(microsecond=0)
        files = tuple(file for file in self._files if file.end > now - RETENTION)
        log = self.log.naming(files, self.feeds, (self._keys_json(), self._since))
        index = Index(sequence=self._sequence, issued=now, expires=now + INDEX_LIFE, exports=files, log=log)
        self._sequence += 1
        return signed_index(index, self._indexer, key_id=self._named("index-1"))

    async def export(self, name: str) -> bytes:
        """Return an export that the index names."""
        self.asked.append("export")
        if name not in self.published:
            raise RuleViolation("export_withheld", "the key server does not hand out an export that its index names")
        return self.published[name]

    async def log_tile(self, name: str) -> bytes:
        """Return a tile of the log."""
        self.asked.append("log_tile")
        return self.log.tile(name)

    async def signed_feed(self, kind: FeedKind) -> bytes | None:
        """Return the newest signed feed of a kind, None when there is none."""
        self.asked.append(f"signed_feed {kind.value}")
        return self.feeds.get(kind)

    def _take(self, key: DiagnosisKey, *, is_known: bool) -> None:
        secret, is_revoked = key.key.secret, key.report_type is ReportType.REVOKED
        if not is_known:
            if not is_revoked:
                self.held.setdefault(secret, key)
        elif secret not in self.held:
            self.revised[secret] = key
        elif is_revoked:
            del self.held[secret]
        else:
            self.held[secret] = key

    def _named(self, key: str) -> str:
        return f"demo-{key}" if self.is_demo else key

    def _trusted(self, name: str, use: Use, algorithm: Algorithm, public: bytes) -> TrustedKey:
        return TrustedKey(
            id=name,
            use=use,
            algorithm=algorithm,
            public_key=public,
            valid_from=self._since,
            valid_until=self._since + 2 * LIFE,
        )


def _diagnosis(sent: PublishedKey, report_type: ReportType) -> DiagnosisKey:
    secret = from_base64(sent.key, length=16, name="key")
    return DiagnosisKey(ExposureKey(secret, sent.rolling_start_number, sent.rolling_period), report_type)
