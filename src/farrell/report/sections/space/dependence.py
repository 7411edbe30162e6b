"""Are near units alike, and where?"""

from __future__ import annotations

from typing import Any

from farrell.report import figures
from farrell.report.names import number
from farrell.report.parts import Part, Subheading, Table
from farrell.report.sections.maps import boundary_source
from farrell.report.sections.space.view import SpaceView, p_value, records
from farrell.report.sections.spoken import probability
from farrell.spacetime.local import LEVEL

NAMED = 12
"""Most units named in a sentence."""
QUADS = ("HH", "LL", "HL", "LH")


def parts(view: SpaceView) -> list[Part]:
    """Moran's I by period, its scatter, the map of quadrants, lasting spots."""
    if not any(view.has(name) for name in ("moran", "geary", "local_moran", "getis_ord", "hot_spots")):
        return []
    out: list[Part] = [Subheading(view.say("h-dependence")), *view.paragraph(_neighbours(view))]
    if view.has("moran"):
        out += view.paragraph(said(view))
        if view.timed:
            rules = {w["name"]: view.weights_name(w) for w in view.space["weights"]}
            out.append(view.figure(figures.moran_lines(view.rows("moran"), rules, view.names), "fig-moran"))
        out.append(_moran_table(view))
    if view.has("bivariate"):
        out.append(_bivariate_table(view))
    if view.has("local_moran"):
        out += view.paragraph(_local(view))
        out += _local_figures(view)
        out.append(_local_table(view))
    if view.has("hot_spots"):
        out += view.paragraph(_spots(view))
        out += _spot_figure(view)
    return out


def said(view: SpaceView) -> list[str]:
    """What Moran's I says of all periods, and of the last; nothing without it."""
    return _moran(view) if view.has("moran") else []


def _neighbours(view: SpaceView) -> list[str]:
    """Who is whose neighbour, and who has none."""
    first, *others = view.space["weights"]
    out = [view.say("say-weights", rule=view.weights_words(first), links=first["links"])]
    if first["islands"]:
        listed = view.names.many([view.names.unit(u) for u in first["islands"]])
        out.append(view.say("say-islands", units=listed))
    if others:
        out.append(view.say("say-other-weights", rules=view.names.many([view.weights_words(w) for w in others])))
    return out


def _first(view: SpaceView) -> Any:
    """Moran's I by the first weights."""
    frame = view.rows("moran")
    return frame[frame["weights"] == frame["weights"].iloc[0]]


def _moran(view: SpaceView) -> list[str]:
    """What Moran's I says of all periods, and of the last."""
    frame = _first(view)
    sure = frame[frame["p"] <= LEVEL]
    out = []
    if view.timed:
        a, b = records(frame)[0], records(frame)[-1]
        ends: dict[str, Any] = {"a": number(a["statistic"]), "b": number(b["statistic"]), "n": len(frame)}
        ends |= {"first": view.names.at(a["period"]), "last": view.names.at(b["period"]), "sure": len(sure)}
        out.append(view.say("say-moran", what=view.label, **ends))
    last = records(frame)[-1]
    side = "none" if not last["p"] <= LEVEL else "alike" if last["statistic"] > last["expected"] else "unlike"
    found = {"i": number(last["statistic"]), "p": probability(last["p"]), "n": int(last["n"])}
    out.append(view.say(f"say-moran-{side}", what=view.label, at=view.names.at(last["period"]), **found))
    return out


def _moran_table(view: SpaceView) -> Table:
    """The table of studies: I, E(I), standard deviation, z, p, by formula and by permutation."""
    frame = view.rows("moran")
    rules = {w["name"]: view.weights_name(w) for w in view.space["weights"]}
    geary = view.rows("geary").set_index("period") if view.has("geary") else None
    rows: list[list[str]] = []
    emphasis, alone = [], len(rules) == 1
    for rule, words in rules.items():
        part = frame[frame["weights"] == rule]
        if not alone:
            emphasis.append(len(rows))
            rows.append([words, *[""] * (6 if geary is None else 8)])
        for r in records(part):
            cells = [number(r["statistic"], 4), number(r["expected"], 4), number(r["sd"], 4), number(r["z"], 2)]
            cells += [p_value(r["p"]), p_value(r["p_permutation"])]
            if geary is not None:
                c = geary.loc[r["period"]]
                first = rule == next(iter(rules))
                cells += [number(c["statistic"], 4), p_value(c["p"])] if first else ["", ""]
            rows.append([str(r["period"]), *cells])
    header = [view.say("period"), "I", "E(I)", view.say("sd"), "z", "p", view.say("p-permutation")]
    header += [] if geary is None else ["C", "p"]
    spans = [("", 1), (view.say("moran"), 6), *([] if geary is None else [(view.say("geary"), 2)])]
    notes = view.say("moran-note", m=view.space["permutations"])
    caption = view.say("t-moran", what=view.label)
    return Table(caption, header, rows, notes=notes, means=frozenset(emphasis), spans=tuple(spans))


def _bivariate_table(view: SpaceView) -> Table:
    """The variable of a unit beside the drivers of its neighbours."""
    rows = []
    for r in view.records("bivariate"):
        cells = [number(r["moran"], 4), p_value(r["moran_p"]), number(r["lee"], 4), p_value(r["lee_p"])]
        rows.append([view.driver(r["driver"]), str(r["period"]), *cells])
    header = [view.say("driver"), view.say("period"), "I", "p", "L", "p"]
    spans = (("", 2), (view.say("bivariate-moran"), 2), (view.say("lee"), 2))
    caption, notes = view.say("t-bivariate", what=view.label), view.say("bivariate-note")
    return Table(caption, header, rows, names_in=2, spans=spans, notes=notes, folded=True)


def _local(view: SpaceView) -> list[str]:
    """Which units stand out in the last period, before and after the correction for many tests."""
    frame = view.at("local_moran", view.last)
    frame = frame[frame["kind"] != ""]
    sure, kept = frame[frame["p"] <= LEVEL], frame[frame["p_fdr"] <= LEVEL]
    n, at = len(frame), view.names.at(view.last)
    if len(sure) == 0:
        return [view.say("say-local-none", at=at, n=n)]
    out = [view.say("say-local", at=at, k=len(sure), n=n, chance=number(n * LEVEL, 1), units=_by_kind(view, sure))]
    out.append(view.say("say-local-kept", units=_by_kind(view, kept)) if len(kept) else view.say("say-local-lost"))
    return out


def _by_kind(view: SpaceView, frame: Any) -> str:
    """Units by quadrant: ``among their like (HH): Shanghai, Zhejiang; ...``"""
    said = []
    for kind in QUADS:
        units = [view.names.unit(u) for u in frame.loc[frame["kind"] == kind, "unit"]]
        if units:
            more = view.say("and-more", n=len(units) - NAMED) if len(units) > NAMED else ""
            named = view.names.many(units[:NAMED]) + more
            said.append(view.say("quad-units", kind=view.say(f"quad-{kind}"), units=named))
    return view.names.listed(said)


def _local_figures(view: SpaceView) -> list[Part]:
    frame, boundaries, out = view.rows("local_moran"), view.results.boundaries, list[Part]()
    now = view.at("local_moran", view.last)
    if view.has("moran") and len(now) <= figures.MOST_UNITS:
        slope = float(_first(view).iloc[-1]["statistic"])
        drawn = figures.moran_scatter(now, slope, view.label, view.names)
        out.append(view.figure(drawn, "fig-moran-scatter", [view.last], units=len(drawn.data)))
    elif view.has("moran"):
        out += view.paragraph([view.say("say-no-scatter", n=len(now), most=figures.MOST_UNITS)])
    if boundaries is not None:
        drawn = figures.quadrant_maps(frame, boundaries, view.shown, view.names)
        out.append(view.figure(drawn, "fig-lisa", view.shown, *boundary_source(view.results, view.names)))
    return out


def _local_table(view: SpaceView) -> Table:
    """Every unit's value, neighbours, I_i and Gi* in the last period."""
    now = view.at("local_moran", view.last).sort_values(["p", "unit"])
    hot = view.at("getis_ord", view.last).set_index("unit") if view.has("getis_ord") else None
    rows = []
    for r in records(now):
        kind = view.say(f"quad-{r['kind']}") if r["kind"] else "–"
        cells = [view.value(r["value"]), view.value(r["lag"]), kind]
        cells += [number(r["statistic"]), p_value(r["p"]), p_value(r["p_fdr"])]
        if hot is not None:
            g = hot.loc[r["unit"]]
            cells += [number(g["statistic"], 2), p_value(g["p_permutation"]), p_value(g["p_fdr"])]
        rows.append([view.names.unit(r["unit"]), *cells])
    header = [view.say("unit"), view.say("own-value"), view.say("neighbours-mean"), view.say("quadrant")]
    header += ["I", "p", view.say("p-fdr")]
    spans = [("", 4), (view.say("local-moran"), 3)]
    if hot is not None:
        header += ["z", "p", view.say("p-fdr")]
        spans.append(("Gi*", 3))
    caption = view.say("t-local", what=view.label, at=view.names.at(view.last))
    notes = view.say("local-note", m=view.space["permutations"])
    words = frozenset({3})
    return Table(caption, header, rows, words=words, notes=notes, spans=tuple(spans), folded=True)


def _spots(view: SpaceView) -> list[str]:
    """Kinds of lasting hot and cold spots."""
    frame = view.rows("hot_spots")
    found = frame[frame["pattern"] != "none"]
    if len(found) == 0:
        return [view.say("say-spots-none")]
    said = []
    for pattern in dict.fromkeys(found["pattern"]):
        units = [view.names.unit(u) for u in found.loc[found["pattern"] == pattern, "unit"]]
        said.append(view.say("quad-units", kind=figures.spot(pattern, view.names), units=view.names.many(units)))
    return [view.say("say-spots", units=view.names.listed(said))]


def _spot_figure(view: SpaceView) -> list[Part]:
    frame, boundaries = view.rows("hot_spots"), view.results.boundaries
    if boundaries is None or (frame["pattern"] == "none").all():
        return []
    drawn = figures.spot_map(frame, boundaries, view.names)
    return [view.figure(drawn, "fig-spots", None, *boundary_source(view.results, view.names))]
