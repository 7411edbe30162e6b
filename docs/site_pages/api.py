"""A page for every public name, and for every class of results that one of them returns."""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import farrell

if TYPE_CHECKING:
    from sphinx.application import Sphinx

FLOORS = {
    "data": "Data",
    "dea": "Efficiency",
    "productivity": "Productivity over time",
    "inference": "How sure",
    "spacetime": "In space and over time",
    "policy": "What to do",
    "report": "Studies and reports",
    "lp": "Large jobs",
    "verification": "Verification",
    "terms": "Glossary",
    "errors": "Errors and warnings",
}
NAMES = [name for name in farrell.__all__ if name != "__version__"]


def write_pages(app: Sphinx) -> None:
    """Write api/NAME.rst of every name; only what differs, so that nothing is read again for nothing."""
    if app.config.language == "en":
        folder = Path(app.srcdir) / "api"
        folder.mkdir(exist_ok=True)
        pages = {f"{name}.rst": _page(name, getattr(farrell, name)) for name in NAMES}
        pages |= {f"{cls.__name__}.rst": _class(cls.__name__, _path(cls)) for cls in returned()}
        for old in folder.glob("*.rst"):
            if old.name not in pages:
                old.unlink()
        for name, text in pages.items():
            path = folder / name
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                path.write_text(text, encoding="utf-8")


def returned() -> list[type]:
    """Classes of Farrell that public functions return, beside those that are public by name."""
    found: dict[str, type] = {}
    for name in NAMES:
        item = getattr(farrell, name)
        if inspect.isfunction(item):
            for cls in _classes(_hint(item)):
                if cls.__module__.startswith("farrell.") and cls.__name__ not in NAMES:
                    found[cls.__name__] = cls
    return [found[name] for name in sorted(found)]


def index() -> str:
    """Tables of all names by floor, each with the first line of what it says of itself."""
    parts = []
    for floor, title in FLOORS.items():
        names = [name for name in NAMES if farrell._HOME[name] == f"farrell.{floor}"]
        parts.append(_table(title, [(name, getattr(farrell, name)) for name in names]))
    parts.append(_table("Results", [(cls.__name__, cls) for cls in returned()]))
    return "\n".join(parts)


def _table(title: str, items: list[tuple[str, Any]]) -> str:
    rows = [f"| [`{name}`](api/{name}) | {_first_line(item)} |" for name, item in items]
    return "\n".join([f"## {title}\n", "| name | what |", "|---|---|", *rows, ""])


def _first_line(item: Any) -> str:
    line = re.split(r"\n\s*\n", inspect.getdoc(_meant(item)) or "")[0].replace("\n", " ")
    return re.sub(r":\w+:`~?[\w.]*?(\w+)`", r"`\1`", line).replace("``", "`").replace("|", r"\|")


def _page(name: str, item: Any) -> str:
    if inspect.isclass(item):
        return _class(name, f"farrell.{name}")
    if isinstance(item, ModuleType) and not callable(item):
        return _headed(name, f".. automodule:: farrell.{name}\n")
    path = f"farrell.{name}.{name}" if isinstance(item, ModuleType) else f"farrell.{name}"
    return _headed(name, f".. autofunction:: {path}\n")


def _meant(item: Any) -> Any:
    """The function that a package stands for which can be called: ``farrell.dea``."""
    return getattr(item, item.__name__.split(".")[-1]) if isinstance(item, ModuleType) and callable(item) else item


def _class(name: str, path: str) -> str:
    return _headed(name, f".. autoclass:: {path}\n   :members:\n   :inherited-members: Exception, tuple\n")


def _headed(name: str, text: str) -> str:
    return f"{name}\n{'=' * len(name)}\n\n{text}"


def _path(cls: type) -> str:
    """Where a class is imported from: the package that names it, else its module."""
    package = cls.__module__.rsplit(".", 1)[0]
    return f"{package if hasattr(sys.modules[package], cls.__name__) else cls.__module__}.{cls.__name__}"


def _hint(function: Any) -> Any:
    return get_type_hints(function, vars(sys.modules[function.__module__])).get("return")


def _classes(hint: Any) -> list[type]:
    if isinstance(hint, type) and not get_args(hint):
        return [hint]
    return [cls for part in get_args(hint) for cls in _classes(part)]
