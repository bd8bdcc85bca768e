"""Tables of case work and codes: what is held of people, and what is left of them."""

from typing import Final

from bluezone.authority.retention.rules.register import Kept, Table, Whose, Why

TABLES: Final = (
    Table(
        "codes_laboratory",
        "phòng xét nghiệm gửi kết quả",
        "laboratories that send results",
        Whose.NOBODY,
        Why.CODES,
        Kept.INSTALLATION,
        "id; unit_id; name: name of the unit, body, place or file; key_hash: hash of the API key; "
        "created_at; expires_at; revoked_at; daily_quota: most results a day; counted_on: day of the "
        "count; counted: how many were counted that day",
    ),
    Table(
        "codes_batch",
        "đợt cấp mã hàng loạt",
        "bulk issues of codes",
        Whose.NOBODY,
        Why.CODES,
        Kept.BULK_RECORD,
        "id; unit_id; file_name: name of the handed-in file; created_at; created_by; stopped_at: when it "
        "was stopped; finished_at; laboratory_id",
    ),
    Table(
        "codes_batchrow",
        "dòng của đợt cấp mã",
        "rows of a bulk issue",
        Whose.CITIZEN,
        Why.CODES,
        Kept.BULK_TELEPHONE,
        "id; batch_id; place; row_hash: keyed hash of the row, so that it is sent once; sealed_phone: "
        "telephone, sealed, gone once sent or after a day; test_day: day of the test; onset_on: first "
        "symptoms; case: key of the case in the laboratory's request; state; fault: what was wrong, a "
        "word; settled_at",
    ),
    Table(
        "codes_code",
        "mã theo số của máy chủ khóa, không có mã",
        "codes by the key server's id, never the code",
        Whose.NOBODY,
        Why.CODES,
        Kept.INSTALLATION,
        "id; unit_id; way: read aloud, SMS, slip; state; test_day: day of the test; onset_on: first "
        "symptoms; issued_at; issued_by: who asked for it, as the audit names people; expires_at; "
        "asked_at: when the key server was asked; claimed_hour: hour in which it was claimed; revoked_at; "
        "replaces_id: which code it replaces; batch_id; laboratory_id",
    ),
    Table(
        "codes_totals",
        "số tổng mỗi ngày của máy chủ khóa",
        "the key server's totals a day",
        Whose.NOBODY,
        Why.FIGURES,
        Kept.INSTALLATION,
        "day; figures: totals of the key server, never of one person; collected_at",
    ),
    Table(
        "codes_exportdecision",
        "ai đã dừng hoặc cho tiếp tục công bố",
        "who held exports or let them go on",
        Whose.OFFICER,
        Why.PROOF,
        Kept.INSTALLATION,
        "id; moment; actor; decision: decision; reason: free words: why",
    ),
    Table(
        "cases_person",
        "một người theo cách số liệu biết",
        "a person as figures know one",
        Whose.CITIZEN,
        Why.CARE,
        Kept.FIGURES,
        "id; sex: sex; birth_year: year of birth; unit_id; nationality: nationality; created_at; revision",
    ),
    Table(
        "cases_identity",
        "những gì xác định một người",
        "what names a person",
        Whose.CITIZEN,
        Why.CARE,
        Kept.PERSON,
        "person_id; name: name of the unit, body, place or file; folded: the name without case and marks, "
        "for the search; birth_date: date of birth; phone: telephone; address: where the person stays; "
        "personal_number: number of an identity paper; guardian: guardian of a child",
    ),
    Table(
        "cases_definition",
        "phiên bản định nghĩa",
        "versions of the rules",
        Whose.NOBODY,
        Why.CARE,
        Kept.INSTALLATION,
        "valid_from; valid_to; version; title: title; decided_by: decision that it follows; rules: "
        "numbers of the rule set; created_at",
    ),
    Table(
        "cases_case",
        "ca bệnh (F0)",
        "one illness of one person (F0)",
        Whose.CITIZEN,
        Why.CARE,
        Kept.FIGURES,
        "id; number: number in the line list, such as BN34; person_id; unit_id; definition_id; "
        "classification: how sure the disease is; reported_on: day of the report; onset_on: first "
        "symptoms; sampled_on: day of the sample; confirmed_on: day of the confirmation; confirmed_at: "
        "moment of the confirmation; infected_in: country or place of the infection; detected_in: place "
        "of the detection; treated_at: hospital; outcome: what became of the person; outcome_on: since "
        "when; follow_up: where the follow-up stands; follow_up_from: first day of follow-up; "
        "follow_up_until: last day of follow-up; last_visited_on: day of the last visit; closed_at; "
        "origin; external_system: other system it came from; external_id: number there; more: columns of "
        "a line list that no field holds; created_at; created_by; revision",
    ),
    Table(
        "cases_infectionlink",
        "ai lây cho ai",
        "who infected whom",
        Whose.CITIZEN,
        Why.TRACING,
        Kept.FIGURES,
        "id; infector_id: who infected; infectee_id: who was infected; certainty; stated_by: who says so; created_at",
    ),
    Table(
        "cases_sample",
        "mẫu và kết quả",
        "samples and results",
        Whose.CITIZEN,
        Why.CARE,
        Kept.FIGURES,
        "id; person_id; kind; taken_on: day of the sample; laboratory: laboratory; result: what was "
        "found; result_at: when it was found; external_id: number there; created_at",
    ),
    Table(
        "cases_symptomreport",
        "triệu chứng theo ngày",
        "symptoms of a day",
        Whose.CITIZEN,
        Why.CARE,
        Kept.FIGURES,
        "id; person_id; day; symptoms: symptoms, as words; temperature: body temperature; created_at",
    ),
    Table(
        "cases_milestone",
        "mốc dịch tễ: nơi và khoảng thời gian",
        "place and interval (mốc dịch tễ)",
        Whose.CITIZEN,
        Why.TRACING,
        Kept.FIGURES,
        "id; case_id; venue: registered venue, if it is one; place; unit_id; is_private: whether it is a "
        "home, which is never published; start; end; end_is_assumed: whether the end is assumed; zone: "
        "time zone; source; certainty; definition_id; state; supersedes_id: what it replaces; created_at; "
        "created_by; revision",
    ),
    Table(
        "cases_release",
        "ai đã công bố mốc dịch tễ",
        "who released a milestone",
        Whose.OFFICER,
        Why.WARNING,
        Kept.INSTALLATION,
        "id; milestone_id; actor; body_id: for which body; moment",
    ),
    Table(
        "cases_presence",
        "ai đã có mặt tại mốc dịch tễ",
        "who was at a milestone",
        Whose.CITIZEN,
        Why.TRACING,
        Kept.PRESENCE,
        "id; milestone_id; person_id; role: what somebody or something is; start; end; evidence: what it rests on",
    ),
    Table(
        "cases_contact",
        "người tiếp xúc (F1, F2)",
        "a person under follow-up (F1, F2)",
        Whose.CITIZEN,
        Why.TRACING,
        Kept.FIGURES,
        "id; person_id; unit_id; definition_id; degree: F1 or F2; state; case_id; follow_up: where the "
        "follow-up stands; last_exposed_on: day of the last exposure; follow_up_from: first day of "
        "follow-up; follow_up_until: last day of follow-up; last_visited_on: day of the last visit; "
        "self_reported: whether the person said so; origin; external_system: other system it came from; "
        "external_id: number there; more: columns of a line list that no field holds; created_at; "
        "created_by; revision",
    ),
    Table(
        "cases_exposure",
        "một lần tiếp xúc",
        "one exposure",
        Whose.CITIZEN,
        Why.TRACING,
        Kept.FIGURES,
        "id; contact_id; source_case_id: which case was met; source_contact_id: which contact was met; "
        "milestone_id; setting: household, work, transport …; start; end; day_is_estimated: whether the "
        "day is estimated; minutes: how long; closeness: how near; certainty; self_reported: whether the "
        "person said so; created_at; created_by",
    ),
    Table(
        "cases_visit",
        "theo dõi sức khỏe hằng ngày",
        "a day's look at somebody",
        Whose.CITIZEN,
        Why.TRACING,
        Kept.FIGURES,
        "id; contact_id; case_id; day; result: what was found; symptoms: symptoms, as words; temperature: "
        "body temperature; note: free words of an officer; recorded_at: when the visit was recorded; "
        "recorded_by: who recorded it, as the audit names people",
    ),
    Table(
        "cases_quarantineorder",
        "quyết định cách ly",
        "orders to stay",
        Whose.CITIZEN,
        Why.TRACING,
        Kept.FIGURES,
        "id; person_id; contact_id; case_id; unit_id; place; facility: where the person has to stay; "
        "first_day; last_day; created_at; created_by; lifted_at: when the order was lifted",
    ),
    Table(
        "cases_transfer",
        "chuyển hồ sơ sang đơn vị khác",
        "a record passed to another unit",
        Whose.CITIZEN,
        Why.TRACING,
        Kept.FIGURES,
        "id; contact_id; case_id; from_unit_id: from which unit; to_unit_id: to which unit; reason: free "
        "words: why; moment; actor",
    ),
    Table(
        "cases_note",
        "ghi chú về hồ sơ",
        "notes about a case or contact",
        Whose.CITIZEN,
        Why.CARE,
        Kept.PERSON,
        "id; contact_id; case_id; text: what it says; moment; actor",
    ),
    Table(
        "cases_merge",
        "gộp hai hồ sơ của một người",
        "two records of one person, brought together",
        Whose.CITIZEN,
        Why.CARE,
        Kept.MERGE,
        "id; kept_id: the record that stayed; gone: id of the record that went; before: both identities "
        "as they stood, so that it can be undone; moment; actor; undone_at: when it was taken back",
    ),
    Table(
        "cases_casecode",
        "mã nào cấp cho ca nào",
        "which code was issued for which case",
        Whose.CITIZEN,
        Why.CODES,
        Kept.PERSON,
        "id; case_id; code_id: which code",
    ),
    Table(
        "linelist_linelistfile",
        "danh sách ca bệnh được nộp",
        "line lists that were handed in",
        Whose.CITIZEN,
        Why.CARE,
        Kept.LINE_LIST,
        "id; unit_id; file_name: name of the handed-in file; digest; sealed_content: the file, sealed, "
        "gone once written or after a day; mapping: which column is which; state; counts; uploaded_at; "
        "uploaded_by; written_at: when it was written into the registry",
    ),
    Table(
        "exposure_reports_receivedreport",
        "báo cáo tiếp xúc do người dân gửi",
        "exposure reports that became candidates",
        Whose.CITIZEN,
        Why.TRACING,
        Kept.MERGE,
        "report_hash: keyed hash of a letter's id, so that it counts once; contact_id; "
        "written_on: day on which it was written; received_at; left_out: encounters that did not fit",
    ),
    Table(
        "exposure_reports_mailday",
        "số thư mỗi ngày",
        "how many letters a day",
        Whose.NOBODY,
        Why.FIGURES,
        Kept.INSTALLATION,
        "day; reports: how many were reports; repeated: how many came twice; unopened: how many were dummies; collected_at",
    ),
)
