"""Three-stage DEA: is there noise in the slacks, what goes with them, and how units stand once it is levelled."""

from __future__ import annotations

from typing import Any

import pandas as pd

from farrell.inference.stochastic.three_stage_result import POOLED
from farrell.report import figures
from farrell.report.names import number, percent, signed
from farrell.report.parts import Part
from farrell.report.sections.chapter import LEVEL, Chapter
from farrell.report.sections.spoken import MOST_NAMED, SAME_INDEX, probability
from farrell.report.sections.stochastic import stage_tables

FAR = 5
"""Places that a rank must move to be told."""
SEPARATED = "separated"
HEAVY = 0.5
"""An adjustment of this share of what a unit has makes another unit of it."""


def parts(view: Chapter) -> list[Part]:
    """Sentences, the table of stage 2, the figure, both stages unit by unit."""
    if not view.told["three_stage"]:
        return []
    out: list[Part] = [
        *view.paragraph([_lead(view), *_noise(view)]),
        *view.paragraph(_environment(view)),
        stage_tables.regressions(view),
        *stage_tables.tests(view),
        *view.paragraph([*_moved(view), *_hangs_on(view)]),
        *_figure(view),
        stage_tables.units(view),
        *stage_tables.means(view),
        stage_tables.adjusted(view),
    ]
    return out


def _figure(view: Chapter) -> list[Part]:
    now = view.now("stages").dropna(subset=["te_crs_1", "te_crs_3"])
    return [view.figure(figures.stage_moves(now, view.names), "fig-stages", len(now))] if len(now) else []


def key_figures(view: Chapter) -> list[str]:
    """How the mean and the ranks move."""
    if not view.told["three_stage"]:
        return []
    row, still = _whole(view), _still(view.now("stages"))
    said = {"when": view.when, "first": number(row["te_crs_1"]), "third": number(row["te_crs_3"])}
    if still:
        return [view.say("key-stages-same", **said)]
    far = int((view.now("stages")["gained"].abs() >= FAR).sum())
    return [view.say("key-stages", far=far, n=int(row["n"]), places=FAR, **said)]


def _lead(view: Chapter) -> str:
    told = view.told["three_stage"]
    listed = view.names.many([view.covariate(name, within=True) for name in told["environment"]])
    lead = view.say(f"stages-lead-{told['orientation']}", environment=listed)
    several = sum(model["kind"] == "efficiency" for model in view.results.meta["models"]) > 1
    return view.names.joined([lead, view.say("stages-of-model", model=told["model"])]) if several else lead


def _named(view: Chapter, tests: pd.DataFrame) -> str:
    """Regressions in words: the columns of pooled ones, how many of others."""
    if (tests["period"] == POOLED).all():
        return view.many(tests["column"])
    return view.say("stages-count", n=len(tests))


def _noise(view: Chapter) -> list[str]:
    """Where gamma lies, and what became of slacks that show no noise, or nothing but noise."""
    tests, slack = view.rows("slack_tests"), view.rows("slack_adjustments")["slack"]
    made = tests[tests["treatment"] != "no slack"]
    found = {
        "no-noise": made[made["boundary"] == "no noise"],
        "no-inefficiency": made[made["boundary"] == "no inefficiency"],
        "no-maximum": made[(made["boundary"] == "") & ~made["converged"].astype(bool)],
    }
    inside = made[(made["boundary"] == "") & made["converged"].astype(bool)]
    found["not-sure"] = inside[inside["p"] > LEVEL]
    said, ways = list[str](), list[str]()
    for kind, rows in found.items():
        if len(rows):
            all_of = "all" if len(rows) == len(made) else "some"
            values = {"columns": _named(view, rows), "zeros": percent((slack == 0).mean(), 0)}
            said.append(view.say(f"stages-{kind}", which=view.say(f"stages-{all_of}", **values), **values))
            said += [view.say(f"stages-kept-{kind}")] if (rows["treatment"] == SEPARATED).any() else []
            ways += [way for way in rows["treatment"] if way != SEPARATED]
    said += [view.say(f"stages-then-{way}") for way in dict.fromkeys(ways)]
    sure = inside[inside["p"] <= LEVEL]
    if len(sure):
        low, high = number(sure["gamma"].min()), number(sure["gamma"].max())
        said.append(view.say("stages-sound", columns=_named(view, sure), low=low, high=high))
    if len(made) < len(tests):
        said.append(view.say("stages-no-slack", columns=_named(view, tests[tests["treatment"] == "no slack"])))
    if view.told["three_stage"]["separation"] == "production" and (made["treatment"] == SEPARATED).any():
        said.append(view.say("stages-production"))
    return said


def _environment(view: Chapter) -> list[str]:
    """Which covariates go with more or less slack; of regressions by period those of the last."""
    frame = view.rows("slack_regressions")
    when = "" if (frame["period"] == POOLED).all() else view.when
    frame = frame[frame["period"].isin([POOLED, view.last])]
    frame = frame[frame["name"].isin(view.told["three_stage"]["environment"])]
    if len(frame) == 0:
        return []
    if frame["p"].isna().all():
        return [view.say("environment-unknown")]
    said = []
    for name in dict.fromkeys(frame["name"]):
        own = frame[(frame["name"] == name) & (frame["p"] <= LEVEL)]
        for way, part in (("more", own[own["estimate"] > 0]), ("less", own[own["estimate"] < 0])):
            if len(part):
                listed = [
                    view.names.aside(view.names.within(c), f"p {probability(p)}")
                    for c, p in zip(part["column"], part["p"], strict=True)
                ]
                said.append(
                    view.say(
                        f"environment-{way}", name=view.covariate(name, within=True), columns=view.names.many(listed)
                    )
                )
    if not said:
        return [view.say("environment-none", when=when)]
    return [view.say("environment-sure", when=when, listed=view.names.listed(said)), view.say("environment-hedge")]


def _whole(view: Chapter) -> Any:
    means = view.now("stage_means")
    return means[means["by"] == "all"].iloc[0]


def _still(now: pd.DataFrame) -> bool:
    """Whether stage 3 repeats stage 1 as printed."""
    pairs = [(f"{c}_1", f"{c}_3") for c in ("te_crs", "te_vrs")]
    return all(bool(((now[a] - now[b]).abs().dropna() < SAME_INDEX).all()) for a, b in pairs)


def _moved(view: Chapter) -> list[str]:
    """How scores and ranks of the last period move from stage 1 to stage 3."""
    row, now = _whole(view), view.now("stages").dropna(subset=["te_crs_1", "te_crs_3"])
    if _still(now):
        return [view.say("stages-same", when=view.when)]
    spoken = {"te": "te_crs", "pte": "te_vrs", "se": "se"}
    values = {f"{k}_{w}": number(row[f"{c}_{s}"]) for k, c in spoken.items() for w, s in (("first", 1), ("third", 3))}
    said = [view.say("stages-means", when=view.when, **values)]
    if pd.notna(row["p"]):
        key = "sure" if row["p"] <= LEVEL else "unsure"
        said.append(view.say(f"stages-signed-{key}", p=probability(row["p"])))
    far = now[now["gained"].abs() >= FAR]
    rho = number(row["spearman"], 2)
    said.append(view.say("stages-ranks", rho=rho, far=len(far), n=len(now), places=FAR))
    ordered = far.sort_values("gained", kind="stable")[["unit", "rank_1", "rank_3", "gained"]]
    for way, part in (("up", ordered[ordered["gained"] > 0][::-1]), ("down", ordered[ordered["gained"] < 0])):
        listed = [
            view.names.aside(view.names.unit(unit), f"{a:.0f} → {b:.0f}")
            for unit, a, b, _ in part.head(MOST_NAMED).itertuples(index=False)
        ]
        if listed:
            said.append(view.say(f"stages-{way}", units=view.names.many(listed)))
    return said


def _hangs_on(view: Chapter) -> list[str]:
    """Whose environment all are given, and how much is added beside what units have."""
    frame = view.rows("slack_adjustments")
    if _still(view.now("stages")) or not (frame["for_environment"] > 0).any():
        return []
    pooled, output = view.told["three_stage"]["regression"] == "pooled", "output"
    here = frame if pooled else frame[frame["period"] == view.last]
    sign = -1.0 if view.told["three_stage"]["orientation"] == output else 1.0
    worst: dict[str, list[str]] = {}
    for column, part in here.groupby("column", sort=False):
        if (part["for_environment"] > 0).any():
            row = part.loc[(sign * part["environment"]).idxmax()]
            unit = view.names.unit(row["unit"])
            key = f"{unit} {view.names.at(row['period'])}" if pooled and len(view.periods) > 1 else unit
            worst.setdefault(key, []).append(str(column))
    listed = [view.names.aside(unit, view.many(columns)) for unit, columns in worst.items()]
    said = [view.say("stages-worst", units=view.names.many(listed))]
    now = view.now("slack_adjustments")
    now = now[(now["actual"] > 0) & (now["adjustment"] > 0)]
    sizes, largest = [], 0.0
    for column, part in now.groupby("column", sort=False):
        share = part["adjustment"] / part["actual"]
        most, largest = part.loc[share.idxmax(), "unit"], max(largest, float(share.max()))
        values = {"median": signed(100 * share.median()), "most": signed(100 * share.max())}
        sizes.append(
            view.say("stages-size", column=view.names.within(str(column)), unit=view.names.unit(most), **values)
        )
    said += [view.say("stages-sizes", when=view.when, sizes=view.names.listed(sizes))] if sizes else []
    return [*said, view.say("stages-of-size")] if largest >= HEAVY else said
