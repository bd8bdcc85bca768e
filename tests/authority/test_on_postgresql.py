"""The authority's tables, services and pages on PostgreSQL: a part of the same tests once more, on a server of their own.

The whole, half an hour of it: `BLUEZONE_TEST_DATABASE=postgresql ./dev test -n auto tests/authority tests/rollout`.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
HERE = "tests/authority"
WORK = (
    *(f"{HERE}/cases/test_{part}.py" for part in ("case_work", "case_page", "registering", "following")),
    *(f"{HERE}/linelist/test_{part}.py" for part in ("importing", "interchange", "kill")),
    *(f"{HERE}/codes/test_{part}.py" for part in ("issuing", "results")),
    *(f"{HERE}/venues/test_{part}.py" for part in ("places", "release")),
    f"{HERE}/surveillance/test_pages.py",
)
PROOF = (
    f"{HERE}/audit/test_chain.py::test_an_untouched_chain_is_whole",
    f"{HERE}/audit/test_chain.py::test_eight_people_at_once_make_one_chain",
    f"{HERE}/audit/test_chain.py::test_the_database_refuses_to_change_or_delete_an_entry",
    f"{HERE}/audit/test_sealing.py::test_the_purge_seals_and_its_record_says_how_many",
    f"{HERE}/audit/test_sealing.py::test_a_checkpoint_that_covers_a_removal_carries_no_signature_of_ours",
    f"{HERE}/audit/test_sealing.py::test_the_database_lets_nothing_go_that_the_checkpoint_does_not_stand_for",
    *(f"{HERE}/retention/test_{part}.py" for part in ("sealed_bytes", "purge", "desk")),
    f"{HERE}/exposure_reports/test_claims.py",
    f"{HERE}/delivery/test_outbox.py",
    f"{HERE}/test_permissions.py",
)
PAGES_WALKED = ("cases:case-", "cases:contact-", "linelist:columns-", "retention:person-")
ELSEWHERE = "any_bytes or loses_nothing_on_its_way or another_form or anything_as or same_number"
"""Properties of codecs and rules, which no database changes."""


@pytest.mark.parametrize("contract", [WORK, PROOF], ids=["work", "proof"])
def test_the_same_holds_on_postgresql(contract: tuple[str, ...]) -> None:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("BLUEZONE_", "COV_", "PYTEST_"))
    }
    walked = " or ".join(PAGES_WALKED)
    chosen = ("-k", f"not ({ELSEWHERE}) and (not test_permissions or {walked})")
    command = (sys.executable, "-m", "pytest", *contract, *chosen, "-q", "-p", "no:cacheprovider", "-x")

    ran = subprocess.run(
        command,
        cwd=ROOT,
        env={**environment, "BLUEZONE_TEST_DATABASE": "postgresql"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout[-4000:]
    assert " passed" in ran.stdout
