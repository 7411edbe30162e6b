"""The chapters of scale and of congestion say what their tables say, in both languages, for one period and several."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import farrell
from farrell.report.document import compose
from farrell.report.parts import Figure, Paragraph, Table
from farrell.report.table_lines import table_lines
from farrell.study import compute, read_study

pytestmark = pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
INPUTS, OUTPUTS = ["hospitals", "beds", "health_technicians"], ["visits_10k", "discharges_10k"]
DATA = f"""schema = 1
[data]
bundled = "china-health"
inputs = {json.dumps(INPUTS)}
outputs = {json.dumps(OUTPUTS)}
periods = PERIODS
[labels]
beds = {{ en = "Beds", zh = "床位" }}
[groups]
by = "region3"
"""
SCALE = '[[model]]\nname = "scale"\nkind = "returns_to_scale"\n'
SLACKS, WEAK, ELASTICITY = (
    f'[[model]]\nname = "by {method}"\nkind = "congestion"\nmethod = "{method}"\n'
    for method in ("slacks", "weak", "scale")
)


def results(folder, models, periods="[2014, 2023]"):
    (folder / "study.toml").write_text(DATA.replace("PERIODS", periods) + models, encoding="utf-8")
    return compute(read_study(folder / "study.toml"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Two years, all four models."""
    return results(tmp_path_factory.mktemp("scale"), SCALE + SLACKS + WEAK + ELASTICITY)


@pytest.fixture(scope="module")
def year():
    panel = farrell.Panel.from_frame(
        farrell.load("china-health").panel.to_frame(), unit="unit", period="period", inputs=INPUTS, outputs=OUTPUTS
    )
    return panel.select(periods=[2023])


def chapter(found, language, name):
    sections = [s for s in compose(found, language).sections if s.id.split("-")[0] == name]
    return sections[0] if sections else None


def of(section, kind):
    return [part for part in section.parts if isinstance(part, kind)]


def words(section):
    return " ".join(part.text for part in of(section, Paragraph))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_counts_of_scale_are_those_of_the_function(whole, year, language):
    section = chapter(whole, language, "scale")
    status = farrell.returns_to_scale(year).parts["scale_status"]
    irs, crs, drs = ((status == word).sum() for word in ("irs", "crs", "drs"))
    by_period, by_region, units = of(section, Table)
    assert by_period.rows[1][1:4] == ["31", str(irs), str(crs)]
    assert by_period.rows[1][5] == str(drs)
    assert np.array([[int(v) for v in row[1:6]] for row in by_region.rows]).sum(axis=0).tolist() == [
        int(v) for v in by_period.rows[1][1:6]
    ]
    text = words(section)
    if language == "en":
        assert f"{irs} have increasing returns (too small), {crs} constant and {drs} decreasing" in text
        assert "Hainan 3.457" in text
        assert "by outputs" in text
    else:
        assert f"递增（规模偏小）{irs} 个，不变 {crs} 个，递减（规模偏大）{drs} 个" in text
    assert [row[1] for row in units.rows].count("irs" if language == "en" else "递增") == irs
    (drawn,) = of(section, Figure)
    assert len(drawn.drawing.data) == 31
    assert drawn.drawing.name == "scale"


def test_corners_are_units_whose_optimal_multipliers_disagree(whole, year):
    parts = farrell.returns_to_scale(year).parts
    corners = (parts["omega_low"] < -1e-6) & (parts["omega_high"] > 1e-6)
    counts = whole.tables["scale_counts"]
    row = counts[(counts["by"] == "all") & (counts["period"] == 2023)].iloc[0]
    assert row["open"] == corners.sum() > 0
    assert f"{corners.sum()} stand at a corner" in words(chapter(whole, "en", "scale"))


def test_what_is_far_and_what_is_near_follows_the_table(whole):
    rows = whole.tables["returns_to_scale"]
    now = rows[rows["period"] == 2023]
    text = words(chapter(whole, "en", "scale"))
    small, large = (now["lambda_sum_high"] < 0.5).sum(), (now["lambda_sum_low"] > 2).sum()
    assert (
        f"{small} units have less than half of the most productive size of their mix, {large} more than twice" in text
    )
    nearest = np.where(now["scale_status"] == "irs", now["elasticity_right"], now["elasticity_left"])
    changing = now["scale_status"] != "crs"
    near = (changing & (np.abs(nearest - 1) < 0.05)).sum()
    assert f"{near} of the {changing.sum()} units" in text
    then = rows[rows["period"] == 2014].set_index("unit")["scale_status"]
    moved = (then != now.set_index("unit")["scale_status"]).sum()
    assert f"{moved} of 31 units have another status" in text


def test_one_period_has_no_change_and_output_orientation_speaks_of_inputs(tmp_path):
    section = chapter(results(tmp_path, SCALE + 'orientation = "output"\n', "[2023]"), "en", "scale")
    assert "another status" not in words(section)
    assert "Measured by inputs" in words(section)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_congestion_is_told_by_each_definition(whole, year, language):
    section = chapter(whole, language, "congestion")
    text, (by_period, units) = words(section), of(section, Table)
    found = {method: farrell.congestion(year, method=method) for method in ("slacks", "weak", "scale")}
    called = {m: np.isin(f.parts["congested"], ["congested", "weak", "strong"]) for m, f in found.items()}
    assert by_period.rows[1][1:] == [
        v for m in called for v in ("31", str(called[m].sum()), *(["0"] if m == "scale" else []))
    ]
    every, some = np.all([*called.values()], axis=0), np.any([*called.values()], axis=0)
    both, none = int(every.sum()), int((~some).sum())
    assert (f"call {both} congested and {none} not" if language == "en" else f"{both} 个被各定义均判为拥挤") in text
    if language == "en":
        assert "they part on Anhui, Jiangxi" in text
        assert f"beds in {(found['slacks'].parts['congestion'][:, 1] > 0).sum()} units" in text
    names = [year.unit_at(r) for r in np.nonzero(some)[0]]
    assert len(units.rows) == len(names)
    if language == "en":
        assert [row[0] for row in units.rows] == names
    share = 100 * found["slacks"].parts["congestion"][some] / year.X[some]
    np.testing.assert_allclose([[float(v) for v in row[1:4]] for row in units.rows], share, atol=0.06)
    np.testing.assert_allclose([float(row[4]) for row in units.rows], found["weak"].score[some], atol=6e-4)
    (drawn,) = of(section, Figure)
    assert drawn.drawing.data["definition"].nunique() == 3
    amounts = drawn.drawing.data.pivot(index="unit", columns=["definition", "period"], values="amount")
    np.testing.assert_allclose(
        amounts.xs(2023, axis=1, level="period").loc[names, amounts.columns[0][0]],
        found["slacks"].score[some],
        atol=1e-9,
    )


def test_a_mean_leaves_out_elasticities_without_end(whole):
    levels, scores = of(chapter(whole, "en", "models"), Table)
    assert np.isinf(whole.tables["scores"].query("model == 'by scale' and period == 2023")["score"]).any()
    assert scores.rows[-1][scores.header.index("by scale")] == levels.rows[-1][3] != "∞"


def test_one_definition_stands_alone(tmp_path):
    section = chapter(results(tmp_path, WEAK, "[2023]"), "en", "congestion")
    assert "definitions" not in words(section).split("more than a unit")[1].replace("All definitions", "")
    assert "Over all periods" not in words(section)
    assert [len(table.header) for table in of(section, Table)] == [3, 2]


def test_definitions_that_agree_are_told_to_confirm_little(tmp_path):
    section = chapter(results(tmp_path, SLACKS + WEAK, "[2023]"), "en", "congestion")
    assert "their agreement confirms little" in words(section)


def test_no_congestion_is_told_without_a_table_of_units(tmp_path):
    frame = pd.DataFrame(
        {"unit": [f"U{i}" for i in range(12)], "x": np.arange(1.0, 13), "y": np.arange(1.0, 13) ** 0.5}
    )
    frame.to_csv(tmp_path / "data.csv", index=False)
    (tmp_path / "study.toml").write_text(
        'schema = 1\n[data]\nfile = "data.csv"\nunit = "unit"\ninputs = ["x"]\noutputs = ["y"]\n' + SLACKS + ELASTICITY,
        encoding="utf-8",
    )
    section = chapter(compute(read_study(tmp_path / "study.toml")), "en", "congestion")
    assert "none of 12 units is congested" in words(section)
    assert len(of(section, Table)) == 1


def test_the_lines_give_the_counts(whole, tmp_path):
    from farrell.study import save_results

    save_results(whole, tmp_path / "out", [])
    meta = json.loads((tmp_path / "out" / "study.json").read_text(encoding="utf-8"))
    scope: dict[str, object] = {}
    exec(table_lines(meta, "scale_counts", "scale"), scope)
    kept = whole.tables["scale_counts"].drop(columns="model")
    pd.testing.assert_frame_equal(scope["table"][kept.columns], kept, check_dtype=False)
