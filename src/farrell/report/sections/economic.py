"""Economic scores: their technical and allocative parts, and which of the two weighs more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from farrell.dea import models
from farrell.report import figures
from farrell.report.names import number
from farrell.report.parts import Paragraph, Part, Table, View

PARTS = ("economic", "technical", "scale", "allocative", "normalization", "observed", "optimal")
MOST_ROWS = 60
"""Units up to which the table stands open."""
SAME = 1e-9
"""Two parts this near are alike."""


def told(view: View) -> list[Part]:
    """Which part loses more, and every unit's parts, in the last period."""
    now = view.now("economics")
    known = now[np.isfinite(now["economic"])]
    if not len(known):
        return []
    columns = [c for c in PARTS if known[c].notna().any()]
    digits = {c: decimals(float(known[c].abs().max())) for c in columns}
    rows = [[view.names.unit(row["unit"]), *(number(row[c], digits[c]) for c in columns)] for _, row in now.iterrows()]
    rows.append([view.say("mean-all"), *(number(known[c].mean(), digits[c]) for c in columns)])
    header = [view.say("unit"), *(view.say(f"economics-{c}") for c in columns)]
    kind = models.about(view.model["kind"]).name(view.names.language)
    table = Table(
        view.say("t-economics", when=view.when, model=view.names.aside(view.model["name"], kind)),
        header,
        rows,
        notes=view.say("economics-note"),
        means=frozenset({len(rows) - 1}),
        folded=len(rows) > MOST_ROWS,
    )
    return [Paragraph(_weighed(view)), *_drawn(view, known), table]


def _drawn(view: View, known: pd.DataFrame) -> list[Part]:
    """What every unit loses, by part; nothing where parts are below 0, so that they do not stack."""
    is_loss = bool(known["normalization"].notna().any())
    losses = _losses(known, is_loss)
    parts = losses.drop(columns="unit")
    if parts.empty:
        return []
    values = parts.to_numpy(dtype=float)
    if values.min() < -SAME * max(1.0, float(np.abs(values).max())):
        return []
    losses[parts.columns] = parts.clip(lower=0.0)
    in_money = is_loss and view.options.get("monetary", False)
    axis = "money" if in_money else "loss" if is_loss else "share"
    drawing = figures.loss_bars(losses, view.say(f"losses-in-{axis}"), view.names)
    shown = min(len(losses), figures.MOST_UNITS)
    caption = view.caption(
        "fig-losses", units=len(losses), shown=shown, periods=[view.last], what={"model": view.model["name"]}
    )
    name = f"losses-{view.model['kind'].replace('_', '-')}"
    return [view.figure(replace(drawing, name=name), caption)]


def _losses(known: pd.DataFrame, is_loss: bool) -> pd.DataFrame:
    """unit and its parts that add up to what it loses. Of an efficiency that is a product, E = T S A, they are the
    shares 1 - T, T (1 - S) and T S (1 - A) of what is at stake, which add up to 1 - E."""
    parts = [part for part in ("technical", "scale", "allocative") if known[part].notna().any()]
    whole = known.dropna(subset=parts)
    if is_loss:
        return whole[["unit", *parts]].copy()
    made, left = whole[["unit"]].copy(), pd.Series(1.0, index=whole.index)
    for part in parts:
        made[part] = left * (1.0 - whole[part])
        left = left * whole[part]
    return made


def decimals(largest: float) -> int:
    """Decimals of a column: money of many digits has none."""
    return 3 if largest < 100 else 1 if largest < 10_000 else 0


def _with_scale(view: View, known: pd.DataFrame) -> str:
    """Mean technical efficiency, with that of scale in brackets where the model has it."""
    mean = number(known["technical"].mean())
    if known["scale"].isna().all():
        return mean
    return view.names.aside(mean, view.say("economics-scale-is", x=number(known["scale"].mean())))


def _weighed(view: View) -> str:
    """Means of both parts, and of how many units which one is worse."""
    now = view.now("economics")
    known = now[np.isfinite(now["economic"])]
    is_loss = known["normalization"].notna().any()
    ahead = (known["allocative"] - known["technical"]) * (1.0 if is_loss else -1.0)
    values = {
        "model": view.model["name"],
        "when": view.when,
        "technical": _with_scale(view, known),
        "allocative": number(known["allocative"].mean()),
        "mix": int((ahead > SAME).sum()),
        "use": int((ahead < -SAME).sum()),
        "n": len(known),
    }
    return view.say("economics-loss" if is_loss else "economics-ratio", **values)
