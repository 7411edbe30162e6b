"""A variable by its name, by period and unit."""

from __future__ import annotations

import numpy as np
import pytest

import farrell
from farrell.errors import OptionError
from farrell.spacetime import variable

PANEL = farrell.load("china-health").panel


def test_scores_columns_and_amounts_a_head():
    te = farrell.dea(PANEL, rts="vrs", second_phase=False)
    scores = variable(PANEL, "te_vrs")
    assert list(scores) == list(PANEL.periods)
    for unit, period, value in zip(PANEL.unit_labels, PANEL.period_labels, te.te.tolist(), strict=True):
        assert scores[period][unit] == value
    beds, people = PANEL.numbers["beds"], PANEL.numbers["population_10k"]
    row = int(PANEL.observed[3, 5])
    heads = variable(PANEL, "beds/population_10k")
    assert heads[PANEL.periods[5]][PANEL.units[3]] == beds[row] / people[row]
    assert variable(PANEL, "beds")[PANEL.periods[5]][PANEL.units[3]] == beds[row]


def test_gaps_are_left_out_and_wrong_names_refused():
    values = np.arange(len(PANEL), dtype=float)
    values[0] = np.nan
    found = farrell.by_period(PANEL, values)
    assert sum(len(one) for one in found.values()) == len(PANEL) - 1
    with pytest.raises(OptionError):
        farrell.by_period(PANEL, values[:5])
    for name in ("bed", "beds/people", "te"):
        with pytest.raises(OptionError) as caught:
            variable(PANEL, name)
        assert caught.value.code == "choice"
