"""One text message: what it says, and every slip that its checksum catches."""

from itertools import combinations
from string import printable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bluezone.rollout.reporting.rules.sms_line import (
    ALPHABET,
    CHECK_ALPHABET,
    LONGEST,
    PRIME,
    RESERVED,
    Line,
    LineFault,
    letters_fit,
    normal,
    read_line,
    read_payload,
    with_checksum,
    written,
)

GSM_7 = set(
    "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXAMPLE = with_checksum("BZ 3445-07 H42 V31 C12 T5")

codes = st.from_regex(r"[0-9]{5}", fullmatch=True)
bodies = st.from_regex(r"[A-Z][A-Z0-9-]{1,19}", fullmatch=True)
letters = st.sampled_from([chr(place) for place in range(65, 91) if chr(place) not in RESERVED])
fields = st.dictionaries(letters, st.integers(0, 9_999_999), min_size=1, max_size=7)
lines = st.builds(
    Line,
    codes,
    st.one_of(st.just(""), st.from_regex(r"[0-9]{1,3}", fullmatch=True)),
    fields,
    st.none() | st.integers(1, 31),
) | st.builds(Line, bodies, st.just(""), fields, st.none() | st.integers(1, 31))


@given(lines)
def test_what_is_written_is_read_back(line: Line) -> None:
    message = written(line)

    assert read_line(message) == line
    assert dict(read_line(message).fields) == dict(line.fields)  # type: ignore[union-attr] # it is a line


@given(lines)
def test_a_line_fits_one_message_of_the_gsm_alphabet(line: Line) -> None:
    message = written(line)

    assert len(message) < 160
    assert set(message) <= GSM_7


def test_every_single_wrong_character_is_caught() -> None:
    for place, right in enumerate(EXAMPLE):
        for wrong in printable:
            message = EXAMPLE[:place] + wrong + EXAMPLE[place + 1 :]
            if wrong.upper() != right:
                assert isinstance(read_line(message), LineFault), message


def test_every_exchange_of_two_characters_is_caught() -> None:
    for first, second in combinations(range(len(EXAMPLE)), 2):
        changed = list(EXAMPLE)
        changed[first], changed[second] = changed[second], changed[first]
        if EXAMPLE[first] != EXAMPLE[second]:
            assert isinstance(read_line("".join(changed)), LineFault), "".join(changed)


@given(lines, st.data())
@settings(max_examples=300)
def test_a_slip_in_any_line_is_caught(line: Line, data: st.DataObject) -> None:
    message = written(line)
    first = data.draw(st.integers(0, len(message) - 1))
    second = data.draw(st.integers(0, len(message) - 1))
    wrong = data.draw(st.sampled_from(ALPHABET))

    exchanged = list(message)
    exchanged[first], exchanged[second] = exchanged[second], exchanged[first]
    replaced = message[:first] + wrong + message[first + 1 :]

    assert message[first] == message[second] or isinstance(read_line("".join(exchanged)), LineFault)
    assert wrong == message[first] or isinstance(read_line(replaced), LineFault)


def test_the_proof_of_the_checksum_stands_on_these_numbers() -> None:
    weights = [1, *range(32, 32 + LONGEST - 1)]

    assert PRIME < 32**2
    assert all(PRIME % divisor for divisor in range(2, 32))
    assert len(set(ALPHABET)) == len(ALPHABET) < PRIME
    assert len(set(weights)) == len(weights)
    assert max(weights) < PRIME <= len(CHECK_ALPHABET) ** 2


@given(lines, st.sampled_from(["upper", "lower", "blanks"]))
def test_small_letters_and_blanks_at_the_ends_do_not_matter(line: Line, how: str) -> None:
    message = written(line)

    changed = {"upper": message, "lower": message.lower(), "blanks": f"  {message}\n"}[how]

    assert read_line(changed) == line


def test_a_lost_leading_zero_of_the_code_is_put_back() -> None:
    assert read_line(EXAMPLE) == Line("03445", "07", {"H": 42, "V": 31, "C": 12, "T": 5})


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        ("xin chào", LineFault.NOT_OURS),
        ("BZ 3445-07 H42 V31 C12 T5", LineFault.NO_CHECKSUM),
        ("BZ 3445-07 H42 V31 C12 T5 K22", LineFault.WRONG_CHECKSUM),
        ("BZ 3445-07 H42  V31 C12 T5 KBB", LineFault.WRONG_CHECKSUM),
        ("BZ 3445-07", LineFault.NOT_UNDERSTOOD),
        (with_checksum("BZ 3445-07 H42 V31 H12"), LineFault.FIELD_TWICE),
        (with_checksum("BZ 3445-07 H42 N32"), LineFault.NO_SUCH_DAY),
        (with_checksum("BZ 3445-07 H42 N00"), LineFault.NO_SUCH_DAY),
        (with_checksum("BZ 3445-07 K42"), LineFault.NOT_UNDERSTOOD),
        (with_checksum("BZ 3445-07" + " H1234567" * 17), LineFault.TOO_LONG),
        ("BZ 3445-07 H42 V31 C12 T\uff15 KBB", LineFault.NOT_OURS),
    ],
)
def test_a_message_that_is_not_taken_says_why(message: str, fault: LineFault) -> None:
    assert read_line(message) is fault


@given(st.text(max_size=200) | st.text(ALPHABET, max_size=200).map(lambda text: f"BZ {text}"))
@example(EXAMPLE.lower())
def test_any_message_is_a_line_or_has_a_reason(message: str) -> None:
    assert isinstance(read_line(message), Line | LineFault)
    assert isinstance(read_payload(message), Line | LineFault)


def test_a_line_without_a_checksum_is_read_for_the_reply_only() -> None:
    seen = read_payload("bz 3445-07 h42 v31")

    assert seen == Line("03445", "07", {"H": 42, "V": 31})
    assert read_line(with_checksum("bz 3445-07 h42 v31")) == seen


@pytest.mark.parametrize("line", [Line("3", "", {"H": 1}), Line("03445", "", {}), Line("03445", "", {"K": 1})])
def test_a_line_that_does_not_fit_the_grammar_is_not_written(line: Line) -> None:
    with pytest.raises(ValueError, match="grammar"):
        written(line)


def test_letters_of_a_form_are_single_distinct_and_not_reserved() -> None:
    assert letters_fit("HVCT")
    assert not letters_fit("HH")
    assert not letters_fit("HK")
    assert not letters_fit(["HV"])
    assert not letters_fit("h")


def test_capitals_are_made_only_of_plain_letters() -> None:
    assert normal("bz ß") == "bz ß"
