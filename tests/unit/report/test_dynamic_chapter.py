"""The chapter of dynamic models says what their table says, in both languages, and its lines give the table."""

from __future__ import annotations

import contextlib
import io
import json

import numpy as np
import pandas as pd
import pytest

import farrell
from farrell.report.document import compose
from farrell.report.parts import Figure, Paragraph, Table
from farrell.report.table_lines import table_lines
from farrell.study import compute, read_study, save_results

pytestmark = pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
STUDY = """
schema = 1
[data]
bundled = "china-health"
inputs = ["hospitals", "health_technicians"]
outputs = ["visits_10k", "discharges_10k"]
carry_overs = ["beds"]
periods = [2021, 2022, 2023]
[labels]
beds = { en = "Beds", zh = "床位" }
[[model]]
name = "stock"
kind = "dynamic_sbm"
carry_overs = { beds = "bad" }
period_weights = [1, 1, 2]
ranges = true
[[model]]
name = "loose"
kind = "dynamic_sbm"
carry_overs = { beds = "free" }
"""
INSIDE = """
schema = 1
[data]
bundled = "china-health"
inputs = ["health_technicians"]
intermediates = ["beds"]
outputs = ["visits_10k", "discharges_10k"]
carry_overs = ["hospitals"]
periods = [2020, 2021]
[labels]
admitting = { en = "Admitting", zh = "收治" }
[[model]]
kind = "dynamic_network_sbm"
carry_overs = { hospitals = { node = "admitting", kind = "bad" } }
[model.graph.nodes.admitting]
inputs = ["health_technicians"]
[model.graph.nodes.treating]
outputs = ["visits_10k", "discharges_10k"]
[[model.graph.links]]
from = "admitting"
to = "treating"
columns = ["beds"]
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dynamic")
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    results = compute(read_study(folder / "study.toml"))
    save_results(results, folder / "out", [])
    return results, json.loads((folder / "out" / "study.json").read_text(encoding="utf-8"))


def test_the_table_is_what_the_function_gives(study):
    frame = study[0].tables["dynamic_scores"].query("model == 'stock'")
    panel = farrell.load("china-health").panel
    panel = farrell.Panel.from_frame(
        panel.to_frame().query("period >= 2021"), unit="unit", period="period", carry_overs=["beds"],
        inputs=["hospitals", "health_technicians"], outputs=["visits_10k", "discharges_10k"],
        allow=farrell.data.checks.CODES,
    )  # fmt: skip
    result = farrell.dynamic_sbm(panel, carry_overs={"beds": "bad"}, period_weights=[1, 1, 2], ranges=True)
    np.testing.assert_allclose(frame["te"], result.te)
    np.testing.assert_allclose(frame["overall"], result.parts["overall"])
    np.testing.assert_allclose(frame["least"], result.parts["least"])
    assert (frame["target_beds"] <= frame["beds"] + 1e-6).all()


@pytest.mark.parametrize(("language", "kind"), [("en", "beds (bad)"), ("zh", "床位（非期望）")])
def test_the_chapter_says_what_the_table_says(study, language, kind):
    section = next(s for s in compose(study[0], language).sections if s.id.startswith("dynamic"))
    words = " ".join(part.text for part in section.parts if isinstance(part, Paragraph))
    table = next(part for part in section.parts if isinstance(part, Table))
    frame = study[0].tables["dynamic_scores"].query("model == 'stock'")
    units = frame.drop_duplicates("unit")["overall"]
    assert kind in words
    for value in (units.mean(), units.min()):
        assert f"{value:.3f}" in words
    assert f" {(units > 1 - 1e-6).sum()} " in words
    assert (frame["greatest"] - frame["least"]).max() < 1e-6
    assert {"en": "the same in every optimum", "zh": "所有最优解中均相同"}[language] in words
    assert len(table.rows) == 32
    assert [len(row) for row in table.rows] == [5] * 32


def test_a_caption_names_no_orientation_where_the_model_has_none(study):
    section = next(s for s in compose(study[0], "en").sections if s.id.startswith("dynamic"))
    figure = next(part for part in section.parts if isinstance(part, Figure))
    assert "orientation" not in figure.caption


def test_without_ranges_nothing_is_said_of_the_split(study):
    section = next(s for s in compose(study[0], "en").sections if s.id == "dynamic-2")
    words = " ".join(part.text for part in section.parts if isinstance(part, Paragraph))
    assert "beds (free)" in words
    assert "shared among periods" not in words


def test_the_lines_of_the_table_give_it(study):
    results, meta = study
    scope: dict[str, object] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(table_lines(meta, "dynamic_scores", "stock"), scope)
    pd.testing.assert_frame_equal(
        scope["table"], results.tables["dynamic_scores"].query("model == 'stock'").drop(columns="model")
    )


def test_a_dynamic_network_has_scores_of_periods_and_of_nodes(tmp_path):
    (tmp_path / "study.toml").write_text(INSIDE, encoding="utf-8")
    results = compute(read_study(tmp_path / "study.toml"))
    frame, nodes = results.tables["dynamic_scores"], results.tables["node_scores"]
    assert len(frame) == 62
    assert len(nodes) == 124
    for language, carried, placed in (
        ("en", "hospitals (bad)", "hospitals (Admitting"),
        ("zh", "hospitals（非期望）", "hospitals（收治"),
    ):
        sections = compose(results, language).sections
        chapter = next(s for s in sections if s.id.startswith("dynamic"))
        words = " ".join(part.text for part in chapter.parts if isinstance(part, Paragraph))
        assert carried in words
        assert f"{frame.drop_duplicates('unit')['overall'].mean():.3f}" in words
        side_by_side = next(s for s in sections if s.id == "models")
        assert placed in next(part for part in side_by_side.parts if isinstance(part, Table)).rows[0][2]


@pytest.mark.parametrize(("language", "others"), [("en", "Every other answer"), ("zh", "其余结果")])
def test_what_is_measured_is_not_called_certified(study, language, others):
    (methods,) = (section for section in compose(study[0], language).sections if section.id == "methods")
    said = [part.text for part in methods.parts if isinstance(part, Paragraph)]
    assert "1e-7" in said[-2]
    assert said[-1].startswith(others)
