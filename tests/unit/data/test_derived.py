"""Variables made of columns: logarithms, ratios, and people per km2."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import farrell
from farrell.data.checks import CODES
from farrell.data.derived import density, derived
from farrell.errors import OptionError
from farrell.report.names import Names

PANEL = farrell.load("china-health").panel
TOWNS = farrell.Panel.from_frame(
    pd.DataFrame(
        {"u": list("abcd"), "x": [1.0, 2, 3, 4], "y": [2.0, 3, 4, 5], "w": [2.0, 3, 0, 5], "people": [1.0, 2, 3, 4]}
    ),
    unit="u",
    inputs=["x"],
    outputs=["y"],
    environment=["w"],
    weight="people",
    persons=1000,
    allow=list(CODES),
)


def test_names_say_how_columns_become_variables():
    beds, people = PANEL.numbers["beds"], PANEL.numbers["population_10k"]
    np.testing.assert_array_equal(derived(PANEL, "beds"), beds)
    np.testing.assert_array_equal(derived(PANEL, "beds/population_10k"), beds / people)
    np.testing.assert_array_equal(derived(PANEL, "log(beds/population_10k)"), np.log(beds / people))
    np.testing.assert_array_equal(derived(PANEL, "log(density)"), np.log(density(PANEL)))
    np.testing.assert_array_equal(derived(PANEL, "beds/density"), beds / density(PANEL))


def test_density_is_people_per_square_kilometre():
    last = pd.Series(density(PANEL), index=[list(PANEL.unit_labels), list(PANEL.period_labels)]).xs(2023, level=1)
    assert last.idxmax() == "Shanghai"
    assert last.idxmin() == "Tibet"
    assert last["Beijing"] == pytest.approx(1333, rel=0.03)  # 21.858 million people on 16,400 km2
    assert last["Tibet"] == pytest.approx(3.0, rel=0.05)  # 3.65 million on 1.2 million km2


def test_density_needs_provinces_and_people():
    with pytest.raises(OptionError) as refused:
        derived(TOWNS, "density")
    assert refused.value.code == "density-unknown"
    without = farrell.Panel.from_frame(
        pd.DataFrame({"u": ["Beijing", "Hebei"], "x": [1.0, 2], "y": [2.0, 3]}),
        unit="u", inputs=["x"], outputs=["y"], allow=list(CODES),
    )  # fmt: skip
    with pytest.raises(OptionError, match="persons"):
        derived(without, "density")


def test_a_column_of_that_name_goes_first():
    frame = pd.DataFrame({"u": list("abc"), "x": [1.0, 2, 3], "y": [2.0, 3, 4], "density": [7.0, 8, 9]})
    options = {"unit": "u", "inputs": ["x"], "outputs": ["y"], "environment": ["density"], "allow": list(CODES)}
    assert derived(farrell.Panel.from_frame(frame, **options), "density").tolist() == [7, 8, 9]


def test_a_column_called_like_a_formula_is_that_column():
    columns = {"log(q)": [-1.0, 2, 3], "a/b": [4.0, 5, 6], "a": [1.0, 1, 2], "b": [2.0, 2, 2]}
    frame = pd.DataFrame({"u": list("xyz"), "in": [1.0, 2, 3], "out": [2.0, 3, 4], **columns})
    options = {"unit": "u", "inputs": ["in"], "outputs": ["out"], "environment": list(columns), "allow": list(CODES)}
    panel = farrell.Panel.from_frame(frame, **options)
    assert derived(panel, "log(q)").tolist() == [-1, 2, 3]
    assert derived(panel, "a/b").tolist() == [4, 5, 6]
    assert derived(panel, "b/a").tolist() == [2, 2, 1]
    words = Names("en", {"a/b": {"en": "Share"}}, provinces=False, regional=False)
    assert words.covariate("a/b") == "Share"
    assert words.covariate("b/a") != "b/a"


@pytest.mark.parametrize(
    ("name", "code"),
    [("z", "choice"), ("x/z", "choice"), ("log(z)", "choice"), ("x/w", "variable-zero"), ("log(w)", "variable-log")],
)
def test_what_cannot_be_made_is_refused(name, code):
    with pytest.raises(OptionError) as refused:
        derived(TOWNS, name, option="on", also=["te"])
    assert refused.value.code == code
    if code == "choice":
        assert "on" in str(refused.value)
        assert "te" in str(refused.value)
