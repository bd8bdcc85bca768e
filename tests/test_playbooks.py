"""Whatever wakes somebody names a page that exists, and the page says what to do with commands that exist."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from bluezone.cli.contents import commands, typer_command
from bluezone.cli.doctoring.rules import Check
from bluezone.cli.doctoring.words import WORDS, Language
from bluezone.cli.probing.rules import Name, Report
from bluezone.cli.probing.shown import playbook, textfile
from bluezone.config.watching.rules import Total
from bluezone.keyserver.meters import Meters

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "playbooks"
PAGES = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
HEADINGS = ["What you see", "What it means", "The first five minutes", "Then", "So that it does not come back"]
ALERTS: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((ROOT / "deploy" / "prometheus" / "alerts.yml").read_text())["groups"]
    for rule in group["rules"]
]
SUFFIXES = ("_total", "_created", "_bucket", "_count", "_sum")
PEOPLE = {"bluezone_people_answers", "bluezone_people_answer_seconds"}
"""What `bluezone.config.watching.middleware` counts."""
MOMENT = datetime(2026, 11, 20, tzinfo=UTC)
FOUND = "docs/playbooks/{{ $labels.name }}.md"
"""What the alert on the probe's findings names: the page of each finding."""


def named(path: Path) -> str:
    return path.name


def name_of(alert: dict[str, Any]) -> str:
    return str(alert["alert"])


def metrics() -> set[str]:
    """Every metric that something of ours tells."""
    meters = Meters()
    own = {metric.name for metric in meters.registry().collect()}
    figures = {"index_age_seconds": 1.0}
    probe = re.findall(r"^# TYPE (\w+)", textfile(Report(MOMENT, (), figures)), re.MULTILINE)
    return own | set(probe) | {f"bluezone_authority_{total}" for total in Total} | PEOPLE | {"up"}


def without_suffix(name: str) -> set[str]:
    return {name, *(name.removesuffix(suffix) for suffix in SUFFIXES)}


@pytest.mark.parametrize("name", [*Name, *Check])
def test_whatever_the_probe_or_the_doctor_finds_has_a_page(name: str) -> None:
    assert (ROOT / playbook(name)).is_file()


@pytest.mark.parametrize("alert", ALERTS, ids=name_of)
def test_an_alert_names_a_page_and_asks_only_for_what_is_told(alert: dict[str, Any]) -> None:
    page = alert["annotations"]["playbook"]
    asked = set(re.findall(r"\b(?:bluezone_\w+|up)\b", alert["expr"]))

    assert page == FOUND or (ROOT / page).is_file()
    assert alert["annotations"]["summary"].endswith(".")
    assert alert["labels"]["severity"] in {"page", "ticket"}
    assert asked
    assert [name for name in asked if not without_suffix(name) & metrics()] == []


def test_whatever_an_alert_watches_by_name_is_scraped() -> None:
    settings = yaml.safe_load((ROOT / "deploy" / "prometheus" / "prometheus.yml").read_text())
    scraped = {job["job_name"] for job in settings["scrape_configs"]}
    watched = {job for alert in ALERTS for job in re.findall(r'job=~?"([^"]+)"', alert["expr"])}

    assert settings["rule_files"] == ["alerts.yml"]
    assert [job for job in watched if not any(re.fullmatch(job, each) for each in scraped)] == []
    assert {"bluezone-keyserver", "bluezone-site", "bluezone-console"} <= scraped


def test_no_two_alerts_have_one_name() -> None:
    assert len({name_of(alert) for alert in ALERTS}) == len(ALERTS)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_a_page_is_named_by_something_and_listed(page: Path) -> None:
    names = {*Name, *Check, *(Path(alert["annotations"]["playbook"]).stem for alert in ALERTS)}

    assert page.stem in names
    assert f"({page.name})" in (FOLDER / "README.md").read_text()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_a_page_goes_from_what_one_sees_to_how_it_does_not_come_back(page: Path) -> None:
    text = page.read_text()

    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
    assert "\n1. " in text.split("## The first five minutes")[1].split("## Then")[0]


@pytest.mark.parametrize("language", list(Language))
def test_the_doctor_names_only_commands_that_exist(language: Language) -> None:
    for words in WORDS[language].values():
        check_commands(words.then)


@pytest.mark.parametrize("page", [*PAGES, FOLDER / "README.md"], ids=named)
def test_a_page_names_only_commands_and_words_of_groups_that_exist(page: Path) -> None:
    check_commands(page.read_text())


def check_commands(text: str) -> None:
    for word, second in re.findall(r"`bluezone ([a-z-]+)(?: ([a-z-]+))?", text):
        found: Any = typer_command(commands()[word])
        group = getattr(found, "commands", {})
        assert not group or second in group, f"bluezone {word} {second}"
