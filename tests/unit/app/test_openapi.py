"""The description of the interface: well formed, and of every address."""

from __future__ import annotations

import re

import pytest
from small_panel import STUDY

from farrell.app.api import ENDPOINTS
from farrell.app.openapi import description

DOCUMENT = description(ENDPOINTS)
OPERATIONS = [
    (path, method, operation) for path, item in DOCUMENT["paths"].items() for method, operation in item.items()
]


def references(value):
    """Every reference in a document."""
    if isinstance(value, dict):
        found = [value["$ref"]] if "$ref" in value else []
        return [*found, *(ref for inner in value.values() for ref in references(inner))]
    return [ref for inner in value for ref in references(inner)] if isinstance(value, list) else []


def test_every_address_is_described_once(client):
    assert {(e.address, e.method.lower()) for e in ENDPOINTS} == {(path, method) for path, method, _ in OPERATIONS}
    assert len(OPERATIONS) == len(ENDPOINTS)
    names = [operation["operationId"] for _, _, operation in OPERATIONS]
    assert len(set(names)) == len(names)
    assert client.get("/api/openapi.json").json() == DOCUMENT


def test_every_reference_leads_somewhere():
    known = {f"#/components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]}
    assert set(references(DOCUMENT)) <= known
    assert {"#/components/schemas/Study", "#/components/schemas/Problem", "#/components/schemas/FileLook"} <= known


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=lambda value: str(value)[:40])
def test_every_operation_says_what_it_takes_and_answers(path, method, operation):
    declared = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
    assert declared == set(re.findall(r"\{(\w+)\}", path))
    assert all(p["required"] == (p["in"] == "path") for p in operation.get("parameters", []))
    assert {"200", "4XX", "500"} == set(operation["responses"])
    assert operation["summary"]
    if method in ("get", "delete"):
        assert "requestBody" not in operation


def test_answers_are_what_the_description_says(client, ran, panel_file):
    """The fields of real answers are those described, and no others."""
    schemas = DOCUMENT["components"]["schemas"]
    answers = {
        "Session": client.get("/api/session"),
        "Study": client.get(f"/api/studies/{ran}"),
        "FileLook": client.post(f"/api/files/{panel_file}/look", json={}),
        "Check": client.post(f"/api/files/{panel_file}/check", json={"data": STUDY["data"]}),
        "Table": client.get(f"/api/studies/{ran}/panel"),
        "MapShape": client.get(f"/api/studies/{ran}/map"),
        "Job": client.post(f"/api/jobs/{client.post(f'/api/studies/{ran}/run').json()['id']}/cancel"),
        "Problem": client.get("/api/studies/x"),
    }
    for name, answer in answers.items():
        assert set(answer.json()) == set(schemas[name]["properties"]), name
