"""What goes with the variable: spatial panels, the geographical detector, a forest; and what speaks against them."""

from __future__ import annotations

from typing import Any

from farrell.report import figures
from farrell.report.names import number, percent
from farrell.report.parts import Part, Subheading, Table
from farrell.report.sections.space.view import SpaceView, p_value
from farrell.report.sections.spoken import probability
from farrell.spacetime.local import LEVEL
from farrell.spacetime.panels.model import AT_BOUND

NESTED = ("sar", "sem")
TESTS = {
    "lm lag": "test-lm-lag",
    "lm error": "test-lm-error",
    "robust lm lag": "test-robust-lm-lag",
    "robust lm error": "test-robust-lm-error",
    "lm joint": "test-lm-joint",
    "lr sar": "test-lr-sar",
    "wald sar": "test-wald-sar",
    "lr sem": "test-lr-sem",
    "wald sem": "test-wald-sem",
    "hausman": "test-hausman",
}
"""Tests of the specification -> their names."""
KINDS = ("direct", "indirect", "total")


def parts(view: SpaceView) -> list[Part]:
    """Regressions in space first, then how much of the variance strata account for, then the forest."""
    if not any(view.has(name) for name in ("panel", "detector", "forest")):
        return []
    out: list[Part] = [Subheading(view.say("h-drivers")), *view.paragraph(_objections(view))]
    if view.has("panel"):
        out += [*view.paragraph(_tests(view)), *view.paragraph(_effects(view)), _durbin_table(view)]
        out += [_nested_table(view), _tests_table(view)]
    if view.has("detector"):
        out += [*view.paragraph(_detected(view)), _detector_table(view)]
        out += [_pairs_table(view)] if view.has("detector_pairs") else []
    if view.has("forest"):
        out += view.paragraph(_forest(view))
        out.append(view.figure(figures.shap_strips(view.rows("shap"), view.driver, view.label, view.names), "fig-shap"))
        out.append(_forest_table(view))
    return out


def _objections(view: SpaceView) -> list[str]:
    """What speaks against regressing scores."""
    if view.told["kind"] != "score":
        return [view.say("say-no-cause")]
    values = view.rows("values")["value"]
    at_bound = int(((values - 1).abs() <= AT_BOUND).sum())
    bound = [view.say("say-at-bound", count=at_bound, n=len(values))] if at_bound else []
    return [view.say("say-separability"), *bound, view.say("say-no-cause")]


def _by_test(view: SpaceView) -> dict[str, dict[str, Any]]:
    return {row["test"]: row for row in view.records("panel_tests")}


def _tests(view: SpaceView) -> list[str]:
    """Whether residuals depend on each other in space, which form that has, and whether Durbin's terms are needed."""
    found = _by_test(view)
    lm = {side: found[f"lm {side}"] for side in ("lag", "error")}
    said = {side: f"{number(row['statistic'], 2)}, p {probability(row['p'])}" for side, row in lm.items()}
    sure = [side for side, row in lm.items() if row["p"] <= LEVEL]
    out = [view.say("say-lm-yes" if sure else "say-lm-no", **said)]
    if sure:
        robust = {side: found[f"robust lm {side}"] for side in ("lag", "error")}
        left = [side for side, row in robust.items() if row["p"] <= LEVEL]
        key = left[0] if len(left) == 1 else "both" if left else "neither"
        both = {side: f"p {probability(row['p'])}" for side, row in robust.items()}
        out.append(view.say(f"say-robust-{key}", **both))
    simpler = [model for model in NESTED if found[f"lr {model}"]["p"] > LEVEL]
    simplest = "either" if len(simpler) == len(NESTED) else simpler[0] if simpler else "needed"
    both = {model: f"p {probability(found[f'lr {model}']['p'])}" for model in NESTED}
    out.append(view.say(f"say-durbin-{simplest}", **both))
    if "hausman" in found:
        row = found["hausman"]
        key = "say-hausman-fixed" if row["p"] <= LEVEL else "say-hausman-random"
        out.append(view.say(key, h=number(row["statistic"], 2), p=probability(row["p"])))
    return out


def _effects(view: SpaceView) -> list[str]:
    """Which total effects of the Durbin model differ from nothing, and its spatial parameter."""
    frame = [row for row in view.records("panel_effects") if row["model"] == "sdm"]
    fit = next(row for row in view.records("panel_fit") if row["model"] == "sdm")
    rho = next(r for r in view.records("panel") if r["model"] == "sdm" and r["name"] == "spatial_rho")
    found = {"rho": number(fit["spatial_rho"]), "p": probability(rho["p"])}
    out = [view.say("say-rho" if rho["p"] <= LEVEL else "say-rho-none", **found)]
    said = []
    for row in frame:
        for kind in KINDS:
            if row[f"{kind}_p"] <= LEVEL:
                value = f"{number(row[kind])}, p {probability(row[f'{kind}_p'])}"
                said.append(
                    view.say("effect-of", kind=view.say(f"effect-{kind}"), name=view.driver(row["name"]), v=value)
                )
    if not said:
        return [*out, view.say("say-effects-none")]
    tested = len(frame) * len(KINDS)
    out.append(view.say("say-effects", effects=view.names.listed(said), n=tested, chance=number(tested * LEVEL, 1)))
    return out


def _durbin_table(view: SpaceView) -> Table:
    """The table of studies: coefficients of x and of W x, and direct, indirect and total effects."""
    of = {row["name"]: row for row in view.records("panel") if row["model"] == "sdm"}
    rows = []
    for row in view.records("panel_effects"):
        if row["model"] != "sdm":
            continue
        cells = []
        for name in (row["name"], f"W {row['name']}"):
            cells += [number(of[name]["estimate"], 4), number(of[name]["se"], 4), p_value(of[name]["p"])]
        for kind in KINDS:
            cells += [number(row[kind], 4), p_value(row[f"{kind}_p"])]
        rows.append([view.driver(row["name"]), *cells])
    header = [view.say("driver"), *[view.say("coefficient"), view.say("se-error"), "p"] * 2]
    header += [view.say("effect"), "p"] * 3
    spans = (("", 1), ("x", 3), ("W x", 3), *((view.say(f"effect-{kind}"), 2) for kind in KINDS))
    caption = view.say("t-durbin", what=view.label)
    return Table(caption, header, rows, spans=spans, notes=_note(view))


def _note(view: SpaceView) -> str:
    fit = next(row for row in view.records("panel_fit") if row["model"] == "sdm")
    rho = next(r for r in view.records("panel") if r["model"] == "sdm" and r["name"] == "spatial_rho")
    told = {"rho": number(rho["estimate"], 4), "se": number(rho["se"], 4), "p": p_value(rho["p"])}
    told |= {"variance": number(fit["sigma2"], 5), "within": number(fit["r2"])}
    told["likelihood"] = number(fit["log_likelihood"], 2)
    return view.say(
        "durbin-note",
        n=int(fit["observations"]),
        effects=_effects_named(view, fit["effects"]),
        how=_how(view, fit["effects"]),
        **told,
    )


def _effects_named(view: SpaceView, effects: str) -> str:
    return view.say(f"fixed-{effects}")


def _how(view: SpaceView, effects: str) -> str:
    """How fixed effects are dealt with, in words."""
    return view.say("lee-yu-not" if effects == "none" else "lee-yu")


def _nested_table(view: SpaceView) -> Table:
    """The lag and the error model beside each other."""
    of = {(row["model"], row["name"]): row for row in view.records("panel")}
    fit = {row["model"]: row for row in view.records("panel_fit")}
    names = [name for model, name in of if model == "sar" and name != "spatial_rho"]
    rows = []
    for name in names:
        cells = []
        for model in NESTED:
            row = of[model, name]
            cells += [number(row["estimate"], 4), number(row["se"], 4), p_value(row["p"])]
        rows.append([view.driver(name), *cells])
    spatial = [of["sar", "spatial_rho"], of["sem", "spatial_lambda"]]
    cells = [cell for row in spatial for cell in (number(row["estimate"], 4), number(row["se"], 4), p_value(row["p"]))]
    rows.append([view.say("spatial-parameter"), *cells])
    for key, digits in (("sigma2", 5), ("r2", 3), ("log_likelihood", 2), ("aic", 2)):
        rows.append([view.say(f"fit-{key}"), *(c for m in NESTED for c in (number(fit[m][key], digits), "", ""))])
    header = [view.say("driver"), *[view.say("coefficient"), view.say("se-error"), "p"] * 2]
    spans = (("", 1), *((view.say(f"panel-{model}"), 3) for model in NESTED))
    emphasis = frozenset(range(len(names), len(rows)))
    return Table(view.say("t-nested", what=view.label), header, rows, spans=spans, means=emphasis, folded=True)


def _tests_table(view: SpaceView) -> Table:
    rows = []
    for row in view.records("panel_tests"):
        rows.append([view.say(TESTS[row["test"]]), number(row["statistic"], 3), str(int(row["df"])), p_value(row["p"])])
    header = [view.say("test"), view.say("test-value"), view.say("degrees"), "p"]
    return Table(
        view.say("t-panel-tests", what=view.label), header, rows, notes=view.say("panel-tests-note"), folded=True
    )


def _detected(view: SpaceView) -> list[str]:
    """Which factors say more than chance, and that pairs nearly always do."""
    frame = view.records("detector")
    sure = [r for r in frame if r["p_permutation"] <= LEVEL]
    most = max(frame, key=lambda row: row["q"])
    q = {"name": view.driver(most["factor"]), "q": number(most["q"]), "chance": number(most["expected"])}
    out = [view.say("say-q", **q, p=probability(most["p_permutation"]))]
    if view.rows("detector")["p_permutation"].isna().all():
        return [*out, view.say("say-q-untested")]
    listed = view.names.many([view.driver(row["factor"]) for row in sure])
    out.append(view.say("say-q-sure", factors=listed) if sure else view.say("say-q-none"))
    return out


def _detector_table(view: SpaceView) -> Table:
    rows = []
    for r in sorted(view.records("detector"), key=lambda row: -row["q"]):
        cells = [str(int(r["strata"])), number(r["q"], 4), number(r["expected"], 4)]
        cells += [p_value(r[key]) for key in ("p_permutation", "p_noncentral")]
        rows.append([view.driver(r["factor"]), *cells])
    header = [view.say("driver"), view.say("n-strata"), "q", view.say("q-chance"), view.say("p-permutation")]
    header.append(view.say("p-published"))
    return Table(view.say("t-detector", what=view.label), header, rows, notes=view.say("detector-note"))


def _pairs_table(view: SpaceView) -> Table:
    rows = []
    for r in sorted(view.records("detector_pairs"), key=lambda row: -row["q"]):
        pair = " ∩ ".join(view.driver(r[side]) for side in ("first", "second"))
        cells = [number(r[key], 4) for key in ("q_first", "q_second", "q", "expected")]
        rows.append([pair, *cells, p_value(r["p_permutation"]), view.say(f"interaction-{r['kind']}")])
    header = [view.say("driver-pair"), "q₁", "q₂", "q", view.say("q-chance"), view.say("p-permutation")]
    header.append(view.say("interaction"))
    caption, notes = view.say("t-detector-pairs", what=view.label), view.say("detector-pairs-note")
    return Table(caption, header, rows, words=frozenset({6}), notes=notes, folded=True)


def _forest(view: SpaceView) -> list[str]:
    """What a forest predicts of units it has not seen, and which factor it uses most."""
    frame = view.records("forest")
    first = frame[0]
    found = {"fit": number(first["r2_fitted"]), "oob": number(first["r2_oob"]), "cv": number(first["r2_cv"])}
    if not first["r2_cv"] > 0:
        return [view.say("say-forest-nothing", **found)]
    return [view.say("say-forest", name=view.driver(first["factor"]), share=percent(first["share"], 0), **found)]


def _forest_table(view: SpaceView) -> Table:
    rows = []
    for r in view.records("forest"):
        cells = [number(r["mean_abs_shap"], 4), percent(r["share"]), number(r["trend"], 2), number(r["permutation"], 4)]
        rows.append([view.driver(r["factor"]), *cells])
    header = [view.say("driver"), view.say("mean-shap"), view.say("share-shap"), view.say("trend-shap")]
    header.append(view.say("permutation-importance"))
    return Table(view.say("t-forest", what=view.label), header, rows, notes=view.say("forest-note"))


def spatial_beta_table(view: SpaceView) -> Table:
    """Convergence by models without and with neighbours, absolute and conditional."""
    rows = []
    for r in view.records("spatial_beta"):
        cells = [
            number(r["beta"], 4),
            number(r["se"], 4),
            p_value(r["p"]),
            percent(r["speed"]),
            number(r["half_life"], 1),
        ]
        spatial = r["spatial_rho"] if r["model"] != "sem" else r["spatial_lambda"]
        cells += [number(r["total"], 4), p_value(r["total_p"]), number(spatial)]
        kind = view.say("beta-conditional" if r["conditions"] else "beta-absolute")
        rows.append([kind, view.say(f"panel-{r['model']}"), *cells])
    header = [view.say("convergence-kind"), view.say("panel-model"), "β", view.say("se-error"), "p", view.say("speed")]
    header += [view.say("half-life"), view.say("effect-total"), "p", "ρ, λ"]
    fixed = view.space["panel_effects"]
    notes = view.say("spatial-beta-note", effects=_effects_named(view, fixed), how=_how(view, fixed))
    return Table(view.say("t-spatial-beta", what=view.label), header, rows, names_in=2, notes=notes)
