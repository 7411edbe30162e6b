"""Tables of finished studies as JSON by columns, kept in memory while they are asked for."""

from __future__ import annotations

import csv
import io
import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from farrell.app import limits
from farrell.app.endpoint import encode
from farrell.app.pages import Content, content
from farrell.app.refusals import RequestError
from farrell.app.tasks.study import RESULTS, manifest
from farrell.data.write import marked, unmarked


class Tables:
    """Answers by what they are of; the ones not asked for longest are forgotten first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, ...], Content] = OrderedDict()
        self._size = 0
        self._hold = threading.Lock()

    def table(self, folder: Path, name: str) -> Content:
        """A table of a study's results."""
        return self._of((str(folder), run_of(folder), "table", name), lambda: encode(read_table(folder, name)))

    def kept(self, key: tuple[str, ...], make: Callable[[], Any]) -> Content:
        """Any answer as JSON, made once for a key."""
        return self._of(key, lambda: encode(make()))

    def find(self, key: tuple[str, ...]) -> Content | None:
        """What is kept under a key."""
        with self._hold:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _of(self, key: tuple[str, ...], make: Callable[[], bytes]) -> Content:
        found = self.find(key)
        if found is not None:
            return found
        made = content(make(), "application/json")
        with self._hold:
            if key not in self._kept:
                self._kept[key] = made
                self._size += _weight(made)
            while self._size > limits.LARGEST_CACHE and len(self._kept) > 1:
                self._size -= _weight(self._kept.popitem(last=False)[1])
        return made


def _weight(item: Content) -> int:
    return len(item.plain) + len(item.packed or b"")


def run_of(folder: Path) -> str:
    """What changes when a study is run again."""
    try:
        found = (folder / RESULTS / "study.json").stat()
    except FileNotFoundError as error:
        raise RequestError("study-not-run") from error
    return f"{found.st_mtime_ns}.{found.st_ino}.{found.st_size}"


def read_table(folder: Path, name: str) -> dict[str, Any]:
    """A table by columns, every number with all its digits."""
    meta = manifest(folder)
    if name not in meta["columns"]:
        raise RequestError("not-found")
    kinds: dict[str, str] = meta["columns"][name]
    periods = {str(period): period for period in meta["data"]["periods"]}
    with (folder / RESULTS / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        rows = [[unmarked(cell) for cell in row] for row in csv.reader(stream)][1:]
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(kinds)
    columns = {c: [_value(cell, kind, periods) for cell in cells[i]] for i, (c, kind) in enumerate(kinds.items())}
    return {"rows": len(rows), "columns": columns}


def for_spreadsheets(path: Path) -> bytes:
    """A CSV file as spreadsheets open it: marked as UTF-8, and no text of it is taken for a formula."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [[cell if cell.startswith("'") else marked(cell) for cell in row] for row in csv.reader(stream)]
    made = io.StringIO()
    csv.writer(made, lineterminator="\r\n").writerows(rows)
    return made.getvalue().encode("utf-8-sig")


def _value(cell: str, kind: str, periods: dict[str, Any]) -> Any:
    """A cell as it was; periods outside the data are years where the data's are."""
    if kind == "number":
        return float(cell) if cell else None
    if kind == "integer":
        return int(float(cell)) if cell else None
    if kind == "bool":
        return cell == "True"
    if kind == "period" and cell not in periods:
        of_years = all(isinstance(period, int) for period in periods.values())
        return int(cell) if of_years and cell.lstrip("-").isdigit() else cell
    return periods[cell] if kind == "period" else cell
