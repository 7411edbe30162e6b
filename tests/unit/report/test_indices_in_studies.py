"""Indices over time in studies: over any frontier, by any decomposition, of any kind; tables, words and methods."""

from __future__ import annotations

import contextlib
import html
import io
import re
import tomllib

import numpy as np
import pandas as pd
import pytest

import farrell
from farrell.catalogue import text
from farrell.report import render_study, run_study
from farrell.report.reproduce import python_lines

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
        row = table[(table.technology == technology) & (table.region == "all")].iloc[0]
        assert row.tfpch == pytest.approx(result.means("overall")["tfpch"].iloc[0], rel=1e-12)
    left = done.results.tables["without"].query("region == 'all'").iloc[0]
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


QUANTITIES = ("beds", "staff", "visits", "stays", "deaths")


def priced(tmp_path) -> str:
    """A made-up panel with prices, sizes and an undesirable output, and the head of a study of it."""
    rng = np.random.default_rng(7)
    units = [f"Unit {i:02d}" for i in range(14)]
    size = rng.lognormal(3, 0.4, 14)
    parts = []
    for t in range(4):
        draws = {
            name: size * rng.lognormal(0.03 * t, 0.15, 14) for name in ("beds", "staff", "visits", "stays", "deaths")
        }
        prices = {name: rng.uniform(1, 3, 14) * (1 + 0.1 * t) for name in ("p_beds", "p_staff", "p_visits", "p_stays")}
        side = ["north" if i % 2 else "south" for i in range(14)]
        parts.append(pd.DataFrame({"unit": units, "year": 2019 + t, **draws, **prices, "people": size, "side": side}))
    pd.concat(parts, ignore_index=True).to_csv(tmp_path / "priced.csv", index=False)
    return """schema = 1
title = "Indices"
[data]
file = "priced.csv"
unit = "unit"
period = "year"
inputs = ["beds", "staff"]
outputs = ["visits", "stays"]
weight = "people"
group = "side"
"""


PRICES = 'input_prices = ["p_beds", "p_staff"]\noutput_prices = ["p_visits", "p_stays"]\n'
KINDS = [
    ("luenberger", "", 'decomposition = "fgnz"\n'),
    ("malmquist_luenberger", 'undesirable = ["deaths"]\n', 'technology = "global"\n'),
    ("hicks_moorsteen", "", ""),
    ("hicks_moorsteen", "", 'weights = "shadow"\norientation = "input"\n'),
    ("fare_primont", "", 'technology = "global"\n'),
    ("lowe", PRICES, 'orientation = "input"\n'),
    ("price_index", PRICES, 'formula = "paasche"\n'),
    ("price_index", PRICES, 'formula = "tornqvist"\n'),
    ("cost_malmquist", PRICES, 'rts = "crs"\n'),
]


def direct(kind, roles, options, folder):
    """The same by the function: what the study's tables must hold."""
    said = tomllib.loads(roles + options)
    taken = {k: said.pop(k) for k in ("undesirable", "input_prices", "output_prices") if k in said}
    panel = farrell.read_panel(
        folder / "priced.csv", unit="unit", period="year", inputs=["beds", "staff"], outputs=["visits", "stays"],
        weight="people", group="side", **taken,
    )  # fmt: skip
    result = getattr(farrell, kind)(panel, **said)
    return result, getattr(result, "change", result)


@pytest.mark.parametrize(("kind", "roles", "options"), KINDS)
def test_every_index_has_its_tables_and_its_chapter(tmp_path, kind, roles, options):
    path = tmp_path / "study.toml"
    told = f'[[model]]\nkind = "{kind}"\n{options}cumulative_from = 2020\nwithout = [2021]\n'
    path.write_text(priced(tmp_path) + roles + told, encoding="utf-8")
    done = run_study(path, tmp_path / "out")
    tables = done.results.tables
    result, change = direct(kind, roles, options, tmp_path)
    table = tables[kind].set_index(["unit", "period_from"])
    for part in change.components:
        for k, key in enumerate(zip(change.units, change.period_from, strict=True)):
            assert table.loc[key, part] == pytest.approx(change.part(part)[k], rel=1e-12, nan_ok=True)
    weighted = tables[f"{kind}_weighted"].query("by == 'overall'").iloc[0]
    means = change.means("overall", weights="people").iloc[0]
    cumulative = tables[f"{kind}_cumulative"].set_index(["unit", "period"])
    assert (cumulative.xs(2020, level="period")["tfpch"].dropna() == change.neutral).all()
    added = tables["contributions"].query("by == 'overall'").set_index("component")
    leaves = list(change.leaves())
    for part in change.components:
        assert weighted[part] == pytest.approx(means[part], rel=1e-12)
    if leaves:
        assert added.loc[leaves, "growth"].sum() == pytest.approx(added.loc["tfpch", "growth"], abs=1e-9)
        assert added.loc[leaves, "share"].sum() == pytest.approx(1)
    chained = tables["cumulative_means"].query("by == 'all'").set_index("period")["tfpch"]
    steps = change.means("interval")["tfpch"].to_numpy()
    expected = (chained.diff() if change.is_sum else chained / chained.shift()).to_numpy()[1:]
    assert expected == pytest.approx(steps, rel=1e-9)
    assert chained[2020] == change.neutral
    if hasattr(result, "levels"):
        levels = tables[f"{kind}_levels"]
        assert levels["tfp"].to_numpy() == pytest.approx(result.levels["tfp"])
        assert levels.loc[levels["rank"] == 1, "tfp"].tolist() == levels.groupby("period")["tfp"].max().tolist()
    for language in ("en", "zh"):
        page = done.folder if language == "en" else render_study(done.folder, tmp_path / "zh", language="zh").folder
        text = (page / "report.html").read_text(encoding="utf-8")
        side = {"en": f"above {change.neutral:g} is progress", "zh": f"大于 {change.neutral:g} 表示进步"}[language]
        assert side in text
        assert 'id="index-1"' in text
        assert (page / "figures" / f"{kind.replace('_', '-')}-by-interval.csv").exists()
    left = tables["without"].query("region == 'all'").iloc[0]
    assert left["tfpch"] == pytest.approx(change.without([2021]).means("overall")["tfpch"].iloc[0], rel=1e-12)
    scope = {}
    with contextlib.chdir(tmp_path), contextlib.redirect_stdout(io.StringIO()):
        exec(python_lines(done.results.meta), scope)
    again = getattr(scope["result_1"], "change", scope["result_1"])
    assert again.tfpch.tolist() == pytest.approx(change.tfpch.tolist(), rel=1e-12, nan_ok=True)


def test_shephards_convention_turns_numbers_and_keeps_words(tmp_path):
    """Reciprocal numbers; the same units are ahead, the same interval is the bad one, and the side is named."""
    path = tmp_path / "study.toml"
    pages, tables = {}, {}
    for convention in ("farrell", "shephard"):
        path.write_text(HEAD + f'convention = "{convention}"\n', encoding="utf-8")
        done = run_study(path, tmp_path / convention)
        pages[convention] = (done.folder / "report.html").read_text(encoding="utf-8")
        tables[convention] = done.results.tables
    ours, turned = (tables[c]["malmquist_means"].query("by == 'overall'").iloc[0] for c in ("farrell", "shephard"))
    assert turned["tfpch"] * ours["tfpch"] == pytest.approx(1, rel=1e-12)
    assert turned["n_progress"] == ours["n_progress"]
    fell = re.search(r"Total factor productivity fell by ([0-9.]+)%", pages["farrell"])[1]
    assert f"Total factor productivity fell by {fell}%" in pages["shephard"]
    assert "below 1 is progress" in pages["shephard"]
    assert "below 1 is progress" not in pages["farrell"]
    innovators = [tables[c]["innovators"][["unit", "period_from"]] for c in ("farrell", "shephard")]
    assert innovators[0].equals(innovators[1])


def test_a_study_sets_decompositions_beside_each_other_and_its_chain_beside_the_direct_index(tmp_path):
    done = study(tmp_path, "cumulative_from = 2021\n")
    panel = farrell.load("china-health").panel.select(periods=[2018, 2019, 2020, 2021])
    found = farrell.compare_decompositions(panel)
    assert done.results.tables["decompositions"].drop(columns="model").equals(found.table)
    chain = farrell.transitivity(farrell.malmquist(panel))
    assert done.results.tables["transitivity"].drop(columns="model").equals(chain)
    page = html.unescape((done.folder / "report.html").read_text(encoding="utf-8"))
    for said in found.reasons():
        assert said in page
    for language in ("en", "zh"):
        document = render_study(done.folder, tmp_path / language, language=language).folder / "report.html"
        words = html.unescape(document.read_text(encoding="utf-8"))
        for key in found.table["decomposition"]:
            assert f">{text(f'report.decomposition-{key}', language)}</t" in words
            assert f">{key}</t" not in words
    assert "chained over all periods it differs from the direct comparison of 2018 with 2021" in page
    assert re.search(r"Chained from 2021 to 2018, total factor productivity stands at", page)
    for options in ('rts = "vrs"\n', 'form = "base"\n', 'distance = "sbm"\n', 'technology = "metafrontier"\n'):
        assert "decompositions" not in study(tmp_path, options).results.tables


def test_a_study_may_leave_out_every_interval(tmp_path):
    done = study(tmp_path, "without = [2018, 2020]\n")
    assert len(done.results.tables["without"]) == 0
    page = (done.folder / "report.html").read_text(encoding="utf-8")
    assert "Without the intervals that touch 2018, 2020 no index is left." in page


def test_studies_refuse_what_their_index_does_not_take(tmp_path):
    for options in (
        "cumulative_from = 1999\n",
        'formula = "fisher"\n',
        'convention = "deap"\n',
        'orientation = "none"\n',
    ):
        with pytest.raises(farrell.StudyFileError) as caught:
            study(tmp_path, options)
        assert "study.toml" in str(caught.value)


def test_methods_and_words_are_those_of_the_index(tmp_path):
    """Formulas by form and decomposition; what is said of falling frontiers, only where one fell."""

    def page(options):
        return html.unescape((study(tmp_path, options).folder / "report.html").read_text(encoding="utf-8"))

    scaled = page('decomposition = "grifell-lovell"\n')
    assert "PTE is the Farrell efficiency under variable returns" in scaled
    assert "the ratio of efficiencies of both periods' data against one frontier" not in scaled
    based = page('form = "base"\ndecomposition = "fglr"\n')
    assert "the ratio of efficiencies of both periods' data against one frontier" in based
    beyond = page('distance = "super-sbm"\norientation = "none"\ntechnology = "global"\n')
    assert "of a period's own frontier it may exceed 1" in beyond
    assert "at most 1 against the period's own" not in beyond
    turned = page('convention = "shephard"\n')
    assert "Printed are the reciprocals of these" in turned
    assert "under either orientation" not in turned
    assert "the same loss is read as falling efficiency" in turned
    quiet = HEAD.replace("periods = [2018, 2019, 2020, 2021]", "periods = [2022, 2023]")
    path = tmp_path / "study.toml"
    path.write_text(quiet, encoding="utf-8")
    risen = run_study(path, tmp_path / "risen").folder  # the frontier moved forward from 2022 to 2023
    assert "the same loss is read as falling efficiency" not in (risen / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("technology", "chains"), [("adjacent", False), ("global", True)])
def test_only_indices_that_chain_are_said_to(tmp_path, technology, chains):
    page = (study(tmp_path, f'technology = "{technology}"\n').folder / "report.html").read_text(encoding="utf-8")
    assert ("Adjacent-period indices depend on the path" in page) is not chains
    moorsteen = HEAD.replace('kind = "malmquist"', 'kind = "hicks_moorsteen"') + f'technology = "{technology}"\n'
    path = tmp_path / "study.toml"
    path.write_text(moorsteen, encoding="utf-8")
    text = (run_study(path, tmp_path / "hm").folder / "report.html").read_text(encoding="utf-8")
    assert "Adjacent-period indices depend on the path" in text
