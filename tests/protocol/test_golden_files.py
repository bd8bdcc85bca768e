"""The golden files that the pages read too: they say what the code says, and come out the same each time."""

import json
from typing import Any

import pytest
from tests.protocol.make_vectors import FILES, main, text
from tests.protocol.vectors import FOLDER, vectors


@pytest.mark.parametrize("name", FILES)
def test_a_golden_file_is_what_the_code_says_today(name: str) -> None:
    assert text(FILES[name]()) == (FOLDER / name).read_text(encoding="utf-8")


def test_the_golden_files_are_made_by_one_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setattr("tests.protocol.make_vectors.FOLDER", tmp_path)

    main()

    assert {file.name for file in tmp_path.iterdir()} == set(FILES)
    assert json.loads((tmp_path / "mail.json").read_text(encoding="utf-8")) == vectors("mail.json")


@pytest.mark.parametrize("name", FILES)
def test_a_golden_file_says_where_it_comes_from(name: str) -> None:
    found = vectors(name)

    assert found["origin"]
    assert found["licence"]


def outcomes(name: str, cases: str) -> dict[str, str]:
    return {case["name"]: case.get("error", "taken") for case in vectors(name)[cases]}


def test_the_golden_feeds_hold_each_refusal() -> None:
    found = outcomes("feeds.json", "feed_cases")

    assert set(found.values()) == {
        "taken",
        "malformed",
        "keys_expired",
        "feed_key_unknown",
        "feed_signature_wrong",
        "feed_kind_wrong",
        "feed_rolled_back",
        "feed_forked",
        "feed_expired",
    }
    assert found["genuine"] == "taken"
    assert found["tampered"] == "feed_signature_wrong"
    assert found["older"] == "feed_rolled_back"
    assert found["stale"] == "feed_expired"


def test_the_golden_venue_codes_hold_each_refusal() -> None:
    found = outcomes("venues.json", "code_cases")

    assert set(found.values()) == {
        "taken",
        "malformed",
        "keys_expired",
        "venue_key_unknown",
        "venue_signature_wrong",
        "venue_future",
        "venue_expired",
    }
    assert found["genuine"] == "taken"
    assert found["forged by a stranger under our key's id"] == "venue_signature_wrong"


def test_the_golden_letters_hold_each_refusal() -> None:
    found = outcomes("mail.json", "letter_cases")

    assert set(found.values()) == {"taken", "malformed", "mail_key_unknown", "mail_not_opened"}
    assert found["full"] == "taken"
    assert found["a dummy"] == "mail_not_opened"
