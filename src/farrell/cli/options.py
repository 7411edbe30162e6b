"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

Lang = Annotated[Literal["en", "zh"] | None, typer.Option("--lang", help="Language of messages and of the report.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON to stdout.")]
Data = Annotated[
    str, typer.Argument(help="A CSV, XLSX or Parquet file, a bundled study (china-health), or study.toml.")
]
Unit = Annotated[str | None, typer.Option(help="Column that names the unit.")]
Period = Annotated[str | None, typer.Option(help="Column that names the period.")]
Columns = Annotated[str | None, typer.Option(help="Columns, separated by commas.")]
InputPrices = Annotated[str | None, typer.Option(help="Prices of the inputs, in their order.")]
OutputPrices = Annotated[str | None, typer.Option(help="Prices of the outputs, in their order.")]
Sheet = Annotated[str | None, typer.Option(help="Sheet of a workbook, by name.")]
Encoding = Annotated[str | None, typer.Option(help="Encoding of a text file; detected by default.")]
Exclude = Annotated[str | None, typer.Option(help="Units to leave out, separated by commas.")]
Allow = Annotated[str | None, typer.Option(help="Codes of checks to take as warnings, separated by commas.")]
Missing = Annotated[str | None, typer.Option(help="error (default), or exclude to leave unit-periods with gaps out.")]
OutFile = Annotated[
    Path | None, typer.Option("--out", help="Write the table to this file: .parquet, .dta (Stata), else CSV.")
]
SolverName = Annotated[str, typer.Option("--solver", help="auto, highs, or kernel (compiled, for large jobs).")]
At = Annotated[str | None, typer.Option("--at", help="The period; the last by default.")]
Orientation = Annotated[str, typer.Option(help="input or output.")]
