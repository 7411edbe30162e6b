"""Spatial statistics by name: every one is a table, and says what it lacks."""

from __future__ import annotations

import pytest

import farrell
from farrell.data.provinces import province_areas
from farrell.errors import OptionError
from farrell.spacetime import variable
from farrell.study.neighbours import weights_named
from farrell.study.statistics import OF_NEIGHBOURS, STATISTICS, statistic
from farrell.study.statistics.space import Space

PANEL = farrell.load("china-health").panel
REGIONS = dict(zip(PANEL.units, farrell.data.province_groups(PANEL.units, "region3"), strict=True))


@pytest.fixture(scope="module")
def space():
    values, gdp = variable(PANEL, "te_crs"), variable(PANEL, "log(gdp_per_capita_yuan)")
    return Space(
        values,
        weights_named("queen", PANEL.units),
        dict.fromkeys(values, REGIONS),
        permutations=99,
        drivers={"gdp": gdp},
        rank_by=gdp,
        horizon=2,
        forecast="naive",
    )


def table_of(name, space):
    return statistic(name, space)[name]


@pytest.mark.parametrize("name", [name for name in STATISTICS if name != "agglomeration"])
def test_every_statistic_is_a_table(space, name):
    table = table_of(name, space)
    assert len(table) >= 1
    assert table.notna().any(axis=None)
    lead = {"period", "period_from", "unit", "class", "lag", "effects", "now"}
    lead |= {"conditions", "model", "factor", "club", "driver"}
    assert table.columns[0] in lead


def test_tables_are_the_functions(space):
    moran = table_of("moran", space).set_index("period")
    alone = farrell.moran(space.values[2020], space.weights, permutations=99)
    assert moran.loc[2020, "statistic"] == alone.statistic
    assert moran.loc[2020, "p_permutation"] == alone.p_permutation
    dagum = table_of("dagum", space).set_index("period")
    found = farrell.dagum(space.values[2023], REGIONS)
    assert dagum.loc[2023, "transvariation"] == found.transvariation
    pair = found.inter.get(("East", "West"), found.inter.get(("West", "East")))
    assert dagum.loc[2023, "inter East–West"] == pair
    theil = table_of("inequality", space).set_index("period")
    assert theil.loc[2014, "theil"] == farrell.theil(space.values[2014]).total


def test_sizes_weigh_inequality(space):
    people = farrell.by_period(PANEL, PANEL.numbers["population_10k"])
    beds = variable(PANEL, "beds/population_10k")
    sized = Space(beds, None, space.groups, people)
    table = table_of("inequality", sized).set_index("period")
    assert table.loc[2023, "gini"] == farrell.gini(beds[2023], people[2023])
    assert table_of("dagum", sized).set_index("period").loc[2023, "gini"] == pytest.approx(table.loc[2023, "gini"])


def test_what_is_missing_is_said(space):
    with pytest.raises(OptionError) as caught:
        statistic("dagum", Space(space.values, None))
    assert caught.value.code == "space-groups"
    with pytest.raises(OptionError):
        statistic("lisa", space)
    with pytest.raises(OptionError):
        weights_named("rook", PANEL.units)
    assert set(OF_NEIGHBOURS) < set(STATISTICS)


def test_a_resource_stands_beside_land_and_people(space):
    people = farrell.by_period(PANEL, PANEL.numbers["population_10k"])
    beds = farrell.by_period(PANEL, PANEL.numbers["beds"])
    areas = dict(zip(PANEL.units, province_areas().values(), strict=True))
    a_head = variable(PANEL, "beds/population_10k")
    here = Space(a_head, sizes=people, totals=beds, areas=areas, rank_by=people)
    table = table_of("agglomeration", here)
    expected = farrell.agglomeration(beds[2023], areas, people[2023]).set_index("unit")
    last = table[table["period"] == 2023].set_index("unit")
    assert last["hrad"].to_dict() == expected["hrad"].to_dict()
    assert set(table["period"]) == {2014, 2023}
    found = table_of("concentration", here).set_index("period").loc[2014, "concentration"]
    assert found == farrell.concentration(a_head[2014], people[2014], people[2014]).index
    for name in ("agglomeration", "concentration"):
        with pytest.raises(OptionError):
            statistic(name, Space(a_head))
    drivers = {"people": people}
    pairs = table_of("bivariate", Space(a_head, space.weights, permutations=9, drivers=drivers)).set_index("period")
    found = farrell.bivariate_moran(a_head[2023], people[2023], space.weights, permutations=9)
    assert pairs.loc[2023, "moran"] == found.statistic
    assert pairs.loc[2023, "lee"] == farrell.lee(a_head[2023], people[2023], space.weights, permutations=9).statistic
