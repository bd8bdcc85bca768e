"""The description of the key server for other programs (OpenAPI 3.1), generated from the messages themselves."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from bluezone.keyserver.answers import JSON
from bluezone.keyserver.wire import REFUSALS, Endpoint
from bluezone.protocol.messages import ErrorResponse, PublishResponse

REFERENCE: Final = "#/components/schemas/{name}"
API_KEY: Final = {"type": "apiKey", "in": "header", "name": "X-API-Key"}
FILES: Final = {
    "/keys.json": "The keys that sign everything else, signed by the root key.",
    "/exports/index.json": "Every published export, signed.",
    "/exports/index.txt": "The names of the exports, for clients of the ecosystem.",
    "/exports/{name}": "One export, a signed zip.",
    "/feeds/index.json": "The names of the feeds for clients of 2020.",
    "/feeds/{name}": "One feed of day keys.",
    "/signed/{name}": "A feed that the authority signed: news.json, venues.json or policy.json.",
}

Json = dict[str, Any]


def description(endpoints: Iterable[Endpoint], version: str) -> bytes:
    """Return the OpenAPI description of the endpoints and files, as JSON."""
    rows = list(endpoints)
    kinds = dict.fromkeys(kind for row in rows for kind in (row.asks, row.answers) if kind)
    _, schemas = msgspec.json.schema_components([*kinds, ErrorResponse], ref_template=REFERENCE)
    paths: Json = {row.path: {row.method.lower(): _operation(row)} for row in rows}
    paths |= {path: {"get": _file(path, summary)} for path, summary in FILES.items()}
    paths["/health"] = {"get": {"summary": "Whether the server answers.", "responses": {"200": _said("It does.")}}}
    paths["/ready"] = {
        "get": {
            "summary": "Whether phones should be sent here.",
            "responses": {"200": _said("They should."), "503": _said("Not now; `codes` says why.")},
        }
    }
    return msgspec.json.encode(
        {
            "openapi": "3.1.0",
            "info": {"title": "Bluezone key server", "version": version},
            "paths": paths,
            "components": {"schemas": schemas, "securitySchemes": {"admin": API_KEY}},
        }
    )


def _operation(row: Endpoint) -> Json:
    wrong = PublishResponse if row.answers is PublishResponse else ErrorResponse
    operation: Json = {
        "operationId": row.path.strip("/").replace("/", "-"),
        "summary": row.summary,
        "requestBody": {"required": True, "content": _body(row)},
        "responses": {
            "200": {"description": "Done.", "content": _content(row.answers)},
            **{str(int(status)): {"description": status.phrase, "content": _content(wrong)} for status in REFUSALS},
        },
    }
    return {**operation, "security": [{"admin": []}]} if row.admin else operation


def _file(path: str, summary: str) -> Json:
    operation: Json = {
        "summary": summary,
        "responses": {"200": _said("The file."), "304": _said("Not modified."), "404": _said("There is no such file.")},
    }
    if "{name}" in path:
        operation["parameters"] = [{"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}]
    return operation


def _said(sentence: str) -> Json:
    return {"description": sentence}


def _body(row: Endpoint) -> Json:
    if row.asks:
        return _content(row.asks)
    return {
        row.media: {"schema": {"type": "string", "format": "binary", "minLength": row.limit, "maxLength": row.limit}}
    }


def _content(kind: type[msgspec.Struct]) -> Json:
    return {JSON: {"schema": {"$ref": REFERENCE.format(name=kind.__name__)}}}
