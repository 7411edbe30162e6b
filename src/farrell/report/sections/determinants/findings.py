"""What every method says of every covariate, in sentences, and what speaks against each."""

from __future__ import annotations

from collections.abc import Sequence

from farrell.inference.regressions.determinants import CLUSTERED, SECOND_STAGE
from farrell.report import figures
from farrell.report.names import number, percent
from farrell.report.parts import Bullets, Part
from farrell.report.sections.determinants.view import DeterminantsView, sized, way
from farrell.report.sections.spoken import SIGNIFICANT, probability

WAYS = {"+": "more", "-": "less", "0": "unsure"}
SHOWN = ("estimate", "low", "high")


def parts(view: DeterminantsView) -> list[Part]:
    """What was asked, what was found of each covariate, what each method can say, the figure."""
    return [
        *view.paragraph(_lead(view)),
        Bullets(tuple(view.names.joined(_covariate(view, name)) for name in view.covariates)),
        *view.paragraph(_bounds(view)),
        *view.paragraph(_beside(view)),
        view.picture(
            figures.coefficient_panels(
                view.rows("determinants"), view.method, view.names, shared=view.told["standardise"]
            ),
            "fig-determinants",
            per=view.per,
            level=view.level,
        ),
    ]


def key_figures(view: DeterminantsView) -> list[str]:
    """Covariates that go with efficiency by the bootstrap and by clustered errors, where there are such."""
    sure: dict[str, list[str]] = {"+": [], "-": []}
    for name in view.covariates:
        ways = {way(view.found(method, name)) for method in _stages(view)}
        if len(ways) == 1 and (only := ways.pop()) in sure:
            sure[only].append(view.covariate(name, within=True))
    said = [view.say(f"key-goes-{WAYS[mark]}", names=view.names.many(found)) for mark, found in sure.items() if found]
    key = "key-determinants" if said else "key-determinants-none"
    return [view.say(key, listed=view.names.listed(said), rest=_rest(view, sure))]


def _rest(view: DeterminantsView, sure: dict[str, list[str]]) -> str:
    """What is said of the covariates that are not sure."""
    known = {name for found in sure.values() for name in found}
    unsure = [name for c in view.covariates if (name := view.covariate(c, within=True)) not in known]
    return view.say("key-goes-unsure", names=view.names.many(unsure)) if unsure and known else ""


def _stages(view: DeterminantsView) -> list[str]:
    """The second stage by its bootstrap and, in a panel, by clustered errors."""
    return [method for method in (SECOND_STAGE, CLUSTERED) if method in view.methods]


def _lead(view: DeterminantsView) -> list[str]:
    told, first, fits = view.told, view.fit(SECOND_STAGE), view.rows("determinants_fits")
    listed = view.names.many([view.covariate(name, within=True) for name in view.covariates])
    score = view.say({"te_vrs": "pte", "te_crs": "te"}[told["score"]])
    said = [view.say("determinants-lead", score=score, covariates=listed)]
    if not told["model"]:
        side = view.say(f"orientation-{told['orientation']}")
        said.append(view.say("determinants-of-none", score=score, orientation=side))
    elif sum(model["kind"] == "efficiency" for model in view.results.meta["models"]) > 1:
        said.append(view.say("determinants-of-model", model=told["model"]))
    loops = {"first": f"{told['first']:,}", "second": f"{told['replicates']:,}", "seed": told["seed"]}
    said.append(view.say(f"determinants-stage-{told['algorithm']}", n=f"{int(first['n']):,}", **loops))
    said.append(view.say("determinants-numbers", per=view.per, level=view.level))
    lost = int(first["without_maximum"])
    if lost:
        said.append(view.say("determinants-lost", n=lost, all=f"{told['replicates']:,}"))
    unsettled = [view.method(str(method)) for method in fits.loc[~fits["converged"].astype(bool), "method"]]
    return [*said, view.say("determinants-unsettled", methods=view.names.many(unsettled))] if unsettled else said


def _covariate(view: DeterminantsView, name: str) -> list[str]:
    """Direction, size and interval of the second stage; whether clusters, other methods, frontiers and years agree."""
    row = view.found(SECOND_STAGE, name)
    main = way(row) or "0"
    shown = dict(zip(SHOWN, sized(row, *SHOWN), strict=True))
    said = [view.say(f"goes-{WAYS[main]}", name=view.covariate(name), **shown)]
    if CLUSTERED in view.methods:
        wide = view.found(CLUSTERED, name)
        low, high = sized(wide, "low", "high")
        said.append(view.say(f"clusters-{_clusters(main, way(wide))}", low=low, high=high))
    others = [method for method in view.methods if method not in (SECOND_STAGE, CLUSTERED)]
    marks = {method: way(view.found(method, name)) for method in others}
    return [*said, *_others(view, main, marks), *_frontiers(view, name, main)]


def _clusters(main: str, wide: str) -> str:
    """How the clustered interval stands to the bootstrap's."""
    if wide == main:
        return "neither" if main == "0" else "agree"
    return "not" if wide == "0" else "apart"


def _others(view: DeterminantsView, main: str, marks: dict[str, str]) -> list[str]:
    """Methods that say the same, nothing, the opposite; where the second stage says nothing, what they say."""
    said = []
    for key, mark in _keys(main):
        methods = [view.method(method) for method, own in marks.items() if own == mark]
        if methods:
            said.append(view.say(f"others-{key}", methods=view.names.many(methods)))
    return [view.say("others", listed=view.names.listed(said))] if said else []


def _keys(main: str) -> Sequence[tuple[str, str]]:
    if main == "0":
        return (("more", "+"), ("less", "-"), ("unsure", "0"))
    return (("same", main), ("unsure", "0"), ("other", "-" if main == "+" else "+"))


def _frontiers(view: DeterminantsView, name: str, main: str) -> list[str]:
    """The same against one frontier of all periods, and in single periods."""
    frame = view.variants
    if len(frame) == 0:
        return []
    own = frame[frame["name"] == name]
    pooled = way(own[own["variant"] == "pooled frontier"].iloc[0])
    key = next((key for key, mark in _keys(main) if mark == pooled), "unsure")
    single = own[(own["variant"] == "year by year") & own["estimate"].notna()]
    years = [way(row) for _, row in single.iterrows()]
    more, less = years.count("+"), years.count("-")
    if main == "0":
        counted = view.say("years-unsure", more=more, less=less, n=len(years))
    else:
        same, other = (more, less) if main == "+" else (less, more)
        counted = view.say("years-sure", same=same, other=other, n=len(years))
    return [view.say(f"pooled-{key}"), *([counted] if years else [])]


def _bounds(view: DeterminantsView) -> list[str]:
    """What second stages rest on."""
    said = [view.say("determinants-cause"), view.say("determinants-separability")]
    said += [view.say("determinants-rows")] if CLUSTERED in view.methods else []
    return [*said, *view.without_periods()]


def _beside(view: DeterminantsView) -> list[str]:
    """What speaks against what stands beside the second stage, and what fixed effects can say."""
    said = [view.say("determinants-tobit")] if "tobit" in view.methods else []
    if "fixed effects" in view.methods:
        row = view.fit("fixed effects")
        told = [way(view.found("fixed effects", name)) for name in view.covariates]
        unsure, share = told.count("0"), percent(row["r2_within"])
        said.append(view.say("determinants-effects", share=share))
        said += [view.say("determinants-effects-unsure", n=unsure, all=len(told))] if unsure else []
        key = "sure" if row["mundlak_p"] < SIGNIFICANT else "unsure"
        test = {
            "statistic": number(row["mundlak"], 2),
            "df": int(row["mundlak_df"]),
            "p": probability(row["mundlak_p"]),
        }
        said.append(view.say(f"determinants-mundlak-{key}", **test))
        if key == "sure" and "tobit" in view.methods:
            said.append(view.say("determinants-mundlak-tobit"))
    if view.told["left_out"]:
        idle = view.names.many([view.covariate(name, within=True) for name in view.told["idle"]])
        said.append(view.say("determinants-idle", names=idle) if idle else view.say("determinants-one-period"))
    return said
