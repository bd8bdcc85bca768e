"""The page for the province says what the code does: every flag, every number that decides."""

import re
from pathlib import Path

import pytest

from bluezone.rollout.reporting.rules import coverage, flags
from bluezone.rollout.reporting.rules.flags import FlagKind

PAGE = (Path(__file__).parent.parent.parent.parent / "docs" / "rules-campaign.md").read_text()
NUMBERS = {
    "fewer than 10 (`ENOUGH`)": coverage.ENOUGH == 10,
    "(`TAIL` = 0.05)": coverage.TAIL == 0.05,
    "D less 3 %": coverage.MISCOUNT == 0.03,
    "grew by 12 % or more": pytest.approx(0.12) == flags.NOTICEABLE,
    "and 5 or more new installations": flags.EXPECTED_NEWS == 5,
    "three reports in a row": flags.RUN == 3,
    "five or more different totals above 50": (flags.ROUND_FROM, flags.ROUND_ABOVE) == (5, 50),
    "1.65 robust standard deviations": flags.FAR == 1.65,
    "3 robust standard deviations below": flags.DOOR_FAR == 3,
    "of 20 or more new installations": flags.NEWS_FROM == 20,
    "at least 99.5 % of S, from 20 smartphones on": (flags.EVERYBODY, flags.EVERYBODY_FROM) == (0.995, 20),
}


@pytest.mark.parametrize("kind", FlagKind)
def test_every_flag_has_its_row(kind: FlagKind) -> None:
    assert re.search(rf"^\| `{kind.value}` \|", PAGE, re.MULTILINE)


@pytest.mark.parametrize("words", NUMBERS)
def test_every_number_is_the_one_in_the_code(words: str) -> None:
    assert NUMBERS[words]
    assert words in PAGE
