"""Do the sides of a system develop together, who ranks where, and what holds units back?"""

from __future__ import annotations

from typing import Any

from farrell.report import figures
from farrell.report.names import Names, number, percent
from farrell.report.parts import Part, Section, Subheading, Table
from farrell.report.sections.maps import boundary_source
from farrell.report.sections.space import rankings
from farrell.report.sections.space.system_view import ENOUGH, SystemView
from farrell.report.sections.space.view import records
from farrell.report.sections.spoken import changed, leading
from farrell.spacetime.coupling import GRADES, grade_name
from farrell.study import StudyResults


def section(results: StudyResults, names: Names) -> list[Section]:
    """The chapter of ``[space.subsystems]``; none without them."""
    view = SystemView.of(results, names)
    if view is None:
        return []
    parts: list[Part] = [*view.paragraph(_what(view)), _indicator_table(view)]
    if view.coupled:
        parts += _coordination(view)
        heading = view.say("h-systems")
        parts.append(Subheading(view.say("h-rankings")))
    else:
        heading = view.say("h-system", what=next(iter(view.subsystems.values())))
    return [Section("systems", heading, [*parts, *rankings.parts(view), *rankings.obstacles(view)])]


def key_figures(results: StudyResults, names: Names) -> list[str]:
    """How coordination developed, and in which grade most units are; of one subsystem who is first."""
    view = SystemView.of(results, names)
    if view is None:
        return []
    said = [*_level(view), *_grades(view)] if view.coupled else rankings.topsis(view)
    return [names.joined(said)]


def _what(view: SystemView) -> list[str]:
    """The subsystems and their indicators, how they are made one, and what is left out."""
    words = view.indicators
    systems = []
    for subsystem, spoken in view.spoken.items():
        of_it = [words[one["name"]] for one in view.told["indicators"] if one["subsystem"] == subsystem]
        systems.append(view.names.aside(spoken, view.names.many(of_it)))
    out = [view.say("say-systems" if view.coupled else "say-system", systems=view.names.listed(systems))]
    less = [words[one["name"]] for one in view.told["indicators"] if one["direction"] == "-"]
    if less:
        out.append(view.say("say-systems-less", names=view.names.many(less)))
    out.append(view.say("say-systems-scale"))
    frame = view.rows("indicators")
    if len(frame) > 1:
        most = frame.loc[frame["weight"].idxmax()]
        out.append(view.say("say-systems-heaviest", what=words[most["indicator"]], share=percent(most["weight"])))
    if view.told["left_out"]:
        out.append(view.say("say-systems-left-out", which=view.places(map(tuple, view.told["left_out"]))))
    return out


def _indicator_table(view: SystemView) -> Table:
    """Subsystem, indicator, direction, weight among all and in its subsystem."""
    rows = []
    for r in records(view.rows("indicators")):
        sign = "+" if r["direction"] == "+" else "\u2212"
        cells = [view.indicators[r["indicator"]], sign, percent(r["weight"])]
        rows.append([view.subsystems[r["subsystem"]], *cells, percent(r["weight_within"])])
    header = [view.say(key) for key in ("subsystem", "indicator", "direction", "weight-all", "weight-within")]
    caption, notes = view.say("t-indicators"), view.say("indicators-note")
    if not view.coupled:
        rows, header = [row[1:-1] for row in rows], header[1:-1]
    return Table(caption, header, rows, names_in=len(header) - 2 - view.coupled, notes=notes)


def _coordination(view: SystemView) -> list[Part]:
    """Level, grades, extremes and warnings; the maps, the lines, and the tables of D."""
    out: list[Part] = [*view.paragraph([*_level(view), *_grades(view), *_ends(view)])]
    out += view.paragraph([*_indices(view), *_limits(view)])
    frame, boundaries = view.rows("coupling"), view.results.boundaries
    if boundaries is not None:
        values = frame.rename(columns={"coordination": "value"})
        drawn = figures.value_maps(values, boundaries, view.shown, view.say("coordination"), 3, view.names)
        more = boundary_source(view.results, view.names)
        out.append(view.drawn(drawn, "coordination-maps", "fig-coordination-maps", view.shown, *more))
    if view.timed:
        drawn = figures.coordination_means(frame, view.subsystems, view.names)
        out.append(view.drawn(drawn, drawn.name, "fig-coordination-means", view.periods))
    out += [_grade_table(view)] if view.timed else []
    out.append(_unit_table(view))
    return [*out, _coordination_table(view)] if view.timed else out


def _level(view: SystemView) -> list[str]:
    """How high the mean coordination degree is, and how it changed."""
    means = view.rows("coupling").groupby("period", sort=False)["coordination"].mean()
    a, b = means.iloc[0], means.iloc[-1]
    what = view.names.many(list(view.spoken.values()))
    if not view.timed:
        return [view.say("say-coordination", what=what, when=view.when, b=number(b))]
    return [view.say(f"say-coordination-{changed(a, b)}", what=what, a=number(a), b=number(b), **view.ends)]


def _grades(view: SystemView) -> list[str]:
    """In which grade most units are, and how many rose or fell in grade since the first period."""
    now = view.at("coupling", view.last)
    counts = now["grade"].value_counts()
    top = [grade for grade in GRADES if counts.get(grade, 0) == counts.iloc[0]]
    k, n = int(counts.iloc[0]), len(now)
    key = "tied" if len(top) > 1 else "most" if 2 * k > n else "largest"
    spoken = view.names.many([grade_name(grade, view.names.language) for grade in top])
    out = [view.say(f"say-grade-{key}", when=view.when, grade=spoken, k=k, n=n)]
    if view.timed:
        grid = view.rows("coupling").pivot(index="unit", columns="period", values="grade")
        both = grid[[view.periods[0], view.last]].dropna().map(GRADES.index)
        moved = both[view.last] - both[view.periods[0]]
        counted = {"n": len(both), "up": int((moved > 0).sum()), "down": int((moved < 0).sum())}
        out.append(view.say("say-grades-moved", first=view.ends["first"], **counted))
    return out


def _ends(view: SystemView) -> list[str]:
    """Where coordination is highest and lowest."""
    now = view.at("coupling", view.last)
    if len(now) < ENOUGH:
        return []
    high, low = leading(now, "coordination"), leading(now, "coordination", highest=False)
    ends = {"high": view.valued(high, "coordination"), "low": view.valued(low, "coordination")}
    return [view.say("say-coordination-ends", when=view.when, **ends)]


def _indices(view: SystemView) -> list[str]:
    """The mean index of each subsystem, and which is most often a unit's lowest."""
    now, systems = view.at("coupling", view.last), view.spoken
    means = view.names.many([f"{spoken} {number(now[column].mean())}" for column, spoken in systems.items()])
    out = [view.say("say-indices", when=view.when, means=means)]
    lowest = now[list(systems)].idxmin(axis=1).value_counts()
    if len(lowest) == 1 or lowest.iloc[0] > lowest.iloc[1]:
        found: dict[str, Any] = {"system": systems[str(lowest.index[0])], "k": int(lowest.iloc[0]), "n": len(now)}
        out.append(view.say("say-lowest-index", **found))
    return out


def _limits(view: SystemView) -> list[str]:
    """What C says, where D is nothing, and that grades are a convention."""
    frame = view.rows("coupling")
    known = view.at("coupling", view.last)["coupling"].dropna()
    out = []
    if len(known):
        low, high = number(known.min()), number(known.max())
        out.append(view.say("say-coupling-range", when=view.when, low=low, high=high))
    none = frame[frame["coordination"] == 0]
    if len(none):
        which = view.places(zip(none["unit"], none["period"], strict=True))
        out.append(view.say("say-coordination-zero", which=which))
    out.append(view.say("say-coordination-limits"))
    return [*out, view.say("say-coordination-time")] if view.timed else out


def _grade_table(view: SystemView) -> Table:
    """How many units are in each grade in each period, the highest grade first."""
    frame = view.rows("coupling")
    counts = frame.groupby(["grade", "period"]).size().unstack(fill_value=0).reindex(columns=view.periods)
    seen = [grade for grade in reversed(GRADES) if grade in counts.index]
    rows = []
    for grade in seen:
        i = GRADES.index(grade)
        band = f"{i / 10:.1f}–{(i + 1) / 10:.1f}"
        name = view.names.aside(grade_name(grade, view.names.language), band)
        rows.append([name, *(str(k) if k else "" for k in counts.loc[grade])])
    header = [view.say("coordination-grade"), *map(str, view.periods)]
    return Table(view.say("t-grades"), header, rows, notes=view.say("grades-note"))


def _unit_table(view: SystemView) -> Table:
    """Every unit's indices, coupling, development, coordination and grade in the last period, the highest first."""
    now = view.at("coupling", view.last).sort_values(["coordination", "unit"], ascending=[False, True])
    columns = [*view.subsystems, "coupling", "development", "coordination"]
    rows = [
        [view.names.unit(r["unit"]), *(number(r[c]) for c in columns), grade_name(r["grade"], view.names.language)]
        for r in records(now)
    ]
    rows.append([view.say("mean-all"), *(number(now[c].mean()) for c in columns), ""])
    header = [view.say("unit"), *view.subsystems.values(), "C", "T", "D", view.say("coordination-grade")]
    spans = (("", 1), (view.say("indices"), len(view.subsystems)), (view.say("h-coupling"), 3), ("", 1))
    words, emphasis = frozenset({len(header) - 1}), frozenset({len(rows) - 1})
    caption, notes = view.say("t-unit-coordination", when=view.when), view.say("unit-coordination-note")
    return Table(caption, header, rows, words=words, notes=notes, means=emphasis, spans=spans)


def _coordination_table(view: SystemView) -> Table:
    """D of every unit in every period, and its grade in the last; the highest first."""
    frame = view.rows("coupling")
    grid = frame.pivot(index="unit", columns="period", values="coordination").reindex(columns=view.periods)
    grades = view.at("coupling", view.last).set_index("unit")["grade"]
    rows = []
    for unit in grid.sort_values([view.last], ascending=False, kind="stable", na_position="last").index:
        grade = grade_name(grades[unit], view.names.language) if unit in grades.index else "–"
        rows.append([view.names.unit(unit), *(number(value) for value in grid.loc[unit]), grade])
    rows.append([view.say("mean-all"), *(number(value) for value in grid.mean()), ""])
    header = [view.say("unit"), *map(str, view.periods), view.say("coordination-grade")]
    words, emphasis = frozenset({len(header) - 1}), frozenset({len(rows) - 1})
    return Table(view.say("t-coordination"), header, rows, words=words, means=emphasis, folded=True)
