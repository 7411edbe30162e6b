"""farrell serve as a user starts it: the first address, a study, twenty people, a kill, a second server."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from running import farrell

PEOPLE = 20
PASSWORD = "twenty people"
DATA = {"unit": "unit", "inputs": ["beds"], "outputs": ["visits"]}


@dataclass(frozen=True)
class Served:
    """A server in a process of its own."""

    process: subprocess.Popen[str]
    first: str

    @property
    def url(self) -> str:
        return self.first.partition("?")[0]

    def script(self, token: str | None = None) -> httpx.Client:
        secret = token or self.first.partition("token=")[2]
        return httpx.Client(base_url=self.url, headers={"Authorization": f"Bearer {secret}"}, timeout=60.0)


@contextmanager
def served(workspace: Path, *options: str) -> Iterator[Served]:
    command = [sys.executable, "-m", "farrell", "serve", "--port", "0", "--no-open", "--workspace", str(workspace)]
    with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            first = process.stdout.readline().strip()
            yield Served(process, first)
        finally:
            process.kill()


def ended(client: httpx.Client, job: str) -> str:
    """The state in which a job ended."""
    with client.stream("GET", f"/api/jobs/{job}/events") as answer:
        lines = [line for line in answer.iter_lines() if line.startswith("data: ")]
    found = re.search(r'"state":"(\w+)"', lines[-1])
    return found[1] if found else ""


def made(client: httpx.Client, person: int = 0, **more: Any) -> str:
    """A study of a small file in which one number tells whose it is."""
    rows = "\n".join(f"P{person}U{i},{10 + i + person / 100},{20 + 3 * i}" for i in range(12))
    file = client.post("/api/files?name=a.csv", content=f"unit,beds,visits\n{rows}\n".encode())
    assert file.status_code == 200, file.text
    study = {"title": f"of {person}", "data": DATA, "model": [{"kind": "efficiency"}], **more}
    answer = client.post("/api/studies", json={"study": study, "file": file.json()["id"]})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def test_the_page_is_served_a_study_is_run_and_the_end_is_in_order(tmp_path):
    with served(tmp_path / "kept") as there:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?token=[\w-]{43}", there.first)
        assert (tmp_path / "kept").stat().st_mode & 0o077 == 0
        with httpx.Client(base_url=there.url) as browser:
            assert browser.get("/", params={"token": there.first.partition("=")[2]}).status_code == 303
            assert browser.get("/api/session").json()["signed_in"] is True
        with there.script() as client:
            study = made(client)
            assert ended(client, client.post(f"/api/studies/{study}/run").json()["id"]) == "done"
            assert client.get(f"/api/studies/{study}/tables/efficiency").json()["rows"] == 12
        there.process.send_signal(signal.SIGTERM)
        assert there.process.wait(20) == 0
        assert there.process.stderr is not None
        told = there.process.stderr.read()
    assert str(tmp_path / "kept") in told
    assert "Traceback" not in told


def test_a_kill_in_the_middle_of_a_run_loses_no_stored_study(tmp_path):
    models = [{"name": f"m{i}", "kind": "cross_efficiency"} for i in range(400)]
    with served(tmp_path / "kept") as there, there.script() as client:
        done, long = made(client), made(client, model=models)
        assert ended(client, client.post(f"/api/studies/{done}/run").json()["id"]) == "done"
        before = client.get(f"/api/studies/{done}/tables/efficiency").json()
        job = client.post(f"/api/studies/{long}/run").json()["id"]
        with client.stream("GET", f"/api/jobs/{job}/events") as answer:
            next(line for line in answer.iter_lines() if '"number":2' in line)
        workers = children(there.process.pid) if sys.platform == "linux" else []
        there.process.kill()
        there.process.wait(20)
    deadline = time.monotonic() + 20
    while not all(map(gone, workers)):
        assert time.monotonic() < deadline, "workers outlive their server"
        time.sleep(0.1)
    with served(tmp_path / "kept") as there, there.script() as client:
        states = {study["id"]: study["state"] for study in client.get("/api/studies").json()}
        assert states == {done: "done", long: "interrupted"}
        assert client.get(f"/api/studies/{done}/tables/efficiency").json() == before
        assert client.get(f"/api/jobs/{job}").json()["state"] == "interrupted"
        assert ended(client, client.post(f"/api/studies/{done}/run").json()["id"]) == "done"


def test_a_second_server_on_one_workspace_is_refused(tmp_path):
    with served(tmp_path):
        refused = farrell("serve", "--port", "0", "--no-open", "--workspace", tmp_path)
    assert refused.returncode == 2
    assert "[workspace-taken]" in refused.stderr
    assert refused.stdout == ""


def test_other_machines_are_let_in_only_with_a_password(tmp_path):
    def start(*options):
        return farrell("serve", "--port", "0", "--no-open", "--workspace", tmp_path, *options)

    refused = start("--host", "0.0.0.0", "--lang", "zh")
    assert refused.returncode == 2
    assert "[host-needs-password]" in refused.stderr
    assert "密码" in refused.stderr
    short = tmp_path / "short"
    short.write_text("abc\n", encoding="utf-8")
    assert "[password-short]" in start("--password-file", short).stderr
    assert "[password-file]" in start("--password-file", tmp_path / "none").stderr
    assert "[host-taken]" in start("--host", "127.0.0.1", "--port", "99999").stderr


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text(f"{PASSWORD}\nnot this\n", encoding="utf-8")
    return path


def test_twenty_people_at_once_see_no_error_and_nothing_of_each_other(tmp_path, password_file):
    with served(tmp_path / "kept", "--password-file", str(password_file)) as there:
        assert "token" not in there.first

        def person(number: int) -> set[str]:
            """Sign in, run a study, look at it; the studies of this person."""
            with httpx.Client(base_url=there.url, headers={"Origin": there.url.rstrip("/")}, timeout=120) as client:
                session = client.post("/api/session", json={"password": PASSWORD})
                assert session.status_code == 200, session.text
                study = made(client, number)
                job = client.post(f"/api/studies/{study}/run")
                assert job.status_code == 200, job.text
                assert ended(client, job.json()["id"]) == "done"
                for _ in range(5):
                    table = client.get(f"/api/studies/{study}/tables/efficiency")
                    assert {unit.partition("U")[0] for unit in table.json()["columns"]["unit"]} == {f"P{number}"}
                    panel = client.get(f"/api/studies/{study}/panel")
                    assert panel.json()["columns"]["beds"][0] == 10 + number / 100
                    assert len(client.get("/api/studies").json()) == len(client.get("/api/files").json()) == 1
                return {study, job.json()["id"]}

        with ThreadPoolExecutor(PEOPLE) as pool:
            known = list(pool.map(person, range(PEOPLE)))
        assert len(set.union(*known)) == 2 * PEOPLE
        with httpx.Client(base_url=there.url, headers={"Origin": there.url.rstrip("/")}) as stranger:
            stranger.post("/api/session", json={"password": PASSWORD})
            for name in set.union(*known):
                assert stranger.get(f"/api/studies/{name}").status_code == 404
                assert stranger.get(f"/api/jobs/{name}").status_code == 404
