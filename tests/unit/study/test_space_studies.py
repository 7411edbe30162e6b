"""``[space]`` of a study: variables by name, weights by rule or file, what cannot be made and why."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import farrell
from farrell.errors import OptionError, StudyFileError
from farrell.spacetime.places import centroids_of
from farrell.study import compute, read_study
from farrell.study.neighbours import read_weights, weights_named

PANEL = farrell.load("china-health").panel
HEAD = """
schema = 1
[data]
bundled = "china-health"
periods = [2021, 2022, 2023]
[[model]]
name = "radial"
kind = "efficiency"
[[model]]
name = "change"
kind = "malmquist"
[[model]]
name = "slacks"
kind = "sbm"
rts = "vrs"
"""
PLAIN = """
schema = 1
[data]
file = "wards.csv"
unit = "ward"
period = "year"
inputs = ["beds"]
outputs = ["patients"]
environment = ["lon", "lat"]
[[model]]
kind = "efficiency"
"""


def run(folder, head, space):
    path = folder / "study.toml"
    path.write_text(head + "\n[space]\n" + space, encoding="utf-8")
    return compute(read_study(path))


@pytest.fixture(scope="module")
def wards(tmp_path_factory):
    """Nine wards on a grid, two years."""
    folder = tmp_path_factory.mktemp("wards")
    rng = np.random.default_rng(3)
    rows = [
        [f"w{i}{j}", year, 10 + i + rng.random(), 20 + i * j + 5 * rng.random(), 110 + i, 30 + j]
        for year in (1, 2)
        for i in range(3)
        for j in range(3)
    ]
    pd.DataFrame(rows, columns=["ward", "year", "beds", "patients", "lon", "lat"]).to_csv(
        folder / "wards.csv", index=False
    )
    return folder


def test_variables_are_found_by_name(tmp_path):
    names = ["te_crs", "slacks:score", "change:effch", "tfpch", "beds/population_10k", "beds"]
    results = run(tmp_path, HEAD, f"variables = {json.dumps(names)}\nstatistics = ['moran']")
    told = {one["name"]: (one["kind"], one["model"], one["column"]) for one in results.meta["space"]["variables"]}
    assert told == {
        "te_crs": ("score", "radial", "te_crs"),
        "slacks:score": ("score", "slacks", "score"),
        "change:effch": ("index", "change", "effch"),
        "tfpch": ("index", "change", "tfpch"),
        "beds/population_10k": ("amount", "", "beds"),
        "beds": ("amount", "", "beds"),
    }
    values = results.tables["space_values"].set_index(["variable", "unit", "period"])["value"]
    change = results.tables["malmquist"].set_index(["unit", "period_to"])
    assert values["tfpch", "Hebei", 2023] == change.loc[("Hebei", 2023), "tfpch"]
    assert set(results.tables["space_values"].query("variable == 'tfpch'")["period"]) == {2022, 2023}
    score = results.tables["scores"].set_index(["unit", "period"])["score"]
    assert values["slacks:score", "Hebei", 2022] == score["Hebei", 2022]
    moran = results.tables["space_moran"].set_index(["variable", "period"])
    W = farrell.contiguity(PANEL.units)
    expected = farrell.moran(values["beds"].xs(2023, level="period").to_dict(), W, permutations=1)
    assert moran.loc[("beds", 2023), "statistic"] == expected.statistic


@pytest.mark.parametrize(
    ("space", "words"),
    [
        ("variables = ['te_vsr']", "te_vsr"),
        ("variables = ['radail:te_crs']", "radail"),
        ("variables = ['radial:te']", "radial:te"),
        ("statistics = ['lisa']", "local-moran"),
        ("weights = 'quen'", "queen"),
        ("weights = 'nested'", "economic"),
        ("weights_file = 'none.csv'", "none.csv"),
        ("economic = 'gdp'\nweights = 'nested'", "gdp"),
        ("economic = 'gdp_per_capita_yuan'", "economic-distance"),
        ("k = 3", "k-nearest"),
        ("forecast = 'ets'", "horizon"),
        ("variables = ['te_crs', 'te_crs']", "more than once"),
        ("statistics = ['markov']\nclasses = 1", "classes"),
        ("permutation = 9", "permutations"),
        ("classes = 3\nbreaks = [0.8]", "classes"),
        ("coupling_form = 'modified'", "subsystems"),
        ("places = ['share_65plus', 'gdp_per_capita_yuan']\nhainan = false", "queen"),
        ("variables = ['beds']\nmap_breaks = { beds = [2, 1] }", "rising"),
        ("variables = ['beds']\nmap_breaks = { te_crs = [0.9] }", "beds"),
        ("places = ['lon']", "longitude"),
    ],
)
def test_what_makes_no_sense_names_the_key(tmp_path, space, words):
    with pytest.raises((StudyFileError, OptionError)) as caught:
        run(tmp_path, HEAD, space)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "named"), [("sbm", "only:score"), ("malmquist", "only:tfpch"), ("efficiency", "te_crs")]
)
def test_a_study_that_names_no_variable_has_its_first(wards, kind, named):
    head = PLAIN.replace('kind = "efficiency"', f'kind = "{kind}"\nname = "only"')
    results = run(wards, head, "statistics = ['sigma']" if kind != "malmquist" else "permutations = 9")
    assert [one["name"] for one in results.meta["space"]["variables"]] == [named]


def test_several_weights_and_an_island(tmp_path):
    space = """
        weights = ["queen", "k-nearest", "inverse-distance", "economic-distance", "nested"]
        k = 3
        hainan = false
        economic = "gdp_per_capita_yuan"
        share = 0.25
        permutations = 99
    """
    results = run(tmp_path, HEAD, space)
    told = {w["name"]: w for w in results.meta["space"]["weights"]}
    assert list(told) == ["queen", "k-nearest", "inverse-distance", "economic-distance", "nested"]
    assert told["queen"]["islands"] == ["Hainan"]
    assert told["k-nearest"]["links"] == 93
    assert told["nested"]["settings"]["share"] == 0.25
    moran = results.tables["space_moran"]
    assert moran.groupby("weights").size().to_dict() == dict.fromkeys(told, 3)
    local = results.tables["space_local_moran"].set_index(["unit", "period"])
    assert local.loc[("Hainan", 2023), "p"] == 1
    assert len(results.tables["space_values"]) == 93
    refused = {one["statistic"]: one["en"] for one in results.meta["space"]["variables"][0]["refused"]}
    assert set(refused) == {"spatial-beta", "clubs", "unit-roots"}
    assert "Hainan" in refused["spatial-beta"]


def test_what_cannot_be_made_is_told_and_what_was_asked_for_is_refused(wards):
    unasked = run(wards, PLAIN, "permutations = 99")
    refused = {one["statistic"]: one["en"] for one in unasked.meta["space"]["variables"][0]["refused"]}
    assert {"moran", "local-moran", "ellipse", "dagum", "hot-spots"} <= set(refused)
    assert "weights" in refused["moran"]
    assert unasked.meta["space"]["weights"] == []
    assert "space_beta" in unasked.tables
    assert "space_moran" not in unasked.tables
    with pytest.raises(StudyFileError):
        run(wards, PLAIN, "statistics = ['moran']")
    with pytest.raises(StudyFileError):
        run(wards, PLAIN, "statistics = ['dagum']")


def test_units_elsewhere_have_neighbours_by_columns_files_and_outlines(wards):
    near = run(wards, PLAIN, "weights = 'k-nearest'\nk = 2\nplaces = ['lon', 'lat']\npermutations = 99")
    assert near.meta["space"]["weights"][0]["links"] == 18
    assert near.tables["space_ellipse"]["lon"].between(110, 112).all()
    units = sorted({*pd.read_csv(wards / "wards.csv")["ward"]})
    features = [
        {
            "type": "Feature",
            "properties": {"name": unit},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]],
            },
        }
        for unit, (x, y) in zip(units, np.ndindex(3, 3), strict=True)
    ]
    (wards / "wards.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    maps = "permutations = 99\n[maps]\nfile = 'wards.geojson'"
    outlined = run(wards, PLAIN, maps)
    assert outlined.meta["space"]["weights"][0]["links"] == 40  # 4 corners of 3, 4 sides of 5, a middle of 8
    found = farrell.data.read_boundaries(wards / "wards.geojson", units)
    assert centroids_of(found)["w00"] == pytest.approx((0.5, 0.5))
    assert outlined.tables["space_ellipse"]["lat"].between(1, 2).all()
    assert "ellipse" not in [one["statistic"] for one in outlined.meta["space"]["variables"][0]["refused"]]
    square = pd.DataFrame(np.ones((9, 9)) - np.eye(9), index=units, columns=units)
    square.rename_axis("ward").to_csv(wards / "square.csv")
    pairs = pd.DataFrame([["w00", "w01", 2.0], ["w01", "w00", 2.0]], columns=["unit", "neighbour", "weight"])
    pairs.to_csv(wards / "pairs.csv", index=False)
    assert run(wards, PLAIN, "weights_file = 'square.csv'\npermutations = 9").meta["space"]["weights"][0]["links"] == 72
    W = read_weights(wards / "pairs.csv", units)
    assert W.neighbours("w00") == ("w01",)
    assert len(W.islands) == 7
    pairs.assign(neighbour="w99").to_csv(wards / "wrong.csv", index=False)
    with pytest.raises(OptionError, match="w99"):
        read_weights(wards / "wrong.csv", units)
    (wards / "words.csv").write_text("ward,w00\nw00,near\n", "utf-8")
    with pytest.raises(StudyFileError, match=r"words\.csv"):
        read_weights(wards / "words.csv", units)


def test_a_hole_and_an_island_count_in_the_middle_of_an_outline(tmp_path):
    outer, hole = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]], [[2, 1], [3, 1], [3, 3], [2, 3], [2, 1]]
    geometry = {"type": "Polygon", "coordinates": [outer, hole]}
    feature = {"type": "Feature", "properties": {"name": "a"}, "geometry": geometry}
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    x, y = centroids_of(farrell.data.read_boundaries(path, ["a"]))["a"]
    assert (x, y) == pytest.approx(((16 * 2 - 2 * 2.5) / 14, 2.0))


def test_weights_are_those_of_the_functions():
    W = weights_named("inverse-distance", PANEL.units)
    assert (W.matrix == farrell.inverse_distance(PANEL.units).matrix).all()
