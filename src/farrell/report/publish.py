"""From a study file to a folder with tables, workbook, report and provenance, in one step or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from farrell.catalogue import Language
from farrell.study import StudyResults, compute, read_study, replace_folder, save_results
from farrell.study.run import Progress

REPORT = "report.html"
WORKBOOK = "tables.xlsx"


@dataclass(frozen=True, slots=True)
class Published:
    """Where a study was written, and its results.

    Attributes
    ----------
    folder : the folder of results
    report : path of report.html, None where the study file does not ask for it
    """

    folder: Path
    report: Path | None
    results: StudyResults


def run_study(
    path: str | Path,
    out: str | Path,
    *,
    language: Language | None = None,
    progress: Progress = lambda name, step, steps: None,
) -> Published:
    """Run a study file and write its results.

    Parameters
    ----------
    path : study.toml
    out : folder for ``tables/*.csv``, ``tables.xlsx``, ``report.html``, ``study.json``; replaced whole
    language : of the report; the study file's by default
    progress : told the name, number and count of steps

    Raises
    ------
    FarrellError
        whatever the file, the data or the options deserve; the old results stay then

    Examples
    --------
    >>> import farrell
    >>> done = farrell.run_study("examples/china-health/study.toml", "out/doctest")  # doctest: +SKIP
    """
    from farrell.report.html import render_html
    from farrell.report.workbook import write_workbook

    spec = read_study(path)
    with replace_folder(out) as staging:
        results = compute(spec, progress)
        meta: dict[str, Any] = results.meta
        chosen = language or spec.language
        files = []
        if "xlsx" in spec.formats:
            write_workbook(results, staging / WORKBOOK, chosen)
            files.append(WORKBOOK)
        if spec.report:
            (staging / REPORT).write_text(render_html(results, chosen), encoding="utf-8")
            files.append(REPORT)
        saved = replace(results, meta={**meta, "language": chosen})
        save_results(saved, staging, files, tables="csv" in spec.formats)
    folder = Path(out)
    return Published(folder, folder / REPORT if spec.report else None, results)
