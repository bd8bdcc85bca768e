"""A missing program is a stated skip at home and a failure in CI."""

import pytest
from tests.tools import required_tool


def test_a_program_that_is_there_is_found() -> None:
    assert required_tool("sh").endswith("/sh")


def test_a_missing_program_skips_the_test_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)

    with pytest.raises(pytest.skip.Exception, match="no-such-program is not installed"):
        required_tool("no-such-program")


def test_a_missing_program_fails_the_test_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")

    with pytest.raises(pytest.fail.Exception, match="no-such-program is not installed"):
        required_tool("no-such-program")
