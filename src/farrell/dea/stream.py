"""Radial scores of a data set larger than memory: the frontier first, then slice after slice against it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import numpy as np

from farrell.__about__ import __version__
from farrell.data import Panel
from farrell.data.frozen import Frozen
from farrell.data.panel import frozen
from farrell.data.stream import ParquetRows
from farrell.data.whole import in_one_step
from farrell.dea.frontier import Bounds, Ints, Orientation, Rts, check_options
from farrell.dea.radial import SlackWeights, dea
from farrell.errors import OptionError, writing
from farrell.lp import Technology, batch, frontier, intensity_rows

FRONTIER, JOB = "frontier.parquet", "job.json"
"""What stands beside the finished slices while a job is under way."""


def score_dataset(
    source: str | Path,
    out: str | Path,
    *,
    unit: str,
    period: str | None = None,
    inputs: Sequence[str],
    outputs: Sequence[str],
    rts: Rts = "vrs",
    bounds: Bounds | None = None,
    orientation: Orientation = "input",
    reference: Literal["own", "pooled"] = "own",
    second_phase: bool = True,
) -> Path:
    """:func:`farrell.dea.dea` of a Parquet file or folder that need not fit in memory.

    One pass finds the units that span the frontier, which is exact (see :mod:`farrell.lp.kernel.hull`); a second scores
    slice after slice against them and writes each as it is done. A run that was stopped goes on where it was when it is
    started again. Memory holds one slice and the frontier.

    Parameters
    ----------
    source : a Parquet file, or a folder of them
    out : the Parquet file to write: one row a unit-period in the order of the source, with the columns of
        ``DEAResult.to_frame()``. While the job runs, finished slices stand in a folder of that name with ``.parts``
    unit, period, inputs, outputs : columns
    reference : each period's own frontier, or all periods pooled
    rts, bounds, orientation, second_phase : as in :func:`farrell.dea.dea`; slacks maximise their sum in data units

    Returns
    -------
    Path
        ``out``

    Raises
    ------
    DataError
        every fault of the data with its file, row, unit, period and column. What only the whole table shows (a unit
        twice in two slices, a row of totals) is not looked for
    OptionError
        ``resume-differs``: the folder of finished slices belongs to another job; ``out-not-writable``

    Examples
    --------
    >>> import pandas as pd, tempfile, pathlib, farrell
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> frame = pd.DataFrame({"u": list("ABC"), "x": [2.0, 4.0, 6.0], "y": [2.0, 3.0, 3.0]})
    >>> source, out = folder / "in.parquet", folder / "out.parquet"
    >>> frame.to_parquet(source)
    >>> out = farrell.score_dataset(source, out, unit="u", inputs=["x"], outputs=["y"])
    >>> pd.read_parquet(out).te.round(3).tolist()
    [1.0, 1.0, 0.667]
    """
    if reference not in ("own", "pooled"):
        raise OptionError.choice("reference", reference, ("own", "pooled"))
    rows, out = ParquetRows.of(source, unit, period, inputs, outputs), Path(out)
    settings = [rts, bounds, orientation, reference, second_phase, __version__]
    with (
        _parts(out, {"source": rows.fingerprint, "settings": settings}) as folder,
        batch.bar(out.name, 2 * len(rows.parts)) as told,
    ):
        spanning = _frontier(rows, folder, rts, bounds, orientation, reference, told)
        written = len(list(folder.glob("[0-9]*.parquet")))
        for number, panel in enumerate(rows.slices(written), start=written):
            options: dict[str, Any] = {"rts": rts, "bounds": bounds, "orientation": orientation}
            with batch.watched(lambda done, total: None):
                frame = _score(panel, spanning, reference, second_phase=second_phase, **options)
            _write(frame, folder / f"{number:06d}.parquet")
            told(len(rows.parts) + number + 1, 2 * len(rows.parts))
        _join(folder, out)
    return out


def _frontier(
    rows: ParquetRows,
    folder: Path,
    rts: Rts,
    bounds: Bounds | None,
    orientation: Orientation,
    reference: str,
    told: Any,
) -> Panel:
    """The units that span each period's frontier (or the pooled one), found once and kept beside the slices."""
    path = folder / FRONTIER
    if not path.exists():
        kept: Panel | None = None
        for number, panel in enumerate(rows.slices()):
            check_options(panel, "dea", rts, orientation, bounds, reference=reference)
            kept = _spanning(panel if kept is None else _together(kept, panel), rts, bounds, reference)
            told(number + 1, 2 * len(rows.parts))
        assert kept is not None
        _write(kept.to_frame().assign(row=kept.rows), path)
        return kept
    import pandas as pd

    frame = pd.read_parquet(path)
    return _panel(rows, frame)


def _panel(rows: ParquetRows, frame: Any) -> Panel:
    """The frontier's units as a panel again."""
    units, periods = list(dict.fromkeys(frame.unit)), list(dict.fromkeys(frame.period))
    return Panel(
        name=rows.files[0].name,
        units=tuple(units),
        periods=tuple(periods),
        unit_index=frozen(frame.unit.map({u: i for i, u in enumerate(units)}).to_numpy(dtype=np.int64)),
        period_index=frozen(frame.period.map({p: i for i, p in enumerate(periods)}).to_numpy(dtype=np.int64)),
        numbers=Frozen({c: frozen(frame[c].to_numpy()) for c in rows.roles.numeric}),
        labels=Frozen({}),
        roles=rows.roles,
        rows=frozen(frame["row"].to_numpy()),
        findings=(),
        sha256=rows.fingerprint,
    )


def _together(first: Panel, second: Panel) -> Panel:
    """The rows of both; the same unit may stand in both."""
    units = list(dict.fromkeys([*first.units, *second.units]))
    periods = list(dict.fromkeys([*first.periods, *second.periods]))
    to_unit, to_period = {u: i for i, u in enumerate(units)}, {p: i for i, p in enumerate(periods)}
    both = (first, second)

    def index(names: list[Any], of: dict[Any, int]) -> Ints:
        return np.array([of[name] for name in names], dtype=np.int64)

    return Panel(
        name=first.name,
        units=tuple(units),
        periods=tuple(periods),
        unit_index=frozen(np.concatenate([index(p.unit_labels, to_unit) for p in both])),
        period_index=frozen(np.concatenate([index(p.period_labels, to_period) for p in both])),
        numbers=Frozen({c: frozen(np.concatenate([p.numbers[c] for p in both])) for c in first.roles.numeric}),
        labels=Frozen({}),
        roles=first.roles,
        rows=frozen(np.concatenate([p.rows for p in both])),
        findings=(),
        sha256=first.sha256,
    )


def _spanning(panel: Panel, rts: Rts, bounds: Bounds | None, reference: str) -> Panel:
    """The part of a panel that spans its frontiers."""
    every = [panel.rows_of(period) for period in panel.periods] if reference == "own" else [np.arange(len(panel))]
    X, Y = panel.X, panel.Y
    keep = [at[frontier(Technology.of(X[at], Y[at], intensity_rows(rts, bounds)))] for at in every]
    return panel.rows_only(np.sort(np.concatenate(keep)))


def _score(panel: Panel, spanning: Panel, reference: str, **options: Any) -> Any:
    """The frame of one slice, in the order of its file."""
    import pandas as pd

    weights: SlackWeights = "ones"
    frames = []
    for period in panel.periods if reference == "own" else [None]:
        here = panel if period is None else panel.rows_only(panel.rows_of(period))
        against = spanning if period is None else spanning.rows_only(spanning.rows_of(period))
        result = dea(here, reference=against, slack_weights=weights, solver="kernel", **options)
        frames.append(result.to_frame().assign(row=here.rows))
    return pd.concat(frames).sort_values("row", kind="stable").drop(columns="row")


@contextmanager
def _parts(out: Path, job: dict[str, Any]) -> Iterator[Path]:
    """The folder of finished slices, one of the same job or new; removed when the job is done."""
    folder, text = out.with_name(f"{out.name}.parts"), json.dumps(job)
    temporary = folder / f".{JOB}"
    with writing(out):
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / JOB).exists():
            if (folder / JOB).read_text(encoding="utf-8") != text:
                raise OptionError("resume-differs", folder=folder)
        elif any(path != temporary for path in folder.iterdir()):
            raise OptionError("resume-differs", folder=folder)
        else:
            temporary.write_text(text, encoding="utf-8")
            temporary.replace(folder / JOB)
    yield folder
    with writing(out):
        shutil.rmtree(folder)


def _write(frame: Any, path: Path) -> None:
    """A frame as Parquet, in one step."""
    with in_one_step(path) as temporary:
        frame.to_parquet(temporary, index=False)


def _join(folder: Path, out: Path) -> None:
    """All slices in one file, which takes its name when it is whole."""
    from pyarrow import parquet

    parts = sorted(folder.glob("[0-9]*.parquet"))
    temporary = folder / ".whole"
    with writing(out):
        with parquet.ParquetWriter(temporary, parquet.read_schema(parts[0])) as writer:
            for part in parts:
                writer.write_table(parquet.read_table(part))
        temporary.replace(out)
