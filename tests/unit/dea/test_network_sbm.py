"""The slacks-based measure of a network: against another solver, its identities, large references, resuming."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

import farrell
from farrell import OptionError
from farrell.data.checks import CODES
from farrell.dea.answers import without_rounding
from farrell.dea.network import inside, slack_program
from farrell.lp import batch, resuming

CERTIFIED = 1e-9
SCIPY = 1e-7
NAMES = ("x0", "x1", "x2", "x3", "z0", "z1", "y0", "y1")


def graph(first="free", second="fixed"):
    """Three nodes, each with an input; z0 from a to b, z1 from b to c."""
    return {
        "nodes": {
            "a": {"inputs": ["x0", "x1"]},
            "b": {"inputs": ["x2"], "outputs": ["y0"]},
            "c": {"inputs": ["x3"], "outputs": ["y1"]},
        },
        "links": [
            {"from": "a", "to": "b", "columns": ["z0"], "kind": first},
            {"from": "b", "to": "c", "columns": ["z1"], "kind": second},
        ],
    }


def panel_from(values, periods=None):
    frame = pd.DataFrame(values, columns=NAMES)
    count = len(frame) // (periods or 1)
    frame["unit"] = [f"U{i}" for i in range(count)] * (periods or 1)
    roles = {"inputs": NAMES[:4], "intermediates": NAMES[4:6], "outputs": NAMES[6:], "allow": CODES}
    if periods:
        frame["year"] = np.repeat(np.arange(periods), count)
        roles["period"] = "year"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", farrell.errors.DataWarning)
        return farrell.Panel.from_frame(frame, unit="unit", **roles)


def values_of(seed, n=12, digits=None):
    random = np.random.default_rng(seed)
    values = np.exp(random.normal(0, 1, (n, 1))) * np.exp(random.normal(0, 0.5, (n, 8)))
    return values if digits is None else np.maximum(np.round(values, digits), 1.0)


WEIGHTS = {"input": {"a": 2.0, "b": 1.0, "c": 1.0}, "output": {"a": 0.0, "b": 3.0}, "none": {"a": 2.0}}
"""Node a has no output that could count."""
SUMS = {"crs": (None, None), "vrs": (1, 1), "nirs": (None, 1), "ndrs": (1, None), "grs": (0.8, 1.2)}


def other(values, o, given, rts, orientation):
    """rho by scipy, by Dinkelbach's iteration on a program of slacks; and the matrices, for its optima."""
    n, (x, z, y) = len(values), (values[:, :4], values[:, 4:6], values[:, 6:])
    nodes, w = ([0, 1], [2], [3]), np.array([0.0, 0.75, 0.25] if orientation == "output" else [0.5, 0.25, 0.25])
    out = [(), (0,), (1,)]
    rows, right, upper, limit = [], [], [], []
    width = 3 * n + 6

    def put(parts, value):
        row = np.zeros(width)
        for place, part in parts:
            row[place : place + len(np.atleast_1d(part))] = part
        rows.append(row)
        right.append(value)

    for k, columns in enumerate(nodes):
        for i in columns:
            put([(k * n, x[:, i]), (3 * n + i, 1.0)], x[o, i])
        for r in out[k]:
            put([(k * n, y[:, r]), (3 * n + 4 + r, -1.0)], y[o, r])
        low, high = SUMS[rts]
        for sign, bound in ((-1.0, low), (1.0, high)):
            if bound is not None:
                row = np.zeros(width)
                row[k * n : (k + 1) * n] = sign
                upper.append(row)
                limit.append(sign * bound)
    for c, link in enumerate(given["links"]):
        if link["kind"] == "free":
            put([(c * n, z[:, c]), ((c + 1) * n, -z[:, c])], 0.0)
        else:
            put([(c * n, z[:, c])], z[o, c])
            put([((c + 1) * n, z[:, c])], z[o, c])
    top, bottom = np.zeros(width), np.zeros(width)
    if orientation != "output":
        top[3 * n : 3 * n + 4] = [w[0] / 2 / x[o, 0], w[0] / 2 / x[o, 1], w[1] / x[o, 2], w[2] / x[o, 3]]
    if orientation != "input":
        bottom[3 * n + 4 :] = [w[1] / y[o, 0], w[2] / y[o, 1]]
    rho = 1.0
    for _ in range(30):
        found = linprog(-top - rho * bottom, upper or None, limit or None, rows, right)
        better = (1 - top @ found.x) / (1 + bottom @ found.x)
        if abs(better - rho) < 1e-12:
            break
        rho = better
    return rho


@pytest.mark.parametrize("kinds", [("free", "free"), ("fixed", "fixed"), ("free", "fixed")])
@pytest.mark.parametrize("orientation", ["input", "output", "none"])
@pytest.mark.parametrize("rts", ["crs", "vrs", "nirs", "ndrs", "grs"])
def test_by_another_solver(kinds, orientation, rts):
    bounds = (0.8, 1.2) if rts == "grs" else None
    for digits in (None, 0) if kinds == ("free", "fixed") else (None,):
        values = values_of(2, digits=digits)
        result = farrell.network_sbm(
            panel_from(values),
            graph=graph(*kinds),
            rts=rts,
            bounds=bounds,
            orientation=orientation,
            weights=WEIGHTS[orientation],
        )
        expected = [other(values, o, graph(*kinds), rts, orientation) for o in range(len(values))]
        np.testing.assert_allclose(result.te, expected, atol=SCIPY)


@pytest.mark.parametrize("orientation", ["input", "output", "none"])
@pytest.mark.parametrize("rts", ["crs", "vrs", "nirs", "ndrs", "grs"])
def test_one_node_is_the_slacks_based_measure(panel_of, orientation, rts):
    random = np.random.default_rng(4)
    panel = panel_of(np.exp(random.normal(0, 1, (14, 2))), np.exp(random.normal(0, 1, (14, 2))))
    one = {"nodes": {"whole": {"inputs": ["x0", "x1"], "outputs": ["y0", "y1"]}}}
    options = {"rts": rts, "orientation": orientation, "bounds": (0.8, 1.2) if rts == "grs" else None}
    network, single = farrell.network_sbm(panel, graph=one, **options), farrell.sbm(panel, **options)
    np.testing.assert_allclose(network.te, single.te, atol=CERTIFIED)
    np.testing.assert_allclose(network.parts["te_whole"], single.te, atol=CERTIFIED)
    assert network.efficiency.tolist() == single.efficiency.tolist()


@pytest.mark.filterwarnings("ignore::farrell.SolveWarning")
@pytest.mark.parametrize("orientation", ["input", "output", "none"])
def test_outputs_that_grow_without_end_have_no_optimum(panel_of, orientation):
    X, Y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([[1.0], [1.0], [3.0], [1.0]])
    panel = panel_of(X, Y)  # the first unit makes something of nothing
    one = {"nodes": {"all": {"inputs": list(panel.roles.inputs), "outputs": list(panel.roles.outputs)}}}
    result = farrell.network_sbm(panel, graph=one, rts="crs", orientation=orientation, zeros="skip")
    plain = farrell.sbm(panel, rts="crs", orientation=orientation, zeros="skip")
    assert result.status.tolist() == plain.status.tolist()
    assert (result.status == ("optimal" if orientation == "input" else "unbounded")).all()
    np.testing.assert_allclose(result.score, plain.score, atol=SCIPY)
    assert not np.isinf(result.target_out).any()


@pytest.mark.parametrize("orientation", ["input", "output", "none"])
def test_the_whole_from_its_nodes(orientation):
    panel = panel_from(values_of(5))
    result = farrell.network_sbm(panel, graph=graph(), orientation=orientation, weights={"a": 0.0})
    b, c = (np.asarray(result.parts[f"te_{name}"]) for name in "bc")
    if orientation == "input":
        np.testing.assert_allclose(result.te, (b + c) / 2, atol=CERTIFIED)
    elif orientation == "output":
        np.testing.assert_allclose(1 / result.te, (1 / b + 1 / c) / 2, atol=CERTIFIED)
    else:
        assert (result.te <= np.maximum(b, c) + CERTIFIED).all()


@pytest.mark.parametrize("orientation", ["input", "none"])
def test_targets_are_possible_in_every_node(orientation):
    values = values_of(6)
    panel = panel_from(values)
    result = farrell.network_sbm(panel, graph=graph(), orientation=orientation)
    lambdas, n = result.lambdas, len(values)
    by_node = [lambdas[:, k * n : (k + 1) * n] for k in range(3)]
    np.testing.assert_allclose(by_node[0] @ values[:, :2], result.target_in[:, :2], atol=CERTIFIED)
    np.testing.assert_allclose(by_node[1] @ values[:, 2], result.target_in[:, 2], atol=CERTIFIED)
    np.testing.assert_allclose(by_node[2] @ values[:, 7], result.target_out[:, 1], atol=CERTIFIED)
    free, fixed = result.parts["target_z0"], result.parts["target_z1"]
    for node in (0, 1):
        np.testing.assert_allclose(by_node[node] @ values[:, 4], free, atol=CERTIFIED)
    for node in (1, 2):
        np.testing.assert_allclose(by_node[node] @ values[:, 5], values[:, 5], atol=CERTIFIED)
    np.testing.assert_allclose(fixed, values[:, 5], atol=CERTIFIED)
    best = values.copy()
    best[:, :4], best[:, 4], best[:, 6:] = result.target_in, free, result.target_out
    both = panel_from(np.vstack([values, best]))
    again = farrell.network_sbm(both, graph=graph(), orientation=orientation)
    np.testing.assert_allclose(again.te[n:], 1.0, atol=1e-7)


def test_free_links_leave_more_to_gain_than_fixed_ones():
    panel = panel_from(values_of(7))
    free, fixed = (farrell.network_sbm(panel, graph=graph(kind, kind)).te for kind in ("free", "fixed"))
    assert (free <= fixed + CERTIFIED).all()
    assert (free < fixed - 1e-3).any()


@pytest.mark.parametrize("orientation", ["input", "output", "none"])
def test_ends_of_node_scores_hold_them(orientation):
    values = np.round(values_of(8, n=9), 0) + 1.0
    options = {"orientation": orientation, "weights": WEIGHTS[orientation], "intervals": True}
    result = farrell.network_sbm(panel_from(values), graph=graph("free", "free"), **options)
    for name in "abc":
        low, score, high = (result.parts[f"te_{name}{end}"] for end in ("_low", "", "_high"))
        assert (low <= score + 1e-8).all()
        assert (score <= high + 1e-8).all()


def test_an_open_split_between_nodes_is_found():
    """Unit C can save a bed in node a at z = 1, or three beds in node b at z = 2 for one more in a: both are optima."""
    frame = pd.DataFrame({"unit": list("AB"), "x0": [1.0, 2.0], "z0": [1.0, 2.0], "x1": [2.0, 1.0], "y0": [1.0, 1.0]})
    frame.loc[2] = ["C", 2.0, 1.0, 2.0, 1.0]
    panel = farrell.Panel.from_frame(
        frame, unit="unit", inputs=["x0", "x1"], intermediates=["z0"], outputs=["y0"], allow=CODES
    )
    two = {
        "nodes": {"a": {"inputs": ["x0"]}, "b": {"inputs": ["x1"], "outputs": ["y0"]}},
        "links": [{"from": "a", "to": "b", "columns": ["z0"]}],
    }
    result = farrell.network_sbm(panel, graph=two, orientation="input", intervals=True)
    assert result.te[2] == pytest.approx(0.75, abs=CERTIFIED)
    for name in "ab":
        assert result.parts[f"te_{name}_low"][2] == pytest.approx(0.5, abs=CERTIFIED)
        assert result.parts[f"te_{name}_high"][2] == pytest.approx(1.0, abs=CERTIFIED)


@pytest.mark.parametrize("rts", ["crs", "vrs"])
@pytest.mark.parametrize("orientation", ["input", "none"])
def test_units_that_prices_ask_for_are_enough(monkeypatch, rts, orientation):
    panel = panel_from(values_of(9, n=70))
    every = farrell.network_sbm(panel, graph=graph(), rts=rts, orientation=orientation)
    monkeypatch.setattr(slack_program, "FEW", 5)
    monkeypatch.setattr(slack_program, "KEPT", 6)
    some = farrell.network_sbm(panel, graph=graph(), rts=rts, orientation=orientation)
    np.testing.assert_allclose(some.te, every.te, atol=CERTIFIED)
    options = {"graph": graph(), "rts": rts, "reference": [f"U{i}" for i in range(40)]}
    with pytest.warns(farrell.errors.SolveWarning, match="infeasible"):
        few = farrell.network_sbm(panel, **options)
    monkeypatch.setattr(slack_program, "FEW", 1000)
    with pytest.warns(farrell.errors.SolveWarning, match="infeasible"):
        all_few = farrell.network_sbm(panel, **options)
    np.testing.assert_allclose(few.te, all_few.te, atol=CERTIFIED)
    assert few.status.tolist() == all_few.status.tolist()


def test_a_run_that_was_stopped_goes_on(tmp_path, monkeypatch):
    panel = panel_from(values_of(10, n=60), periods=3)
    monkeypatch.setattr(inside, "PIECE", 7)
    monkeypatch.setattr(resuming, "WORTH", 0.0)
    whole = farrell.network_sbm(panel, graph=graph())
    folder, told = tmp_path / "parts", []

    def stop(done, total):
        told.append((done, total))
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), batch.watched(stop), farrell.resumable(folder):
        farrell.network_sbm(panel, graph=graph())
    kept = len(list(folder.iterdir()))
    assert kept >= 4
    told.clear()
    with batch.watched(lambda done, total: told.append((done, total))), farrell.resumable(folder):
        again = farrell.network_sbm(panel, graph=graph())
    assert told[-1] == (9, 9)
    assert len(told) <= 9 - 4
    np.testing.assert_array_equal(again.te, whole.te)
    np.testing.assert_array_equal(again.parts["te_b"], whole.parts["te_b"])


def test_periods_have_frontiers_of_their_own_and_pooled_ones_are_harder():
    panel = panel_from(values_of(11, n=24), periods=2)
    own = farrell.network_sbm(panel, graph=graph())
    for year in (0, 1):
        alone = farrell.network_sbm(panel.select(periods=[year]), graph=graph())
        np.testing.assert_allclose(own.te[panel.rows_of(year)], alone.te, atol=CERTIFIED)
    pooled = farrell.network_sbm(panel, graph=graph(), reference="pooled")
    assert (pooled.te <= own.te + CERTIFIED).all()
    assert set(pooled.to_frame().columns) >= {"te_a", "te_b", "te_c", "target_z0"}


def test_odd_data():
    values = np.ones((6, 8))
    values[1] *= 3.0
    values[2, 4] = 0.0
    values[3] = values[0]
    panel = panel_from(values)
    result = farrell.network_sbm(panel, graph=graph())
    assert (result.status == "optimal").all()
    assert result.te[0] == pytest.approx(result.te[3])
    values[4, 0] = 0.0
    with pytest.raises(farrell.DataError) as error:
        farrell.network_sbm(panel_from(values), graph=graph())
    assert error.value.code == "zero-divides"
    assert farrell.network_sbm(panel_from(values), graph=graph(), zeros="skip").status[4] == "optimal"
    assert farrell.network_sbm(panel_from(values[:1] + 1), graph=graph()).te.tolist() == pytest.approx([1.0])


@pytest.mark.parametrize(
    ("options", "code", "named"),
    [
        ({"weights": {"d": 1}}, "choice", "weights"),
        ({"weights": {"a": -1}}, "weight-value", "a"),
        ({"weights": {"a": 0, "b": 0, "c": 0}}, "node-weights-none", "weight"),
        ({"weights": [1, 2]}, "no-mapping", "weights"),
        ({"orientation": "output"}, "node-uncounted", "Node a"),
        ({"rts": "fdh"}, "choice", "rts"),
        ({"intervals": "yes"}, "choice", "intervals"),
        ({"zeros": "drop"}, "choice", "zeros"),
    ],
)
def test_wrong_options_are_refused(options, code, named):
    with pytest.raises(OptionError) as error:
        farrell.network_sbm(panel_from(values_of(1)), graph=graph(), **options)
    assert error.value.code == code
    assert named in str(error.value)


@pytest.mark.parametrize("seed", range(4))
def test_scores_of_nothing_are_nothing_and_not_below(seed):
    random = np.random.default_rng(seed)
    values = np.exp(random.normal(0, 0.5, (10, 8)))
    values[random.uniform(size=10) < 0.5, 4:] = 0.0  # gives nothing to anyone: under crs it needs no inputs
    values[0] = 1.0
    chain = graph("free", "free")
    result = farrell.network_sbm(panel_from(values), graph=chain, rts="crs", orientation="input", intervals=True)
    scores = {name: part for name, part in result.parts.items() if name.startswith("te_")}
    nothing = (values[:, 4:] == 0.0).all(axis=1)
    assert nothing.any()
    for part in (result.score, *scores.values()):
        assert (part >= 0.0).all()
        assert (np.abs(part[nothing]) < 1e-15).all()


def test_a_score_that_is_truly_below_nothing_stays_to_be_seen():
    given = np.array([-1e-16, 0.0, -1e-3, 0.4, np.nan])
    np.testing.assert_array_equal(without_rounding(given), [0.0, 0.0, -1e-3, 0.4, np.nan])
