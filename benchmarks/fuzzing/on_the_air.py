"""What comes from the air and from captures: advertisements, HCI reports, capture files, files of the phones of 2020."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from benchmarks.fuzzing.target import Target, same, text_of

from bluezone.lab import traces
from bluezone.protocol import air_profile, beacons, protobuf
from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.legacy import evidence, files
from bluezone.radio import capture, replay, reports

MORNING = datetime(2026, 11, 20, 8, tzinfo=UTC)
ANY_INFO = files.PhoneInfo(bytes(32), MORNING.date(), bytes(32), MORNING.date())


def _beacon(data: bytes) -> None:
    list(beacons.structures(data[: beacons.ADVERTISEMENT_LENGTH]))
    found = beacons.decode(data)
    if found is not None:
        try:
            again = beacons.encode(found)
        except ValueError:  # two values that no phone of ours sends
            return
        same(found, beacons.decode(again))


def _beacons() -> Sequence[bytes]:
    return [
        beacons.encode(one)
        for one in (
            beacons.BluezoneBeacon(bytes(range(12)), -26),
            beacons.BluezoneBeacon(bytes(12)),
            beacons.IosBeacon(),
            beacons.ExposureNotificationBeacon(bytes(range(16)), bytes(4)),
        )
    ]


def _profile(data: bytes) -> None:
    air_profile.profile_from(data)


def _report(data: bytes) -> None:
    reports.is_report(data)
    reports.decode(data)


def _reports() -> Sequence[bytes]:
    heard = [reports.Report(0x10, 1, bytes(6), 127, -60, one) for one in _beacons()]
    return [reports.encode(heard[:1]), reports.encode(heard)]


def _captures(data: bytes) -> None:
    for reader in (replay.hci_packets, replay.heard, replay.frames):
        try:
            list(reader(data))
        except MalformedMessage:
            continue


def _capture_files() -> Sequence[bytes]:
    record = capture.BTSNOOP_RECORD
    packets = [
        record.pack(len(packet), len(packet), capture.FROM_CONTROLLER, 0, capture.BTSNOOP_2000[1]) + packet
        for packet in _reports()
    ]
    return [capture.BTSNOOP_HEAD + b"".join(packets), capture.PCAP_HEAD]


def _protobuf(data: bytes) -> None:
    for _number, value in protobuf.fields(data):
        for read in (protobuf.as_bytes, protobuf.as_text, protobuf.as_unsigned, protobuf.as_int32, protobuf.as_sint32):
            try:
                read(value, "a field")
            except MalformedMessage:
                continue


def _history(data: bytes) -> None:
    lines = data.splitlines()
    rows = list(files.trace_rows(lines))
    report = evidence.verified_history(lines, ANY_INFO)
    same(report.rows, len(rows))


HISTORY = b"00112233445566778899aabb\t112233445566778899aabbcc\t-60\t1605830400000\n\nnonsense\n"


def _info(data: bytes) -> None:
    files.phone_info(data)


def _broadcast(data: bytes) -> None:
    entries = files.broadcast_entries(data)
    evidence.history_matches(HISTORY.splitlines(), entries[:1] if entries and _short(entries[0]) else ())


def _short(entry: files.BroadcastEntry) -> bool:
    return entry.end - entry.start < timedelta(days=1) and entry.steps <= 96


def _trace(data: bytes) -> None:
    traces.parsed(text_of(data), name="any", origin=MORNING)


KEY = "00" * 32
ENTRY = {"daily_key": KEY, "time_start": 1605830400, "time_end": 1605916799, "max": 96}
TARGETS = (
    Target("beacons", _beacon, (beacons.decode, beacons.structures), _beacons, 3, 40),
    Target(
        "air-profile",
        _profile,
        (air_profile.profile_from,),
        lambda: [b'{"company": "0x0FFE", "service": "0xFFF0", "name": "Lai Chau"}'],
        1,
        300,
    ),
    Target("reports", _report, (reports.decode,), _reports, 2, 300),
    Target("captures", _captures, (replay.heard, replay.hci_packets, replay.frames), _capture_files, 1, 1024),
    Target(
        "protobuf",
        _protobuf,
        (
            protobuf.fields,
            protobuf.as_bytes,
            protobuf.as_text,
            protobuf.as_unsigned,
            protobuf.as_int32,
            protobuf.as_sint32,
        ),
        lambda: [protobuf.bytes_field(1, b"abc") + protobuf.number_field(2, -7) + protobuf.fixed64_field(3, 9)],
        3,
        256,
    ),
    Target(
        "history-2020",
        _history,
        (files.trace_row, files.trace_rows, evidence.verified_history),
        lambda: [HISTORY],
        1,
        400,
    ),
    Target(
        "phone-info-2020",
        _info,
        (files.phone_info,),
        lambda: [json.dumps({"base_id": KEY, "time": 1605830400, "daily_key": KEY, "time_start": 1605830400}).encode()],
        1,
        400,
    ),
    Target(
        "broadcast-2020",
        _broadcast,
        (files.broadcast_entries, evidence.history_matches),
        lambda: [json.dumps({"data": [ENTRY]}).encode(), json.dumps([ENTRY, ENTRY]).encode()],
        0.5,
        800,
    ),
    Target(
        "traces",
        _trace,
        (traces.parsed,),
        lambda: [b"t,i,j\n20,1,2\n40,1,2\n", b"time_step,user1_id,user2_id,distance_m\n1,1,2,0.5\n"],
        1,
        400,
    ),
)
