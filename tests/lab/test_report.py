"""The report of a demo: complete in two languages, readable by everybody, needing nothing from elsewhere."""

import json
import re
import subprocess
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.tools import required_tool

from bluezone.lab.evaluation import Evaluation, Outcome, PhoneWord, evaluation
from bluezone.lab.pictures import mark
from bluezone.lab.replay import Frame
from bluezone.lab.report import page
from bluezone.lab.results import Results, as_json
from bluezone.lab.traces import Contact, Trace

NOON = datetime(2020, 8, 3, 12, tzinfo=UTC)
DAY = date(2020, 8, 3)
STEP = timedelta(seconds=20)
PHONE = """<!doctype html><iframe src="report.html" style="width:360px;height:2400px;border:0"></iframe><script>
document.querySelector("iframe").onload = event => {
  const seen = event.target.contentWindow;
  document.title = seen.innerWidth + " " + seen.document.documentElement.scrollWidth;
};
</script>"""
"""A page that shows the report as wide as a small phone: a window of Chromium is never narrower than 500 pixels."""
VOID = frozenset({"meta"})


def results() -> Results:
    """Results with every outcome in them."""
    contacts = tuple(
        Contact(NOON + place * STEP, "1", other, metres)
        for other, steps, metres in (("2", 50, 1.0), ("3", 50, 1.8), ("4", 20, 1.25), ("5", 3, 9.0), ("6", 3, 1.0))
        for place in range(steps)
    )
    trace = Trace("synthetic", STEP, tuple(sorted((*contacts, Contact(NOON, "7", "8", 1.0)))))
    told = PhoneWord(timedelta(minutes=16), timedelta(minutes=17), close_contact=True)
    return Results(
        trace=trace,
        noise_db=4.0,
        seed=1,
        evaluations=(evaluation(trace, DAY, "1", {"2": told, "4": told}),),
        beacons=1234,
        sightings=5678,
        keys=1042,
        seconds={"set up": 1.0, "the day on the air": 2.5},
        frame=Frame(bytes(6), bytes.fromhex("0201020303564e020ae60fffb522") + bytes(12), 37, NOON),
    )


def everybody() -> Results:
    one = results()
    told = PhoneWord(timedelta(minutes=16), timedelta(minutes=17), close_contact=True)
    others = tuple(evaluation(one.trace, DAY, person, {"1": told}) for person in ("2", "3", "7"))
    return replace(one, evaluations=(*one.evaluations, *others))


class _Reader(HTMLParser):
    """Reads a page as a browser would, and keeps what the tests ask about."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.seen: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.said: dict[str, list[str]] = {"vi": [], "en": []}
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.seen[tag] += 1
        self.addresses += [str(named[name]) for name in ("src", "href", "action") if name in named]
        if tag not in VOID:
            self.open.append((tag, named))
        if named.get("lang") and tag != "html":
            self.languages[str(named["lang"])] += 1

    def handle_endtag(self, tag: str) -> None:
        opened, _ = self.open.pop()
        assert opened == tag

    def handle_data(self, data: str) -> None:
        language = next(
            (named["lang"] for tag, named in reversed(self.open) if named.get("lang") and tag != "html"), None
        )
        if language:
            self.said[language].append(data)


def read(text: str) -> _Reader:
    reader = _Reader()
    reader.feed(text)
    assert not reader.open
    return reader


@pytest.mark.parametrize("found", [results(), everybody()], ids=["one person", "everybody"])
def test_every_sentence_is_there_in_vietnamese_and_in_english(found: Results) -> None:
    reader = read(page(found))

    assert reader.languages["vi"] == reader.languages["en"] > 40
    assert len(reader.said["vi"]) == len(reader.said["en"])
    assert not set(reader.said["vi"]) & {word for word in reader.said["en"] if len(word) > 12}


def test_the_report_needs_nothing_from_elsewhere() -> None:
    text = page(results())

    assert read(text).addresses == []
    assert "url(" not in text
    assert "@import" not in text
    assert set(re.findall(r"https?://[^\"' ]*", text)) == {"http://www.w3.org/2000/svg"}


def test_every_picture_says_what_it_shows() -> None:
    text = page(results())

    for name in ("timeline", "network"):
        picture = re.search(rf'<svg role="img"[^>]*class="{name}".*?</svg>', text, re.DOTALL)
        assert picture
        assert "<title>" in picture[0]
        assert "<desc>" in picture[0]
        assert "bị bỏ sót" in picture[0]


def test_outcomes_differ_without_colour() -> None:
    shapes = [re.sub('class="[^"]*"', "", mark(outcome)) for outcome in (*Outcome, None)]

    assert len(set(shapes)) == len(Outcome) + 1


def test_the_report_tells_who_was_warned_missed_and_warned_wrongly() -> None:
    found = results()
    shown = found.shown

    text = page(found)

    assert [shown.of(outcome) for outcome in Outcome] == [("2",), ("3",), ("4",), ("6", "5")]
    for outcome, count in found.totals.items():
        assert f"{count}</b>" in text or outcome is Outcome.LEFT_ALONE
    assert "b5 22" in text
    assert "1.042" in text


def test_the_limits_of_the_simulation_are_told() -> None:
    text = page(results())

    assert "Nothing was measured on real radio" in text
    assert "Chưa có phép đo nào trên sóng vô tuyến thật" in text
    assert "A demonstration" in text


def test_a_report_without_a_beacon_is_whole() -> None:
    assert "byte by byte" not in page(replace(results(), frame=None))


def test_an_index_person_whom_nobody_was_near_has_a_report() -> None:
    found = results()
    alone = Evaluation(DAY, "7", ())

    read(page(replace(found, evaluations=(alone,))))


def test_the_results_for_machines_say_the_same() -> None:
    told = json.loads(as_json(results()))

    (one,) = told["evaluations"]
    assert (one["truth"], one["warned"]) == (["2", "3"], ["2", "4"])
    assert (one["missed"], one["warned_wrongly"]) == (["3"], ["4"])
    assert told["exact"] is False
    assert told["beacon"]["payload"].startswith("020102")
    assert told["seconds"] == {"set up": 1.0, "the day on the air": 2.5}
    assert json.loads(as_json(replace(results(), frame=None)))["beacon"] is None


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_report_fits_a_phone_of_360_pixels(tmp_path: Path, language: str) -> None:
    chromium = required_tool("chromium")
    text = page(results()).replace('<html lang="vi" data-language="vi">', f'<html data-language="{language}">')
    (tmp_path / "report.html").write_text(text, encoding="utf-8")
    (tmp_path / "phone.html").write_text(PHONE, encoding="utf-8")

    dumped = subprocess.run(
        [
            *(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
            *(f"--user-data-dir={tmp_path / 'profile'}", "--allow-file-access-from-files", "--dump-dom"),
            (tmp_path / "phone.html").as_uri(),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout

    measured = re.search(r"<title>(\d+) (\d+)</title>", dumped)
    assert measured
    assert int(measured[2]) <= int(measured[1]) == 360
