"""Lists in pages that are made of the code: ``<!-- made: NAME -->`` in a page stands for one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from farrell.catalogue import Language
from farrell.dea import models
from farrell.policy import models as allocations
from farrell.productivity.models import ABOUTS as INDICES
from farrell.terms import TERMS

from . import api, gallery

if TYPE_CHECKING:
    from sphinx.application import Sphinx

DOCS = Path(__file__).parents[1]
MADE = re.compile(r"<!-- made: ([a-z-]+) -->")
TO_ENGLISH = re.compile(r"\]\(\.\./([\w/-]+)\.md\)")
"""A link of a Chinese page to an English one."""


def fill(app: Sphinx, page: str, source: list[str]) -> None:
    """Put what is made in its place; lead links of Chinese pages to English ones through the index of those."""
    language: Language = "zh" if app.config.language.startswith("zh") else "en"
    source[0] = MADE.sub(lambda found: LISTS[found[1]](language), source[0])
    if language == "zh":
        source[0] = TO_ENGLISH.sub(r"](inv:en:std:doc#\1)", source[0])


def other_language(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Where the button leads that changes the language: to the same page where it exists, else to the first."""
    chinese = app.config.language.startswith("zh")
    folder = DOCS if chinese else DOCS / "zh"
    same = f"{page}.html" if (folder / f"{page}.md").exists() else "index.html"
    context["language_switch"] = {"label": "English", "page": f"../{same}", "lang": "en"} if chinese else {
        "label": "中文", "page": f"zh/{same}", "lang": "zh-CN"
    }  # fmt: skip


def which_model(language: Language) -> str:
    """When to use which model, from what every model says of itself."""
    heads = {"en": ("model", "what it measures", "when"), "zh": ("模型", "测度内容", "适用情形")}[language]
    rows = [_row(models.about(key), f"models/{key}.md" if key != "dea" else "methods.md", language)
            for key in sorted(models.MODULES)]  # fmt: skip
    return _table(heads, rows)


def which_index(language: Language) -> str:
    heads = {"en": ("index", "what it measures", "when"), "zh": ("指数", "测度内容", "适用情形")}[language]
    return _table(heads, [_row(said, "productivity.md", language) for said in INDICES.values()])


def which_allocation(language: Language) -> str:
    heads = {"en": ("model", "what it measures", "when"), "zh": ("模型", "测度内容", "适用情形")}[language]
    return _table(heads, [_row(allocations.about(key), "allocation.md", language) for key in allocations.MODULES])


def glossary(language: Language) -> str:
    """The terms of the field, as ``farrell explain`` has them."""
    heads = {
        "en": ("name", "symbol", "English", "Chinese", "what it is"),
        "zh": ("名称", "符号", "中文", "英文", "含义"),
    }[language]
    rows = []
    for term in TERMS:
        names = (term.zh, term.en) if language == "zh" else (term.en, term.zh)
        rows.append((f"`{term.key}`", term.symbol, *names, term.definition(language)))
    return _table(heads, rows)


def _row(said: Any, page: str, language: Language) -> tuple[str, ...]:
    lead = "../" if language == "zh" else ""
    return (f"[{said.name(language)}]({lead}{page}) `{said.key}`", said.what(language), said.when(language))


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(words: str) -> str:
    return words.replace("\n", " ").replace("|", r"\|").replace("<", "&lt;").replace("*", r"\*")


LISTS: dict[str, Callable[[Language], str]] = {
    "api": lambda language: api.index(),
    "gallery": gallery.page,
    "glossary": glossary,
    "which-allocation": which_allocation,
    "which-index": which_index,
    "which-model": which_model,
}
