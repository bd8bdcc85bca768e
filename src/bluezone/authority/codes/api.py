"""The laboratory API: results in, one answer each; JSON both ways, a key in `X-API-Key`, no session and no cookie.

A wrong key costs its sender as a wrong personal link does. No answer holds anything about a person.
"""

from http import HTTPStatus
from typing import Any, Final

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from msgspec import Struct

from bluezone.authority.accounts.access import asks_nobody
from bluezone.authority.accounts.limits import count_wrong_token, may_try
from bluezone.authority.codes.laboratory_messages import Refusal, ResultsRequest, ResultsResponse
from bluezone.authority.codes.models import Laboratory
from bluezone.authority.codes.queries import laboratory_with
from bluezone.authority.codes.services import take_results
from bluezone.authority.requests import Request
from bluezone.protocol.errors import RuleViolation

JSON: Final = "application/json"
REFERENCE: Final = "#/components/schemas/{name}"


@asks_nobody
@csrf_exempt
@require_POST
def results(request: Request) -> HttpResponse:
    """Take results of the laboratory whose key is presented."""
    laboratory = _caller(request)
    if isinstance(laboratory, HttpResponse):
        return laboratory
    try:
        asked = msgspec.json.decode(request.body, type=ResultsRequest)
        answers = take_results(laboratory, asked.results, request.moment)
    except RequestDataTooBig:
        return _refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body_too_large", "the body is too long")
    except msgspec.MsgspecError as wrong:
        return _refused(HTTPStatus.BAD_REQUEST, "unparsable_request", _place(wrong))
    except RuleViolation as refused:
        return _refused(HTTPStatus.TOO_MANY_REQUESTS, refused.code, str(refused))
    return _said(ResultsResponse(results=answers))


@asks_nobody
@require_GET
def schema(_request: Request) -> HttpResponse:
    """Describe the API for programs (OpenAPI 3.1), from the messages themselves."""
    kinds = (ResultsRequest, ResultsResponse, Refusal)
    _, schemas = msgspec.json.schema_components(kinds, ref_template=REFERENCE)
    refusals = {
        str(int(status)): _content(status.phrase, Refusal)
        for status in (
            HTTPStatus.BAD_REQUEST,
            HTTPStatus.UNAUTHORIZED,
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            HTTPStatus.TOO_MANY_REQUESTS,
        )
    }
    operation = {
        "summary": "Hand in results; each is registered once, a positive one sends a code.",
        "security": [{"key": []}],
        "requestBody": {"required": True, **_content("Up to 100 results.", ResultsRequest)},
        "responses": {"200": _content("One answer a result.", ResultsResponse), **refusals},
    }
    whole = {
        "openapi": "3.1.0",
        "info": {"title": "Bluezone laboratory API", "version": "1"},
        "paths": {"/api/laboratory/results": {"post": operation}},
        "components": {
            "schemas": schemas,
            "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-API-Key"}},
        },
    }
    return HttpResponse(msgspec.json.encode(whole), content_type=JSON)


def _caller(request: Request) -> Laboratory | HttpResponse:
    """Return the laboratory that asks, or why nobody is heard."""
    if not may_try(request):
        return _refused(HTTPStatus.TOO_MANY_REQUESTS, "too_many_wrong_keys", "too many wrong keys; try in an hour")
    found = laboratory_with(request.headers.get("X-API-Key", ""), request.moment)
    if found is None:
        count_wrong_token(request)
        return _refused(HTTPStatus.UNAUTHORIZED, "unauthorized", "X-API-Key is missing, not known or works no more")
    return found


def _place(wrong: msgspec.MsgspecError) -> str:
    """Return what is wrong with a message and where, such as `$.results[0].taken_on`; never what stood there."""
    said = str(wrong)
    place = said.rpartition(" - at `")[2].rstrip("`") if " - at `" in said else "$"
    return f"the message is not as the schema says, at {place}"


def _refused(status: HTTPStatus, code: str, sentence: str) -> HttpResponse:
    return _said(Refusal(error_code=code, error=sentence), status)


def _said(message: Struct, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(msgspec.json.encode(message), status=status, content_type=JSON, headers=headers)


def _content(sentence: str, kind: type[Struct]) -> dict[str, Any]:
    found = {"schema": {"$ref": REFERENCE.format(name=kind.__name__)}}
    return {"description": sentence, "content": {JSON: found}}
