"""Economic scores: their technical and allocative parts, and which of the two weighs more."""

from __future__ import annotations

import numpy as np

from farrell.dea import models
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
    digits = {c: _digits(float(known[c].abs().max())) for c in columns}
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
    return [Paragraph(_weighed(view)), table]


def _digits(largest: float) -> int:
    """Decimals of a column: money of many digits has none."""
    return 3 if largest < 100 else 1 if largest < 10_000 else 0


def _weighed(view: View) -> str:
    """Means of both parts, and of how many units which one is worse."""
    now = view.now("economics")
    known = now[np.isfinite(now["economic"])]
    is_loss = known["normalization"].notna().any()
    ahead = (known["allocative"] - known["technical"]) * (1.0 if is_loss else -1.0)
    values = {
        "model": view.model["name"],
        "when": view.when,
        "technical": number(known["technical"].mean()),
        "allocative": number(known["allocative"].mean()),
        "mix": int((ahead > SAME).sum()),
        "use": int((ahead < -SAME).sum()),
        "n": len(known),
    }
    return view.say("economics-loss" if is_loss else "economics-ratio", **values)
