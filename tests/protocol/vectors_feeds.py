"""What `tests/vectors/feeds.json` holds: files of keys and feeds, genuine and not, with what a reader answers."""

import json
from base64 import b64encode
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.protocol.seeds import KEYS, NOON, ROOT, STATE, answer, edwards, iso, seeded, trusted

from bluezone.protocol.ended_codes import ended_in, ended_mark, padded_marks
from bluezone.protocol.news import blocks, news_in
from bluezone.protocol.place_warnings import padded_entries, venues_content, venues_in, warning_entries
from bluezone.protocol.policy_feed import policy_content, policy_in
from bluezone.protocol.signed_feeds import Feed, FeedKind, accept_feed, content_of, signed_feed
from bluezone.protocol.trust import Seen, TrustState, accept_keys, signed_keys

DAY = timedelta(days=1)
NEWS: dict[str, Any] = {
    "items": [
        {
            "id": "first",
            "issued": "2020-08-20T02:00:00Z",
            "title": {"vi": "Thông báo số 1", "en": "Notice no. 1"},
            "text": {"vi": "Một đoạn.\n\n- một\n- hai", "en": "One paragraph.\n\n- one\n- two"},
        }
    ],
    "advice": [
        {
            "id": "warned",
            "title": {"vi": "Khi được cảnh báo", "en": "When you are warned"},
            "text": {"vi": "Ở nhà <b>và gọi.", "en": "Stay at home <b>and call."},
        }
    ],
    "faq": [
        {
            "id": "location",
            "question": {"vi": "Có lưu vị trí không?", "en": "Is my location kept?"},
            "answer": {"vi": "Không.", "en": "No."},
        }
    ],
    "telephones": [{"unit": "12", "name": {"vi": "Đường dây nóng", "en": "Hotline"}, "number": "0123 456 789"}],
    "isolation_days": 14,
    "of_a_later_year": [1, 2, 3],
}
SECRET = seeded("venue secret", 16)
BATCH = padded_entries(
    warning_entries(SECRET, NOON - timedelta(hours=2), NOON), lambda length: seeded("decoys", length)
)
VENUES = content_of(
    venues_content([BATCH], padded_marks([ended_mark(SECRET)], lambda number: seeded(f"ended decoy {number}", 8)))
)
POLICY: dict[str, Any] = {
    "version": 2,
    "approved_by": "Decision 12 of 20 August 2020",
    "effective": "2020-08-21T00:00:00Z",
    "close_attenuation_db": 60,
    "middle_attenuation_db": 70,
    "close_contact_minutes": 10,
    "bluezone_tolerance": 1,
    "exposure_notification_tolerance": 12,
    "counted": ["confirmed-test", "clinical-diagnosis"],
}


def feed(kind: str = "news", content: dict[str, Any] = NEWS, *, sequence: int = 5, issued: datetime = NOON) -> Feed:
    return Feed(kind=kind, sequence=sequence, issued=issued, expires=issued + 7 * DAY, content=content)


def signed(found: Feed, name: str = "feed", key_id: str = "feed-1") -> str:
    return signed_feed(found, edwards(name), key_id=key_id).decode()


def changed(file: str, **fields: str) -> str:
    return json.dumps({**json.loads(file), **fields})


def seen(file: str) -> Seen:
    state, found = accept_feed(STATE, file.encode(), kind=FeedKind.NEWS, keys=KEYS, at=NOON)
    return state.feeds[found.kind]


def feed_case(name: str, file: str, *, kind: FeedKind = FeedKind.NEWS, at: datetime = NOON, before: str = "") -> Any:
    state = replace(STATE, feeds={"news": seen(before)}) if before else STATE
    known = {word: seen_json(one) for word, one in state.feeds.items()}

    def ask() -> dict[str, Any]:
        after, found = accept_feed(state, file.encode(), kind=kind, keys=KEYS, at=at)
        return {"sequence": found.sequence, "digest": after.feeds[kind].digest.hex(), "content": found.content}

    return {"name": name, "kind": kind.value, "at": iso(at), "feeds_seen": known, "file": file, **answer(ask)}


def seen_json(one: Seen) -> dict[str, Any]:
    return {"sequence": one.sequence, "digest": one.digest.hex()}


def feed_cases() -> list[Any]:
    genuine, newer = signed(feed()), signed(feed(sequence=6))
    older, forked = signed(feed(sequence=4)), signed(feed(content={**NEWS, "isolation_days": 7}))
    tampered = changed(genuine, payload=b64encode(msgspec.json.encode(feed(content={}))).decode())
    as_index = signed_keys(KEYS, edwards("feed")).decode()
    later = feed(issued=NOON - 7 * DAY)
    return [
        feed_case("genuine", genuine),
        feed_case("venues", signed(feed("venues", VENUES)), kind=FeedKind.VENUES),
        feed_case("policy", signed(feed("policy", POLICY)), kind=FeedKind.POLICY),
        feed_case("the same again", genuine, before=genuine),
        feed_case("the next one", newer, before=genuine),
        feed_case("news do not count for venues", signed(feed("venues", VENUES, sequence=1)), kind=FeedKind.VENUES),
        feed_case("last moment of its life", genuine, at=NOON + 7 * DAY - timedelta(seconds=1)),
        feed_case("stale", genuine, at=NOON + 7 * DAY),
        feed_case("stale when it came", signed(later)),
        feed_case("older", older, before=genuine),
        feed_case("older and stale", signed(feed(sequence=4, issued=NOON - 8 * DAY)), before=genuine),
        feed_case("forked", forked, before=genuine),
        feed_case("tampered", tampered),
        feed_case("signature of another feed", changed(genuine, signature=json.loads(newer)["signature"])),
        feed_case("short signature", changed(genuine, signature="AAAA")),
        feed_case("another kind", signed(feed("venues", VENUES))),
        feed_case("a kind of a later year", signed(feed("weather", {}))),
        feed_case("unknown key", signed(feed(), key_id="feed-9")),
        feed_case("another key of that name", signed(feed(), "stranger")),
        feed_case("a retired key", signed(feed(), "old feed", "feed-0")),
        feed_case("a retired key while it was valid", signed(feed(), "old feed", "feed-0"), at=NOON - DAY),
        feed_case("a key for something else", signed(feed(), "venue", "venue-1")),
        feed_case("keys.json in a feed's place", changed(as_index, key="feed-1")),
        feed_case("keys.json is stale", genuine, at=KEYS.expires),
        feed_case("no sequence", signed_raw({"kind": "news"})),
        feed_case("sequence 0", signed_raw({**raw(feed()), "sequence": 0})),
        feed_case("sequence beyond JavaScript", signed_raw({**raw(feed()), "sequence": 2**53})),
        feed_case("a moment without a zone", signed_raw({**raw(feed()), "expires": "2020-08-27T12:00:00"})),
        feed_case("content is a list", signed_raw({**raw(feed()), "content": []})),
        feed_case("payload is not JSON", signed_bytes(b"news")),
        feed_case("cut short", genuine[:-1]),
        feed_case("a list", "[]"),
        feed_case("empty", ""),
        feed_case("payload is not base64", changed(genuine, payload="*")),
    ]


def raw(found: Feed) -> dict[str, Any]:
    as_json: dict[str, Any] = msgspec.to_builtins(found)
    return as_json


def signed_raw(payload: Any) -> str:
    return signed_bytes(json.dumps(payload).encode())


def signed_bytes(payload: bytes, private: Ed25519PrivateKey | None = None) -> str:
    signature = (private or edwards("feed")).sign(b"bluezone Feed 1\n" + payload)
    return json.dumps(
        {"payload": b64encode(payload).decode(), "key": "feed-1", "signature": b64encode(signature).decode()}
    )


def keys_case(name: str, file: str, *, at: datetime = NOON, before: Seen | None = None, root: str = "") -> Any:
    state = TrustState(root or STATE.root_fingerprint, before)

    def ask() -> dict[str, Any]:
        after, found = accept_keys(state, file.encode(), at=at)
        return {"sequence": found.sequence, "digest": (after.keys or Seen(0, b"")).digest.hex()}

    known = seen_json(before) if before else None
    said = {"name": name, "at": iso(at), "root_fingerprint": state.root_fingerprint, "keys_seen": known, "file": file}
    return {**said, **answer(ask)}


def keys_cases() -> list[Any]:
    genuine = signed_keys(KEYS, ROOT).decode()
    took = accept_keys(STATE, genuine.encode(), at=NOON)[0].keys
    older = signed_keys(msgspec.structs.replace(KEYS, sequence=2), ROOT).decode()
    forked = signed_keys(msgspec.structs.replace(KEYS, keys=KEYS.keys[:1]), ROOT).decode()
    later = trusted("key-of-a-later-year", "post", edwards("later"))
    unknown = msgspec.structs.replace(later, algorithm="ML-DSA-65", public_key=b"of a later year")
    wrong = msgspec.structs.replace(KEYS.keys[-1], algorithm="Ed25519")
    return [
        keys_case("genuine", genuine),
        keys_case("the same again", genuine, before=took),
        keys_case("fingerprint in capitals", genuine, root=STATE.root_fingerprint.upper()),
        keys_case("algorithms of a later year", resigned((*KEYS.keys, unknown))),
        keys_case("another root", signed_keys(KEYS, edwards("stranger")).decode()),
        keys_case("tampered", changed(genuine, payload=json.loads(older)["payload"])),
        keys_case("older", older, before=took),
        keys_case("forked", forked, before=took),
        keys_case("stale", genuine, at=KEYS.expires),
        keys_case("a key that is not of its algorithm", resigned((wrong,))),
        keys_case("the root is not hex", changed(genuine, key="root")),
        keys_case("cut short", genuine[:-1]),
    ]


def resigned(keys: tuple[Any, ...]) -> str:
    return signed_keys(msgspec.structs.replace(KEYS, keys=keys), ROOT).decode()


def news_cases() -> list[Any]:
    def case(name: str, **fields: Any) -> Any:
        content = {**NEWS, **fields}
        return {"name": name, "content": content, **answer(lambda: content_of(news_in(feed(content=content))))}

    item = NEWS["items"][0]
    return [
        case("as it is"),
        case("nothing but days", items=[], advice=[], faq=[], telephones=[]),
        case("days are missing", isolation_days=None),
        case("a language is missing", items=[{**item, "title": {"vi": "Tin"}}]),
        case("text that turns its direction", items=[{**item, "text": {"vi": "a\u202eb", "en": "b"}}]),
        case("a title of two lines", items=[{**item, "title": {"vi": "a\nb", "en": "b"}}]),
        case("an id that is markup", items=[{**item, "id": "<script>"}]),
        case("a number that is a command", telephones=[{**NEWS["telephones"][0], "number": "*21*0123#"}]),
        case("more days than anybody stays", isolation_days=61),
        case("items are text", items="none"),
    ]


def policy_cases() -> list[Any]:
    def case(name: str, **fields: Any) -> Any:
        content = {**POLICY, **fields}

        def ask() -> dict[str, Any]:
            decided = policy_in(feed("policy", content))
            return content_of(policy_content(decided.policy, decided.effective))

        return {"name": name, "content": content, **answer(ask)}

    return [
        case("as it is"),
        case("of a later year", of_a_later_year={}, counted=["confirmed-test", "telepathy"]),
        case("version 0", version=0),
        case("nobody decided it", approved_by=""),
        case("an attenuation that is none", middle_attenuation_db=128),
        case("a middle band nearer than the near one", middle_attenuation_db=59),
        case("no time at all", close_contact_minutes=0),
        case("a tolerance as wide as the embargo", bluezone_tolerance=8),
        case("a tolerance beyond the embargo", bluezone_tolerance=9),
        case("the other tolerance beyond the embargo", exposure_notification_tolerance=13),
        case("nothing counts", counted=[]),
        case("a number as text", version="2"),
    ]


def venues_cases() -> list[dict[str, Any]]:
    """Contents of the feed of places and what a reader finds: how many entries, which marks."""

    def case(name: str, content: dict[str, Any]) -> dict[str, Any]:
        def ask() -> dict[str, Any]:
            found = feed("venues", content)
            return {"entries": len(venues_in(found)), "ended": sorted(mark.hex() for mark in ended_in(found))}

        return {"name": name, "content": content, **answer(ask)}

    return [
        case("of an earlier year, without ended codes", {"hours": ""}),
        case("of a later year, with more", {"hours": "", "ended": "AAECAwQFBgc=", "later": [1]}),
        case("no ended code", {"hours": "", "ended": ""}),
        case("a mark twice", {"hours": "", "ended": b64encode(bytes(16)).decode()}),
        case("seven bytes", {"hours": "", "ended": b64encode(bytes(7)).decode()}),
        case("ended codes that are no base64", {"hours": "", "ended": "*"}),
        case("ended codes that are a number", {"hours": "", "ended": 8}),
        case("ended codes that are null", {"hours": "", "ended": None}),
        case("no hours", {"ended": ""}),
    ]


def block_cases() -> list[Any]:
    texts = ["One.", "a\nb\n\nc", "- a\n- b", "a\n- b\nc", "\n\n", "-a", "- ", "  a  \n\n\n -  b ", "<b>\r\n\r\n- x"]
    return [
        {"text": one, "blocks": [{"lines": list(b.lines), "list": b.is_list} for b in blocks(one)]} for one in texts
    ]


def feeds() -> dict[str, Any]:
    """Return the whole file."""
    return {
        "origin": "computed for Bluezone by tests/protocol/make_vectors.py from fixed seeds; Ed25519 is deterministic",
        "licence": "own computation",
        "keys": msgspec.to_builtins(KEYS),
        "keys_cases": keys_cases(),
        "feed_cases": feed_cases(),
        "news_cases": news_cases(),
        "venues_entries": [entry.hex() for entry in venues_in(feed("venues", VENUES))],
        "venues_ended": sorted(mark.hex() for mark in ended_in(feed("venues", VENUES))),
        "venues_cases": venues_cases(),
        "policy_cases": policy_cases(),
        "block_cases": block_cases(),
    }
