"""The Python lines of a table are run, and give the table of the study."""

from __future__ import annotations

import ast
import contextlib
import io
import json

import pandas as pd
import pytest
from pandas.api.types import is_numeric_dtype

from farrell.data.bundles import study_text
from farrell.report.table_lines import table_lines
from farrell.study import compute, read_study, save_results

pytestmark = pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
EQUAL = 1e-9
"""The lines solve the same programs again; sums may be taken in another order."""
BAD = """schema = 1
[data]
file = "data.csv"
unit = "unit"
period = "year"
inputs = ["beds", "staff"]
outputs = ["visits"]
undesirable = ["deaths"]
environment = ["income"]
[groups]
by = "kind"
[[model]]
name = "slacks"
kind = "undesirable"
[[model]]
name = "distance"
kind = "environmental_ddf"
[[model]]
name = "ML"
kind = "malmquist_luenberger"
[[model]]
name = "sum"
kind = "luenberger"
cumulative_from = 2020
[space]
variables = ["slacks:te", "visits/income", "ML:tfpch"]
statistics = ["inequality", "dagum", "markov", "kernel", "beta", "detector", "concentration"]
drivers = ["log(income)", "beds"]
rank_by = "income"
"""
OVER_TIME_AND_BY_GROUP = """
[[model]]
kind = "window_analysis"
width = 9
[[model]]
name = "gaps"
kind = "metafrontier"
frontier = "union"
"""
"""Models with tables of their own beside their scores."""
PLACES = ("period", "period_from", "peer_period", "row", "lag", "class", "club", "now", "later", "year", "conditions")
"""Columns of numbers that say which row it is."""
ONLY_THE_STUDY = {"published", "space_agglomeration"}
"""Published figures stand in the study file; areas of provinces are given by no public function."""


@pytest.fixture(scope="module")
def of_china(tmp_path_factory):
    folder = tmp_path_factory.mktemp("china")
    text = study_text("china-health").replace("[space]", "[space]\npermutations = 99")
    (folder / "study.toml").write_text(text + OVER_TIME_AND_BY_GROUP, encoding="utf-8")
    return folder, *kept(folder)


@pytest.fixture(scope="module")
def of_deaths(tmp_path_factory):
    folder = tmp_path_factory.mktemp("deaths")
    deaths().to_csv(folder / "data.csv", index=False)
    (folder / "study.toml").write_text(BAD, encoding="utf-8")
    return folder, *kept(folder)


def deaths():
    import numpy as np

    rng = np.random.default_rng(3)
    blocks = []
    size = rng.lognormal(3, 0.5, 14)
    for year in (2019, 2020, 2021, 2022):
        block = {name: size * rng.lognormal(0, 0.2, 14) for name in ("beds", "staff", "visits", "deaths", "income")}
        kinds = ["urban", "rural"] * 7
        blocks.append(
            pd.DataFrame({"unit": [f"Unit {i:02d}" for i in range(14)], "year": year, **block, "kind": kinds})
        )
    return pd.concat(blocks, ignore_index=True)


def kept(folder):
    """The tables of a study, and its study.json as it is on disk."""
    results = compute(read_study(folder / "study.toml"))
    save_results(results, folder / "out", [])
    return results.tables, json.loads((folder / "out" / "study.json").read_text(encoding="utf-8"))


def parts(tables, meta):
    """Every table, by model or variable where it has one."""
    known = {model["name"] for model in meta["models"]}
    for name, frame in tables.items():
        key = "variable" if name.startswith("space_") else "model"
        if key in frame and (key == "variable" or set(frame[key]) <= known):
            for of, rows in frame.groupby(key, sort=False):
                yield name, str(of), rows.drop(columns=key)
        else:
            yield name, "", frame


def given(lines, made=None):
    """The table of lines of Python; with ``made``, a call that other lines have made after the same lines is not made
    again: results of Farrell are frozen."""
    scope: dict[str, object] = {}
    before: tuple[str, ...] = ()
    with contextlib.redirect_stdout(io.StringIO()):
        for node in ast.parse(lines).body:
            source = ast.unparse(node)
            if made is None or not is_call_of_farrell(node):
                exec(source, scope)
            elif (before, source) in made:
                scope[node.targets[0].id] = made[before, source]
            else:
                exec(source, scope)
                made[before, source] = scope[node.targets[0].id]
            if not isinstance(node, ast.Import):
                before = (*before, source)
    return scope["table"]


def is_call_of_farrell(node):
    """Whether a statement gives a name to what a function of Farrell returns."""
    if not (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)):
        return False
    return isinstance(node.value, ast.Call) and ast.unparse(node.value.func).startswith("farrell.")


def plain(frame):
    """Numbers as floats, the rest as text, in an order of rows that both have."""
    whole = frame.assign(**{column: as_numbers(frame[column]) for column in frame})
    keys = [c for c in whole if not is_numeric_dtype(whole[c])] + [c for c in PLACES if c in whole]
    return whole.sort_values(list(dict.fromkeys(keys)), kind="stable").reset_index(drop=True)


def as_numbers(values):
    try:
        return values.astype("Float64").astype(float)
    except (TypeError, ValueError):
        return values.fillna("").astype(str)


def agree(study, monkeypatch):
    folder, tables, meta = study
    monkeypatch.chdir(folder)
    by_study, made = set(), {}
    for name, of, wanted in parts(tables, meta):
        lines = table_lines(meta, name, of)
        if "run_study" in lines:
            by_study.add(name)
            continue
        got = given(lines, made)
        columns = [c for c in wanted if c in got]
        numbers = {c for c in wanted if is_numeric_dtype(wanted[c]) and wanted[c].notna().any()}
        assert numbers <= set(columns), f"{name} of {of}: no {numbers - set(columns)}"
        pd.testing.assert_frame_equal(
            plain(got[columns]),
            plain(wanted[columns]),
            check_dtype=False,
            rtol=EQUAL,
            atol=EQUAL,
            obj=f"{name} of {of}",
        )
    return by_study


def test_every_table_of_the_example_is_what_its_lines_give(of_china, monkeypatch):
    assert agree(of_china, monkeypatch) == ONLY_THE_STUDY


def test_every_table_with_undesirable_outputs_is_what_its_lines_give(of_deaths, monkeypatch):
    assert agree(of_deaths, monkeypatch) == set()


def test_what_no_function_gives_is_said_and_given_by_the_study(of_deaths, monkeypatch):
    folder, tables, meta = of_deaths
    monkeypatch.chdir(folder)
    meta = {**meta, "settings": {**meta["settings"], "space": {**meta["settings"]["space"], "rank_by": "slacks:rank"}}}
    for language, words in (("en", "# No function of Farrell"), ("zh", "# 没有哪个 Farrell 函数")):
        lines = table_lines(meta, "space_concentration", "slacks:te", language=language)
        assert lines.startswith(words)
    wanted = tables["space_concentration"].query("variable == 'slacks:te'")
    pd.testing.assert_frame_equal(given(lines).reset_index(drop=True), wanted.reset_index(drop=True))


def test_the_rows_and_columns_that_are_looked_at_are_chosen(of_deaths, monkeypatch):
    folder, tables, meta = of_deaths
    monkeypatch.chdir(folder)
    got = given(table_lines(meta, "malmquist_luenberger", "ML", period=2021, columns=["unit", "tfpch"]))
    wanted = tables["malmquist_luenberger"].query("period_to == 2021")
    assert list(got) == ["unit", "tfpch"]
    assert got["tfpch"].tolist() == pytest.approx(wanted["tfpch"].tolist(), rel=EQUAL, nan_ok=True)
    data = given(table_lines(meta, "panel", period=2020, columns=["unit", "deaths"]))
    assert data["deaths"].tolist() == deaths().query("year == 2020")["deaths"].tolist()


def test_only_the_calls_that_a_table_needs_are_made(of_china):
    _, _, meta = of_china
    lines = table_lines(meta, "plan_flows")
    assert [line for line in lines.splitlines() if "farrell." in line] == [
        "panel = farrell.load('china-health').panel",
        "plan = farrell.rebalance(",
    ]
    assert "malmquist" not in table_lines(meta, "slacks", "efficiency")
