"""Several regressions side by side: what each is, and that the table turns all to one direction."""

import numpy as np
import pandas as pd
import pytest

import farrell
from farrell import Panel
from farrell.data.checks import CODES
from farrell.inference.regressions.simar_wilson import drawn

ON = ["share_65plus", "gdp_per_capita_yuan"]
OPTIONS = {"seed": 1, "on": ON, "logs": ON[1:], "first": 20, "replicates": 200, "standardise": True}
METHODS = ["second stage", "second stage, clustered", "tobit", "fractional logit", "fixed effects"]


@pytest.fixture(scope="module")
def found():
    panel = farrell.load("china-health").panel.select(periods=[2019, 2021, 2023])
    return farrell.determinants(panel, **OPTIONS)


def test_every_method_is_the_function_of_its_name_on_the_same_scores(found):
    panel = found.second_stage.panel
    alone = farrell.second_stage(panel, **OPTIONS)
    np.testing.assert_array_equal(alone.estimate, found.second_stage.estimate)
    te = 1 / alone.distance
    np.testing.assert_allclose(te, farrell.dea(panel, rts="vrs").te, atol=1e-9)
    x = {}
    for name, values in (("share_65plus", panel.numbers[ON[0]]), (f"log {ON[1]}", np.log(panel.numbers[ON[1]]))):
        x[name] = (values - values.mean()) / values.std(ddof=1)
    units, periods = panel.unit_labels, panel.period_labels
    by_unit = {"covariance": "cluster", "groups": units}
    np.testing.assert_allclose(
        found.tobit.estimate, farrell.tobit(te, x, right=1.0, units=units, **by_unit).estimate, rtol=1e-8
    )
    np.testing.assert_allclose(found.fractional.effect, farrell.fractional_logit(te, x, **by_unit).effect, rtol=1e-8)
    linear = farrell.panel_effects(te, x, units=units, periods=periods, effects="unit and period")
    np.testing.assert_allclose(found.effects.estimate, linear.estimate, rtol=1e-8)


def test_the_table_is_in_the_direction_of_efficiency(found):
    frame = found.to_frame()
    assert list(dict.fromkeys(frame.method)) == METHODS
    first = frame[frame.method == "second stage"].iloc[0]
    assert first.estimate == -found.second_stage.estimate[1]
    assert first.low == -found.second_stage.high[1]
    for row in frame.itertuples():
        assert row.low <= row.estimate <= row.high
        assert row.sign == ("+" if row.low > 0 else "-" if row.high < 0 else "0")
    assert found.table().columns.tolist() == ["name", *METHODS]
    assert "scores are not censored" in found.summary()


def test_all_methods_find_a_strong_covariate_with_its_sign():
    rng = np.random.default_rng(3)
    n, T = 40, 4
    z = rng.normal(size=(T, n))
    x = rng.uniform(5, 15, (T, n))
    y = x**0.8 / drawn((1.4 - 0.5 * z).ravel(), 0.5, rng).reshape(T, n)
    units, years = np.tile([f"U{i}" for i in range(n)], T), np.repeat(range(2000, 2000 + T), n)
    frame = pd.DataFrame({"u": units, "t": years, "x": x.ravel(), "y": y.ravel(), "z": z.ravel()})
    panel = Panel.from_frame(
        frame, unit="u", period="t", inputs=["x"], outputs=["y"], environment=["z"], allow=list(CODES)
    )
    found = farrell.determinants(panel, seed=1, orientation="output", first=20, replicates=200)
    assert found.to_frame().sign.tolist() == ["+"] * 5


def test_a_cross_section_has_no_effects_and_no_clusters():
    panel = farrell.load("china-health").panel.select(periods=[2023])
    found = farrell.determinants(panel, **OPTIONS)
    assert found.effects is None
    assert list(dict.fromkeys(found.to_frame().method)) == ["second stage", "tobit", "fractional logit"]
    assert found.tobit.settings["covariance"] == "robust"


def test_fixed_effects_are_left_out_by_default_where_a_covariate_does_not_change():
    panel = farrell.load("china-health").panel.select(periods=[2022, 2023])
    lasting = panel.unit_index % 3.0
    options = {"seed": 1, "on": ["share_65plus", "tier"], "more": {"tier": lasting}, "first": 10, "replicates": 50}
    found = farrell.determinants(panel, **options)
    assert found.effects is None
    assert found.idle == ("tier",)
    assert list(dict.fromkeys(found.to_frame().method)) == METHODS[:-1]
    assert "tier" in found.objections()[-1]
    assert "固定效应" in found.objections("zh")[-1]
    with pytest.raises(farrell.OptionError, match="tier") as refused:
        farrell.determinants(panel, **options, methods=["fixed effects"])
    assert refused.value.code == "panel-collinear"
    assert farrell.determinants(panel, **options | {"on": ["share_65plus"]}).idle == ()
