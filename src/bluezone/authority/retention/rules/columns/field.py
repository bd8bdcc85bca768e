"""Tables of the field and the gate: devices, doors by their numbers, what was counted; nobody's name, no reason beside a door."""

from typing import Final

from bluezone.authority.retention.rules.register import Kept, Table, Whose, Why

TABLES: Final = (
    Table(
        "fieldwork_device",
        "điện thoại tham gia, biết qua khóa và số thứ tự",
        "telephones that take part, known by a key and a number",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; unit_id; part; duty: what it is for; number: counts the devices of a unit; public_key: what its signatures "
        "are checked with; share: the server's half of the key of its records, empty once revoked; enrolled_at: when it "
        "was made; heard_at: when it spoke last; revoked_at; revoked_by: who ended it, as the audit names people",
    ),
    Table(
        "fieldwork_enrolment",
        "đường dẫn dùng một lần để tạo thiết bị",
        "links that make one device",
        Whose.NOBODY,
        Why.ACCESS,
        Kept.FIELD_INVITATION,
        "id; token_hash: SHA-256 of the link's token; unit_id; part; duty: what the device is for; made_at; made_by: who "
        "made it, as the audit names people; expires_at; revoked_at; device_id: which device was made",
    ),
    Table(
        "fieldwork_walklist",
        "danh sách hộ theo số của thôn, bản",
        "a village's doors",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; unit_id; part; village: its name; made_at; closed_at; emptied_at: when its visits became counts; "
        "mark: random, another one whenever its figures change",
    ),
    Table(
        "fieldwork_household",
        "số hộ, không có tên ai",
        "doors by their numbers, without any name",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; walk_list_id: on which list; number: the household's; place; removed_at: when it was taken off",
    ),
    Table(
        "fieldwork_daycount",
        "số đếm theo ngày của danh sách đã đóng",
        "counts a day of lists that were closed",
        Whose.NOBODY,
        Why.FIGURES,
        Kept.INSTALLATION,
        "id; walk_list_id: of which list; day; visits: count; visited: count; closed: count; with_radio: count; "
        "browser_only: count",
    ),
    Table(
        "fieldwork_languagewish",
        "ngôn ngữ cần cho lần đến sau",
        "the language that the next visit needs",
        Whose.CITIZEN,
        Why.CAMPAIGN,
        Kept.FIELD_WISH,
        "household_id: of which door; language: a language, never a people; since: of which visit",
    ),
    Table(
        "fieldwork_event",
        "sự kiện thiết bị gửi về, không sửa",
        "what devices handed in, never changed",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.FIELD_VISIT,
        "id; device_id: of which device; sheet_id: of which sheet; sequence; kind; device_time: what its clock showed; "
        "witnessed_at: when it happened; received_at; way: how it came; carrier_id: which device carried it; digest",
    ),
    Table(
        "fieldwork_visit",
        "lần đến một hộ: kết quả một chạm, không có lý do",
        "visits at doors: what one tap says, no reason",
        Whose.CITIZEN,
        Why.CAMPAIGN,
        Kept.FIELD_VISIT,
        "event_id: of which event; household_id: at which door; outcome: one of five words, none is a reason; phones: "
        "how many were seen; with_radio: installs with Bluetooth; browser_only: installs in the browser; revisit_on: "
        "day to come back; round_id: of which spot-check",
    ),
    Table(
        "fieldwork_undo",
        "sự kiện đã rút lại",
        "events that were taken back",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.FIELD_VISIT,
        "event_id: of which event; undone: which event never happened",
    ),
    Table(
        "fieldwork_villagetally",
        "số đếm của thôn, bản, không gắn với hộ nào",
        "counts of villages, beside no door",
        Whose.NOBODY,
        Why.FIGURES,
        Kept.INSTALLATION,
        "event_id: of which event; walk_list_id: of which list; first_day; last_day; refused: count; no_smartphone: "
        "count; languages: count by language",
    ),
    Table(
        "fieldwork_handed",
        "sự kiện đã thành báo cáo",
        "events that became reports",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "event_id: of which event; submission: which report",
    ),
    Table(
        "fieldwork_digest",
        "tin nhắn số đếm của thiết bị",
        "counts that devices sent by text message",
        Whose.NOBODY,
        Why.FIGURES,
        Kept.FIELD_VISIT,
        "id; device_id: of which device; walk_list_id: of which list; day; through: up to which event; visited: count; "
        "helped: count; received_at",
    ),
    Table(
        "fieldwork_setaside",
        "sự kiện chờ văn phòng xem",
        "events that wait for the clerk",
        Whose.CITIZEN,
        Why.CAMPAIGN,
        Kept.FIELD_SET_ASIDE,
        "id; event_id: as it was sent; device_id: of which device; unit_id; sequence; reason: why it cannot be counted, a "
        "word of a list about the message; content: fields of the protocol only, no language, no reason beside a door; "
        "received_at; settled_at; settled_by: who decided, as the audit names people; settlement: counted or not",
    ),
    Table(
        "fieldwork_resolution",
        "quyết định khi hai tổ đến một hộ",
        "decisions where two teams were at one door",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.FIELD_VISIT,
        "id; household_id: at which door; day; chosen_id: which visit counts; decided_at; decided_by: who decided, as the "
        "audit names people",
    ),
    Table(
        "fieldwork_sheet",
        "phiếu giấy của danh sách",
        "printed sheets of lists",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; code: what stands on the paper; walk_list_id: of which list; printed_at: when it was printed; numbers: doors "
        "on it; day; keyed_at: when it was keyed; keyed_by: who keyed it, as the audit names people; checked_at: when it "
        "was keyed a second time",
    ),
    Table(
        "fieldwork_spotround",
        "đợt kiểm tra lại",
        "spot-checks",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; unit_id; walk_list_id: of which list; device_id: who looks again; lot: count; size: count; allowed: count; "
        "seed: random bytes of the draw; drawn_at: when it was drawn; drawn_by: who drew it, as the audit names people; "
        "closed_at; closed_by: who closed it, as the audit names people; checked: count; differed: count",
    ),
    Table(
        "fieldwork_spothousehold",
        "hộ được chọn để kiểm tra lại",
        "doors of spot-checks",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; round_id: of which spot-check; household_id: at which door; place; first: which visit is checked; finding: "
        "word of a list about the record",
    ),
    Table(
        "gate_shifttally",
        "số đếm của ca trực cổng",
        "counts of shifts at gates",
        Whose.NOBODY,
        Why.FIGURES,
        Kept.INSTALLATION,
        "event_id: of which event; unit_id; gate: which gate; shift: of which shift; number: of the shift on its day; "
        "day; is_closed: whether it ended; came: count; went: count; helped: count; had_it: count; no_smartphone: count; "
        "not_now: count",
    ),
)
