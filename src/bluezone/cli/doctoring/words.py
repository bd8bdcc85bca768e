"""What the doctor says of each thing it looks at, in both languages: what it is, what is wrong, what to do next. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bluezone.cli.doctoring.rules import Check, Line
from bluezone.cli.probing.rules import Level
from bluezone.cli.probing.shown import playbook


class Language(StrEnum):
    """In which language it speaks."""

    VIETNAMESE = "vi"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of one thing in one language.

    Args:
        what: What is looked at.
        wrong: What is wrong, or soon will be.
        then: What to do next.
    """

    what: str
    wrong: str
    then: str


LEVELS: Final[Mapping[Language, Mapping[Level, str]]] = {
    Language.ENGLISH: {Level.OK: "ok", Level.WARNING: "warning", Level.BROKEN: "broken"},
    Language.VIETNAMESE: {Level.OK: "tốt", Level.WARNING: "cảnh báo", Level.BROKEN: "hỏng"},
}
NEXT: Final = {Language.ENGLISH: "Next", Language.VIETNAMESE: "Việc cần làm"}

ENGLISH: Final[Mapping[Check, Words]] = {
    Check.PYTHON_OLD: Words("Python", "This Python is older than 3.11.", "Install Python 3.11 or newer."),
    Check.SQLITE_OLD: Words("SQLite", "This SQLite is older than 3.37.", "Use a newer Python or system."),
    Check.DATA_FOLDER_MISSING: Words(
        "the data folder", "There is no data folder here.", "Name it with --data, or run `bluezone serve` first."
    ),
    Check.DISK_FULL: Words(
        "disk space", "The disk with the data folder is nearly full.", "Make room, or move the folder."
    ),
    Check.FILES_OPEN: Words(
        "who can read secrets",
        "Others on this computer can read secret files.",
        "Set their mode to 600, the folder's to 700.",
    ),
    Check.KEY_FILES_MISSING: Words(
        "the key files",
        "A key file is missing without which the database cannot be read.",
        "Bring it back from a backup.",
    ),
    Check.ROOT_KEY_HERE: Words(
        "the root key",
        "The root key lies on this computer.",
        "Move keys/root.pem to a safe, and keep a copy elsewhere.",
    ),
    Check.KEYS_EXPIRED: Words(
        "keys.json",
        "keys.json has expired or does so within thirty days.",
        "Bring root.pem, then `bluezone keys renew`.",
    ),
    Check.SIGNING_KEY_EXPIRED: Words(
        "the signing keys",
        "A signing key has run out or does so within two weeks.",
        "Bring root.pem, then `bluezone keys rotate`.",
    ),
    Check.RECORDS_DAMAGED: Words(
        "the keyserver's records",
        "The keyserver's database cannot be read or is damaged.",
        "Stop it, restore the last backup.",
    ),
    Check.BATCHER_STOPPED: Words(
        "the last batch",
        "No batch was made for more than an hour.",
        "Read the keyserver's log: it says what it waits for.",
    ),
    Check.EMBARGO_OFF: Words(
        "the embargo",
        "A key was published while it could still be replayed.",
        "Hold exports, then look at the clock and version.",
    ),
    Check.LOG_STOPPED: Words(
        "the log of publications", "The log lacks an export, or is very long.", "Run `bluezone log verify`."
    ),
    Check.MAILBOX_FULL: Words(
        "the mailbox",
        "The mailbox for sealed reports fills up.",
        "See that the worker takes letters; raise --mailbox-size.",
    ),
    Check.SERVER_SILENT: Words(
        "the keyserver from outside",
        "The keyserver does not answer at its address.",
        "Look at the proxy, the name and the process.",
    ),
    Check.CLOCK_WRONG: Words(
        "the clock", "The clocks of server and this computer are apart.", "Start time synchronisation."
    ),
    Check.INDEX_STALE: Words(
        "the index from outside",
        "Phones are handed an old index.",
        "Compare with the last batch: a cache or bucket is behind.",
    ),
    Check.FEED_STALE: Words(
        "the signed feeds",
        "A feed is missing or was not renewed.",
        "See that `bluezone feed keep` runs with the credential.",
    ),
    Check.CERTIFICATE_EXPIRING: Words(
        "the TLS certificate",
        "The certificate has ended or ends within two weeks.",
        "See why the proxy does not renew it.",
    ),
    Check.DATABASE_SILENT: Words(
        "the registry", "The registry's database does not answer.", "Start it, or mend its address."
    ),
    Check.MIGRATIONS_MISSING: Words(
        "the registry's tables", "Migrations are missing.", "Run `bluezone people manage migrate`."
    ),
    Check.WORKER_SILENT: Words(
        "the worker", "The worker has not gone round for ten minutes.", "Start `bluezone people work`, or read its log."
    ),
    Check.JOBS_FAILED: Words("jobs", "Jobs have failed.", "Read the worker's log for their names."),
    Check.OUTBOX_WAITING: Words(
        "the outbox", "Messages have waited for more than an hour.", "Look at the outbox page and the SMS gateway."
    ),
    Check.BACKUP_OLD: Words(
        "backups",
        "There is no backup, or the newest is old, or --backups was not given.",
        "Run `bluezone backup make`.",
    ),
    Check.BACKUP_KEY_BESIDE: Words(
        "where backup keys lie", "A backup's key lies beside it.", "Move the keys to another place."
    ),
}
VIETNAMESE: Final[Mapping[Check, Words]] = {
    Check.PYTHON_OLD: Words("Python", "Python này cũ hơn 3.11.", "Cài Python 3.11 trở lên."),
    Check.SQLITE_OLD: Words("SQLite", "SQLite này cũ hơn 3.37.", "Dùng Python hoặc hệ điều hành mới hơn."),
    Check.DATA_FOLDER_MISSING: Words(
        "thư mục dữ liệu", "Không có thư mục dữ liệu ở đây.", "Chỉ rõ bằng --data, hoặc chạy `bluezone serve` trước."
    ),
    Check.DISK_FULL: Words(
        "dung lượng đĩa", "Đĩa chứa thư mục dữ liệu sắp đầy.", "Giải phóng đĩa hoặc chuyển thư mục đi."
    ),
    Check.FILES_OPEN: Words(
        "quyền đọc tệp bí mật",
        "Người khác trên máy này đọc được tệp bí mật.",
        "Đặt quyền 600 cho tệp, 700 cho thư mục.",
    ),
    Check.KEY_FILES_MISSING: Words(
        "các tệp khóa", "Thiếu tệp khóa; không có nó thì không đọc được cơ sở dữ liệu.", "Lấy lại từ bản sao lưu."
    ),
    Check.ROOT_KEY_HERE: Words(
        "khóa gốc", "Khóa gốc nằm trên máy này.", "Cất keys/root.pem vào két và giữ một bản ở nơi khác."
    ),
    Check.KEYS_EXPIRED: Words(
        "keys.json",
        "keys.json đã hết hạn hoặc sẽ hết hạn trong ba mươi ngày.",
        "Mang root.pem đến, chạy `bluezone keys renew`.",
    ),
    Check.SIGNING_KEY_EXPIRED: Words(
        "các khóa ký",
        "Một khóa ký đã hết hạn hoặc sẽ hết hạn trong hai tuần.",
        "Mang root.pem đến, chạy `bluezone keys rotate`.",
    ),
    Check.RECORDS_DAMAGED: Words(
        "hồ sơ của máy chủ khóa",
        "Cơ sở dữ liệu của máy chủ khóa không đọc được hoặc bị hỏng.",
        "Dừng lại, khôi phục bản sao lưu gần nhất.",
    ),
    Check.BATCHER_STOPPED: Words(
        "lần công bố gần nhất", "Hơn một giờ chưa có lần công bố nào.", "Đọc nhật ký máy chủ khóa: trong đó ghi lý do."
    ),
    Check.EMBARGO_OFF: Words(
        "thời gian giữ khóa",
        "Có khóa được công bố khi còn có thể bị phát lại.",
        "Tạm giữ việc công bố, kiểm tra đồng hồ và phiên bản.",
    ),
    Check.LOG_STOPPED: Words("sổ công bố", "Sổ công bố thiếu một tệp, hoặc đã quá dài.", "Chạy `bluezone log verify`."),
    Check.MAILBOX_FULL: Words(
        "hộp thư", "Hộp thư báo cáo niêm phong sắp đầy.", "Xem tiến trình nền có lấy thư không; tăng --mailbox-size."
    ),
    Check.SERVER_SILENT: Words(
        "máy chủ khóa nhìn từ ngoài", "Máy chủ khóa không trả lời ở địa chỉ này.", "Xem proxy, tên miền và tiến trình."
    ),
    Check.CLOCK_WRONG: Words("đồng hồ", "Đồng hồ máy chủ và máy này lệch nhau.", "Bật đồng bộ thời gian."),
    Check.INDEX_STALE: Words(
        "danh mục nhìn từ ngoài",
        "Điện thoại nhận được danh mục cũ.",
        "So với lần công bố gần nhất: bộ đệm hoặc kho chậm.",
    ),
    Check.FEED_STALE: Words(
        "các bản tin đã ký",
        "Thiếu một bản tin hoặc bản tin chưa được làm mới.",
        "Xem `bluezone feed keep` có chạy không.",
    ),
    Check.CERTIFICATE_EXPIRING: Words(
        "chứng chỉ TLS", "Chứng chỉ đã hết hạn hoặc sẽ hết hạn trong hai tuần.", "Xem vì sao proxy không gia hạn."
    ),
    Check.DATABASE_SILENT: Words(
        "sổ đăng ký", "Cơ sở dữ liệu của sổ đăng ký không trả lời.", "Khởi động nó hoặc sửa địa chỉ."
    ),
    Check.MIGRATIONS_MISSING: Words(
        "các bảng của sổ đăng ký", "Cấu trúc bảng chưa được cập nhật.", "Chạy `bluezone people manage migrate`."
    ),
    Check.WORKER_SILENT: Words(
        "tiến trình nền",
        "Tiến trình nền đã mười phút không làm việc.",
        "Chạy `bluezone people work`, hoặc đọc nhật ký.",
    ),
    Check.JOBS_FAILED: Words("công việc nền", "Có công việc bị lỗi.", "Đọc nhật ký tiến trình nền để biết tên."),
    Check.OUTBOX_WAITING: Words("hộp gửi", "Có tin nhắn chờ hơn một giờ.", "Xem trang hộp gửi và cổng SMS."),
    Check.BACKUP_OLD: Words(
        "sao lưu",
        "Chưa có bản sao lưu, hoặc bản mới nhất đã cũ, hoặc chưa chỉ --backups.",
        "Chạy `bluezone backup make`.",
    ),
    Check.BACKUP_KEY_BESIDE: Words(
        "nơi cất khóa sao lưu", "Khóa của bản sao lưu nằm ngay bên cạnh.", "Chuyển khóa đến nơi khác."
    ),
}
WORDS: Final = {Language.ENGLISH: ENGLISH, Language.VIETNAMESE: VIETNAMESE}


def said(line: Line, language: Language) -> dict[str, str]:
    """Return a line as fields: how it stands, a sentence, and, when it is not well, what to do and where it is written."""
    words = WORDS[language][line.check]
    if line.level is Level.OK:
        return {"check": line.check, "level": line.level.name.lower(), "says": words.what}
    return {
        "check": line.check,
        "level": line.level.name.lower(),
        "says": words.wrong,
        "next": words.then,
        "playbook": playbook(line.check),
    }


def shown(lines: tuple[Line, ...], language: Language) -> Iterator[str]:
    """Yield the lines for a person."""
    for line in lines:
        fields = said(line, language)
        yield f"{LEVELS[language][line.level]:>9}  {fields['says']}"
        if line.level is not Level.OK:
            yield f"{'':>9}  {NEXT[language]}: {fields['next']} ({fields['playbook']})"
