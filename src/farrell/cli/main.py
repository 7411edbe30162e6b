"""Commands and their options. The work is done elsewhere and imported when a command runs.

Exit codes: 0 ok, 1 failure, 2 usage (options, study file), 3 data refused, 4 not solved.
"""

from __future__ import annotations

import itertools
import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from farrell.__about__ import __version__
from farrell.cli.determinants import determinants_app
from farrell.cli.inference import inference_app
from farrell.cli.options import (
    Allow,
    AsJson,
    Columns,
    Data,
    Encoding,
    Exclude,
    InputPrices,
    Lang,
    Missing,
    Orientation,
    OutFile,
    OutputPrices,
    Period,
    Sheet,
    SolverName,
    Unit,
)
from farrell.cli.output import Output
from farrell.cli.policy import policy_app
from farrell.cli.robustness import robustness_app
from farrell.cli.serve import serve_app
from farrell.cli.space import space_app
from farrell.cli.stochastic import stochastic_app
from farrell.errors import FarrellError, OptionError, disk_fault

app = typer.Typer(
    name="farrell",
    help="Efficiency and productivity of health resources: data envelopment analysis from one study file.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
data_app = typer.Typer(help="The bundled studies.", no_args_is_help=True)
app.add_typer(data_app, name="data")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"farrell {__version__}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    """Options of the program itself."""


@app.command()
def run(
    study: Annotated[Path, typer.Argument(help="study.toml, or a bundled study (china-health).")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the results; replaced whole.")],
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Run a study: tables, workbook, report and provenance. The last line is the path of the report.

    The same command goes on where a stopped run was.
    """
    from farrell.report import run_study

    output = Output(lang, as_json)
    with output.catch(), output.stoppable(out), output.progress() as progress:
        done = run_study(study, out, language=lang, progress=progress)
    output.warnings([w[output.language] for w in done.results.meta["warnings"]])
    output.published(done)
    output.unsolved(sum(counts["unsolved"] for counts in done.results.meta["diagnostics"].values()))


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of results that farrell run wrote.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="Another folder for the results and their new report.")
    ] = None,
    formats: Annotated[
        list[str] | None,
        typer.Option("--format", help="html, xlsx, svg, png, gif, csv, ...; may be repeated; the study's own without."),
    ] = None,
    profiles: Annotated[
        list[str] | None,
        typer.Option("--profile", help="full, paper, brief or province; may be repeated; the study's own without."),
    ] = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Write the report, figures and workbook of finished results again, in either language, without solving.

    Profiles: full (everything), paper (methods, results, long tables last), brief (two pages), province (a page each).
    """
    from farrell.report import render_study

    output = Output(lang, as_json)
    with output.catch(), output.progress() as progress:
        done = render_study(
            folder, out, language=lang, formats=formats or None, profiles=profiles or None, progress=progress
        )
    output.published(done)


@app.command()
def check(
    source: Annotated[str, typer.Argument(metavar="DATA|STUDY", help="A data file, a bundled study, or study.toml.")],
    unit: Unit = None,
    period: Period = None,
    inputs: Columns = None,
    outputs: Columns = None,
    sheet: Sheet = None,
    encoding: Encoding = None,
    exclude: Exclude = None,
    allow: Allow = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Check data: every finding with its place and what to do, and units that look too good."""
    from farrell.cli.work import check_source

    output = Output(lang, as_json)
    options = {"sheet": sheet, "encoding": encoding, "exclude": exclude, "allow": allow}
    refused = check_source(source, unit, period, inputs, outputs, options, output)
    if refused:
        raise typer.Exit(3)


@app.command()
def init(
    data: Annotated[
        Path, typer.Argument(help="A CSV, XLSX or Parquet file, or an instruction file of DEAP (.ins, -ins.txt).")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", help="Where to write; study.toml beside the data by default.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
    lang: Lang = None,
) -> None:
    """Guess roles from English and Chinese headers, or take them from DEAP, and write a study.toml to edit."""
    from farrell.cli.work import write_study

    output = Output(lang, False)
    path = write_study(data, out, force, output)
    typer.echo(str(path))


@app.command()
def dea(
    data: Data,
    unit: Unit = None,
    period: Period = None,
    inputs: Columns = None,
    outputs: Columns = None,
    model: Annotated[
        str | None, typer.Option(help="sbm, additive, ... (farrell explain MODEL); radial without.")
    ] = None,
    rts: Annotated[
        str | None, typer.Option(help="crs, vrs, nirs, ndrs, grs, or scale for te_crs, te_vrs, se; vrs by default.")
    ] = None,
    bounds: Annotated[str | None, typer.Option(help="L,U for --rts grs.")] = None,
    orientation: Annotated[
        str | None, typer.Option(help="input or output; of some models none. Input by default.")
    ] = None,
    reference: Annotated[str | None, typer.Option(help="own, pooled, or a period; own by default.")] = None,
    options: Annotated[
        list[str] | None, typer.Option("--set", help="A further option of the model, name=value; may be repeated.")
    ] = None,
    undesirable: Annotated[str | None, typer.Option(help="Undesirable outputs, with commas between.")] = None,
    input_prices: InputPrices = None,
    output_prices: OutputPrices = None,
    intermediates: Annotated[
        str | None, typer.Option(help="What one stage makes and another uses, with commas between.")
    ] = None,
    solver: SolverName = "auto",
    sheet: Sheet = None,
    encoding: Encoding = None,
    missing: Missing = None,
    exclude: Exclude = None,
    allow: Allow = None,
    out: OutFile = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Efficiency of every unit-period: radial (CCR, BCC and relatives), or by another model.

    `farrell explain MODEL` says what a model is and which options it takes.

    A Parquet file or folder with --out NAME.parquet is scored slice by slice.

    It need not fit in memory; the same command goes on where a stopped run was.
    """
    from farrell.cli.work import is_large, open_data, score, score_by_model, score_large

    output = Output(lang, as_json)
    reading = {"sheet": sheet, "encoding": encoding, "missing": missing, "exclude": exclude, "allow": allow}
    roles = {
        "undesirable": undesirable, "input_prices": input_prices, "output_prices": output_prices,
        "intermediates": intermediates,
    }  # fmt: skip
    radial = (rts or "vrs", bounds, orientation or "input", reference or "own")
    if out is not None and model is None and is_large(data, out):
        idle = {**reading, **roles, "set": options, "solver": None if solver == "auto" else solver}
        with output.catch():
            done = score_large(data, out, unit, period, inputs, outputs, *radial, idle)
        typer.echo(str(done))
        return
    with output.catch():
        panel = open_data(data, unit, period, inputs, outputs, {**reading, **roles})
        if model is None and not options:
            frame, settings, unsolved = score(panel, *radial, solver)
        else:
            said = {"rts": rts, "bounds": bounds, "orientation": orientation, "reference": reference}
            said["solver"] = None if solver == "auto" else solver
            frame, settings, unsolved = score_by_model(panel, model or "dea", said, options or [])
    output.table(frame, settings, out)
    output.unsolved(unsolved)


@app.command()
def malmquist(
    data: Data,
    unit: Unit = None,
    period: Period = None,
    inputs: Columns = None,
    outputs: Columns = None,
    orientation: Orientation = "input",
    rts: Annotated[str, typer.Option(help="Technology of the distances: crs, vrs, nirs, ndrs.")] = "crs",
    technology: Annotated[
        str, typer.Option(help="adjacent, fixed-base, sequential, window, global, biennial or metafrontier.")
    ] = "adjacent",
    decomposition: Annotated[
        str | None, typer.Option(help="fgnz (default under crs), fglr, ray-desli, grifell-lovell, zofio or bias.")
    ] = None,
    options: Annotated[
        list[str] | None, typer.Option("--set", help="A further option, name=value: distance=sbm; may be repeated.")
    ] = None,
    group: Annotated[str | None, typer.Option(help="Column of groups, for a metafrontier.")] = None,
    solver: SolverName = "auto",
    sheet: Sheet = None,
    encoding: Encoding = None,
    missing: Missing = None,
    exclude: Exclude = None,
    allow: Allow = None,
    out: OutFile = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Malmquist index and its parts over any technology. Above 1 is progress."""
    from farrell.cli.work import measure_change, open_data

    output = Output(lang, as_json)
    reading = {"sheet": sheet, "encoding": encoding, "missing": missing, "exclude": exclude, "allow": allow}
    chosen = {"orientation": orientation, "rts": rts, "technology": technology, "decomposition": decomposition}
    with output.catch():
        panel = open_data(data, unit, period, inputs, outputs, {**reading, "group": group})
        found = measure_change(panel, "malmquist", {**chosen, "solver": solver}, options or [])
    output.progress_is(found[1]["progress"])
    output.table(found[0], found[1], out)
    output.unsolved(found[2])


@app.command()
def index(
    data: Data,
    kind: Annotated[
        str,
        typer.Option(
            help="malmquist, malmquist-luenberger, luenberger, hicks-moorsteen, fare-primont, lowe, price-index, "
            "cost-malmquist, economic-change."
        ),
    ] = "malmquist",
    unit: Unit = None,
    period: Period = None,
    inputs: Columns = None,
    outputs: Columns = None,
    undesirable: Annotated[str | None, typer.Option(help="Undesirable outputs, with commas between.")] = None,
    input_prices: InputPrices = None,
    output_prices: OutputPrices = None,
    options: Annotated[
        list[str] | None, typer.Option("--set", help="An option of the index, name=value; may be repeated.")
    ] = None,
    group: Annotated[str | None, typer.Option(help="Column of groups, for a metafrontier.")] = None,
    sheet: Sheet = None,
    encoding: Encoding = None,
    missing: Missing = None,
    exclude: Exclude = None,
    allow: Allow = None,
    out: OutFile = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Productivity over time by any index: with undesirable outputs, as differences, of aggregates, at prices."""
    from farrell.cli.work import measure_change, open_data

    output = Output(lang, as_json)
    reading = {"sheet": sheet, "encoding": encoding, "missing": missing, "exclude": exclude, "allow": allow}
    roles = {"undesirable": undesirable, "input_prices": input_prices, "output_prices": output_prices, "group": group}
    with output.catch():
        panel = open_data(data, unit, period, inputs, outputs, {**reading, **roles})
        found = measure_change(panel, kind, {}, options or [])
    output.progress_is(found[1]["progress"])
    output.table(found[0], found[1], out)
    output.unsolved(found[2])


app.add_typer(policy_app)
app.add_typer(space_app)
app.add_typer(stochastic_app)
app.add_typer(inference_app)
app.add_typer(robustness_app)
app.add_typer(determinants_app)
app.add_typer(serve_app)


@app.command()
def verify(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of golden cases.")],
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Run golden cases through the public API and count agree, disagree, unsupported."""
    from farrell.cli.work import verify_folder

    if verify_folder(directory, Output(lang, as_json)):
        raise typer.Exit(1)


@app.command()
def explain(
    term: Annotated[str, typer.Argument(help="A model, or a key, symbol, English or Chinese name.")],
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Explain a model (what it is, when to use it, formula, options, source) or a word of the field."""
    from farrell.cli.work import explain_term

    explain_term(term, Output(lang, as_json))


@data_app.command("list")
def data_list(lang: Lang = None, as_json: AsJson = False) -> None:
    """List the bundled studies."""
    from farrell.cli.work import list_bundles

    list_bundles(Output(lang, as_json))


@data_app.command("show")
def data_show(name: str, lang: Lang = None, as_json: AsJson = False) -> None:
    """Show where a bundled study comes from and how sure each column is."""
    from farrell.cli.work import show_bundle

    show_bundle(name, Output(lang, as_json))


@data_app.command("export")
def data_export(
    name: str,
    out: Annotated[Path | None, typer.Option("--out", help="File to write; the folder's own name by default.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
    lang: Lang = None,
) -> None:
    """Copy a bundled panel to a CSV file."""
    from farrell.cli.work import export_bundle

    output = Output(lang, False)
    typer.echo(str(export_bundle(name, out, force, output)))


def main() -> None:
    """Entry point: known errors become one message and an exit code, never a traceback."""
    language: Literal["en", "zh"] = "zh" if _language_is_chinese(sys.argv) else "en"
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except FarrellError as error:
        _complain(error, language)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:
        reason = disk_fault(error)
        if reason is None:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left of it has nowhere to go
        _complain(OptionError("out-not-writable", out=error.filename or "stdout", reason=reason), language)


def _complain(error: FarrellError, language: Literal["en", "zh"]) -> None:
    from farrell.cli.output import complain

    complain(error, language)
    sys.exit(error.exit_code)


def _language_is_chinese(arguments: list[str]) -> bool:
    return "--lang=zh" in arguments or ("--lang", "zh") in itertools.pairwise(arguments)
