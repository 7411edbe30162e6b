"""Results in memory and on disk: tables and what is known about the run that made them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from farrell.data import Boundaries, base_map, read_boundaries
from farrell.data.write import csv_text, unmarked
from farrell.errors import DataError

MANIFEST = "study.json"
PERIODS = ("period", "period_from", "period_to", "period_first", "period_last", "peer_period")
"""Columns that hold periods."""
BOUNDARIES = "boundaries.geojson"


@dataclass(frozen=True, slots=True)
class StudyResults:
    """A finished study.

    Attributes
    ----------
    tables : name -> table; written as ``tables/name.csv``
    meta : what study.json holds: software, versions, settings, data hash, seed, time, checks, warnings
    boundaries : the base map, None where nothing is mapped; a user's own is written as ``boundaries.geojson``
    records : name -> plain values, written as ``name.json``: ``plan``
    """

    tables: dict[str, pd.DataFrame]
    meta: dict[str, Any]
    boundaries: Boundaries | None = None
    records: dict[str, Any] = field(default_factory=dict)

    @property
    def parts(self) -> set[str]:
        """Names of its tables and records."""
        return {*self.tables, *self.records}


def save_results(results: StudyResults, folder: Path, files: list[str], *, tables: bool = True) -> None:
    """Write tables/*.csv, a user's boundaries, and study.json; ``files`` are what else is in the folder.

    Numbers have all their digits, lines end in \\n, text is UTF-8, so equal results are equal bytes.
    """
    shown = results.tables if tables else {}
    if shown:
        (folder / "tables").mkdir(parents=True, exist_ok=True)
    for name, frame in shown.items():
        (folder / "tables" / f"{name}.csv").write_bytes(csv_text(frame).encode())
    written = [*files, *(f"tables/{name}.csv" for name in shown)]
    if results.boundaries is not None and results.meta["maps"]["base"] == "file":
        (folder / BOUNDARIES).write_text(results.boundaries.to_geojson(), encoding="utf-8")
        written.append(BOUNDARIES)
    for name, record in results.records.items():
        written.append(f"{name}.json")
        (folder / written[-1]).write_text(_json(record), encoding="utf-8")
    columns = {name: {c: _kind(frame[c]) for c in frame} for name, frame in shown.items()}
    content = {**results.meta, "columns": columns, "records": sorted(results.records), "files": sorted(written)}
    (folder / MANIFEST).write_text(_json(content), encoding="utf-8")


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def load_results(folder: str | Path) -> StudyResults:
    """Read a finished study back, every table as it was.

    Raises
    ------
    DataError
        codes ``not-results``: no results of Farrell there, or not whole; ``results-without-tables``: the study was run
        without CSV tables
    """
    folder = Path(folder)
    try:
        meta = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        columns, _ = meta.pop("columns"), meta.pop("files")
        periods = {str(period): period for period in meta["data"]["periods"]}
        tables = {name: _read(folder / "tables" / f"{name}.csv", kinds, periods) for name, kinds in columns.items()}
        records = {n: json.loads((folder / f"{n}.json").read_text(encoding="utf-8")) for n in meta.pop("records")}
        results = replace(StudyResults(tables, meta, records=records), boundaries=_boundaries(folder, meta))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError("not-results", folder=folder, reason=f"{type(error).__name__}: {error}") from error
    if not tables:
        raise DataError("results-without-tables", folder=folder)
    return results


def _boundaries(folder: Path, meta: dict[str, Any]) -> Boundaries | None:
    base, units = meta["maps"]["base"], meta["data"]["units"]
    if base == "none":
        return None
    return read_boundaries(folder / BOUNDARIES, units, match="unit") if base == "file" else base_map(base, units)


def _kind(values: pd.Series) -> str:
    """What a column holds, so that a table read back is the table that was written."""
    if values.name in PERIODS:
        return "period"
    if pd.api.types.is_bool_dtype(values):
        return "bool"
    if pd.api.types.is_integer_dtype(values):
        return "integer"
    return "number" if pd.api.types.is_float_dtype(values) else "text"


def _read(path: Path, kinds: dict[str, str], periods: dict[str, Any]) -> pd.DataFrame:
    raw = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8").map(unmarked).rename(columns=unmarked)
    if list(raw.columns) != list(kinds):
        raise ValueError(f"{path.name} has other columns than study.json says")
    return pd.DataFrame({c: _restored(raw[c].tolist(), kind, periods) for c, kind in kinds.items()})


def _restored(cells: list[str], kind: str, periods: dict[str, Any]) -> Any:
    if kind == "number":
        return np.array([float(cell) if cell else np.nan for cell in cells])
    if kind == "integer":
        gaps = any(not cell for cell in cells)
        whole = [int(cell) if cell else None for cell in cells]
        return pd.array(whole, dtype="Int64") if gaps else np.array(whole, dtype=np.int64)
    if kind == "bool":
        return [cell == "True" for cell in cells]
    if kind == "period":  # years of forecasts are no years of the data, but of their kind
        of_years = all(isinstance(period, int) for period in periods.values())
        labels = [periods.get(cell, int(cell) if of_years and cell.lstrip("-").isdigit() else cell) for cell in cells]
    else:
        labels = cells
    return pd.Series(labels, dtype=object if kind == "text" or not cells else None)
