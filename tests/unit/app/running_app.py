"""A server in a thread, as browsers and scripts meet it."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from farrell.app.server import App, create_app
from farrell.app.serving import listen, server_of
from farrell.app.workspace import Workspace

TOKEN = "token-of-the-tests"


def awaited(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """What it gives, in a thread of its own: the browser of other tests leaves a loop that runs in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


@dataclass(frozen=True)
class Running:
    """A server that answers; ``host`` is what it is known by."""

    app: App
    host: str
    clients: list[httpx.Client] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def anyone(self, **headers: str) -> httpx.Client:
        """A browser or a script that has not signed in."""
        self.clients.append(httpx.Client(base_url=self.url, headers=headers, timeout=60.0))
        return self.clients[-1]

    def browser(self) -> httpx.Client:
        return self.anyone(Origin=self.url)

    def script(self, token: str = TOKEN) -> httpx.Client:
        return self.anyone(Authorization=f"Bearer {token}")


@contextmanager
def running(workspace: Workspace, *names: str, quick: int = 0, long: int = 0, **options: Any) -> Iterator[Running]:
    """A server over a workspace, which ends and lets the workspace go."""
    with listen("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        host = f"127.0.0.1:{port}"
        options.setdefault("token", TOKEN)
        app = create_app(workspace, hosts=[host, *names], port=port, quick=quick, long=long, **options)
        server = server_of(app)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            with httpx.Client(transport=httpx.HTTPTransport(retries=5)) as asking:
                asking.get(f"http://{host}/api/session").raise_for_status()
            there = Running(app, host)
            yield there
            for client in there.clients:
                client.close()
        finally:
            server.should_exit = True
            thread.join()
            workspace.close()


def code(answer: httpx.Response) -> str:
    """The status and code of a refusal, which is in both languages and shows no trace."""
    body = json.loads(answer.content)
    assert set(body) == {"code", "text", "findings"}
    assert set(body["text"]) == {"en", "zh"}
    assert body["text"]["en"] != body["text"]["zh"]
    assert "Traceback" not in answer.text
    return f"{answer.status_code} {body['code']}"


def events(client: httpx.Client, job: str) -> Iterator[dict[str, Any]]:
    """A job's states as they are told."""
    with client.stream("GET", f"/api/jobs/{job}/events") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        for line in answer.iter_lines():
            if line.startswith("data: "):
                yield json.loads(line[6:])


def last_event(client: httpx.Client, job: str) -> dict[str, Any]:
    """How a job ended."""
    return list(events(client, job))[-1]
