"""What the commands do, apart from their options."""

from __future__ import annotations

import math
import warnings
from importlib import resources
from pathlib import Path
from typing import Any

import typer

from farrell.cli.output import Output, write_whole
from farrell.data import BUNDLES, Panel, load, read_panel
from farrell.data.build import warn_findings
from farrell.data.bundles import ROLES, bundle_path
from farrell.data.provinces import GROUPINGS, province_groups
from farrell.errors import DataError, DataWarning, Finding, OptionError


def _names(listed: str | None) -> list[str]:
    return [name.strip() for name in listed.split(",") if name.strip()] if listed else []


LISTS = ("undesirable", "intermediates", "input_prices", "output_prices", "exclude", "allow")
"""Options that are names with commas between."""


def open_data(
    data: str, unit: str | None, period: str | None, inputs: str | None, outputs: str | None, options: dict[str, Any]
) -> Panel:
    """A panel from a file with the roles of the command line, or a bundled one with its own."""
    given: dict[str, Any] = {
        "unit": unit,
        "period": period,
        "inputs": _names(inputs) or None,
        "outputs": _names(outputs) or None,
    }
    given |= {k: _names(v) or None if k in LISTS else v for k, v in options.items()}
    given = {k: v for k, v in given.items() if v is not None}
    if data.lower().endswith(".toml"):
        return _panel_of_study(data, given)
    if data in BUNDLES and not Path(data).exists():
        own = {k: v for k, v in ROLES[data].items() if k != "file"}
        with resources.as_file(bundle_path(data)) as path:
            return read_panel(path, **{**own, **given})
    if not Path(data).is_file():
        raise DataError("file-missing", file=data)
    absent = [f"--{k}" for k in ("unit", "inputs", "outputs") if k not in given]
    if absent:
        raise OptionError("roles-missing", options=absent, data=data)
    return read_panel(data, **given)


def grouped(panel: Panel, group: str | None) -> Panel:
    """With a bundled grouping of provinces, where that is asked for and not a column."""
    if group is None or group not in GROUPINGS or group in panel.labels:
        return panel
    return panel.with_group(group, province_groups(panel.units, group))


def _panel_of_study(path: str, given: dict[str, Any]) -> Panel:
    """The panel of a study file, whose roles are its own."""
    from farrell.report.outputs import check_outputs
    from farrell.study import read_study
    from farrell.study.run import open_panel

    if given:
        raise OptionError("roles-of-study", file=path, options=[f"--{key}" for key in given])
    spec = read_study(path)
    check_outputs(spec)
    panel = open_panel(spec)
    warn_findings(panel.findings)
    return panel


def is_large(data: str, out: Path) -> bool:
    """Whether ``farrell dea`` goes from Parquet to Parquet, slice by slice."""
    return out.suffix == ".parquet" and (Path(data).is_dir() or data.lower().endswith(".parquet"))


def score_large(
    data: str,
    out: Path,
    unit: str | None,
    period: str | None,
    inputs: str | None,
    outputs: str | None,
    rts: str,
    bounds: str | None,
    orientation: str,
    reference: str,
    options: dict[str, Any],
) -> Path:
    """``farrell dea BIG.parquet --out SCORES.parquet``."""
    from farrell.dea import score_dataset
    from farrell.dea.frontier import RTS

    given = {"unit": unit, "inputs": _names(inputs), "outputs": _names(outputs)}
    absent = [f"--{key}" for key, value in given.items() if not value]
    if absent:
        raise OptionError("roles-missing", options=absent, data=data)
    idle = [f"--{key.replace('_', '-')}" for key, value in options.items() if value is not None]
    if idle:
        raise OptionError("large-options", options=idle)
    if rts not in RTS:
        raise OptionError.choice("--rts", rts, RTS)
    chosen: dict[str, Any] = {**given, "rts": rts, "orientation": orientation, "reference": reference}
    return score_dataset(data, out, period=period, **chosen, bounds=_limits(rts, bounds))  # type: ignore[arg-type]


def _limits(rts: str, bounds: str | None) -> tuple[float, ...] | None:
    if rts == "grs" and bounds is None:
        raise OptionError("bounds", value="–")
    if bounds is None:
        return None
    try:
        return tuple(float(v) for v in bounds.split(","))
    except ValueError as error:
        raise OptionError("bounds", value=bounds) from error


def score(
    panel: Panel, rts: str, bounds: str | None, orientation: str, reference: str, solver: str
) -> tuple[Any, dict[str, Any], int]:
    """The frame, the settings and the number of unsolved programs of ``farrell dea``."""
    from farrell.dea import dea, scale_efficiency
    from farrell.dea.frontier import RTS

    chosen: Any = next((p for p in panel.periods if str(p) == reference), reference)
    common: dict[str, Any] = {"orientation": orientation, "reference": chosen, "solver": solver}
    if rts == "scale":
        if bounds is not None:
            raise OptionError("bounds-unused", rts=rts)
        scale = scale_efficiency(panel, **common)
        return scale.to_frame(), dict(scale.settings), scale.diagnostics["unsolved"]
    if rts not in (*RTS, "scale"):
        raise OptionError.choice("--rts", rts, (*RTS, "scale"))
    kind: Any = rts
    limits: Any = _limits(rts, bounds)
    result = dea(panel, rts=kind, bounds=limits, **common)
    return result.to_frame(), dict(result.settings), result.diagnostics["unsolved"]


def check_source(
    source: str,
    unit: str | None,
    period: str | None,
    inputs: str | None,
    outputs: str | None,
    options: dict[str, Any],
    output: Output,
) -> bool:
    """Print all findings; True when the data are refused."""
    from farrell.dea import can_screen, screen

    refused = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DataWarning)
            panel = _checked_panel(source, unit, period, inputs, outputs, options, output)
        findings = [*panel.findings, *(screen(panel).findings if can_screen(panel) else ())]
    except DataError as error:
        if not error.findings:
            raise
        findings, refused = list(error.findings), True
    if output.as_json:
        output.json({"refused": refused, "findings": [_as_dict(f, output) for f in findings]})
        return refused
    for item in sorted(findings, key=lambda f: ("error", "warning", "note").index(f.severity)):
        typer.echo(f"{output.style(item.severity)} [{item.code}] {item.text(output.language)}")
    counts = {severity: sum(f.severity == severity for f in findings) for severity in ("error", "warning", "note")}
    output.say("checked", **{f"n_{k}": v for k, v in counts.items()})
    return refused


def _as_dict(item: Finding, output: Output) -> dict[str, Any]:
    place = item.place
    return {
        "code": item.code,
        "severity": item.severity,
        "file": place.file,
        "row": place.row,
        "unit": place.unit,
        "period": place.period,
        "column": place.column,
        "text": item.text(output.language),
    }


def _checked_panel(
    source: str,
    unit: str | None,
    period: str | None,
    inputs: str | None,
    outputs: str | None,
    options: dict[str, Any],
    output: Output,
) -> Panel:
    """From a study file, a bundle, or a data file; roles that are not given are guessed, and said."""
    study = source.lower().endswith(".toml")
    if not study and source not in BUNDLES and not (unit and inputs and outputs):
        from farrell.data.guess import guess_roles

        found = guess_roles(source)
        unit, period = unit or found.unit, period or found.period
        inputs, outputs = inputs or ",".join(found.inputs), outputs or ",".join(found.outputs)
        output.say("guessed", unit=unit or "–", period=period or "–", inputs=inputs or "–", outputs=outputs or "–")
    return open_data(source, unit, period, inputs, outputs, options)


def write_study(data: Path, out: Path | None, force: bool, output: Output) -> Path:
    """Write a study.toml for the user to edit: with guessed roles, or with what an instruction file of DEAP says."""
    from farrell.data.deap import is_deap
    from farrell.data.guess import guess_roles
    from farrell.study.template import study_template

    target = out or data.with_name("study.toml")
    if is_deap(data):
        return _write_study_of_deap(data, target, force, output)
    found = guess_roles(data)
    if target.exists() and not force:
        raise OptionError("file-exists", file=target)
    file = data.resolve()
    folder = target.resolve().parent
    shown = file.relative_to(folder).as_posix() if file.is_relative_to(folder) else file.as_posix()
    write_whole(target, study_template(found, shown, data.stem))
    output.say("init-done", file=target.name)
    if not found.inputs or not found.outputs or found.unit is None:
        output.say("init-gaps")
    return target


def _write_study_of_deap(instructions: Path, target: Path, force: bool, output: Output) -> Path:
    """The study file, and beside it the data with a header."""
    from farrell.data import read_deap
    from farrell.study.template import deap_template

    with output.catch():
        study = read_deap(instructions)
    stem = instructions.name[: -len("-ins.txt")] if instructions.name.lower().endswith(".txt") else instructions.stem
    table = target.with_name(f"{stem}.csv")
    for file in (target, table):
        if file.exists() and not force:
            raise OptionError("file-exists", file=file)
    write_whole(table, study.to_frame().to_csv(index=False, lineterminator="\n"))
    write_whole(target, deap_template(study, table.name, stem))
    output.say("init-deap", file=target.name, table=table.name)
    if study.slacks != "two-stage" and study.model != "malmquist":
        output.say("init-deap-slacks", slacks=study.slacks)
    return target


def verify_folder(directory: Path, output: Output) -> bool:
    """Run the cases; True when one disagrees."""
    from farrell.verification import Report
    from farrell.verification.run import folders, run_case

    found = folders(directory)
    results = []
    with output.progress() as progress:
        for step, folder in enumerate(found, start=1):
            progress(folder.name, step, len(found))
            results.append(run_case(folder))
    report = Report(tuple(results))
    if output.as_json:
        output.json(report.to_dict())
        return report.count("disagree") > 0
    from farrell.show import text_table

    rows: list[list[Any]] = [
        [model, *(report.count(o, model) for o in ("agree", "disagree", "unsupported"))] for model in report.models
    ]
    rows.append(["total", *(report.count(o) for o in ("agree", "disagree", "unsupported"))])
    typer.echo(text_table(["model", "agree", "disagree", "unsupported"], rows))
    for result in report.results:
        if result.outcome == "disagree":
            detail = result.reason or f"{result.key}: largest difference {result.difference:.3g}"
            typer.echo(f"disagree {result.id}: {detail}")
    return report.count("disagree") > 0


def score_by_model(
    panel: Panel, model: str, given: dict[str, Any], listed: list[str]
) -> tuple[Any, dict[str, Any], int]:
    """The frame, the settings and the number of unsolved programs of ``farrell dea --model``.

    ``given`` are options of the command that were said (None else), ``listed`` further ones as ``name=value``.
    """
    from farrell.dea import models

    chosen: dict[str, Any] = {k: v for k, v in given.items() if v is not None} | named_values(listed)
    if "reference" in chosen:
        chosen["reference"] = next((p for p in panel.periods if str(p) == chosen["reference"]), chosen["reference"])
    if isinstance(chosen.get("bounds"), str):
        chosen["bounds"] = _limits("grs", chosen["bounds"])
    result = models.run(model, panel, chosen)
    counts = getattr(result, "diagnostics", {})
    return result.to_frame(), dict(getattr(result, "settings", {"model": model})), counts.get("unsolved", 0)


def measure_change(panel: Panel, kind: str, said: dict[str, Any], listed: list[str]) -> tuple[Any, dict[str, Any], int]:
    """An index over time: its table, its settings with the side that progress is on, and programs not solved."""
    from farrell.productivity import ChangeResult, models

    chosen = {k: v for k, v in said.items() if v is not None} | named_values(listed)
    if "base" in chosen:
        chosen["base"] = next((p for p in panel.periods if str(p) == str(chosen["base"])), chosen["base"])
    result = models.run(kind.replace("-", "_"), panel, chosen)
    change = result if isinstance(result, ChangeResult) else result.change
    side = f"{change.progress_is} {change.neutral:g}"
    return change.to_frame(), {**change.settings, "progress": side}, int(change.diagnostics.get("unsolved", 0))


def measure_space(
    panel: Panel, name: str, statistic: str, group: str | None, options: dict[str, Any]
) -> tuple[Any, dict[str, Any]]:
    """A spatial statistic of a variable: its table, and its settings."""
    from farrell.data.derived import parts_of
    from farrell.data.provinces import GROUPINGS, province_groups
    from farrell.spacetime.variables import SCORES, by_period, variable
    from farrell.study import statistics
    from farrell.study.neighbours import areas, weights_named
    from farrell.study.statistics.space import Space

    if group in GROUPINGS and group not in panel.labels:
        panel = panel.with_group(group, province_groups(panel.units, group))
    chosen = group or (panel.roles.groups[0] if panel.roles.groups else None)
    groups: dict[Any, dict[str, str]] | None = None
    if chosen is not None:
        groups = {period: {} for period in panel.periods}
        for unit, period, label in zip(panel.unit_labels, panel.period_labels, panel.labels[chosen], strict=True):
            groups[period][unit] = str(label)
    logged, above, below = parts_of(name) if name not in SCORES else (False, name, "")
    settings = {"statistic": statistic, "variable": name, "group": chosen, "sizes": below or None, **options}
    near = statistic in statistics.OF_NEIGHBOURS
    made = Space(
        variable(panel, name),
        weights_named(options["weights"], panel.units, k=options["k"]) if near else None,
        groups,
        by_period(panel, panel.numbers[below]) if below else None,
        permutations=options["permutations"],
        seed=options["seed"],
        kind="score" if name in SCORES else "amount",
        drivers={driver: variable(panel, driver) for driver in options["drivers"]},
        rank_by=variable(panel, options["rank_by"]) if options["rank_by"] else None,
        totals=by_period(panel, panel.numbers[above]) if below and not logged else None,
        areas=areas(panel, None),
        horizon=options["horizon"],
    )
    return next(iter(statistics.statistic(statistic, made).values())), settings


def named_values(listed: list[str]) -> dict[str, Any]:
    """Options given as ``name=value``."""
    chosen = {}
    for item in listed:
        name, equals, value = item.partition("=")
        if not equals:
            raise OptionError("set-form", value=item)
        chosen[name.strip().replace("-", "_")] = _toml_value(value.strip())
    return chosen


def _toml_value(text: str) -> Any:
    """A value as a study file would have it; what is no TOML value, or no number, is a word."""
    from farrell.data.toml_text import parsed

    try:
        value = parsed(f"value = {text}")["value"]
    except ValueError:
        return text
    return text if isinstance(value, float) and not math.isfinite(value) else value


def explain_model(key: str, output: Output) -> None:
    """Print what a model or index is, when to use it, its options, formula and source."""
    from farrell.dea import models as static
    from farrell.policy import models as policy
    from farrell.productivity import models as indices

    models: Any = policy if key in policy.MODULES else indices if key in indices.ABOUTS else static
    said, options = models.about(key), models.options(key)
    if output.as_json:
        languages: tuple[Any, ...] = ("en", "zh")
        words = {f"{part}_{lang}": getattr(said, part)(lang) for part in ("name", "what", "when") for lang in languages}
        output.json({"key": key, **words, "formula": said.formula, "source": said.source, "options": list(options)})
        return
    lines = [
        f"{key}: {said.name('en')} / {said.name('zh')}",
        said.what(output.language),
        said.when(output.language),
        "",
        *(f"    {line}" for line in said.formula.splitlines()),
        "",
        *(f"    {name} = {'' if p.default is p.empty else repr(p.default)}" for name, p in options.items()),
        "",
        said.source,
    ]
    typer.echo("\n".join(lines))


def explain_term(term: str, output: Output) -> None:
    """Print a model, or one entry of the glossary in both languages."""
    from farrell.dea.models import MODULES
    from farrell.policy.models import MODULES as ALLOCATIONS
    from farrell.productivity.models import ABOUTS
    from farrell.terms import explain

    key = term.strip().casefold().replace("-", "_")
    if key in {*MODULES, *ALLOCATIONS, *ABOUTS}:
        explain_model(key, output)
        return

    entry = explain(term)
    if output.as_json:
        output.json({name: getattr(entry, name) for name in entry.__slots__})
        return
    symbol = f" ({entry.symbol})" if entry.symbol else ""
    typer.echo(f"{entry.key}{symbol}: {entry.en} / {entry.zh}")
    typer.echo(entry.definition(output.language))
    typer.echo(entry.source)


def list_bundles(output: Output) -> None:
    """Names and shapes of the bundled studies."""
    rows = []
    for name in BUNDLES:
        panel = load(name).panel
        rows.append([name, len(panel.units), len(panel.periods), len(panel.roles.inputs), len(panel.roles.outputs)])
    header = ["name", "units", "periods", "inputs", "outputs"]
    if output.as_json:
        output.json([dict(zip(header, row, strict=True)) for row in rows])
        return
    from farrell.show import text_table

    typer.echo(text_table(header, rows))


def show_bundle(name: str, output: Output) -> None:
    """Source and columns of a bundled study."""
    bundle_path(name)
    bundle = load(name)  # type: ignore[arg-type]
    if output.as_json:
        output.json({"name": name, "source": bundle.source, "columns": bundle.columns.to_dict(orient="records")})
        return
    typer.echo(repr(bundle.panel))
    typer.echo(bundle.source)


def export_bundle(name: str, out: Path | None, force: bool, output: Output) -> Path:
    """Copy a bundled panel to a file."""
    source = bundle_path(name)
    target = out or Path(f"{name}.csv")
    if target.exists() and not force:
        raise OptionError("file-exists", file=target)
    write_whole(target, source.read_text(encoding="utf-8"))
    return target
