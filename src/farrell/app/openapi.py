"""The interface as OpenAPI 3.1, from its endpoints and their structs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from farrell.__about__ import __version__
from farrell.app.endpoint import Endpoint
from farrell.app.messages import Problem

REFERENCE = "#/components/schemas/{name}"
PROBLEMS = {"4XX": "The request is refused; the text says why and what to do", "500": "A fault of the server"}


def description(endpoints: Iterable[Endpoint]) -> dict[str, Any]:
    """The whole document."""
    known = tuple(endpoints)
    kinds = list(dict.fromkeys([Problem, *(k for e in known for k in (e.answer, e.body) if k not in (None, dict))]))
    schemas, components = msgspec.json.schema_components(kinds, ref_template=REFERENCE)
    by_kind = dict(zip(map(repr, kinds), schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in known:
        paths.setdefault(endpoint.address, {})[endpoint.method.lower()] = _operation(endpoint, by_kind)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Farrell",
            "version": __version__,
            "description": "Efficiency and productivity of health resources. Numbers have all their digits; what is "
            "missing is null; texts are in every language.",
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "The token, or the key of a space"},
            },
        },
        "security": [{"bearer": []}],
    }


def _operation(endpoint: Endpoint, by_kind: dict[str, Any]) -> dict[str, Any]:
    answer = {} if endpoint.answer in (None, dict) else by_kind[repr(endpoint.answer)]
    problem = {"application/json": {"schema": by_kind[repr(Problem)]}}
    operation: dict[str, Any] = {
        "summary": endpoint.summary,
        "operationId": _name(endpoint),
        "tags": [endpoint.path.split("/")[2].partition(".")[0]],
        "responses": {
            "200": {"description": endpoint.summary, "content": {endpoint.content: {"schema": answer}}},
            **{code: {"description": words, "content": problem} for code, words in PROBLEMS.items()},
        },
    }
    parameters = [_parameter(name, "path") for name in re.findall(r"\{(\w+)\}", endpoint.address)]
    parameters += [_parameter(name, "query", words) for name, words in (endpoint.query or {}).items()]
    if parameters:
        operation["parameters"] = parameters
    if endpoint.body is not None:
        operation["requestBody"] = _body("application/json", by_kind[repr(endpoint.body)])
    elif endpoint.upload:
        operation["requestBody"] = _body("application/octet-stream", {})
    if endpoint.is_open:
        operation["security"] = []
    return operation


def _name(endpoint: Endpoint) -> str:
    """``get_studies_study_tables_table``."""
    return "_".join([endpoint.method.lower(), *re.findall(r"\w+", endpoint.address.removeprefix("/api"))])


def _parameter(name: str, where: str, words: str = "") -> dict[str, Any]:
    said = {"description": words} if words else {}
    return {"name": name, "in": where, "required": where == "path", "schema": {"type": "string"}, **said}


def _body(kind: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {kind: {"schema": schema}}}
