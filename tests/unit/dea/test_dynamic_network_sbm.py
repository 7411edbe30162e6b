"""Dynamic SBM of a network: against every slack written out for another solver, its special cases, what it refuses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

import farrell
from farrell import DataError, OptionError
from farrell.data.checks import CODES

OTHER_SOLVER = 1e-7
SUMS = {"crs": (None, None), "vrs": (1, 1), "nirs": (None, 1), "ndrs": (1, None), "grs": (0.8, 1.2)}
INPUTS, OUTPUTS = {"a": ["x0", "x1"], "b": ["x2"], "c": ["x3"]}, {"a": ["y0"], "b": ["y1"], "c": ["y2", "y3"]}
COLUMNS = [*(f"x{i}" for i in range(4)), *(f"y{i}" for i in range(4)), "z0", "z1", "z2"]
KEPT = {
    "c0": {"node": "a", "kind": "good"},
    "c1": {"node": "b", "kind": "bad"},
    "c2": {"node": "b", "kind": "free"},
    "c3": {"node": "c", "kind": "fixed"},
    "c4": {"node": "a", "kind": "free"},
}
W, PERIODS = {"a": 2.0, "b": 1.0, "c": 1.0}, [1.0, 2.0, 3.0]


def graph(kinds=("free", "fixed", "free")):
    """z0 from a to b, z1 from b to c, z2 from a to c."""
    ends = (("a", "b"), ("b", "c"), ("a", "c"))
    links = [
        {"from": s, "to": t, "columns": [f"z{i}"], "kind": kind}
        for i, ((s, t), kind) in enumerate(zip(ends, kinds, strict=True))
    ]
    return {"nodes": {k: {"inputs": INPUTS[k], "outputs": OUTPUTS[k]} for k in "abc"}, "links": links}


def panel_with(seed, n=8, T=3, kept=tuple(KEPT), *, integer=False):
    random = np.random.default_rng(seed)
    columns = [*COLUMNS, *kept]
    shape = (n * T, len(columns))
    values = random.integers(1, 4, shape).astype(float) if integer else random.uniform(1, 9, shape)
    frame = pd.DataFrame(values, columns=columns)
    frame["unit"], frame["period"] = [f"U{i}" for i in range(n)] * T, np.repeat(range(1, T + 1), n)
    return panel_from(frame, kept)


def panel_from(frame, kept, **roles):
    given = {"inputs": COLUMNS[:4], "outputs": COLUMNS[4:8], "intermediates": COLUMNS[8:], "carry_overs": list(kept)}
    return farrell.Panel.from_frame(frame, unit="unit", period="period", **{**given, **roles}, allow=CODES)


def written_out(panel, unit, kept, links, rts, orientation, w, share, before=None):
    """The overall score by linprog: tau, intensities and every slack (Charnes & Cooper)."""
    T, n = len(panel.periods), len(panel.units)
    cube = {c: v[panel.observed.T] for c, v in panel.numbers.items()}
    side = {k: [(c, "bad") for c in INPUTS[k]] + [(c, "good") for c in OUTPUTS[k]] for k in "abc"}
    for c, place in kept.items():
        side[place["node"]].append((c, place["kind"]))
    slacks = [(t, c, kind) for t in range(T) for k in "abc" for c, kind in side[k] if kind != "fixed"]
    count = 1 + 3 * T * n
    place = {(t, c): count + i for i, (t, c, _) in enumerate(slacks)}
    width = count + len(slacks)
    A, b, upper = [], [], []

    def equation(right=0.0):
        A.append(np.zeros(width))
        b.append(right)
        return A[-1]

    def here(t, k):
        first = 1 + (t * 3 + "abc".index(k)) * n
        return slice(first, first + n)

    for t in range(T):
        for k in "abc":
            for c, kind in side[k]:
                row = equation()
                row[here(t, k)], row[0] = cube[c][t], -cube[c][t, unit]
                if kind != "fixed":
                    row[place[t, c]] = -1.0 if kind == "good" else 1.0
            for sign, bound in zip((-1.0, 1.0), SUMS[rts], strict=True):
                if bound is not None:
                    upper.append(np.zeros(width))
                    upper[-1][here(t, k)], upper[-1][0] = sign, -sign * bound
        for link in links:
            z = cube[link["columns"][0]][t]
            if link["kind"] == "free":
                row = equation()
                row[here(t, link["from"])], row[here(t, link["to"])] = z, -z
            else:
                for end in ("from", "to"):
                    row = equation()
                    row[here(t, link[end])], row[0] = z, -z[unit]
        for c, its in kept.items():
            if t + 1 < T:
                row = equation()
                row[here(t, its["node"])], row[here(t + 1, its["node"])] = cube[c][t], -cube[c][t]
    for c, its in kept.items() if before is not None else ():
        row = equation()
        row[here(0, its["node"])], row[0] = before[c], -before[c][unit]
    above, below = np.zeros(width), np.zeros(width)
    above[0] = below[0] = 1.0
    for k in "abc":
        for cost, counted, sign in ((above, "bad", -1.0), (below, "good", 1.0)):
            of = [c for c, kind in side[k] if kind == counted]
            for t in range(T):
                for c in of:
                    cost[place[t, c]] = sign * share[t] * w[k] / len(of) / cube[c][t, unit]
    unit_row = equation(1.0)
    unit_row[:] = below if orientation != "input" else 0.0
    unit_row[0] = 1.0
    cost = above if orientation != "output" else np.eye(1, width)[0]
    bounds = [(0, None)] * count + [(None, None) if kind == "free" else (0, None) for _, _, kind in slacks]
    found = linprog(cost, upper or None, np.zeros(len(upper)) if upper else None, np.array(A), b, bounds)
    assert found.status == 0
    return found.fun


def overall(result):
    by = result.parts["overall"].reshape(len(result.panel.periods), -1)
    assert (by == by[0]).all()
    return by[0]


@pytest.mark.parametrize("orientation", ["input", "output", "none"])
@pytest.mark.parametrize("rts", list(SUMS))
@pytest.mark.parametrize(("seed", "integer"), [(1, False), (2, False), (3, True)], ids=["one", "two", "ties"])
def test_overall_is_that_of_the_program_written_out(orientation, rts, seed, integer):
    panel, n = panel_with(seed, integer=integer), 8
    kinds = [("free", "fixed", "free"), ("free", "free", "free"), ("fixed", "free", "fixed")][seed - 1]
    result = farrell.dynamic_network_sbm(
        panel, graph=graph(kinds), carry_overs=KEPT, rts=rts, orientation=orientation, weights=W,
        bounds=(0.8, 1.2) if rts == "grs" else None, period_weights=PERIODS,
    )  # fmt: skip
    w, share = {k: v / 4 for k, v in W.items()}, np.array(PERIODS) / 6
    links = graph(kinds)["links"]
    expected = [written_out(panel, o, KEPT, links, rts, orientation, w, share) for o in range(n)]
    np.testing.assert_allclose(overall(result), expected, rtol=OTHER_SOLVER)


@pytest.mark.parametrize("orientation", ["input", "output", "none"])
@pytest.mark.parametrize("kind", ["good", "bad", "free", "fixed"])
def test_each_kind_alone(orientation, kind):
    panel, kept = panel_with(5, n=14, kept=("c0",)), {"c0": {"node": "b", "kind": kind}}
    result = farrell.dynamic_network_sbm(panel, graph=graph(), carry_overs=kept, orientation=orientation)
    alike = dict.fromkeys("abc", 1 / 3), [1 / 3] * 3
    expected = [written_out(panel, o, kept, graph()["links"], "vrs", orientation, *alike) for o in range(14)]
    np.testing.assert_allclose(overall(result), expected, rtol=OTHER_SOLVER)
    assert (np.array(expected) < 1 - 1e-3).any()


@pytest.mark.parametrize("orientation", ["input", "output", "none"])
def test_given_initial_carry_overs(orientation):
    kept = {c: KEPT[c] for c in ("c2", "c4")}  # of two nodes
    panel = panel_with(6, n=16, T=3, kept=tuple(kept))
    result = farrell.dynamic_network_sbm(
        panel, graph=graph(), carry_overs=kept, orientation=orientation, initial="first", rts="crs"
    )
    rest = panel.select(periods=[2, 3])
    before = {c: panel.numbers[c][panel.rows_of(1)] for c in kept}
    alike = dict.fromkeys("abc", 1 / 3), [1 / 2] * 2
    expected = [written_out(rest, o, kept, graph()["links"], "crs", orientation, *alike, before) for o in range(16)]
    np.testing.assert_allclose(overall(result), expected, rtol=OTHER_SOLVER)
    without = farrell.dynamic_network_sbm(rest, graph=graph(), carry_overs=kept, orientation=orientation, rts="crs")
    assert (overall(result) > overall(without) + 1e-4).any()


@pytest.mark.parametrize("orientation", ["input", "output", "none"])
@pytest.mark.parametrize("rts", ["crs", "vrs"])
def test_one_period_is_network_sbm(orientation, rts):
    panel = panel_with(7, n=15, T=1, kept=())
    options = {"graph": graph(), "rts": rts, "orientation": orientation, "weights": W}
    ours, network = farrell.dynamic_network_sbm(panel, **options), farrell.network_sbm(panel, **options)
    np.testing.assert_allclose(ours.te, network.te, rtol=OTHER_SOLVER)
    np.testing.assert_allclose(overall(ours), network.te, rtol=OTHER_SOLVER)
    spread = farrell.network_sbm(panel, **options, intervals=True).parts
    ends = farrell.dynamic_network_sbm(panel, **options, ranges=True).parts
    for name in (f"te_{k}_{end}" for k in "abc" for end in ("low", "high")):
        np.testing.assert_allclose(ends[name], spread[name], rtol=1e-6)


@pytest.mark.parametrize("orientation", ["input", "output", "none"])
def test_without_carry_overs_periods_are_networks_of_their_own(orientation):
    panel = panel_with(8, kept=())
    options = {"graph": graph(), "orientation": orientation, "weights": W}
    ours, network = farrell.dynamic_network_sbm(panel, **options), farrell.network_sbm(panel, **options)
    if orientation == "none":  # the ratio of means is not the mean of ratios
        assert (overall(ours) <= network.te.reshape(3, 8).max(axis=0) + OTHER_SOLVER).all()
        assert (overall(ours) >= network.te.reshape(3, 8).min(axis=0) - OTHER_SOLVER).all()
    else:
        np.testing.assert_allclose(ours.te, network.te, rtol=OTHER_SOLVER)


@pytest.mark.parametrize("initial", ["none", "first"])
@pytest.mark.parametrize("orientation", ["input", "output", "none"])
def test_one_node_is_dynamic_sbm(orientation, initial):
    some = {c: KEPT[c] for c in ("c0", "c1")}
    frame = panel_with(9, n=24, kept=tuple(some)).to_frame().drop(columns=["z0", "z1", "z2"])
    panel = panel_from(frame, some, intermediates=[], fixed=["x3"])
    options = {"orientation": orientation, "initial": initial, "rts": "crs", "ranges": True}
    one = {"nodes": {"all": {"inputs": COLUMNS[:4], "outputs": COLUMNS[4:8]}}}
    kinds = {c: place["kind"] for c, place in some.items()}
    kept = {c: {"node": "all", "kind": kind} for c, kind in kinds.items()}
    ours = farrell.dynamic_network_sbm(panel, graph=one, carry_overs=kept, **options)
    single = farrell.dynamic_sbm(panel, carry_overs=kinds, **options)
    for name in ("overall", "least", "greatest"):
        np.testing.assert_allclose(ours.parts[name], single.parts[name], rtol=OTHER_SOLVER)
    assert (overall(ours) < 1 - 1e-3).any()
    sure = single.parts["greatest"] - single.parts["least"] < OTHER_SOLVER
    np.testing.assert_allclose(ours.te[sure], single.te[sure], rtol=1e-6)
    np.testing.assert_allclose(ours.parts["te_all"], ours.te, rtol=1e-12)
    np.testing.assert_allclose(ours.parts["overall_all"], ours.parts["overall"], rtol=1e-12)
    np.testing.assert_allclose(ours.target_in[:, 3], ours.panel.X[:, 3], rtol=1e-6)  # fixed


@pytest.mark.parametrize("orientation", ["input", "output"])
def test_scores_of_periods_and_nodes_make_the_overall(orientation):
    panel, share, w = panel_with(10), np.array(PERIODS) / 6, np.array([0.5, 0.25, 0.25])
    result = farrell.dynamic_network_sbm(
        panel, graph=graph(), carry_overs=KEPT, orientation=orientation, weights=W, period_weights=PERIODS
    )
    power = 1.0 if orientation == "input" else -1.0  # the mean, or the harmonic mean
    cells = np.stack([result.parts[f"te_{k}"].reshape(3, 8) for k in "abc"], axis=2) ** power
    np.testing.assert_allclose((cells @ w) ** power, result.te.reshape(3, 8), rtol=1e-9)
    np.testing.assert_allclose(np.einsum("tnk,t,k->n", cells, share, w) ** power, overall(result), rtol=1e-9)
    for i, k in enumerate("abc"):
        of_node = result.parts[f"overall_{k}"].reshape(3, 8)
        np.testing.assert_allclose(of_node[0], np.einsum("tn,t->n", cells[:, :, i], share) ** power, rtol=1e-9)


def test_peers_make_the_targets_and_obey_links_and_carry_overs():
    panel, n, T = panel_with(11), 8, 3
    result = farrell.dynamic_network_sbm(panel, graph=graph(("free", "fixed", "free")), carry_overs=KEPT, rts="crs")
    assert result.reference_units[:9] == (*(f"U{i} (a)" for i in range(n)), "U0 (b)")
    L = result.lambdas.reshape(T, n, T, 3, n)
    at = {k: np.stack([L[t, :, t, i] for t in range(T)]) for i, k in enumerate("abc")}  # (T, n, n)
    value = {c: panel.numbers[c].reshape(T, n) for c in (*COLUMNS, *KEPT)}

    def lands(c, k):
        return np.einsum("toj,tj->to", at[k], value[c])

    for k in "abc":
        for c in INPUTS[k]:
            np.testing.assert_allclose(lands(c, k).ravel(), result.target_in[:, COLUMNS.index(c)], rtol=1e-6)
        for c in OUTPUTS[k]:
            np.testing.assert_allclose(lands(c, k).ravel(), result.target_out[:, COLUMNS.index(c) - 4], rtol=1e-6)
    for c, source, target in (("z0", "a", "b"), ("z1", "b", "c"), ("z2", "a", "c")):
        np.testing.assert_allclose(lands(c, source), lands(c, target), rtol=1e-6)
        np.testing.assert_allclose(lands(c, source).ravel(), result.parts[f"target_{c}"], rtol=1e-6)
    np.testing.assert_allclose(lands("z1", "b"), value["z1"], rtol=1e-6)
    for i, (c, place) in enumerate(KEPT.items()):
        out = lands(c, place["node"])
        np.testing.assert_allclose(out.ravel(), result.parts["target_carry"][:, i], rtol=1e-6)
        after = np.einsum("toj,tj->to", at[place["node"]][1:], value[c][:-1])
        np.testing.assert_allclose(out[:-1], after, rtol=1e-6)


@pytest.mark.parametrize("orientation", ["input", "output", "none"])
def test_ranges_hold_the_scores(orientation):
    panel = panel_with(12, T=2, integer=True)
    options = {"graph": graph(("free",) * 3), "carry_overs": KEPT, "orientation": orientation}
    result = farrell.dynamic_network_sbm(panel, **options, ranges=True)
    pairs = [(result.te, "least", "greatest")]
    pairs += [(result.parts[f"te_{k}"], f"te_{k}_low", f"te_{k}_high") for k in "abc"]
    for score, low, high in pairs:
        assert (result.parts[low] <= score + OTHER_SOLVER).all()
        assert (score <= result.parts[high] + OTHER_SOLVER).all()
    again = farrell.dynamic_network_sbm(panel, **options)
    np.testing.assert_allclose(again.parts["overall"], result.parts["overall"], rtol=1e-12)


def test_a_node_of_links_and_carry_overs_only():
    """A node without inputs or outputs counts by its good carry-over; under input orientation it cannot."""
    panel = panel_with(13, n=12, kept=("c0",))
    frame = panel.to_frame()
    wire = {
        "nodes": {
            "a": {"inputs": COLUMNS[:4]},
            "stock": {},
            "b": {"outputs": COLUMNS[4:8]},
        },
        "links": [
            {"from": "a", "to": "stock", "columns": ["z0", "z2"]},
            {"from": "stock", "to": "b", "columns": ["z1"], "kind": "fixed"},
        ],
    }
    panel = panel_from(frame, ("c0",))
    kept = {"c0": {"node": "stock", "kind": "good"}}
    result = farrell.dynamic_network_sbm(panel, graph=wire, carry_overs=kept)
    assert (result.status == "optimal").all()
    assert (result.parts["te_stock"] < 1 - 1e-3).any()
    with pytest.raises(OptionError, match="stock"):
        farrell.dynamic_network_sbm(panel, graph=wire, carry_overs=kept, orientation="input")
    held = farrell.dynamic_network_sbm(
        panel, graph=wire, carry_overs=kept, orientation="input", weights={"stock": 0, "b": 0}
    )
    np.testing.assert_allclose(held.parts["te_stock"], 1.0)
    np.testing.assert_allclose(held.te, held.parts["te_a"])


@pytest.mark.parametrize("orientation", ["input", "none"])
def test_every_unit_of_real_data_has_its_own_point(orientation):
    """From the basis of the unit before, HiGHS called one infeasible; a unit can always be its own benchmark."""
    frame = farrell.load("china-health").panel.to_frame().query("2012 <= period <= 2021")
    panel = farrell.Panel.from_frame(
        frame, unit="unit", period="period", inputs=["hospitals", "health_technicians"], carry_overs=["beds"],
        intermediates=["inpatients_10k"], outputs=["discharges_10k"], allow=CODES,
    )  # fmt: skip
    inside = {
        "nodes": {"a": {"inputs": ["hospitals", "health_technicians"]}, "b": {"outputs": ["discharges_10k"]}},
        "links": [{"from": "a", "to": "b", "columns": ["inpatients_10k"]}],
    }
    weights = {"b": 0} if orientation == "input" else None
    kept = {"beds": {"node": "a", "kind": "bad"}}
    result = farrell.dynamic_network_sbm(
        panel, graph=inside, carry_overs=kept, orientation=orientation, weights=weights
    )
    assert (result.status == "optimal").all()
    assert (overall(result) <= 1 + OTHER_SOLVER).all()


def test_units_of_measurement_do_not_matter():
    panel = panel_with(14)
    big = panel.with_numbers(
        {c: panel.numbers[c] * f for c, f in (("x0", 1e7), ("y3", 1e-5), ("z0", 300), ("c2", 1e4))}
    )
    a, b = (farrell.dynamic_network_sbm(p, graph=graph(), carry_overs=KEPT) for p in (panel, big))
    np.testing.assert_allclose(overall(a), overall(b), rtol=OTHER_SOLVER)


def test_rows_in_any_order_give_the_same():
    panel = panel_with(15)
    shuffled = panel_from(panel.to_frame().sample(frac=1.0, random_state=4), KEPT)
    a, b = (farrell.dynamic_network_sbm(p, graph=graph(), carry_overs=KEPT) for p in (panel, shuffled))
    frames = [r.to_frame().sort_values(["unit", "period"])[["te", "te_a", "overall"]].to_numpy() for r in (a, b)]
    np.testing.assert_allclose(frames[0], frames[1], rtol=OTHER_SOLVER)


def test_what_it_refuses():
    panel = panel_with(16, n=5, T=2, kept=("c0",))

    def refusal(**options):
        given = {"graph": graph(), "carry_overs": {"c0": {"node": "a", "kind": "good"}}}
        with pytest.raises(OptionError) as caught:
            farrell.dynamic_network_sbm(options.pop("panel", panel), **{**given, **options})
        return caught.value

    for kept in (None, {"c0": "good"}, {"c0": {"node": "a"}}, {"c0": {"kind": "good"}}, {"c0": {}}):
        error = refusal(carry_overs=kept)
        assert error.code == "carry-over-node"
        assert "c0" in str(error)
    for kept, said in (
        ({"c0": {"node": "d", "kind": "good"}}, "carry_overs.c0.node"),
        ({"c0": {"node": "a", "kind": "nice"}}, "carry_overs.c0.kind"),
        ({"c0": {"node": "a", "sort": "good"}}, "sort"),
        ({"x0": {"node": "a", "kind": "good"}}, "x0"),
    ):
        error = refusal(carry_overs=kept)
        assert error.code == "choice"
        assert said in str(error)
    assert refusal(carry_overs="good").code == "no-mapping"
    assert refusal(initial="second").code == "choice"
    assert refusal(ranges=1.5).code == "choice"
    assert refusal(period_weights=[1]).code == "period-weights"
    assert refusal(weights={"d": 1.0}).code == "choice"
    assert refusal(weights={"a": -1.0}).code == "weight-value"
    assert refusal(weights=dict.fromkeys("abc", 0.0)).code == "node-weights-none"
    assert refusal(panel=panel.rows_only(np.arange(9))).code == "dynamic-unbalanced"
    assert refusal(panel=panel.select(periods=[1]), initial="first").code == "dynamic-initial"
    assert refusal(graph={"nodes": {"a": {"inputs": ["x0"]}}}).code == "graph-unused"
    held = replace(panel, roles=replace(panel.roles, fixed=("x2",)))
    assert refusal(panel=held, orientation="input").code == "node-uncounted"
    zero = panel.with_numbers({"x0": np.r_[0.0, panel.numbers["x0"][1:]]})
    with pytest.raises(DataError, match="x0"):
        farrell.dynamic_network_sbm(zero, graph=graph(), carry_overs={"c0": {"node": "a", "kind": "good"}})
