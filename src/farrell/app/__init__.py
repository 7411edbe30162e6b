"""The page: a server on this machine and what it shows in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from farrell.app.server import create_app
    from farrell.app.serving import serve

_HOME = {"create_app": "farrell.app.server", "serve": "farrell.app.serving"}

__all__ = ["create_app", "serve"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'farrell.app' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)
