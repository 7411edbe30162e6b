"""Published allocation models: by hand, in full by another solver, and what must hold of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

import farrell
from farrell.errors import OptionError

pytestmark = pytest.mark.filterwarnings("ignore::farrell.errors.DataWarning")


def three(**columns):
    frame = pd.DataFrame({"u": list("ABC"), **columns})
    return farrell.Panel.from_frame(frame, unit="u", inputs=["x"], outputs=["y"], allow=["few-units", "adds-up"])


def random_panel(seed, n=7, ties=False):
    rng = np.random.default_rng(seed)
    X, Y = rng.uniform(1, 10, (n, 2)), rng.uniform(1, 10, (n, 2))
    if ties:
        X, Y = np.ceil(X / 2), np.ceil(Y / 3)
        X[-1], Y[-1] = X[0], Y[0]
    frame = pd.DataFrame({"u": [f"u{k}" for k in range(n)], "a": X[:, 0], "b": X[:, 1], "c": Y[:, 0], "d": Y[:, 1]})
    return farrell.Panel.from_frame(
        frame, unit="u", inputs=["a", "b"], outputs=["c", "d"], allow=["few-units", "adds-up"]
    )


def theta_in_full(X, Y, orientation="input", convex=True, alone=False):
    """Lozano & Villa as printed: n intensities for each of n units, data units, scipy."""
    n, m, s = len(X), X.shape[1], Y.shape[1]
    size = n * n + 1
    A, b = [], []
    is_input = orientation == "input"
    for i in range(m):
        row = np.r_[np.tile(X[:, i], n), -X[:, i].sum() if is_input else 0.0]
        A.append(row)
        b.append(0.0 if is_input else X[:, i].sum())
    for r in range(s):
        row = np.r_[-np.tile(Y[:, r], n), 0.0 if is_input else Y[:, r].sum()]
        A.append(row)
        b.append(-Y[:, r].sum() if is_input else 0.0)
    if alone:
        for k in range(n):
            for values, sign in ((X, 1.0), (Y, -1.0)):
                for i in range(values.shape[1]):
                    row = np.zeros(size)
                    row[k * n : (k + 1) * n] = sign * values[:, i]
                    A.append(row)
                    b.append(sign * values[k, i])
    E = np.zeros((n, size))
    for k in range(n):
        E[k, k * n : (k + 1) * n] = 1.0
    cost = np.r_[np.zeros(n * n), 1.0 if is_input else -1.0]
    found = linprog(cost, A, b, E if convex else None, np.ones(n) if convex else None)
    return found.fun if is_input else 1.0 / -found.fun


def test_central_allocation_by_hand():
    """A (2, 2) and B (4, 4) are efficient; C (8, 4) could do with 4. Totals 14 and 10; the mean output 10/3 lies on
    A-B, where the least input is 10/3: Theta = 10/14. Alone A needs 2, B 4, C 4: 10/14, so moving adds nothing."""
    found = farrell.centralised(three(x=[2.0, 4, 8], y=[2.0, 4, 4]))
    assert (found.theta, found.technical, found.reallocation) == pytest.approx((10 / 14, 10 / 14, 1.0))
    assert found.target_in[:, 0].tolist() == pytest.approx([2, 4, 4])
    assert found.target_out[:, 0].tolist() == pytest.approx([2, 4, 4])


def test_reallocation_by_hand():
    """A (1, 1), B (3, 5), C (5, 6): all efficient (slopes 2, 1/2). Totals 9 and 12, mean output 4 on A-B at 2.5:
    Theta = 7.5 / 9. Alone nothing can be saved: all of it is reallocation."""
    found = farrell.centralised(three(x=[1.0, 3, 5], y=[1.0, 5, 6]))
    assert (found.theta, found.technical) == pytest.approx((7.5 / 9, 1.0))
    assert found.target_in.sum() == pytest.approx(7.5)
    assert found.target_out.sum() == pytest.approx(12)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("orientation", ["input", "output"])
def test_theta_agrees_with_the_program_in_full(seed, orientation):
    panel = random_panel(seed, ties=seed % 2 == 1)
    found = farrell.centralised(panel, orientation=orientation)
    assert found.theta == pytest.approx(theta_in_full(panel.X, panel.Y, orientation), rel=1e-8)
    assert found.technical == pytest.approx(theta_in_full(panel.X, panel.Y, orientation, alone=True), rel=1e-8)
    assert found.theta == pytest.approx(found.technical * found.reallocation)
    assert found.theta <= found.technical * (1 + 1e-9)
    crs = farrell.centralised(panel, orientation=orientation, rts="crs")
    assert crs.theta == pytest.approx(theta_in_full(panel.X, panel.Y, orientation, convex=False), rel=1e-8)


@pytest.mark.parametrize("orientation", ["input", "output"])
def test_an_allocation_keeps_the_totals_and_lies_in_the_technology(china, orientation):
    found = farrell.centralised(china, 2023, orientation=orientation)
    panel = china.select(periods=[2023])
    mean = farrell.dea(panel, rts="vrs")
    share_in = found.target_in.sum(axis=0) / found.X.sum(axis=0)
    share_out = found.target_out.sum(axis=0) / found.Y.sum(axis=0)
    if orientation == "input":
        assert share_in.max() == pytest.approx(found.theta, rel=1e-7)
        assert share_out.min() >= 1 - 1e-7
    else:
        assert share_out.min() == pytest.approx(1 / found.theta, rel=1e-7)
        assert share_in.max() <= 1 + 1e-7
    assert found.lambdas.sum(axis=1) == pytest.approx(np.ones(31))
    assert mean.te.mean() > 0
    moved = panel.with_numbers(
        dict(
            zip(
                (*panel.roles.inputs, *panel.roles.outputs),
                np.hstack([found.target_in, found.target_out]).T,
                strict=True,
            )
        )
    )
    assert farrell.dea(moved, rts="vrs", reference=panel, orientation=orientation).te.min() >= 1 - 1e-6


def test_efficient_units_stay_where_only_the_others_move(china):
    found = farrell.centralised(china, 2023, who="inefficient")
    panel = china.select(periods=[2023])
    efficient = farrell.dea(panel, rts="vrs").te >= 1 - 1e-6
    assert (~found.moved == efficient).all()
    assert found.target_in[efficient].tolist() == panel.X[efficient].tolist()
    n = int(found.moved.sum())
    one = pd.DataFrame(np.hstack([panel.X, panel.Y]), columns=list("abcde")).assign(u=panel.units)
    mean = np.hstack([panel.X, panel.Y])[found.moved].sum(axis=0) / n
    one.loc[len(one)] = [*mean, "mean"]
    wider = farrell.Panel.from_frame(
        one, unit="u", inputs=list("abc"), outputs=list("de"), allow=["total-row", "few-units"]
    )
    theta = farrell.dea(wider, rts="vrs", reference=list(panel.units)).te[wider.units.index("mean")]
    assert found.theta == pytest.approx(theta, rel=1e-8)  # Mar-Molinero et al.: the program of the mean unit


def test_nobody_inefficient_means_nothing_to_move():
    found = farrell.centralised(three(x=[1.0, 3, 5], y=[1.0, 5, 6]), who="inefficient")
    assert (found.theta, found.technical, found.reallocation) == (1.0, 1.0, 1.0)
    assert not found.moved.any()


def test_zero_sum_gains_by_hand():
    """C uses 8 for what B does with 4: theta 1/2. Alone: h = (1/2) 14 / (14 - 8 + 4) = 0.7. Together: theta x is
    2, 4, 4 and c = 14/10: 2.8, 5.6, 5.6."""
    found = farrell.zero_sum_gains(three(x=[2.0, 4, 8], y=[2.0, 4, 4]))
    assert found.te.tolist() == pytest.approx([1, 1, 0.5])
    assert found.te_zero_sum.tolist() == pytest.approx([1, 1, 0.7])
    assert found.after[:, 0].tolist() == pytest.approx([2.8, 5.6, 5.6])
    assert found.factor.tolist() == pytest.approx([1.4])


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("orientation", ["input", "output"])
@pytest.mark.parametrize("rts", ["crs", "vrs"])
@pytest.mark.parametrize("places", [[0], [1], [0, 1]])
def test_a_zero_sum_allocation_keeps_totals_and_makes_all_efficient(seed, orientation, rts, places):
    panel = random_panel(seed, ties=seed % 2 == 1)
    side = panel.roles.inputs if orientation == "input" else panel.roles.outputs
    found = farrell.zero_sum_gains(panel, orientation=orientation, rts=rts, fixed=[side[i] for i in places])
    assert found.after.sum(axis=0) == pytest.approx(found.before.sum(axis=0))
    after = panel.with_numbers(dict(zip(found.fixed, found.after.T, strict=True)))
    assert farrell.dea(after, rts=rts, orientation=orientation).te == pytest.approx(np.ones(7), abs=1e-7)
    assert (found.te_zero_sum >= found.te - 1e-9).all()


def test_with_one_fixed_input_the_score_has_its_closed_form(china):
    panel = china.select(periods=[2023])
    table = panel.to_frame()
    alone = farrell.Panel.from_frame(table, unit="unit", inputs=["beds"], outputs=["visits_10k", "discharges_10k"])
    found = farrell.zero_sum_gains(alone)
    x, theta = found.before[:, 0], found.te
    assert found.te_zero_sum == pytest.approx(theta * x.sum() / (x.sum() - x + theta * x), rel=1e-9)


def test_columns_that_are_not_shared_keep_their_value():
    """A (2, 1), B (4, 2), C (8, 3) of inputs x and z; B and C make 4, A 2. Of C's z = 3 B needs 2, of its x = 8
    B needs 4. Sharing z, theta = 2/3 and h = (2/3) 6 / (6 - 3 + 2) = 0.8; sharing x, theta = 1/2 (both together would
    be 2/3) and h = (1/2) 14 / (14 - 8 + 4) = 0.7."""
    frame = pd.DataFrame({"u": list("ABC"), "x": [2.0, 4, 8], "z": [1.0, 2, 3], "y": [2.0, 4, 4]})
    panel = farrell.Panel.from_frame(frame, unit="u", inputs=["x", "z"], outputs=["y"], allow=["few-units", "adds-up"])
    z, x = (farrell.zero_sum_gains(panel, fixed=[column]) for column in "zx")
    assert (z.te[2], z.te_zero_sum[2]) == pytest.approx((2 / 3, 0.8))
    assert z.after[:, 0].tolist() == pytest.approx([1.2, 2.4, 2.4])
    assert (x.te[2], x.te_zero_sum[2]) == pytest.approx((1 / 2, 0.7))
    assert x.after[:, 0].tolist() == pytest.approx([2.8, 5.6, 5.6])


def test_beds_alone_as_the_shared_total_of_the_provinces(china):
    """The sub-vector score in scipy, the closed form, and the allocation as dea sees it with the rest held."""
    panel = china.select(periods=[2023])
    found = farrell.zero_sum_gains(panel, fixed="beds")
    place = panel.roles.inputs.index("beds")
    scaled, bound = np.zeros((31, 5)), np.hstack([panel.X, -panel.Y])
    scaled[:, place], bound[:, place] = panel.X[:, place], 0.0
    A = np.hstack([panel.X, -panel.Y])
    by_scipy = [
        linprog(np.r_[np.zeros(31), 1.0], np.c_[A.T, -scaled[k]], bound[k], np.r_[np.ones(31), 0][None], [1]).fun
        for k in range(31)
    ]
    assert found.te == pytest.approx(by_scipy, rel=1e-8)
    x, theta = found.before[:, 0], found.te
    assert found.te_zero_sum == pytest.approx(theta * x.sum() / (x.sum() - x + theta * x), rel=1e-9)
    after = panel.with_numbers({"beds": found.after[:, 0]})
    assert farrell.zero_sum_gains(after, fixed="beds").te == pytest.approx(np.ones(31), abs=1e-9)


def test_a_unit_without_any_of_the_shared_total_has_no_score():
    panel = three(x=[2.0, 4, 8], y=[2.0, 4, 4])
    frame = panel.to_frame().assign(x=[2.0, 4, 0], z=1.0)
    wider = farrell.Panel.from_frame(
        frame, unit="unit", inputs=["x", "z"], outputs=["y"], allow=["few-units", "adds-up", "constant"]
    )
    with pytest.raises(OptionError, match="C: nothing of x"):
        farrell.zero_sum_gains(wider, fixed=["x"])


def test_inverse_dea_by_hand():
    """Frontier A (2, 2) - B (4, 4). C (6, 3): theta = 3/6. For 3.5 outputs the frontier needs 3.5, at theta 1/2 seven;
    at efficiency 1 three and a half, but no less than today's 6 unless keep=False. 5 outputs nobody makes."""
    panel = three(x=[2.0, 4, 6], y=[2.0, 4, 3])
    found = farrell.inverse_dea(panel, change={"y": {"C": 1 / 6}})
    assert found.found[2, 0] == pytest.approx(7.0)
    assert found.found[:2, 0].tolist() == pytest.approx([2, 4])
    best = farrell.inverse_dea(panel, change={"y": {"C": 1 / 6}}, efficiency=1.0)
    assert best.found[2, 0] == pytest.approx(6.0)
    free = farrell.inverse_dea(panel, change={"y": {"C": 1 / 6}}, efficiency=1.0, keep=False)
    assert free.found[2, 0] == pytest.approx(3.5)
    with pytest.warns(farrell.SolveWarning, match="C"):
        lost = farrell.inverse_dea(panel, change={"y": {"C": 1.0}})
    assert lost.status.tolist() == ["optimal", "optimal", "infeasible"]
    assert np.isnan(lost.found[2, 0])
    crs = farrell.inverse_dea(panel, change={"y": {"C": 1.0}}, rts="crs")
    assert crs.found[2, 0] == pytest.approx(12.0)


def test_an_example_of_wei_zhang_and_zhang():
    """Example 2 of the paper as the manual of R package DJL restates it (target.spec.dea): one input of 1, outputs
    (4, 8), (8, 4), (5, 5), the third's input raised to 1.8, constant returns. The middle of A and B, (6, 6), is 6/5 of
    C; 1.8 inputs reach (10.8, 10.8), at phi 6/5 (9, 9): any point of that edge sums to 18."""
    frame = pd.DataFrame({"u": list("ABC"), "x": 1.0, "a": [4.0, 8, 5], "b": [8.0, 4, 5]})
    panel = farrell.Panel.from_frame(
        frame, unit="u", inputs=["x"], outputs=["a", "b"], allow=["few-units", "adds-up", "constant"]
    )
    for weights in (None, {"a": 1.0, "b": 1.0}):
        found = farrell.inverse_dea(panel, asked="outputs", change={"x": {"C": 0.8}}, weights=weights, rts="crs")
        assert found.score == pytest.approx([1, 1, 6 / 5])
        assert found.found[2].sum() == pytest.approx(18)
        assert found.found[:2] == pytest.approx(panel.Y[:2])


def test_a_tenth_more_visits_of_the_provinces(china):
    """In scipy, data scaled by the unit; every optimum uses the same beds, so the totals are unique."""
    panel = china.select(periods=[2023])
    found = farrell.inverse_dea(panel, change={"visits_10k": 0.1}, rts="crs")
    totals = []
    for x, beta, theta in zip(panel.X, panel.Y * [1.1, 1.0], farrell.dea(panel, rts="crs").te, strict=True):
        A = np.vstack(
            [np.hstack([panel.X.T, -theta * np.diag(x)]), np.hstack([-panel.Y.T / beta[:, None], np.zeros((2, 3))])]
        )
        bounds = [(0, None)] * 31 + [(1, None)] * 3
        best = linprog(np.r_[np.zeros(31), np.ones(3)], A, np.r_[0, 0, 0, -1, -1], bounds=bounds)
        least, most = (
            linprog(
                sign * np.eye(34)[32], np.vstack([A, np.r_[np.zeros(31), np.ones(3)]]),
                np.r_[0, 0, 0, -1, -1, best.fun * (1 + 1e-10)], bounds=bounds,
            ).x[32]
            for sign in (1, -1)
        )  # fmt: skip
        assert most == pytest.approx(least, rel=1e-6)
        totals.append(best.x[31:] * x)
    assert found.totals().found.to_numpy() == pytest.approx(np.sum(totals, axis=0), rel=1e-9)


def test_inverse_dea_of_outputs_by_hand():
    """C (3, 2) on A (2, 2) - B (4, 4): phi = 3/2. With 4 inputs the frontier makes 4, at phi 3/2 that is 8/3."""
    panel = three(x=[2.0, 4, 3], y=[2.0, 4, 2])
    found = farrell.inverse_dea(panel, asked="outputs", change={"x": {"C": 1 / 3}})
    assert found.found[2, 0] == pytest.approx(8 / 3)


@pytest.mark.filterwarnings("ignore::farrell.SolveWarning")
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("rts", ["crs", "vrs"])
def test_what_is_needed_is_the_least_and_keeps_the_score(seed, rts):
    panel = random_panel(seed)
    found = farrell.inverse_dea(panel, change={"c": 0.1, "d": 0.05}, rts=rts)
    demanded = panel.Y * [1.1, 1.05]
    theta = farrell.dea(panel, rts=rts).te
    assert found.score == pytest.approx(theta)
    for k in range(7):
        A = np.vstack([np.hstack([panel.X.T, -theta[k] * np.eye(2)]), np.hstack([-panel.Y.T, np.zeros((2, 2))])])
        E = np.r_[np.ones(7), 0, 0][None] if rts == "vrs" else None
        best = linprog(
            np.r_[np.zeros(7), 1 / panel.X[k]], A, np.r_[0, 0, -demanded[k]], E, [1] if rts == "vrs" else None,
            bounds=[(0, None)] * 7 + [(x, None) for x in panel.X[k]],
        )  # fmt: skip
        assert (found.status[k] == "optimal") == best.success
        if best.success:
            assert found.found[k] @ (1 / panel.X[k]) == pytest.approx(best.fun, rel=1e-8)


@pytest.mark.parametrize(
    ("function", "options", "code"),
    [
        ("centralised", {"who": "efficient"}, "choice"),
        ("centralised", {"rts": "grs"}, "choice"),
        ("zero_sum_gains", {"fixed": ["visits_10k"]}, "choice"),
        ("zero_sum_gains", {"orientation": "none"}, "choice"),
        ("inverse_dea", {"change": {"beds": 0.1}}, "choice"),
        ("inverse_dea", {"change": {}, "efficiency": 1.2}, "plan-number"),
        ("inverse_dea", {"change": {}, "weights": {"beds": 0}}, "plan-number"),
        ("inverse_dea", {"change": {}, "asked": "prices"}, "choice"),
    ],
)
def test_options_of_allocations_without_sense_are_refused(china, function, options, code):
    with pytest.raises(OptionError) as caught:
        getattr(farrell, function)(china, 2023, **options)
    assert caught.value.code == code
