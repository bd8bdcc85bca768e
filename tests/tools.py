"""Programs that some tests need and a developer's machine may lack."""

import os
import shutil

import pytest


def required_tool(name: str) -> str:
    """Return the path of a program; without it a test is skipped with the reason, and in CI it fails."""
    found = shutil.which(name)
    if found:
        return found
    reason = f"the program {name} is not installed"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
