"""From a study file to a folder with tables, workbook, figures, report and provenance, in one step or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from farrell.catalogue import Language
from farrell.lp.resuming import resumable_beside
from farrell.report.formats import files_of
from farrell.report.outputs import both_outputs, check_outputs, chosen_formats, chosen_profiles, formats_for, outputs_of
from farrell.report.writing import write_formats
from farrell.study import StudyResults, compute, load_results, read_study, replace_folder
from farrell.study.run import Progress


@dataclass(frozen=True, slots=True)
class Published:
    """Where a study was written, and its results.

    Attributes
    ----------
    folder : the folder of results
    report : path of the first page of the report (``report.html``), else of the first document; None without any
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

    What is finished stands in ``OUT.parts`` until the end, so that a run that was stopped goes on from there.

    Parameters
    ----------
    path : study.toml
    out : folder for ``tables/*.csv``, ``tables.xlsx``, ``figures/*``, ``report.html``, ``study.json`` and what else the
        study file asks for; replaced whole
    language : of the report; the study file's by default
    progress : told the name, number and count of steps

    Raises
    ------
    FarrellError
        whatever the file, the data or the options deserve; the old results stay then

    Warns
    -----
    RenderWarning
        code ``no-chinese-font``: figures with Chinese text have no PNG and no GIF, as no font here could draw it

    Examples
    --------
    >>> import farrell
    >>> done = farrell.run_study("examples/china-health/study.toml", "out/doctest")  # doctest: +SKIP
    """
    spec = read_study(path)
    check_outputs(spec)
    with resumable_beside(out), replace_folder(out) as staging:
        results = compute(spec, progress)
        results = replace(results, meta={**results.meta, "language": language or spec.language})
        outputs = results.meta["outputs"]
        write_formats(results, staging, formats_for(outputs, results.parts), outputs["profiles"], progress)
    return _published(Path(out), results, outputs)


def render_study(
    folder: str | Path,
    out: str | Path | None = None,
    *,
    language: Language | None = None,
    formats: Sequence[str] | None = None,
    profiles: Sequence[str] | None = None,
    progress: Progress = lambda name, step, steps: None,
) -> Published:
    """Write the report, figures and workbook of finished results again, without solving anything.

    Parameters
    ----------
    folder : what ``run_study`` wrote
    out : another folder for the results with their new report; by default they are written anew in ``folder``
    language : of all of it; by default the one it had
    formats : of :data:`farrell.report.FORMATS`, by key or ending; by default what the study file asks for, and the
        report as a page where it asks for no document. ``out`` gets only these, ``folder`` these beside what it has
    profiles : of the documents: ``full``, ``paper``, ``brief``, ``province``; by default what the study file asks for.
        ``out`` gets only these, ``folder`` these beside those it has
    progress : told the name, number and count of steps

    Raises
    ------
    DataError
        codes ``not-results``, ``results-without-tables``
    OptionError
        an unknown format or profile, or a format without what it needs

    Examples
    --------
    >>> import farrell
    >>> farrell.render_study("out/china-health", language="zh")  # doctest: +SKIP
    """
    results = load_results(folder)
    asked = results.meta["outputs"]
    chosen = chosen_profiles(asked["profiles"] if profiles is None else profiles)
    if formats is None:
        outputs = {**asked, "documents": asked["documents"] or ["html"], "profiles": chosen}
    else:
        outputs = outputs_of(chosen_formats(formats, results.parts), chosen)
    written = both_outputs(asked, outputs) if out is None else outputs
    wanted = formats_for(written, results.parts)
    spoken = language or results.meta["language"]
    results = replace(results, meta={**results.meta, "outputs": written, "language": spoken})
    target = Path(folder if out is None else out)
    with replace_folder(target) as staging:
        write_formats(results, staging, wanted, written["profiles"], progress)
    return _published(target, results, outputs)


def _published(folder: Path, results: StudyResults, outputs: Mapping[str, Any]) -> Published:
    """What was written, with the first page of what was asked for."""
    documents = [known for known in formats_for(outputs, results.parts) if known.asked_in == "documents"]
    names = [name for _, _, name in files_of(documents, outputs["profiles"])]
    pages = [name for name in names if name.endswith(".html")]
    return Published(folder, folder / (pages or names)[0] if names else None, results)
