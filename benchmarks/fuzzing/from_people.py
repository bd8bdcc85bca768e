"""What people hand in and what boxes say: field bundles, text messages, tables, forms, directives, a gateway's answers."""

import csv
import gzip
import io
import json
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from io import BufferedReader, BytesIO
from pathlib import Path

import openpyxl
from benchmarks.fuzzing.target import Target, same, text_of

from bluezone.authority.codes import files as code_files
from bluezone.authority.linelist import files as line_lists
from bluezone.authority.linelist.rules import columns, interchange, rows
from bluezone.authority.policy.rules import versions
from bluezone.authority.territory import province_files
from bluezone.cli import sealed_stream
from bluezone.portal.rules import captive, counts, dhcp_options, hardware, requests
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.rollout.directives.reading import encodings, reader
from bluezone.rollout.fieldwork.rules import digest_line, packing, wire
from bluezone.rollout.fieldwork.rules.words import EventKind
from bluezone.rollout.overview.rules import boundaries
from bluezone.rollout.reporting.rules import forms, numbers, sms_line

TODAY = date(2026, 11, 20)
SOURCE = Path(__file__).parents[2] / "src" / "bluezone"
SECRET = bytes(32)


def _json(data: bytes) -> object:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as wrong:  # of this target's own first step
        raise MalformedMessage("no JSON") from wrong


def _tried(read: Callable[[bytes], object], data: bytes) -> None:
    try:
        read(data)
    except (MalformedMessage, RuleViolation):
        return


# The field


def _field(data: bytes) -> None:
    for read in (wire.message_in, wire.envelope_in, wire.packed_envelope_in, wire.bundle_in, packing.unpacked):
        _tried(read, data)
    wire.object_in(data, "a body", "v", "device")


def _event(data: bytes) -> None:
    found = wire.event_in(_json(data))
    if isinstance(found, wire.Event):
        wire.event_again(found.content)


def _bundles() -> Sequence[bytes]:
    event = json.loads(_events()[0])
    bundle = {"v": 1, "device": "019a0000-0000-7000-8000-000000000001", "made_at": "2026-11-20T08:00:00Z"}
    signed = json.dumps({**bundle, "events": [event]}).encode()
    envelope = {"bundle": wire.base64url(signed), "signature": wire.base64url(bytes(64))}
    return [signed, json.dumps(envelope).encode(), gzip.compress(bytes(64) + signed, mtime=0)]


def _events() -> Sequence[bytes]:
    common = {"id": "019a0000-0000-7000-8000-000000000002", "sequence": 1, "at": "2026-11-20T08:00:00Z", "up": 1000}
    return [json.dumps({**common, "kind": kind}).encode() for kind in EventKind]


def _text_message(data: bytes) -> None:
    text = text_of(data)
    for read in (sms_line.read_line, sms_line.read_payload):
        found = read(text)
        if isinstance(found, sms_line.Line):
            same(sms_line.read_line(sms_line.written(found)), found)
            digest_line.digest_in(found)


def _text_messages() -> Sequence[bytes]:
    lines = (sms_line.Line("03105", "", {"H": 120, "P": 60}, 20), sms_line.Line("03105", "2", {"H": 1}))
    return [sms_line.written(line).encode() for line in lines]


# Tables


def _line_list(data: bytes) -> None:
    grid = line_lists.read_file(data)
    list(rows.rows_of(grid, columns.guess(grid), TODAY))


def _table() -> bytes:
    heads = ["STT", "Họ và tên", "Giới tính", "Ngày sinh", "Điện thoại", "Ngày khởi phát"]
    page = io.StringIO()
    csv.writer(page).writerows([heads, ["1", "Lò Thị Ánh", "Nữ", "3/2/1990", "0912345678", "01/11/2026"]])
    return page.getvalue().encode()


@cache
def _book() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.create_sheet()
    for row in csv.reader(io.StringIO(_table().decode())):
        sheet.append(row)
    whole = BytesIO()
    book.save(whole)
    return whole.getvalue()


def _code_file(data: bytes) -> None:
    heads, found = code_files.read_file(data)
    len(heads)
    list(found)


def _province(data: bytes) -> None:
    text = text_of(data)
    units, _ = province_files.read_units(text)
    province_files.read_succession(text, units)
    for read in (
        province_files.read_aliases,
        province_files.read_centroids,
        province_files.read_denominators,
        province_files.read_bodies,
        province_files.read_leads,
    ):
        read(text)


@cache
def _province_files() -> Sequence[bytes]:
    found = sorted((SOURCE / "authority" / "territory").rglob("*.csv"))
    return [b"".join(path.read_bytes().splitlines(keepends=True)[:3]) for path in found][:12]


# Documents


def _form(data: bytes) -> None:
    document = _json(data)
    if isinstance(document, dict):
        form = forms.read_form(document)
        forms.read_values(form, dict.fromkeys([field.key for field in form.fields], "12"))


@cache
def _forms() -> Sequence[bytes]:
    found = sorted(
        (SOURCE / "rollout" / "reporting" / "data").glob("form-*.json"), key=lambda path: path.stat().st_size
    )
    return [json.dumps(json.loads(path.read_bytes()), separators=(",", ":")).encode() for path in found[:3]]


def _number(data: bytes) -> None:
    text = text_of(data)
    numbers.read_count(text)
    numbers.read_count(text, number_format="0.00")


def _record(data: bytes) -> None:
    stated = _json(data)
    for kind in interchange.KINDS:
        _tried_record(kind, stated)


def _tried_record(kind: str, stated: object) -> None:
    try:
        read = interchange.from_json(kind, stated)
    except MalformedMessage:
        return
    same(interchange.from_json(kind, interchange.as_json(kind, read)), read)


def _note() -> bytes:
    members = {member.name: None for member in interchange.KINDS["notes"]}
    ids = {name: "019a0000-0000-7000-8000-000000000001" for name in members if name.endswith("Id") or name == "id"}
    return json.dumps({**members, **ids, "text": "a", "date": "2026-11-20T08:00:00Z", "user": "u"}).encode()


def _policy(data: bytes) -> None:
    versions.numbers_in_file(data)


def _boundaries(data: bytes) -> None:
    boundaries.paths(boundaries.read_boundaries(text_of(data)))


SQUARE = {"type": "Polygon", "coordinates": [[[103.1, 22.1], [103.2, 22.1], [103.2, 22.2], [103.1, 22.1]]]}
BOUNDARIES = {"features": [{"properties": {boundaries.CODE: "03105"}, "geometry": SQUARE}]}


def _directive(data: bytes) -> None:
    text = encodings.decoded(data)
    reader.read(text)


DIRECTIVE = """\
ỦY BAN NHÂN DÂN TỈNH LAI CHÂU
Số: 1612/UBND-VX
Lai Châu, ngày 5 tháng 8 năm 2020
Kính gửi: - Các sở, ban, ngành tỉnh;
1. Sở Y tế chủ trì, báo cáo trước ngày 10/8/2020.
Nơi nhận: - Như trên; - Lưu: VT.
""".encode()


# Boxes


def _gateway(data: bytes) -> None:
    text = text_of(data)
    _tried(requests.request_in, data)
    _tried(captive.read, data)
    for read in (dhcp_options.heard, dhcp_options.api_address, counts.read, hardware.hardware_address_in):
        try:
            read(text)
        except (MalformedMessage, RuleViolation):
            continue


def _backup(data: bytes) -> None:
    opening = sealed_stream.OpeningReader(BufferedReader(BytesIO(data)), SECRET)
    opening.readall()
    opening.check_end()


def _a_backup() -> bytes:
    whole = BytesIO()
    writer = sealed_stream.SealingWriter(whole, SECRET, bytes(sealed_stream.SALT_BYTES))
    writer.write(b"some rows")
    writer.finish()
    return whole.getvalue()


GATEWAY = (
    b"GET /generate_204 HTTP/1.1\r\nHost: any.example\r\n\r\n",
    b'{"captive": true, "user-portal-url": "https://wifi.example/", "seconds-remaining": 60}',
    b"68747470733a2f2f776966692e6578616d706c652f",
    b"https://wifi.example/api",
    b'{"2026-11-20": {"shown": 3, "continued": 2}}',
    b"192.0.2.7 dev wlan0 lladdr 02:00:00:00:00:01 REACHABLE\n",
)
TARGETS = (
    Target(
        "field-wire",
        _field,
        (wire.message_in, wire.envelope_in, wire.packed_envelope_in, wire.bundle_in, wire.object_in, packing.unpacked),
        _bundles,
    ),
    Target("field-event", _event, (wire.event_in, wire.event_again), _events, 1, 600),
    Target(
        "text-message",
        _text_message,
        (sms_line.read_line, sms_line.read_payload, digest_line.digest_in),
        _text_messages,
        2,
        200,
    ),
    Target("line-list", _line_list, (line_lists.read_file, rows.rows_of), lambda: [_table()], 0.3, 1024),
    Target("line-list-book", _line_list, (line_lists.read_file,), lambda: [_book()], 0.02, 8192),
    Target("code-file", _code_file, (code_files.read_file,), lambda: [code_files.template(), _table()], 0.02, 8192),
    Target(
        "province-files", _province, (province_files.read_units, province_files.read_succession), _province_files, 0.3
    ),
    Target("form", _form, (forms.read_form, forms.read_values), _forms, 0.2, 8192),
    Target("number", _number, (numbers.read_count,), lambda: [b"1.234", "12 người".encode()], 2, 40),
    Target("line-list-record", _record, (interchange.from_json,), lambda: [_note()], 0.3),
    Target(
        "policy-file", _policy, (versions.numbers_in_file,), lambda: [json.dumps(versions.first_numbers()).encode()]
    ),
    Target("boundaries", _boundaries, (boundaries.read_boundaries,), lambda: [json.dumps(BOUNDARIES).encode()], 0.5),
    Target("directive", _directive, (encodings.decoded, reader.read), lambda: [DIRECTIVE], 0.05),
    Target(
        "gateway",
        _gateway,
        (
            requests.request_in,
            captive.read,
            dhcp_options.heard,
            dhcp_options.api_address,
            counts.read,
            hardware.hardware_address_in,
        ),
        lambda: list(GATEWAY),
        1,
        400,
    ),
    Target("backup", _backup, (sealed_stream.OpeningReader,), lambda: [_a_backup()], 0.3, 400),
)
