"""Dynamic models: each unit over all periods at once, and in each of them."""

from __future__ import annotations

from typing import Any

from farrell.dea.radial import EFFICIENT
from farrell.report import figures
from farrell.report.names import number
from farrell.report.parts import Part, Section, Table, View
from farrell.report.sections.spoken import extremes

MOST_ROWS = 60
"""Units up to which their table stands open."""
WIDE = 1e-6
"""A period whose greatest and least efficiency differ by more has no single one."""


def section(view: View) -> Section | None:
    """Sentences, a heat map, and the scores over all periods and of each."""
    if not view.has("dynamic_scores") or "overall" not in view.rows("dynamic_scores"):
        return None
    frame = view.rows("dynamic_scores")
    units = frame.drop_duplicates("unit")[["unit", "overall"]]
    parts: list[Part] = [*view.paragraph(sentences(view, frame, units.dropna()))]
    if view.timed and frame["te"].notna().any():
        drawn = figures.heat_map(frame, None, view.names, score="te", name="dynamic-scores", what="dynamic-of-period")
        shown = min(len(units), figures.MOST_UNITS)
        parts.append(view.figure(drawn, view.caption("fig-dynamic", shown=shown)))
    parts.append(_table(view, frame, units))
    return view.section("dynamic", "h-dynamic", parts)


def sentences(view: View, frame: Any, units: Any) -> list[str]:
    """What ties the periods, the level over all of them, who is highest and lowest, and how sure the split is."""
    given = view.options.get("carry_overs") or {}
    kinds = {c: place if isinstance(place, str) else place["kind"] for c, place in given.items()}
    listed = [view.names.aside(view.names.within(c), view.say(f"carry-{kind}")) for c, kind in kinds.items()]
    out = [view.say("dynamic-lead", columns=view.names.many(listed)) if kinds else view.say("dynamic-untied")]
    if len(units):
        ones = int((units["overall"] >= 1.0 - EFFICIENT).sum())
        out.append(view.say("dynamic-level", n=len(units), mean=number(units["overall"].mean()), ones=ones))
        out += extremes(view, "dynamic-last", units, "overall", highest=False)
    if "least" in frame and frame["least"].notna().any():
        open_to = frame["greatest"] - frame["least"]
        count, of = int((open_to > WIDE).sum()), int(open_to.notna().sum())
        said = {"k": count, "n": of, "most": number(open_to.max())}
        out.append(view.say("dynamic-split" if count else "dynamic-split-none", **said))
    return out


def _table(view: View, frame: Any, units: Any) -> Table:
    """A unit a row: the score over all periods, then each period's."""
    wide = frame.pivot(index="unit", columns="period", values="te")
    rows = [
        [view.names.unit(r["unit"]), number(r["overall"]), *(number(v) for v in wide.loc[r["unit"]])]
        for _, r in units.iterrows()
    ]
    rows.append([view.say("mean-all"), number(units["overall"].mean()), *(number(wide[p].mean()) for p in wide)])
    header = [view.say("unit"), view.say("dynamic-overall"), *(str(p) for p in wide)]
    return Table(
        view.say("t-dynamic"),
        header,
        rows,
        notes=view.say("dynamic-note"),
        means=frozenset({len(rows) - 1}),
        folded=len(rows) > MOST_ROWS,
    )
