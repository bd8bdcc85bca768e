"""What must be covered whole, every branch, by its own tests: `python -m tests.whole_coverage` runs them and measures."""

import os
import sys
from typing import Final

PURE: Final = (
    *("bluezone.protocol", "bluezone.phone.agent", "bluezone.keyserver.rules", "bluezone.citizen.site.rules"),
    *(f"bluezone.authority.{app}.rules" for app in ("accounts", "audit", "cases", "delivery", "register", "territory")),
    *(f"bluezone.authority.{app}.rules" for app in ("news", "policy", "venues")),
    *("bluezone.rollout.studio.rules", "bluezone.rollout.venues.rules", "bluezone.portal.rules"),
    *("bluezone.cli.doctoring.rules", "bluezone.cli.probing.rules", "bluezone.config.watching.rules"),
)
"""Code without a clock, a file or a network."""
TESTS: Final = (
    *("tests/protocol", "tests/phone", "tests/keyserver/test_rules.py"),
    *("tests/keyserver/test_codes.py", "tests/keyserver/test_publish.py", "tests/keyserver/test_wire.py"),
    *(f"tests/authority/{app}" for app in ("accounts", "audit", "delivery", "register")),
    *(f"tests/authority/{app}/test_rules.py" for app in ("cases", "territory", "venues")),
    *("tests/authority/news/test_bulletin.py", "tests/authority/policy/test_versions.py"),
    *("tests/citizen/site/test_rules.py", "tests/portal/rules", "tests/rollout/studio", "tests/rollout/venues"),
    *(
        "tests/cli/test_doctor.py",
        "tests/cli/test_probe.py",
        "tests/cli/test_probing.py",
        "tests/config/test_watching.py",
    ),
)
COMMAND: Final = (
    *(sys.executable, "-m", "pytest", "-n", "auto", "--dist=worksteal", "-q", *TESTS),
    *("-p", "tests.without_records", "--hypothesis-profile=reach"),
    *(f"--cov={name}" for name in PURE),
    *("--cov-report=term-missing:skip-covered", "--cov-fail-under=100"),
)
"""Rules need no records, and whether every branch is reached needs few examples: the whole suite tries more."""


if __name__ == "__main__":
    os.execv(sys.executable, COMMAND)  # noqa: S606 -- no shell is wanted
