"""Spatial statistics by name: every one is a table, and says what it lacks."""

from __future__ import annotations

import pytest

import farrell
from farrell.errors import OptionError
from farrell.spacetime import variable
from farrell.study.neighbours import weights_named
from farrell.study.statistics import OF_NEIGHBOURS, STATISTICS, Space, statistic

PANEL = farrell.load("china-health").panel
REGIONS = dict(zip(PANEL.units, farrell.data.province_groups(PANEL.units, "region3"), strict=True))


@pytest.fixture(scope="module")
def space():
    values = variable(PANEL, "te_crs")
    return Space(values, weights_named("queen", PANEL.units), dict.fromkeys(values, REGIONS), permutations=99)


@pytest.mark.parametrize("name", STATISTICS)
def test_every_statistic_is_a_table(space, name):
    table = statistic(name, space)
    assert len(table) >= 3
    assert table.notna().any(axis=None)
    lead = {"period", "period_from", "unit", "class", "lag", "effects", "now"}
    assert table.columns[0] in lead


def test_tables_are_the_functions(space):
    moran = statistic("moran", space).set_index("period")
    alone = farrell.moran(space.values[2020], space.weights, permutations=99)
    assert moran.loc[2020, "statistic"] == alone.statistic
    assert moran.loc[2020, "p_permutation"] == alone.p_permutation
    dagum = statistic("dagum", space).set_index("period")
    found = farrell.dagum(space.values[2023], REGIONS)
    assert dagum.loc[2023, "transvariation"] == found.transvariation
    pair = found.inter.get(("East", "West"), found.inter.get(("West", "East")))
    assert dagum.loc[2023, "inter East–West"] == pair
    theil = statistic("inequality", space).set_index("period")
    assert theil.loc[2014, "theil"] == farrell.theil(space.values[2014]).total


def test_sizes_weigh_inequality(space):
    people = farrell.by_period(PANEL, PANEL.numbers["population_10k"])
    beds = variable(PANEL, "beds/population_10k")
    sized = Space(beds, None, space.groups, people)
    table = statistic("inequality", sized).set_index("period")
    assert table.loc[2023, "gini"] == farrell.gini(beds[2023], people[2023])
    assert statistic("dagum", sized).set_index("period").loc[2023, "gini"] == pytest.approx(table.loc[2023, "gini"])


def test_what_is_missing_is_said(space):
    with pytest.raises(OptionError) as caught:
        statistic("dagum", Space(space.values, None))
    assert caught.value.code == "space-groups"
    with pytest.raises(OptionError):
        statistic("lisa", space)
    with pytest.raises(OptionError):
        weights_named("rook", PANEL.units)
    assert set(OF_NEIGHBOURS) < set(STATISTICS)
