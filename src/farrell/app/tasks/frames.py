"""DataFrames as the page reads them: by columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from farrell.app.messages import Table


def as_table(frame: Any) -> Table:
    """A DataFrame by columns, numbers with all digits; what is missing is null."""
    columns = {str(name): frame[name].astype(object).where(frame[name].notna(), None).tolist() for name in frame}
    return Table(rows=len(frame), columns=columns)


def as_tables(frames: Mapping[str, Any]) -> dict[str, Table]:
    """DataFrames by name."""
    return {name: as_table(frame) for name, frame in frames.items()}
