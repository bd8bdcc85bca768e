"""Tables of what the campaign says: texts, their reviews, what was printed; no citizen, and counts without anybody."""

from typing import Final

from bluezone.authority.retention.rules.register import Kept, Table, Whose, Why

TABLES: Final = (
    Table(
        "studio_studiotext",
        "văn bản của chiến dịch theo từng phiên bản",
        "versions of the campaign's texts",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; message: which message; language: its BCP 47 tag; version; headline: what is read from afar; lead: below the "
        "headline; steps: what to do; promise: what becomes of people's data; loudspeaker: read from a loudspeaker; "
        "radio_30: read in 30 seconds; radio_60: read in 60 seconds; sms_accented: a text message; sms_plain: the same "
        "without diacritics; state; author: who wrote it, as the audit names people; written_at: when it was written; "
        "released_at: when it was released",
    ),
    Table(
        "studio_review",
        "các lượt thẩm định văn bản",
        "what reviewers said about texts",
        Whose.OFFICER,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; text_id: which text; step: what was done; actor; moment; native: language of which the reviewer declares to be "
        "a native speaker; remark: free words of an officer",
    ),
    Table(
        "studio_material",
        "tệp công khai làm từ văn bản",
        "public files made of texts",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.INSTALLATION,
        "id; text_id: which text; form: as what it was made; name: name of the file; digest; size: bytes of the file; "
        "is_trial: whether it says that it is a trial; made_at",
    ),
    Table(
        "studio_printorder",
        "lượt in cho nhiều đơn vị",
        "what is printed for many units",
        Whose.NOBODY,
        Why.CAMPAIGN,
        Kept.DAY,
        "id; text_id: which text; form: as what it is printed; units: ids of the units; state; refusal: code of the rule "
        "that refused it; digest; actor; created_at; finished_at",
    ),
    Table(
        "studio_downloadcount",
        "số lượt tải theo ngày",
        "how often forms were taken away",
        Whose.NOBODY,
        Why.FIGURES,
        Kept.INSTALLATION,
        "id; day; form: which form; language: its BCP 47 tag; count: numbers only",
    ),
    Table(
        "studio_scancount",
        "số lượt mở mã trên áp phích theo ngày",
        "how often a unit's posters were opened",
        Whose.NOBODY,
        Why.FIGURES,
        Kept.INSTALLATION,
        "id; day; unit_id; count: numbers only",
    ),
)
"""Every table of texts."""
