"""Indices of aggregates: by hand, by formula, in scipy, and what their papers say must hold."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

import farrell
from farrell.errors import DataError, OptionError

CERTIFIED = 1e-8
IDENTITY = 1e-9
pytestmark = pytest.mark.filterwarnings("ignore::farrell.errors.DataWarning", "ignore::farrell.SolveWarning")


def made(seed, *, n=7, years=3, drop=()):
    rng = np.random.default_rng(seed)
    keys = [(f"u{k}", t) for t in range(years) for k in range(n)]
    frame = pd.DataFrame(keys, columns=["u", "t"])
    for name in ("x1", "x2", "y1", "y2"):
        frame[name] = rng.lognormal(2, 0.4, len(keys))
    for name in ("w1", "w2", "p1", "p2"):
        frame[name] = rng.lognormal(0, 0.3, len(keys))
    frame = frame[[key not in drop for key in keys]]
    return farrell.Panel.from_frame(
        frame, unit="u", period="t", inputs=["x1", "x2"], outputs=["y1", "y2"],
        input_prices=["w1", "w2"], output_prices=["p1", "p2"], allow=["few-units", "adds-up", "unbalanced"],
    )  # fmt: skip


def prices(panel):
    return (np.column_stack([panel.numbers[c] for c in names]) for names in (("p1", "p2"), ("w1", "w2")))


def links(result):
    grid = result.panel.observed
    for k, (u, a, b) in enumerate(zip(result.units, result.period_from, result.period_to, strict=True)):
        i = result.panel.units.index(u)
        yield k, grid[i, result.panel.periods.index(a)], grid[i, result.panel.periods.index(b)]


@pytest.mark.parametrize("kind", ["laspeyres", "paasche", "fisher", "tornqvist"])
def test_price_indices_are_those_of_the_textbook(kind):
    panel = made(0)
    result = farrell.price_index(panel, formula=kind)
    P, W = prices(panel)
    X, Y = panel.X, panel.Y
    for k, a, b in links(result):
        l = (P[a] @ Y[b] / (P[a] @ Y[a])) / (W[a] @ X[b] / (W[a] @ X[a]))  # noqa: E741
        p = (P[b] @ Y[b] / (P[b] @ Y[a])) / (W[b] @ X[b] / (W[b] @ X[a]))
        s, c = (0.5 * (v[a] / v[a].sum() + v[b] / v[b].sum()) for v in (P * Y, W * X))
        t = np.prod((Y[b] / Y[a]) ** s) / np.prod((X[b] / X[a]) ** c)
        expected = {"laspeyres": l, "paasche": p, "fisher": np.sqrt(l * p), "tornqvist": t}[kind]
        assert result.tfpch[k] == pytest.approx(expected, rel=IDENTITY)
    # what has no part in the index is not stated as if it had
    assert (result.settings["orientation"] is None) == (kind == "tornqvist")


@pytest.mark.parametrize("orientation", ["output", "input"])
@pytest.mark.parametrize("rts", ["vrs", "crs"])
def test_levels_by_their_formulas(orientation, rts):
    panel = made(1)
    found = farrell.lowe(panel, orientation=orientation, rts=rts)
    P, W = prices(panel)
    p, w = P.mean(axis=0), W.mean(axis=0)
    assert (found.output_weights, found.input_weights) == (pytest.approx(p), pytest.approx(w))
    te, crs = (farrell.dea(panel, rts=r, orientation=orientation).te for r in (rts, "crs"))
    L = found.levels
    for i in range(len(panel)):
        now = panel.period_index == panel.period_index[i]
        X, Y = panel.X[now], panel.Y[now]
        E, e = (np.ones((1, len(X))), [1]) if rts == "vrs" else (None, None)
        if orientation == "output":
            best = -linprog(-(Y @ p), X.T, panel.X[i], E, e).fun
            mix, names = p @ panel.Y[i] / best / te[i], ("ote", "ose", "ome", "rose", "osme")
        else:
            best = linprog(X @ w, -Y.T, -panel.Y[i], E, e).fun
            mix, names = best / (w @ panel.X[i]) / te[i], ("ite", "ise", "ime", "rise", "isme")
        tfp = p @ panel.Y[i] / (w @ panel.X[i])
        most = ((Y @ p) / (X @ w)).max()
        expected = [te[i], crs[i] / te[i], mix, tfp / most / te[i] / mix, tfp / most / te[i]]
        assert [L[name][i] for name in names] == pytest.approx(expected, rel=CERTIFIED)
        assert (L["tfp"][i], L["mp"][i], L["tfpe"][i]) == pytest.approx((tfp, most, tfp / most), rel=IDENTITY)
        assert L["rme"][i] == pytest.approx(tfp / most / crs[i], rel=CERTIFIED)


@pytest.mark.parametrize("orientation", ["output", "input"])
def test_parts_multiply_and_efficiencies_are_shares(orientation):
    panel = made(2)
    te, me, rse = ("otech", "omech", "rosech") if orientation == "output" else ("itech", "imech", "risech")
    for result in (
        farrell.fare_primont(panel, orientation=orientation).change,
        farrell.price_index(panel, orientation=orientation),
        farrell.hicks_moorsteen(panel, orientation=orientation, weights="shadow"),
    ):
        product = result.techch * result.part(te) * result.part(me) * result.part(rse)
        assert product == pytest.approx(result.tfpch, rel=IDENTITY)
    levels = farrell.fare_primont(panel, orientation=orientation).levels
    for name in ("tfpe", te[:3], me[:3], rse[:4]):
        assert levels[name].max() <= 1 + 1e-9
    assert levels["tfpe"] == pytest.approx(levels[te[:3]] * levels[me[:3]] * levels[rse[:4]], rel=IDENTITY)


def test_weights_of_fare_primont_support_the_mean_observation():
    panel = made(3)
    found = farrell.fare_primont(panel)
    x, y = panel.X.mean(axis=0), panel.Y.mean(axis=0)
    wide = panel.to_frame().drop(columns=["unit", "period"], errors="ignore")
    mean = pd.concat([panel.to_frame(), wide.mean().to_frame().T.assign(unit="mean", period=0)], ignore_index=True)
    both = farrell.Panel.from_frame(
        mean, unit="unit", period="period", inputs=["x1", "x2"], outputs=["y1", "y2"],
        allow=["few-units", "adds-up", "unbalanced", "total-row"],
    )  # fmt: skip
    out = farrell.dea(both, rts="vrs", orientation="output", reference="pooled")
    k = both.unit_labels.index("mean")
    assert found.output_weights @ y == pytest.approx(out.te[k], rel=CERTIFIED)
    theta = farrell.dea(both, rts="vrs", orientation="input", reference="pooled").te[k]
    assert found.input_weights @ x == pytest.approx(1 / theta, rel=CERTIFIED)
    # a supporting plane: no observation produces more at these weights than the plane allows
    worth = panel.Y @ found.output_weights
    room = linprog(-worth, panel.X.T, x, np.ones((1, len(panel))), [1])
    assert -room.fun == pytest.approx(1.0, rel=1e-6)


@pytest.mark.parametrize("function", ["fare_primont", "lowe"])
def test_levels_compare_over_units_and_years(function):
    """Transitive: the chain of changes is the ratio of the levels."""
    found = getattr(farrell, function)(made(4))
    chained = found.change.cumulative()
    for unit in found.panel.units:
        rows = found.panel.observed[found.panel.units.index(unit)]
        assert chained[chained.unit == unit]["tfpch"].to_numpy() == pytest.approx(
            found.levels["tfp"][rows] / found.levels["tfp"][rows[0]], rel=IDENTITY
        )


@pytest.mark.parametrize("rts", ["vrs", "crs"])
def test_hicks_moorsteen_is_bjureks(rts):
    panel = made(5)
    result = farrell.hicks_moorsteen(panel, rts=rts)

    def D(side, period, x, y):
        now = panel.period_index == period
        X, Y, n = panel.X[now], panel.Y[now], int(now.sum())
        E, e = (np.r_[np.ones(n), 0][None], [1]) if rts == "vrs" else (None, None)
        if side == "output":
            A, b = np.vstack([np.c_[X.T, np.zeros(2)], np.c_[-Y.T, y]]), np.r_[x, 0, 0]
            found = linprog(np.r_[np.zeros(n), -1], A, b, E, e)
            return -1 / found.fun if found.success else np.nan
        A, b = np.vstack([np.c_[X.T, -x], np.c_[-Y.T, np.zeros(2)]]), np.r_[0, 0, -y]
        found = linprog(np.r_[np.zeros(n), 1], A, b, E, e)
        return 1 / found.fun if found.success else np.nan

    checked = 0
    for k, a, b in links(result):
        s, t = panel.period_index[a], panel.period_index[b]
        xa, xb, ya, yb = panel.X[a], panel.X[b], panel.Y[a], panel.Y[b]
        out = np.sqrt(D("output", s, xa, yb) / D("output", s, xa, ya) * D("output", t, xb, yb) / D("output", t, xb, ya))
        put = np.sqrt(D("input", s, xb, ya) / D("input", s, xa, ya) * D("input", t, xb, yb) / D("input", t, xa, yb))
        if np.isnan(out / put):
            assert result.status[k] == "infeasible"
            continue
        checked += 1
        assert result.part("outch")[k] == pytest.approx(out, rel=CERTIFIED)
        assert result.part("inch")[k] == pytest.approx(put, rel=CERTIFIED)
        assert result.tfpch[k] == pytest.approx(out / put, rel=CERTIFIED)
    assert checked > 5
    shares = result.contributions()
    assert (shares["outch"] + shares["inch"]).iloc[0] == pytest.approx(1)


@pytest.mark.parametrize("rts", ["crs", "vrs"])
def test_the_cost_malmquist_index_by_its_least_costs(rts):
    panel = made(8)
    result = farrell.cost_malmquist(panel, rts=rts)
    _, W = prices(panel)

    def OE(period, row, w):
        now = panel.period_index == period
        X, Y = panel.X[now], panel.Y[now]
        E, e = (np.ones((1, len(X))), [1]) if rts == "vrs" else (None, None)
        found = linprog(X @ w, -Y.T, -panel.Y[row], E, e)
        return found.fun / (w @ panel.X[row]) if found.success else np.nan

    technical, seen = farrell.malmquist(panel, rts=rts, decomposition="fglr"), 0
    for k, a, b in links(result):
        s, t = panel.period_index[a], panel.period_index[b]
        overall = OE(t, b, W[b]) / OE(s, a, W[a])
        expected = np.sqrt(OE(s, b, W[a]) / OE(s, a, W[a]) * OE(t, b, W[b]) / OE(t, a, W[b]))
        if np.isnan(expected):
            assert result.status[k] == "infeasible"
            continue
        seen += 1
        assert result.tfpch[k] == pytest.approx(expected, rel=CERTIFIED)
        if np.isfinite(technical.effch[k]):
            assert result.effch[k] * result.part("allocch")[k] == pytest.approx(overall, rel=CERTIFIED)
            assert np.prod([v[k] for c, v in result.parts.items() if c != "tfpch"]) == pytest.approx(expected, rel=1e-9)
    assert seen > 5


def test_one_price_for_all_inputs_and_one_input_makes_the_cost_index_that_of_malmquist():
    panel = made(9)
    one = farrell.Panel.from_frame(
        panel.to_frame(), unit="unit", period="period", inputs=["x1"], outputs=["y1", "y2"], input_prices=["w1"],
        allow=["few-units", "adds-up"],
    )  # fmt: skip
    cost, plain = farrell.cost_malmquist(one), farrell.malmquist(one)
    assert cost.tfpch == pytest.approx(plain.tfpch, rel=1e-9)
    assert cost.part("allocch") == pytest.approx(np.ones(len(cost.units)), rel=1e-9)
    assert cost.part("pricech") == pytest.approx(np.ones(len(cost.units)), rel=1e-9)


def test_under_constant_returns_with_one_input_and_output_all_indices_are_the_ratio_of_productivities():
    frame = pd.DataFrame(
        {"u": list("ABC") * 2, "t": [1] * 3 + [2] * 3, "x": [2.0, 3, 4, 2, 4, 3], "y": [1.0, 3, 2, 2, 3, 3]}
    )
    frame = frame.assign(w=1.0, p=2.0)
    panel = farrell.Panel.from_frame(
        frame, unit="u", period="t", inputs=["x"], outputs=["y"], input_prices=["w"], output_prices=["p"],
        allow=["few-units", "constant"],
    )  # fmt: skip
    ratio = (frame.y[3:].to_numpy() / frame.x[3:].to_numpy()) / (frame.y[:3] / frame.x[:3]).to_numpy()
    for result in (
        farrell.malmquist(panel),
        farrell.hicks_moorsteen(panel, rts="crs"),
        farrell.fare_primont(panel, rts="crs").change,
        farrell.lowe(panel, rts="crs").change,
        *(farrell.price_index(panel, formula=kind) for kind in ("laspeyres", "paasche", "fisher", "tornqvist")),
    ):
        assert result.tfpch == pytest.approx(ratio, rel=1e-9)


def test_missing_units_have_no_change_but_their_levels():
    panel = made(6, drop={("u2", 1)})
    found = farrell.fare_primont(panel)
    assert (found.change.status == "absent").sum() == 2
    assert np.isfinite(found.levels["tfp"]).all()
    pairs = farrell.fare_primont(panel, unbalanced="pairs").change
    assert (pairs.status == "optimal").all()


def test_what_aggregates_refuse():
    panel = made(7)
    plain = farrell.Panel.from_frame(
        panel.to_frame(), unit="unit", period="period", inputs=["x1", "x2"], outputs=["y1", "y2"],
        allow=["few-units", "adds-up"],
    )  # fmt: skip
    for refused in (farrell.lowe, farrell.price_index):
        with pytest.raises(OptionError) as caught:
            refused(plain)
        assert caught.value.code == "needs-prices"
    with pytest.raises(OptionError) as caught:
        farrell.cost_malmquist(plain)
    assert caught.value.code == "needs-input-prices"
    with pytest.raises(OptionError):
        farrell.price_index(panel, formula="walsh")
    with pytest.raises(OptionError):
        farrell.hicks_moorsteen(panel, weights="mean")
    with pytest.raises(OptionError):
        farrell.fare_primont(panel, technology="window")
    zero = panel.with_numbers({"y1": np.where(np.arange(len(panel)) == 3, 0.0, panel.numbers["y1"])})
    with pytest.raises(DataError):
        farrell.price_index(zero, formula="tornqvist")
