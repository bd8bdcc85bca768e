"""What a message may say, before it waits in any outbox."""

import pytest

from bluezone.authority.delivery.rules import LONGEST_TEXT, checked_text
from bluezone.protocol.errors import RuleViolation


@pytest.mark.parametrize("text", ["x", "x" * LONGEST_TEXT, "  Xin chào  "])
def test_a_message_is_kept_without_the_blanks_around_it(text: str) -> None:
    assert checked_text(text) == text.strip()


@pytest.mark.parametrize("text", ["", "  ", "x" * (LONGEST_TEXT + 1)])
def test_a_text_that_is_empty_or_endless_is_refused(text: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        checked_text(text)

    assert refused.value.code == "message_length"
