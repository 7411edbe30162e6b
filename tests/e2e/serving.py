"""The page's server in a process of its own, as a user starts it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx


@dataclass
class Served:
    """A server that answers.

    Attributes
    ----------
    first : the address it printed, with its token
    """

    first: str
    workspace: Path
    process: subprocess.Popen[str]

    @property
    def base(self) -> str:
        """The address without its token."""
        return self.first.partition("?")[0]

    @cached_property
    def script(self) -> httpx.Client:
        """A script that has the token."""
        token = self.first.partition("?token=")[2].partition("#")[0]
        return httpx.Client(base_url=self.base, headers={"Authorization": f"Bearer {token}"}, timeout=120)

    @cached_property
    def example(self) -> str:
        """The bundled study, run."""
        study = self.ask("POST", "api/examples/china-health")["id"]
        self.run(study)
        return str(study)

    def ask(self, method: str, path: str, **options: Any) -> Any:
        answer = self.script.request(method, path, **options)
        assert answer.is_success, answer.text
        return answer.json()

    def run(self, study: str) -> None:
        """Run a study to its end."""
        job = self.ask("POST", f"api/studies/{study}/run")["id"]
        with self.script.stream("GET", f"api/jobs/{job}/events") as events:
            last = [line for line in events.iter_lines() if line.startswith("data: ")][-1]
        assert json.loads(last[6:])["state"] == "done", last


@contextmanager
def served(workspace: Path, *options: object) -> Iterator[Served]:
    command = [sys.executable, "-m", "farrell", "serve", "--no-open", "--port", "0", "--workspace", str(workspace)]
    with (workspace.parent / "serve.log").open("w") as log:
        process = subprocess.Popen([*command, *map(str, options)], stdout=subprocess.PIPE, stderr=log, text=True)
        assert process.stdout is not None
        there = Served(process.stdout.readline().strip(), workspace, process)
        try:
            yield there
        finally:
            if "script" in vars(there):
                there.script.close()
            process.terminate()
            process.wait(30)
            process.stdout.close()
