"""The bundled studies: their shapes, their roles, the provenance of every column, and the geography."""

from __future__ import annotations

import numpy as np
import pytest

from farrell import load
from farrell.data import BUNDLES, match_province
from farrell.data.bundles import bundle_path, provenance
from farrell.errors import OptionError


@pytest.fixture(scope="module")
def health():
    return load("china-health")


@pytest.fixture(scope="module")
def hospitals():
    return load("china-hospitals-2011")


def test_the_health_panel_has_31_provinces_and_10_years(health):
    assert (len(health.panel.units), health.panel.periods, len(health.panel)) == (31, tuple(range(2014, 2024)), 310)
    assert health.panel.is_balanced
    assert health.table.shape == (310, 31)


def test_the_health_panel_has_the_roles_of_its_study(health):
    roles = health.panel.roles
    assert roles.inputs == ("hospitals", "beds", "health_technicians")
    assert roles.outputs == ("visits_10k", "discharges_10k")
    assert (roles.groups, roles.weight) == (("region3",), "population_10k")
    assert roles.precision["visits_10k"].periods == (2022, 2023)


def test_a_known_cell_stands_in_its_place(health):
    r = health.panel.rows_of(2014)[health.panel.units.index("Beijing")]
    assert health.panel.X[r].tolist() == [608.0, 109800.0, 213200.0]
    assert health.panel.Y[r].tolist() == [21359.92, 269.3]


def test_every_column_of_the_health_panel_has_a_provenance(health):
    described = set(health.columns["column"])
    keys = {"province_code", "province_en", "province_zh", "region3", "year", "visits_note"}
    assert set(health.table.columns) - keys <= described
    assert described <= set(health.table.columns)
    numbers = health.columns[health.columns["column"] != "province_code"]
    assert (numbers["how sure"].str.len() > 0).all()
    assert (numbers["unit"].str.len() > 0).all()


def test_codes_stay_text(health):
    assert health.table["province_code"].iloc[0] == "110000"
    assert health.regions["code"].iloc[0] == "110000"


def test_the_hospitals_have_31_provinces_and_printed_results(hospitals):
    assert (len(hospitals.panel), hospitals.panel.periods) == (31, ("all",))
    assert hospitals.expected.shape == (31, 2)
    assert set(hospitals.expected["DMU"]) == set(hospitals.panel.units)
    assert "Guangxi" in hospitals.source


def test_a_bundle_without_a_table_of_columns_has_none(hospitals):
    assert len(hospitals.columns) == 0


@pytest.mark.parametrize("name", BUNDLES)
def test_the_units_of_every_bundle_are_provinces(name):
    assert len({match_province(u).code for u in load(name).panel.units}) == 31


def test_the_geography_has_its_published_counts(health):
    assert (len(health.regions), len(health.tile_grid), len(health.adjacency), len(health.centroids)) == (
        34,
        34,
        69,
        31,
    )
    assert (health.adjacency["kind"] == "land").sum() == 68
    assert not health.tile_grid.duplicated(["row", "col"]).any()


def test_neighbours_are_pairs_of_provinces_of_the_sample(health):
    pairs = {frozenset(p) for p in zip(health.adjacency["code_a"], health.adjacency["code_b"], strict=True)}
    assert len(pairs) == 69
    assert set().union(*pairs) == set(health.centroids["code"]) == set(health.table["province_code"])


def test_the_regions_of_the_panel_are_those_of_the_geography(health):
    regions = dict(zip(health.regions["code"], health.regions["region3"], strict=True))
    assert (health.table["province_code"].map(regions) == health.table["region3"]).all()


def test_loading_twice_gives_equal_panels_and_no_warning(health):
    again = load("china-health").panel
    assert again.sha256 == health.panel.sha256
    assert np.array_equal(again.X, health.panel.X)


def test_an_unknown_bundle_names_those_there_are():
    with pytest.raises(OptionError, match="'china-health'"):
        load("china-heath")
    assert bundle_path("china-health").is_file()


def test_provenance_reads_the_first_table_of_columns_only():
    text = "intro\n| column | unit |\n|---|---|\n| a, b | beds |\n\n| column | unit |\n|---|---|\n| c | no |\n"
    assert provenance(text) == [{"column": "a", "unit": "beds"}, {"column": "b", "unit": "beds"}]
