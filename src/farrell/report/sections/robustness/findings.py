"""The specification curve: which findings every defensible model keeps, and what the others hang on."""

from __future__ import annotations

from typing import Any

import pandas as pd

from farrell.report import figures
from farrell.report.names import number, percent
from farrell.report.parts import Bullets, Part, Subheading, Table
from farrell.report.sections.robustness.view import NONE, RobustView

CHOICES = ("inputs", "outputs", "drop", "model", "rts", "orientation", "reference")
LEVELS_APART = 0.05
"""Means that lie this far apart between specifications are no level to be quoted."""
MOST_NAMED = 5
"""Findings of a kind that the summary names."""
ALIKE = 1e-9
"""Differences of shares this close are the same."""
MOST_SHARES = 14
"""Values of choices beside each other in a table; of more the table is left to the files."""


def parts(view: RobustView) -> list[Part]:
    """What was solved, which findings stand, hang and fall, the curve, its tables."""
    if not view.told["specifications"]:
        return []
    out: list[Part] = [Subheading(view.say("h-curve")), *view.paragraph(_lead(view))]
    if said := _verdicts(view):
        out += [Bullets(tuple(said)), *view.paragraph([view.say("curve-hedge")])]
    out += [*_figure(view), *_shares(view), *_by_choice(view), *view.paragraph(_spans(view)), _table(view)]
    return out


def key_figures(view: RobustView) -> list[str]:
    """Which findings stand, which hang on a choice, which fall."""
    if not view.told["specifications"]:
        return []
    return _sorted_out(view, short=True)


def _all(view: RobustView) -> Any:
    """Findings in the study's order, with their words, and whether they are of change."""
    frame, told = view.rows("finding_shares"), view.told["specifications"]["findings"]
    words, change = [view.finding(one) for one in told], [bool(one["left"]["part"]) for one in told]
    return frame.assign(words=words, change=change, place=range(len(frame)))


def _shown(view: RobustView) -> Any:
    """Those that can be told."""
    return _all(view).dropna(subset=["share"])


def _lead(view: RobustView) -> list[str]:
    frame = view.rows("specifications")
    solved = frame[frame["refusal"] == ""]
    varying = {c: frame[c].nunique() for c in CHOICES if frame[c].nunique() > 1}
    listed = [view.names.aside(view.choice(c), n) for c, n in varying.items()]
    low, high = float(solved["mean"].min()), float(solved["mean"].max())
    lead = view.say("curve-lead", n=len(frame), choices=view.names.many(listed))
    said = [lead if varying else view.say("curve-lead-one")]
    indices = max(_all(view).query("change")["specifications"], default=0)
    said += [view.say("curve-indices", n=indices)] if 0 < indices < len(solved) else []
    refused = frame["refusal"][frame["refusal"] != ""]
    why = view.told["specifications"]["refused_for"] or {}
    said += [view.say("curve-refused", n=len(refused), why=why[view.names.language])] if len(refused) else []
    without = int(solved["mean"].isna().sum())
    said += [view.say("curve-no-efficiency", n=without)] if without else []
    if "model" in varying:
        counts = frame["model"].value_counts(sort=False)
        listed = [f"{view.value('model', str(m))} {n}" for m, n in counts.items()]
        said.append(view.say("curve-weights", counts=view.names.many(listed)))
    if pd.notna(low):
        key = "curve-level-far" if high - low >= LEVELS_APART else "curve-level-near"
        said.append(view.say(key, low=number(low), high=number(high)))
    return said


def _verdicts(view: RobustView) -> list[str]:
    frame = _shown(view)
    part = frame[(frame["share"] > 0) & (frame["share"] < 1)].sort_values("share", ascending=False, kind="stable")
    hang = [_hangs(view, row) for row in part.to_dict("records")]
    whole = _sorted_out(view, short=False)
    untold = list(_all(view).query("specifications == 0")["words"])
    return [*whole, *hang, *([view.say("robust-untold", findings=view.names.listed(untold))] if untold else [])]


def _sorted_out(view: RobustView, *, short: bool) -> list[str]:
    """A sentence for the findings that all specifications keep, that none does, and, in short, that some do."""
    frame = _shown(view)
    kinds = {
        "stand": frame["share"] == 1,
        "hang": (frame["share"] > 0) & (frame["share"] < 1),
        "fall": frame["share"] == 0,
    }
    said = []
    for kind, chosen in kinds.items():
        part = frame[chosen]
        if len(part) and (short or kind != "hang"):
            listed = [
                view.names.aside(w, f"{view.share(s)}%" if kind == "hang" else str(n))
                for w, s, n in zip(part["words"], part["share"], part["specifications"], strict=True)
            ]
            if short and len(listed) > MOST_NAMED:
                listed = [*listed[:MOST_NAMED], view.say("more-of-them", n=len(listed) - MOST_NAMED)]
            values = {"findings": view.names.listed(listed)}
            said.append(view.say(f"key-robust-{kind}", **values) if short else view.say(f"robust-{kind}", **values))
    return said


def _hangs(view: RobustView, row: dict[str, Any]) -> str:
    """One finding that some specifications keep: in how many, and on which choice it hangs."""
    against = view.told["specifications"]["against"][row["place"]]
    key = "robust-kept-change" if row["change"] else "robust-kept"
    counts = {"holds": row["holds"], "n": row["specifications"], "share": view.share(row["share"])}
    head = view.say(key, finding=row["words"], **counts)
    if against:
        frame = view.rows("specifications")
        same = (frame[list(against)] == pd.Series(against)).all(axis=1)
        always = bool((frame.loc[same, row["finding"]].dropna() == 0).all())
        why = view.say("robust-against-always" if always else "robust-against-only", choices=view.chosen(against))
    else:
        why = _most_telling(view, row["finding"])
    return view.names.joined([head, why]) if why else head


def _most_telling(view: RobustView, finding: str) -> str:
    """The choice whose values differ the most in the share that keeps a finding."""
    frame = view.rows("finding_choices")
    frame = frame[frame["finding"] == finding].dropna(subset=["share"])
    if len(frame) == 0:
        return ""
    spread = frame.groupby("choice", sort=False)["share"].agg(lambda s: s.max() - s.min())
    if spread.max() <= 0:
        return ""
    first = spread.index[spread >= spread.max() - ALIKE]
    if len(first) > 1:
        return view.say("robust-telling-alike", choices=view.names.many([view.choice(str(one)) for one in first]))
    choice = str(first[0])
    own = frame[frame["choice"] == choice].sort_values("share", ascending=False, kind="stable")
    listed = [f"{view.value(choice, str(v))} {view.share(s)}%" for v, s in zip(own["value"], own["share"], strict=True)]
    return view.say("robust-telling", choice=view.choice(choice), shares=view.names.many(listed))


def _figure(view: RobustView) -> list[Part]:
    frame = view.rows("specifications")
    frame = frame[frame["mean"].notna()].reset_index(drop=True)
    if len(frame) < 2:
        return []
    findings = {row["finding"]: row["words"] for row in _shown(view).to_dict("records")}
    choices = {
        (view.choice(c), _named(view, c, str(v))): (c, v)
        for c in CHOICES
        if frame[c].nunique() > 1
        for v in dict.fromkeys(frame[c].sort_values(kind="stable"))
    }
    drawn = figures.specification_curve(frame, findings, choices, view.names)
    scope = view.names.span(view.periods, view.periods) if len(view.periods) > 1 else ""
    return [view.captioned(drawn, "fig-curve", [view.say("specifications-n", n=len(frame)), scope])]


def _named(view: RobustView, choice: str, value: str) -> str:
    """A value as the figure names it, with its choice where the value alone does not say it."""
    said = view.value(choice, value)
    alone = choice not in ("inputs", "outputs") and (value != NONE or choice == "drop")
    return said if alone else view.say("choice-value", choice=view.choice(choice), value=said)


def _shares(view: RobustView) -> list[Table]:
    frame = _shown(view).sort_values("share", ascending=False, kind="stable")
    if len(frame) == 0:
        return []
    rows = [
        [
            _headed(row["words"]),
            str(row["specifications"]),
            str(row["holds"]),
            percent(row["share"]),
            view.chosen(view.told["specifications"]["against"][row["place"]]) or "–",
        ]
        for row in frame.to_dict("records")
    ]
    header = [view.say(k) for k in ("finding", "specifications", "specifications-keep", "share-keep", "against")]
    words = frozenset({4})
    return [Table(view.say("t-findings"), header, rows, words=words, notes=view.say("findings-note"))]


def _headed(words: str) -> str:
    return words[:1].upper() + words[1:]


def _by_choice(view: RobustView) -> list[Table]:
    """Shares of every finding by every value of a choice."""
    frame = view.rows("finding_choices")
    pairs = list(dict.fromkeys(zip(frame["choice"], frame["value"], strict=True)))
    if not 0 < len(pairs) <= MOST_SHARES:
        return []
    at = frame.set_index(["finding", "choice", "value"])["share"]
    shown = _shown(view).to_dict("records")
    rows = [[_headed(row["words"]), *(percent(at[row["finding"], c, v]) for c, v in pairs)] for row in shown]
    counts: dict[str, int] = {}
    for choice, _ in pairs:
        counts[choice] = counts.get(choice, 0) + 1
    spans = (("", 1), *((_headed(view.choice(c)), n) for c, n in counts.items()))
    header = [view.say("finding"), *(view.value(c, str(v)) for c, v in pairs)]
    return [Table(view.say("t-by-choice"), header, rows, spans=spans, folded=True, notes=view.say("by-choice-note"))]


def _spans(view: RobustView) -> list[str]:
    """Units of the last period whose place hangs on the specification the most and the least."""
    now = view.now("specification_units").dropna(subset=["rank_best", "rank_worst"])
    if len(now) < 4:
        return []
    width = now["rank_worst"] - now["rank_best"]
    if width.max() <= 0:
        return []

    def named(part: Any) -> str:
        return view.names.many(
            [
                view.names.aside(view.names.unit(r["unit"]), f"{r['rank_best']:g}–{r['rank_worst']:g}")
                for r in part.to_dict("records")
            ]
        )

    most, least = (now.loc[_ahead(order)] for order in (width, -width))
    if len(most) == 0:
        return []
    key = "robust-spans" if len(least) else "robust-spans-most"
    return [view.say(key, when=view.when, most=named(most), **({"least": named(least)} if len(least) else {}))]


def _ahead(width: Any) -> list[Any]:
    """The first three, or as many of them as lie apart from the rest."""
    order = width.sort_values(ascending=False, kind="stable")
    cuts = [k for k in range(min(3, len(order) // 2), 0, -1) if order.iloc[k - 1] > order.iloc[k]]
    return list(order.index[: cuts[0]]) if cuts else []


def _table(view: RobustView) -> Table:
    """Every specification, the lowest mean first: its choices, mean, and which findings it keeps."""
    frame = view.rows("specifications")
    varying = [c for c in CHOICES if frame[c].nunique() > 1]
    shown = _shown(view).to_dict("records")
    marks = {1.0: "●", 0.0: "○"}
    rows = [
        [
            str(k),
            *(view.value(c, str(row[c])) for c in varying),
            number(row["mean"]),
            percent(row["efficient"]),
            *(marks.get(row[one["finding"]], "–") for one in shown),
        ]
        for k, row in enumerate(frame.to_dict("records"), start=1)
    ]
    header = [
        view.say("number-sign"),
        *(_headed(view.choice(c)) for c in varying),
        view.say("mean-efficiency"),
        view.say("share-efficient"),
    ]
    header += [f"F{k}" for k in range(1, len(shown) + 1)]
    listed = view.names.listed([f"F{k} {row['words']}" for k, row in enumerate(shown, start=1)])
    note = view.say("specifications-note", findings=listed) if shown else ""
    words = frozenset(range(1, len(varying) + 1))
    return Table(view.say("t-specifications"), header, rows, words=words, notes=note, folded=True)
