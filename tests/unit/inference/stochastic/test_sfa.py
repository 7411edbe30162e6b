"""Stochastic frontiers: the likelihood against integrals, the maximum against another search."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from scipy import optimize, stats

import farrell
from farrell import DataError, OptionError, Panel
from farrell.inference.stochastic.design import Design
from farrell.inference.stochastic.likelihood import hazard, log_likelihood, log_mass
from farrell.inference.stochastic.maximum import least_squares, maximum
from farrell.inference.stochastic.one_sided import mixture_critical, mixture_p, one_sided
from farrell.inference.stochastic.posterior import Posterior

pytestmark = pytest.mark.filterwarnings("ignore::farrell.DataWarning")
INTEGRAL = 1e-7
"""Of a sum of some dozen logarithms by quadrature."""
TYPES = ("half-normal", "mu", "determinants", "exponential", "constant", "decay", "decay mu")


def drawn(kind="half-normal", sign=1.0, n=12, T=3, seed=1, scale=1.0):
    """A design of some units and periods, one unit-period missing, and parameters near the truth."""
    rng = np.random.default_rng(seed)
    unit, period = np.repeat(np.arange(n), T)[:-1], np.tile(np.arange(T), n)[:-1]
    N = len(unit)
    X = np.column_stack([np.ones(N), rng.normal(size=(N, 2))])
    shared = kind in ("constant", "decay", "decay mu")
    group = unit if shared else np.arange(N)
    G = group.max() + 1
    Z = {"mu": np.ones((G, 1)), "decay mu": np.ones((G, 1)), "determinants": rng.normal(size=(G, 2))}.get(kind)
    Z = np.zeros((G, 0)) if Z is None else Z
    lag = (period - (T - 1)).astype(float)
    eta = 0.1 if kind.startswith("decay") else 0.0
    u = np.abs(rng.normal(0, 0.5, G)) if kind != "exponential" else rng.exponential(0.5, G)
    y = X @ [1.0, 0.5, -0.3] + rng.normal(0, 0.3, N) - sign * np.exp(-eta * lag) * u[group]
    names = tuple(f"z{i}" for i in range(Z.shape[1]))
    design = Design(
        scale * y, X, Z, group, lag, sign, kind.startswith("decay"), kind == "exponential", ("c", "a", "b"), names
    )
    delta = [0.3, -0.2][: Z.shape[1]]
    return design, np.array([1.1, 0.4, -0.2, 0.3, 0.6, *delta, *([0.07] if design.decay else [])])


NODES, WEIGHTS = np.polynomial.legendre.leggauss(60)
CUTS = np.r_[0, np.geomspace(0.02, 12, 20)]
U = np.concatenate([(hi - lo) / 2 * NODES + (hi + lo) / 2 for lo, hi in itertools.pairwise(CUTS)])
DU = np.concatenate([(hi - lo) / 2 * WEIGHTS for lo, hi in itertools.pairwise(CUTS)])
"""Gauss-Legendre nodes of u and their weights."""


def joint(design, p):
    """(G, M) density of the residuals of every group and of u at the nodes."""
    k = design.X.shape[1]
    a, b = (1 - p[k + 1]) * p[k], p[k + 1] * p[k]
    mu = (design.Z @ p[k + 2 : k + 2 + design.Z.shape[1]])[:, None]
    cut = stats.norm.pdf(U, mu, np.sqrt(b)) / stats.norm.cdf(mu / np.sqrt(b))
    share = np.exp(-(p[-1] if design.decay else 0.0) * design.lag)
    e = (design.y - design.X @ p[:k])[:, None] + design.sign * share[:, None] * U
    noise = np.zeros((len(design.Z), len(U)))
    np.add.at(noise, design.group, stats.norm.logpdf(e, 0, np.sqrt(a)))
    return np.exp(noise) * (stats.expon.pdf(U, scale=np.sqrt(b)) if design.exponential else cut)


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("kind", TYPES)
def test_the_likelihood_is_the_integral_over_u_and_its_gradient_the_slope(kind, sign):
    design, p = drawn(kind, sign)
    value, gradient = log_likelihood(design, p)
    assert value == pytest.approx(np.log(joint(design, p) @ DU).sum(), abs=INTEGRAL)
    slope = optimize.approx_fprime(p, lambda q: log_likelihood(design, q)[0], 1e-7)
    np.testing.assert_allclose(gradient, slope, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("kind", ["mu", "exponential", "decay"])
def test_expected_inefficiency_and_efficiency_are_integrals_too(kind):
    design, p = drawn(kind)
    density = joint(design, p)
    density = density / (density @ DU)[:, None]
    after, first = Posterior.of(design, p), np.unique(design.group, return_index=True)[1]
    share = after.share[first]
    np.testing.assert_allclose(after.expected[first], share * (density @ (DU * U)), rtol=1e-9)
    te = (density * np.exp(-share[:, None] * U)) @ DU
    np.testing.assert_allclose(after.efficiency[first], te, rtol=1e-9)
    for q in (0.025, 0.5, 0.975):
        u = after.quantile(q)[first] / share
        below = [np.interp(c, U, np.cumsum(row * DU) - row * DU / 2) for c, row in zip(u, density, strict=True)]
        np.testing.assert_allclose(below, q, atol=1e-3)  # between nodes


def test_far_tails_lose_nothing():
    for x in (-300.0, -40.0):  # Mills' ratio by its asymptotic series
        ratio = (1 - x**-2 + 3 * x**-4 - 15 * x**-6 + 105 * x**-8) / -x
        assert log_mass(np.array([x]))[0] == pytest.approx(np.log(ratio) - np.log(2 * np.pi) / 2, rel=1e-12)
        assert hazard(np.array([x]))[0] == pytest.approx(1 / ratio, rel=1e-12)
    x = np.linspace(-5, 5, 11)
    np.testing.assert_allclose(log_mass(x), stats.norm.logcdf(x) + x**2 / 2, rtol=1e-12)
    np.testing.assert_allclose(hazard(x), stats.norm.pdf(x) / stats.norm.cdf(x), rtol=1e-12)
    after = Posterior(np.array([-50.0]), np.array([1.0]), np.array([1.0]))
    assert after.expected[0] == pytest.approx(1 / 50, rel=1e-3)
    assert after.quantile(0.5)[0] == pytest.approx(np.log(2) / 50, rel=1e-3)


@pytest.mark.parametrize("kind", ["half-normal", "exponential", "constant"])
def test_another_search_without_gradients_finds_no_more(kind):
    design, p = drawn(kind, n=40, T=4)
    found = maximum(design, least_squares(design))
    assert found.converged
    k = design.X.shape[1]

    def loss(x):
        q = x.copy()
        q[k], q[k + 1] = np.exp(x[k]), 1 / (1 + np.exp(-x[k + 1]))
        return -log_likelihood(design, q)[0]

    start = np.r_[p[:k], np.log(p[k]), np.log(p[k + 1] / (1 - p[k + 1]))]
    other = optimize.minimize(
        loss, start, method="Nelder-Mead", options={"maxiter": 9000, "xatol": 1e-9, "fatol": 1e-11}
    )
    assert found.log_likelihood == pytest.approx(-other.fun, abs=1e-7)
    np.testing.assert_allclose(found.parameters[:k], other.x[:k], atol=1e-5)
    assert found.parameters[k] == pytest.approx(np.exp(other.x[k]), abs=1e-5)
    assert found.parameters[k + 1] == pytest.approx(1 / (1 + np.exp(-other.x[k + 1])), abs=1e-5)


def test_standard_errors_are_those_of_the_hessian_by_other_differences():
    design, _ = drawn("decay", n=60, T=4)
    found = maximum(design, least_squares(design))
    p, step = found.parameters, 1e-5
    H = np.array(
        [
            (log_likelihood(design, p + d)[1] - log_likelihood(design, p - d)[1]) / (2 * step)
            for d in step * np.eye(len(p))
        ]
    )
    np.testing.assert_allclose(found.variance, np.linalg.inv(-(H + H.T) / 2), rtol=1e-4, atol=1e-8)


def test_units_of_measurement_do_not_matter():
    design, _ = drawn("mu", n=80, T=3, seed=4)
    scaled, _ = drawn("mu", n=80, T=3, seed=4, scale=1e6)
    a, b = maximum(design, least_squares(design)), maximum(scaled, least_squares(scaled))
    np.testing.assert_allclose(b.parameters[:3], 1e6 * a.parameters[:3], rtol=1e-6)
    assert b.parameters[4] == pytest.approx(a.parameters[4], rel=1e-6)
    assert b.log_likelihood == pytest.approx(a.log_likelihood - len(design.y) * np.log(1e6), abs=1e-6)


def test_the_truth_lies_within_sampling_error():
    """Battese & Coelli 1995 with known parameters, 900 observations: every estimate within three standard errors."""
    rng = np.random.default_rng(7)
    N, delta, a, b = 900, np.array([0.3, 0.8]), 0.04, 0.16
    x, z = rng.normal(size=N), rng.uniform(-1, 1, N)
    mu = delta[0] + delta[1] * z
    u = stats.truncnorm.rvs(-mu / np.sqrt(b), np.inf, loc=mu, scale=np.sqrt(b), random_state=rng)
    y = 2 + 0.7 * x + rng.normal(0, np.sqrt(a), N) - u
    frame = pd.DataFrame({"unit": range(N), "x": np.exp(x), "y": np.exp(y), "z": z})
    panel = Panel.from_frame(frame, unit="unit", inputs=["x"], outputs=["y"], environment=["z"])
    found = farrell.sfa(panel, inefficiency="truncated-normal", determinants=["z"])
    truth = [2, 0.7, *delta, a + b, b / (a + b)]
    assert found.converged
    assert (np.abs(found.coefficients["estimate"] - truth) < 3 * found.coefficients["se"]).all()
    covered = (found.low <= np.exp(-u)) & (np.exp(-u) <= found.high)
    assert 0.91 < covered.mean() < 0.98
    assert np.corrcoef(found.te, np.exp(-u))[0, 1] > 0.8


def cross_section(residuals, seed=3):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=len(residuals))
    frame = pd.DataFrame({"unit": range(len(x)), "x": np.exp(x), "y": np.exp(1 + 0.5 * x + residuals)})
    return Panel.from_frame(frame, unit="unit", inputs=["x"], outputs=["y"])


def test_wrong_skewness_ends_at_least_squares_and_is_said():
    e = np.random.default_rng(2).exponential(0.3, 60)  # long tail above: the wrong way for production
    found = farrell.sfa(cross_section(e - e.mean()))
    assert found.wrong_skewness
    assert (found.gamma, found.boundary, found.test.statistic, found.test.p) == (0.0, "no inefficiency", 0.0, 1.0)
    assert (found.te == 1).all()
    assert (found.u == 0).all()
    np.testing.assert_allclose(found.coefficients["estimate"][:2], found.ols["estimate"])
    assert found.log_likelihood == found.log_likelihood_ols
    assert len(found.objections()) == 2
    assert found.objections()[0] in found.summary()
    assert found.objections("zh") != found.objections()


def test_without_noise_gamma_is_one_and_there_are_no_standard_errors():
    u = np.abs(np.random.default_rng(5).normal(0, 0.4, 60))
    found = farrell.sfa(cross_section(-u))
    assert found.boundary == "no noise"
    assert found.gamma == pytest.approx(1, abs=1e-5)
    assert not found.converged
    assert len(found.objections()) == 1


def test_critical_values_are_those_of_kodde_and_palm_1986_table_1():
    """q = 1 to 5 and 10, at 5 % and 1 %."""
    five, one = [2.706, 5.138, 7.045, 8.761, 10.371, 17.670], [5.412, 8.273, 10.501, 12.483, 14.325, 22.525]
    assert [mixture_critical(0.05, q) for q in (1, 2, 3, 4, 5, 10)] == pytest.approx(five, abs=5e-4)
    assert [mixture_critical(0.01, q) for q in (1, 2, 3, 4, 5, 10)] == pytest.approx(one, abs=5e-4)
    assert mixture_p(2.7055434, 1) == pytest.approx(0.05, abs=1e-7)
    assert one_sided(-10.0, -9.0, 1).p == 1.0


def test_a_cost_frontier_mirrors_production():
    e = np.random.default_rng(8).normal(0, 0.2, 80) - np.abs(np.random.default_rng(9).normal(0, 0.5, 80))
    panel = cross_section(e)
    one = farrell.sfa(panel)
    turned = Panel.from_frame(
        pd.DataFrame({"unit": panel.unit_labels, "c": 1 / panel.Y[:, 0], "q": 1 / panel.X[:, 0]}),
        unit="unit", inputs=["c"], outputs=["q"],
    )  # fmt: skip
    other = farrell.sfa(turned, kind="cost")
    assert other.log_likelihood == pytest.approx(one.log_likelihood, abs=1e-8)
    np.testing.assert_allclose(np.sort(other.te), np.sort(one.te), atol=1e-6)


def test_a_distance_function_is_homogeneous_and_does_not_mind_which_output_comes_first():
    panel = farrell.load("china-health").panel.select(periods=[2023])
    one = farrell.sfa(panel, kind="distance")
    other = farrell.sfa(panel, kind="distance", dependent="discharges_10k")
    np.testing.assert_allclose(one.te, other.te, atol=1e-6)
    assert one.log_likelihood == pytest.approx(other.log_likelihood, abs=1e-7)


def test_a_linear_frontier_gives_shares_of_the_frontier():
    panel = cross_section(np.random.default_rng(8).normal(0, 0.1, 80))
    found = farrell.sfa(panel, form="linear", inefficiency="exponential", level=0.9)
    np.testing.assert_allclose(found.te, 1 - found.u / found.fitted)
    assert (found.low <= found.te).all()
    assert (found.te <= found.high).all()


def test_names_come_in_frontiers_order_and_the_trend_is_in_them():
    panel = farrell.load("china-health").panel
    found = farrell.sfa(
        panel, kind="distance", trend="quadratic", inefficiency="truncated-normal", determinants=["share_65plus"]
    )
    names = list(found.coefficients["name"])
    assert names[5:] == ["t", "t^2", "delta constant", "delta share_65plus", "sigma2", "gamma"]
    assert list(found.variance.columns) == names
    many = farrell.sfa(panel, kind="distance", form="translog", over_time="constant")
    assert len(many.coefficients) == 1 + 4 + 10 + 2
    assert "log(beds) log(health_technicians)" in list(many.coefficients["name"])
    assert list(many.to_frame().columns) == ["unit", "period", "te", "low", "high", "u", "residual"]
    assert "gamma" in many._repr_html_()
    assert repr(many).startswith("StochasticFrontier: distance, 310")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"kind": "profit"}, "choice"),
        ({"level": 1.0}, "out-of-range"),
        ({}, "sfa-one"),
        ({"kind": "distance", "form": "linear"}, "sfa-together"),
        ({"kind": "distance", "inefficiency": "exponential", "over_time": "decay"}, "sfa-together"),
        ({"kind": "distance", "determinants": ["share_65plus"]}, "sfa-together"),
        ({"dependent": "visits_10k", "variables": ["doctors"]}, "choice"),
        ({"dependent": "visits_10k", "variables": ["beds", "beds"]}, "sfa-collinear"),
    ],
)
def test_what_makes_no_sense_is_refused(options, code):
    with pytest.raises(OptionError) as refused:
        farrell.sfa(farrell.load("china-health").panel, **options)
    assert refused.value.code == code


def test_data_that_cannot_be_used_are_named():
    frame = pd.DataFrame({"unit": list("ABCDEF"), "x": [1.0, 2, 3, 4, 5, 6], "y": [1.0, 0, 2, 2, 3, 4]})
    panel = Panel.from_frame(frame, unit="unit", inputs=["x"], outputs=["y"], allow=["zero-unit"])
    with pytest.raises(DataError, match=r"unit B.*column y.*logarithm"):
        farrell.sfa(panel)
    with pytest.raises(OptionError, match="3 observations"):
        farrell.sfa(panel.select(units=["A", "C", "D"]), form="linear")
    with pytest.raises(OptionError):
        farrell.sfa(frame)
