"""Tables of access, messages, warnings and proof."""

from typing import Final

from bluezone.authority.retention.rules.register import Kept, Table, Whose, Why

TABLES: Final = (
    Table(
        "audit_entry",
        "ai đã làm gì, với hồ sơ nào, vì sao",
        "who did what, to which record, why",
        Whose.OFFICER,
        Why.PROOF,
        Kept.TWO_YEARS,
        "sequence; actor; action: what was done, a word; subject_kind: kind of the record; subject_id: "
        "the record's id, never a name; purpose: why, a word; moment; previous: head of the entry before; "
        "head: SHA-256 that chains the entries",
    ),
    Table(
        "audit_chainend",
        "chuỗi nhật ký kết thúc ở đâu",
        "where the audit chain ends",
        Whose.NOBODY,
        Why.PROOF,
        Kept.INSTALLATION,
        "id; sequence; head: SHA-256 that chains the entries",
    ),
    Table(
        "audit_keptcheckpoint",
        "điểm chốt có chữ ký thay cho các dòng nhật ký đã quá hạn",
        "the signed checkpoint that stands for entries past their time",
        Whose.NOBODY,
        Why.PROOF,
        Kept.INSTALLATION,
        "id: always 1; last: number of the last of them; head: SHA-256 of that entry; until: the latest moment among "
        "them; sealed_at: when they went; signature: under a key outside the database",
    ),
    Table(
        "accounts_user",
        "người có tài khoản",
        "people who log in",
        Whose.OFFICER,
        Why.ACCESS,
        Kept.INSTALLATION,
        "password: hash of the password (PBKDF2); last_login: last log-in; id; username: name with which "
        "an officer logs in; full_name: an office-holder's name; email: office e-mail; language: chosen "
        "language; is_active: whether log-in is allowed; created_at",
    ),
    Table(
        "accounts_assignment",
        "ai giữ nhiệm vụ gì, ở đâu, đến khi nào",
        "who is what, where, until when",
        Whose.OFFICER,
        Why.ACCESS,
        Kept.INSTALLATION,
        "id; user_id; role: what somebody or something is; unit_id; valid_from; valid_to",
    ),
    Table(
        "accounts_personallink",
        "đường dẫn riêng của đơn vị",
        "links of units without an account",
        Whose.NOBODY,
        Why.ACCESS,
        Kept.INSTALLATION,
        "id; role: what somebody or something is; unit_id; note: free words of an officer; token_hash: "
        "SHA-256 of a link's token; created_at; expires_at; revoked_at; last_used_on: day of the last use",
    ),
    Table(
        "delivery_message",
        "tin nhắn đang gửi",
        "messages on their way",
        Whose.CITIZEN,
        Why.MESSAGE,
        Kept.MESSAGE,
        "id; key: what makes it one; purpose: why, a word; unit_id; sealed_recipient: telephone, sealed, "
        "gone once settled; sealed_text: text, sealed, gone once settled; state; attempts: how often it "
        "was tried; created_at; next_attempt_at: when it is tried again; settled_at",
    ),
    Table(
        "delivery_purge",
        "số tin nhắn đã xóa",
        "how many messages were erased",
        Whose.NOBODY,
        Why.PROOF,
        Kept.INSTALLATION,
        "id; moment; erased: how many were erased",
    ),
    Table(
        "delivery_lease",
        "công việc nào đang chạy",
        "which job runs",
        Whose.NOBODY,
        Why.RUNNING,
        Kept.INSTALLATION,
        "name: name of the unit, body, place or file; held_until: until when a job is held",
    ),
    Table(
        "venues_venue",
        "địa điểm đã đăng ký",
        "registered venues",
        Whose.NOBODY,
        Why.WARNING,
        Kept.INSTALLATION,
        "id; unit_id; kind; name: name of the unit, body, place or file; spelling: how days are written "
        "in the file; folded: the name without case and marks, for the search; created_at; closed_at",
    ),
    Table(
        "venues_venuecode",
        "mã của địa điểm",
        "codes of venues",
        Whose.NOBODY,
        Why.WARNING,
        Kept.INSTALLATION,
        "id; venue_id; version; commune: code of the commune that it says; sealed_secret: the venue's secret, sealed; issued_on: day of the "
        "document; expires_on: until which day it works; ended_at: when it ended; created_at; created_by",
    ),
    Table(
        "venues_batch",
        "các cảnh báo phát cùng đợt",
        "warnings that went out together",
        Whose.NOBODY,
        Why.WARNING,
        Kept.INSTALLATION,
        "id; entries: what phones are told; day; made_at; expires_at; dropped_at: when it was dropped",
    ),
    Table(
        "venues_placewarning",
        "cảnh báo về địa điểm",
        "warnings about a venue",
        Whose.NOBODY,
        Why.WARNING,
        Kept.INSTALLATION,
        "id; milestone_id; venue_id; start; end; notice_vi: notice in Vietnamese; notice_en: notice in "
        "English; at_once: whether it goes out at once; batch_id; released_at: when it was released; "
        "withdrawn_at; withdrawn_by: who withdrew it, as the audit names people; reason: free words: why; "
        "revision",
    ),
    Table(
        "news_article",
        "tin tức, lời khuyên, hỏi đáp",
        "news, advice, questions",
        Whose.NOBODY,
        Why.WARNING,
        Kept.INSTALLATION,
        "id; section: news, advice, questions; slug: its address; place; created_at; revision",
    ),
    Table(
        "news_articleversion",
        "các bản của một bài",
        "versions of an article",
        Whose.NOBODY,
        Why.WARNING,
        Kept.INSTALLATION,
        "id; article_id: which article; number: number in the line list, such as BN34; title_vi: title in "
        "Vietnamese; title_en: title in English; text_vi: text in Vietnamese; text_en: text in English; "
        "saved_at; saved_by: who saved it, as the audit names people; published_at; withdrawn_at",
    ),
    Table(
        "news_telephone",
        "số điện thoại ứng dụng nêu",
        "telephones that the app names",
        Whose.NOBODY,
        Why.WARNING,
        Kept.INSTALLATION,
        "unit_id; name_vi: name in Vietnamese; name_en: name in English; number: number in the line list, "
        "such as BN34; changed_at",
    ),
    Table(
        "news_bulletin",
        "lời nhắn về cách ly",
        "what the app says of isolation",
        Whose.NOBODY,
        Why.WARNING,
        Kept.INSTALLATION,
        "id; isolation_days: days of isolation that the app names; begun_at: when it began; changed_at; revision",
    ),
    Table(
        "policy_policyversion",
        "chính sách nguy cơ",
        "risk policies",
        Whose.NOBODY,
        Why.WARNING,
        Kept.INSTALLATION,
        "version; numbers: parameters of the risk rule; approved_by: body that approved it; decision: "
        "decision; effective: from when; published_at; published_by: who published it, as the audit names "
        "people; created_at; created_by",
    ),
    Table(
        "retention_purgerun",
        "biên bản xóa định kỳ",
        "records of purges",
        Whose.NOBODY,
        Why.PROOF,
        Kept.INSTALLATION,
        "id; moment; counts; actor",
    ),
    Table(
        "retention_erasure",
        "biên bản xóa theo yêu cầu",
        "records of erasures",
        Whose.NOBODY,
        Why.PROOF,
        Kept.INSTALLATION,
        "id; record_hash: keyed hash of the erased record's id; kind; moment; actor",
    ),
)
