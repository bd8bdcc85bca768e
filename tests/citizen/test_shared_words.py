"""Words that the pages, the phone and the authority share are one list, not three that happen to agree."""

import re
from pathlib import Path

from tests.pages import PAGES

from bluezone.authority.cases.rules import words
from bluezone.citizen.site.codes import install_link
from bluezone.protocol.exposure_report import Symptom


def test_a_symptom_is_called_alike_on_the_page_in_the_letter_and_at_the_authority() -> None:
    [listed] = re.findall(r"SYMPTOMS = .*?\(\[(.*?)\]\)", (PAGES / "core/symptoms.js").read_text("utf-8"), re.DOTALL)
    asked = re.findall(r'"([^"]+)"', listed)

    said = re.findall(r'^    "symptom\.([^"]+)":', (PAGES / "words/symptoms.js").read_text("utf-8"), re.MULTILINE)

    assert asked
    assert set(asked) <= {*Symptom}
    assert said == asked * 2
    assert words.Symptom is Symptom


def test_the_sites_code_says_what_an_invitation_of_the_pages_says() -> None:
    golden = "https://bluezone.example/app/#i=&f="
    suite = (Path(__file__).parent / "node/poster.test.js").read_text("utf-8")
    [fingerprint] = re.findall(r'^const PRINT = "([0-9a-f]{64})";', suite, re.MULTILINE)

    assert f"`{golden}${{PRINT.slice(0, 32)}}`" in suite
    assert install_link("https://bluezone.example/app/", fingerprint) == golden + fingerprint[:32]
    assert install_link("https://bluezone.example/app/", "") == "https://bluezone.example/app/#i="
