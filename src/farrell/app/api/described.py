"""What the interface says of itself."""

from __future__ import annotations

from functools import cache

from starlette.responses import Response

from farrell.app.endpoint import Endpoint, Request, download, encode
from farrell.app.openapi import description
from farrell.app.pages import Content, content
from farrell.catalogue import LANGUAGES

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@cache
def _description() -> Content:
    from farrell.app.api import ENDPOINTS

    return content(encode(description(ENDPOINTS)), "application/json")


async def openapi(request: Request) -> Response:
    """The interface as OpenAPI."""
    return _description().answer(request.http)


async def template(request: Request) -> Response:
    """A workbook to fill in."""
    language = request.choice("language", LANGUAGES)
    made = await request.ask("template", language=language)
    return download(made, WORKBOOK, f"farrell-{language}.xlsx")


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", "/api/openapi.json", openapi, "This description", dict, is_open=True),
    Endpoint(
        "GET", "/api/template.xlsx", template, "A workbook to fill in", content=WORKBOOK,
        query={"language": "en (default) or zh"},
    ),
)  # fmt: skip
