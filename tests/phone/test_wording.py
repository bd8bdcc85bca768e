"""Wording: everything in both languages, clear about what, when and whom to call."""

import pytest
from tests.phone.people import DAY, HOUR, MINUTE, NOON
from tests.phone.test_checking import WARNED, status

from bluezone.phone.agent import ClockWatch
from bluezone.phone.checking import Condition, Status
from bluezone.phone.reporting import Kind, ReportPreview, Span
from bluezone.phone.withdrawals import Withdrawn
from bluezone.phone.wording import Publisher, preview_sentences, sentences, warning, withdrawal

MINISTRY = Publisher("Sở Y tế Lai Châu", "1900 9095")

STATES: list[tuple[Status, str, str]] = [
    (status(), "Đang phát và nghe", "Speaking and listening"),
    (status(on_air=False), "không phát và không nghe", "neither speaks nor listens"),
    (status(paused_until=NOON + HOUR), "tạm dừng đến 20:00", "Paused until 20:00"),
    (status(checked_at=NOON - 30 * HOUR), "30 giờ chưa kiểm tra", "for 30 hours"),
    (status(checked_at=None), "Chưa từng kiểm tra", "Never checked"),
    (status(clock=ClockWatch(NOON, silent_until=NOON + 30 * MINUTE)), "19:30", "Silent until 19:30"),
    (status(clock=ClockWatch(NOON, NOON, -2 * DAY)), "48 giờ về trước", "back by 48 hours"),
    (status(clock=ClockWatch(NOON, NOON, 2 * DAY)), "48 giờ về sau", "ahead by 48 hours"),
    (status(warnings=(WARNED,)), "01/08/2020", "2020-08-01"),
    (status(refused="log_forked"), "không khớp sổ công khai", "do not match its public log"),
    (status(withdrawn=(Withdrawn(NOON.date(), NOON + DAY),)), "đã được rút lại", "was taken back"),
]


@pytest.mark.parametrize(("state", "vi", "en"), STATES)
def test_every_state_is_said_in_both_languages(state: Status, vi: str, en: str) -> None:
    said = sentences(state, MINISTRY)

    assert vi in " ".join(one.vi for one in said)
    assert en in " ".join(one.en for one in said)


def test_there_is_a_sentence_for_every_condition() -> None:
    shown = {condition for state, _, _ in STATES for condition in state.conditions}

    assert shown == set(Condition)
    assert all(len(sentences(state, MINISTRY)) == len(state.conditions) for state, _, _ in STATES)


def test_a_warning_says_which_day_how_long_what_to_do_and_whom_to_call() -> None:
    said = warning(WARNED, MINISTRY)

    for text, words in (
        (said.vi, ("16 phút", "ở nhà", "1900 9095")),
        (said.en, ("16 minutes", "at home", "1900 9095")),
    ):
        assert all(word in text for word in words)


def test_what_was_taken_back_says_which_warning_when_why_and_what_to_do_now() -> None:
    said = withdrawal(Withdrawn(NOON.date(), NOON + DAY), MINISTRY)

    for text, words in (
        (said.vi, ("Cảnh báo ngày 01/08/2020", "19:00 02/08/2020", "âm tính", "không phải ở nhà", "1900 9095")),
        (said.en, ("2020-08-01", "19:00 02/08/2020", "negative", "need not stay at home", "1900 9095")),
    ):
        assert all(word in text for word in words)


@pytest.mark.parametrize(
    ("kind", "vi", "en"),
    [
        (Kind.WITHDRAWN, "1 khóa đã công bố sẽ được rút lại", "1 published keys will be taken back"),
        (Kind.RAISED, "1 khóa đã công bố là nghi ngờ", "1 keys since then"),
        (Kind.RECURSIVE, "không cảnh báo ai", "warn nobody"),
    ],
)
def test_a_preview_says_what_changes_before_it_is_agreed_to(kind: Kind, vi: str, en: str) -> None:
    spans = (Span(NOON - DAY, NOON, is_known=True), Span(NOON, NOON + 30 * MINUTE))

    said = preview_sentences(ReportPreview("https://keys.example", spans, 11264, NOON, bytes(32), kind))

    assert vi in said[0].vi
    assert en in said[0].en
    assert any("im lặng" in one.vi for one in said) is (kind is not Kind.WITHDRAWN)


def test_without_a_hotline_the_commune_s_health_station_is_named() -> None:
    said = warning(WARNED, Publisher())

    assert "trạm y tế" in said.vi
    assert "health station" in said.en


def test_nothing_looks_official_until_a_publisher_is_configured() -> None:
    assert "thử nghiệm" in sentences(status(), Publisher())[0].vi
    assert not any("thử nghiệm" in said.vi for said in sentences(status(), MINISTRY))


def test_a_preview_says_what_leaves_to_whom_and_what_does_not() -> None:
    spans = (Span(NOON - DAY, NOON), Span(NOON, NOON + 30 * MINUTE))
    preview = ReportPreview("https://keys.example", spans, 11264, NOON + 30 * MINUTE, bytes(32))

    said = preview_sentences(preview)

    vi, en = " ".join(one.vi for one in said), " ".join(one.en for one in said)
    assert all(
        word in vi for word in ("https://keys.example", "2 khóa", "11264 byte", "Không gửi", "19:30", "31/07/2020")
    )
    assert "Không ghi rằng bạn đã đến tỉnh" in vi
    assert all(
        word in en for word in ("https://keys.example", "2 keys", "11264 bytes", "Not sent", "19:30", "31/07/2020")
    )


@pytest.mark.parametrize("kind", list(Kind))
def test_a_preview_says_what_telling_of_travel_gives_away_where_it_is_told(kind: Kind) -> None:
    preview = ReportPreview("https://keys.example", (Span(NOON - DAY, NOON),), 11264, NOON, bytes(32), kind)

    said = " ".join(one.vi + one.en for one in preview_sentences(preview, travelled=True))

    is_asked = kind in (Kind.REPORT, Kind.RAISED)
    assert ("Có ghi: trong 14 ngày qua bạn đã đến tỉnh" in said) is is_asked
    assert ("anybody may see that the keys are of somebody who travelled" in said) is is_asked
