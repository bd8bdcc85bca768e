"""The authority's tables and services on PostgreSQL: the same tests once more, on a server of their own."""

import os
import subprocess
import sys
from pathlib import Path

from bluezone.config.postgresql_server import postgresql

ROOT = Path(__file__).parent.parent.parent
CONTRACT = (
    "tests/authority/audit/test_chain.py::test_an_untouched_chain_is_whole",
    "tests/authority/audit/test_chain.py::test_the_database_refuses_to_change_or_delete_an_entry",
    "tests/authority/cases/test_case_work.py",
    "tests/authority/linelist/test_importing.py",
    "tests/authority/linelist/test_interchange.py",
)
"""What must hold on either database: the chain and its triggers, case work, line lists."""
NOT_OF_THE_DATABASE = "not any_bytes and not loses_nothing_on_its_way and not another_form and not anything_as"


def test_the_services_do_the_same_on_postgresql() -> None:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("BLUEZONE_", "COV_", "PYTEST_"))
    }
    with postgresql() as address:
        command = [
            sys.executable,
            "-m",
            "pytest",
            *CONTRACT,
            "-k",
            NOT_OF_THE_DATABASE,
            "-q",
            "-p",
            "no:cacheprovider",
            "-x",
        ]
        ran = subprocess.run(
            command,
            cwd=ROOT,
            env={**environment, "BLUEZONE_TEST_DATABASE": address},
            capture_output=True,
            text=True,
            check=False,
        )

    assert ran.returncode == 0, ran.stdout[-4000:]
    assert " passed" in ran.stdout
