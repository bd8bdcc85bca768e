"""Other programs read the server's description, and throw what it allows and what it does not at the server."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from tests.keyserver import enx_client
from tests.keyserver.desk import Desk, opened_desk
from tests.strategies import messages_of

from bluezone.keyserver.app import ENDPOINTS
from bluezone.keyserver.buckets import Allowance
from bluezone.keyserver.rules import Policy
from bluezone.protocol.messages import PublishRequest, encoded

PATIENT = Policy(
    failures_of_an_address=Allowance(10**9, timedelta(seconds=1)),
    failures_in_all=Allowance(10**9, timedelta(seconds=1)),
)
"""A server that fuzzing does not silence."""
NOT_ABOUT_US = ("positive_data_acceptance", "ignored_auth", "use_after_free", "ensure_resource_availability")
"""Checks that take a well-formed request for one that must succeed: a code that was never issued is well-formed."""
QUICK = settings(
    max_examples=20, deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True
)
PATHS = {endpoint.path: endpoint for endpoint in ENDPOINTS}


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with opened_desk(tmp_path_factory.mktemp("door") / "data", policy=PATIENT) as opened:
        opened.publish_hour()
        yield opened


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["allowed", "not allowed"])
@pytest.mark.parametrize("path", PATHS)
def test_whatever_the_description_allows_or_not_the_server_answers_as_it_describes(
    door: Desk, path: str, mode: GenerationMode
) -> None:
    schema = schemathesis.openapi.from_asgi("/openapi.json", door.app)
    excluded = CHECKS.get_by_names(list(NOT_ABOUT_US))
    headers = {"X-API-Key": door.premises.credential.decode()}

    @QUICK
    @given(case=schema[path][PATHS[path].method].as_strategy(generation_mode=mode))
    def thrown(case: Any) -> None:
        case.call_and_validate(headers=headers, excluded_checks=excluded)

    thrown()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
bodies = st.binary(max_size=300) | json_values.map(lambda value: json.dumps(value).encode())


@pytest.mark.parametrize("path", PATHS)
def test_any_bytes_are_answered_without_an_error_of_ours(door: Desk, path: str) -> None:
    @QUICK
    @given(bodies)
    def thrown(body: bytes) -> None:
        headers = {"Content-Type": PATHS[path].media, "X-API-Key": door.premises.credential.decode()}

        answer = door.send(PATHS[path].method, path, content=body, headers=headers)

        assert 400 <= answer.status_code < 500
        assert answer.json()["padding"]

    thrown()


@QUICK
@given(message=messages_of(PublishRequest))
def test_any_report_is_answered_without_an_error_of_ours(door: Desk, message: PublishRequest) -> None:
    headers = {"Content-Type": "application/json"}

    answer = door.send("POST", "/v1/publish", content=encoded(message), headers=headers)

    assert 400 <= answer.status_code < 500


@QUICK
@given(
    st.lists(
        st.tuples(st.integers(-(2**31), 2**31 - 1), st.integers(-(2**31), 2**31 - 1), st.integers(-(2**31), 2**31 - 1)),
        max_size=31,
    )
)
def test_any_numbers_under_a_true_certificate_are_answered_without_an_error_of_ours(
    door: Desk, numbers: list[tuple[int, int, int]]
) -> None:
    teks = [enx_client.Tek(place.to_bytes(16, "big"), *number) for place, number in enumerate(numbers)]

    answer = enx_client.report(door.post, door.code(), teks)

    assert answer.status_code in {200, 400}


def test_the_description_names_every_path_and_every_field(desk: Desk) -> None:
    description = desk.send("GET", "/openapi.json").json()

    assert set(PATHS) <= set(description["paths"])
    fields = description["components"]["schemas"]["PublishRequest"]["properties"]
    assert {"temporaryExposureKeys", "hmacKey", "verificationPayload", "healthAuthorityID"} <= set(fields)
    assert description["paths"]["/api/issue"]["post"]["security"] == [{"admin": []}]


@pytest.mark.parametrize(
    "path", ["/keys.json", "/exports/index.json", "/exports/index.txt", "/feeds/index.json", "/health"]
)
def test_every_file_of_the_description_is_there(door: Desk, path: str) -> None:
    assert path in door.send("GET", "/openapi.json").json()["paths"]
    assert door.send("GET", path).status_code == 200
