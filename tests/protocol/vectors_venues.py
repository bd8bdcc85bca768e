"""What `tests/vectors/venues.json` holds: codes, links, hours, check-ins, warnings, and what each comes to."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.protocol.seeds import KEYS, NOON, answer, edwards, iso, seeded

from bluezone.protocol.ended_codes import ended_mark, padded_marks
from bluezone.protocol.place_warnings import (
    CheckIn,
    changed,
    check_in,
    entries_in,
    mask,
    padded_entries,
    place_exposures,
    value,
    warning_entries,
)
from bluezone.protocol.venues import (
    VenueCode,
    VenueType,
    code_in,
    code_text,
    read_code,
    signed_code,
)

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
PREFIX = b"bluezone VenueCode 1\n"
SITE = "https://bluezone.example"
SECRET = seeded("venue secret", 16)
MARKET = VenueCode(
    type=VenueType.MARKET,
    version=3,
    issued=date(2020, 8, 1),
    expires=date(2021, 8, 1),
    commune="03386",
    secret=SECRET,
    name="Chợ San Thàng",
)
CODE = signed_code(MARKET, edwards("venue"))


def says(code: VenueCode) -> dict[str, Any]:
    return {
        "type": code.type.word,
        "version": code.version,
        "issued": code.issued.isoformat(),
        "expires": code.expires.isoformat(),
        "commune": code.commune,
        "secret": code.secret.hex(),
        "name": code.name,
    }


def code_case(name: str, code: bytes, *, at: datetime = NOON) -> dict[str, Any]:
    return {
        "name": name,
        "at": iso(at),
        "code": code.hex(),
        **answer(lambda: says(read_code(code, KEYS, at))),
    }


def resigned(body: bytes, private: Ed25519PrivateKey | None = None) -> bytes:
    """Any body with a signature that holds."""
    return body + (private or edwards("venue")).sign(PREFIX + body)


def put(place: int, found: bytes) -> bytes:
    """The market's code with some bytes replaced, signed again."""
    body = CODE[:-64]
    return resigned(body[:place] + found + body[place + len(found) :])


def named(utf8: bytes, length: int | None = None) -> bytes:
    return resigned(CODE[:31] + bytes([len(utf8) if length is None else length]) + utf8)


def signature_cases() -> list[dict[str, Any]]:
    flipped = bytes([CODE[20] ^ 1])
    return [
        code_case("genuine", CODE),
        code_case("the first moment of its life", CODE, at=datetime.fromisoformat("2020-08-01T00:00:00Z")),
        code_case("a second before its life", CODE, at=datetime.fromisoformat("2020-07-31T23:59:59Z")),
        code_case("the last second of its life", CODE, at=datetime.fromisoformat("2021-07-31T23:59:59Z")),
        code_case("after its life", CODE, at=datetime.fromisoformat("2021-08-01T00:00:00Z")),
        code_case("a changed secret", CODE[:20] + flipped + CODE[21:]),
        code_case("a changed signature", CODE[:-1] + bytes([CODE[-1] ^ 1])),
        code_case(
            "forged by a stranger under our key's id", CODE[:-64] + edwards("stranger").sign(PREFIX + CODE[:-64])
        ),
        code_case("signed by a stranger", signed_code(MARKET, edwards("stranger"))),
        code_case("signed by a key for feeds", signed_code(MARKET, edwards("feed"))),
        code_case("signed by a retired key", signed_code(MARKET, edwards("old venue"))),
        code_case(
            "a signature for another purpose", CODE[:-64] + edwards("venue").sign(b"bluezone Feed 1\n" + CODE[:-64])
        ),
        code_case(
            "keys.json is stale",
            signed_code(replace(MARKET, expires=date(2199, 1, 1)), edwards("venue")),
            at=KEYS.expires,
        ),
    ]


def field_cases() -> list[dict[str, Any]]:
    return [
        code_case("another version", put(0, b"\2")),
        code_case("a type of a later year", put(5, b"\xc8")),
        code_case("expires on the day it is issued", put(10, CODE[8:10])),
        code_case("the last day there is", put(10, b"\xff\xff")),
        code_case("commune 00000", put(12, bytes(3))),
        code_case("commune 99999", put(12, (99_999).to_bytes(3, "big"))),
        code_case("a commune of six digits", put(12, (100_000).to_bytes(3, "big"))),
    ]


def name_cases() -> list[dict[str, Any]]:
    return [
        code_case("a name of 60 bytes", named("ẩ".encode() * 20)),
        code_case("a name of 61 bytes", named("ẩ".encode() * 20 + b"a")),
        code_case("a name of no bytes", named(b"")),
        code_case("a name that is shorter than it says", named(b"Market", 7)),
        code_case("a name that is longer than it says", named(b"Market", 5)),
        code_case("a name that is not UTF-8", named(b"\xff\xfe")),
        code_case("a name with a surrogate", named(b"\xed\xa0\x80")),
        code_case("a name that is not NFC", named("Chơ\u0323".encode())),
        code_case("a name that begins with a blank", named(b" Market")),
        code_case("a name that ends with a wide blank", named("Market\u3000".encode())),
        code_case("a name that is a blank", named(b" ")),
        code_case("a name that is markup", named(b"<script>alert(1)</script>")),
        code_case("a name with an ampersand and quotes", named(b'Tom & Jerry\'s "bar"')),
        code_case("a name that turns its direction", named("Market\u202etekraM".encode())),
        code_case("a name with an invisible sign", named("Mar\u200bket".encode())),
        code_case("a name with a line end", named(b"Mar\nket")),
        code_case("a name with NUL", named(b"Mar\0ket")),
        code_case("a name with a line separator", named("Mar\u2028ket".encode())),
        code_case("a name with a private sign", named("Mar\ue000ket".encode())),
        code_case("a name in Thai and Lao", named("ตลาด ຕະຫຼາດ".encode())),
        code_case(
            "a name in Cyrillic letters that look Latin is the issuer's to refuse",
            named("\N{CYRILLIC CAPITAL LETTER ES}hợ".encode()),
        ),
    ]


def code_cases() -> list[dict[str, Any]]:
    lengths = [
        code_case("empty", b""),
        code_case("cut short", CODE[:-1]),
        code_case("only a head and a signature", named(b"")[:31]),
        code_case("161 bytes", CODE + bytes(161 - len(CODE))),
        code_case("4,096 bytes", CODE + bytes(4096 - len(CODE))),
    ]
    return [*signature_cases(), *field_cases(), *name_cases(), *lengths]


def link_case(name: str, text: str) -> dict[str, Any]:
    return {"name": name, "text": text, **answer(lambda: {"code": code_in(text).hex()})}


def link_cases() -> list[dict[str, Any]]:
    genuine = code_text(CODE, site=SITE)
    links = {
        "genuine": genuine,
        "of another site": code_text(CODE, site="http://localhost:8000"),
        "with padding": genuine + "=",
        "of the other alphabet": code_text(b"\xff" * 156, site=SITE).replace("_", "/"),
        "with a blank": genuine + " ",
        "with spare bits": genuine[:-1] + chr(ord(genuine[-1]) + 1) if len(CODE) % 3 else genuine + "B",
        "of one sign": f"{SITE}/app/#v=A",
        "empty": f"{SITE}/app/#v=",
        "another fragment": f"{SITE}/app/#/days",
        "another path": genuine.replace("/app/", "/"),
        "with a query": genuine.replace("/app/", "/app/?x=1"),
        "a script": f"javascript:alert(1)//x/app/#v={genuine.rpartition('=')[2]}",
        "only the code": genuine.rpartition("=")[2],
        "4,096 characters": f"{SITE}/app/#v=" + "A" * 4096,
        "somebody else's": "https://example.com/menu",
        "no text": "",
    }
    return [link_case(name, text) for name, text in links.items()]


def stay_json(stay: CheckIn) -> dict[str, Any]:
    return {
        "name": stay.name,
        "type": stay.type.word,
        "commune": stay.commune,
        "version": stay.version,
        "start": iso(stay.start),
        "end": iso(stay.end),
        "automatic": stay.is_automatic,
        "first_hour": stay.first_hour,
        "marks": [[mark.value.hex(), mark.mask.hex()] for mark in stay.marks],
    }


def stay_case(start: datetime, kind: VenueType = VenueType.MARKET) -> dict[str, Any]:
    code = replace(MARKET, type=kind)
    return {
        "type": kind.word,
        "secret": SECRET.hex(),
        "start": iso(start),
        **answer(lambda: stay_json(check_in(code, start))),
    }


def change_case(name: str, **times: datetime) -> dict[str, Any]:
    def ask() -> dict[str, Any]:
        stay = changed(check_in(MARKET, NOON), **times)
        return {"start": iso(stay.start), "end": iso(stay.end), "automatic": stay.is_automatic}

    return {"name": name, "check_in": iso(NOON), "times": {word: iso(at) for word, at in times.items()}, **answer(ask)}


def change_cases() -> list[dict[str, Any]]:
    first, last = NOON - 6 * HOUR, NOON + 25 * HOUR
    return [
        change_case("nothing"),
        change_case("end", end=NOON + 5 * MINUTE),
        change_case("start", start=NOON - MINUTE),
        change_case("both, as far as can be", start=first, end=last),
        change_case("start too early", start=first - timedelta(seconds=1)),
        change_case("end too late", end=last + timedelta(seconds=1)),
        change_case("no length", start=NOON, end=NOON),
        change_case("backwards", start=NOON + HOUR, end=NOON),
    ]


def entries_case(name: str, start: datetime, end: datetime) -> dict[str, Any]:
    return {
        "name": name,
        "secret": SECRET.hex(),
        "start": iso(start),
        "end": iso(end),
        **answer(lambda: {"entries": [entry.hex() for entry in warning_entries(SECRET, start, end)]}),
    }


def entries_cases() -> list[dict[str, Any]]:
    midnight = datetime.fromisoformat("2020-08-21T00:00:00Z")
    second = timedelta(seconds=1)
    return [
        entries_case("a quarter of an hour", NOON, NOON + 15 * MINUTE),
        entries_case("a whole hour", NOON, NOON + HOUR),
        entries_case("over an hour's end", NOON + 50 * MINUTE, NOON + 70 * MINUTE),
        entries_case("over midnight", midnight - 5 * MINUTE, midnight + 5 * MINUTE),
        entries_case("broken minutes", NOON + 59 * second, NOON + HOUR + second),
        entries_case("no length", NOON, NOON),
        entries_case("backwards", NOON, NOON - MINUTE),
        entries_case("14 days and a second", NOON, NOON + timedelta(days=14, seconds=1)),
        entries_case(
            "before 1970",
            datetime.fromisoformat("1969-12-31T23:00:00Z"),
            datetime.fromisoformat("1970-01-01T01:00:00Z"),
        ),
        entries_case(
            "from 1970", datetime.fromisoformat("1970-01-01T00:00:00Z"), datetime.fromisoformat("1970-01-01T00:01:00Z")
        ),
        entries_case(
            "after 2106", datetime.fromisoformat("2107-01-01T00:00:00Z"), datetime.fromisoformat("2107-01-01T00:01:00Z")
        ),
    ]


def unmasked(hour: int, minutes: bytes) -> bytes:
    """An entry that says what no warning says."""
    cover = mask(SECRET, hour)
    return value(SECRET, hour) + bytes(one ^ other for one, other in zip(minutes, cover, strict=True))


def exposure_case(name: str, entries: list[bytes], *stays: tuple[datetime, datetime]) -> dict[str, Any]:
    made = [replace(check_in(MARKET, NOON), start=start, end=end) for start, end in stays or [(NOON, NOON + 2 * HOUR)]]
    found = place_exposures(made, entries)
    return {
        "name": name,
        "check_in": iso(NOON),
        "stays": [{"start": iso(stay.start), "end": iso(stay.end)} for stay in made],
        "entries": [entry.hex() for entry in entries],
        "says": [{"stay": made.index(one.check_in), "start": iso(one.start), "end": iso(one.end)} for one in found],
    }


def exposure_cases() -> list[dict[str, Any]]:
    hour = (NOON - datetime.fromisoformat("1970-01-01T00:00:00Z")) // HOUR

    def warned(start: timedelta, end: timedelta) -> list[bytes]:
        return list(warning_entries(SECRET, NOON + start, NOON + end))

    quarter = warned(10 * MINUTE, 25 * MINUTE)
    decoys = list(entries_in(seeded("decoys", 18 * 255)))
    nonsense = [
        unmasked(hour, minutes) for minutes in (b"\x05\x05", b"\x0a\x05", b"\x00\x3d", b"\xff\xff", b"\x3c\x3d")
    ]
    other = list(warning_entries(seeded("another secret", 16), NOON, NOON + HOUR))
    return [
        exposure_case("within", quarter),
        exposure_case("among decoys", sorted(quarter + decoys)),
        exposure_case("decoys alone", decoys),
        exposure_case("nothing", []),
        exposure_case("another place", other),
        exposure_case("over an hour's end", warned(50 * MINUTE, 70 * MINUTE)),
        exposure_case("ends as the stay begins", warned(-30 * MINUTE, timedelta())),
        exposure_case("begins as the stay ends", warned(2 * HOUR, 3 * HOUR)),
        exposure_case("the last minute", warned(119 * MINUTE, 3 * HOUR)),
        exposure_case("broken seconds of a stay", quarter, (NOON + timedelta(minutes=24, seconds=59), NOON + HOUR)),
        exposure_case("a stay of no length", quarter, (NOON + 15 * MINUTE, NOON + 15 * MINUTE)),
        exposure_case("two warnings with a pause", quarter + warned(40 * MINUTE, 50 * MINUTE)),
        exposure_case("two warnings that touch", quarter + warned(25 * MINUTE, 50 * MINUTE)),
        exposure_case("two warnings that overlap, out of order", warned(20 * MINUTE, 50 * MINUTE) + quarter),
        exposure_case("one warning twice", quarter * 2),
        exposure_case("minutes that make no sense are decoys", nonsense),
        exposure_case("nonsense beside a warning", nonsense + quarter),
        exposure_case("two stays", quarter, (NOON, NOON + HOUR), (NOON + 20 * MINUTE, NOON + HOUR)),
        exposure_case("one stay of two", quarter, (NOON, NOON + 5 * MINUTE), (NOON, NOON + HOUR)),
    ]


def hours_json() -> list[dict[str, Any]]:
    return [
        {"secret": SECRET.hex(), "hour": hour, "value": value(SECRET, hour).hex(), "mask": mask(SECRET, hour).hex()}
        for hour in (0, 1, 443_916, 1_200_936, 2**32 - 1)
    ]


def decoy_mark(number: int) -> bytes:
    return seeded(f"ended decoy {number}", 8)


def ended_json() -> dict[str, Any]:
    """Marks of secrets, and the list that says that the market's code was replaced."""
    others = [seeded(f"ended secret {number}", 16) for number in range(3)]
    return {
        "marks": [{"secret": secret.hex(), "mark": ended_mark(secret).hex()} for secret in (SECRET, *others)],
        "padded": padded_marks(map(ended_mark, (SECRET, *others)), decoy_mark).hex(),
    }


def venues() -> dict[str, Any]:
    """Return the whole file."""
    starts = ["2020-08-20T12:34:56Z", "2020-08-20T23:59:59Z", "1970-01-01T02:00:00Z", "1969-12-31T23:59:59Z"]
    return {
        "origin": "computed for Bluezone by tests/protocol/make_vectors.py from fixed seeds; Ed25519 is deterministic",
        "licence": "own computation",
        "keys": msgspec.to_builtins(KEYS),
        "types": [{"number": one.value, "word": one.word, "stay": one.stay // MINUTE} for one in VenueType],
        "code_cases": code_cases(),
        "link_cases": link_cases(),
        "hours": hours_json(),
        "check_in_cases": [
            *(stay_case(datetime.fromisoformat(start)) for start in starts),
            stay_case(NOON, VenueType.HOTEL),
        ],
        "change_cases": change_cases(),
        "entries_cases": entries_cases(),
        "exposure_cases": exposure_cases(),
        "ended": ended_json(),
        "padded": padded_entries(
            warning_entries(SECRET, NOON, NOON + HOUR), lambda length: seeded("decoys", length)
        ).hex(),
    }
