"""The reference of the API as a page of our own, made from its OpenAPI document; it needs no script."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from web import errors
from web.contexts import ApiPage, Operation
from web.dependencies import Visitor
from web.rendering import render

METHODS = ("get", "post", "put", "delete")

router = APIRouter(include_in_schema=False)


@router.get("/api/docs")
def reference(request: Request, member: Visitor) -> Response:
    """Show every operation with its parameters, body and answers."""
    document = request.app.openapi()
    groups: dict[str, list[Operation]] = {}
    for operation, tag in _operations(document):
        groups.setdefault(tag, []).append(operation)
    schemas = document["components"]["schemas"]
    page = ApiPage(
        title=document["info"]["title"],
        version=document["info"]["version"],
        groups=groups,
        schemas={
            name: _pretty(schema) for name, schema in sorted(schemas.items()) if not name.startswith("HTTP")
        },
        errors={
            errors.code_of(known): (status, " ".join((known.__doc__ or "").split()))
            for known, (status, _) in errors.STATUSES.items()
        },
    )
    return render(request, page, member=member)


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[Operation, str]]:
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                yield _operation(path, method, methods[method]), methods[method]["tags"][0]


def _operation(path: str, method: str, described: Mapping[str, Any]) -> Operation:
    return Operation(
        method=method.upper(),
        path=path,
        summary=described["summary"],
        description=described.get("description", ""),
        parameters=tuple(
            (one["name"], one["in"], one.get("description") or one["schema"].get("type", ""))
            for one in described.get("parameters", ())
        ),
        body=_named(described.get("requestBody", {})),
        answers=tuple(
            (status, _named(answer)) for status, answer in described["responses"].items() if status != "422"
        ),
    )


def _named(described: Mapping[str, Any]) -> str:
    """Return the name of the schema of a body, or the type of its content."""
    for media, content in described.get("content", {}).items():
        return str(content["schema"].get("$ref", media)).rpartition("/")[2]
    return ""


def _pretty(schema: Mapping[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2)
