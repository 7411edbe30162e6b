"""The chapter of how sure says what its tables say, in both languages, whatever the study has."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from farrell.report.document import compose
from farrell.report.parts import Figure, Formula, Paragraph, Table
from farrell.study import compute, read_study

pytestmark = pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
STUDY = """
schema = 1
[data]
bundled = "china-health"
periods = {periods}
[groups]
by = "{group}"
[[model]]
name = "efficiency"
kind = "efficiency"
[[model]]
name = "change"
kind = "malmquist"
[inference]
replicates = 100
splits = 10
{text}
"""


def results(folder, text="", *, periods="[2021, 2022, 2023]", group="region3"):
    path = folder / "study.toml"
    body = STUDY.format(periods=periods, group=group, text=text)
    if "," not in periods:
        body = body.replace('[[model]]\nname = "change"\nkind = "malmquist"\n', "")
    path.write_text(body, encoding="utf-8")
    return compute(read_study(path))


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    return results(tmp_path_factory.mktemp("sure"))


def chapter(found, language="en", name="inference"):
    return next(section for section in compose(found, language).sections if section.id == name)


def words(section):
    return " ".join(part.text for part in section.parts if isinstance(part, Paragraph))


def tables(section):
    return [part for part in section.parts if isinstance(part, Table)]


def changed(found, name, edit):
    """Results with another table of a name."""
    frame = found.tables[name].copy()
    edit(frame)
    return replace(found, tables={**found.tables, name: frame})


def test_the_numbers_of_inefficient_units_are_those_of_the_table(done):
    frame = done.tables["intervals"].query("period == 2023")
    said = words(chapter(done))
    crs = frame[frame["score"] == "te_crs"]
    assert f"{int(crs['inefficient'].sum())} of 31 units are inefficient beyond chance in 2023" in said
    open_ = crs[(crs["value"] < 1 - 1e-6) & ~crs["inefficient"]]["unit"]
    if len(open_):
        assert all(unit in said for unit in open_)
    ordered = crs.sort_values("value")
    apart = sum(a < b for a, b in zip(ordered["high"][:-1], ordered["low"][1:], strict=True))
    assert f"Of 30 pairs of neighbours in the ranking by TE, {apart} have" in said
    kept = int((~done.tables["intervals"]["worth_correcting"]).sum())
    assert f"In {kept} of 186 scores" in said


def test_means_and_changes_are_those_of_the_tables(done):
    said = words(chapter(done))
    row = done.tables["mean_intervals"].query("period == 2023 and score == 'te_vrs'").iloc[0]
    assert f"{row['ordinary']:.3f} as computed and {row['value']:.3f} corrected ({row['low']:.3f} to" in said
    means = done.tables["mean_index_intervals"]
    row = means[means["overall"] & (means["component"] == "tfpch")].iloc[0]
    assert f"tfpch is {row['value']:.3f} a year" in said
    last = done.tables["index_intervals"].query("period_to == 2023 and component == 'tfpch'")
    counts = last["direction"].value_counts()
    assert f"above 1 beyond chance for {counts.get('progress', 0)} of 31 units" in said


@pytest.mark.parametrize(
    ("low", "high", "way"), [(0.9, 0.95, "below"), (1.1, 1.2, "above"), (0.9, 1.1, "not told apart")]
)
def test_the_direction_of_the_mean_is_that_of_its_interval(done, low, high, way):
    def edit(frame):
        frame[["low", "high"]] = (low, high)

    found = changed(done, "mean_index_intervals", edit)
    assert f", {way}" in words(chapter(found))
    summary = " ".join(item for part in chapter(found, name="summary").parts for item in getattr(part, "items", ()))
    said = {"below": "productivity fell beyond chance", "above": "rose beyond chance"}
    assert said.get(way, "whether productivity rose or fell is not shown") in summary


@pytest.mark.parametrize("language", ["en", "zh"])
def test_tests_are_told_by_their_p(done, language):
    def edit(p):
        def put(frame):
            frame["p"], frame["p_holm"] = p, p

        return changed(done, "inference_tests", put)

    kept, fallen = (words(chapter(edit(p), language)) for p in (0.4, 0.01))
    if language == "en":
        assert "Constant returns to scale are not rejected (p = 0.400)" in kept
        assert "Non-increasing" not in kept
        assert "Regions are not told apart by mean TE" in kept
        assert "the tests do not reject it" in kept
        assert "Constant returns to scale are rejected (p = 0.010)" in fallen
        assert "Non-increasing returns are rejected as well" in fallen
        assert "The distribution of PTE differs between East–Central" in fallen
        assert "fall beyond chance" in fallen
    else:
        assert "不拒绝规模报酬不变" in kept
        assert "东部–中部" in fallen


def test_tests_by_halves_have_words(done):
    def edit(p):
        def put(frame):
            one = frame[frame["test"] == "returns-to-scale"].iloc[:1]
            for name in ("returns-to-scale-halves", "convexity"):
                frame.loc[len(frame)] = one.assign(test=name, p=p).iloc[0]

        return changed(done, "inference_tests", put)

    said = [words(chapter(edit(p))) for p in (0.5, 0.01, np.nan)]
    assert "constant returns are not rejected (p = 0.500)" in said[0]
    assert "Convexity is not rejected" in said[0]
    assert "By halves of the units constant returns are rejected" in said[1]
    assert "free disposal hull (`fdh`) assumes less" in said[1]
    assert "Of convexity the data say nothing" in said[2]
    rows = [row for row in tables(chapter(edit(0.5)))[-1].rows if row[0].startswith("Convexity")]
    assert rows[0][1] == "a convex technology"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_chapter_is_whole_in_both_languages(done, language):
    section = chapter(done, language)
    assert len([part for part in section.parts if isinstance(part, Figure)]) == 2
    assert len(tables(section)) == 5
    for table in tables(section):
        assert all(len(row) == len(table.header) for row in table.rows)
        assert not table.spans or sum(width for _, width in table.spans) == len(table.header)
    formulas = [part for part in chapter(done, language, "methods").parts if isinstance(part, Formula)]
    assert any(r"\delta_i^{*}" in part.latex for part in formulas)
    said = words(section) + " ".join(part.caption for part in tables(section))
    assert not re.search(r"\{[a-z_]+\}|\bnan\b", said)
    if language == "zh":
        assert "beyond chance" not in said


def test_the_table_of_units_goes_by_score(done):
    table = next(part for part in tables(chapter(done)) if part.caption.startswith("Scores"))
    values = [float(row[1]) for row in table.rows]
    assert values == sorted(values, reverse=True)
    assert len(table.rows) == 31


def test_a_cross_section_by_subsamples_without_groups(tmp_path):
    found = results(tmp_path, 'method = "subsample"\ntests = []', periods="[2023]", group="")
    section = chapter(found)
    said = words(section)
    assert "cannot show that a unit is inefficient" in said
    assert " in 2023 in " not in said
    assert len(tables(section)) == 2
    assert "Tests are of" not in said
    assert any("inefficient" not in cell for cell in tables(section)[0].header)


def test_no_chapter_unasked(done):
    found = replace(done, meta={**done.meta, "inference": None})
    assert all(section.id != "inference" for section in compose(found, "en").sections)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_means_of_output_oriented_models_are_called_what_they_are(tmp_path, language):
    path = tmp_path / "study.toml"
    body = STUDY.format(periods="[2023]", group="region3", text='tests = ["equal-means"]')
    body = body.replace('[[model]]\nname = "change"\nkind = "malmquist"\n', "")
    path.write_text(
        body.replace('kind = "efficiency"', 'kind = "efficiency"\norientation = "output"'), encoding="utf-8"
    )
    found = compute(read_study(path))
    assert (found.tables["mean_intervals"]["ordinary"] > 1).all()
    section = chapter(found, language)
    phi = {"en": "φ (1/TE)", "zh": "φ（1/综合技术效率）"}[language]
    assert phi in words(section)
    assert any(phi in text for text, _ in tables(section)[1].spans)
    assert phi in tables(section)[-1].rows[0][1]


def test_tests_without_a_statistic_say_nothing(done):
    def put(frame):
        one = frame[frame["test"] == "returns-to-scale"].iloc[:1]
        frame.loc[len(frame)] = one.assign(test="returns-to-scale-halves").iloc[0]
        frame[["p", "p_holm"]] = np.nan

    said = words(chapter(changed(done, "inference_tests", put)))
    assert "Of returns to scale the data say nothing" in said
    assert "by halves the data say nothing" in said
    assert "cannot be tested: there is nothing that varies" in said
    assert "is rejected" not in said
    assert "are rejected" not in said


def test_means_of_stayers_are_called_so(done):
    fewer = replace(done, meta={**done.meta, "inference": {**done.meta["inference"], "stayers": 20}})
    assert "is of the 20 of 31 units observed in every period" in words(chapter(fewer))
    summary = " ".join(item for part in chapter(fewer, name="summary").parts for item in getattr(part, "items", ()))
    assert "Mean tfpch" not in summary
    assert "of 31 units observed in every period" not in words(chapter(done))


def test_what_the_rest_of_the_report_says_of_intervals_and_seeds(done):
    limits = " ".join(item for part in chapter(done, name="limits").parts for item in part.items)
    assert "No confidence intervals are given" not in limits
    without = replace(done, meta={**done.meta, "inference": None})
    limits = " ".join(item for part in chapter(without, name="limits").parts for item in part.items)
    assert "No confidence intervals are given" in limits
    rows = [row for part in chapter(done, name="settings").parts for row in getattr(part, "rows", ())]
    assert [row[1] for row in rows if "seed" in row[0].lower()] == ["0"]


def test_corrected_shares_beyond_what_can_be_are_not_shown(done):
    def put(frame):
        frame["corrected"] = -0.2

    rows = tables(chapter(changed(done, "intervals", put)))[0].rows
    assert all(row[2] == row[6] == "–" for row in rows)
