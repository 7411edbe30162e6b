"""Studies over other frontiers and by other decompositions: tables, words and methods say which."""

from __future__ import annotations

import pandas as pd
import pytest

import farrell
from farrell.report import render_study, run_study

pytestmark = pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
HEAD = """schema = 1
title = "Indices"

[data]
bundled = "china-health"
periods = [2018, 2019, 2020, 2021]

[groups]
by = "region3"

[[model]]
name = "change"
kind = "malmquist"
"""


def study(tmp_path, options):
    path = tmp_path / "study.toml"
    path.write_text(HEAD + options, encoding="utf-8")
    return run_study(path, tmp_path / "out")


@pytest.mark.parametrize(
    ("options", "columns", "english", "chinese"),
    [
        (
            'technology = "global"\ndecomposition = "zofio"\n',
            ["pech", "sech", "techch_vrs", "stech"],
            ["global frontiers", "one frontier of all periods", "techch_vrs × stech"],
            ["全局前沿", "各期全部数据构成的前沿"],
        ),
        (
            'technology = "biennial"\ndecomposition = "ray-desli"\nwithout = [2020]\n',
            ["pech", "techch_vrs", "scalech"],
            ["biennial frontiers", "pech × techch_vrs × scalech", "under variable returns for its parts"],
            ["双期前沿", "pech × techch_vrs × scalech"],
        ),
        (
            'technology = "fixed-base"\nbase = 2019\ndecomposition = "fglr"\n',
            ["effch", "techch"],
            ["fixed base frontiers", "against the frontier of 2019"],
            ["固定基期前沿", "2019 期前沿"],
        ),
        (
            'technology = "metafrontier"\ngroup = "region3"\n',
            ["effch", "bpc", "tgc"],
            ["tgc of the gap to all groups"],
            ["共同前沿"],
        ),
        (
            'technology = "sequential"\ndecomposition = "bias"\n',
            ["effch", "techch", "matech", "obtech", "ibtech"],
            ["all data up to the period", "magnitude, output bias and input bias"],
            ["截至当期的全部数据"],
        ),
    ],
)
def test_a_study_says_its_frontier_and_has_its_parts(tmp_path, options, columns, english, chinese):
    done = study(tmp_path, options)
    table = done.results.tables["malmquist"]
    for column in columns:
        assert table[column].notna().all()
    parts = [c for c in columns if not (c == "techch" and "matech" in columns)]
    assert table[parts].prod(axis=1).to_numpy() == pytest.approx(table["tfpch"].to_numpy(), rel=1e-9)
    page = (done.folder / "report.html").read_text(encoding="utf-8")
    for words in english:
        assert words in page
    if "effch" not in columns:  # nothing is said of parts that the decomposition does not have
        assert "effch (efficiency change) × techch" not in page
        assert "(effch –" not in page
    if "sech" not in columns:
        assert "the scale part (sech)" not in page
    assert "innovators" not in done.results.tables
    again = render_study(done.folder, tmp_path / "zh", language="zh")
    page = (again.folder / "report.html").read_text(encoding="utf-8")
    for words in chinese:
        assert words in page


def test_a_study_sets_technologies_beside_each_other_and_leaves_years_out(tmp_path):
    done = study(tmp_path, "without = [2020]\n")
    table = done.results.tables["technologies"]
    panel = farrell.load("china-health").panel.select(periods=[2018, 2019, 2020, 2021])
    for technology in ("adjacent", "sequential", "global", "biennial"):
        result = farrell.malmquist(panel, technology=technology)
        row = table[(table.technology == technology) & (table.region == "all") & (table.without == "")].iloc[0]
        assert row.tfpch == pytest.approx(result.means("overall")["tfpch"].iloc[0], rel=1e-12)
    left = table[(table.without == "2020") & (table.region == "all")].iloc[0]
    first = farrell.malmquist(panel.select(periods=[2018, 2019]))
    assert left.tfpch == pytest.approx(first.means("overall")["tfpch"].iloc[0], rel=1e-12)
    assert set(table.region) == {"all", "East", "Central", "West"}
    found = done.results.tables["innovators"]
    assert found.drop(columns="model").equals(farrell.innovators(farrell.malmquist(panel)))
    page = (done.folder / "report.html").read_text(encoding="utf-8")
    assert "Without the intervals that touch 2020" in page
    assert "The frontier was moved by" in page
    written = pd.read_csv(done.folder / "tables" / "technologies.csv", keep_default_na=False)
    assert len(written) == len(table)
    assert ".without([2020]).means('overall')" in page.replace("&#39;", "'")


def test_words_of_a_study_file_that_no_index_has_are_refused(tmp_path):
    for options in ('technology = "yearly"\n', 'unbalanced = "pairs"\n', "without = 2020\n", 'unit_weights = "x"\n'):
        with pytest.raises(farrell.StudyFileError):
            study(tmp_path, options)
