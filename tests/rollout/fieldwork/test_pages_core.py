"""The field pages' own rules, run by Node: one test a suite of `tests/rollout/fieldwork/node`."""

import os
import subprocess
from pathlib import Path

import pytest
from tests import pages
from tests.tools import required_tool

SUITES = sorted((Path(__file__).parent / "node").glob("*.test.js"))


@pytest.fixture(scope="module")
def node() -> str:
    program = required_tool("node")
    pages.install()
    return program


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name.removesuffix(".test.js"))
def test_the_field_s_pages_keep_their_rules(node: str, suite: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("NODE_")}
    ran = subprocess.run(
        [node, "--test", suite], cwd=pages.ROOT, env=clean, capture_output=True, text=True, check=False
    )

    failures = [line for line in ran.stdout.splitlines() if line.lstrip().startswith("not ok")]
    assert ran.returncode == 0, "\n".join(failures) + ran.stderr
    assert "# pass 0" not in ran.stdout


def test_there_are_suites_to_run() -> None:
    assert {"vault.test.js", "sync.test.js", "guesses.test.js"} <= {suite.name for suite in SUITES}
