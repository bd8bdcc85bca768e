"""Errors: three families by whose fault it is, and no value in any message."""

import pytest

from bluezone.protocol.errors import BluezoneError, MalformedMessage, RuleViolation, Unavailable


@pytest.mark.parametrize("family", [MalformedMessage, RuleViolation, Unavailable])
def test_everything_raised_on_purpose_has_one_root(family: type[Exception]) -> None:
    assert issubclass(family, BluezoneError)


def test_malformed_bytes_are_a_value_error_for_those_who_know_nothing_of_us() -> None:
    assert issubclass(MalformedMessage, ValueError)


def test_a_rule_violation_has_a_code_for_machines_and_a_sentence_for_people() -> None:
    refused = RuleViolation("code_expired", "the code is older than 15 minutes")

    assert refused.code == "code_expired"
    assert str(refused) == "the code is older than 15 minutes"
