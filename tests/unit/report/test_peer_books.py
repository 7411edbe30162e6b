"""Results under other programs' headings: the numbers are those of the tables, and hold together."""

from __future__ import annotations

from contextlib import nullcontext
from zipfile import ZipFile

import numpy as np
import pandas as pd
import pytest

from farrell import render_study
from farrell.errors import OptionError, RenderWarning
from farrell.report.workbook import has_room

pytestmark = pytest.mark.filterwarnings("ignore::farrell.errors.FarrellWarning")
MODELS = """
[[model]]
kind = "efficiency"
orientation = "{0}"
[[model]]
kind = "malmquist"
orientation = "{0}"
"""


@pytest.fixture
def books(run, frame, tmp_path):
    """(MaxDEA's sheets, deaR's sheets, our tables, the data)"""

    def made(orientation: str, periods: int = 3):
        data = frame(9, periods)
        models = MODELS.format(orientation) if periods > 1 else MODELS.partition('[[model]]\nkind = "malm')[0]
        out = run(data, models=models.format(orientation), outputs='figures = []\ndocuments = []\ntables = ["csv"]')
        render_study(out, tmp_path / "books", formats=["maxdea", "dear"])
        sheets = [
            pd.read_excel(tmp_path / "books" / f"{n}.xlsx", sheet_name=None, engine="calamine")
            for n in ("maxdea", "dear")
        ]
        tables = {n: pd.read_csv(out / "tables" / f"{n}.csv") for n in ("efficiency", "slacks", "peers")}
        return *sheets, tables, data, out

    return made


@pytest.mark.parametrize("orientation", ["input", "output"])
def test_projections_are_what_the_peers_give_and_what_the_movements_leave(books, orientation):
    maxdea, dear, tables, data, _ = books(orientation)
    scores = tables["efficiency"]
    panel = data.set_index([data.columns[1], data.columns[0]])
    for rts in ("crs", "vrs"):
        ours = maxdea[f"Results {rts.upper()}"]
        np.testing.assert_allclose(ours["Score"], scores[f"te_{rts}"], atol=1e-12)
        eff = dear[f"efficiencies {rts}"]["eff"]
        np.testing.assert_allclose(eff, scores[f"te_{rts}"] ** (-1 if orientation == "output" else 1), atol=1e-12)
        targets, lambdas = dear[f"targets {rts}"], dear[f"lambdas {rts}"]
        variables = list(targets.columns[2:])
        assert list(targets.columns[:2]) == list(lambdas.columns[:2]) == ["Period", "DMU"]
        for i, (period, unit) in enumerate(targets[["Period", "DMU"]].to_numpy()):
            assert (ours.loc[i, "DMU"], ours.loc[i, "Period"]) == (unit, period)
            peers = panel.loc[period].loc[lambdas.columns[2:], variables].to_numpy(dtype=float)
            given = lambdas.iloc[i, 2:].to_numpy(dtype=float) @ peers
            np.testing.assert_allclose(targets.loc[i, variables].to_numpy(dtype=float), given, rtol=1e-9)
            actual = panel.loc[(period, unit), variables].to_numpy(dtype=float)
            moved = [sum(ours.loc[i, f"{k} Movement({v})"] for k in ("Proportionate", "Slack")) for v in variables]
            projected = [ours.loc[i, f"Projection({v})"] for v in variables]
            np.testing.assert_allclose(actual + moved, projected, rtol=1e-9)
        slacks = dear[f"slacks {rts}"]
        assert all(name.startswith(("slack_input.", "slack_output.")) for name in slacks.columns[2:])
        assert (slacks.iloc[:, 2:].to_numpy() >= -1e-9).all()
        summed = dear[f"returns {rts}"]["lambsum"]
        np.testing.assert_allclose(summed, lambdas.iloc[:, 2:].sum(axis=1), atol=1e-12)
    said = dear["returns crs"]
    assert set(said.loc[said["lambsum"] > 1 + 1e-4, "rts"]) <= {"Decreasing", "Constant"}
    assert set(dear["returns vrs"]["rts"]) == {"Variable"}


def test_benchmarks_are_counted_as_in_the_peers(books):
    maxdea, _, tables, _, _ = books("input")
    ours = maxdea["Results VRS"]
    peers = tables["peers"].query("rts == 'vrs' and peer != unit")
    counted = peers.groupby(["peer", "period"]).size()
    for _, row in ours.iterrows():
        assert row["Times as a benchmark for another DMU"] == counted.get((row["DMU"], row["Period"]), 0)
        weights = [float(part.rpartition("(")[2].rstrip(")")) for part in row["Benchmark(Lambda)"].split("; ")]
        assert sum(weights) == pytest.approx(1, abs=1e-5)
    np.testing.assert_allclose(
        ours["Scale Efficiency Score"],
        ours["Technical Efficiency Score(CRS)"] / ours["Pure Technical Efficiency Score(VRS)"],
        rtol=1e-9,
    )


def test_indices_multiply_and_their_means_are_geometric(books):
    maxdea, dear, _, _, out = books("output")
    table, ours = pd.read_csv(out / "tables" / "malmquist.csv"), dear["Results"]
    assert list(ours) == ["Period", "DMU", "mi", "ec", "tc", "pech", "sech"]
    np.testing.assert_allclose(ours["mi"], ours["ec"] * ours["tc"], rtol=1e-9)
    np.testing.assert_allclose(ours["ec"], ours["pech"] * ours["sech"], rtol=1e-9)
    np.testing.assert_allclose(ours["mi"], table["tfpch"], rtol=1e-12)
    np.testing.assert_allclose(maxdea["Results Malmquist"]["MI"], table["tfpch"], rtol=1e-12)
    assert maxdea["Results Malmquist"]["Period"].tolist()[0] == "2019-2020"
    for key, name in (("Period", "means_by_period"), ("DMU", "means_by_dmu")):
        means = dear[name].set_index(key)
        for label, rows in ours.groupby(key):
            assert means.loc[label, "mi"] == pytest.approx(float(rows["mi"].prod() ** (1 / len(rows))), rel=1e-9)


def test_of_one_period_there_is_no_column_of_periods(books):
    maxdea, dear, _, _, _ = books("input", periods=1)
    assert list(dear["efficiencies vrs"]) == ["DMU", "eff"]
    assert list(maxdea["Results CRS"])[:3] == ["DMU", "Score", "Benchmark(Lambda)"]


def test_a_pooled_frontier_is_not_of_these_programs(run, frame, tmp_path):
    pooled = '[[model]]\nkind = "efficiency"\nreference = "pooled"\n'
    out = run(frame(6, 2), models=pooled, outputs='figures = []\ndocuments = []\ntables = ["csv"]')
    for key in ("maxdea", "dear"):
        with pytest.raises(OptionError) as caught:
            render_study(out, tmp_path / "books", formats=[key])
        assert caught.value.code == "no-deap-listing"


def test_a_table_beyond_a_sheet_is_left_out_with_a_warning(books, tmp_path, monkeypatch):
    out = books("input", 1)[-1]
    monkeypatch.setattr("farrell.report.workbook.MOST_COLUMNS", 9)
    with pytest.warns(RenderWarning, match=r"dear\.xlsx has no sheet lambdas crs: .* 10 rows and 10 columns"):
        render_study(out, tmp_path / "narrow", formats=["dear"])
    with ZipFile(tmp_path / "narrow" / "dear.xlsx") as book:
        assert b"lambdas" not in book.read("xl/workbook.xml")
        assert b"targets vrs" in book.read("xl/workbook.xml")


@pytest.mark.parametrize(("shape", "fits"), [((1_048_575, 1), True), ((1_048_576, 1), False), ((1, 16_385), False)])
def test_the_size_of_a_sheet(tmp_path, shape, fits):
    frame = pd.DataFrame(np.zeros(shape, dtype=np.int8))
    with nullcontext() if fits else pytest.warns(RenderWarning, match="no sheet peers"):
        assert has_room(tmp_path / "tables.xlsx", "peers", frame) == fits
