"""The chapter of capacity says what its table says, in both languages, for one period and several."""

from __future__ import annotations

import numpy as np
import pytest

import farrell
from farrell.report.document import compose
from farrell.report.parts import Figure, Paragraph, Subheading, Table
from farrell.study import compute, read_study

pytestmark = pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
STUDY = """
schema = 1
[data]
bundled = "china-health"
periods = {periods}
inputs = ["hospitals", "beds", "health_technicians"]
outputs = ["visits_10k", "discharges_10k"]
[labels]
beds = {{ en = "Beds", zh = "床位" }}
[[model]]
name = "use"
kind = "capacity"
{options}
"""


def results(folder, periods, options='fixed = ["beds"]'):
    (folder / "study.toml").write_text(STUDY.format(periods=periods, options=options), encoding="utf-8")
    return compute(read_study(folder / "study.toml"))


def chapter(found, language):
    return [s for s in compose(found, language).sections if s.id == "capacity"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_text_table_and_figure_are_of_the_function(tmp_path, language):
    found = results(tmp_path, [2014, 2023])
    (section,) = chapter(found, language)
    text = " ".join(p.text for p in section.parts if isinstance(p, Paragraph))
    (table,) = (p for p in section.parts if isinstance(p, Table))
    (drawn,) = (p for p in section.parts if isinstance(p, Figure))
    chosen = found.tables["capacity"]
    now, then = chosen[chosen["period"] == 2023], chosen[chosen["period"] == 2014]
    assert f"{now['utilisation'].mean():.3f}" in text
    assert f"{then['utilisation'].mean():.3f}" in text
    assert ("beds" if language == "en" else "床位") in text
    assert str(int((now["utilisation"] > 1 - 1e-6).sum())) in text
    least = now.nsmallest(1, "utilisation")
    assert f"{least['utilisation'].iloc[0]:.3f}" in text
    assert len(table.rows) == 32
    values = np.array([[float(v) for v in row[1:]] for row in table.rows])
    np.testing.assert_allclose(values[:-1, 0], now["utilisation"], atol=5e-4)
    np.testing.assert_allclose(values[:-1, 0] * values[:-1, 2], values[:-1, 1], atol=2e-3)
    np.testing.assert_allclose(values[-1], values[:-1].mean(axis=0), atol=1e-3)
    assert len(drawn.drawing.data) == 31
    assert ("output" if language == "en" else "产出导向") in drawn.caption
    np.testing.assert_allclose(now["biased"], now["utilisation"] / now["technical"])
    again = farrell.capacity(
        farrell.Panel.from_frame(
            farrell.load("china-health").panel.to_frame(), unit="unit", period="period",
            inputs=["hospitals", "beds", "health_technicians"], outputs=["visits_10k", "discharges_10k"],
        ).select(periods=[2023]),
        fixed=["beds"],
    )  # fmt: skip
    np.testing.assert_allclose(np.sort(again.score), np.sort(now["utilisation"]))


def test_one_period_says_nothing_of_change(tmp_path):
    (section,) = chapter(results(tmp_path, [2023]), "en")
    text = " ".join(p.text for p in section.parts if isinstance(p, Paragraph))
    assert "The mean" not in text
    assert "2014" not in text


def test_the_long_run_has_a_text_of_its_own(tmp_path):
    (section,) = chapter(results(tmp_path, [2023], 'horizon = "long"'), "en")
    assert "any size" in section.parts[0].text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_input_orientation_is_told_as_how_many_times_the_least(tmp_path, language):
    found = results(tmp_path, [2023], 'fixed = ["beds"]\norientation = "input"')
    (section,) = chapter(found, language)
    text = " ".join(p.text for p in section.parts if isinstance(p, Paragraph))
    (table,) = (p for p in section.parts if isinstance(p, Table))
    now = found.tables["capacity"]
    assert (now["utilisation"] >= 1.0 - 1e-9).all()
    assert ("least of the variable inputs" if language == "en" else "最低用量的多少倍") in text
    at_least = int((now["utilisation"] <= 1 + 1e-6).sum())
    assert (f"{at_least} of 31 units are at the least" if language == "en" else f"{at_least} 个处于最低用量") in text
    values = np.array([[float(v.replace(",", "")) for v in row[1:]] for row in table.rows[:-1]])
    np.testing.assert_allclose(values[:, 0], now["utilisation"], atol=5e-4)
    np.testing.assert_allclose(now["utilisation"], now["biased"] * now["technical"])
    assert chapter(results(tmp_path, [2023], 'horizon = "long"\norientation = "input"'), language)[0].parts[0].text != (
        section.parts[0].text
    )


def test_several_models_stand_under_their_names(tmp_path):
    both = 'fixed = ["beds"]\n[[model]]\nname = "least"\nkind = "capacity"\nfixed = ["beds"]\norientation = "input"'
    (section,) = chapter(results(tmp_path, [2023], both), "en")
    assert [part.text for part in section.parts if isinstance(part, Subheading)] == ["Use", "Least"]
    assert [part.drawing.name for part in section.parts if isinstance(part, Figure)] == ["capacity-1", "capacity-2"]
