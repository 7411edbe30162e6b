"""Results in memory and on disk: tables and what is known about the run that made them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from farrell.errors import DataError


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


def load_results(folder: str | Path) -> StudyResults:
    """Read a finished study back.

    Raises
    ------
    DataError
        code ``not-results``: no study.json of Farrell there
    """
    folder = Path(folder)
    try:
        meta = json.loads((folder / "study.json").read_text(encoding="utf-8"))
        names = [Path(f).stem for f in meta["files"] if f.startswith("tables/") and f.endswith(".csv")]
        text_columns = {"status": str, "scale_status": str, "efficiency_crs": str, "efficiency_vrs": str}
        tables = {
            name: pd.read_csv(
                folder / "tables" / f"{name}.csv", keep_default_na=False, na_values=[""], dtype=text_columns
            )
            for name in names
        }
    except (OSError, ValueError, KeyError) as error:
        raise DataError("not-results", folder=folder, reason=str(error)) from error
    return StudyResults(tables, meta)
