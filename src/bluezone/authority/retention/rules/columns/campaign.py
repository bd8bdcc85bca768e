"""Tables of the campaign: units, directives, counts; no citizen."""

from typing import Final

from bluezone.authority.retention.rules.register import Kept, Table, Whose, Why

TABLES: Final = (
    Table(
        "territory_unit",
        "đơn vị hành chính và cơ quan theo từng ngày",
        "units and bodies of any day",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "valid_from; valid_to; id; kind; name: name of the unit, body, place or file; short_name: short "
        "name; folded: the name without case and marks, for the search; stat_code: code of the "
        "statistical office; sector: sector of a body; latitude: where it lies; longitude: where it lies; "
        "area_km2: area",
    ),
    Table(
        "territory_alias",
        "tên gọi khác của đơn vị",
        "other names of units",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; unit_id; name: name of the unit, body, place or file; folded: the name without case and "
        "marks, for the search; standing: official or spoken; source",
    ),
    Table(
        "territory_unitedge",
        "đơn vị nào thuộc đơn vị nào",
        "which unit stands below which",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; valid_from; valid_to; tree: territory or administration; parent_id; child_id: what stands below",
    ),
    Table(
        "territory_succession",
        "đơn vị trở thành đơn vị nào",
        "what became of a unit",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; predecessor_id: what was before; successor_id: what came after; date: when it took effect; "
        "weight: share that passed on; basis: document that it rests on",
    ),
    Table(
        "territory_denominator",
        "số dân, số hộ",
        "inhabitants, households",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; unit_id; kind; value: counter; counted_on: day of the count; source",
    ),
    Table(
        "territory_sectorlead",
        "cơ quan phụ trách ngành",
        "which body leads a sector",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; valid_from; valid_to; sector: sector of a body; unit_id; basis: document that it rests on",
    ),
    Table(
        "register_focalpoint",
        "đầu mối của cơ quan",
        "who answers for a body",
        Whose.OFFICER,
        Why.CAMPAIGN,
        Kept.FOCAL_POINT,
        "valid_from; valid_to; id; unit_id; full_name: an office-holder's name; position: office; phone: "
        "telephone; email: office e-mail",
    ),
    Table(
        "register_upload",
        "tệp danh bạ được nộp",
        "workbooks of the register",
        Whose.OFFICER,
        Why.CAMPAIGN,
        Kept.REGISTER_FILE,
        "id; file_name: name of the handed-in file; unit_id; content: the workbook, until it is imported "
        "or a day is over; day; actor; uploaded_at; settled: findings that somebody agreed to; "
        "imported_at: when it was imported; bodies: how many bodies",
    ),
    Table(
        "console_publisher",
        "tên cơ quan phát hành",
        "in whose name the installation speaks",
        Whose.NOBODY,
        Why.ACCESS,
        Kept.INSTALLATION,
        "id; name: name of the unit, body, place or file; short_name: short name; basis: document that it "
        "rests on; configured_at: when the publisher was configured",
    ),
    Table(
        "directives_directive",
        "văn bản chỉ đạo",
        "directives",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; kind; issuer: body that wrote the document; number: number in the line list, such as BN34; "
        "code: signs of the document; subject: what it is about; place; issued_on: day of the document; "
        "structure_day; text: what it says; digest; source; parent_id; state; read_at: when it was read "
        "in; confirmed_at: moment of the confirmation; sent_at",
    ),
    Table(
        "directives_citeddocument",
        "văn bản được viện dẫn",
        "documents that a directive cites",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; directive_id; symbol: signs of a cited document; kind; issuer: body that wrote the document; "
        "dated: its day; start; end",
    ),
    Table(
        "directives_item",
        "mục của văn bản",
        "items of a directive",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; directive_id; place; label: number in the document; section: news, advice, questions; text: "
        "what it says; start; end",
    ),
    Table(
        "directives_task",
        "nhiệm vụ",
        "tasks",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; directive_id; item_id: which item; place; label: number in the document; text: what it says; "
        "start; end; verb: what is to be done; audience: who is meant; modality: must, may; due_on: until "
        "when; rhythm: how often; kept: whether it is kept; corrected: whether a person corrected it; "
        "restates_id: which task it restates",
    ),
    Table(
        "directives_addressee",
        "nhiệm vụ dành cho ai",
        "who a task is for",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; directive_id; task_id; part; phrase: words of the document; start; end; implied: whether it "
        "is only implied; kinds: kinds of bodies; sector: sector of a body; name: name of the unit, body, "
        "place or file; within_id: within which unit; unit_id",
    ),
    Table(
        "directives_recipient",
        "nơi nhận",
        "nơi nhận of a directive",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; directive_id; place; text: what it says; role: what somebody or something is",
    ),
    Table(
        "directives_taskassignment",
        "nhiệm vụ của đơn vị",
        "tasks of units",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; task_id; unit_id; part; state; due_on: until when; sent_at; acknowledged_at: when the body "
        "acknowledged it; changed_at; reminders: how often it was reminded; reminded_at: when last",
    ),
    Table(
        "directives_move",
        "các bước xử lý nhiệm vụ",
        "what was done with a task",
        Whose.OFFICER,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; assignment_id; act: what was done; state; actor; moment; note: free words of an officer",
    ),
    Table(
        "directives_evidence",
        "minh chứng của nhiệm vụ",
        "evidence of a task",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; assignment_id; note: free words of an officer; link: address of the evidence; file_name: "
        "name of the handed-in file; file_kind: kind of the file; size: bytes; digest; actor; given_at: "
        "when it was handed in",
    ),
    Table(
        "reporting_formdefinition",
        "biểu mẫu",
        "forms",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; key: what makes it one; version; valid_from; document: the form or report as JSON: counts; published_at",
    ),
    Table(
        "reporting_submission",
        "báo cáo của đơn vị: số đếm",
        "reports of units: counts",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; form_id; unit_id; part; first_day; last_day; values: counts that a unit reported; source; "
        "actor; device_time: the device's time; received_at; timeliness: in time or late; structure_date: "
        "day whose structure of units is meant; supersedes_id: what it replaces; reason: free words: why; "
        "doubts_confirmed: whether doubts were confirmed",
    ),
    Table(
        "reporting_latest",
        "báo cáo mới nhất của đơn vị",
        "the latest report of each unit",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "submission_id: which report; form_key; unit_id; part; first_day; last_day; received_at; "
        "corrected: whether a person corrected it; staff: count; smartphones: count; declared: count; "
        "without_radio: count; listed: count; visited: count; helped: count; refused: count, never tied "
        "to a household",
    ),
    Table(
        "reporting_raisedflag",
        "câu hỏi về số liệu",
        "questions about figures",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; unit_id; form_key; kind; day; figures: totals of the key server, never of one person; "
        "raised_at: when the question was raised; settled_at; settlement: how it was settled",
    ),
    Table(
        "overview_comparison",
        "có xếp hạng đơn vị hay không",
        "whether units are ranked",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; is_ranked: whether units are ranked; actor; decided_at",
    ),
    Table(
        "overview_morningreport",
        "báo cáo nhanh",
        "quick reports",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; unit_id; day; version; cut_off: until when reports count; made_at; actor; document: the form "
        "or report as JSON: counts; basis: document that it rests on",
    ),
    Table(
        "overview_boundary",
        "ranh giới trên bản đồ",
        "outlines for the map",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "unit_id; rings: outline of the unit; source",
    ),
    Table(
        "site_publication",
        "những gì trang công khai đăng",
        "what the public site shows",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; directive_id; report_id: which report; published_at; actor; withdrawn_at",
    ),
    Table(
        "site_keptnews",
        "tin cho trang công khai",
        "news for the public site",
        Whose.NOBODY,
        Why.WARNING,
        Kept.INSTALLATION,
        "id; feed: the signed news feed; sequence; digest; keys_sequence: number of keys.json; "
        "keys_digest: digest of keys.json; root_fingerprint: fingerprint of the root key; expires: until "
        "when it is believed; taken_at: when it was fetched",
    ),
)
