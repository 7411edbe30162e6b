"""Results in memory and on disk: tables and what is known about the run that made them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd


@dataclass(frozen=True, slots=True)
class StudyResults:
    """A finished study.

    Attributes
    ----------
    tables : name -> table; written as ``tables/name.csv``
    meta : what study.json holds: software, versions, settings, data hash, seed, time, checks, warnings
    """

    tables: dict[str, pd.DataFrame]
    meta: dict[str, Any]


def save_results(results: StudyResults, folder: Path, files: list[str]) -> None:
    """Write tables/*.csv and study.json; ``files`` are the names of everything else in the folder.

    Numbers have all their digits, lines end in \\n, text is UTF-8, so equal results are equal bytes.
    """
    tables = folder / "tables"
    tables.mkdir(parents=True, exist_ok=True)
    for name, frame in results.tables.items():
        frame.to_csv(tables / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")
    written = sorted([*files, *(f"tables/{name}.csv" for name in results.tables)])
    content = {**results.meta, "files": written}
    (folder / "study.json").write_text(
        json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n", encoding="utf-8"
    )
