"""Who is there, and the words of the page."""

from __future__ import annotations

import asyncio
from functools import cache
from importlib.util import find_spec

from starlette.responses import Response

from farrell.__about__ import __version__
from farrell.app.endpoint import Endpoint, Request, encode
from farrell.app.messages import Session, SignIn, Told
from farrell.app.pages import Content, content
from farrell.catalogue import LANGUAGES, catalogue
from farrell.terms import TERMS

EXTRAS = {"parquet": "pyarrow", "maps": "geopandas", "forest": "sklearn", "space": "libpysal"}
"""Optional libraries by the extra that installs them."""
SPOKEN = ("page.", "report.", "plan.", "model.", "region.", "coupling.", "panel.", "decompositions.")
"""Beginnings of the keys of texts that the page shows."""
OF_DOCUMENTS = tuple(
    f"report.{name}-"
    for name in (
        *(
            "alt",
            "bib",
            "book",
            "brief",
            "capacity",
            "chart",
            "congestion",
            "deap",
            "dynamic",
            "econch",
            "economics",
            "gains",
            "left",
            "meta",
            "method",
        ),
        *(
            "moves",
            "outliers",
            "paper",
            "ranks",
            "ratio",
            "returns-by",
            "returns-far",
            "returns-long",
            "returns-near",
            "returns-open",
            "returns-size",
            "robust",
            "sheet",
            "stability",
            "stages",
            "subtitle",
            "symbols",
        ),
        *("tex", "window", "windows", "words"),
        *(f"say-{what}" for what in ("back", "cv", "durbin", "having", "loss", "mean", "node", "nodes", "pooled")),
        *(f"say-{what}" for what in ("concentration", "forest", "q", "robust", "systems")),
        *(
            "determinants-mundlak",
            "determinants-stage",
            "fig-coordination",
            "fig-ridges",
            "fig-unit",
            "fig-value",
            "unit-plan",
        ),
    )
)
"""Beginnings among them of texts that only documents have."""


def _session(signed_in: bool, mode: str, key: str | None) -> Session:
    extras = {name: find_spec(module) is not None for name, module in EXTRAS.items()}
    return Session(
        version=__version__, mode=mode, signed_in=signed_in, languages=list(LANGUAGES), extras=extras, key=key
    )


async def show(request: Request) -> Session:
    """Who is signed in."""
    return _session(bool(request.space), request.server.access.mode, request.http.scope["farrell.key"])


async def sign_in(request: Request) -> Response:
    """Check a password and give a cookie."""
    http, body = request.http, request.body
    address = http.client.host if http.client else ""
    secret, visitor = await asyncio.to_thread(request.server.access.sign_in, body.password, body.key, address)
    answer = Response(encode(_session(True, "password", visitor.key)), media_type="application/json")
    secure = http.headers.get("origin", "").startswith("https:")
    http.app.guard.give_cookie(answer, secret, secure=secure)
    return answer


async def sign_out(request: Request) -> Response:
    """Forget the cookie."""
    secret = request.http.scope["farrell.secret"]
    if secret:
        request.server.workspace.end_session(secret)
    answer = Response(encode(Told()), media_type="application/json")
    request.http.app.guard.take_cookie(answer)
    return answer


@cache
def _words() -> Content:
    """All texts of the page in all languages, with the glossary."""
    spoken: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        texts = {
            key: words
            for key, words in catalogue(language).items()
            if key.startswith(SPOKEN) and not key.startswith(OF_DOCUMENTS)
        }
        for term in TERMS:
            texts[f"term.{term.key}"] = term.name(language)
            texts[f"term.{term.key}.definition"] = term.definition(language)
            texts[f"term.{term.key}.symbol"] = term.symbol
            texts[f"term.{term.key}.source"] = term.source
        spoken[language] = texts
    return content(encode(spoken), "application/json")


async def words(request: Request) -> Response:
    """Every text of the page."""
    return _words().answer(request.http)


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", "/api/session", show, "Who is signed in", Session, is_open=True),
    Endpoint("POST", "/api/session", sign_in, "Sign in with the password", Session, SignIn, is_open=True),
    Endpoint("DELETE", "/api/session", sign_out, "Sign out", Told),
    Endpoint("GET", "/api/words", words, "Every text of the page by key, in every language", dict, is_open=True),
)
