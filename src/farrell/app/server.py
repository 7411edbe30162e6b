"""The server as an ASGI application."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from farrell.app.access import Access
from farrell.app.api import ENDPOINTS
from farrell.app.connections import Connections
from farrell.app.endpoint import Endpoint
from farrell.app.jobs import Jobs
from farrell.app.pages import PAGES
from farrell.app.security import Guard
from farrell.app.tables import Tables
from farrell.app.workers import Workers
from farrell.app.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Server:
    """What handlers work with; ``asking`` counts the questions to workers of each space."""

    workspace: Workspace
    workers: Workers
    jobs: Jobs
    tables: Tables
    access: Access
    asking: Counter[str] = field(default_factory=Counter)


class App:
    """The application: a guard before the routes.

    Attributes
    ----------
    server : workspace, workers, jobs, tables, access
    guard : whom it lets in
    """

    def __init__(self, server: Server, hosts: Iterable[str], port: int) -> None:
        self.server = server
        routes = [*(_route(self, endpoint) for endpoint in ENDPOINTS), *PAGES]
        self._router = Router(routes, redirect_slashes=False, lifespan=self._lifespan)
        self.guard = Guard(self._router, server.access, hosts, port, str(server.workspace.folder))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["app"] = self
        if scope["type"] == "http":
            with scope["state"]["connection"].at_work():
                await self.guard(scope, receive, send)
        else:
            await self.guard(scope, receive, send)

    @asynccontextmanager
    async def _lifespan(self, app: Any) -> AsyncIterator[dict[str, Any]]:
        self.server.workers.start()
        try:
            yield {"connections": Connections()}
        finally:
            self.server.jobs.close()
            self.server.workers.close()


def create_app(
    workspace: Workspace,
    *,
    hosts: Iterable[str],
    port: int,
    password: str | None = None,
    token: str | None = None,
    quick: int = 2,
    long: int = 1,
) -> App:
    """The page's server over a workspace.

    Parameters
    ----------
    hosts : what the Host header may be: ``127.0.0.1:8765``
    port : of the server
    password : what people sign in with, each to a space of their own; without one there is one space and a token
    token : of the first URL; random unless given
    quick, long : numbers of worker processes
    """
    workers = Workers(quick, long)
    access = Access(workspace, password, token)
    return App(Server(workspace, workers, Jobs(workspace, workers), Tables(), access), hosts, port)


def _route(app: App, endpoint: Endpoint) -> Route:
    async def answer(http: HttpRequest) -> Response:
        return await endpoint.answered(app.server, http)

    return Route(endpoint.path, answer, methods=[endpoint.method])
