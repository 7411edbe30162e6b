"""The works that name methods, from the one list the report has too."""

from __future__ import annotations

from pathlib import Path

from farrell.report.references import entry
from farrell.report.works import works


def write(path: Path) -> str:
    """All works for BibTeX; where they were written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(entry(work) for work in works()) + "\n", encoding="utf-8")
    return str(path)
