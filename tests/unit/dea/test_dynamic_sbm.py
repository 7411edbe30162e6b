"""Dynamic SBM: against a formulation of its own with every slack written out, its identities, and what it refuses."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from scipy.optimize import linprog

import farrell
from farrell import DataError, OptionError
from farrell.dea.dynamic import answers
from farrell.lp import LinearProgram, batch, resuming

OTHER_SOLVER = 1e-7
KINDS = ("good", "bad", "free", "fixed")


def panel_with(panel_of, n, T, columns, seed, *, integer=False):
    """n units over T periods with two inputs, two outputs and some carry-overs z0, z1, ..."""
    random = np.random.default_rng(seed)

    def draw(k):
        return random.integers(1, 4, (n * T, k)).astype(float) if integer else random.uniform(1, 9, (n * T, k))

    return with_carry_overs(panel_of, draw(2), draw(2), draw(columns), n, T)


def with_carry_overs(panel_of, X, Y, Z, n, T):
    base = panel_of(X, Y, units=[f"U{i}" for i in range(n)] * T, periods=np.repeat(range(1, T + 1), n))
    frame = base.to_frame()
    names = [f"z{c}" for c in range(Z.shape[1])]
    frame[names] = Z
    return farrell.Panel.from_frame(
        frame, unit="unit", period="period", inputs=["x0", "x1"], outputs=["y0", "y1"], carry_overs=names,
        allow=farrell.data.checks.CODES,
    )  # fmt: skip


def written_out(panel, unit, kinds, rts, orientation, w, before=None):
    """The overall score by linprog: variables tau, lambda, and every slack; Charnes and Cooper's transformation."""
    T, n = len(panel.periods), len(panel.units)
    cube = {c: panel.numbers[c][panel.observed.T] for c in (*panel.roles.inputs, *panel.roles.outputs, *kinds)}
    columns = (
        [(c, "bad") for c in panel.roles.inputs] + [(c, "good") for c in panel.roles.outputs] + list(kinds.items())
    )
    slacks = [(t, c, kind) for t in range(T) for c, kind in columns if kind != "fixed"]
    width = 1 + T * n + len(slacks)
    A, b = [], []

    def equation(right=0.0):
        A.append(np.zeros(width))
        b.append(right)
        return A[-1]

    place = {(t, c): 1 + T * n + i for i, (t, c, _) in enumerate(slacks)}
    for t in range(T):
        here = slice(1 + t * n, 1 + t * n + n)
        for c, kind in columns:
            row = equation()
            row[here], row[0] = cube[c][t], -cube[c][t, unit]
            if kind != "fixed":
                row[place[t, c]] = -1.0 if kind == "good" else 1.0
        if rts == "vrs":
            row = equation()
            row[here], row[0] = 1.0, -1.0
        if t + 1 < T:
            for c in kinds:
                row = equation()
                row[here], row[1 + t * n + n : 1 + t * n + 2 * n] = cube[c][t], -cube[c][t]
    for c in kinds if before is not None else ():
        row = equation()
        row[1 : 1 + n], row[0] = before[c], -before[c][unit]
    above, below = np.zeros(width), np.zeros(width)
    above[0] = below[0] = 1.0
    poor = [c for c, kind in columns if kind == "bad"]
    rich = [c for c, kind in columns if kind == "good"]
    for t in range(T):
        for c in poor:
            above[place[t, c]] = -w[t] / len(poor) / cube[c][t, unit]
        for c in rich:
            below[place[t, c]] = w[t] / len(rich) / cube[c][t, unit]
    unit_row = equation(1.0)
    unit_row[:] = below if orientation != "input" else 0.0
    unit_row[0] = 1.0
    cost = above if orientation != "output" else np.eye(1, width)[0]
    bounds = [(0, None)] * (1 + T * n) + [(None, None) if kind == "free" else (0, None) for _, _, kind in slacks]
    found = linprog(cost, A_eq=np.array(A), b_eq=np.array(b), bounds=bounds, method="highs")
    assert found.status == 0
    return found.fun


def overall(result):
    """(n,) and that it is the same in all periods."""
    by = result.parts["overall"].reshape(len(result.panel.periods), -1)
    assert (by == by[0]).all()
    return by[0]


@pytest.mark.parametrize("orientation", ["input", "output", "none"])
@pytest.mark.parametrize("rts", ["crs", "vrs"])
@pytest.mark.parametrize(("seed", "integer"), [(1, False), (2, False), (3, True)], ids=["one", "two", "ties"])
def test_overall_is_that_of_the_program_written_out(panel_of, orientation, rts, seed, integer):
    panel = panel_with(panel_of, 8, 3, 4, seed, integer=integer)
    kinds = dict(zip(panel.roles.carry_overs, KINDS, strict=True))
    w = np.array([1.0, 2.0, 3.0])
    result = farrell.dynamic_sbm(panel, carry_overs=kinds, rts=rts, orientation=orientation, period_weights=list(w))
    expected = [written_out(panel, o, kinds, rts, orientation, w / 6) for o in range(8)]
    np.testing.assert_allclose(overall(result), expected, rtol=OTHER_SOLVER)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("orientation", ["input", "output", "none"])
def test_each_kind_alone(panel_of, kind, orientation):
    panel = panel_with(panel_of, 9, 3, 1, 7)
    result = farrell.dynamic_sbm(panel, carry_overs={"z0": kind}, orientation=orientation)
    expected = [written_out(panel, o, {"z0": kind}, "vrs", orientation, [1 / 3] * 3) for o in range(9)]
    np.testing.assert_allclose(overall(result), expected, rtol=OTHER_SOLVER)
    assert (np.array(expected) < 1 - 1e-3).any()


@pytest.mark.parametrize("orientation", ["input", "output", "none"])
def test_given_initial_carry_overs(panel_of, orientation):
    panel = panel_with(panel_of, 14, 4, 1, 11)
    kinds = {"z0": "free"}
    result = farrell.dynamic_sbm(panel, carry_overs=kinds, orientation=orientation, initial="first")
    assert result.panel.periods == (2, 3, 4)
    rest = panel.select(periods=[2, 3, 4])
    before = {"z0": panel.numbers["z0"][panel.rows_of(1)]}
    expected = [written_out(rest, o, kinds, "vrs", orientation, [1 / 3] * 3, before) for o in range(14)]
    np.testing.assert_allclose(overall(result), expected, rtol=OTHER_SOLVER)
    without = overall(farrell.dynamic_sbm(rest, carry_overs=kinds, orientation=orientation))
    assert (overall(result) >= without - OTHER_SOLVER).all()
    assert (overall(result) > without + 1e-3).any()


@pytest.mark.parametrize("rts", ["crs", "vrs", "nirs", "ndrs"])
@pytest.mark.parametrize("orientation", ["input", "output"])
def test_without_carry_overs_it_is_the_mean_of_sbm_over_periods(panel_of, rts, orientation):
    panel = panel_with(panel_of, 10, 3, 0, 4)
    w = np.array([0.2, 0.5, 0.3])
    result = farrell.dynamic_sbm(panel, rts=rts, orientation=orientation, period_weights=list(w))
    alone = farrell.sbm(panel, rts=rts, orientation=orientation).te
    np.testing.assert_allclose(result.te, alone, rtol=OTHER_SOLVER)
    by = alone.reshape(3, 10)
    expected = w @ by if orientation == "input" else 1.0 / (w @ (1.0 / by))
    np.testing.assert_allclose(overall(result), expected, rtol=OTHER_SOLVER)


def test_one_period_without_carry_overs_is_sbm(panel_of):
    panel = panel_with(panel_of, 12, 1, 0, 5)
    np.testing.assert_allclose(farrell.dynamic_sbm(panel).te, farrell.sbm(panel).te, rtol=OTHER_SOLVER)


@pytest.mark.parametrize("orientation", ["input", "output", "none"])
def test_periods_make_the_overall_score_and_targets_keep_the_links(panel_of, orientation):
    panel = panel_with(panel_of, 8, 3, 4, 6)
    kinds = dict(zip(panel.roles.carry_overs, KINDS, strict=True))
    result = farrell.dynamic_sbm(panel, carry_overs=kinds, orientation=orientation)
    T, n = 3, 8
    te, whole = result.te.reshape(T, n), overall(result)
    if orientation == "input":
        np.testing.assert_allclose(te.mean(axis=0), whole, rtol=OTHER_SOLVER)
    elif orientation == "output":
        np.testing.assert_allclose(1 / (1 / te).mean(axis=0), whole, rtol=OTHER_SOLVER)
    Z = np.column_stack([panel.numbers[c] for c in kinds])
    lands = result.parts["target_carry"]
    assert (lands[:, 0] >= Z[:, 0] - 1e-6).all()
    assert (lands[:, 1] <= Z[:, 1] + 1e-6).all()
    np.testing.assert_allclose(lands[:, 3], Z[:, 3], rtol=1e-6)
    lambdas = result.lambdas
    for t in range(T - 1):  # what is carried out of t is what the next period's intensities make of it
        here, after = panel.rows_of(t + 1), panel.rows_of(t + 2)
        np.testing.assert_allclose(lambdas[after][:, after] @ Z[here], lands[here], rtol=1e-6)


@pytest.mark.parametrize("orientation", ["input", "output", "none"])
def test_ranges_hold_the_split_and_are_reached(panel_of, orientation):
    panel = panel_with(panel_of, 8, 2, 1, 21, integer=True)
    result = farrell.dynamic_sbm(panel, carry_overs={"z0": "free"}, orientation=orientation, ranges=True)
    least, greatest = result.parts["least"], result.parts["greatest"]
    assert (least <= result.te + OTHER_SOLVER).all()
    assert (result.te <= greatest + OTHER_SOLVER).all()
    again = farrell.dynamic_sbm(panel, carry_overs={"z0": "free"}, orientation=orientation)
    np.testing.assert_array_equal(again.parts["overall"], result.parts["overall"])
    if orientation != "none":  # of two periods one is least where the other is greatest
        low, high = least.reshape(2, 8), greatest.reshape(2, 8)
        for a, b in ((low[0], high[1]), (high[0], low[1])):
            made = (a + b) / 2 if orientation == "input" else 2 / (1 / a + 1 / b)
            np.testing.assert_allclose(made, overall(result), rtol=1e-6)


def test_columns_of_many_sizes_have_right_scores_or_none(panel_of):
    """Columns whose values spread over nine orders: exact arithmetic decides what the scores are."""
    said = 0
    for seed in range(6):
        random = np.random.default_rng(seed)
        X, Y, Z = (10.0 ** random.uniform(-4.5, 4.5, (18, k)) for k in (2, 2, 2))
        panel = with_carry_overs(panel_of, X, Y, Z, 6, 3)
        kinds = {"z0": "good", "z1": "bad"}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", farrell.SolveWarning)
            overall = farrell.dynamic_sbm(panel, carry_overs=kinds, ranges=True).parts["overall"]
        for unit in range(6):
            if np.isfinite(overall[unit]):
                assert overall[unit] == pytest.approx(exactly(panel, unit, kinds), abs=1e-5)
                said += 1
    assert said >= 30


def exactly(panel, unit, kinds):
    """The overall score under variable returns without orientation, by a program that is proved."""
    T, n = len(panel.periods), len(panel.units)
    cube = {c: panel.numbers[c][panel.observed.T] for c in (*panel.roles.inputs, *panel.roles.outputs, *kinds)}
    sides = [*panel.roles.inputs, "z1"], [*panel.roles.outputs, "z0"]
    top, bottom = (np.sum([cube[c] / cube[c][:, [unit]] for c in side], axis=0) / 3 / T for side in sides)
    program = LinearProgram()
    lambdas = [program.variables(n, cost=top[t]) for t in range(T)]
    tau = program.variables(1)
    for t in range(T):
        for sense, side in zip(("<=", ">="), sides, strict=True):
            for c in side:
                program.rows(sense, 0.0, (lambdas[t], cube[c][t][None]), (tau, [[-cube[c][t, unit]]]))
        program.rows("==", 0.0, (lambdas[t], np.ones((1, n))), (tau, [[-1.0]]))
        for c in kinds if t + 1 < T else ():
            program.rows("==", 0.0, (lambdas[t], cube[c][t][None]), (lambdas[t + 1], -cube[c][t][None]))
    program.rows("==", 1.0, *[(lambdas[t], bottom[t][None]) for t in range(T)])
    answer = program.minimise()
    assert answer.optimal
    return answer.objective


def test_a_split_that_is_not_unique_has_a_range(panel_of):
    """U0 may be as U1, thrifty in the first period, or as U2, in the second: the link lets no benchmark change."""
    X = np.repeat([[4.0], [2], [4], [4], [4], [2]], 2, axis=1)
    Y = np.ones((6, 2))
    Z = np.array([[1.0], [1], [2], [1], [1], [1]])
    panel = with_carry_overs(panel_of, X, Y, Z, 3, 2)
    result = farrell.dynamic_sbm(panel, carry_overs={"z0": "free"}, orientation="input", ranges=True)
    np.testing.assert_allclose(overall(result), [0.75, 1, 1], rtol=OTHER_SOLVER)
    np.testing.assert_allclose(result.parts["least"], [0.5, 1, 1, 0.5, 1, 1], rtol=OTHER_SOLVER)
    np.testing.assert_allclose(result.parts["greatest"], 1.0, rtol=OTHER_SOLVER)


@pytest.mark.parametrize("kind", ["free", "fixed"])
def test_links_without_a_price_never_lower_the_score(panel_of, kind):
    panel = panel_with(panel_of, 10, 3, 1, 13)
    free = farrell.Panel.from_frame(
        panel.to_frame(), unit="unit", period="period", inputs=["x0", "x1"], outputs=["y0", "y1"],
        allow=farrell.data.checks.CODES,
    )  # fmt: skip
    tied, alone = overall(farrell.dynamic_sbm(panel, carry_overs={"z0": kind})), overall(farrell.dynamic_sbm(free))
    assert (tied >= alone - OTHER_SOLVER).all()
    assert (tied > alone + 1e-3).any()


def test_units_of_measurement_do_not_matter(panel_of):
    panel = panel_with(panel_of, 8, 3, 2, 8)
    kinds = {"z0": "good", "z1": "bad"}
    big = panel.with_numbers(
        {"x0": panel.numbers["x0"] * 1e7, "y1": panel.numbers["y1"] / 1e5, "z0": panel.numbers["z0"] * 300}
    )
    a, b = (farrell.dynamic_sbm(p, carry_overs=kinds) for p in (panel, big))
    np.testing.assert_allclose(overall(a), overall(b), rtol=OTHER_SOLVER)


def test_fixed_columns_and_weights(panel_of):
    panel = panel_with(panel_of, 10, 2, 0, 9)
    alone = farrell.sbm(panel, orientation="input", weights={"x0": 3.0}).te
    weighed = farrell.dynamic_sbm(panel, orientation="input", weights={"x0": 3.0})
    np.testing.assert_allclose(weighed.te, alone, rtol=OTHER_SOLVER)
    from dataclasses import replace

    held = replace(panel, roles=replace(panel.roles, fixed=("x1",)))
    result = farrell.dynamic_sbm(held, orientation="input")
    np.testing.assert_allclose(result.target_in[:, 1], held.X[:, 1], rtol=1e-6)
    assert (result.te >= farrell.dynamic_sbm(panel, orientation="input", weights={"x1": 0.0}).te - OTHER_SOLVER).all()
    with pytest.raises(OptionError) as caught:
        farrell.dynamic_sbm(replace(panel, roles=replace(panel.roles, fixed=("x0", "x1"))), orientation="input")
    assert caught.value.code == "nothing-to-scale"


def test_what_it_refuses(panel_of):
    panel = panel_with(panel_of, 5, 2, 1, 10)

    def code(**options):
        with pytest.raises(OptionError) as caught:
            farrell.dynamic_sbm(options.pop("panel", panel), **{"carry_overs": {"z0": "good"}, **options})
        return caught.value.code

    assert code(carry_overs=None) == "carry-over-kind"
    assert code(carry_overs={"z0": "nice"}) == "choice"
    assert code(carry_overs={"z0": "good", "x0": "bad"}) == "choice"
    assert code(carry_overs="good") == "no-mapping"
    assert code(initial="second") == "choice"
    assert code(ranges="yes") == "choice"
    assert code(rts="fdh") == "choice"
    for wrong in ([1], [1, -1], [0, 0], "ab", 3, [True, 1]):
        assert code(period_weights=wrong) == "period-weights"
    gap = panel.rows_only(np.arange(9))
    with pytest.raises(OptionError, match=r"1 units.*U4 \(2\)"):
        farrell.dynamic_sbm(gap, carry_overs={"z0": "good"})
    assert code(panel=panel.select(periods=[1]), initial="first") == "dynamic-initial"
    zero = panel.with_numbers({"z0": np.r_[0.0, panel.numbers["z0"][1:]]})
    with pytest.raises(DataError, match="z0"):
        farrell.dynamic_sbm(zero, carry_overs={"z0": "good"})
    assert (farrell.dynamic_sbm(zero, carry_overs={"z0": "free"}).status == "optimal").all()


def test_a_run_that_was_stopped_goes_on_and_pieces_change_nothing(panel_of, tmp_path, monkeypatch):
    panel = panel_with(panel_of, 40, 3, 2, 21)
    options = {"carry_overs": {"z0": "good", "z1": "bad"}, "ranges": True}
    whole = farrell.dynamic_sbm(panel, **options)
    monkeypatch.setattr(answers, "PIECE", 7)
    monkeypatch.setattr(resuming, "WORTH", 0.0)
    cut = farrell.dynamic_sbm(panel, **options)
    for name in ("least", "greatest", "overall"):
        np.testing.assert_allclose(cut.parts[name], whole.parts[name], atol=OTHER_SOLVER)
    folder, told = tmp_path / "parts", []

    def stop(done, total):
        told.append((done, total))
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), batch.watched(stop), farrell.resumable(folder):
        farrell.dynamic_sbm(panel, **options)
    assert len(list(folder.iterdir())) >= 3
    told.clear()
    with batch.watched(lambda done, total: told.append((done, total))), farrell.resumable(folder):
        again = farrell.dynamic_sbm(panel, **options)
    assert told[-1] == (6, 6)
    assert len(told) <= 6 - 3
    np.testing.assert_array_equal(again.te, cut.te)
    np.testing.assert_array_equal(again.parts["least"], cut.parts["least"])


def test_what_other_units_brought_in_does_no_harm(panel_of, monkeypatch):
    A = np.exp(np.random.default_rng(31).normal(0.0, 4.0, (30, 6)))  # nine orders of magnitude in every column
    panel = with_carry_overs(panel_of, A[:, :2], A[:, 2:4], A[:, 4:], 10, 3)
    options = {"carry_overs": {"z0": "good", "z1": "bad"}, "rts": "ndrs", "orientation": "none", "initial": "first"}
    together = farrell.dynamic_sbm(panel, **options)
    monkeypatch.setattr(answers, "PIECE", 1)
    alone = farrell.dynamic_sbm(panel, **options)
    assert (alone.status == "optimal").all()
    assert (together.status == "optimal").all()
    np.testing.assert_allclose(overall(together), overall(alone), atol=OTHER_SOLVER)


@pytest.mark.filterwarnings("ignore::farrell.errors.SolveWarning")
def test_no_unit_is_called_infeasible_which_itself_is_a_solution(panel_of):
    A = np.exp(np.random.default_rng(120).normal(0.0, 4.0, (30, 6)))  # costs of up to 1e9 beside rows of about 1
    panel = with_carry_overs(panel_of, A[:, :2], A[:, 2:4], A[:, 4:], 10, 3)
    options = {"carry_overs": {"z0": "good", "z1": "bad"}, "rts": "ndrs", "orientation": "none", "initial": "first"}
    result = farrell.dynamic_sbm(panel, **options)
    assert set(result.status) <= {"optimal", "unsolved"}
