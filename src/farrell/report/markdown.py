"""tables.md: every table of a report as a pipe table, as GitHub and most editors show it."""

from __future__ import annotations

import re
import unicodedata

from farrell.report.document import Document
from farrell.report.names import Names
from farrell.report.parts import Table

ACTIVE = re.compile(r"[\\`*_\[\]<>#|~$&@^]|:(?=//)|(?<=www)\.", re.IGNORECASE)
"""What begins markup, a link or a formula; a backslash before it makes it text."""
LIST = re.compile(r"^(\d+)?([-+=.)])(?=\s|[-=]*$)")
"""What begins a list or underlines a heading at the start of a paragraph."""


def render_markdown(document: Document) -> str:
    """All tables, in reading order, below the headings of their sections."""
    names = document.names
    lines = [f"# {escape(document.title)}", *([escape(document.subtitle)] if document.subtitle else [])]
    for number, section in enumerate(document.sections, start=1):
        tables = [part for part in section.parts if isinstance(part, Table)]
        count = f"{number}. " if document.is_numbered else ""
        lines += [f"## {count}{escape(section.heading)}"] if tables else []
        lines += [text for table in tables for text in _table(table, names)]
    return "\n\n".join(lines) + "\n"


def escape(words: str) -> str:
    """Text that Markdown shows as it stands, in one line; what cannot be printed is left out."""
    plain = re.sub(r"[ \t]*[\n\t][ \t]*", " ", unicodedata.normalize("NFC", words))
    shown = "".join(c for c in plain if unicodedata.category(c)[0] != "C").strip()
    return ACTIVE.sub(r"\\\g<0>", shown)


def _table(table: Table, names: Names) -> list[str]:
    """Its caption, the table, its notes. A span stands in the header of each of its columns."""
    spans = [words for words, columns in table.spans for _ in range(columns)] or [""] * len(table.header)
    header = [escape(f"{span}: {name}" if span else name) for span, name in zip(spans, table.header, strict=True)]
    words = [j < table.names_in or j in table.words for j in range(len(table.header))]
    rows = [header, [":---" if word else "---:" for word in words]]
    for i, row in enumerate(table.rows):
        cells = ["<br>".join(escape(line) for line in cell.split("\n")) for cell in row]
        rows.append([f"**{cell}**" if cell and i in table.means else cell for cell in cells])
    caption = f"**{names.say('table-n', n=table.number).strip()}** {escape(table.caption)}"
    piped = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return [caption, piped, *([LIST.sub(r"\1\\\2", escape(table.notes))] if table.notes else [])]
