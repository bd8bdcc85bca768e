"""Tables of the key server, which knows nobody, and of the diary on the owner's own phone."""

from typing import Final

from bluezone.authority.retention.rules.register import Kept, Room, Table, Whose, Why


def _keyserver(name: str, vi: str, en: str, kept: Kept, written: str) -> Table:
    return Table(name, vi, en, Whose.NOBODY, Why.EXPOSURE, kept, written, Room.KEYSERVER)


def _diary(name: str, vi: str, en: str, kept: Kept, written: str) -> Table:
    return Table(name, vi, en, Whose.PHONE, Why.EXPOSURE, kept, written, Room.DIARY)


_MARK: Final = "mark: keyed hash"
_GONE: Final = "gone_at: hour in which it is forgotten"

TABLES: Final = (
    _keyserver(
        "meta",
        "thông tin về cơ sở dữ liệu",
        "facts about the database",
        Kept.INSTALLATION,
        "name: which fact; value: the fact",
    ),
    _keyserver(
        "code", "mã còn hiệu lực", "living codes", Kept.DAY, f"{_MARK} of the code; sealed: type and days; {_GONE}"
    ),
    _keyserver(
        "code_status",
        "mã đã dùng hay chưa",
        "whether a code was claimed",
        Kept.FORTNIGHT,
        f"{_MARK} of the code's id; claimed: whether it was; sealed: until when it works; {_GONE}",
    ),
    _keyserver(
        "used_token",
        "thẻ đã dùng",
        "tokens that were used",
        Kept.DAY,
        f"{_MARK} of the token; bound: keyed hash of what it was used for; {_GONE}",
    ),
    _keyserver(
        "diagnosis_key",
        "khóa chờ công bố và đã công bố",
        "keys before and after their publication",
        Kept.FORTNIGHT,
        f"{_MARK} of the key; release: hour of the publication; batch: hour in which it was published; sealed: the key; "
        "revision: the same key as a later report changed it, sealed; revision_release: hour of that publication; "
        "revision_batch: hour in which it was published",
    ),
    _keyserver(
        "export", "tệp đã công bố", "published files", Kept.FORTNIGHT, "name: of the file; record: size and digest"
    ),
    _keyserver(
        "purge",
        "biên bản quên",
        "what was forgotten",
        Kept.INSTALLATION,
        "hour: when; codes: how many; statuses: how many; tokens: how many; keys: how many; exports: how many; "
        "letters: how many",
    ),
    _keyserver(
        "letter",
        "thư niêm phong",
        "sealed letters and dummies",
        Kept.FORTNIGHT,
        f"id: SHA-256 of the letter; letter: 4,096 bytes that only the authority can open; {_GONE}",
    ),
    _keyserver(
        "log_leaf",
        "sổ những gì đã công bố",
        "the log of everything published",
        Kept.INSTALLATION,
        "number: place in the log; leaf: name, region, moment and SHA-256 of a published file",
    ),
    _keyserver(
        "tally",
        "số đếm theo giờ",
        "totals an hour",
        Kept.QUARTER,
        "hour: which; name: what is counted; many: how many; slot: which of several servers counted, drawn at its start",
    ),
    _keyserver(
        "held_key",
        "khóa chờ công bố (PostgreSQL)",
        "keys before their publication, in PostgreSQL",
        Kept.FORTNIGHT,
        f"{_MARK} of the key; release: hour of the publication; sealed: the key; "
        "revision: the same key as a later report changed it, sealed",
    ),
    _keyserver(
        "mailbox",
        "số thư đang giữ (PostgreSQL)",
        "how many letters there are, in PostgreSQL",
        Kept.INSTALLATION,
        "letters: how many; unsorted: whether some came since they were last put in order",
    ),
    _diary(
        "own_keys",
        "khóa của chính điện thoại",
        "the phone's own keys",
        Kept.FORTNIGHT,
        "secret: the key; rolling_start: from when; rolling_period: how long; spoken_until: until when it was on the air; "
        "reported: whether it was reported",
    ),
    _diary(
        "clock",
        "đồng hồ",
        "whether the clock can be believed",
        Kept.PHONE,
        "one: always 1; latest: last moment; doubted_since: since when it is doubted; doubted_by: by how much; "
        "silent_until: until when the phone is silent",
    ),
    _diary(
        "sightings",
        "những tín hiệu đã nghe",
        "beacons that were heard",
        Kept.FORTNIGHT,
        "heard_at: when; air: which; identifier: random bytes of the other phone; rssi_dbm: how strong; "
        "tx_power_dbm: how strong it was sent; metadata: encrypted by the other phone",
    ),
    _diary(
        "checks",
        "lần kiểm tra gần nhất",
        "the last check",
        Kept.PHONE,
        "one: always 1; at: when; root: fingerprint; keys_sequence: number; keys_digest: digest; index_sequence: number; "
        "index_digest: digest; feeds: numbers of the signed feeds; log_size: leaves in the log; log_root: digest",
    ),
    _diary(
        "exports",
        "tệp đã so khớp",
        "files that were matched",
        Kept.FORTNIGHT,
        "name: of the file; sha256: digest; ends: until when; keys: how many",
    ),
    _diary(
        "windows",
        "khoảng ở gần",
        "exposure windows",
        Kept.FORTNIGHT,
        "secret: the published key; starts: when; rolling_start: from when; rolling_period: how long; "
        "report_type: kind of report; days: since the first symptoms; risk: level; scans: attenuations",
    ),
    _diary(
        "warnings",
        "lời cảnh báo",
        "warnings",
        Kept.FORTNIGHT,
        "day: which; near: how many minutes; policy: version; at: when it was told",
    ),
    _diary(
        "reports",
        "khai báo dở dang",
        "a report under way",
        Kept.FORTNIGHT,
        "verified_at: when; stage: how far; token: of the key server; hmac_key: secret of the report; keys: what is sent; "
        "certificate: of the key server; test_type: what the code stood for; "
        "revision_token: of the key server, to change this report; revises: when the report that it changes was begun; "
        "travelled: whether its owner said that they were elsewhere",
    ),
    _diary(
        "enrolment",
        "máy chủ của điện thoại",
        "which server the phone asks",
        Kept.PHONE,
        "one: always 1; server: address; root: fingerprint; air: which; demo: whether it is a trial",
    ),
    _diary("life", "đã xóa hay chưa", "whether it was erased", Kept.PHONE, "one: always 1; erased: whether it was"),
    _diary(
        "documents",
        "tờ khai, sổ tay",
        "declarations and notes",
        Kept.PHONE,
        "name: which; content: what the owner wrote",
    ),
    _diary(
        "visits",
        "nơi đã đến",
        "places that were visited",
        Kept.FORTNIGHT,
        "id: random; name: of the place; type: kind of place; commune: where; version: of the code; starts: from when; "
        "ends: until when; automatic: whether the end is assumed; first_hour: first hour; marks: what a warning is "
        "found by",
    ),
    _diary(
        "place_warnings",
        "cảnh báo về nơi đã đến",
        "warnings about places",
        Kept.FORTNIGHT,
        "visit: which; name: of the place; starts: from when; ends: until when; policy: version; at: when it was told",
    ),
    _diary(
        "letters",
        "thư gửi cơ quan y tế",
        "letters to the health authority",
        Kept.FORTNIGHT,
        "mark: random; written: when; sealed: the letter; exposures: what it says; arrived: whether it did",
    ),
)
