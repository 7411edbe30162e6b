"""Conditional order-m scores: draws, limits, directions, and the smoother."""

import importlib

import numpy as np
import pytest
from scipy import integrate

import farrell
from farrell import OptionError

conditional = importlib.import_module("farrell.inference.regressions.conditional")
bandwidth = importlib.import_module("farrell.inference.regressions.bandwidth")


def test_the_expected_least_is_the_integral_of_the_source_and_the_mean_of_draws():
    """theta_m = integral of (1 - F(u))^m, F the weighted share of ratios up to u (Daraio & Simar 2005)."""
    rng = np.random.default_rng(1)
    distance, weight = rng.uniform(0.5, 2, 12), rng.uniform(0, 1, 12) * (rng.random(12) > 0.3)
    value = conditional.expected_least(distance[None], weight[None], 5)[0]

    def survival(u):
        return (weight[distance > u].sum() / weight.sum()) ** 5

    exact = integrate.quad(survival, 0, 2.1, points=np.sort(distance), limit=200)[0]
    assert value == pytest.approx(exact, abs=1e-9)
    draws = rng.choice(distance, (40_000, 5), p=weight / weight.sum()).min(axis=1)
    assert value == pytest.approx(draws.mean(), abs=4 * draws.std() / 200)


@pytest.mark.parametrize("orientation", ["input", "output"])
def test_a_very_wide_kernel_conditions_on_nothing(orientation):
    panel = farrell.load("china-health").panel.select(periods=[2022, 2023])
    found = farrell.conditional_order_m(panel, on="share_65plus", orientation=orientation, bandwidth=1e6)
    np.testing.assert_allclose(found.ratio, 1.0, rtol=1e-9)
    np.testing.assert_allclose(found.score, farrell.order_m(panel, orientation=orientation, reference="pooled").score)


def test_large_m_among_neighbours_is_the_free_disposal_hull_of_neighbours(panel_of):
    rng = np.random.default_rng(3)
    x, y, z = rng.uniform(1, 2, 40), rng.uniform(1, 2, 40), rng.uniform(0, 1, 40)
    panel = panel_of(x, y)
    found = farrell.conditional_order_m(panel, on="z", more={"z": z}, m=20_000, bandwidth=0.3)
    for i in range(40):
        near = (np.abs(z - z[i]) < 0.3) & (y >= y[i])
        assert found.conditional[i] == pytest.approx((x[near] / x[i]).min(), rel=1e-3)


@pytest.mark.parametrize(("orientation", "sign"), [("input", 1), ("output", -1)])
def test_what_is_unfavourable_makes_the_ratio_rise_under_input_and_fall_under_output(panel_of, orientation, sign):
    """z makes the same output cost more: the frontier itself moves, as separability forbids."""
    rng = np.random.default_rng(5)
    z = rng.uniform(0, 1, 300)
    y = rng.uniform(1, 2, 300)
    x = y * (1 + 2 * z) * np.exp(rng.exponential(0.1, 300))
    found = farrell.conditional_order_m(panel_of(x, y), on="z", more={"z": z}, orientation=orientation)
    assert sign * found.slope > 0.25
    curve = found.curve().ratio.to_numpy()
    assert sign * (curve[90] - curve[10]) > 0
    assert ("unfavourable" in found.reading().split(";")[0]) == (orientation == "input")


def test_what_does_nothing_leaves_the_ratio_flat(panel_of):
    rng = np.random.default_rng(6)
    y = rng.uniform(1, 2, 300)
    x = y * np.exp(rng.exponential(0.1, 300))
    found = farrell.conditional_order_m(panel_of(x, y), on="z", more={"z": rng.uniform(0, 1, 300)})
    assert abs(found.slope) < 0.2


def test_the_smoother_keeps_lines_and_follows_curves():
    z = np.linspace(0, 1, 80)
    np.testing.assert_allclose(bandwidth.local_linear(z, 2 + 3 * z, z, 0.1), 2 + 3 * z, rtol=1e-9)
    rng = np.random.default_rng(2)
    y = np.sin(6 * z) + rng.normal(0, 0.05, 80)
    width = bandwidth.smoothing(z, y, np.arange(80))
    assert np.abs(bandwidth.local_linear(z, y, z, width) - np.sin(6 * z)).max() < 0.15
    assert width < bandwidth.smoothing(z, rng.normal(0, 1, 80), np.arange(80))


def test_widths_by_rule():
    z = np.random.default_rng(1).normal(size=400)
    spread = min(z.std(ddof=1), np.diff(np.quantile(z, [0.25, 0.75]))[0] / 1.349)
    assert bandwidth.reference_rule(z) == pytest.approx(2.34 * spread * 400**-0.2)
    width = bandwidth.nearest_neighbours(z, np.arange(400))
    inside = (np.abs(z[:, None] - z) < width[:, None]).sum(axis=1) - 1
    assert len(set(inside.tolist())) == 1  # the same number of neighbours everywhere
    assert width[np.abs(z).argmax()] > 3 * np.median(width)  # wide where values are rare


def test_values_that_tie_have_a_width():
    z = np.repeat([0.0, 1.0, 2.0], 20)
    assert (bandwidth.nearest_neighbours(z, np.arange(60)) > 0).all()


def test_periods_of_a_unit_do_not_vouch_for_each_other():
    """With z that hardly moves over ten periods, widths are those of the units, not of their copies."""
    rng = np.random.default_rng(4)
    units, z = np.repeat(np.arange(40), 10), rng.uniform(0, 1, 40)
    ratio = 1 + 0.2 * z + rng.normal(0, 0.1, 40)
    copies = z[units] + rng.normal(0, 1e-3, 400)
    alone, many = bandwidth.smoothing(z, ratio, np.arange(40)), bandwidth.smoothing(copies, ratio[units], units)
    assert many == pytest.approx(alone, rel=0.5)
    taken_for_rows = bandwidth.smoothing(copies, ratio[units], np.arange(400))
    assert taken_for_rows < alone / 3
    wide, narrow = (bandwidth.nearest_neighbours(copies, of) for of in (units, np.arange(400)))
    assert np.median(wide) > 10 * np.median(narrow)


def test_the_line_of_a_panel_stays_among_its_points():
    panel = farrell.load("china-health").panel
    found = farrell.conditional_order_m(panel, on="log(density)")
    assert found.ratio.min() < found.smooth.min()
    assert found.smooth.max() < found.ratio.max()
    assert np.median(found.compared) > 31


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"on": "altitude"}, "choice"),
        ({"on": "share_65plus", "bandwidth": "scott"}, "choice"),
        ({"on": "share_65plus", "bandwidth": -1.0}, "out-of-range"),
        ({"on": "share_65plus", "reference": "first"}, "choice"),
        ({"on": "share_65plus", "m": 0}, "order-m"),
        ({"on": "a", "more": {"a": np.ones(31)}}, "values-constant"),
    ],
)
def test_options_that_make_no_sense_are_refused(options, code):
    panel = farrell.load("china-health").panel.select(periods=[2023])
    with pytest.raises(OptionError) as error:
        farrell.conditional_order_m(panel, **options)
    assert error.value.code == code
