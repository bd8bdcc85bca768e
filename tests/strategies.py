"""Hypothesis strategies: what crosses the air, the wire and the clock. Append yours; keep others'."""

import unicodedata
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
from hypothesis import strategies as st

from bluezone.authority.linelist.rules.grid import Grid
from bluezone.protocol.beacons import BluezoneBeacon, ExposureNotificationBeacon, IosBeacon
from bluezone.protocol.exports import Export, ordered
from bluezone.protocol.exposure_report import Band, ExposureKind, ExposureReport, Reach, ReportedEncounter
from bluezone.protocol.intervals import DAY, EDGE, KEY_INTERVALS_A_DAY, Air, key_interval_at
from bluezone.protocol.keys import DiagnosisKey, ExposureKey, ReportType
from bluezone.protocol.messages import PublishedKey, published
from bluezone.protocol.sightings import Sighting
from bluezone.protocol.signatures import SignatureInfo
from bluezone.protocol.venues import FIRST_DAY, NAME_LIMIT, VenueCode, VenueType
from bluezone.radio.reports import Report

FIRST_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)
LAST_MOMENT = datetime(9998, 12, 31, tzinfo=UTC)

airs = st.sampled_from(Air)
moments = st.datetimes(FIRST_MOMENT.replace(tzinfo=None), LAST_MOMENT.replace(tzinfo=None), timezones=st.just(UTC))
"""Any moment in which a phone could start a key."""
days = st.dates(date(1970, 1, 2), date(9998, 12, 30))
secrets = st.binary(min_size=16, max_size=16)


@st.composite
def edge_keys(draw: st.DrawFn, *, day: date | None = None) -> ExposureKey:
    """Keys as our phones make them: on half-hour edges, inside one UTC day."""
    first_day = draw(days) if day is None else day
    midnight = key_interval_at(datetime.combine(first_day, datetime.min.time(), tzinfo=UTC))
    start = draw(st.integers(0, KEY_INTERVALS_A_DAY // EDGE - 1))
    end = draw(st.integers(start + 1, KEY_INTERVALS_A_DAY // EDGE))
    return ExposureKey(draw(secrets), midnight + start * EDGE, (end - start) * EDGE)


foreign_keys = st.builds(
    ExposureKey,
    secrets,
    st.integers(0, key_interval_at(LAST_MOMENT)),
    st.integers(1, KEY_INTERVALS_A_DAY),
)
"""Keys of other systems: any start, any length, across midnight too."""
exposure_keys = edge_keys() | foreign_keys
diagnosis_keys = st.builds(
    DiagnosisKey,
    exposure_keys,
    st.sampled_from(ReportType),
    st.none() | st.integers(-14, 14),
    st.integers(0, 8),
)
published_keys: st.SearchStrategy[list[PublishedKey]] = st.lists(
    st.builds(lambda key, risk: published(key, transmission_risk=risk), exposure_keys, st.integers(0, 8)),
    max_size=30,
    unique_by=lambda key: key.key,
)


def messages_of(kind: type[msgspec.Struct]) -> st.SearchStrategy[Any]:
    """Messages of one kind, every field within what its schema allows."""
    return _of(msgspec.inspect.type_info(kind))


def _of(info: msgspec.inspect.Type) -> st.SearchStrategy[Any]:
    match info:
        case msgspec.inspect.StructType(kind, fields):
            return st.builds(kind, **{field.name: _of(field.type) for field in fields})
        case msgspec.inspect.ListType(item):
            return st.lists(_of(item), max_size=2)
        case msgspec.inspect.IntType(ge=low, le=high):
            return st.integers(low, high)
        case msgspec.inspect.FloatType(ge=low, le=high):
            return st.floats(low, high)
        case msgspec.inspect.BoolType():
            return st.booleans()
        case msgspec.inspect.StrType():
            return st.text(max_size=8)
        case _:
            raise TypeError(f"no strategy for {info}")


tx_powers = st.none() | st.integers(-128, 127)
bluezone_beacons = st.builds(BluezoneBeacon, st.binary(min_size=12, max_size=12), tx_powers)
exposure_notification_beacons = st.builds(
    ExposureNotificationBeacon, st.binary(min_size=16, max_size=16), st.binary(min_size=4, max_size=4)
)
beacons = bluezone_beacons | exposure_notification_beacons | st.builds(IosBeacon)

rssis = st.integers(-127, 20)


@st.composite
def advertisements(draw: st.DrawFn) -> bytes:
    """Up to 31 bytes that look like AD structures of any kind, mostly whole."""
    structures = st.builds(
        lambda kind, data: bytes((len(data) + 1, kind)) + data,
        st.sampled_from((0x01, 0x02, 0x03, 0x06, 0x07, 0x09, 0x0A, 0x16, 0xFF)) | st.integers(0, 255),
        st.sampled_from((b"\x56\x4e", b"\xb5\x22" + bytes(12), b"\x6f\xfd" + bytes(20))) | st.binary(max_size=22),
    )
    return b"".join(draw(st.lists(structures, max_size=6)))[:31]


@st.composite
def sightings(draw: st.DrawFn, *, around: datetime | None = None, within: timedelta = DAY) -> Sighting:
    """Sightings on either air; those of few identifiers, near one moment, so that some of them meet."""
    near = draw(moments) if around is None else around
    offset = timedelta(seconds=draw(st.integers(0, int(within.total_seconds()))))
    heard_at = min(near + offset, LAST_MOMENT)
    number = draw(st.integers(0, 3))
    if draw(airs) is Air.BLUEZONE:
        return Sighting(Air.BLUEZONE, bytes([number]) * 12, heard_at, draw(rssis), draw(tx_powers))
    metadata = draw(st.binary(min_size=4, max_size=4))
    return Sighting(
        Air.EXPOSURE_NOTIFICATION, bytes([number]) * 16, heard_at, draw(rssis), tx_power_dbm=None, metadata=metadata
    )


key_lists = st.lists(diagnosis_keys, max_size=20, unique_by=lambda key: key.key.secret).map(tuple)
"""Diagnosis keys of any origin, each once."""
signature_infos = st.builds(
    SignatureInfo, st.text(st.sampled_from("0123456789abcXYZ_"), max_size=8), st.text(max_size=4), st.text(max_size=8)
)
seconds = st.integers(0, int(LAST_MOMENT.timestamp())).map(lambda number: FIRST_MOMENT + timedelta(seconds=number))


@st.composite
def exports(draw: st.DrawFn) -> Export:
    """Exports as they are read: any window, any batch, keys in the order of their bytes."""
    start, end = sorted((draw(seconds), draw(seconds)))
    size = draw(st.integers(1, 2**31 - 1))
    return Export(
        start=start,
        end=end,
        region=draw(st.text(max_size=5)),
        batch_num=draw(st.integers(1, size)),
        batch_size=size,
        signature_infos=tuple(draw(st.lists(signature_infos, max_size=10))),
        keys=ordered(draw(key_lists)),
        revised_keys=ordered(draw(key_lists)),
    )


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Advertising reports as controllers send them, of all kinds and strengths."""
    return Report(
        event_type=draw(st.integers(0, 0x7F)),
        address_type=draw(st.integers(0, 3)),
        address=draw(st.binary(min_size=6, max_size=6)),
        tx_power_dbm=draw(st.integers(-127, 127)),
        rssi_dbm=draw(st.integers(-127, 20)),
        data=draw(st.binary(max_size=31)),
    )


_DIRECTIVE_LINES = st.sampled_from(
    [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: /UBND-VX",
        "Số: 12/CT-UBND Lai Châu, ngày 01 tháng 8 năm 2020",
        "V/v triển khai",
        "CHỈ THỊ",
        "Kính gửi:",
        "- Các sở, ban, ngành;",
        "Thực hiện Công văn số 2841/BTTTT-THH ngày 01/8/2020",
        "I. NHIỆM VỤ",
        "1. Yêu cầu các cơ quan",
        "2. Giao Sở Y tế;",
        "a) khuyến nghị khách hàng; cử người",
        "Điều 1. UBND các huyện, thành phố chỉ đạo UBND cấp xã",
        "Nơi nhận:",
        "- Như trên;",
        "- Lưu: VT.",
        "KT. CHỦ TỊCH",
        "PHỤ LỤC",
        "",
        "ngày 31 tháng 2 năm 0000",
    ]
)


def directive_texts() -> st.SearchStrategy[str]:
    """Texts with a directive's pieces in any order, some of them torn."""
    lines = _DIRECTIVE_LINES | st.text(max_size=30) | _DIRECTIVE_LINES.map(lambda line: line[: len(line) // 2])
    return st.lists(lines, max_size=25).map("\n".join)


@st.composite
def venue_codes(draw: st.DrawFn) -> VenueCode:
    """Codes of venues with names in any script, as the authority signs them."""
    issued = draw(st.integers(0, 65_534))
    letters = st.characters(exclude_categories=("C", "Zl", "Zp"), exclude_characters="<>")
    name = unicodedata.normalize("NFC", draw(st.text(letters, min_size=1, max_size=15))).strip()
    return VenueCode(
        type=draw(st.sampled_from(VenueType)),
        version=draw(st.integers(0, 65_535)),
        issued=FIRST_DAY + issued * DAY,
        expires=FIRST_DAY + draw(st.integers(issued + 1, 65_535)) * DAY,
        commune=f"{draw(st.integers(0, 99_999)):05}",
        secret=draw(secrets),
        name=name if name and len(name.encode()) <= NAME_LIMIT else "Chợ",
    )


def exposure_reports() -> st.SearchStrategy[ExposureReport]:
    """What a warned person may write, short enough for a letter."""
    lines = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=20)
    encounters = st.builds(
        ReportedEncounter,
        day=days,
        minutes=st.none() | st.integers(0, 1440),
        band=st.none() | st.sampled_from(Band),
        kind=st.sampled_from(ExposureKind),
        place=st.none() | lines,
    )
    return st.builds(
        ExposureReport,
        id=secrets,
        written=days,
        encounters=st.lists(encounters, max_size=8).map(tuple),
        symptoms=st.lists(st.from_regex(r"\A[a-z][a-z-]{0,31}\Z"), max_size=8).map(tuple),
        reach=st.builds(Reach, name=lines, telephone=st.just("") | st.from_regex(r"\A\+?[0-9][0-9 .-]{1,22}\Z")),
        commune=st.just("") | st.from_regex(r"\A[0-9]{5}\Z", alphabet="0123456789"),
        note=st.text(st.characters(codec="utf-8"), max_size=140),
    )


cell_values = (
    st.none()
    | st.text(st.characters(codec="utf-8"), max_size=12)
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | st.dates()
    | st.datetimes()
)
"""Anything that stands in a cell of a spreadsheet."""

_places = st.integers(1, 50)
grids = st.builds(
    Grid,
    rows=st.lists(st.lists(cell_values, max_size=5), max_size=5),
    merged=st.lists(st.tuples(_places, _places, _places, _places), max_size=2).map(tuple),
    formulas=st.frozensets(st.tuples(_places, _places), max_size=2),
    errors=st.frozensets(st.tuples(_places, _places), max_size=2),
    others=st.lists(st.text(st.characters(codec="utf-8"), max_size=5), max_size=2).map(tuple),
)
"""Sheets of any shape."""

_sound_texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)
plain_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | _sound_texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_sound_texts, inner, max_size=3),
    max_leaves=3,
)
"""What JSON can say, not too deep."""
