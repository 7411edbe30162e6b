"""Cost, revenue, profit and profitability: against programs of another solver, and what must hold among them."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

import farrell
from farrell import DataError, OptionError, SolveWarning
from farrell.data.checks import CODES

CERTIFIED = 1e-8
RTS = ("crs", "vrs", "nirs", "ndrs")
SUMS = {"crs": (0.0, np.inf), "vrs": (1.0, 1.0), "nirs": (0.0, 1.0), "ndrs": (1.0, np.inf), "grs": (0.8, 1.2)}
BOUNDS = {"grs": (0.8, 1.2)}


def priced(X, Y, W=None, P=None, **more):
    """A panel with prices w0, ..., p0, ... of inputs and outputs."""
    X, Y = (np.asarray(v, dtype=float).reshape(len(v), -1) for v in (X, Y))
    frame = pd.DataFrame({"unit": more.get("units", [f"U{i}" for i in range(len(X))])})
    roles = {}
    if "periods" in more:
        frame["period"] = more["periods"]
    sides = {"inputs": ("x", X), "outputs": ("y", Y), "input_prices": ("w", W), "output_prices": ("p", P)}
    for role, (name, values) in sides.items():
        if values is not None:
            numbers = np.asarray(values, dtype=float)
            roles[role] = [f"{name}{i}" for i in range(numbers.shape[1])]
            frame[roles[role]] = numbers
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", farrell.DataWarning)
        return farrell.Panel.from_frame(
            frame, unit="unit", period="period" if "periods" in more else None, allow=CODES, **roles
        )


def random_panel(seed, n=12, m=2, s=2, kind="lognormal"):
    rng = np.random.default_rng(seed)
    X, Y, W, P = (np.exp(rng.normal(0, 0.6, (n, k))) for k in (m, s, m, s))
    if kind == "duplicates":
        X[n // 2 :], Y[n // 2 :] = X[: n - n // 2], Y[: n - n // 2]
        W[n // 3 :] = W[0]
    if kind == "whole":
        X, Y, W, P = (np.ceil(3 * values) for values in (X, Y, W, P))
        W[:, 0] = 0.0
    if kind == "zeros":
        X[::3, 0], Y[1::4, -1] = 0.0, 0.0
    return priced(X, Y, W, P)


def matrix(panel, role):
    return np.column_stack([panel.numbers[c] for c in getattr(panel.roles, role)])


def least(cost, upper, right, low, high, equal=None, level=None):
    """The least cost by HiGHS as scipy poses it; NaN without one."""
    n = len(cost)
    rows, bound = [*upper], [*right]
    if np.isfinite(high):
        rows.append(np.ones(n))
        bound.append(high)
    if low > 0:
        rows.append(-np.ones(n))
        bound.append(-low)
    done = linprog(cost, A_ub=np.array(rows), b_ub=np.array(bound), A_eq=equal, b_eq=level, method="highs")
    return done.fun if done.status == 0 else np.nan


@pytest.mark.parametrize("kind", ["lognormal", "duplicates", "whole", "zeros"])
@pytest.mark.parametrize("rts", [*RTS, "grs"])
@pytest.mark.parametrize("restricted", [False, True])
def test_costs_and_revenues_are_those_of_another_solver(kind, rts, restricted):
    panel = random_panel(3, kind=kind)
    X, Y, W, P = panel.X, panel.Y, matrix(panel, "input_prices"), matrix(panel, "output_prices")
    low, high = SUMS[rts]
    options = {"rts": rts, "bounds": BOUNDS.get(rts), "restricted": restricted}
    cost, revenue = farrell.cost_efficiency(panel, **options), farrell.revenue_efficiency(panel, **options)
    for o in range(len(panel)):
        within = [*X.T] if restricted else []
        here = [*X[o]] if restricted else []
        wanted = least(X @ W[o], [*-Y.T, *within], [*-Y[o], *here], low, high)
        assert cost.parts["optimal"][o] == pytest.approx(wanted, rel=CERTIFIED, abs=1e-12)
        assert cost.score[o] == pytest.approx(wanted / (W[o] @ X[o]), rel=CERTIFIED)
        above, there = ([*-Y.T], [*-Y[o]]) if restricted else ([], [])
        wanted = -least(-(Y @ P[o]), [*X.T, *above], [*X[o], *there], low, high)
        assert revenue.parts["optimal"][o] == pytest.approx(wanted, rel=CERTIFIED)
        assert revenue.score[o] == pytest.approx(P[o] @ Y[o] / wanted, rel=CERTIFIED)


@pytest.mark.parametrize("rts", RTS)
def test_weak_disposability_makes_equations(rts):
    panel = random_panel(5)
    X, Y, W, P = panel.X, panel.Y, matrix(panel, "input_prices"), matrix(panel, "output_prices")
    low, high = SUMS[rts]
    cost = farrell.cost_efficiency(panel, rts=rts, disposability="weak")
    revenue = farrell.revenue_efficiency(panel, rts=rts, disposability="weak")
    none = [np.zeros(len(X))], [0.0]
    for o in range(len(panel)):
        assert cost.parts["optimal"][o] == pytest.approx(least(X @ W[o], *none, low, high, Y.T, Y[o]), rel=CERTIFIED)
        best = -least(-(Y @ P[o]), *none, low, high, X.T, X[o])
        assert revenue.parts["optimal"][o] == pytest.approx(best, rel=CERTIFIED)
    assert (cost.te >= farrell.cost_efficiency(panel, rts=rts).te - CERTIFIED).all()
    assert (cost.parts["allocative"] <= 1 + CERTIFIED).all()


@pytest.mark.parametrize("rts", [*RTS, "fdh"])
@pytest.mark.parametrize("seed", [1, 2])
def test_radial_efficiency_is_technical_times_allocative(rts, seed):
    panel = random_panel(seed)
    for function, orientation in ((farrell.cost_efficiency, "input"), (farrell.revenue_efficiency, "output")):
        result = function(panel, rts=rts)
        if rts == "fdh":
            technical = farrell.fdh(panel, orientation=orientation).te
        else:
            technical = farrell.dea(panel, rts=rts, orientation=orientation).te
        np.testing.assert_allclose(result.parts["technical"], technical, atol=CERTIFIED)
        np.testing.assert_allclose(result.parts["technical"] * result.parts["allocative"], result.te, rtol=CERTIFIED)
        assert (result.parts["allocative"] <= 1 + CERTIFIED).all()
        assert (result.te > 0).all()


def test_targets_cost_and_earn_the_optimum_and_are_possible():
    panel = random_panel(21, n=20)
    W, P = matrix(panel, "input_prices"), matrix(panel, "output_prices")
    cost, revenue = farrell.cost_efficiency(panel), farrell.revenue_efficiency(panel)
    np.testing.assert_allclose((W * cost.target_in).sum(axis=1), cost.parts["optimal"], rtol=1e-6)
    np.testing.assert_allclose((P * revenue.target_out).sum(axis=1), revenue.parts["optimal"], rtol=1e-6)
    np.testing.assert_allclose(cost.lambdas @ panel.X, cost.target_in, rtol=1e-9)
    assert (cost.lambdas @ panel.Y >= panel.Y - CERTIFIED).all()
    np.testing.assert_array_equal(cost.target_out, panel.Y)
    assert (cost.slack_in < 0).any(), "some input is used too little at its price"
    profit = farrell.profit_efficiency(panel)
    gained = (P * profit.target_out).sum(axis=1) - (W * profit.target_in).sum(axis=1)
    np.testing.assert_allclose(gained, profit.parts["optimal"], atol=1e-6)


def test_without_convexity_the_best_single_unit_counts():
    panel = random_panel(4, n=20)
    X, Y, W = panel.X, panel.Y, matrix(panel, "input_prices")
    result = farrell.cost_efficiency(panel, rts="fdh")
    for o in range(len(panel)):
        possible = (Y[o] <= Y).all(axis=1)
        assert result.parts["optimal"][o] == pytest.approx((X[possible] @ W[o]).min())
    assert (result.te >= farrell.cost_efficiency(panel).te - CERTIFIED).all()


@pytest.mark.parametrize("rts", [*RTS, "grs"])
@pytest.mark.parametrize("scale", [0.05, 1.0])
def test_most_profit_is_that_of_another_solver(rts, scale):
    rng = np.random.default_rng(6)
    X, Y = np.exp(rng.normal(0, 0.5, (10, 2))), scale * np.exp(rng.normal(0, 0.5, (10, 2)))
    W, P = np.exp(rng.normal(0, 0.3, (10, 2))), np.exp(rng.normal(0, 0.3, (10, 2)))
    panel = priced(X, Y, W, P)
    low, high = SUMS[rts]
    expected = [-least(X @ w - Y @ p, [np.zeros(10)], [0.0], low, high) for w, p in zip(W, P, strict=True)]
    if not np.isfinite(expected).all():
        with pytest.warns(SolveWarning):
            result = farrell.profit_efficiency(panel, rts=rts, bounds=BOUNDS.get(rts))
        assert (result.status[~np.isfinite(expected)] == "unbounded").all()
    else:
        result = farrell.profit_efficiency(panel, rts=rts, bounds=BOUNDS.get(rts))
    np.testing.assert_allclose(result.parts["optimal"], expected, rtol=CERTIFIED, atol=1e-12)


MEASURES = [
    ("cost", {"measure": "ddf"}), ("cost", {"measure": "ddf", "direction_inputs": "monetary"}),
    ("cost", {"measure": "ddf", "direction_inputs": "euclidean"}),
    *[(side, {"measure": "additive", "weights": w}) for side in ("cost", "revenue", "profit")
      for w in ("ones", "mip", "ram", "normalised", "bam")],
    *[(side, {"measure": m}) for side in ("cost", "revenue", "profit") for m in ("russell", "erg")],
    *[(side, {"measure": "holder", "l": norm, "weighted": w}) for side in ("cost", "revenue", "profit")
      for norm in (1, 2, "inf") for w in (True, False)],
    ("profit", {"measure": "ddf", "direction_inputs": "monetary", "direction_outputs": "monetary"}),
    ("profit", {"measure": "ddf", "direction_inputs": "mean", "direction_outputs": "zeros"}),
    ("profit", {"measure": "modified_ddf"}),
    ("profit", {"measure": "modified_ddf", "direction_inputs": "ones", "direction_outputs": "ones"}),
    ("profit", {"measure": "reverse_ddf", "of": "erg"}), ("profit", {"measure": "reverse_ddf", "of": "modified_ddf"}),
    *[(side, {"measure": "general_direct_approach", "of": of}) for side in ("cost", "revenue", "profit")
      for of in ("erg", "russell", "additive", "ddf")],
    ("profit", {"measure": "general_direct_approach", "of": "modified_ddf"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("side", "options"), MEASURES, ids=[f"{s}-{'-'.join(map(str, o.values()))}" for s, o in MEASURES]
)
def test_every_measure_adds_up_and_never_takes_more_than_is_lost(side, options):
    panel = random_panel(11, n=10)
    result = farrell.economic_inefficiency(panel, side=side, **options)
    money = farrell.economic_inefficiency(panel, side=side, monetary=True, **options)
    assert (result.status == "optimal").all()
    X, Y, W, P = panel.X, panel.Y, matrix(panel, "input_prices"), matrix(panel, "output_prices")
    observed = {"cost": (W * X).sum(1), "revenue": (P * Y).sum(1), "profit": (P * Y).sum(1) - (W * X).sum(1)}[side]
    lost = (result.parts["optimal"] - observed) * (-1 if side == "cost" else 1)
    factor = result.parts["normalization"]
    np.testing.assert_allclose(result.score * factor, lost, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(money.score, lost, rtol=1e-7, atol=1e-9)
    for one in (result, money):
        np.testing.assert_allclose(one.parts["technical"] + one.parts["allocative"], one.score, atol=1e-9)
    np.testing.assert_allclose(money.parts["technical"], result.parts["technical"] * factor, rtol=1e-9, atol=1e-12)
    assert (result.parts["technical"] >= -1e-9).all()
    assert (money.parts["allocative"] >= -1e-7).all(), "the Fenchel-Mahler inequality"
    assert (result.parts["technical"] > 1e-6).any()


def test_reverse_and_direct_approach_of_a_distance_are_its_own():
    panel = random_panel(17)
    both = {"side": "profit", "measure": "general_direct_approach"}
    for of, options in (("ddf", {}), ("ddf", {"direction_inputs": "ones", "direction_outputs": "mean"})):
        own = farrell.economic_inefficiency(panel, side="profit", measure=of, **options)
        direct = farrell.economic_inefficiency(panel, **both, of=of, **options)
        for name in ("technical", "allocative", "normalization"):
            np.testing.assert_allclose(direct.parts[name], own.parts[name], rtol=1e-7, atol=1e-9)
    # Pastor, Aparicio & Zofío's example; of the last unit any split of beta between the betas is an optimum
    X, Y = [2, 4, 8, 12, 6, 14, 14, 9.412], [1, 5, 8, 9, 3, 7, 9, 2.353]
    book = priced(np.reshape(X, (8, 1)), np.reshape(Y, (8, 1)), W=np.ones((8, 1)), P=np.full((8, 1), 2.0))
    result = farrell.economic_inefficiency(book, side="profit", measure="reverse_ddf", of="modified_ddf")
    np.testing.assert_allclose(result.score[:7], [4, 0.5, 0, 1 / 6, 4 / 3, 4 / 7, 2 / 7], atol=1e-8)
    np.testing.assert_allclose(result.parts["normalization"][:7], [2, 4, 8, 12, 6, 14, 14], atol=1e-7)
    np.testing.assert_allclose(result.parts["technical"][7], 2.549936, atol=1e-6)
    assert 2.549936 - 1e-6 <= result.score[7] <= 2.699958 + 1e-6


@pytest.mark.parametrize("side", ["cost", "revenue", "profit"])
@pytest.mark.parametrize("measure", ["reverse_ddf", "general_direct_approach"])
def test_what_is_allocative_is_what_the_projection_still_loses(side, measure):
    panel = random_panel(2)
    W, P = matrix(panel, "input_prices"), matrix(panel, "output_prices")
    result = farrell.economic_inefficiency(panel, side=side, measure=measure, of="erg", monetary=True)
    orientation = {"cost": "input", "revenue": "output", "profit": "none"}[side]
    there = farrell.sbm(panel, orientation=orientation)
    value = {
        "cost": (W * there.target_in).sum(1) - result.parts["optimal"],
        "revenue": result.parts["optimal"] - (P * there.target_out).sum(1),
        "profit": result.parts["optimal"] - (P * there.target_out).sum(1) + (W * there.target_in).sum(1),
    }[side]
    inside = there.te < 1 - 1e-9
    assert inside.any()
    np.testing.assert_allclose(result.parts["allocative"][inside], value[inside], atol=1e-7)
    if measure == "reverse_ddf":
        base = farrell.reverse_ddf(panel, orientation=orientation)
        normal = farrell.economic_inefficiency(panel, side=side, measure=measure, of="erg")
        np.testing.assert_allclose(normal.parts["technical"], base.score, atol=1e-7)


def test_the_radial_and_the_directional_split_of_costs_agree():
    panel = random_panel(9)
    radial, directional = farrell.cost_efficiency(panel), farrell.economic_inefficiency(panel)
    np.testing.assert_allclose(directional.score, 1 - radial.te, atol=1e-9)
    np.testing.assert_allclose(directional.parts["technical"], 1 - radial.parts["technical"], atol=1e-9)
    nerlovian = farrell.profit_efficiency(panel)
    same = farrell.economic_inefficiency(panel, side="profit", measure="ddf")
    np.testing.assert_array_equal(nerlovian.score, same.score)


def test_a_monetary_direction_measures_money():
    panel = random_panel(10)
    result = farrell.profit_efficiency(panel, direction_inputs="monetary", direction_outputs="monetary")
    np.testing.assert_allclose(result.parts["normalization"], 1.0)
    money = farrell.profit_efficiency(panel, monetary=True)
    np.testing.assert_allclose(result.score, money.score, atol=1e-9)


@pytest.mark.parametrize("alpha", [0.0, 0.5, 1.0])
def test_profitability_is_technical_scale_and_allocative(alpha):
    panel = random_panel(12)
    X, Y, W, P = panel.X, panel.Y, matrix(panel, "input_prices"), matrix(panel, "output_prices")
    result = farrell.profitability_efficiency(panel, alpha=alpha)
    best = [((Y @ p) / (X @ w)).max() for w, p in zip(W, P, strict=True)]
    own = (P * Y).sum(axis=1) / (W * X).sum(axis=1)
    np.testing.assert_allclose(result.te, own / best)
    parts = result.parts
    np.testing.assert_allclose(parts["technical_crs"], farrell.dea(panel, rts="crs").te, atol=CERTIFIED)
    np.testing.assert_allclose(parts["technical_vrs"] * parts["scale"] * parts["allocative"], result.te, rtol=1e-9)
    assert (parts["allocative"] <= 1 + CERTIFIED).all()
    assert (parts["scale"] <= 1 + CERTIFIED).all()
    earned = (P * result.target_out).sum(axis=1) / (W * result.target_in).sum(axis=1)
    np.testing.assert_allclose(earned, best)


@pytest.mark.parametrize("rts", [*RTS, "fdh"])
def test_the_profit_ratio_keeps_each_column(rts):
    panel = random_panel(14)
    X, Y, W, P = panel.X, panel.Y, matrix(panel, "input_prices"), matrix(panel, "output_prices")
    result = farrell.profit_ratio(panel, rts=rts)
    own = (P * Y).sum(axis=1) - (W * X).sum(axis=1)
    for o in range(len(panel)):
        if rts == "fdh":
            able = (X[o] >= X).all(axis=1) & (Y[o] <= Y).all(axis=1)
            best = (Y[able] @ P[o] - X[able] @ W[o]).max()
        else:
            best = -least(X @ W[o] - Y @ P[o], [*X.T, *-Y.T], [*X[o], *-Y[o]], *SUMS[rts])
        assert result.parts["optimal"][o] == pytest.approx(best, rel=1e-7)
        assert result.score[o] == pytest.approx(own[o] / best, rel=1e-7)
    gains = (own > 0) & (result.parts["optimal"] > 0)
    np.testing.assert_array_equal(np.isfinite(result.te), gains)


def test_neither_units_nor_the_level_of_prices_count():
    panel = random_panel(15)
    X, Y, W, P = panel.X, panel.Y, matrix(panel, "input_prices"), matrix(panel, "output_prices")
    unit = np.array([1000.0, 0.01])
    other = priced(X * unit, Y / unit, 7 * W / unit, 7 * P * unit)
    for name, options in (
        ("cost_efficiency", {}), ("revenue_efficiency", {}), ("profit_efficiency", {}), ("profit_ratio", {}),
        ("profitability_efficiency", {}),
        ("economic_inefficiency", {"measure": "russell"}),
        ("economic_inefficiency", {"measure": "additive", "weights": "ram"}),
        ("economic_inefficiency", {"side": "profit", "measure": "holder", "weighted": True}),
    ):  # fmt: skip
        one, two = (getattr(farrell, name)(p, **options) for p in (panel, other))
        np.testing.assert_allclose(two.score, one.score, atol=1e-7, err_msg=name)
        np.testing.assert_allclose(two.parts.get("allocative", two.score),
                                   one.parts.get("allocative", one.score), atol=1e-7)  # fmt: skip


def test_any_reference_and_units_beyond_it():
    panel = random_panel(16, n=8)
    first = farrell.cost_efficiency(panel, reference=["U0", "U1", "U2"], rts="crs")
    X, Y, W = panel.X, panel.Y, matrix(panel, "input_prices")
    for o in range(8):
        assert first.parts["optimal"][o] == pytest.approx(
            least(X[:3] @ W[o], [*-Y[:3].T], [*-Y[o]], 0.0, np.inf), rel=CERTIFIED
        )
    assert (first.te > 1).any()
    big = priced([1, 2, 3], [1, 2, 9], W=[[1.0]] * 3)
    with pytest.warns(SolveWarning):
        result = farrell.cost_efficiency(big, reference=["U0", "U1"])
    assert result.status.tolist() == ["optimal", "optimal", "infeasible"]


def test_a_unit_of_no_cost_or_no_revenue_is_undefined():
    panel = priced([[1.0, 0.0], [2.0, 1.0], [1.0, 3.0]], [1.0, 2.0, 1.0], W=[[0.0, 1.0]] * 3, P=[[1.0]] * 3)
    with pytest.warns(SolveWarning):
        result = farrell.cost_efficiency(panel)
    assert result.status.tolist() == ["undefined", "optimal", "optimal"]
    assert result.parts["technical"].shape == (3,)
    free = priced([1.0, 2.0], [1.0, 2.0], P=[[0.0]] * 2)
    with pytest.warns(SolveWarning):
        assert (farrell.revenue_efficiency(free).status == "undefined").all()


def test_one_unit_and_twins_are_efficient():
    for X, Y in (([2.0], [3.0]), ([2.0, 2.0], [3.0, 3.0])):
        panel = priced(X, Y, W=[[1.0]] * len(X), P=[[2.0]] * len(X))
        for name in ("cost_efficiency", "revenue_efficiency", "profitability_efficiency"):
            result = getattr(farrell, name)(panel)
            np.testing.assert_allclose(result.te, 1.0)
            assert (result.efficiency == "efficient").all()
            assert all(result.peers(unit) == {unit: 1.0} for unit in panel.units)
        np.testing.assert_allclose(farrell.profit_efficiency(panel).score, 0.0, atol=1e-12)


def test_prices_are_asked_for_by_name(panel_of):
    bare = panel_of([1.0, 2.0], [1.0, 1.0])
    for name, role in (
        ("cost_efficiency", "input_prices"), ("revenue_efficiency", "output_prices"),
        ("profit_efficiency", "input_prices"), ("profitability_efficiency", "input_prices"),
        ("economic_inefficiency", "input_prices"), ("profit_ratio", "input_prices"),
    ):  # fmt: skip
        with pytest.raises(OptionError, match=role) as caught:
            getattr(farrell, name)(bare)
        assert caught.value.code == "needs-prices-of"
    half = priced([1.0, 2.0], [1.0, 1.0], W=[[1.0]] * 2)
    with pytest.raises(OptionError, match="output_prices"):
        farrell.profit_efficiency(half)
    with pytest.raises(DataError):
        farrell.cost_efficiency(priced([1.0, 2.0], [1.0, 1.0], W=[[1.0], [-1.0]]))


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"side": "costs"}, "choice"), ({"measure": "radial"}, "choice"), ({"measure": "modified_ddf"}, "choice"),
        ({"measure": "reverse_ddf"}, "choice"), ({"measure": "reverse_ddf", "of": "russell"}, "choice"),
        ({"of": "erg"}, "measure-option"), ({"disposability": "weak"}, "measure-option"),
        ({"measure": "additive", "disposability": "weak", "rts": "fdh"}, "weak-without-convexity"),
        ({"direction_inputs": "money"}, "choice"), ({"direction_inputs": "zeros"}, "direction-none"),
        ({"monetary": "yes"}, "choice"), ({"measure": "additive", "weights": 3}, "no-mapping"),
        ({"measure": "holder", "rts": "fdh"}, "choice"), ({"measure": "holder", "l": 3}, "choice"),
    ],
)  # fmt: skip
def test_options_that_do_not_fit_are_refused(options, code):
    panel = random_panel(1, n=4)
    with pytest.raises(OptionError) as caught:
        farrell.economic_inefficiency(panel, **options)
    assert code in ("choice", caught.value.code)
    with pytest.raises(OptionError):
        farrell.cost_efficiency(panel, rts="fdh", disposability="weak")


def test_same_prices_share_one_technology():
    panel = random_panel(20, n=30)
    X, Y = panel.X, panel.Y
    W = np.tile([[1.0, 2.0]], (30, 1))
    together = farrell.cost_efficiency(priced(X, Y, W=W))
    apart = farrell.cost_efficiency(priced(X, Y, W=W * np.arange(1, 31)[:, None]))
    np.testing.assert_allclose(together.te, apart.te, atol=1e-10)
    np.testing.assert_allclose(farrell.cost_efficiency(priced(X, Y, W=W), solver="kernel").te, together.te,
                               atol=1e-10)  # fmt: skip


def test_a_unit_that_its_reference_leaves_out_may_beat_it():
    panel = priced([[1.0], [2.0], [3.0]], [[2.0], [2.0], [2.0]], [[1.0]] * 3, [[1.0]] * 3)
    for model in (farrell.cost_efficiency, farrell.profitability_efficiency):
        assert model(panel, reference=["U1"]).te[0] == pytest.approx(2.0, abs=CERTIFIED)
