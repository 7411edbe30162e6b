"""Systems in series and in parallel: against another solver, products and means, the ends of what is open."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

import farrell
from farrell import OptionError
from farrell.data.checks import CODES

CERTIFIED = 1e-9
SCIPY = 1e-7
NAMES = ("x0", "x1", "x2", "z0", "z1", "z2", "y0", "y1")
CHAIN = {
    "nodes": {"a": {"inputs": ["x0", "x1", "x2"]}, "b": {}, "c": {"outputs": ["y0", "y1"]}},
    "links": [
        {"from": "a", "to": "b", "columns": ["z0"]},
        {"from": "b", "to": "c", "columns": ["z1", "z2"]},
    ],
}
WEB = {
    "nodes": {
        "a": {"inputs": ["x0"]},
        "b": {"inputs": ["x1"], "outputs": ["y0"]},
        "c": {"inputs": ["x2"], "outputs": ["y1"]},
    },
    "links": [
        {"from": "a", "to": "b", "columns": ["z0"]},
        {"from": "a", "to": "c", "columns": ["z1"]},
        {"from": "b", "to": "c", "columns": ["z2"]},
    ],
}


def drawn(seed, n=15):
    random = np.random.default_rng(seed)
    values = np.exp(random.normal(0, 1, (n, 1))) * np.exp(random.normal(0, 0.5, (n, 8)))
    frame = pd.DataFrame(values, columns=NAMES).assign(unit=[f"U{i}" for i in range(n)])
    return farrell.Panel.from_frame(
        frame, unit="unit", inputs=NAMES[:3], intermediates=NAMES[3:6], outputs=NAMES[6:], allow=CODES
    )


def worths(graph):
    """Of each process +1 for what it makes and -1 for what it takes, over :data:`NAMES`."""
    rows = []
    for name, node in graph["nodes"].items():
        made = [*node.get("outputs", ()), *(c for one in graph["links"] if one["from"] == name for c in one["columns"])]
        taken = [*node.get("inputs", ()), *(c for one in graph["links"] if one["to"] == name for c in one["columns"])]
        rows.append(np.isin(NAMES, made) * 1.0 - np.isin(NAMES, taken))
    return rows


@pytest.mark.parametrize("graph", [CHAIN, WEB], ids=["chain", "web"])
def test_series_by_another_solver(graph):
    panel = drawn(1)
    data = np.column_stack([panel.numbers[c] for c in NAMES])
    rows = np.vstack([data * sign for sign in worths(graph)])
    result = farrell.series_system(panel, graph=graph)
    is_input, is_output = np.arange(8) < 3, np.arange(8) >= 6
    for o in range(len(panel)):
        found = linprog(-data[o] * is_output, rows, np.zeros(len(rows)), [data[o] * is_input], [1.0])
        assert result.te[o] == pytest.approx(-found.fun, abs=SCIPY)
        for name, sign in zip(graph["nodes"], worths(graph), strict=True):
            made, taken = data[o] * (sign > 0), data[o] * (sign < 0)
            kept = np.vstack([rows, (-found.fun - 1e-10) * data[o] * is_input - data[o] * is_output])
            most = -linprog(-taken, kept, np.zeros(len(kept)), [data[o] * is_input], [1.0]).fun
            for end, way in (("low", 1.0), ("high", -1.0)):
                ours = result.parts[f"te_{name}_{end}"][o]
                if np.isnan(ours):  # every optimum pays the process nothing
                    assert most < 1e-6
                    continue
                other = way * linprog(way * made, kept, np.zeros(len(kept)), [taken], [1.0]).fun
                assert ours == pytest.approx(other, abs=1e-5)


def test_a_chain_is_the_product_of_its_processes_and_what_each_wastes():
    panel = drawn(2)
    for priority in (None, "c"):
        result = farrell.series_system(panel, graph=CHAIN, priority=priority)
        scores, losses = ([result.parts[f"{key}_{name}"] for name in "abc"] for key in ("te", "loss"))
        np.testing.assert_allclose(np.prod(scores, axis=0), result.te, atol=CERTIFIED)
        np.testing.assert_allclose(1.0 - np.sum(losses, axis=0), result.te, atol=CERTIFIED)
        first = priority or "a"
        np.testing.assert_allclose(result.parts[f"te_{first}"], result.parts[f"te_{first}_high"], atol=CERTIFIED)


def test_any_system_loses_what_its_processes_waste():
    result = farrell.series_system(drawn(3), graph=WEB)
    losses = np.sum([result.parts[f"loss_{name}"] for name in "abc"], axis=0)
    np.testing.assert_allclose(1.0 - losses, result.te, atol=CERTIFIED)


def test_two_processes_are_two_stages():
    panel = drawn(4)
    graph = {
        "nodes": {"first": {"inputs": NAMES[:3]}, "second": {"outputs": NAMES[6:]}},
        "links": [{"from": "first", "to": "second", "columns": NAMES[3:6]}],
    }
    system, stages = farrell.series_system(panel, graph=graph), farrell.two_stage(panel)
    np.testing.assert_allclose(system.te, stages.te, atol=CERTIFIED)
    for end in ("_low", "_high"):
        for ours, theirs in (("first", "stage1"), ("second", "stage2")):
            np.testing.assert_allclose(system.parts[f"te_{ours}{end}"], stages.parts[f"te_{theirs}{end}"], atol=1e-8)


@pytest.fixture(scope="module")
def clinics():
    random = np.random.default_rng(6)
    names = [f"{p}_{kind}" for p in ("h", "c", "m") for kind in ("beds", "staff", "visits")]
    frame = pd.DataFrame(np.exp(random.normal(0, 0.7, (15, 9))), columns=names).assign(
        unit=[f"U{i}" for i in range(15)]
    )
    return farrell.Panel.from_frame(
        frame,
        unit="unit",
        inputs=[c for c in names if not c.endswith("visits")],
        outputs=[c for c in names if c.endswith("visits")],
        allow=CODES,
    )


PROCESSES = {
    name: {"inputs": [f"{name}_beds", f"{name}_staff"], "outputs": [f"{name}_visits"]} for name in ("h", "c", "m")
}


def test_parallel_by_another_solver(clinics):
    result = farrell.parallel_system(clinics, processes=PROCESSES)
    parts = [np.column_stack([clinics.numbers[f"{p}_{k}"] for k in ("beds", "staff", "visits")]) for p in PROCESSES]
    rows, whole = np.vstack([part * [-1, -1, 1] for part in parts]), np.sum(parts, axis=0)
    for o in range(15):
        found = linprog(-whole[o] * [0, 0, 1], rows, np.zeros(45), [whole[o] * [1, 1, 0]], [1.0])
        assert result.te[o] == pytest.approx(-found.fun, abs=SCIPY)


def test_a_parallel_system_is_the_mean_of_its_processes(clinics):
    result = farrell.parallel_system(clinics, processes=PROCESSES)
    share, te = (np.array([result.parts[f"{key}_{p}"] for p in PROCESSES]) for key in ("share", "te"))
    np.testing.assert_allclose(share.sum(axis=0), 1.0, atol=CERTIFIED)
    np.testing.assert_allclose((share * te).sum(axis=0), result.te, atol=CERTIFIED)
    kinds = ("beds", "staff", "visits")
    whole = pd.DataFrame({k: sum(clinics.numbers[f"{p}_{k}"] for p in PROCESSES) for k in kinds})
    box = farrell.Panel.from_frame(
        whole.assign(unit=clinics.unit_labels), unit="unit", inputs=kinds[:2], outputs=kinds[2:], allow=CODES
    )
    assert (result.te <= farrell.dea(box, rts="crs").te + CERTIFIED).all()


def test_one_process_is_dea(clinics):
    one = clinics.with_roles(inputs=["h_beds", "h_staff"], outputs=["h_visits"])
    result = farrell.parallel_system(one, processes={"h": PROCESSES["h"]})
    np.testing.assert_allclose(result.te, farrell.dea(one, rts="crs").te, atol=CERTIFIED)


@pytest.mark.parametrize(
    ("processes", "code"),
    [
        ({**PROCESSES, "m": {"inputs": ["m_beds"], "outputs": ["m_visits"]}}, "graph-unused"),
        ({"h": {"inputs": ["h_beds"], "outputs": ["h_visits"]}, "c": PROCESSES["c"]}, "graph-unused"),
        (
            {"h": {"inputs": ["h_beds", "h_staff", "c_beds"], "outputs": ["h_visits"]},
             "c": {"inputs": ["c_staff"], "outputs": ["c_visits"]}, "m": PROCESSES["m"]},
            "parallel-unlike",
        ),
    ],
)  # fmt: skip
def test_processes_that_do_not_fit_are_refused(clinics, processes, code):
    with pytest.raises(OptionError) as error:
        farrell.parallel_system(clinics, processes=processes)
    assert error.value.code == code


def test_a_process_of_nothing_has_no_score(clinics):
    changed = {c: np.r_[0.0, clinics.numbers[c][1:]] for c in ("m_beds", "m_staff", "m_visits")}
    result = farrell.parallel_system(clinics.with_numbers(changed), processes=PROCESSES)
    assert result.status[0] == "optimal"
    assert np.isnan(result.parts["te_m"][0])
    assert result.parts["share_m"][0] == 0.0


def test_an_unknown_priority_is_refused(clinics):
    with pytest.raises(OptionError, match="priority"):
        farrell.parallel_system(clinics, processes=PROCESSES, priority="x")
