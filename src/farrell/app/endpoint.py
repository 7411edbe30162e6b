"""One address of the interface: what it takes, what it answers, and the function that does it."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from farrell.app import limits
from farrell.app.messages import Message
from farrell.app.names import hides
from farrell.app.refusals import RequestError
from farrell.app.workers import ServerFault
from farrell.errors import FarrellError, OptionError

if TYPE_CHECKING:
    from farrell.app.server import Server

GONE = (FarrellError, OSError, sqlite3.Error, ServerFault)
"""What fails where a study or file is deleted while it is asked for; it is then told as not found."""
NEST = re.compile(rb'(?s)"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[{]|[\]}]')
"""Strings, whole or cut off, and brackets; every byte is looked at once."""
MAY_HIDE = re.compile(rb"\\[bfu]|\x7f|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]")
"""How hidden characters are written, and others with an escape."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request that has been let in.

    Attributes
    ----------
    server : workspace, workers, jobs, tables
    space : whose data it may see; empty where nobody is signed in
    parts : of the address
    query : after the question mark
    body : checked against the endpoint's struct; None where it takes none
    http : the request as it came
    """

    server: Server
    space: str
    parts: Mapping[str, str]
    query: Mapping[str, str]
    body: Any
    http: HttpRequest

    @property
    def study(self) -> str:
        """The study of the address."""
        return self.parts["study"]

    @property
    def folder(self) -> Path:
        """Where that study is kept; 404 where it is not one of this space."""
        return self.server.workspace.study_folder(self.space, self.study)

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        """A word of the query, the first of the allowed ones unless it is there."""
        value = self.query.get(name, allowed[0])
        if value not in allowed:
            raise OptionError.choice(name, value, allowed)
        return value

    async def ask(self, task: str, **payload: Any) -> Any:
        """The result of a quick task of a worker.

        Raises
        ------
        RequestError
            code ``server-busy``: so many questions of this space wait already
        """
        asking = self.server.asking
        if asking[self.space] >= limits.MOST_ASKED:
            raise RequestError("server-busy", waiting=asking[self.space])
        asking[self.space] += 1
        try:
            return await self.server.workers.run(task, self.space, **payload)
        finally:
            asking[self.space] -= 1
            if not asking[self.space]:
                del asking[self.space]


Handler = Callable[[Request], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address.

    Attributes
    ----------
    method, path : ``GET``, ``/api/studies/{study}``
    handler : returns a struct, plain values, or a whole response
    summary : one line of the description
    answer : the struct answered with, or a list of one; None for other content
    body : the struct taken; None for none
    content : media type of the answer
    upload : whether the body is a file, which the handler reads
    is_open : whether nobody need be signed in
    query : names after the question mark, each with what it is
    """

    method: str
    path: str
    handler: Handler
    summary: str
    answer: Any = None
    body: type[Message] | None = None
    content: str = "application/json"
    upload: bool = False
    is_open: bool = False
    query: Mapping[str, str] | None = None

    @property
    def address(self) -> str:
        """The path as it is described: ``{name:path}`` is ``{name}``."""
        return self.path.replace(":path}", "}")

    async def answered(self, server: Server, http: HttpRequest) -> Response:
        """The answer to a request for this address."""
        space = http.scope["farrell.space"]
        if not self.is_open and not space:
            raise RequestError("signed-out")
        body = None if self.body is None else decode(await read_json(http), self.body)
        parts, query = dict(http.path_params), dict(http.query_params)
        try:
            made = await self.handler(Request(server, space, parts, query, body, http))
        except GONE:
            if "study" in parts:
                server.workspace.study(space, parts["study"])
            if "file" in parts:
                server.workspace.file(space, parts["file"])
            raise
        return made if isinstance(made, Response) else Response(encode(made), media_type="application/json")


def encode(value: Any) -> bytes:
    """JSON with all digits; NaN and infinity become null."""
    return msgspec.json.encode(value)


def download(content: bytes, kind: str, name: str) -> Response:
    """Content to keep as a file with a plain name."""
    return Response(content, headers={"Content-Disposition": f'attachment; filename="{name}"'}, media_type=kind)


def decode(data: bytes, kind: type[Message]) -> Any:
    """A checked struct of a JSON body.

    Raises
    ------
    RequestError
        codes ``request-json``, ``request-shape``, ``request-hidden``
    """
    if _depth(data) > limits.DEEPEST_JSON:
        raise RequestError("request-json", reason=f"> {limits.DEEPEST_JSON} levels")
    try:
        found = msgspec.json.decode(data, type=kind)
        hidden = MAY_HIDE.search(data) is not None and hides(msgspec.json.decode(data))
    except msgspec.ValidationError as error:
        raise RequestError("request-shape", reason=str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RequestError("request-json", reason=str(error)) from error
    if hidden:
        raise RequestError("request-hidden")
    return found


def _depth(data: bytes) -> int:
    """How deep brackets nest outside of strings."""
    deep = deepest = 0
    for found in NEST.finditer(data):
        mark = found[0][:1]
        deep += (mark in b"[{") - (mark in b"]}")
        deepest = max(deepest, deep)
    return deepest


async def read_json(http: HttpRequest) -> bytes:
    """The body of a request that says that it is JSON; nothing is an empty table."""
    kind = http.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise RequestError("request-not-json", kind=kind or "–")
    data = bytearray()
    async for part in chunks(http, limits.LARGEST_JSON, limits.JSON_SECONDS):
        data += part
    return bytes(data) or b"{}"


async def chunks(http: HttpRequest, most: int, seconds: float) -> Any:
    """The parts of a body; one that is too large or too slow is refused as soon as that shows.

    Raises
    ------
    RequestError
        codes ``request-large``, ``request-slow``
    """
    length = http.headers.get("content-length", "")
    if length.isdigit() and int(length) > most:
        raise RequestError("request-large", megabytes=most // (1024 * 1024))
    ends = asyncio.get_running_loop().time() + seconds
    stream, total = http.stream(), 0
    while True:
        left = min(limits.QUIET_SECONDS, ends - asyncio.get_running_loop().time())
        try:
            part = await asyncio.wait_for(anext(stream), max(left, 0.0))
        except StopAsyncIteration:
            return
        except TimeoutError as error:
            raise RequestError("request-slow") from error
        total += len(part)
        if total > most:
            raise RequestError("request-large", megabytes=most // (1024 * 1024))
        yield part
