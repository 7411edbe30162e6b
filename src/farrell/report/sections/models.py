"""Models side by side: what each says of every unit, and how alike they rank them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from farrell.dea import models
from farrell.dea.compare import Comparison
from farrell.report import figures
from farrell.report.names import Names, number
from farrell.report.parts import Figure, Paragraph, Part, Section, Table, View
from farrell.report.sections import economic, nodes
from farrell.report.sections.spoken import headed
from farrell.study import StudyResults
from farrell.study.models import EFFICIENT

MOST_NAMED = 12
"""Units named that every model calls efficient."""
MOST_ROWS = 60
"""Units up to which the table of scores stands open."""


def is_single(view: View) -> bool:
    """Whether the view's model is a single model of static efficiency, by its function's name."""
    return view.model["kind"] in models.MODULES


def section(results: StudyResults, names: Names, views: list[View]) -> list[Section]:
    """One section, where the study has a model other than the radial pair and the index."""
    of_any = [view for view in views if is_single(view)]
    heading = names.say("h-models" if len(of_any) > 1 else "h-model")
    single = [view for view in of_any if view.has("scores")]
    at_prices = [part for view in of_any if view.has("economics") for part in economic.told(view)]
    others = [_own_table(view) for view in of_any if not view.has("scores")]
    if not single:
        return [Section("models", heading, list(others))] if others else []
    parts: list[Part] = [_overview(single, names)]
    held = comparison(results)
    if held is not None:
        parts += [Paragraph(names.joined(sentences(held, single, names)))]
        parts += _matrix(results, held, names)
        parts.append(_scores(results, held.scores, names))
    else:
        parts.append(_alone(single[0]))
    for view in single:
        if view.has("node_scores"):
            parts += nodes.parts(view)
    return [Section("models", heading, [*parts, *at_prices, *others])]


def comparison(results: StudyResults) -> Comparison | None:
    """The models side by side, where the study has several."""
    if "model_comparison" not in results.tables:
        return None
    return Comparison(results.tables["model_comparison"], results.tables["rank_correlations"])


def agreement(results: StudyResults, names: Names, views: list[View]) -> list[str]:
    """How alike the models rank, in sentences of a summary."""
    held = comparison(results)
    return [] if held is None else sentences(held, [v for v in views if is_single(v) and v.has("scores")], names)


def key_figures(view: View) -> list[str]:
    """What one model finds, in a sentence."""
    if not view.has("model_means"):
        return []
    level = _level(view)
    if level["n"] == level["left_out"]:
        return [view.say("key-no-scores", n=int(level["n"]))]
    kind = headed(models.about(view.model["kind"]).name(view.names.language))
    said = {"kind": kind, "when": view.when, "mean": number(level["mean"]), "n": int(level["n"])}
    if pd.isna(level["n_efficient"]):
        return [view.say("key-model-mean", **said)]
    return [view.say("key-model", ones=int(level["n_efficient"]), **said)]


def _level(view: View) -> Any:
    means = view.now("model_means")
    return means[means["by"] == "all"].iloc[0]


def sentences(held: Comparison, single: list[View], names: Names) -> list[str]:
    """The two pairs that rank most and least alike, and who is efficient under every model."""
    matrix = held.matrix
    values = matrix.to_numpy(dtype=float)
    pairs = [
        (values[i, j], matrix.columns[j], matrix.index[i])
        for i in range(len(values))
        for j in range(i)
        if np.isfinite(values[i, j])
    ]
    said = []
    if len(pairs) == 1:
        (value, a, b) = pairs[0]
        said.append(names.say("models-alike-one", value=number(value, 2), a=a, b=b))
    elif pairs:
        least, most = min(pairs), max(pairs)
        spoken = {"low": number(least[0], 2), "a": least[1], "b": least[2]}
        spoken |= {"high": number(most[0], 2), "c": most[1], "d": most[2]}
        said.append(names.say("models-alike", **spoken))
    best: set[str] | None = None
    telling = [view for view in single if not pd.isna(_level(view)["n_efficient"])]
    for view in telling:
        now = view.now("scores")
        chosen = set(now.loc[np.isin(now["efficiency"], EFFICIENT), "unit"])
        best = chosen if best is None else best & chosen
    if len(telling) > 1 and best is not None:
        listed = [names.unit(u) for u in single[0].now("scores")["unit"] if u in best]
        if not listed:
            said.append(names.say("models-none-efficient", when=single[0].when))
        elif len(listed) <= MOST_NAMED:
            said.append(names.say("models-all-efficient", when=single[0].when, units=names.many(listed)))
    return said


def _overview(single: list[View], names: Names) -> Table:
    """One row a model: what it is, its options, level and spread in the last period."""
    rows = []
    for view in single:
        level = _level(view)
        known = models.options(view.model["kind"])
        stated = {k: known[k].default for k in ("rts", "orientation") if k in known} | view.options
        options = names.listed([_option(k, v, names) for k, v in stated.items()])
        name = models.about(view.model["kind"]).name(names.language)
        cells = [number(level[c]) for c in ("mean", "sd", "min", "max")]
        ones = "–" if pd.isna(level["n_efficient"]) else str(level["n_efficient"])
        rows.append([view.model["name"], name, options, *cells, f"{ones} / {int(level['n'])}"])
    header = [names.say(k) for k in ("model", "what", "options", "mean", "sd", "min", "max", "efficient-of")]
    when = single[0].when
    return Table(names.say("t-models", when=when), header, rows, names_in=3, notes=names.say("models-note"))


def _option(key: str, value: Any, names: Names) -> str:
    """An option as it was given; a graph by its links, processes by their names, carry-overs by node and kind."""
    if key == "processes":
        return f"{key} = {names.many([names.variable(name) for name in value])}"
    if key == "carry_overs":
        places = {c: [place] if isinstance(place, str) else list(place.values()) for c, place in value.items()}
        said = [names.aside(names.within(c), names.many([names.variable(p) for p in its])) for c, its in places.items()]
        return f"{key} = {names.many(said)}"
    if key != "graph":
        return f"{key} = {_plain(value, names)}"
    return names.many(nodes.links(value, names))


def _plain(value: Any, names: Names) -> str:
    """A value as a study file writes it; columns by their names."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return names.many([_plain(one, names) for one in value])
    return names.variable(value) if isinstance(value, str) else str(value)


def _matrix(results: StudyResults, held: Comparison, names: Names) -> list[Part]:
    matrix = held.matrix
    if len(matrix) < 3 or not np.isfinite(matrix.to_numpy()[np.tri(len(matrix), k=-1, dtype=bool)]).any():
        return []
    data = results.meta["data"]
    scope = [names.say("units", n=len(data["units"]))]
    if len(data["periods"]) > 1:
        scope.append(names.span(data["periods"], data["periods"]))
    source = names.say("figure-data", source=data["attribution"][names.language])
    caption = names.joined([names.sentence([names.say("fig-ranks")]), names.sentence(scope), source])
    return [Figure(figures.rank_matrix(matrix, names), caption)]


def _scores(results: StudyResults, scores: pd.DataFrame, names: Names) -> Table:
    """Every unit under every model in the last period."""
    last = results.meta["data"]["periods"][-1]
    now = scores[scores["period"] == last]
    columns = [c for c in scores.columns if c not in ("unit", "period")]
    rows = [[names.unit(row["unit"]), *(number(row[c]) for c in columns)] for _, row in now.iterrows()]
    known = now[columns].astype(float).replace([np.inf, -np.inf], np.nan)  # as in the means by model
    rows.append([names.say("mean-all"), *(number(known[c].mean()) for c in columns)])
    return Table(
        names.say("t-model-scores", when=names.when(last)),
        [names.say("unit"), *columns],
        rows,
        notes=names.say("model-scores-note"),
        means=frozenset({len(rows) - 1}),
        folded=len(rows) > MOST_ROWS,
    )


def _own_table(view: View) -> Table:
    """All rows of a model that has no single score a unit-period."""
    frame = view.rows(view.model["kind"]).drop(columns="model")
    rows = [
        [number(v) if isinstance(v, float) else view.names.unit(v) if c == "unit" else "–" if v is None else str(v)
         for c, v in zip(frame.columns, row, strict=True)]
        for row in frame.astype(object).to_numpy().tolist()
    ]  # fmt: skip
    kind = models.about(view.model["kind"]).name(view.names.language)
    words = frozenset(i for i, c in enumerate(frame.columns) if not pd.api.types.is_float_dtype(frame[c]))
    caption = view.names.aside(view.model["name"], kind)
    return Table(caption, list(frame.columns), rows, words=words, folded=len(rows) > MOST_ROWS)


def _alone(view: View) -> Table:
    """The scores of the only model, with class and rank."""
    now, names = view.now("scores"), view.names
    rows = []
    for _, row in now.iterrows():
        value = row["te"] if np.isfinite(row["te"]) else row["score"]
        kind = view.say(f"class-{row['efficiency']}") if row["efficiency"] else str(row["status"])
        rows.append([names.unit(row["unit"]), number(value), "–" if pd.isna(row["rank"]) else str(row["rank"]), kind])
    header = [view.say(k) for k in ("unit", "score", "rank", "model-class")]
    return Table(view.say("t-model-scores", when=view.when), header, rows, words=frozenset({3}))
