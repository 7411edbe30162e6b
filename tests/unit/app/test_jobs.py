"""Long work through the interface: cancelled, counted, interrupted by the end of the server."""

from __future__ import annotations

from pathlib import Path

import pytest
from running_app import Running, code, events, running
from small_panel import STUDY, panel_csv

from farrell.app import limits
from farrell.app.workspace import Workspace

MANY = [{"name": f"m{i}", "kind": "cross_efficiency"} for i in range(300)]


def slow_study(client, file):
    answer = client.post("/api/studies", json={"study": {**STUDY, "model": MANY}, "file": file})
    assert answer.status_code == 200, answer.text
    return answer.json()["id"]


def test_a_job_is_cancelled_while_it_runs_and_what_waits_comes_next(client, panel_file, ran):
    study = slow_study(client, panel_file)
    job = client.post(f"/api/studies/{study}/run").json()["id"]
    next_job = client.post(f"/api/studies/{ran}/run").json()["id"]
    for event in events(client, job):
        if event["number"] == 2:
            break
    assert client.get(f"/api/studies/{study}").json()["state"] == "running"
    cancelled = client.post(f"/api/jobs/{job}/cancel").json()
    assert (cancelled["state"], cancelled["error"]) == ("cancelled", None)
    assert client.post(f"/api/jobs/{job}/cancel").json() == cancelled
    assert client.get(f"/api/studies/{study}").json()["state"] == "draft"
    assert [event["state"] for event in events(client, job)] == ["cancelled"]
    assert list(events(client, next_job))[-1]["state"] == "done"


def test_a_job_that_waits_is_cancelled(client, panel_file, ran):
    study = slow_study(client, panel_file)
    running_job = client.post(f"/api/studies/{study}/run").json()["id"]
    waiting = client.post(f"/api/studies/{ran}/run").json()["id"]
    assert client.post(f"/api/jobs/{waiting}/cancel").json()["state"] == "cancelled"
    assert client.post(f"/api/jobs/{running_job}/cancel").json()["state"] == "cancelled"
    assert client.get(f"/api/studies/{ran}").json()["state"] == "done"


def test_one_person_has_so_many_jobs_and_no_more(client, panel_file, ran, monkeypatch):
    monkeypatch.setattr(limits, "MOST_ACTIVE", 1)
    study = slow_study(client, panel_file)
    job = client.post(f"/api/studies/{study}/run").json()["id"]
    assert code(client.post(f"/api/studies/{ran}/run")) == "429 jobs-many"
    client.post(f"/api/jobs/{job}/cancel")


def test_jobs_of_nobody_are_not_there(client):
    for answer in (client.get("/api/jobs/x"), client.get("/api/jobs/x/events"), client.post("/api/jobs/x/cancel")):
        assert code(answer) == "404 not-found"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return tmp_path / "workspace"


def test_a_job_is_interrupted_when_its_server_ends_and_can_be_run_again(workspace):
    with running(Workspace(workspace), quick=1, long=1) as first:
        study, job = begun(first)
    with running(Workspace(workspace), quick=0, long=0) as again:
        client = again.script()
        assert [event["state"] for event in events(client, job)] == ["interrupted"]
        told = client.get(f"/api/studies/{study}").json()
        assert (told["state"], told["job"]) == ("interrupted", job)


def begun(server: Running):
    client = server.script()
    file = client.post("/api/files?name=a.csv", content=panel_csv()).json()["id"]
    study = slow_study(client, file)
    job = client.post(f"/api/studies/{study}/run").json()["id"]
    for event in events(client, job):
        if event["number"] > 1:
            return study, job
    raise AssertionError("the job ended")
