"""The built page: its files as they are in the package, and nothing else."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route

from farrell.app.refusals import RequestError

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
}
PACKED = (".html", ".js", ".css", ".svg", ".txt", ".json")
INDEX = "index.html"


@dataclass(frozen=True, slots=True)
class Content:
    """A file of the page, plain and packed."""

    kind: str
    plain: bytes
    packed: bytes | None
    tag: str

    def answer(self, http: HttpRequest) -> Response:
        """The file, packed where the browser takes that, or nothing where it has it."""
        headers = {"ETag": self.tag, "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}
        if self.tag in http.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if self.packed is not None and "gzip" in http.headers.get("accept-encoding", ""):
            return Response(self.packed, headers={**headers, "Content-Encoding": "gzip"}, media_type=self.kind)
        return Response(self.plain, headers=headers, media_type=self.kind)


def content(plain: bytes, kind: str, *, packed: bool = True) -> Content:
    """What is answered with a body and its hash."""
    tag = f'"{hashlib.sha256(plain).hexdigest()[:32]}"'
    return Content(kind, plain, gzip.compress(plain, 6, mtime=0) if packed else None, tag)


@cache
def _files() -> dict[str, Content]:
    """Name -> file, of everything that was built into the package."""
    folder = resources.files("farrell.app").joinpath("static")
    found = {}
    for item in folder.iterdir() if folder.is_dir() else ():
        ending = item.name[item.name.rfind(".") :]
        if item.is_file() and ending in TYPES:
            found[item.name] = content(item.read_bytes(), TYPES[ending], packed=ending in PACKED)
    return found


async def _file(http: HttpRequest) -> Response:
    found = _files().get(http.path_params.get("name", INDEX))
    if found is None:
        raise RequestError("not-found")
    return found.answer(http)


PAGES = (Route("/", _file, methods=["GET"]), Route("/{name}", _file, methods=["GET"]))
