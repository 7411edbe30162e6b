"""A clean panel that no check has anything to say about, and ways to build and read what tests need."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlsxwriter

from farrell.data import Panel, read_panel
from farrell.data.readers import RawTable, read_table
from farrell.errors import DataError, DataWarning, Finding

WOBBLE = (0.000, 0.011, -0.008, 0.005, -0.012, 0.007, 0.002, -0.004, 0.009, -0.010, 0.003, -0.006)
"""Small departures from proportion, below every threshold of the checks."""
YEARS = (2020, 2021, 2022)
SMALL = "u,x,y\nA,1,2\nB,2,3\nC,3,4\nD,4,6\nE,5,5\n"


@pytest.fixture
def clean_frame() -> pd.DataFrame:
    """12 units x 3 years, two inputs and one output, balanced, nearly proportional."""
    rows = []
    for year in YEARS:
        growth = 1.02 ** (year - YEARS[0])
        for i in range(12):
            size = (50 + 7 * i) * growth
            rows.append(
                {
                    "unit": f"U{i + 1:02d}",
                    "year": year,
                    "beds": size * (1 + WOBBLE[i]),
                    "staff": 3 * size * (1 + WOBBLE[(i + 5) % 12]),
                    "visits": 20 * size * (1 + WOBBLE[(i + 9) % 12]),
                }
            )
    return pd.DataFrame(rows)


@pytest.fixture
def cross_section(clean_frame: pd.DataFrame) -> pd.DataFrame:
    """The first year of the clean panel, without its year."""
    return clean_frame[clean_frame["year"] == YEARS[0]].drop(columns="year").reset_index(drop=True)


@pytest.fixture
def build() -> Callable[..., Panel]:
    """Build a panel from a frame; DataWarnings are not the subject of the test."""

    def make(df: Any, **options: Any) -> Panel:
        chosen: dict[str, Any] = {"unit": "unit", "inputs": ["beds", "staff"], "outputs": ["visits"]} | options
        if "period" not in chosen and "year" in getattr(df, "column_names", df.columns):
            chosen["period"] = "year"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DataWarning)
            return Panel.from_frame(df, **chosen)

    return make


@pytest.fixture
def found(build: Callable[..., Panel]) -> Callable[..., tuple[Finding, ...]]:
    """What the checks say about a frame, whether it is refused or not."""

    def look(df: Any, **options: Any) -> tuple[Finding, ...]:
        try:
            return build(df, **options).findings
        except DataError as error:
            return error.findings

    return look


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write text or bytes to a file of the test's folder."""

    def save(content: str | bytes, name: str = "t.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    return save


@pytest.fixture
def table(write: Callable[..., Path]) -> Callable[..., RawTable]:
    """Read the raw table of some text or bytes with the columns u, x, y."""

    def read(content: str | bytes, name: str = "t.csv", **options: Any) -> RawTable:
        return read_table(write(content, name), **{"wanted": ["u", "x", "y"], **options})

    return read


@pytest.fixture
def small(write: Callable[..., Path]) -> Callable[..., Panel]:
    """Read a panel with unit u, input x, output y from text, bytes or a path; warnings are not the subject."""

    def read(content: str | bytes | Path, name: str = "t.csv", **options: Any) -> Panel:
        path = content if isinstance(content, Path) else write(content, name)
        chosen: dict[str, Any] = {"unit": "u", "inputs": ["x"], "outputs": ["y"]} | options
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DataWarning)
            return read_panel(path, **chosen)

    return read


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Write a workbook: sheet name -> rows, or a function that fills the sheet."""

    def save(sheets: dict[str, Any], name: str = "t.xlsx") -> Path:
        path = tmp_path / name
        book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
        for title, content in sheets.items():
            sheet = book.add_worksheet(title)
            if callable(content):
                content(book, sheet)
            else:
                for i, row in enumerate(content):
                    sheet.write_row(i, 0, row)
        book.close()
        return path

    return save
