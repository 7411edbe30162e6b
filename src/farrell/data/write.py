"""Tables for other programs: CSV that no spreadsheet runs, Parquet, and Stata's .dta."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

from farrell.errors import OptionError

STATA_NAME = 32
"""Characters that a name may have in Stata."""
STATA_TEXT = 2045
"""Bytes of text in a cell, beyond which Stata keeps it as strL."""
STATA_RANGE = (-1.7976931348623157e308, 8.9884656743115785e307)
STATA_WHOLE = (-(2**31) + 1, 2147483620)
"""The numbers that Stata has, of eight and of four bytes; what is above stands for missing ones."""
STATA_WORDS = re.compile(
    "_(all|b|coef|cons|n|N|pi|pred|rc|se|skip)|str[0-9]*|strL|aggregate|array|boolean|break|byte|case|catch|class|colvector"
    "|complex|const|continue|default|delegate|delete|do|double|else|eltypedef|end|enum|explicit|export|external|float|for"
    "|friend|function|global|goto|if|in|inline|int|local|long|NULL|pragma|protected|quad|rowvector|short|typedef|typename"
    "|using|virtual|with"
)
"""Names that Stata and its Mata keep for themselves."""

RUN = re.compile(r"'*[=+\-@\t\r]")
"""How a cell of a CSV file begins that a spreadsheet takes for a formula, or that a mark has made harmless."""


def csv_text(frame: pd.DataFrame) -> str:
    """A table as CSV. A name that a spreadsheet would run as a formula stands behind an apostrophe, which
    :func:`unmarked` takes away again."""
    harmless = pd.DataFrame({i: _harmless(frame.iloc[:, i]) for i in range(frame.shape[1])}, index=frame.index)
    harmless.columns = pd.Index([marked(str(column)) for column in frame.columns])
    return harmless.to_csv(index=False, lineterminator="\n")


def marked(word: str) -> str:
    """A word behind an apostrophe where a spreadsheet would take it for a formula; a number is none."""
    if not RUN.match(word):
        return word
    try:
        float(word)
    except ValueError:
        return f"'{word}"
    return word


def unmarked(word: str) -> str:
    """The word as it was before :func:`marked`."""
    return word[1:] if word.startswith("'") and RUN.match(word) else word


def _harmless(values: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        return values
    return pd.Series([marked(v) if isinstance(v, str) else v for v in values], index=values.index, dtype=object)


def write_parquet(frame: pd.DataFrame, path: Path) -> None:
    """Write a table as Parquet.

    Parameters
    ----------
    frame : of n rows
    path : replaced

    Raises
    ------
    OptionError
        code ``extra-missing`` without pyarrow
    """
    try:
        pd.DataFrame({c: _of_one_kind(frame[c]) for c in frame}).to_parquet(path, index=False)
    except ImportError as error:
        raise OptionError("extra-missing", extra="parquet", what="Parquet") from error


def write_stata(frame: pd.DataFrame, path: Path) -> None:
    """Write a table for Stata 14 or newer (format 118, which has Chinese text and names).

    Whole numbers and decimals stay what they are, yes and no become 1 and 0, missing numbers Stata's ``.``, infinite
    ones the largest that it has. A name that Stata does not take is changed by :func:`stata_names` and stands, up to
    80 characters, as the variable's label.

    Parameters
    ----------
    frame : of n rows
    path : replaced
    """
    names = stata_names(list(frame.columns))
    written = pd.DataFrame({new: _stata_values(frame[old]) for old, new in names.items()}, index=range(len(frame)))
    long = [c for c in written if written[c].dtype == object and written[c].map(_size).max() > STATA_TEXT]
    written.to_stata(
        path,
        write_index=False,
        version=118,
        variable_labels={new: str(old)[:80] for old, new in names.items() if new != old},
        convert_strl=long,
    )


def stata_names(columns: list[str]) -> dict[str, str]:
    """Column -> the name it has in Stata: letters, digits and ``_`` only, no digit first, 32 characters, each once."""
    names: dict[str, str] = {}
    for column in columns:
        plain = re.sub(r"\W", "_", column)
        plain = f"_{plain}" if not plain or plain[0].isdigit() or STATA_WORDS.fullmatch(plain) else plain
        name, count = plain[:STATA_NAME], 1
        while name in names.values():
            count += 1
            name = f"{plain[: STATA_NAME - len(str(count)) - 1]}_{count}"
        names[column] = name
    return names


def _size(cell: str) -> int:
    return len(cell.encode())


def _stata_values(values: pd.Series) -> np.ndarray:
    values = _of_one_kind(values)
    if not pd.api.types.is_numeric_dtype(values):
        return np.array(["" if pd.isna(cell) else cell for cell in values], dtype=object)
    if pd.api.types.is_bool_dtype(values) and not values.isna().any():
        return values.to_numpy(dtype=np.int8)
    numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
    low, high = STATA_WHOLE
    if pd.api.types.is_integer_dtype(values) and np.all((numbers >= low) & (numbers <= high)):
        return numbers.astype(np.int32)
    held: np.ndarray = np.clip(numbers, *STATA_RANGE)
    return held


def _of_one_kind(values: pd.Series) -> pd.Series:
    """A column that holds whole numbers, or words, of which a missing one is None, or no number at all."""
    if values.dtype != object:
        return values
    cells = [None if pd.isna(cell) else cell for cell in values]
    if cells and all(isinstance(cell, (int, np.integer)) and not isinstance(cell, bool) for cell in cells):
        return pd.Series(cells, dtype=np.int64)
    if all(cell is None for cell in cells):
        return pd.Series(cells, dtype=np.float64)
    return pd.Series([cell if cell is None else str(cell) for cell in cells], dtype=object)
