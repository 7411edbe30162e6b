"""Do units move, and do they become alike?"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from farrell.report import figures
from farrell.report.names import number, percent
from farrell.report.parts import Part, Subheading, Table
from farrell.report.sections.space.drivers import spatial_beta_table
from farrell.report.sections.space.view import SpaceView, p_value, records
from farrell.report.sections.spoken import changed, probability
from farrell.spacetime.local import LEVEL
from farrell.spacetime.log_t import CRITICAL, SHORT
from farrell.spacetime.markov import SPARSE

SAME_CV = 0.01
MOST_CONVERGING = 12
"""Most units named whose gaps die out."""


def moves(view: SpaceView) -> list[Part]:
    """Markov chains, with and without neighbours; the stochastic kernel; ranks."""
    if not any(view.has(name) for name in ("markov", "spatial_markov", "kernel", "mobility")):
        return []
    out: list[Part] = [Subheading(view.say("h-moves")), *view.paragraph([*_chain(view), *_ranks(view)])]
    if view.has("markov"):
        out.append(_markov_table(view))
    if view.has("spatial_markov"):
        out += [*view.paragraph(_neighbours(view)), _spatial_table(view)]
    if view.has("kernel"):
        out.append(view.figure(figures.kernel_map(view.rows("kernel"), view.axis, view.names), "fig-kernel"))
    return out


def _classes(frame: Any) -> list[int]:
    return [int(c) for c in dict.fromkeys(frame["class"])]


def _chain(view: SpaceView) -> list[str]:
    """How many stay, where the chain tends, which classes are sparse."""
    if not view.has("markov"):
        return []
    frame = view.rows("markov")
    k = len(frame)
    if not frame["n"].sum():
        return []
    stayed = sum(r["n"] * r[f"to {int(r['class'])}"] for r in records(frame) if r["n"])
    total = int(frame["n"].sum())
    out = [view.say("say-markov", n=total, stay=percent(stayed / total, 0), k=k)]
    if frame["limit"].notna().all():
        shares = view.names.many([f"{percent(v, 0)}%" for v in frame["limit"]])
        out.append(view.say("say-limit", shares=shares))
    sparse = frame.loc[frame["n"] < SPARSE, "class"]
    if len(sparse):
        out.append(view.say("say-sparse", classes=view.names.many([str(int(c)) for c in sparse]), least=SPARSE))
    return out


def _ranks(view: SpaceView) -> list[str]:
    if not view.has("mobility"):
        return []
    whole = view.records("mobility")[-1]
    ends: dict[str, Any] = {"first": view.names.at(whole["period_from"]), "last": view.names.at(whole["period_to"])}
    return [view.say("say-ranks", r=number(whole["spearman"], 2), places=number(whole["mean_change"], 1), **ends)]


def _markov_table(view: SpaceView) -> Table:
    """Class, moves from it, shares to every class, and where the chain tends."""
    frame = view.rows("markov")
    classes = _classes(frame)
    rows = []
    for r in records(frame):
        bound = view.say("up-to", value=view.value(r["upper"])) if pd.notna(r["upper"]) else view.say("above-all")
        shares = [number(r[f"to {j}"]) for j in classes]
        rows.append([view.names.aside(str(int(r["class"])), bound), str(int(r["n"])), *shares])
    rows.append([view.say("limit"), "", *(number(v) for v in frame["limit"])])
    header = [view.say("class-of"), "n", *(str(j) for j in classes)]
    spans = (("", 2), (view.say("next-class"), len(classes)))
    notes = view.say("markov-note", mobility=number(frame["mobility"].iloc[0]))
    caption = view.say("t-markov", what=view.label)
    return Table(caption, header, rows, notes=notes, means=frozenset({len(frame)}), spans=spans)


def _neighbours(view: SpaceView) -> list[str]:
    """Whether the moves hang on the neighbours, and how thin the counts are."""
    frame = view.rows("spatial_markov")
    first = records(frame)[0]
    if not first["df"] or math.isnan(first["lr_p"]):
        return [view.say("say-spatial-markov-untested")]
    found = {"lr": number(first["lr"], 1), "df": int(first["df"]), "p": probability(first["lr_p"])}
    found |= {"q": number(first["q"], 1), "q_p": probability(first["q_p"])}
    sure = first["lr_p"] <= LEVEL and first["q_p"] <= LEVEL
    unsure = first["lr_p"] > LEVEL and first["q_p"] > LEVEL
    key = "yes" if sure else "no" if unsure else "mixed"
    thin = int((frame["n"] < SPARSE).sum())
    out = [view.say(f"say-spatial-markov-{key}", **found)]
    if thin:
        out.append(view.say("say-thin", thin=thin, rows=len(frame), least=SPARSE))
    return out


def _spatial_table(view: SpaceView) -> Table:
    """One chain for each class of the neighbours' mean."""
    frame = view.rows("spatial_markov")
    classes = _classes(frame)
    rows = [
        [str(int(r["lag"])), str(int(r["class"])), str(int(r["n"])), *(number(r[f"to {j}"]) for j in classes)]
        for r in records(frame)
    ]
    header = [view.say("neighbours-class"), view.say("class-of"), "n", *(str(j) for j in classes)]
    spans = (("", 3), (view.say("next-class"), len(classes)))
    first = records(frame)[0]
    tests = {"lr": number(first["lr"], 2), "df": int(first["df"]), "lr_p": p_value(first["lr_p"])}
    tests |= {"q": number(first["q"], 2), "q_p": p_value(first["q_p"])}
    caption, notes = view.say("t-spatial-markov", what=view.label), view.say("spatial-markov-note", **tests)
    return Table(caption, header, rows, names_in=2, notes=notes, spans=spans, folded=True)


def convergence(view: SpaceView) -> list[Part]:
    """Spread by period, and growth of those behind."""
    if not any(view.has(name) for name in ("sigma", "beta", "spatial_beta", "clubs", "unit_roots")):
        return []
    out: list[Part] = [
        Subheading(view.say("h-convergence")),
        *view.paragraph([*_gaps(view), *_sigma(view), *_beta(view)]),
    ]
    if view.has("sigma"):
        out.append(_sigma_table(view))
    if view.has("beta"):
        out.append(_beta_table(view))
    if view.has("spatial_beta"):
        out.append(spatial_beta_table(view))
    if view.has("clubs"):
        out += view.paragraph(_clubs(view))
        paths = view.rows("club_paths")
        out.append(view.figure(figures.club_paths(paths, view.names), "fig-clubs", units=paths["unit"].nunique()))
        out.append(_clubs_table(view))
    return [*out, *view.paragraph(_unit_roots(view))]


def _gaps(view: SpaceView) -> list[str]:
    """Units without a value in every period."""
    units = view.gappy
    return [view.say("say-gaps", units=view.names.many([view.names.unit(u) for u in units]))] if units else []


def _clubs(view: SpaceView) -> list[str]:
    """Whether all units come together, and how many clubs there are."""
    frame = view.records("clubs")
    first = frame[0]
    found = {"t": number(first["t_all"], 2), "b": number(first["b_all"], 2), "k": len(frame)}
    if first["t_all"] > CRITICAL:
        out = [view.say("say-log-t-one", **found)]
    else:
        alone = [view.names.unit(u) for u in _members(view)[0]]
        out = [view.say("say-log-t-clubs", **found)]
        out += [view.say("say-divergent", units=view.names.many(alone))] if alone else []
    return [*out, view.say("say-log-t-short", periods=len(view.periods))] if len(view.periods) < SHORT else out


def _members(view: SpaceView) -> dict[int, list[str]]:
    """Number of a club -> its units; 0 for those of none."""
    out: dict[int, list[str]] = {0: []}
    for r in records(view.rows("club_paths").drop_duplicates("unit")):
        out.setdefault(int(r["club"]), []).append(r["unit"])
    return out


def _clubs_table(view: SpaceView) -> Table:
    rows = []
    members = _members(view)
    for r in view.records("clubs"):
        units = view.names.many([view.names.unit(u) for u in members[int(r["club"])]])
        cells = [units, str(int(r["n"])), number(r["b"]), number(r["se"]), number(r["t"], 2), number(r["alpha"])]
        rows.append([view.say("club-n", n=int(r["club"])), *cells])
    header = [view.say("club"), view.say("unit"), "n", "b", view.say("se-error"), "t", "α"]
    return Table(view.say("t-clubs", what=view.label), header, rows, names_in=2, notes=view.say("clubs-note"))


def _unit_roots(view: SpaceView) -> list[str]:
    """For how many units the gap to the mean dies out, and what the tests of all say."""
    if not view.has("unit_roots"):
        return []
    frame = view.records("unit_roots")
    units = [view.names.unit(r["unit"]) for r in frame if r["converges"]]
    first = frame[0]
    found = {"k": len(units), "n": len(frame), "fisher": number(first["all_fisher"], 1), "z": number(first["all_z"], 2)}
    found |= {"fisher_p": probability(first["all_fisher_p"]), "z_p": probability(first["all_z_p"])}
    count = view.say("unit-roots-count", **found)
    count = view.names.aside(count, view.names.many(units)) if 0 < len(units) <= MOST_CONVERGING else count
    power = view.say("say-unit-roots-power", periods=len(view.periods))
    chance = number(len(frame) * LEVEL, 1)
    return [view.say("say-unit-roots", count=count, chance=chance, **found), power]


def _sigma(view: SpaceView) -> list[str]:
    if not view.has("sigma"):
        return []
    frame = view.records("sigma")
    a, b = frame[0], frame[-1]
    ends = {"a": number(a["cv"]), "b": number(b["cv"])}
    ends |= {"first": view.names.at(a["period"]), "last": view.names.at(b["period"])}
    return [view.say(f"say-sigma-{changed(a['cv'], b['cv'], SAME_CV)}", **ends)]


def _beta(view: SpaceView) -> list[str]:
    """What the growth regression without effects says, and what biases those with effects."""
    if not view.has("beta"):
        return []
    plain = view.rows("beta").set_index("effects").loc["none"]
    found = {"beta": number(plain["beta"]), "p": probability(plain["p"])}
    if not plain["p"] <= LEVEL:
        out = [view.say("say-beta-none", **found)]
    elif plain["beta"] <= -1:
        out = [view.say("say-beta-over", **found)]
    elif plain["beta"] > 0:
        out = [view.say("say-beta-apart", **found)]
    else:
        speed = {"speed": percent(plain["speed"]), "half": number(plain["half_life"], 1)}
        speed["closed"] = percent(-plain["beta"])
        out = [view.say("say-beta-catch-up", **found, **speed)]
    if "unit" in view.rows("beta")["effects"].tolist():
        out.append(view.say("say-beta-bias", periods=len(view.periods)))
    if view.told["upper"] is not None:
        out.append(view.say("say-beta-bound"))
    return out


def _sigma_table(view: SpaceView) -> Table:
    rows = [
        [str(r["period"]), view.value(r["mean"]), view.value(r["sd"]), number(r["cv"], 4), number(r["sd_log"], 4)]
        for r in view.records("sigma")
    ]
    header = [view.say("period"), view.say("mean"), view.say("sd"), view.say("cv"), view.say("sd-log")]
    return Table(view.say("t-sigma", what=view.label), header, rows, notes=view.say("sigma-note"), folded=True)


def _beta_table(view: SpaceView) -> Table:
    rows = []
    for r in view.records("beta"):
        cells = [number(r["beta"], 4), number(r["se"], 4), number(r["t"], 2), p_value(r["p"])]
        cells += [percent(r["speed"]), number(r["half_life"], 1), number(r["r2"]), str(int(r["n"]))]
        rows.append([view.say(f"effects-{r['effects']}"), *cells])
    header = [view.say("effects"), "β", view.say("se-error"), "t", "p", view.say("speed"), view.say("half-life")]
    header += ["R²", "n"]
    return Table(view.say("t-beta", what=view.label), header, rows, notes=view.say("beta-note"))
