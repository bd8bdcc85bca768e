"""Words that the pages, the phone and the authority share are one list, not three that happen to agree."""

import re

from tests.pages import PAGES

from bluezone.protocol.exposure_report import Symptom


def test_a_symptom_is_called_alike_on_the_page_in_the_letter_and_at_the_authority() -> None:
    [listed] = re.findall(r"SYMPTOMS = .*?\(\[(.*?)\]\)", (PAGES / "core/symptoms.js").read_text("utf-8"), re.DOTALL)
    asked = re.findall(r'"([^"]+)"', listed)

    said = re.findall(r'^    "symptom\.([^"]+)":', (PAGES / "words/symptoms.js").read_text("utf-8"), re.MULTILINE)

    assert asked
    assert set(asked) <= {*Symptom}
    assert said == asked * 2
