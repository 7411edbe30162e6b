"""Where things are printed: data on stdout, everything else on stderr."""

from __future__ import annotations

import json
import math
import shutil
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import typer

from farrell.catalogue import Language, text
from farrell.errors import FarrellError, FarrellWarning, SolveError


def complain(error: FarrellError, language: Language = "en") -> None:
    """The error on stderr: its code and what to do, no traceback."""
    typer.echo(f"{text('cli.error', language)} [{error.code}] {error.text(language)}", err=True)


class Output:
    """What one command prints, in its language."""

    def __init__(self, language: Language | None, as_json: bool) -> None:
        self.language: Language = language or "en"
        self.as_json = as_json

    def say(self, key: str, **values: object) -> None:
        """A message on stderr."""
        typer.echo(text(f"cli.{key}", self.language, **values), err=True)

    def progress_is(self, side: str) -> None:
        """On stderr which side of no change is progress: ``above 1``."""
        word, neutral = side.split()
        named = text(f"report.side-{word}", self.language, neutral=neutral)
        typer.echo(text("report.side-is-progress", self.language, side=named), err=True)

    def warnings(self, messages: Sequence[str]) -> None:
        """Warnings on stderr."""
        for message in messages:
            typer.echo(f"{text('cli.warning', self.language)}{message}", err=True)

    @contextmanager
    def catch(self) -> Iterator[None]:
        """Collect Farrell's warnings and print them when the work is done."""
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", FarrellWarning)
            yield
        self.warnings([w.message.text(self.language) for w in caught if isinstance(w.message, FarrellWarning)])

    @contextmanager
    def progress(self) -> Iterator[Any]:
        """Bars on stderr, where that is a terminal: steps, and the pieces of large work with the time left."""
        if not sys.stderr.isatty():
            yield lambda name, step, steps: None
            return
        from rich.console import Console, Group
        from rich.live import Live
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

        from farrell.lp.batch import watched

        counted = TextColumn("{task.completed}/{task.total}")
        steps = Progress(TextColumn("{task.description}"), BarColumn(), counted, TimeElapsedColumn())
        pieces = Progress(TextColumn("  "), BarColumn(), TimeRemainingColumn())
        step, piece = steps.add_task("", total=None), pieces.add_task("", visible=False)

        def advance(name: str, number: int, count: int) -> None:
            steps.update(step, description=name, completed=number - 1, total=count)

        def work(done: int, total: int) -> None:
            if total != pieces.tasks[0].total or done <= pieces.tasks[0].completed:  # another work has begun
                pieces.reset(piece, total=total)
            pieces.update(piece, completed=done, total=total, visible=done < total)

        with Live(Group(steps, pieces), console=Console(stderr=True), transient=True), watched(work):
            yield advance

    @contextmanager
    def resuming(self, out: Path | None) -> Iterator[None]:
        """Keep what is finished beside the file to be written, and say at a stop that the same command goes on."""
        if out is None:
            yield
            return
        from farrell.lp.resuming import resumable_beside

        with self.stoppable(out), resumable_beside(out):
            yield

    @contextmanager
    def stoppable(self, out: Path) -> Iterator[None]:
        """At Ctrl-C, say where what is finished stands."""
        from farrell.lp.resuming import parts_beside

        try:
            yield
        except KeyboardInterrupt:
            parts = parts_beside(out)
            if parts.is_dir():
                self.say("stopped", folder=parts)
            raise

    def json(self, value: Any) -> None:
        """JSON on stdout; NaN becomes null."""
        typer.echo(json.dumps(plain(value), ensure_ascii=False, indent=2, allow_nan=False))

    def table(self, frame: Any, settings: dict[str, Any], out: Path | None) -> None:
        """A DataFrame: to a file, as JSON, as a table on a terminal, as CSV into a pipe."""
        if out is not None:
            write_table(out, frame)
            typer.echo(str(out))
        elif self.as_json:
            self.json({"settings": settings, "rows": frame.to_dict(orient="records")})
        elif sys.stdout.isatty():
            from farrell.show import fitting, text_table

            header, rows = list(frame.columns), frame.to_numpy(dtype=object).tolist()
            shown = fitting(header, rows, shutil.get_terminal_size().columns)
            typer.echo(text_table(header[:shown], [row[:shown] for row in rows]))
            if shown < len(header):
                self.say("columns-left-out", n=len(header) - shown)
        else:
            from farrell.data.write import csv_text

            typer.echo(csv_text(frame), nl=False)

    def published(self, done: Any) -> None:
        """Where a study was written; the last line is the path of the report."""
        if self.as_json:
            report = str(done.report) if done.report else None
            self.json({"out": str(done.folder), "report": report, **done.results.meta})
        else:
            typer.echo(str(done.report or done.folder))

    def unsolved(self, count: int) -> None:
        """End with exit code 4 where programs stayed unsolved; what there is has been printed."""
        if count:
            raise SolveError("unsolved", count=count)

    def style(self, kind: Literal["error", "warning", "note"]) -> str:
        """The word for a severity."""
        return text(f"report.{kind}", self.language)


def plain(value: Any) -> Any:
    """Values as JSON has them."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)


def write_whole(path: Path, content: str) -> None:
    """Write a text in one step: whoever is killed leaves the old file or the new one."""
    from farrell.data.whole import in_one_step

    with in_one_step(path) as temporary:
        temporary.write_text(content, encoding="utf-8")


def write_table(path: Path, frame: Any) -> None:
    """Write a frame in one step: as Parquet or for Stata by the ending of the file, else as CSV."""
    from farrell.data.whole import in_one_step
    from farrell.data.write import csv_text, write_parquet, write_stata

    with in_one_step(path) as temporary:
        if path.suffix == ".parquet":
            write_parquet(frame, temporary)
        elif path.suffix == ".dta":
            write_stata(frame, temporary)
        else:
            temporary.write_text(csv_text(frame), encoding="utf-8")
