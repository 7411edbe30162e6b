"""The benchmark suite runs, its solvers agree, the published page is what was measured. No time is asserted."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("resource")  # the suite measures memory as POSIX systems tell it

from benchmarks import alone, measure, peers
from benchmarks.__main__ import main
from benchmarks.figure import draw
from benchmarks.page import page, printed
from benchmarks.panels import technologies
from benchmarks.peers import Peers
from benchmarks.pose import Sizes
from benchmarks.workloads import WORKLOADS, growth, rows

ROOT = Path(__file__).parents[2]
TINY = Sizes(
    static=40,
    panel=(12, 3),
    slacks=(60,),
    replicates=3,
    slacks_based=40,
    counties=(150, 8),
    large=50,
    million=70,
    growth=(30, 60),
    patience=0.02,
)
NOBODY = Peers({}, {"Pyfrontier": "not installed"})


class Echo:
    """A peer that answers with HiGHS, to take the peers' path where none is installed."""

    rounding = 0.0

    def radial(self, X, Y, rts):
        from benchmarks.baselines import WarmRadial

        return WarmRadial(X, Y, rts).scores(X, Y)


@pytest.fixture(scope="module", autouse=True)
def once():
    """Every job once: no time counts here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(measure, "ROUNDS", 1)
        yield


@pytest.fixture(scope="module")
def results():
    measured = {
        "machine": measure.machine(),
        "versions": measure.versions(),
        "peers": NOBODY.status,
        "highs_options": {"presolve": "off"},
        "agree": measure.AGREE,
        "rounds": measure.ROUNDS,
        "patience": measure.PATIENCE,
        "workloads": [row for name in WORKLOADS for row in rows(name, TINY, NOBODY)],
        "growth": growth(TINY),
        "technologies": technologies(TINY),
        "memory": [{"key": "W6", "what": "W6", "wall_s": 1.0, "before_mb": 100.0, "peak_mb": 200.0}],
        "compile": [{"form": "radial", "rows": 8, "compiled_s": 15.0, "loaded_s": 0.5}],
    }
    return json.loads(json.dumps(measured))


def test_every_workload_gives_a_row_on_which_all_agree(results):
    assert [row["key"] for row in results["workloads"]] == list(WORKLOADS)
    for row in results["workloads"]:
        assert {"HiGHS", "scipy"} <= set(row["others"])
        for other in row["others"].values():
            assert 0 < other["programs"] <= row["programs"]
            assert other["difference"] <= measure.AGREE
            assert other["seconds"] > 0


def test_a_whole_small_panel_and_a_sample_of_a_large_one(results):
    small, large = (row for row in results["workloads"] if row["key"] in ("W2", "W6"))
    assert small["programs"] == 12 * (3 + 2 * 2 + 3)  # own and cross-period under crs, own under vrs
    assert small["others"]["HiGHS"]["programs"] == small["programs"]
    assert large["others"]["HiGHS"]["programs"] < large["programs"]


def test_a_peer_gets_its_column():
    row = rows("W1", TINY, Peers({"Echo": Echo()}, {"Echo": "1"}))[0]
    assert row["others"]["Echo"]["difference"] <= measure.AGREE


def test_peers_are_used_or_named_as_missing():
    found = peers.find()
    assert set(found.status) == {"orange3-dea", "DEAPack", "Pyfrontier"}
    assert set(found.usable) <= set(found.status)


def test_disagreement_stops_the_run_with_the_numbers():
    ones = np.ones(3)
    with pytest.raises(measure.DisagreementError, match=r"W1, program 1: .*1\.1"):
        measure.difference("W1", ones, np.array([1.0, 1.1, np.nan])[[0, 1, 0]])
    with pytest.raises(measure.DisagreementError):
        measure.difference("W1", ones, np.full(3, np.nan))
    assert measure.difference("W1", ones, ones + 4e-7, rounding=5e-7) == 0.0


def test_growth_of_a_power_is_its_exponent():
    assert measure.growth_exponent([1, 10, 100], [1.0, 20.0, 400.0]) == pytest.approx(np.log10(20))


def test_page_table_and_figure_are_made(results):
    text = page(results)
    for heading in (
        "Beside HiGHS and scipy",
        "Growth",
        "Technologies of productivity over time",
        "Memory and wall time",
        "First use",
        "Method",
    ):
        assert f"## {heading}\n" in text
    assert "slacks-based measure, VRS, n = 40" in text
    assert "Pyfrontier: not installed" in text
    assert "W4 bootstrap" in printed(results)
    assert re.search(r"\| global \| [0-9.]+ \| [0-9.]+ \|", text)
    assert draw(results).startswith(b"\x89PNG")
    few = results | {"workloads": results["workloads"][:1]}
    del few["growth"], few["memory"], few["compile"]
    assert "## Growth" not in page(few)
    assert draw(few).startswith(b"\x89PNG")


def test_peak_memory_is_measured_in_a_process_of_its_own():
    job = alone.peaks(TINY, ("W6",))[0]
    assert job["peak_mb"] >= job["before_mb"] > 10


def test_the_page_is_what_the_committed_measurements_say(tmp_path, capsys):
    main(["--from", str(ROOT / "benchmarks" / "results.json"), "--page", str(tmp_path / "page.md")])
    assert (ROOT / "docs" / "performance.md").read_text(encoding="utf-8") == (tmp_path / "page.md").read_text(
        encoding="utf-8"
    )
    assert "All agree" in capsys.readouterr().out


def test_every_statistic_in_space_of_a_score_is_timed_in_a_process_of_its_own():
    found = alone.in_own_process("space")
    assert {"moran", "local-moran", "spatial-markov", "dagum", "ellipse", "panel", "forecast"} <= set(found["seconds"])
    assert "agglomeration" not in found["seconds"]  # of amounts a head


def test_bootstraps_are_timed_by_one_thread_and_by_all_cores(results):
    found = alone.in_own_process("bootstraps", "20")
    assert len(found["rows"]) == 5
    assert all(row["one_s"] > 0 and row["all_s"] > 0 for row in found["rows"])
    assert "| algorithm 2 |" in page({**results, "bootstraps": found})


def test_models_inside_units_are_timed_and_few_columns_agree_with_all(results):
    found = alone.in_own_process("inside", "[40, 2]")
    assert [row["what"] for row in found["rows"]] == [
        "network SBM, 3 nodes", "dynamic SBM", "dynamic network SBM, 3 nodes",
    ]  # fmt: skip
    assert "| dynamic SBM |" in page({**results, "inside": found})
