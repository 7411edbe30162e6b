"""The examples that name their columns name all that a report prints of them, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from farrell.study import read_study
from farrell.study.run import open_panel

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.mark.parametrize("example", ["china-health", "how-sure", "in-space", "scenarios"])
def test_every_column_of_an_example_has_a_name_in_both_languages(example):
    spec = read_study(EXAMPLES / example / "study.toml")
    panel = open_panel(spec)
    said = {str(value) for item in panel.findings for key, value in item.values if key in {"a", "b", "x", "y"}}
    said |= {*panel.roles.inputs, *panel.roles.outputs, *(f.place.column for f in panel.findings if f.place.column)}
    assert {"beds", "inpatients_10k"} <= said
    labels = spec.raw["labels"]
    assert sorted(column for column in said if not {"en", "zh"} <= set(labels.get(column, ()))) == []
