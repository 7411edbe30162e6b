"""The main job: from the bundled panel to tables, workbook, report and provenance."""

from __future__ import annotations

import html
import json
import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from running import STUDY, farrell

from farrell.report.workbook_front import SHEETS

LEADING = {
    "efficiency": ["unit", "period", "te_crs", "te_vrs", "se", "scale_status", "status", "model"],
    "malmquist": [
        *("unit", "period_from", "period_to", "effch", "techch", "pech", "sech", "tfpch", "status", "model"),
    ],
    "slacks": [
        *(
            "unit",
            "period",
            "variable",
            "role",
            "actual",
            "radial_move",
            "slack_move",
            "target",
            "rate",
            "rts",
            "model",
        ),
    ],
    "peers": ["unit", "period", "peer", "lambda", "rts", "model"],
    "regions": ["region", "period", "te_crs", "te_vrs", "se", "te_weighted", "n", "n_efficient", "model"],
}
FIGURE = 5e-6
"""SOURCE.md prints five decimals."""
IDENTITY = 1e-9


def table(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / "tables" / f"{name}.csv")


@pytest.mark.parametrize(("name", "columns"), LEADING.items())
def test_fixed_tables_begin_with_the_fixed_columns(study_folder: Path, name: str, columns: list[str]) -> None:
    assert list(table(study_folder, name).columns)[: len(columns)] == columns


def test_headline_figures_of_source_md(study_folder: Path) -> None:
    efficiency = table(study_folder, "efficiency")
    year = efficiency[efficiency["period"] == 2023]
    assert year["te_crs"].mean() == pytest.approx(0.86925, abs=FIGURE)
    assert year["te_vrs"].mean() == pytest.approx(0.91323, abs=FIGURE)
    assert year["se"].mean() == pytest.approx(0.95433, abs=FIGURE)
    assert (year["te_crs"] > 1 - 1e-6).sum() == 8
    malmquist = table(study_folder, "malmquist_means").query("by == 'overall'").iloc[0]
    assert malmquist["tfpch"] == pytest.approx(0.98423, abs=FIGURE)
    assert malmquist["techch"] == pytest.approx(0.98418, abs=FIGURE)
    assert malmquist["effch"] == pytest.approx(1.00005, abs=FIGURE)
    assert malmquist["n"] == 279


def test_moves_lead_from_actual_to_target(study_folder: Path) -> None:
    slacks = table(study_folder, "slacks")
    reached = slacks["actual"] + slacks["radial_move"] + slacks["slack_move"]
    pd.testing.assert_series_equal(reached, slacks["target"], check_names=False, rtol=IDENTITY)
    inputs = slacks[slacks["role"] == "input"]
    assert (inputs["target"] <= inputs["actual"] * (1 + IDENTITY)).all()
    rate = (inputs["actual"] - inputs["target"]) / inputs["actual"]
    pd.testing.assert_series_equal(rate, inputs["rate"], check_names=False, rtol=1e-6, atol=1e-12)


def test_regions_add_up_to_all_units(study_folder: Path) -> None:
    regions, means = table(study_folder, "regions"), table(study_folder, "means").set_index("period")
    for period, part in regions.groupby("period"):
        assert part["n"].sum() == means.loc[period, "n"] == 31
        assert (part["te_crs"] * part["n"]).sum() / 31 == pytest.approx(means.loc[period, "te_crs"], rel=IDENTITY)
        assert part["n_efficient"].sum() == means.loc[period, "n_efficient"]


def test_weighted_efficiency_is_the_share_weighted_mean_of_the_region(study_folder: Path) -> None:
    efficiency, slacks = table(study_folder, "efficiency"), table(study_folder, "slacks")
    east = efficiency.query("period == 2023 and region3 == 'East'").set_index("unit")
    inputs = slacks.query("period == 2023 and role == 'input' and rts == 'crs'")
    actual = inputs.pivot(index="unit", columns="variable", values="actual").loc[east.index]
    shares = (actual / actual.sum()).mean(axis=1)
    regions = table(study_folder, "regions").query("period == 2023 and region == 'East'")
    assert regions["te_weighted"].iloc[0] == pytest.approx((shares * east["te_crs"]).sum(), rel=IDENTITY)


def test_truncated_visits_give_ranges_in_their_years_only(study_folder: Path) -> None:
    efficiency = table(study_folder, "efficiency")
    width = efficiency["te_crs_high"] - efficiency["te_crs_low"]
    assert (width[efficiency["period"] < 2022] < 1e-9).all()
    assert width[efficiency["period"] >= 2022].max() > 1e-3
    inside = (efficiency["te_crs_low"] <= efficiency["te_crs"] + 1e-9) & (
        efficiency["te_crs"] <= efficiency["te_crs_high"] + 1e-9
    )
    assert inside.all()


def test_published_figures_agree_and_the_hypothesis_is_said(study_folder: Path) -> None:
    published = table(study_folder, "published")
    assert published["agrees"].all()
    assert published["published"].tolist() == [0.869, 0.984]
    assert "hypothesis" in (study_folder / "report.html").read_text(encoding="utf-8")


def test_rerun_gives_the_same_bytes(study_folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    assert farrell("run", STUDY, "--out", again).returncode == 0
    names = sorted(p.relative_to(study_folder) for p in (study_folder / "tables").iterdir())
    assert names == sorted(p.relative_to(again) for p in (again / "tables").iterdir())
    figures = sorted(p.relative_to(study_folder) for p in (study_folder / "figures").iterdir())
    for name in [*names, *figures, Path("tables.xlsx")]:
        assert (again / name).read_bytes() == (study_folder / name).read_bytes(), name


IN_SPACE = (
    *("moran", "moran-scatter", "lisa-maps", "hot-spots", "dagum", "stochastic-kernel", "ellipses", "centre-path"),
    *("club-paths", "density-surface"),
)


def test_every_figure_has_its_drawing_picture_and_data(study_folder: Path) -> None:
    figures = study_folder / "figures"
    names = {p.stem for p in figures.glob("*.svg")}
    assert names == {
        *("indicators", "efficiency-by-region", "efficiency-by-unit", "efficiency-distribution", "quadrants", "maps"),
        *("malmquist-by-interval", "cumulative-productivity", "redundancy", "peers"),
        *("learning-network", "plan-transfers", "plan-front"),
        *(f"space-{n}-{name}" for n in (1, 2) for name in IN_SPACE),
        *("space-2-value-maps", "space-2-distribution", "space-2-lorenz", "space-2-agglomeration"),
        *("coordination-maps", "coordination-means"),
    }
    captions = dict(line.split(": ", 1) for line in (figures / "captions.txt").read_text("utf-8").splitlines())
    assert set(captions) == names
    assert "审图号" in captions["maps"]
    for name in names:
        drawing = (figures / f"{name}.svg").read_text(encoding="utf-8")
        assert drawing.startswith("<svg")
        assert html.unescape(re.search(r"<desc>(.*?)</desc>", drawing).group(1)) == captions[name]
        assert (figures / f"{name}.png").read_bytes().startswith(b"\x89PNG")
        assert len(pd.read_csv(figures / f"{name}.csv")) > 0
    assert (study_folder / "report.html").stat().st_size < 5_000_000


def test_the_report_written_again_is_the_same(study_folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    done = farrell("report", study_folder, "--out", again)
    assert done.stdout.splitlines()[-1] == str(again / "report.html")
    for path in (p for p in study_folder.rglob("*") if p.is_file()):
        assert (again / path.relative_to(study_folder)).read_bytes() == path.read_bytes(), path.name


def test_a_folder_without_results_is_no_report(tmp_path: Path) -> None:
    done = farrell("report", tmp_path, "--lang", "zh")
    assert done.returncode == 3
    assert "not-results" in done.stderr
    assert "没有可读取" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_study_json_says_what_was_run(study_folder: Path) -> None:
    meta = json.loads((study_folder / "study.json").read_text(encoding="utf-8"))
    assert meta["software"] == "farrell"
    assert len(meta["data"]["sha256"]) == 64
    assert {"numpy", "highspy", "pandas"} <= set(meta["versions"])
    assert meta["seed"] is None
    assert meta["settings"]["schema"] == 1
    assert meta["checks"]["total-row"]["outcome"] == "passed"
    units = {finding["unit"] for finding in meta["checks"]["outlier-ratio"]["findings"]}
    assert {"Tibet", "Beijing"} <= units
    present = {p.relative_to(study_folder).as_posix() for p in study_folder.rglob("*") if p.is_file()}
    assert present == {*meta["files"], "study.json"}


def test_workbook_has_one_sheet_a_table_and_no_formulas(study_folder: Path) -> None:
    with zipfile.ZipFile(study_folder / "tables.xlsx") as book:
        sheets = [n for n in book.namelist() if n.startswith("xl/worksheets/sheet")]
        assert len(sheets) == len(SHEETS) + len(list((study_folder / "tables").iterdir()))
        assert not any(b"<f>" in book.read(name) for name in sheets)


def test_every_sheet_prints_within_the_width_of_a_page_with_its_header_repeated(study_folder: Path) -> None:
    with zipfile.ZipFile(study_folder / "tables.xlsx") as book:
        sheets = [book.read(n) for n in book.namelist() if n.startswith("xl/worksheets/sheet")]
        assert all(b'fitToPage="1"' in s and b'fitToHeight="0" orientation="landscape"' in s for s in sheets)
        assert book.read("xl/workbook.xml").count(b"_xlnm.Print_Titles") == len(sheets)


def test_a_run_of_the_python_lines_in_the_report_gives_the_same_numbers(study_folder: Path) -> None:
    page = (study_folder / "report.html").read_text(encoding="utf-8")
    code = html.unescape(re.search(r"<pre[^>]*><code>(.*?)</code>", page, re.DOTALL).group(1))
    scope: dict[str, object] = {}
    exec(code, scope)
    efficiency = table(study_folder, "efficiency")
    assert scope["result_1"].te_crs.tolist() == pytest.approx(efficiency["te_crs"].tolist(), rel=IDENTITY)
    assert scope["result_2"].tfpch.tolist() == pytest.approx(table(study_folder, "malmquist")["tfpch"].tolist())


def test_ten_models_of_one_panel_are_held_side_by_side(tmp_path: Path) -> None:
    done = farrell("run", STUDY.parents[1] / "ten-models" / "study.toml", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    tables = tmp_path / "out" / "tables"
    wide = pd.read_csv(tables / "model_comparison.csv")
    assert wide.shape == (310, 12)
    assert wide.loc[wide["period"] == 2023, "CCR"].mean() == pytest.approx(0.86925, abs=FIGURE)
    pairs = pd.read_csv(tables / "rank_correlations.csv")
    assert len(pairs) == 45 * 10
    assert pairs["spearman"].between(-1, 1).all()
    assert (wide["SBM"] <= wide["BCC"] + IDENTITY).all()
    assert (wide["BCC"] <= wide["FDH"] + IDENTITY).all()
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "Models side by side" in page
    assert (tmp_path / "out" / "figures" / "rank-correlations.svg").exists()


def test_four_indices_of_one_panel_agree_on_the_direction(tmp_path: Path) -> None:
    done = farrell("run", STUDY.parents[1] / "indices" / "study.toml", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    tables = tmp_path / "out" / "tables"
    kinds = {"malmquist": 1, "luenberger": 0, "hicks_moorsteen": 1, "fare_primont": 1}
    for kind, neutral in kinds.items():
        means = pd.read_csv(tables / f"{kind}_means.csv").query("by == 'interval'")
        moved = means.set_index("name")["tfpch"] - neutral
        assert moved["2019–2020"] < -0.02
        assert moved["2022–2023"] > 0.02
    levels = pd.read_csv(tables / "fare_primont_levels.csv")
    assert (levels["tfpe"] <= 1 + IDENTITY).all()
    assert (levels["ote"] * levels["ome"] * levels["rose"] - levels["tfpe"]).abs().max() < IDENTITY
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    for words in ("above 1 is progress", "above 0 is progress", "Most productive in 2023 is"):
        assert words in page
