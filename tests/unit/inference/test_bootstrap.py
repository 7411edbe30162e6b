"""The smoothed bootstrap: its density, its bandwidth, its scores beside other programs', and what it depends on."""

import importlib
import json
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import pytest
from scipy import stats

import farrell
from farrell import OptionError, Panel

module = importlib.import_module("farrell.inference.bootstrap")
CASES = Path(__file__).parents[2] / "golden" / "cases"


def case_panel(name):
    case = json.loads((CASES / name / "case.json").read_text(encoding="utf-8"))
    frame, data = pd.read_csv(CASES / name / "data.csv"), case["data"]
    frame[data["dmu"]] = frame[data["dmu"]].astype(str)
    panel = Panel.from_frame(
        frame, unit=data["dmu"], inputs=data["inputs"], outputs=data["outputs"], allow=["few-units"]
    )
    return panel, case


def test_the_bandwidth_is_the_one_dataenvelopmentanalysis_jl_prints():
    panel, case = case_panel("jl-simar_wilson_1998-output-vrs-n5m1-e4c4")
    result = farrell.bootstrap(panel, seed=1, replicates=2, orientation="output")
    assert result.bandwidth["all"] == pytest.approx(case["expected"]["bandwidth"], abs=1e-7)
    np.testing.assert_allclose(result.score, case["expected"]["efficiency_reference"], rtol=1e-9)


def test_corrected_scores_are_those_of_benchmarking_within_the_noise_of_both():
    """That program corrects 1 / theta, with 1,000 draws of another generator."""
    panel, case = case_panel("bench-boot-electric")
    result = farrell.bootstrap(panel, seed=1, replicates=2000)
    np.testing.assert_allclose(result.score, case["expected"]["efficiency"], rtol=1e-7)
    distance, drawn = 1 / result.score, 1 / result.replicates
    bias, theirs = drawn.mean(axis=0) - distance, distance - 1 / np.array(case["expected"]["eff_bc"])
    noise = drawn.std(axis=0, ddof=1) * np.sqrt(1 / 1000 + 1 / 2000)
    assert np.abs((bias - theirs) / noise).max() < 3


def half_normal(ones: int, above: int) -> np.ndarray:
    """A sample of distances, so many of them 1."""
    return np.r_[np.ones(ones), 1.0 + np.abs(np.random.default_rng(61).normal(0, 0.4, above))]


def drawn_often(delta: np.ndarray, draws: str) -> np.ndarray:
    width, rng = module.bandwidth_of(delta, "silverman"), np.random.default_rng(62)
    return module.draw(delta, width, [rng] * 4000, draws)


def test_draws_of_1998_have_the_mean_and_the_variance_of_the_sample_and_stay_above_1():
    delta = half_normal(0, 50)
    draws = drawn_often(delta, "simar-wilson")
    assert draws.min() >= 1.0
    assert draws.mean() == pytest.approx(delta.mean(), rel=0.03)  # reflection moves what lies near 1
    assert draws.std() == pytest.approx(delta.std(), rel=0.05)
    far = delta + 5  # nothing is reflected
    rng = np.random.default_rng(63)
    draws = module.draw(far, 0.2, [rng] * 4000, "simar-wilson")
    assert draws.mean() == pytest.approx(far.mean(), rel=1e-3)
    assert draws.std() == pytest.approx(far.std(), rel=0.01)


@pytest.mark.parametrize("draws", ["daraio-simar", "inefficient"])
def test_other_draws_have_the_folded_density_and_reach_down_to_1(draws):
    """The distribution in closed form: normals around the shrunk distances, folded at 1."""
    delta = half_normal(10, 40)
    drawn = drawn_often(delta, draws).ravel()
    away = delta[delta > 1] - 1 if draws == "inefficient" else delta - 1
    width = module.bandwidth_of(delta, "silverman")
    shrink = np.sqrt(1 + width**2 / (away**2).mean())

    def share_below(value):
        reach = np.subtract.outer(np.asarray(value), 1.0)[..., None] * shrink
        return (stats.norm.cdf((reach - away) / width) - stats.norm.cdf((-reach - away) / width)).mean(axis=-1)

    assert 1.0 <= drawn.min() < 1.0001
    some = drawn[:20_000]
    assert stats.kstest(some, share_below).pvalue > 0.01
    assert stats.kstest(drawn_often(delta, "simar-wilson").ravel()[:20_000], share_below).pvalue < 1e-6
    assert ((drawn - 1) ** 2).mean() == pytest.approx((away**2).mean(), rel=0.02)


def test_biases_are_as_those_of_benchmarking_with_the_draws_it_has_and_no_others():
    """Its bandwidth is not on record; by Silverman's rule the upper ends, which hang on it little, agree."""
    panel, case = case_panel("bench-boot-electric")
    printed = np.array(case["expected"]["ci"])[:, 1]
    ours, older = (
        farrell.bootstrap(panel, seed=1, replicates=1000, draws=draws).high
        for draws in ("daraio-simar", "simar-wilson")
    )
    np.testing.assert_allclose(ours, printed, atol=0.002)
    assert np.abs(older - printed).max() > 0.005


def test_what_was_drawn_is_recorded():
    panel = farrell.load("china-health").panel.select(periods=[2023])
    said = [
        farrell.bootstrap(panel, seed=1, replicates=2, **how).settings["draws"]
        for how in ({}, {"method": "heterogeneous"})
    ]
    assert said == ["daraio-simar", None]


def test_how_distances_are_drawn_is_asked_of_the_homogeneous_bootstrap_alone():
    panel = farrell.load("china-health").panel.select(periods=[2023])
    with pytest.raises(farrell.OptionError, match="inefficient"):
        farrell.bootstrap(panel, seed=1, replicates=2, draws="efficient")
    with pytest.raises(farrell.OptionError, match="draws"):
        farrell.bootstrap(panel, seed=1, replicates=2, method="heterogeneous", draws="inefficient")


@pytest.mark.parametrize("draws", ["daraio-simar", "simar-wilson", "inefficient"])
def test_without_smoothing_the_distances_of_the_sample_return(draws):
    delta = np.array([1.0, 1.2, 1.5])
    drawn = module.draw(delta, 0.0, [np.random.default_rng(1)], draws)[0].tolist()
    assert set(drawn) <= set(delta.tolist())


@pytest.mark.parametrize(
    ("rts", "orientation"),
    [
        ("vrs", "input"),
        ("crs", "output"),
        *(
            pytest.param(*how, marks=pytest.mark.long)
            for how in (("crs", "input"), ("vrs", "output"), ("ndrs", "input"), ("ndrs", "output"))
        ),
    ],
)
def test_pseudo_frontiers_lie_inside_the_estimated_one(rts, orientation):
    panel = farrell.load("china-health").panel.select(periods=[2014, 2023])
    result = farrell.bootstrap(panel, seed=3, replicates=60, rts=rts, orientation=orientation)
    better = result.replicates - result.score if orientation == "input" else result.score - result.replicates
    assert better.min() > -1e-9
    assert ((result.low <= result.high) & np.isfinite(result.bias)).all()
    assert set(result.bandwidth) == {"2014", "2023"}


def test_the_seed_decides_and_nothing_else(monkeypatch):
    panel = farrell.load("china-health").panel.select(periods=[2023])
    first = farrell.bootstrap(panel, seed=4, replicates=40)
    assert farrell.bootstrap(panel, seed=5, replicates=40).replicates.tobytes() != first.replicates.tobytes()
    monkeypatch.setattr(module, "PIECE", 31 * 7)
    with joblib.parallel_config(n_jobs=3):
        assert farrell.bootstrap(panel, seed=4, replicates=40).replicates.tobytes() == first.replicates.tobytes()
    longer = farrell.bootstrap(panel, seed=4, replicates=60)
    assert longer.replicates[:40].tobytes() == first.replicates.tobytes()


def test_both_solvers_give_the_same_replicates():
    panel = farrell.load("china-health").panel.select(periods=[2023])
    answers = [farrell.bootstrap(panel, seed=6, replicates=30, solver=s).replicates for s in ("highs", "kernel")]
    np.testing.assert_allclose(*answers, rtol=1e-9)


def test_diagnostics_count_the_programs_of_all_replicates():
    panel = farrell.load("china-health").panel.select(periods=[2023])
    counts = farrell.bootstrap(panel, seed=6, replicates=30, solver="kernel").diagnostics
    assert counts["programs"] == 31 * 31 == counts["certified"] + counts["repaired"]
    assert counts["facets"] + counts["facets_reused"] + counts["handed_over"] == counts["programs"]


def test_where_all_are_efficient_there_is_nothing_to_draw_from():
    frame = pd.DataFrame({"unit": list("ABC"), "x": [1.0, 2.0, 4.0], "y": [1.0, 3.0, 4.0]})
    panel = Panel.from_frame(frame, unit="unit", inputs=["x"], outputs=["y"], allow=["few-units"])
    result = farrell.bootstrap(panel, seed=1, replicates=5)
    assert result.bandwidth["all"] == 0.0
    assert result.bias.tolist() == [0.0, 0.0, 0.0]


@pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
@pytest.mark.parametrize("solver", ["highs", "kernel"])
def test_a_unit_without_any_input_is_refused_by_name(solver):
    frame = pd.DataFrame({"unit": list("ABCD"), "x": [0.0, 2.0, 4.0, 5.0], "y": [1.0, 3.0, 4.0, 4.0]})
    panel = Panel.from_frame(frame, unit="unit", inputs=["x"], outputs=["y"], allow=["few-units", "zero-unit"])
    with pytest.raises(farrell.SolveError, match="A"):
        farrell.bootstrap(panel, seed=1, replicates=5, solver=solver)


@pytest.mark.parametrize(
    "wrong",
    [{"replicates": 1}, {"seed": -1}, {"level": 1.0}, {"bandwidth": -0.1}, {"reference": "own-ish"}, {"seed": 1.5}],
)
def test_options_that_make_no_sense_are_refused(wrong):
    panel = farrell.load("china-health").panel.select(periods=[2023])
    with pytest.raises(OptionError):
        farrell.bootstrap(panel, **{"seed": 1, "replicates": 5, **wrong})


def test_the_result_shows_itself():
    panel = farrell.load("china-health").panel.select(periods=[2023])
    result = farrell.bootstrap(panel, seed=1, replicates=10)
    assert "seed 1" in result.summary()
    assert "31 scores" in repr(result)
    with pytest.raises(ValueError, match="read-only"):
        result.score[0] = 0.0
    assert list(result.to_frame().columns)[:3] == ["unit", "period", "score"]
    assert result._repr_html_().startswith("<")
