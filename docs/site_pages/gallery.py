"""The gallery: figures of quick studies, drawn when the site is built."""

from __future__ import annotations

import hashlib
import os
import tomllib
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import farrell
from farrell.catalogue import LANGUAGES, Language
from farrell.report.formats import FORMATS
from farrell.report.writing import write_formats
from farrell.study import compute, read_study, replace_folder

DOCS = Path(__file__).parents[1]
EXAMPLES = DOCS.parent / "examples"
STUDIES = (
    DOCS / "gallery" / "study.toml",
    DOCS / "gallery" / "forecast.toml",
    *(EXAMPLES / name / "study.toml" for name in ("inside", "dynamic", "capacity", "windows-and-groups", "prices")),
)
WORDS = {
    "en": {"on": "Switched on in the study file by", "more": "Not shown here", "name": "figure", "when": "when"},
    "zh": {"on": "在研究文件中写入以下内容即可输出", "more": "此处未展示", "name": "图", "when": "何时输出"},
}


def page(language: Language) -> str:
    """The gallery in Markdown."""
    told, words = tomllib.loads((DOCS / "gallery" / "figures.toml").read_text(encoding="utf-8")), WORDS[language]
    folder, captions = drawn() / language, {}
    for study in sorted(folder.iterdir()):
        for line in (study / "figures" / "captions.txt").read_text(encoding="utf-8").splitlines():
            name, caption = line.split(": ", 1)
            captions.setdefault(name, (study / "figures" / f"{name}.svg", caption))
    parts = []
    for group in told["group"]:
        parts.append(f"## {group['title'][language]}\n\n{words['on']}\n\n```toml\n{group['on'].strip()}\n```\n")
        # of several models of a kind the first
        parts += [_figure(n, *captions.get(n, captions.get(f"{n}-1")), language) for n in group["figures"]]
    rows = [f"| `{name}` | {when[language]} |" for name, when in told["elsewhere"].items()]
    head = f"| {words['name']} | {words['when']} |\n|---|---|"
    return "\n".join([*parts, f"## {words['more']}\n", head, *rows])


def _figure(name: str, path: Path, caption: str, language: Language) -> str:
    source = os.path.relpath(path, DOCS if language == "en" else DOCS / "zh")
    return f"### `{name}`\n\n```{{figure}} {source}\n:alt: {caption}\n:figclass: gallery\n\n{caption}\n```\n"


def drawn() -> Path:
    """Where the figures are; drawn first unless they are there, drawn by this very code."""
    made = hashlib.sha256()
    for path in sorted([*Path(farrell.__file__).parent.rglob("*.py"), *STUDIES]):
        made.update(path.read_bytes())
    out = DOCS.parent / "out" / "docs-made" / f"gallery-{made.hexdigest()[:12]}"
    if not out.exists():
        with replace_folder(out) as staging, warnings.catch_warnings():
            warnings.simplefilter("ignore", farrell.FarrellWarning)  # few draws, small samples: pictures, not findings
            for number, path in enumerate(STUDIES):
                results: Any = compute(read_study(path))
                for language in LANGUAGES:
                    told = replace(results, meta={**results.meta, "language": language})
                    folder = staging / language / f"{number}-{path.parent.name}"
                    folder.mkdir(parents=True)
                    write_formats(told, folder, [FORMATS["svg"]])
    return out
