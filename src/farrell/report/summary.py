"""The first sentences of a report: each is computed from the tables and says no more than they do."""

from __future__ import annotations

from typing import Any

import numpy as np

from farrell.report.names import Names, number, percent
from farrell.report.parts import View, make_table
from farrell.study import StudyResults

GAPS = {
    ("input", "input"): "key-gap-input-input",
    ("input", "output"): "key-gap-input-output",
    ("output", "output"): "key-gap-output-output",
    ("output", "input"): "key-gap-output-input",
}
"""Orientation and role: what a gap of that role means there."""


def key_figures(view: View) -> list[str]:
    """What one model finds."""
    found = _efficiency(view) if view.model["kind"] == "efficiency" else _productivity(view)
    if view.alone:
        return found
    return [view.say("of-model", model=view.model["name"], sentence=sentence) for sentence in found]


def _efficiency(view: View) -> list[str]:
    now, means = view.now("efficiency"), view.now("means").iloc[0]
    n, ones, left_out = int(means["n"]), int(means["n_efficient"]), int(means["left_out"])
    if left_out == n:
        return [view.say("key-no-scores", n=n)]
    scores = {"te": number(means["te_crs"]), "pte": number(means["te_vrs"]), "se": number(means["se"])}
    out = [view.say("key-efficiency", when=view.when, ones=ones, n=n, below=n - ones - left_out, **scores)]
    if left_out:
        out.append(view.say("key-left-out", n=left_out))
    if "te_crs_low" in now:
        low, high = now["te_crs_low"].mean(), now["te_crs_high"].mean()
        if high - low > 5e-4:
            out.append(view.say("key-range", low=number(low), high=number(high)))
    if "regions" in view.results.tables:
        regions = view.now("regions").sort_values("te_crs", ascending=False)
        listed = [
            f"{view.names.region(r)} {number(te)}"
            for r, te in zip(regions["region"], regions["te_crs"], strict=True)
            if np.isfinite(te)
        ]
        out.append(view.say("key-regions", when=view.when, regions=view.names.many(listed)))
    total = view.now("redundancy")
    total = total[total["rts"] == "vrs"]
    for role in ("input", "output") if view.orientation == "input" else ("output", "input"):
        part = total[(total["role"] == role) & (total["rate"] >= 5e-4)]
        if len(part):
            rates = zip(part["variable"], part["rate"], strict=True)
            listed = [f"{view.names.variable(v)} {percent(r)}%" for v, r in rates]
            out.append(view.say(GAPS[view.orientation, role], when=view.when, gaps=view.names.many(listed)))
    return out


def _productivity(view: View) -> list[str]:
    means = view.rows("malmquist_means")
    overall = means[means["by"] == "overall"].iloc[0]
    if not np.isfinite(overall["tfpch"]):
        return [view.say("key-no-indices")]
    parts = {c: number(overall[c]) for c in ("tfpch", "effch", "techch")}
    change = percent(abs(overall["tfpch"] - 1))
    key = "key-tfp-same" if float(change) == 0 else "key-tfp-up" if overall["tfpch"] > 1 else "key-tfp-down"
    out = [view.say(key, change=change, n=int(overall["n"]), **parts)]
    weaker = min(("effch", "techch"), key=lambda c: overall[c])
    if overall[weaker] < 1 and parts["effch"] != parts["techch"]:
        out.append(view.say(f"key-drag-{weaker}", **parts))
    return out


def published(results: StudyResults, names: Names) -> dict[str, Any] | None:
    """Published figures beside the computed ones, where the study file has some."""
    if "published" not in results.tables:
        return None
    frame = results.tables["published"]
    rows = [
        [
            row[f"label_{names.language}"],
            number(row["published"], int(row["decimals"])),
            number(row["computed"], int(row["decimals"]) + 2),
            names.say("agrees" if row["agrees"] else "differs"),
        ]
        for _, row in frame.iterrows()
    ]
    header = [names.say(k) for k in ("figure", "published", "computed", "to-printed-digits")]
    compare = results.meta["compare"]
    table = make_table(names.say("published-caption"), header, rows, notes=compare["note"][names.language])
    return {"table": table, "source": compare["source"], "all_agree": bool(frame["agrees"].all())}
