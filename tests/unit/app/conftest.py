"""One server without a password for all tests, with a small study that was run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from running_app import Running, last_event, running
from small_panel import STUDY, panel_csv

from farrell.app.workspace import Workspace


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(Workspace(tmp_path_factory.mktemp("workspace")), quick=1, long=1) as there:
        yield there


@pytest.fixture(scope="session")
def client(server: Running) -> httpx.Client:
    """Whoever has the token."""
    return server.script()


@pytest.fixture(scope="session")
def upload(client: httpx.Client) -> Callable[..., Any]:
    def send(content: bytes, name: str = "panel.csv") -> Any:
        return client.post("/api/files", params={"name": name}, content=content)

    return send


@pytest.fixture(scope="session")
def panel_file(upload: Callable[..., Any]) -> str:
    """An uploaded panel of twelve provinces."""
    answer = upload(panel_csv())
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


@pytest.fixture(scope="session")
def ran(client: httpx.Client, panel_file: str) -> str:
    """A study that has been run."""
    study = client.post("/api/studies", json={"study": STUDY, "file": panel_file}).json()["id"]
    job = client.post(f"/api/studies/{study}/run").json()["id"]
    assert last_event(client, job)["state"] == "done"
    return str(study)


@pytest.fixture
def open_workspace(tmp_path: Path) -> Iterator[Workspace]:
    workspace = Workspace(tmp_path / "own")
    yield workspace
    workspace.close()
