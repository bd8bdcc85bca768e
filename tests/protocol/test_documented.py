"""The documents: every function that is named is there, and every rule and formula is named."""

import re
from dataclasses import fields
from importlib import import_module
from importlib.util import find_spec
from inspect import isfunction
from pathlib import Path
from types import ModuleType

import pytest

from bluezone.protocol import (
    beacons,
    encounters,
    ended_codes,
    errors,
    exposure_report,
    exposures,
    identifiers,
    intervals,
    keys,
    legacy,
    messages,
    news,
    place_warnings,
    policy_feed,
    risk,
    sightings,
    signed_feeds,
    venues,
)
from bluezone.protocol.risk import RiskPolicy

DOCS = Path(__file__).parents[2] / "docs"
PROTOCOL = (DOCS / "protocol.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(bluezone\.[a-z_.]+\.\w+)`", PROTOCOL)))
AIR = (intervals, keys, identifiers, beacons, sightings, encounters, exposures, risk)
WIRE = (messages, signed_feeds, news, policy_feed, venues, place_warnings, ended_codes, exposure_report, legacy, errors)
WORDS = (
    "interval",
    "day key",
    "exposure key",
    "diagnosis key",
    "identifier",
    "beacon",
    "sighting",
    "encounter",
    "attenuation",
    "exposure",
    "exposure window",
    "index case",
    "close contact",
    "report type",
    "verification code",
    "signed feed",
    "venue code",
    "check-in",
    "place warning",
    "decoy",
    "exposure report",
    "mailbox",
)


def functions_of(module: ModuleType) -> list[str]:
    """The public functions that a module defines, or that a package offers."""
    return [
        name
        for name, value in vars(module).items()
        if isfunction(value) and not name.startswith("_") and value.__module__.startswith(module.__name__)
    ]


@pytest.mark.parametrize("name", NAMED)
def test_every_function_that_the_protocol_names_is_there(name: str) -> None:
    module, _, function = name.rpartition(".")

    assert hasattr(import_module(module), function) or find_spec(name) is not None


@pytest.mark.parametrize(
    "name", [f"{module.__name__}.{function}" for module in (*AIR, *WIRE) for function in functions_of(module)]
)
def test_every_function_of_the_protocol_is_in_its_document(name: str) -> None:
    assert name in NAMED


@pytest.mark.parametrize(
    "name",
    [
        *(one.name for one in fields(RiskPolicy) if one.name not in {"version", "decision"}),
        "REPLAY_MARGIN",
        "EDGE",
        "RETENTION",
        "LISTENING_PERIOD",
        "LONGEST_SILENCE",
        "ATTENUATION_LIMITS_DB",
        "HOURS_BEFORE",
        "ENTRIES_STEP",
        "FEED_LIFE",
        "place_exposures",
        "stay",
    ],
)
def test_every_number_that_decides_has_its_rule_reason_and_consequence(name: str) -> None:
    _, found, section = (DOCS / "rules.md").read_text(encoding="utf-8").partition(f"### `{name}`")

    section = section.split("\n##", maxsplit=1)[0]
    assert found
    assert all(f"**{word}" in section for word in ("Rule.", "Reason.", "Consequence"))


@pytest.mark.parametrize("word", WORDS)
def test_every_word_of_the_code_is_in_the_glossary(word: str) -> None:
    rows = (DOCS / "glossary.md").read_text(encoding="utf-8").splitlines()

    assert any(re.match(rf"\| {word}( \(F\d\))? \|", row) for row in rows)
