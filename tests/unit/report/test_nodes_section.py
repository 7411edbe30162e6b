"""Where the loss is inside units: the table and what the report says of it, in both languages."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import farrell
from farrell.report.document import compose
from farrell.report.names import Names
from farrell.report.parts import Figure, Paragraph, Table, View
from farrell.report.sections import about, models, nodes
from farrell.report.table_lines import table_lines
from farrell.study import compute, read_study

pytestmark = pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
STUDY = """schema = 1
[data]
file = "data.csv"
unit = "unit"
inputs = ["hospitals", "staff"]
intermediates = ["beds"]
outputs = ["visits"]
[labels]
facilities = { en = "Facilities", zh = "设施" }
[[model]]
name = "network"
kind = "network_sbm"
intervals = INTERVALS
[model.graph.nodes.facilities]
inputs = ["hospitals"]
[model.graph.nodes.services]
inputs = ["staff"]
outputs = ["visits"]
[[model.graph.links]]
from = "facilities"
to = "services"
columns = ["beds"]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("inside")


@pytest.fixture(scope="module", params=["true", "false"])
def results(request, folder):
    random = np.random.default_rng(5)
    size = np.exp(random.normal(0, 0.4, 14))
    rows = ["unit,hospitals,staff,beds,visits"]
    for i, s in enumerate(size):
        loss = 1.0 if i == 0 else random.uniform(1.5, 3.0)  # facilities lose more than services do
        rows.append(f"U{i},{s * loss:.6f},{s * random.uniform(1.0, 1.1):.6f},{s:.6f},{s * random.uniform(0.95, 1):.6f}")
    (folder / "data.csv").write_text("\n".join(rows))
    (folder / "study.toml").write_text(STUDY.replace("INTERVALS", request.param), encoding="utf-8")
    return compute(read_study(folder / "study.toml"))


def views(results, language):
    names = Names.of(results.meta, language)
    return names, View.all_of(results, names)


def test_the_table_holds_the_node_scores_of_the_function(results):
    table = results.tables["node_scores"]
    assert table["node"].unique().tolist() == ["facilities", "services"]
    for node, part in table.groupby("node"):
        frame = results.tables["scores"].set_index("unit")["te"]
        assert len(part) == len(frame)
        assert ((part["te"] > 0) & (part["te"] <= 1 + 1e-9)).all(), node
    known = np.isfinite(table["low"])
    assert known.all() or not known.any()
    assert (table["low"] <= table["te"] + 1e-8)[known].all()


@pytest.mark.parametrize(("language", "label"), [("en", "Facilities"), ("zh", "设施")])
def test_the_report_says_which_node_loses(results, language, label):
    _, (view,) = views(results, language)
    said, figure, table = nodes.parts(view)
    assert isinstance(said, Paragraph)
    assert isinstance(figure, Figure)
    assert isinstance(table, Table)
    scores = results.tables["node_scores"].pivot(index="unit", columns="node", values="te")
    below = int((scores["facilities"] < scores["services"]).sum())
    assert label in str(said)
    assert str(below) in str(said)
    assert f"{scores['facilities'].mean():.3f}" in str(said)
    assert table.header[-2] == label
    assert len(table.rows) == 15
    assert figure.drawing.name == "nodes-network-sbm-1"
    assert len(figure.drawing.data) == 28


def test_the_python_lines_give_the_table(results, folder, monkeypatch):
    monkeypatch.chdir(folder)
    said: dict[str, object] = {}
    exec(table_lines(results.meta, "node_scores", "network"), said)
    ours = results.tables["node_scores"].drop(columns="model")
    pd.testing.assert_frame_equal(said["table"], ours, rtol=1e-9, check_dtype=False)


def test_what_is_between_nodes_is_described_with_the_data(results):
    frame = results.tables["descriptive"]
    assert frame["role"].tolist() == ["input", "input", "intermediate", "output"]
    names, _ = views(results, "zh")
    (table,) = (part for part in about.data(results, names).parts if isinstance(part, Table) and "描述" in part.caption)
    assert ["beds", "中间变量"] in [row[:2] for row in table.rows]


def test_a_difference_that_chance_explains_is_called_so(results):
    _, (view,) = views(results, "en")
    frame = results.tables["node_scores"]
    order = np.random.default_rng(1)
    alike = frame.assign(te=np.clip(0.8 + order.normal(0, 0.05, len(frame)), 0, 1))
    other = View(type(results)({**results.tables, "node_scores": alike}, results.meta), view.names, view.model, 1, True)
    assert "not clearly below" in nodes.weakest(other)


def test_options_tell_the_graph_by_its_links(results):
    names, found = views(results, "en")
    (section,) = models.section(results, names, found)
    overview = next(part for part in section.parts if isinstance(part, Table))
    assert "Facilities → services (beds, free)" in overview.rows[0][2]
    assert "{" not in overview.rows[0][2]
    assert f"intervals = {str(found[0].options['intervals']).lower()}" in overview.rows[0][2]
    assert section.heading == "Scores of the model", "one model stands beside none"


def test_stages_are_named_in_words(results):
    english, chinese = (Names.of(results.meta, language) for language in ("en", "zh"))
    assert [english.node(n) for n in ("stage1", "facilities", "wards")] == ["First stage", "Facilities", "wards"]
    assert chinese.node("stage2") == "第二阶段"


def test_a_label_for_no_node_is_refused(tmp_path):
    text = STUDY.replace("INTERVALS", "false").replace("facilities = {", "facilites = {")
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    with pytest.raises(farrell.StudyFileError, match="facilites"):
        read_study(tmp_path / "study.toml")


def test_a_study_in_which_no_unit_has_an_answer_is_told_all_the_same(tmp_path):
    """The only reference makes its intermediates from nothing, so that no price of them bears a score."""
    (tmp_path / "d.csv").write_text("u,x,z,y\nA,0,2,1\nB,2,1,1\nC,1,3,2\nD,2,2,1\n")
    (tmp_path / "study.toml").write_text("""schema = 1
[data]
file = "d.csv"
unit = "u"
inputs = ["x"]
intermediates = ["z"]
outputs = ["y"]
allow = ["few-units", "constant", "zero", "zero-unit"]
[[model]]
kind = "leader_follower"
leader = "stage2"
reference = ["A"]
""")
    found = compute(read_study(tmp_path / "study.toml"))
    assert set(found.tables["scores"]["status"]) == {"infeasible"}
    stages = found.tables["node_scores"]
    assert stages["node"].tolist() == ["stage1"] * 4 + ["stage2"] * 4
    assert stages[["te", "low", "high"]].isna().all(axis=None)
    for language in ("en", "zh"):
        (section,) = [s for s in compose(found, language).sections if s.id == "models"]
        (scores,) = [p for p in section.parts if isinstance(p, Table) and len(p.rows) == 4]
        assert [row[1] for row in scores.rows] == ["–"] * 4
        assert "VRS" not in scores.header[-1]  # the model is one of constant returns
