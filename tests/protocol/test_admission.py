"""A file of an authority's public keys: for its own three uses, each named once, nothing else."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.admission import ALGORITHMS, MOST_KEYS, encoded, public_keys_in
from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.trust import Algorithm, Public, TrustedKey, Use, spki

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ED25519 = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key()
X25519 = X25519PrivateKey.from_private_bytes(bytes(32)).public_key()
ES256 = generate_private_key(SECP256R1()).public_key()


def key(use: str, algorithm: str, public: Public, *, name: str = "one", until: datetime = NOON) -> TrustedKey:
    return TrustedKey(
        id=name,
        use=use,
        algorithm=algorithm,
        public_key=spki(public),
        valid_from=NOON - timedelta(days=1),
        valid_until=until,
    )


FEED = key(Use.FEED, Algorithm.ED25519, ED25519, name="feed-1")
VENUE = key(Use.VENUE, Algorithm.ED25519, ED25519, name="venue-1")
MAIL = key(Use.MAIL, Algorithm.X25519, X25519, name="mail-1")


def test_what_an_authority_writes_is_what_a_keyserver_reads() -> None:
    assert public_keys_in(encoded([FEED, VENUE, MAIL])) == (FEED, VENUE, MAIL)
    assert {key.use for key in (FEED, VENUE, MAIL)} == set(ALGORITHMS)


@pytest.mark.parametrize(
    "wrong",
    [
        key(Use.EXPORT, Algorithm.ES256, ES256),
        key(Use.INDEX, Algorithm.ED25519, ED25519),
        key(Use.CERTIFICATE, Algorithm.ES256, ES256),
        key("token", Algorithm.ES256, ES256),
        key(Use.FEED, Algorithm.ES256, ES256),
        key(Use.FEED, Algorithm.X25519, X25519),
        key(Use.FEED, Algorithm.ED25519, X25519),
        key(Use.MAIL, Algorithm.ED25519, ED25519),
        key(Use.MAIL, Algorithm.X25519, ED25519),
        key(Use.FEED, Algorithm.ED25519, ED25519, until=NOON - timedelta(days=1)),
    ],
)
def test_a_key_for_anything_else_or_of_another_kind_is_refused(wrong: TrustedKey) -> None:
    with pytest.raises(MalformedMessage):
        public_keys_in(encoded([FEED, wrong]))


def test_a_key_is_named_once() -> None:
    with pytest.raises(MalformedMessage, match="once"):
        public_keys_in(encoded([FEED, msgspec.structs.replace(MAIL, id="feed-1")]))


def test_there_are_not_more_keys_than_anybody_needs() -> None:
    many = [msgspec.structs.replace(FEED, id=f"feed-{number}") for number in range(MOST_KEYS + 1)]

    assert len(public_keys_in(encoded(many[1:]))) == MOST_KEYS
    with pytest.raises(MalformedMessage):
        public_keys_in(encoded(many))


@given(st.binary(max_size=200) | st.sampled_from([b"[" * 100_000, b'{"keys":[1]}', b'{"keys":null}', b"\xff"]))
def test_any_bytes_are_no_public_keys(content: bytes) -> None:
    with pytest.raises(MalformedMessage):
        public_keys_in(content)


def test_a_file_cut_short_is_malformed() -> None:
    whole = encoded([FEED]).rstrip()

    for length in range(len(whole)):
        with pytest.raises(MalformedMessage):
            public_keys_in(whole[:length])
