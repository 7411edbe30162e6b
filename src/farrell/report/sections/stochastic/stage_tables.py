"""Tables of three-stage DEA as studies print them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from farrell.inference.stochastic.three_stage_result import POOLED, stars
from farrell.report.names import digits, number
from farrell.report.parts import Table
from farrell.report.sections.chapter import CONSTANT, Chapter, sized
from farrell.report.sections.spoken import probability_cell

SCORES = ("te_crs", "te_vrs", "se")
MOST_ROWS = 40
TREATMENTS = {
    "separated": "treatment-separated",
    "environment": "treatment-environment",
    "left": "treatment-left",
    "no slack": "treatment-no-slack",
}
"""What became of a slack -> its name."""


def regressions(view: Chapter) -> Table:
    """Stage 2: a column a slack, a row a covariate with its t ratio in brackets below, then gamma and the test."""
    frame, tests = view.rows("slack_regressions"), view.rows("slack_tests")
    period = POOLED if (tests["period"] == POOLED).all() else view.last
    frame, tests = frame[frame["period"] == period], tests[tests["period"] == period]
    columns = list(tests["column"])
    of = {(r["column"], r["name"]): r for r in frame.to_dict("records")}
    rows = []
    for name in (CONSTANT, *view.told["three_stage"]["environment"]):
        found = [of.get((column, name)) for column in columns]
        rows.append(
            [view.covariate(name), *("–" if r is None else sized(r["estimate"]) + stars(r["p"]) for r in found)]
        )
        rows.append(["", *("" if r is None or pd.isna(r["t"]) else f"({number(r['t'], 2)})" for r in found)])
    at = tests.set_index("column")
    for key, column, shown in (
        ("sigma2", "sigma2", sized), ("gamma", "gamma", number), ("log-likelihood", "log_likelihood", _two),
    ):  # fmt: skip
        rows.append([view.say(key), *(shown(at.loc[c, column]) for c in columns)])
    rows.append([view.say("lr-one-sided"), *(_two(at.loc[c, "lr"]) + stars(at.loc[c, "p"]) for c in columns)])
    treated = {c: at.loc[c, "treatment"] for c in columns}
    rows.append([view.say("stage-treatment"), *(view.say(TREATMENTS[treated[c]]) for c in columns)])
    header = [view.say("parameter"), *(view.names.headed(c) for c in columns)]
    critical = tests.dropna(subset=["critical_5"])
    values = {k: number(critical[f"critical_{k}"].iloc[0], 3) if len(critical) else "–" for k in ("10", "5", "1")}
    note = view.say("stage2-note", n=int(tests["n"].max()), ten=values["10"], five=values["5"], one=values["1"])
    squares = view.say("stage2-squares") if (tests["treatment"] == "environment").any() else ""
    side = view.told["three_stage"]["orientation"]
    when = view.say("stage2-pooled") if period == POOLED else view.names.at(period)
    return Table(view.say(f"t-stage2-{side}", when=when), header, rows, notes=view.names.joined([note, squares]))


def _two(value: float) -> str:
    return number(value, 2)


def tests(view: Chapter) -> list[Table]:
    """gamma and the one-sided test by period, where there is a regression a period."""
    frame = view.rows("slack_tests")
    if (frame["period"] == POOLED).all():
        return []
    columns = list(dict.fromkeys(frame["column"]))
    rows = []
    for period, part in frame.groupby("period", sort=False):
        at = part.set_index("column")
        cells = [
            cell
            for c in columns
            for cell in (number(at.loc[c, "gamma"]), _two(at.loc[c, "lr"]) + stars(at.loc[c, "p"]))
        ]
        rows.append([view.label(period), *cells])
    header = [view.say("period"), *[view.say("gamma"), "LR"] * len(columns)]
    spans = (("", 1), *((view.names.variable(c), 2) for c in columns))
    return [Table(view.say("t-slack-tests"), header, rows, spans=spans, folded=True)]


def units(view: Chapter) -> Table:
    """Both stages side by side, unit by unit, blocks by region with their means, all units last."""
    now, means, regions = view.now("stages"), view.now("stage_means"), view.regions
    labels: list[str | None] = [*dict.fromkeys(regions.values())] or [None]
    rows: list[list[str]] = []
    emphasis: list[int] = []

    def mean_line(label: str, row: Any) -> None:
        emphasis.append(len(rows))
        cells = [cell for s in (1, 3) for cell in (*(number(row[f"{c}_{s}"]) for c in SCORES), "", "")]
        rows.append([label, *cells, ""])

    for label in labels:
        for row in now.to_dict("records"):
            if label is None or regions.get(row["unit"]) == label:
                rows.append([view.names.unit(row["unit"]), *_stage(view, row, 1), *_stage(view, row, 3), _gained(row)])
        if label is not None:
            mine = means[(means["by"] == "region") & (means["name"] == label)]
            if len(mine):
                mean_line(view.say("mean-of", region=view.names.region(label)), mine.iloc[0])
    mean_line(view.say("mean-all"), means[means["by"] == "all"].iloc[0])
    header = [view.say("unit"), *[view.say(k) for k in ("te", "pte", "se", "rts", "rank")] * 2, view.say("gained")]
    spans = (("", 1), (view.say("stage-1"), 5), (view.say("stage-3"), 5), ("", 1))
    return Table(
        view.say("t-stages", when=view.when), header, rows, words=frozenset({4, 9}), notes=view.say("stages-note"),
        means=frozenset(emphasis), spans=spans, folded=len(now) > MOST_ROWS,
    )  # fmt: skip


def _stage(view: Chapter, row: dict[str, Any], stage: int) -> list[str]:
    scale = view.say(f"scale-{row[f'scale_status_{stage}'] or 'none'}")
    rank = row[f"rank_{stage}"]
    return [*(number(row[f"{c}_{stage}"]) for c in SCORES), scale, "–" if pd.isna(rank) else f"{rank:.0f}"]


def _gained(row: dict[str, Any]) -> str:
    gained = row["gained"]
    return "–" if pd.isna(gained) else ("+" if gained > 0 else "") + number(gained, 0)


def means(view: Chapter) -> list[Table]:
    """Means of all units in every period, both stages side by side."""
    frame = view.rows("stage_means")
    frame = frame[frame["by"] == "all"]
    if len(frame) < 2:
        return []
    rows = []
    for row in frame.to_dict("records"):
        cells = [number(row[f"{c}_{s}"]) for s in (1, 3) for c in SCORES]
        rows.append([str(row["period"]), *cells, number(row["spearman"], 2), probability_cell(row["p"])])
    header = [view.say("period"), *[view.say(k) for k in ("te", "pte", "se")] * 2, view.say("spearman"), "p"]
    spans = (("", 1), (view.say("stage-1"), 3), (view.say("stage-3"), 3), ("", 2))
    return [Table(view.say("t-stage-means"), header, rows, spans=spans, notes=view.say("stage-means-note"))]


def adjusted(view: Chapter) -> Table:
    """What every unit has, what was added for environment and, if anything, for luck, and what stage 3 counts."""
    now = view.now("slack_adjustments")
    columns = list(dict.fromkeys(now["column"]))
    of = {c: now[now["column"] == c].set_index("unit") for c in columns}
    places = {c: digits([*of[c]["actual"], *of[c]["adjusted"]]) for c in columns}
    lucky = {"for_noise": "for-noise"} if (now["for_noise"] != 0).any() else {}
    shown = {"actual": "actual", "for_environment": "for-environment", **lucky, "adjusted": "adjusted"}
    rows = []
    for unit in dict.fromkeys(now["unit"]):
        cells = []
        for c in columns:
            row = of[c].loc[unit]
            cells += [number(row[k], places[c]) for k in shown]
        rows.append([view.names.unit(unit), *cells])
    header = [view.say("unit"), *[view.say(key) for key in shown.values()] * len(columns)]
    spans = (("", 1), *((view.names.headed(c), len(shown)) for c in columns))
    return Table(view.say("t-adjusted", when=view.when), header, rows, spans=spans, folded=True)
