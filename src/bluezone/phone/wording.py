"""What a phone says to its owner, in Vietnamese and in English, and nothing else anywhere.

A UTC day is told as it is lived in Viet Nam: from seven in the morning until seven the next morning.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Final

from bluezone.phone.checking import Condition, Status
from bluezone.phone.diary import Warned
from bluezone.phone.reporting import Kind, ReportPreview
from bluezone.phone.withdrawals import Withdrawn

INDOCHINA_TIME: Final = timezone(timedelta(hours=7))
MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Said:
    """One thing in two languages."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who speaks through the phone.

    Args:
        name: The health authority; empty until one is configured, and then the phone says that it is a trial.
        hotline: Whom to call; empty for the health station of the person's commune.
    """

    name: str = ""
    hotline: str = ""


def sentences(status: Status, publisher: Publisher) -> tuple[Said, ...]:
    """Return everything that a phone has to say, the gravest first; a trial says that it is one."""
    return (
        *_trial(publisher),
        *(said for condition in status.conditions for said in _said(condition, status, publisher)),
    )


def warning(warned: Warned, publisher: Publisher) -> Said:
    """Return the one message that a close contact is told: when, how long, what to do, whom to call."""
    minutes = warned.near // MINUTE
    call_vi = f"số {publisher.hotline}" if publisher.hotline else "trạm y tế xã, phường nơi bạn ở"
    call_en = publisher.hotline or "the health station of your commune or ward"
    return Said(
        vi=(
            f"Ngày {_day_vi(warned.day)}, bạn đã ở gần người có kết quả dương tính tổng cộng {minutes} phút. "
            f"Hãy ở nhà, đeo khẩu trang, giữ khoảng cách với mọi người và gọi ngay {call_vi} để được hướng dẫn. "
            "Chỉ điện thoại này biết điều đó."
        ),
        en=(
            f"On {_day_en(warned.day)} you were near a person who tested positive, for {minutes} minutes in all. "
            f"Stay at home, wear a mask, keep your distance from everybody, and call {call_en} now: "
            "they tell you what comes next. Only this phone knows."
        ),
    )


def withdrawal(withdrawn: Withdrawn, publisher: Publisher) -> Said:
    """Return the one message after a warning was taken back: when, why, what to do now."""
    call_vi = f"số {publisher.hotline}" if publisher.hotline else "trạm y tế xã, phường nơi bạn ở"
    call_en = publisher.hotline or "the health station of your commune or ward"
    return Said(
        vi=(
            f"Cảnh báo ngày {_day_vi(withdrawn.day)} đã được rút lại lúc {_moment(withdrawn.at)}: xét nghiệm sau đó của "
            "người từng ở gần bạn cho kết quả âm tính. Bạn không phải ở nhà vì cảnh báo này nữa. Nếu bạn có triệu chứng, "
            f"hoặc cơ quan y tế đã yêu cầu bạn cách ly, hãy gọi {call_vi} trước khi ra ngoài."
        ),
        en=(
            f"The warning about {_day_en(withdrawn.day)} was taken back at {_moment(withdrawn.at)}: a later test of the "
            "person who was near you was negative. You need not stay at home because of this warning any more. If you "
            f"have symptoms, or the health authority told you to isolate, call {call_en} before you go out."
        ),
    )


def preview_sentences(preview: ReportPreview, *, travelled: bool = False) -> tuple[Said, ...]:
    """Return what a person has to read before agreeing: what leaves, for whom, and what does not leave."""
    first, last = preview.spans[0], preview.spans[-1]
    silent = _clock_time(preview.silent_until)
    return (
        *_kind_sentences(preview),
        Said(
            vi=f"Sẽ gửi đến {preview.recipient}: {len(preview.spans)} khóa, {preview.bytes_leaving} byte.",
            en=f"To {preview.recipient}: {len(preview.spans)} keys, {preview.bytes_leaving} bytes.",
        ),
        Said(
            vi=f"Các khóa cho biết máy này đã phát mã nào từ {_moment(first.start)} đến {_moment(last.end)}.",
            en=f"The keys tell which identifiers this phone sent from {_moment(first.start)} to {_moment(last.end)}.",
        ),
        *_travel(preview, travelled=travelled),
        Said(
            vi="Không gửi: những máy đã ở gần bạn, tên, số điện thoại, vị trí của bạn.",
            en="Not sent: whose phones were near you, your name, your number, where you were.",
        ),
        *_silence(preview, silent),
    )


def _kind_sentences(preview: ReportPreview) -> Iterator[Said]:
    """Yield what a report changes that is no first report, before what leaves."""
    known = sum(span.is_known for span in preview.spans)
    match preview.kind:
        case Kind.WITHDRAWN:
            yield Said(
                vi=(
                    f"Kết quả âm tính: {known} khóa đã công bố sẽ được rút lại. Những máy đã cảnh báo vì các khóa này sẽ "
                    "báo cho chủ máy rằng cảnh báo không còn hiệu lực. Không có khóa nào mới được gửi."
                ),
                en=(
                    f"Negative test: {known} published keys will be taken back. Phones that warned because of them will "
                    "tell their owners that the warning does not stand. No new key is sent."
                ),
            )
        case Kind.RAISED:
            yield Said(
                vi=(
                    f"Kết quả khẳng định: {known} khóa đã công bố là nghi ngờ sẽ được ghi là ca xác định, cùng với "
                    f"{len(preview.spans) - known} khóa từ đó đến nay."
                ),
                en=(
                    f"Confirmed: {known} keys that were published as a likely case will say confirmed, and "
                    f"{len(preview.spans) - known} keys since then go with them."
                ),
            )
        case Kind.RECURSIVE:
            yield Said(
                vi=(
                    "Bạn được cảnh báo chứ chưa được xác định là mắc bệnh. Khóa của bạn sẽ được công bố với ghi chú "
                    "“người tiếp xúc”: điện thoại của những người ở gần bạn biết điều đó nhưng không cảnh báo ai, trừ khi "
                    "Bộ Y tế quyết định khác."
                ),
                en=(
                    "You were warned; you are not known to be ill. Your keys will be published as those of a contact: "
                    "phones of people who were near you learn of it and warn nobody, unless the ministry decides otherwise."
                ),
            )
        case Kind.REPORT:
            return


def _travel(preview: ReportPreview, *, travelled: bool) -> Iterator[Said]:
    """Yield what a report says of travel, and what that gives away, where it may say anything of it."""
    if not preview.kind.asks_about_travel:
        return
    if not travelled:
        yield Said(
            vi="Không ghi rằng bạn đã đến tỉnh, thành phố khác (muốn ghi thì thêm --travelled).",
            en="It does not say that you were in another province (add --travelled to say so).",
        )
        return
    yield Said(
        vi=(
            "Có ghi: trong 14 ngày qua bạn đã đến tỉnh, thành phố khác. Nơi nào chỉ nhận khóa của người đã đi xa cũng so "
            "khớp được khóa của bạn; ai cũng có thể thấy đó là khóa của người đã đi xa, không thấy là ai hay đã đến đâu."
        ),
        en=(
            "It says that you were in another province in the last 14 days. Provinces that take the keys of people who "
            "travelled and no others can compare yours too; anybody may see that the keys are of somebody who travelled, "
            "not of whom, nor where."
        ),
    )


def _silence(preview: ReportPreview, silent: str) -> Iterator[Said]:
    if preview.kind is not Kind.WITHDRAWN:
        yield Said(
            vi=f"Sau đó máy im lặng đến {silent} rồi dùng khóa mới.",
            en=f"Then the phone is silent until {silent} and goes on with a new key.",
        )


def _said(condition: Condition, status: Status, publisher: Publisher) -> Iterator[Said]:
    match condition:
        case Condition.WARNED:
            yield from (warning(warned, publisher) for warned in status.warnings)
        case Condition.WITHDRAWN:
            yield from (withdrawal(withdrawn, publisher) for withdrawn in status.withdrawn)
        case Condition.NOT_BELIEVED:
            yield _not_believed(publisher)
        case Condition.PAUSED:
            until = _moment(status.paused_until or status.at)
            yield Said(
                vi=f"Đang tạm dừng đến {until}: không ai gần bạn được ghi nhận.",
                en=f"Paused until {until}: nobody near you is remembered.",
            )
        case Condition.RADIO_OFF:
            yield Said(
                vi="Máy không phát và không nghe: không ai gần bạn được ghi nhận. Hãy bật Bluetooth và chạy lại.",
                en="The phone neither speaks nor listens: nobody near you is remembered. Switch Bluetooth on and start it.",
            )
        case Condition.CLOCK_DOUBTED:
            yield _clock_doubted(status)
        case Condition.NOT_CHECKED:
            yield _not_checked(status)
        case Condition.SILENT:
            until = _clock_time(status.clock.silent_until or status.at)
            yield Said(vi=f"Máy im lặng đến {until}, sau khi gửi khóa.", en=f"Silent until {until}, after a report.")
        case Condition.LISTENING:
            yield Said(
                vi=f"Đang phát và nghe. Đã ghi {status.sightings} lần thu được tín hiệu trong 14 ngày, chỉ trên máy này.",
                en=f"Speaking and listening. {status.sightings} sightings of 14 days, on this phone only.",
            )


def _trial(publisher: Publisher) -> tuple[Said, ...]:
    if publisher.name:
        return ()
    return (
        Said(
            vi="Bản thử nghiệm: chưa có cơ quan y tế nào phát hành.",
            en="A trial: no health authority stands behind it.",
        ),
    )


def _not_believed(publisher: Publisher) -> Said:
    call_vi = f"số {publisher.hotline}" if publisher.hotline else "trạm y tế xã, phường nơi bạn ở"
    call_en = publisher.hotline or "the health station of your commune or ward"
    return Said(
        vi=f"Máy chủ gửi dữ liệu không khớp sổ công khai nên máy này không nhận: có thể thiếu cảnh báo, hãy báo cho {call_vi}.",
        en=f"The server's data do not match its public log, so this phone took none of it: warnings may be missing; tell {call_en}.",
    )


def _clock_doubted(status: Status) -> Said:
    hours = abs(status.clock.doubted_by) // HOUR
    back = status.clock.doubted_by < timedelta()
    return Said(
        vi=f"Đồng hồ vừa lệch {hours} giờ {'về trước' if back else 'về sau'}. Nếu máy không tắt trong lúc đó, hãy chỉnh lại giờ.",
        en=f"The clock went {'back' if back else 'ahead'} by {hours} hours. If the phone was not off meanwhile, set it right.",
    )


def _not_checked(status: Status) -> Said:
    if status.checked_at is None:
        return Said(vi="Chưa từng kiểm tra nguy cơ tiếp xúc.", en="Never checked for exposures yet.")
    hours = abs(status.at - status.checked_at) // HOUR
    return Said(
        vi=f"Đã {hours} giờ chưa kiểm tra nguy cơ tiếp xúc.", en=f"Not checked for exposures for {hours} hours."
    )


def _day_vi(day: date) -> str:
    return f"{day:%d/%m/%Y} (từ 7 giờ sáng đến 7 giờ sáng hôm sau)"


def _day_en(day: date) -> str:
    return f"{day.isoformat()} (from 7 in the morning to 7 the next morning)"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(INDOCHINA_TIME):%H:%M %d/%m/%Y}"


def _clock_time(moment: datetime) -> str:
    return f"{moment.astimezone(INDOCHINA_TIME):%H:%M}"
