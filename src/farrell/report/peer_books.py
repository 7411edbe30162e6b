"""Results under the headings of MaxDEA and of R's deaR, for people and programs that read those.

The headings are those programs' and stay English. deaR's are those of its ``summary`` (deaR 1.4): ``efficiencies``,
``slacks``, ``lambdas``, ``targets``, ``returns`` and, of a Malmquist index, ``Results`` and its means. MaxDEA's are the
words of its manual (MaxDEA Pro 6.3): score, benchmark, movements, projection.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter

from farrell.errors import OptionError
from farrell.report.deap_listing import is_deaps, is_own
from farrell.report.workbook import CREATED, has_room, sheet_of, write_cell
from farrell.study import StudyResults

Sheets = Iterator[tuple[str, pd.DataFrame]]
RETURNS = {"irs": "Increasing", "crs": "Constant", "drs": "Decreasing"}
OF_DEAR = {"mi": "tfpch", "ec": "effch", "tc": "techch", "pech": "pech", "sech": "sech"}
OF_MAXDEA = {"MI": "tfpch", "EC": "effch", "TC": "techch", "PEC": "pech", "SEC": "sech"}


def write_dear(results: StudyResults, path: Path) -> None:
    """A workbook with the sheets and headings of deaR.

    Of several periods ``Period`` stands before ``DMU``. Scores of output orientation are 1 or more, as deaR has them.

    Raises
    ------
    OptionError
        code ``no-deap-listing``: neither radial efficiency on each period's own frontier nor DEAP's index is there
    """
    _write(results, path, _dear_efficiency, _dear_malmquist)


def write_maxdea(results: StudyResults, path: Path) -> None:
    """A workbook with the headings of MaxDEA: a sheet for each model and returns to scale.

    Of several periods ``Period`` stands after ``DMU``. Scores are 1 or less in either orientation; movements of inputs
    are negative.

    Raises
    ------
    OptionError
        code ``no-deap-listing``, as of :func:`write_dear`
    """
    _write(results, path, _maxdea_efficiency, _maxdea_malmquist)


def _write(
    results: StudyResults,
    path: Path,
    efficiency: Callable[[StudyResults, dict[str, Any]], Sheets],
    malmquist: Callable[[StudyResults, dict[str, Any]], Sheets],
) -> None:
    models = results.meta["models"]
    shown = [model for model in models if is_own(model["kind"], model["options"]) or is_deaps(results, model)]
    if not shown:
        raise OptionError("no-deap-listing", models=[model["kind"] for model in models])
    book = xlsxwriter.Workbook(
        path, {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
    )
    book.set_properties({"created": CREATED})
    head, number = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "0.000000"})
    used: Counter[str] = Counter()
    for model in shown:
        made = malmquist(results, model) if model["kind"] == "malmquist" else efficiency(results, model)
        for name, frame in made:
            if not has_room(path, name, frame):
                continue
            used[name] += 1
            sheet = sheet_of(book, name if used[name] == 1 else f"{name} {used[name]}")
            for j, column in enumerate(frame):
                sheet.write_string(0, j, column, head)
                for i, value in enumerate(frame[column].tolist(), start=1):
                    write_cell(sheet, i, j, value, number)
            sheet.freeze_panes(1, 1)
    book.close()


def _parts(results: StudyResults, model: dict[str, Any], rts: str) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Scores, movements with targets, and peers of a model; an empty frame where the study has no such rows."""
    scores, moves, peers = (
        results.tables[name][results.tables[name]["model"] == model["name"]]
        for name in ("efficiency", "slacks", "peers")
    )
    return scores, moves[moves["rts"] == rts], peers[peers["rts"] == rts]


def _wide(scores: pd.DataFrame, moves: pd.DataFrame, column: str, role: str) -> pd.DataFrame:
    """A column for each variable, rows as in the scores."""
    mine = moves[moves["role"] == role]
    order = list(dict.fromkeys(mine["variable"]))
    wide = mine.pivot(index=["unit", "period"], columns="variable", values=column)[order]
    return wide.reindex(pd.MultiIndex.from_frame(scores[["unit", "period"]])).reset_index(drop=True)


def _named(scores: pd.DataFrame, results: StudyResults, *, period_first: bool) -> pd.DataFrame:
    names = pd.DataFrame({"Period": scores["period"].tolist(), "DMU": scores["unit"].tolist()})
    if len(results.meta["data"]["periods"]) < 2:
        return names[["DMU"]]
    return names if period_first else names[["DMU", "Period"]]


def _dear_efficiency(results: StudyResults, model: dict[str, Any]) -> Sheets:
    units = list(results.meta["data"]["units"])
    for rts in ("crs", "vrs"):
        scores, moves, peers = _parts(results, model, rts)
        names = _named(scores, results, period_first=True)
        te = scores[f"te_{rts}"].to_numpy()
        eff = 1 / te if model["options"].get("orientation") == "output" else te
        yield f"efficiencies {rts}", names.assign(eff=eff)
        inputs, outputs = (_wide(scores, moves, "slack_move", role) for role in ("input", "output"))
        slacks = [(-inputs + 0.0).add_prefix("slack_input."), outputs.add_prefix("slack_output.")]
        yield f"slacks {rts}", pd.concat([names, *slacks], axis=1)
        lambdas = peers.pivot(index=["unit", "period"], columns="peer", values="lambda").reindex(columns=units)
        lambdas = lambdas.reindex(pd.MultiIndex.from_frame(scores[["unit", "period"]])).reset_index(drop=True)
        solved = scores["status"].eq("optimal").to_numpy()
        lambdas[solved] = lambdas[solved].fillna(0.0)
        yield f"lambdas {rts}", pd.concat([names, lambdas], axis=1)
        targets = [_wide(scores, moves, "target", role) for role in ("input", "output")]
        yield f"targets {rts}", pd.concat([names, *targets], axis=1)
        returns = scores["scale_status"].map(RETURNS).tolist() if rts == "crs" else "Variable"
        yield f"returns {rts}", names.assign(lambsum=lambdas.sum(axis=1, min_count=1), rts=returns)


def _dear_malmquist(results: StudyResults, model: dict[str, Any]) -> Sheets:
    table = results.tables["malmquist"]
    mine = table[table["model"] == model["name"]]
    frame = pd.DataFrame({"Period": mine["period_to"], "DMU": mine["unit"]})
    frame = frame.assign(**{theirs: mine[ours] for theirs, ours in OF_DEAR.items()})
    yield "Results", frame
    for key, name in (("Period", "means_by_period"), ("DMU", "means_by_dmu")):
        logs: pd.DataFrame = frame[list(OF_DEAR)].apply(np.log)
        yield name, logs.groupby(frame[key], sort=False).mean().apply(np.exp).reset_index()


def _maxdea_efficiency(results: StudyResults, model: dict[str, Any]) -> Sheets:
    for rts in ("crs", "vrs"):
        scores, moves, peers = _parts(results, model, rts)
        names = _named(scores, results, period_first=False)
        others = peers[peers["peer"] != peers["unit"]].groupby(["peer", "period"]).size()
        at = pd.MultiIndex.from_frame(scores[["unit", "period"]])
        of = peers.groupby(["unit", "period"])
        benchmark = {key: "; ".join(f"{p}({v:.6f})" for p, v in g[["peer", "lambda"]].to_numpy()) for key, g in of}
        frame = names.assign(Score=scores[f"te_{rts}"].to_numpy())
        frame["Benchmark(Lambda)"] = [benchmark.get(key, "") for key in at]
        frame["Times as a benchmark for another DMU"] = [int(others.get(key, 0)) for key in at]
        for role in ("input", "output"):
            radial, slack, target = (_wide(scores, moves, c, role) for c in ("radial_move", "slack_move", "target"))
            for variable in target:
                frame[f"Proportionate Movement({variable})"] = radial[variable] + 0.0
                frame[f"Slack Movement({variable})"] = slack[variable] + 0.0
                frame[f"Projection({variable})"] = target[variable]
        if rts == "vrs":
            frame["Technical Efficiency Score(CRS)"] = scores["te_crs"].to_numpy()
            frame["Pure Technical Efficiency Score(VRS)"] = scores["te_vrs"].to_numpy()
            frame["Scale Efficiency Score"] = scores["se"].to_numpy()
            frame["RTS"] = scores["scale_status"].map(RETURNS).tolist()
        yield f"Results {rts.upper()}", frame


def _maxdea_malmquist(results: StudyResults, model: dict[str, Any]) -> Sheets:
    table = results.tables["malmquist"]
    mine = table[table["model"] == model["name"]]
    periods = [f"{a}-{b}" for a, b in zip(mine["period_from"], mine["period_to"], strict=True)]
    frame = pd.DataFrame({"DMU": mine["unit"], "Period": periods})
    yield "Results Malmquist", frame.assign(**{theirs: mine[ours] for theirs, ours in OF_MAXDEA.items()})
