"""Change of economic efficiency: how much of it came from the use of resources, how much from the mix at prices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from farrell.report import figures
from farrell.report.names import number, percent, signed
from farrell.report.parts import Part, Section, Table, View
from farrell.report.sections.economic import decimals
from farrell.report.sections.index import Index
from farrell.report.sections.spoken import SAME_INDEX, SIGNIFICANT, headed, probability, test_words

MOST_ROWS = 60
"""Units up to which their table stands open."""
FEWEST = 6
"""Units from which a test of signed ranks can tell anything from chance."""


def section(view: View) -> Section:
    """Sentences, the figure of parts, means by interval, by region and by unit."""
    index = Index(view)
    means = index.table("means")
    parts: list[Part] = [*view.paragraph(sentences(view))]
    if np.isfinite(_overall(means)["econch"]):
        drawn = figures.change_bars(_growth(index, means), _leaves(index, means), _axis(view, index), view.names)
        what = {"side": _side(view), "means": index.say(f"means-{index.kind_of_mean}")}
        units = int(means.loc[means["by"] == "unit", "econch"].notna().sum())
        caption = view.caption("fig-econch", units=units, shown=min(units, figures.MOST_UNITS), what=what)
        parts.append(view.figure(drawn, caption))
    parts.append(_table(index, "interval", str))
    if (means["by"] == "region").any():
        parts += [*view.paragraph(_by_region(index, means)), _table(index, "region", view.names.region)]
    parts.append(_table(index, "unit", view.names.unit))
    return view.section("economic-change", "h-economic-change", parts)


def key_figures(view: View) -> list[str]:
    """The mean change, whether chance would do, and what moved it."""
    return [view.names.joined(_found(Index(view)))]


def sentences(view: View) -> list[str]:
    """The mean change and whether chance would do, what moved it, who and when moved most; what it does not say."""
    index = Index(view)
    means, out = index.table("means"), _found(index)
    if not np.isfinite(_overall(means)["econch"]):
        return out
    for by, spoken in (("interval", str), ("unit", view.names.unit)):
        out += _ends(index, means, by, spoken)
    in_money = [view.say("econch-money")] if _is_money(view, index) else []
    return [*out, view.say("econch-own"), *in_money]


def _found(index: Index) -> list[str]:
    """The mean change, whether chance would do, what moved it; or that there is none."""
    means = index.table("means")
    overall = _overall(means)
    if not np.isfinite(overall["econch"]):
        return [index.view.say("econch-none")]
    return [_level(index, overall), *_beyond_chance(index, means), *_moved(index)]


def _overall(means: pd.DataFrame) -> Any:
    return means[means["by"] == "overall"].iloc[0]


def _side(view: View) -> str:
    """Whose efficiency it is, in words."""
    return view.say(f"econch-of-{view.options.get('side', 'cost')}")


def _leaves(index: Index, frame: pd.DataFrame) -> list[str]:
    """Parts that are not made of others and have values."""
    return [c for c in index.told["leaves"] if frame[c].notna().any()]


def _is_money(view: View, index: Index) -> bool:
    return index.is_sum and bool(view.options.get("monetary", False))


def _axis(view: View, index: Index) -> str:
    kind = "money" if _is_money(view, index) else "loss" if index.is_sum else "log"
    return headed(view.say(f"econch-in-{kind}", per=view.names.per(view.periods)))


def _places(index: Index) -> int:
    """Decimals of a mean change."""
    largest = index.table("means")["econch"].abs().max()
    return 3 if not index.is_sum or not np.isfinite(largest) else decimals(float(largest))


def _growth(index: Index, means: pd.DataFrame) -> pd.DataFrame:
    """by, name, and what every part adds: mean logarithms in per cent, of a sum the means."""
    columns = [*_leaves(index, means), "econch"]
    values = means[columns].to_numpy(dtype=float)
    grown = pd.DataFrame(values if index.is_sum else 100 * np.log(values), columns=columns, index=means.index)
    return pd.concat([means[["by", "name"]], grown], axis=1)


def _way(index: Index, value: float) -> str:
    """up, down or same: the ending of a sentence's key."""
    grown = value if index.is_sum else float(np.log(value))
    least = 0.5 * 10.0 ** -_places(index) if index.is_sum else SAME_INDEX
    return "same" if abs(grown) < least else "up" if grown > 0 else "down"


def _level(index: Index, overall: Any) -> str:
    """The mean change of all, with its parts."""
    view, places = index.view, _places(index)
    value = float(overall["econch"])
    listed = [f"{view.say(f'part-{c}')} {number(overall[c], places)}" for c in _parts(index, overall)]
    said = {
        "side": headed(_side(view)),
        "x": number(value, places),
        "n": int(overall["n"]),
        "parts": view.names.many(listed),
        "per": view.names.per(view.periods),
    }
    if index.is_sum:
        return view.say(f"econch-sum-{_way(index, value)}", size=number(abs(value), places), **said)
    return view.say(f"econch-ratio-{_way(index, value)}", size=percent(abs(value - 1.0)), **said)


def _parts(index: Index, overall: Any) -> list[str]:
    return [c for c in index.told["leaves"] if np.isfinite(overall[c])]


def _beyond_chance(index: Index, means: pd.DataFrame) -> list[str]:
    """Whether the units' means lie to one side of no change by more than chance: signed ranks."""
    view = index.view
    known = means.loc[(means["by"] == "unit") & means["econch"].notna(), "econch"].to_numpy(dtype=float)
    apart = (known if index.is_sum else np.log(known)).round(8)
    apart = apart[apart != 0]
    if len(apart) < FEWEST:
        return []
    p = float(stats.wilcoxon(apart).pvalue)
    return [view.say("econch-clear" if p < SIGNIFICANT else "econch-chance", p=probability(p))]


def _moved(index: Index) -> list[str]:
    """The part that moved the mean most, and those that went against it."""
    view = index.view
    rows = view.rows("contributions")
    at = rows[rows["by"] == "overall"].set_index("component")["growth"]
    total, parts = float(at["econch"]), at.drop("econch").dropna()
    if len(parts) < 2 or _way(index, total if index.is_sum else float(np.exp(total))) == "same":
        return []
    scale, places = (1.0, _places(index)) if index.is_sum else (100.0, 2)
    unit = "" if index.is_sum else " %" if view.names.language == "zh" else "%"

    def listed(chosen: pd.Series) -> str:
        said = [f"{view.say(f'part-{c}')} {signed(scale * v, places)}{unit}" for c, v in chosen.items()]
        return view.names.many(said)

    ahead = parts[parts * total > 0].sort_values(key=abs, ascending=False, kind="stable")
    against = parts[parts * total < 0].sort_values(key=abs, ascending=False, kind="stable")
    said = {"total": f"{signed(scale * total, places)}{unit}", "ahead": listed(ahead), "against": listed(against)}
    if index.is_sum:
        return [view.say("econch-sum-against" if len(against) else "econch-sum-together", **said)]
    return [view.say("econch-ratio-against" if len(against) else "econch-ratio-together", **said)]


def _ends(index: Index, means: pd.DataFrame, by: str, spoken: Callable[[str], str]) -> list[str]:
    """How many intervals or units are on the side of progress, and both ends; nothing where all are alike."""
    view, places = index.view, _places(index)
    part = means[(means["by"] == by) & means["econch"].notna()].sort_values("econch", kind="stable")
    if len(part) < 2 or part["econch"].iloc[-1] - part["econch"].iloc[0] < SAME_INDEX:
        return []
    low, high = part.iloc[0], part.iloc[-1]
    ahead = int((index.growth("econch", part["econch"]) > 1e-8).sum())
    ends = {"best": spoken(str(high["name"])), "x": number(high["econch"], places)}
    ends |= {"worst": spoken(str(low["name"])), "y": number(low["econch"], places)}
    return [view.say(f"econch-{by}s", k=ahead, n=len(part), side=index.side, **ends)]


def _by_region(index: Index, means: pd.DataFrame) -> list[str]:
    """The order of regions, and whether a test tells them apart."""
    view, places = index.view, _places(index)
    part = means[(means["by"] == "region") & means["econch"].notna()]
    if len(part) < 2:
        return []
    ordered = part.sort_values("econch", ascending=False, kind="stable")
    named = [f"{view.names.region(r['name'])} {number(r['econch'], places)}" for _, r in ordered.iterrows()]
    tests = view.rows("group_tests")
    tests = tests[tests["measure"] == "econch"]
    said = view.say("econch-regions", regions=view.names.many(named))
    return [said, *(test_words(view, tests) if len(tests) else [])]


def _table(index: Index, by: str, label: Callable[[str], str]) -> Table:
    """Means by interval, region or unit, the overall one last, with their spread."""
    view, means = index.view, index.table("means")
    columns, overall, places = index.present(means), _overall(means), _places(index)

    def cells(row: Any) -> list[str]:
        values = [number(row[c], places) for c in (*columns, "econch_min", "econch_max")]
        return [*values, f"{row['n_progress']} / {row['n']}"]

    rows = [[label(str(r["name"])), *cells(r)] for _, r in means[means["by"] == by].iterrows()]
    rows.append([view.say(f"mean-{index.kind_of_mean}"), *cells(overall)])
    header = [headed(view.say(by)), *(view.say(c) for c in columns), view.say("min"), view.say("max"), index.side]
    spans = (("", 1), (view.say(f"means-{index.kind_of_mean}"), len(columns)), (view.say("econch"), 3))
    caption = view.say(f"t-econch-{by}", side=headed(_side(view)))
    last, note = frozenset({len(rows) - 1}), index.note(overall)
    return Table(caption, header, rows, notes=note, means=last, spans=spans, folded=len(rows) > MOST_ROWS)
