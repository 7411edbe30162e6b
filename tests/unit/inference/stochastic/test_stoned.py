"""StoNED: fitted functions against another solver and the optimality conditions, splits against known truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import optimize

import farrell
from farrell import DataError, OptionError, Panel
from farrell.inference.stochastic.cnls import cnls, log_cnls
from farrell.inference.stochastic.residual_parts import parts_of

pytestmark = pytest.mark.filterwarnings("ignore::farrell.DataWarning")


def points(n=10, seed=1, noise=0.3):
    rng = np.random.default_rng(seed)
    X = rng.uniform(1, 10, (n, 2))
    return X, X[:, 0] ** 0.4 * X[:, 1] ** 0.4 * np.exp(rng.normal(0, noise, n))


def by_slsqp(y, X, concave, rts, loss):
    """The program as it is printed, by sequential quadratic programming from a feasible point."""
    n, m = X.shape
    sign = 1.0 if concave else -1.0

    def unpack(z):
        b = z[n:].reshape(n, m)
        return (z[:n] if rts == "vrs" else (b * X).sum(axis=1)), b

    def gaps(z):
        g, b = unpack(z)
        across = b @ X.T - (b * X).sum(axis=1)[:, None]
        return sign * (g[:, None] + across - g[None])[~np.eye(n, dtype=bool)]

    slope = optimize.nnls(X, y)[0]
    start = np.r_[X @ slope, np.tile(slope, n)]
    bounds = [(None, None)] * n + [(0, None)] * (n * m)
    found = optimize.minimize(
        lambda z: loss(unpack(z)[0]), start, method="SLSQP", bounds=bounds,
        constraints={"type": "ineq", "fun": gaps}, options={"maxiter": 1000, "ftol": 1e-13},
    )  # fmt: skip
    return found.fun


@pytest.mark.parametrize("rts", ["vrs", "crs"])
@pytest.mark.parametrize("concave", [True, False])
def test_another_solver_finds_the_same_sums(concave, rts):
    X, y = points()
    fit = cnls(y, X, concave=concave, rts=rts)
    other = by_slsqp(y, X, concave, rts, lambda g: ((y - g) ** 2).sum())
    assert ((y - fit.fitted) ** 2).sum() == pytest.approx(other, rel=1e-5)
    logs = log_cnls(y, X, concave=concave, rts=rts)
    other = by_slsqp(y, X, concave, rts, lambda g: ((np.log(y) - np.log(np.maximum(g, 1e-9))) ** 2).sum())
    assert (np.log(y / logs.fitted) ** 2).sum() <= other * (1 + 1e-5)


@pytest.mark.parametrize("rts", ["vrs", "crs"])
@pytest.mark.parametrize("concave", [True, False])
def test_the_optimality_conditions_hold(concave, rts):
    """Tangents on the right side, none decreasing; multipliers not negative, and only where tangents touch."""
    X, y = points(25, seed=3)
    fit = cnls(y, X, concave=concave, rts=rts)
    sign = 1.0 if concave else -1.0
    across = fit.slopes @ X.T - (fit.slopes * X).sum(axis=1)[:, None]
    gaps = sign * (fit.fitted[:, None] + across - fit.fitted[None])
    assert gaps.min() > -1e-7
    assert (fit.slopes >= 0).all()
    if rts == "crs":
        np.testing.assert_allclose((fit.slopes * X).sum(axis=1), fit.fitted, rtol=1e-9)
    else:
        assert (y - fit.fitted).sum() == pytest.approx(0, abs=1e-7)
    assert (fit.multipliers >= 0).all()
    i, j = fit.pairs.T
    assert (fit.multipliers * gaps[i, j]).max() < 1e-6
    assert fit.residual < 1e-8


def test_a_concave_function_fits_itself_and_units_do_not_matter():
    X, y = points(20, noise=0.0)
    np.testing.assert_allclose(cnls(y, X, concave=True, rts="vrs").fitted, y, rtol=1e-7)
    X, y = points(20)
    one, other = (
        cnls(y, X, concave=True, rts="vrs"),
        cnls(1e5 * y, X * [1e-3, 1e4], concave=True, rts="vrs"),
    )
    np.testing.assert_allclose(other.fitted, 1e5 * one.fitted, rtol=1e-7)


def test_moments_and_quasi_likelihood_find_the_truth():
    rng = np.random.default_rng(6)
    u, v = np.abs(rng.normal(0, 0.5, 20000)), rng.normal(0, 0.3, 20000)
    for sign in (1.0, -1.0):
        e = v - sign * u
        e = e - e.mean()
        for method in ("moments", "quasi-likelihood"):
            found = parts_of(e, sign, method)
            assert (found.sigma_u, found.sigma_v) == pytest.approx((0.5, 0.3), abs=0.02)
            assert found.mean == pytest.approx(u.mean(), abs=0.02)
            assert not found.wrong_skewness
    e = u - u.mean()
    assert parts_of(e, 1.0, "moments").sigma_u == 0
    assert parts_of(e, 1.0, "quasi-likelihood").sigma_u == 0
    assert parts_of(e, 1.0, "moments").wrong_skewness


def test_quasi_likelihood_is_that_of_the_half_normal_frontier_with_the_shape_given():
    """It is the likelihood of sfa with a constant only, at the constant that makes residuals' mean that of theory."""
    from scipy import stats

    rng = np.random.default_rng(2)
    e = rng.normal(0, 0.3, 200) - np.abs(rng.normal(0, 0.6, 200))
    e = e - e.mean()
    found = parts_of(e, 1.0, "quasi-likelihood")

    def density(su, sv):
        sigma, moved = np.hypot(su, sv), e - su * np.sqrt(2 / np.pi)
        return (
            np.log(2 / sigma) + stats.norm.logpdf(moved / sigma) + stats.norm.logcdf(-moved * su / sv / sigma)
        ).sum()

    total = (e**2).mean()
    others = []
    for su in np.linspace(0.05, 0.9, 400):
        rest = total - (1 - 2 / np.pi) * su**2
        if rest > 0:
            others.append(density(su, np.sqrt(rest)))
    assert density(found.sigma_u, found.sigma_v) >= max(others) - 1e-9
    assert found.sigma_v**2 + (1 - 2 / np.pi) * found.sigma_u**2 == pytest.approx(total)


def firms(n=31, periods=(1, 2), seed=5):
    rng = np.random.default_rng(seed)
    rows = []
    for t in periods:
        x = rng.uniform(1, 10, (n, 2))
        waste = np.abs(rng.normal(0, 0.3, n))
        y = 3 * x[:, 0] ** 0.4 * x[:, 1] ** 0.4 * np.exp(rng.normal(0, 0.1, n) - waste)
        rows += [(f"u{i:02d}", t, *x[i], y[i], waste[i]) for i in range(n)]
    frame = pd.DataFrame(rows, columns=["unit", "year", "beds", "staff", "visits", "waste"])
    return Panel.from_frame(
        frame, unit="unit", period="year", inputs=["beds", "staff"], outputs=["visits"], environment=["waste"]
    )


def test_efficiency_follows_waste_and_each_period_stands_alone():
    panel = firms()
    found = farrell.stoned(panel)
    assert set(found.parts) == {"1", "2"}
    alone = farrell.stoned(panel.select(periods=[2]))
    np.testing.assert_allclose(found.te[panel.rows_of(2)], alone.te, atol=1e-7)
    np.testing.assert_allclose(found.te, np.exp(-found.u))
    np.testing.assert_allclose(np.log(panel.Y[:, 0] / found.fitted), found.residuals)
    for t, part in zip((1, 2), found.parts.values(), strict=True):
        rows = panel.rows_of(t)
        np.testing.assert_allclose(found.frontier[rows], found.fitted[rows] * np.exp(part.mean))
        assert np.corrcoef(found.te[rows], panel.numbers["waste"][rows])[0, 1] < -0.5
    frame = found.to_frame()
    assert list(frame.columns) == ["unit", "period", "te", "u", "fitted", "frontier", "residual"]
    assert found.summary().startswith("StoNED, production, multiplicative error")
    assert "sigma_u" in found._repr_html_()
    assert repr(found).startswith("Stoned: production, 62")


def test_costs_lie_above_their_frontier_even_where_they_fall_with_output():
    panel = firms(periods=(1,))
    frame = pd.DataFrame({"unit": panel.unit_labels, "cost": 1 / panel.Y[:, 0] * 50, "q": panel.X[:, 0]})
    other = Panel.from_frame(frame, unit="unit", inputs=["cost"], outputs=["q"])
    for error in ("additive", "multiplicative"):
        found = farrell.stoned(other, kind="cost", error=error, method="quasi-likelihood", reference="pooled")
        assert ((found.te > 0) & (found.te <= 1)).all()
        assert (found.frontier <= found.fitted).all()


def test_wrong_skewness_makes_every_unit_efficient_and_is_said():
    rng = np.random.default_rng(2)
    x = np.linspace(1, 10, 31)
    frame = pd.DataFrame({"unit": range(31), "x": x, "y": np.sqrt(x) * np.exp(rng.exponential(0.3, 31))})
    found = farrell.stoned(Panel.from_frame(frame, unit="unit", inputs=["x"], outputs=["y"]))
    assert (found.te == 1).all()
    assert found.parts["all"].wrong_skewness
    assert len(found.objections()) == len(found.objections("zh")) == 1


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"kind": "distance"}, "choice"),
        ({"method": "ml"}, "choice"),
        ({"rts": "nirs"}, "choice"),
        ({"variables": ["doctors"]}, "choice"),
    ],
)
def test_what_makes_no_sense_is_refused(options, code):
    with pytest.raises(OptionError) as refused:
        farrell.stoned(firms(periods=(1,)), **options)
    assert refused.value.code == code


def test_data_that_cannot_be_used_are_named():
    frame = pd.DataFrame({"unit": list("ABCDEF"), "x": [1.0, 2, 3, 4, 5, 6], "y": [1.0, 0, 2, 2, 3, 4]})
    panel = Panel.from_frame(frame, unit="unit", inputs=["x"], outputs=["y"], allow=["zero-unit"])
    with pytest.raises(DataError, match=r"unit B.*logarithm"):
        farrell.stoned(panel)
    with pytest.raises(OptionError, match="2 units"):
        farrell.stoned(panel.select(units=["A", "C"]))
