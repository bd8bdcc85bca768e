"""The field pages' own rules, run by Node: one test a suite of `tests/rollout/fieldwork/node`."""

import os
import subprocess
from functools import cache
from pathlib import Path

import pytest
from tests import pages
from tests.tools import required_tool

FOLDER = Path(__file__).parent / "node"
SUITES = sorted(file.name.removesuffix(".test.js") for file in FOLDER.glob("*.test.js"))


@cache
def ran(suite: str) -> subprocess.CompletedProcess[str]:
    """What Node says of a suite, once a process."""
    node = required_tool("node")
    pages.install()
    clean = {name: value for name, value in os.environ.items() if not name.startswith("NODE_")}
    command = [node, "--test", str(FOLDER / f"{suite}.test.js")]
    return subprocess.run(command, cwd=pages.ROOT, env=clean, capture_output=True, text=True, check=False)


def passed(suite: str) -> list[str]:
    """The names of the tests of a suite that passed."""
    lines = [line.strip() for line in ran(suite).stdout.splitlines()]
    return [line.partition(" - ")[2] for line in lines if line.startswith("ok ")]


@pytest.mark.parametrize("suite", SUITES)
def test_the_field_s_pages_keep_their_rules(suite: str) -> None:
    done = ran(suite)

    failures = [line for line in done.stdout.splitlines() if line.lstrip().startswith("not ok")]
    assert done.returncode == 0, "\n".join(failures) + done.stderr
    assert "# pass 0" not in done.stdout


def test_there_are_suites_to_run() -> None:
    assert {"guesses", "log", "receipts", "sealed", "sync", "tallies", "vault"} <= set(SUITES)


# Bad input, by the phrase


def test_an_app_killed_in_the_middle_of_a_save_leaves_a_whole_event_or_none() -> None:
    assert "an app killed in the middle of a save leaves the whole event or none, and no hole" in passed("log")


def test_a_full_store_says_so_and_keeps_nothing_half() -> None:
    told = "a full store says so, keeps what it had and nothing half, and goes on once there is room"

    assert told in passed("log")


def test_a_visit_and_its_tally_are_kept_both_or_neither() -> None:
    told = "a visit and its tally are kept both or neither when"

    assert {
        *(f"{told} {store} has no room" for store in ("events", "counters", "documents")),
        f"{told} the page dies in the middle",
    } <= set(passed("log"))


def test_an_evicted_store_is_noticed() -> None:
    assert {
        "a store that the browser cleared is noticed when the page opens",
        "a store that the browser clears under an open page is noticed at the next save",
    } <= set(passed("log"))


@pytest.mark.parametrize("year", ["1970", "2038"])
def test_a_telephone_with_a_wrong_clock_walks_and_hands_in(year: str) -> None:
    told = f"a telephone whose clock shows {year} walks, numbers, hands in, and is right again"

    assert told in passed("log")


def test_a_pin_guessed_100_times_destroys_nothing() -> None:
    told = "a PIN guessed 100 times waits for days, destroys nothing, and the right one still opens"

    assert told in passed("guesses")


def test_a_batch_sent_only_half_leaves_again() -> None:
    assert "a batch sent only half leaves again, whole, and every event is there once" in passed("sync")


def test_a_portal_s_page_is_no_receipt() -> None:
    told = "a portal that answers HTML with 200 is no receipt, and nothing is forgotten"

    assert told in passed("sync")


def test_a_forged_receipt_frees_nothing() -> None:
    told = "a forged receipt, one of another device, and anything else frees nothing"

    assert told in passed("receipts")
