"""What a report says, as plain data for the template of its pages."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from farrell.report.document import Document
from farrell.report.figures.style import CHINESE
from farrell.report.names import Names
from farrell.report.parts import Bullets, Code, Figure, Formula, Paragraph, Part, Profile, Subheading, Table
from farrell.report.typst_math import typst_math

WIDTH, HEIGHT, IN_BRIEF = 510.0, 600.0, 298.0
"""Points: the largest figure that leaves room for its caption, and the highest where all is said on two pages."""
LONGEST, STEP = 30, 6
"""Characters of a word that stay together, and how often a longer one may break."""
LONGEST_OF_CODE = 100
PROBES = 3
"""How many of a column's longest cells the template measures."""
UNKNOWN, BREAK = "\ufffd", "\u200b"
"""What stands for a character that cannot be shown; and where a word may break."""
UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""Control characters, marks that turn the direction of text, and what XML forbids."""
CJK = CHINESE.pattern
WORD = re.compile(rf"{CJK}{{1,4}}|(?:(?!{CJK})[^\s{BREAK}])+")
"""What stays on one line: a word, or four Chinese characters."""


def content_of(document: Document) -> tuple[dict[str, Any], dict[str, str]]:
    """The content for the template, and its pictures: name of a file -> SVG."""
    meta, names = document.results.meta, document.names
    parts: list[dict[str, Any]] = []
    pictures: dict[str, str] = {}
    highest = IN_BRIEF if document.profile == "brief" else HEIGHT
    for section in document.sections:
        begins = section.on_new_page and (document.has_contents or section is not document.sections[0])
        parts.append({"kind": "heading", "level": 1, "text": _text(section.heading), "on-new-page": begins})
        parts += [_part(part, names, highest) for part in section.parts]
    for figure in document.figures:
        pictures[_file(figure)] = UNPRINTABLE.sub(UNKNOWN, figure.drawing.svg)
    title = _text(document.title)
    content = {
        "language": names.language,
        "title": title,
        "subtitle": _text(document.subtitle),
        "numbered": document.is_numbered,
        "head": title if len(title) <= 90 else title[:89] + "…",
        "kicker": f"Farrell {meta['version']} · {meta['started'][:10]}",
        "date": [int(number) for number in meta["started"][:10].split("-")],
        "contents": names.say("contents") if document.has_contents else "",
        "footer": names.say("footer", version=meta["version"]),
        "parts": parts,
    }
    return content, pictures


def _text(text: str, longest: int = LONGEST) -> str:
    """A text without what cannot be shown, its longest words breakable. Between Chinese characters any line may end."""
    clean = UNPRINTABLE.sub(UNKNOWN, text).replace("\t", " ")
    return re.sub(rf"(?:(?!{CJK})\S){{{longest + 1},}}", _breakable, clean)


def _breakable(word: re.Match[str]) -> str:
    return BREAK.join(word[0][i : i + STEP] for i in range(0, len(word[0]), STEP))


def _part(part: Part, names: Names, highest: float) -> dict[str, Any]:
    """A part as the template knows it."""
    match part:
        case Paragraph(text):
            return {"kind": "paragraph", "text": _text(text)}
        case Bullets(items):
            return {"kind": "bullets", "items": [_text(item) for item in items]}
        case Subheading(text, level):
            return {"kind": "heading", "level": level + 1, "text": _text(text), "on-new-page": False}
        case Formula(latex, words):
            return {"kind": "formula", "parts": typst_math(latex), "words": words}
        case Code(text):
            return {"kind": "code", "text": _text(text, LONGEST_OF_CODE)}
        case Figure():
            return _figure(part, names, highest)
        case Table():
            return {
                "kind": "table",
                "label": names.say("table-n", n=part.number),
                "caption": _text(part.caption),
                "notes": _text(part.notes),
                "means": sorted(part.means),
                "spans": [[_text(name), count] for name, count in part.spans],
                **_grid(part.header, part.rows, {*range(part.names_in), *part.words}),
            }
        case Profile():
            return {
                "kind": "profile",
                "name": _text(part.name),
                "items": [_text(item) for item in part.items],
                **{"label": "", "caption": "", "notes": "", "means": [], "spans": []},
                **_grid(part.header, part.rows, {0}),
            }


def _file(figure: Figure) -> str:
    return f"figure-{figure.number}.svg"


def _figure(figure: Figure, names: Names, highest: float) -> dict[str, Any]:
    """A figure in its own size, smaller where the page is."""
    width, height = map(float, figure.drawing.svg.split('viewBox="0 0 ', 1)[1].split('"', 1)[0].split(" "))
    return {
        "kind": "figure",
        "file": _file(figure),
        "width": min(width, WIDTH, width * highest / height),
        "alt": _text(figure.drawing.alt),
        "label": names.say("figure-n", n=figure.number),
        "caption": _text(figure.caption),
    }


def _grid(header: list[str], rows: list[list[str]], words: set[int]) -> dict[str, Any]:
    """A table's cells, and of each column what decides how wide it is."""
    cells = [[_text(cell) for cell in row] for row in rows]
    heads = [_text(name) for name in header]
    columns = []
    for j, head in enumerate(heads):
        column = [line for row in cells for line in row[j].split("\n")]
        told = {word for text in column for word in WORD.findall(text)} if j in words else set()
        columns.append(
            {
                "wordy": j in words,
                "left": j in words or j == 0,
                "head": head,
                "head-words": WORD.findall(head),
                "cells": _longest(set(column)),
                "words": _longest(told),
            }
        )
    lead = next((j for j in range(len(heads)) if j not in words), len(heads))
    return {"header": heads, "rows": cells, "columns": columns, "lead": min(lead, len(heads) - 1)}


def _longest(texts: set[str]) -> list[str]:
    """The few texts that look longest, Chinese characters counted double."""
    wide = {text: len(text) + sum(unicodedata.east_asian_width(c) in "WF" for c in text) for text in texts}
    return sorted(texts, key=lambda text: (-wide[text], text))[:PROBES]
