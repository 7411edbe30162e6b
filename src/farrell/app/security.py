"""What stands before every answer: known host, own origin, who is there, and headers that let nothing else in."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterable
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from farrell.app import limits
from farrell.app.access import Access
from farrell.app.endpoint import encode
from farrell.app.refusals import RequestError, is_of_the_disk, problem, status_of
from farrell.app.workspace import LOCAL, Visitor
from farrell.errors import FarrellError

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SAFE = ("GET", "HEAD")


class Guard:
    """Lets requests through to the server that come from where they may, each with its space.

    Parameters
    ----------
    hosts : what the Host header may be, with the port; names without one serve a proxy
    port : of the server, part of the cookie's name, as cookies do not tell ports apart
    root : the workspace's folder, which no message shows
    """

    def __init__(self, inner: ASGIApp, access: Access, hosts: Iterable[str], port: int, root: str) -> None:
        self.inner, self.access, self.root = inner, access, root
        self.hosts = {host.lower() for host in hosts}
        self.cookie = f"farrell-{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.inner(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _add_headers(message, scope["path"])
            await send(message)

        try:
            answer = self._let_in(scope)
        except Exception as error:
            answer = self.refusal(_told(error, scope["method"]))
        try:
            await (answer or self.inner)(scope, receive, guarded)
        except ClientDisconnect:
            return
        except Exception as error:
            if started:
                raise
            await self.refusal(_told(error, scope["method"]))(scope, receive, guarded)

    def refusal(self, error: FarrellError) -> Response:
        """An error as an answer; who came when the server was full comes again on another connection."""
        headers = {"Connection": "close"} if error.code == "server-full" else None
        return Response(encode(problem(error, self.root)), status_of(error), headers, "application/json")

    def _let_in(self, scope: Scope) -> Response | None:
        """Write down whose data the request may see; an answer where there is no more to do."""
        if scope["state"]["connection"].is_refused:
            raise RequestError("server-full")
        headers = Headers(scope=scope)
        host = headers.get("host", "").lower()
        if host not in self.hosts:
            raise RequestError("foreign-host", host=host or "–")
        token = headers.get("authorization", "")
        bearer = token[7:].strip() if token[:7].lower() == "bearer " else None
        origin = headers.get("origin")
        if origin is not None and _netloc(origin) != host:
            raise RequestError("foreign-origin", origin=origin)
        if scope["method"] not in SAFE and origin is None and bearer is None:
            raise RequestError("no-origin")
        first = self._first_visit(scope)
        if first is not None:
            return first
        secret = _cookie(headers.get("cookie", ""), self.cookie)
        found: Visitor | None = None
        if bearer is not None:
            found = self.access.by_bearer(bearer)
            if found is None:
                raise RequestError("signed-out")
        elif secret:
            found = self.access.by_cookie(secret)
        scope["farrell.space"] = "" if found is None else found.space
        scope["farrell.key"] = None if found is None else found.key
        scope["farrell.secret"] = secret
        return None

    def _first_visit(self, scope: Scope) -> Response | None:
        """The first URL's token becomes a cookie, and leaves the address."""
        query = scope["query_string"].decode("latin-1")
        if scope["path"] != "/" or scope["method"] != "GET" or not query.startswith("token="):
            return None
        token = query.removeprefix("token=")
        if not self.access.by_token(token) and not self.access.by_ticket(token):
            raise RequestError("signed-out")
        answer = RedirectResponse("/", status_code=303)
        self.give_cookie(answer, self.access.workspace.new_session(LOCAL), secure=False)
        return answer

    def give_cookie(self, answer: Response, secret: str, *, secure: bool) -> None:
        """Sign a browser in."""
        answer.set_cookie(
            self.cookie, secret, limits.SESSION_DAYS * 86400, path="/", secure=secure, httponly=True, samesite="strict"
        )

    def take_cookie(self, answer: Response) -> None:
        """Sign a browser out."""
        answer.delete_cookie(self.cookie, path="/", httponly=True, samesite="strict")


def _told(error: Exception, method: str) -> FarrellError:
    """Any error as one that can be told."""
    if isinstance(error, HTTPException) and error.status_code in (404, 405):
        return RequestError("wrong-method", method=method) if error.status_code == 405 else RequestError("not-found")
    return error if isinstance(error, FarrellError) else fault(error)


def fault(error: BaseException) -> RequestError:
    """The error of a fault of ours or of the disk; what it was goes to the log alone."""
    print("".join(traceback.format_exception(error)), file=sys.stderr, flush=True)
    return RequestError("server-disk" if is_of_the_disk(error) else "server-fault")


def raw_refusal(error: FarrellError) -> bytes:
    """An error as the bytes of an answer to what was no request."""
    body = encode(problem(error))
    status = HTTPStatus(status_of(error))
    own = {"Content-Type": "application/json", "Content-Length": len(body), "Connection": "close"}
    lines = [f"HTTP/1.1 {status} {status.phrase}", *(f"{k}: {v}" for k, v in {**HEADERS, **own}.items()), "", ""]
    return "\r\n".join(lines).encode() + body


def _add_headers(message: dict[str, Any] | Message, path: str) -> None:
    headers = MutableHeaders(raw=message["headers"])
    for name, value in HEADERS.items():
        headers[name] = value
    if path.startswith("/api") and "cache-control" not in headers:
        headers["Cache-Control"] = "no-store"
    message["headers"] = headers.raw


def _netloc(origin: str) -> str:
    """Host and port of an origin."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _cookie(header: str, name: str) -> str | None:
    try:
        found = SimpleCookie(header).get(name)
    except CookieError:
        return None
    return None if found is None else found.value
