"""What if: scenarios beside the present, each in a sentence, a figure and a table of all."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from farrell.report import figures
from farrell.report.names import Names, digits, number, percent, signed
from farrell.report.parts import Bullets, Figure, Paragraph, Part, Section, Table
from farrell.report.sections import mergers
from farrell.study import StudyResults

MOST_ROWS = 40


def section(results: StudyResults, names: Names) -> list[Section]:
    """The chapter, where the study has scenarios."""
    told = results.meta.get("scenarios")
    if not told:
        return []
    said = [sentence for entry in told for sentence in _spoken(results, entry, names)]
    parts: list[Part] = [Paragraph(names.say("scenario-lead")), Bullets(tuple(said))]
    if "scenarios" in results.tables:
        frame = results.tables["scenarios"]
        data = results.meta["data"]
        scope = [
            names.say("units", n=int(frame.groupby("unit")["te_crs_before"].any().sum())),
            names.say("orientation-input"),
        ]
        orientations = {entry["options"].get("orientation", "input") for entry in told}
        if orientations == {"output"}:
            scope[1] = names.say("orientation-output")
        source = names.say("figure-data", source=data["attribution"][names.language])
        caption = names.joined([names.sentence([names.say("fig-scenarios")]), names.sentence(scope), source])
        parts.append(Figure(figures.score_moves(frame, names), caption))
        parts.append(_totals(results.tables["scenario_totals"], names))
        if "scenario_gains" in results.tables:
            parts += mergers.told(results.tables["scenario_gains"], set(_today(frame).index), names)
        parts.append(_scores(frame, names))
    if "diffusion_paths" in results.tables:
        parts.append(_paths(results.tables["diffusion_paths"], names))
    return [Section("scenarios", names.say("h-scenarios"), parts)]


def _spoken(results: StudyResults, entry: dict[str, Any], names: Names) -> list[str]:
    kind = names.say(f"scenario-{entry['kind']}")
    head = names.aside(names.variable(entry["name"]), kind) if entry["name"] != entry["kind"] else kind
    if entry["kind"] == "diffusion":
        return [_diffused(results.tables["diffusion_paths"], entry, head, names)]
    frame = results.tables["scenarios"]
    own = frame[frame["scenario"] == entry["name"]]
    now, held, then = (own[f"te_crs_{key}"] for key in ("before", "held", "after"))
    both = own.dropna(subset=["te_crs_before", "te_crs_held"])
    lower = int((both["te_crs_held"] < both["te_crs_before"] - 1e-6).sum())
    higher = int((both["te_crs_held"] > both["te_crs_before"] + 1e-6).sum())
    means = {"now": number(now.mean()), "held": number(held.mean()), "then": number(then.mean())}
    said = [names.say("scenario-line", head=head, lower=lower, higher=higher, **means)]
    if now.count() != held.count() or now.count() != then.count():
        counts = {"now": now.count(), "held": held.count(), "then": then.count(), "n": len(both)}
        pair = {key: number(both[f"te_crs_{key}"].mean()) for key in ("before", "held")}
        said.append(names.say("scenario-means-of", **counts, was=pair["before"], will=pair["held"]))
    beyond = int((own["te_crs_held"] > 1 + 1e-6).sum())
    if beyond:
        said.append(names.say("scenario-beyond", n=beyond))
    said += [names.say(f"scenario-{note}") for note in entry["notes"]]
    return [names.joined(said)]


def _diffused(paths: pd.DataFrame, entry: dict[str, Any], head: str, names: Names) -> str:
    own = paths[paths["scenario"] == entry["name"]]
    last = own[own["year"] == own["year"].max()].dropna(subset="cumulative")
    mean = float(np.exp(np.log(last["cumulative"]).mean()))
    most = last.sort_values("cumulative", ascending=False).head(3)
    listed = [
        names.aside(names.unit(u), f"{signed(100 * (c - 1))}%")
        for u, c in zip(most["unit"], most["cumulative"], strict=True)
    ]
    options = entry["options"]
    return names.say(
        f"diffusion-{options['mode']}", head=head, share=percent(options["share"], 0), years=options["years"],
        growth=signed(100 * (mean - 1)), units=names.many(listed),
    )  # fmt: skip


def _totals(totals: pd.DataFrame, names: Names) -> Table:
    """What each scenario makes of the totals of all units."""
    listed = list(dict.fromkeys(totals["scenario"]))
    columns = list(dict.fromkeys(totals["column"]))
    rows = []
    for column in columns:
        part = totals[totals["column"] == column].set_index("scenario")
        d = digits([part["before"].iloc[0]])
        changes = [signed(100 * part.loc[s, "change"]) if s in part.index else "–" for s in listed]
        rows.append([names.headed(column), number(part["before"].iloc[0], d), *changes])
    header = [names.say("variable"), names.say("plan-today"), *map(names.variable, listed)]
    return Table(names.say("t-scenario-totals"), header, rows, notes=names.say("scenario-totals-note"))


def _scores(frame: pd.DataFrame, names: Names) -> Table:
    """te_crs of every unit now and in each scenario, on today's frontier and on the scenario's own."""
    listed = list(dict.fromkeys(frame["scenario"]))
    units = list(dict.fromkeys(frame["unit"]))
    header, spans = [names.say("unit"), names.say("te-today")], [("", 2)]
    for name in listed:
        header += [names.say("on-today"), names.say("on-own")]
        spans.append((names.variable(name), 2))
    now = _today(frame)
    parts = {name: frame[frame["scenario"] == name].set_index("unit") for name in listed}
    rows = []
    for unit in units:
        line = [
            mergers.spelled(unit, " + ", now.index, names),
            number(now.get(unit, float("nan"))),
        ]
        for name in listed:
            for key in ("te_crs_held", "te_crs_after"):
                line.append(number(parts[name].loc[unit, key]) if unit in parts[name].index else "–")
        rows.append(line)
    note = names.say("scenario-scores-note")
    return Table(names.say("t-scenario-scores"), header, rows, spans=tuple(spans), notes=note, folded=True)


def _today(frame: pd.DataFrame) -> Any:
    """te_crs of today's units, by unit."""
    return frame.dropna(subset="te_crs_before").drop_duplicates("unit").set_index("unit")["te_crs_before"]


def _paths(paths: pd.DataFrame, names: Names) -> Table:
    """Productivity of every unit at the end of each cycle, today = 1."""
    listed = list(dict.fromkeys(paths["scenario"]))
    units = list(dict.fromkeys(paths["unit"]))
    header, spans = [names.say("unit")], [("", 1)]
    for name in listed:
        header += [names.say("te-today"), names.say("te-then"), names.say("tfp-then")]
        spans.append((names.variable(name), 3))
    rows = []
    for unit in units:
        line = [names.unit(unit)]
        for name in listed:
            own = paths[(paths["scenario"] == name) & (paths["unit"] == unit)].sort_values("year")
            line += [number(own["te"].iloc[0]), number(own["te"].iloc[-1]), number(own["cumulative"].iloc[-1])]
        rows.append(line)
    return Table(
        names.say("t-diffusion"), header, rows, spans=tuple(spans), notes=names.say("diffusion-note"), folded=True
    )
