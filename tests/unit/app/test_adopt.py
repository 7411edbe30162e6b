"""A study from outside the workspace: its copy is whole, its results are its own, and it is there once."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import tomli_w
from small_panel import DATA, PROVINCES, STUDY, YEARS, panel_csv

from farrell.app import limits
from farrell.app.adopt import adopt
from farrell.app.refusals import RequestError
from farrell.app.serving import serve
from farrell.app.workspace import LOCAL, Workspace
from farrell.data.bundles import study_path
from farrell.errors import DataError, FarrellError, OptionError, StudyFileError
from farrell.study import compute, load_results, read_study, save_results

QUICK = {**STUDY, "model": [{"kind": "efficiency"}], "outputs": {"tables": ["csv"], "figures": [], "documents": []}}


@dataclass
class Outside:
    """A study file with its data in a folder of its own."""

    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "study.toml"

    def write(self, data: str = "panel.csv", **more: object) -> Path:
        text = tomli_w.dumps({"schema": 1, **QUICK, **more, "data": {"file": data, **DATA}})
        self.file.write_text(f"# by hand\n{text}", encoding="utf-8")
        return self.file

    def run(self, name: str = "results") -> Path:
        out = self.folder / name
        out.mkdir()
        save_results(compute(read_study(self.file)), out, [])
        return out

    def change_result(self, name: str, **values: object) -> None:
        """Other words in the study.json of results."""
        path = self.folder / name / "study.json"
        path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **values}), encoding="utf-8")


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Outside:
    folder = tmp_path / "outside"
    folder.mkdir()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    (folder / "panel.csv").write_bytes(panel_csv())
    there = Outside(folder)
    there.write()
    return there


@pytest.fixture
def kept(open_workspace: Workspace) -> Callable[[str], Path]:
    return lambda study: open_workspace.study_folder(LOCAL, study)


def test_a_study_beside_its_data_is_copied_as_it_is(open_workspace, outside, kept):
    made = adopt(open_workspace, outside.file)
    assert (made.news, made.origin, made.is_run, made.refused) == ("new", outside.file, False, None)
    row = open_workspace.study(LOCAL, made.id)
    assert (row.en, row.zh) == ("Twelve provinces", "十二个省份")
    assert {p.name for p in kept(made.id).iterdir()} == {"study.toml", "panel.csv"}
    assert (kept(made.id) / "study.toml").read_bytes() == outside.file.read_bytes()
    outside.file.write_text("", encoding="utf-8")
    assert (kept(made.id) / "study.toml").read_text(encoding="utf-8").startswith("# by hand")


def square(place: int) -> list[list[float]]:
    return [[place, 0.0], [place + 0.9, 0.0], [place + 0.9, 0.9], [place, 0.9], [place, 0.0]]


@pytest.fixture
def scattered(outside: Outside) -> Path:
    """A study whose files are in other folders, two of them of one name, one of a name that the workspace takes."""
    (outside.folder / "data").mkdir()
    (outside.folder / "limits").mkdir()
    (outside.folder / "panel.csv").rename(outside.folder / "data" / "panel.csv")
    features = [
        {
            "type": "Feature",
            "properties": {"name": province},
            "geometry": {"type": "Polygon", "coordinates": [square(place)]},
        }
        for place, province in enumerate(PROVINCES)
    ]
    shapes = json.dumps({"type": "FeatureCollection", "features": features})
    (outside.folder / "data" / "boundaries.geojson").write_text(shapes, encoding="utf-8")
    pairs = [f"{a},{b},1" for i, a in enumerate(PROVINCES) for b in PROVINCES[i + 1 : i + 3]]
    (outside.folder / "data" / ".weights.csv").write_text("\n".join(["unit,neighbour,weight", *pairs]), "utf-8")
    limit = "unit,column,limit,value\nHebei,beds,cap,0\n"
    (outside.folder / "limits" / "panel.csv").write_text(limit, encoding="utf-8")
    norm = {"en": "Own", "zh": "自定", "value": 6.0, "per": 1000, "kind": "ceiling", "year": 2025, "reference": "us"}
    (outside.folder / "limits" / "norms.toml").write_text(tomli_w.dumps({"own": norm}), encoding="utf-8")
    return outside.write(
        str(outside.folder / "data" / "panel.csv"),
        maps={"file": "data/boundaries.geojson", "match": "name"},
        space={"variables": ["te_crs"], "weights": "file", "weights_file": "data/.weights.csv"},
        rebalance={"overrides": "./limits/panel.csv", "norms": "limits/norms.toml"},
    )


def test_files_from_anywhere_come_to_lie_beside_the_study(open_workspace, outside, scattered, kept):
    before = outside.run()
    made = adopt(open_workspace, scattered)
    folder = kept(made.id)
    assert {p.name for p in folder.iterdir()} == {
        *("study.toml", "results", "panel.csv", "rebalance-panel.csv", "norms.toml"),
        *("maps-boundaries.geojson", "weights.csv"),
    }
    assert made.results == before
    copied = Outside(folder).run("again")
    tables = {p.name: p.read_bytes() for p in (copied / "tables").iterdir()}
    assert {"plan_moves.csv", "space_moran.csv"} < set(tables)
    assert {p.name: p.read_bytes() for p in (before / "tables").iterdir()} == tables


def test_a_shapefile_is_copied_with_all_its_parts(open_workspace, outside, kept):
    import geopandas
    import shapely

    shapes = [shapely.Polygon(square(place)) for place in range(len(PROVINCES))]
    frame = geopandas.GeoDataFrame({"name": PROVINCES}, geometry=shapes, crs=4326)
    (outside.folder / "map").mkdir()
    frame.to_file(outside.folder / "map" / "areas.shp")
    (outside.folder / "map" / "areas.txt").write_text("not of it", encoding="utf-8")
    made = adopt(open_workspace, outside.write(maps={"file": "map/areas.shp", "match": "name"}))
    names = {p.name for p in kept(made.id).iterdir()}
    assert {"areas.shp", "areas.dbf", "areas.shx"} < names
    assert "areas.txt" not in names
    assert compute(read_study(kept(made.id) / "study.toml")).meta["maps"]["base"] == "file"


def test_a_file_of_another_name_gives_its_name_as_title(open_workspace, outside, kept):
    file = outside.write().rename(outside.folder / "beds.toml")
    untitled = file.read_text(encoding="utf-8").replace('[title]\nen = "Twelve provinces"\nzh = "十二个省份"\n', "")
    file.write_text(untitled, encoding="utf-8")
    made = adopt(open_workspace, file)
    assert open_workspace.study(LOCAL, made.id).en == "beds"
    assert read_study(kept(made.id) / "study.toml").title["en"] == "beds"


def test_results_of_this_study_are_shown_and_the_last_run_is_taken(open_workspace, outside, kept):
    outside.run("first")
    outside.change_result("first", started="2020-01-01T00:00:00+00:00")
    last = outside.run("last")
    foreign = outside.folder / "other"
    foreign.mkdir()
    (foreign / "study.json").write_text('{"software": "another"}', encoding="utf-8")
    made = adopt(open_workspace, outside.file)
    assert (made.results, made.refused, made.is_run) == (last, None, True)
    told = load_results(kept(made.id) / "results")
    assert told.meta == load_results(last).meta
    assert len(told.tables["efficiency"]) == len(PROVINCES) * len(YEARS)


@pytest.mark.parametrize("change", ["study", "data", "files", "version"])
def test_results_of_anything_else_are_refused_by_name(open_workspace, outside, scattered, kept, change):
    outside.run()
    if change == "study":
        outside.file.write_text(scattered.read_text("utf-8").replace('"te_crs"', '"beds"'), encoding="utf-8")
    elif change == "data":
        data = outside.folder / "data" / "panel.csv"
        data.write_bytes(data.read_bytes().replace(b"Hebei,2022,", b"Hebei,2022,1", 1))
    elif change == "files":
        path = outside.folder / "limits" / "norms.toml"
        path.write_text(path.read_text("utf-8").replace("6.0", "7.0"), encoding="utf-8")
    else:
        outside.change_result("results", version="0.0.1")
    made = adopt(open_workspace, outside.file)
    assert made.refused is not None
    assert made.refused.code == f"results-other-{change}"
    assert str(outside.folder / "results") in made.refused.text("zh")
    assert (made.results, made.is_run) == (None, False)
    assert not (kept(made.id) / "results").exists()


def test_results_lead_back_to_their_study(open_workspace, outside, monkeypatch):
    (outside.folder / "broken.toml").write_text("[", encoding="utf-8")
    (outside.folder / "a.toml").write_text('data = "file"\n', encoding="utf-8")
    results = outside.run()
    assert adopt(open_workspace, results).results == results
    away = results.rename(outside.folder.parent / "elsewhere" / "results")
    with pytest.raises(DataError) as caught:
        adopt(open_workspace, away)
    assert caught.value.code == "results-study-lost"
    monkeypatch.chdir(outside.folder)
    made = adopt(open_workspace, away)
    assert (made.news, made.results, made.origin) == ("same", away, outside.file)


def test_a_bundled_study_has_a_name(open_workspace):
    made = adopt(open_workspace, "china-health")
    assert made.origin == study_path("china-health").resolve()
    assert adopt(open_workspace, made.origin).id == made.id


def test_the_same_file_again_is_the_same_study(open_workspace, outside):
    first = adopt(open_workspace, outside.file)
    again = adopt(open_workspace, outside.folder / ".." / "outside" / "study.toml")
    assert (again.id, again.news, again.is_run) == (first.id, "same", False)
    results = outside.run()
    later = adopt(open_workspace, outside.file)
    assert (later.id, later.news, later.results) == (first.id, "same", results)
    last = adopt(open_workspace, outside.file)
    assert (last.id, last.results, last.is_run) == (first.id, None, True)
    assert len(open_workspace.studies(LOCAL)) == 1


@pytest.mark.parametrize("side", ["study", "data"])
def test_a_changed_file_renews_its_copy_and_plans_stay(open_workspace, outside, kept, side):
    outside.run()
    first = adopt(open_workspace, outside.file)
    plan = open_workspace.add_plan(LOCAL, first.id, "fewer beds", "{}", "{}")
    failed = open_workspace.add_job(LOCAL, first.id, "run")
    open_workspace.save_job(failed._replace(state="failed"))
    if side == "study":
        outside.write(title="Anew")
    else:
        with (outside.folder / "panel.csv").open("ab") as data:
            data.write(b"Fujian,2021,90,80,70\nFujian,2022,90,80,70\nFujian,2023,90,80,70\n")
    again = adopt(open_workspace, outside.file)
    assert (again.id, again.news, again.results, again.is_run) == (first.id, "renewed", None, False)
    assert again.refused is not None
    assert again.refused.code == f"results-other-{side}"
    assert not (kept(first.id) / "results").exists()
    assert (kept(first.id) / "panel.csv").read_bytes() == (outside.folder / "panel.csv").read_bytes()
    assert open_workspace.plans(LOCAL, first.id) == [plan]
    assert open_workspace.jobs(LOCAL, first.id) == []
    assert open_workspace.study(LOCAL, first.id).en == ("Anew" if side == "study" else "Twelve provinces")
    assert [p.name for p in (open_workspace.folder / "studies").iterdir()] == [first.id]


def test_a_remark_in_the_file_costs_no_run(open_workspace, outside, kept):
    first = adopt(open_workspace, outside.run())
    (outside.folder / "results").rename(outside.folder.parent / "away")
    outside.file.write_text(outside.file.read_text("utf-8") + "# seen\n", encoding="utf-8")
    again = adopt(open_workspace, outside.file)
    assert (again.news, again.is_run, again.results) == ("renewed", True, kept(first.id) / "results")
    assert (kept(first.id) / "study.toml").read_text(encoding="utf-8").endswith("# seen\n")


def test_what_was_changed_on_the_page_is_not_lost(open_workspace, outside, kept):
    first = adopt(open_workspace, outside.file)
    on_page = kept(first.id) / "study.toml"
    on_page.write_text(on_page.read_text("utf-8") + "# on the page\n", encoding="utf-8")
    outside.run()
    left = adopt(open_workspace, outside.file)
    assert (left.id, left.news, left.results, left.is_run) == (first.id, "edited", None, False)
    outside.write(title="Anew")
    apart = adopt(open_workspace, outside.file)
    assert apart.news == "apart"
    assert {row.id: row.en for row in open_workspace.studies(LOCAL)} == {first.id: "Twelve provinces", apart.id: "Anew"}
    assert on_page.read_text(encoding="utf-8").endswith("# on the page\n")
    assert adopt(open_workspace, outside.file).id == apart.id


def test_a_deleted_study_is_copied_anew(open_workspace, outside):
    first = adopt(open_workspace, outside.file)
    open_workspace.delete_study(LOCAL, first.id)
    again = adopt(open_workspace, outside.file)
    assert again.news == "new"
    assert [row.id for row in open_workspace.studies(LOCAL)] == [again.id]


def spoil(outside: Outside, fault: str) -> tuple[type[FarrellError], str]:
    """A fault of a study, and what a run says of it."""
    words = {"en": "Own", "value": 6.0}
    if fault == "toml":
        outside.file.write_text("[", encoding="utf-8")
        return StudyFileError, "study-toml"
    if fault == "data":
        (outside.folder / "panel.csv").unlink()
        return DataError, "file-missing"
    if fault == "numbers":
        (outside.folder / "panel.csv").write_text("province,year,beds,staff,visits\nHebei,2021,x,1,1\n", "utf-8")
        return DataError, "non-numeric"
    if fault == "map":
        outside.write(maps={"file": "none.geojson"})
        return DataError, "boundary-missing"
    if fault == "weights":
        outside.write(space={"weights": "file", "weights_file": "none.csv"})
        return StudyFileError, "weights-file-missing"
    if fault == "overrides":
        outside.write(rebalance={"overrides": "none.csv"})
        return DataError, "file-missing"
    (outside.folder / "norms.toml").write_text(tomli_w.dumps({"own": words}), encoding="utf-8")
    outside.write(rebalance={"norms": "norms.toml", "floors": {"beds": "norm:own"}})
    return StudyFileError, "study-option"


@pytest.mark.parametrize("fault", ["toml", "data", "numbers", "map", "weights", "overrides", "norms"])
def test_a_fault_is_told_as_a_run_tells_it_and_nothing_is_kept(open_workspace, outside, fault):
    kind, code = spoil(outside, fault)
    with pytest.raises(kind) as caught:
        adopt(open_workspace, outside.file)
    assert caught.value.code == code
    with pytest.raises(kind) as run:
        compute(read_study(outside.file))
    assert caught.value.text() == run.value.text()
    assert open_workspace.studies(LOCAL) == []
    assert list((open_workspace.folder / "studies").iterdir()) == []


def test_a_full_workspace_and_folders_without_results_are_refused(open_workspace, outside, monkeypatch):
    with pytest.raises(DataError) as caught:
        adopt(open_workspace, outside.folder)
    assert caught.value.code == "not-results"
    monkeypatch.setattr(limits, "MOST_STUDIES", 0)
    with pytest.raises(RequestError) as full:
        adopt(open_workspace, outside.file)
    assert full.value.code == "studies-full"
    assert list((open_workspace.folder / "studies").iterdir()) == []


def test_with_a_password_a_study_would_be_nobodys(tmp_path, outside):
    secret = tmp_path / "password"
    secret.write_text("long enough\n", encoding="utf-8")
    with pytest.raises(OptionError) as caught:
        serve(tmp_path / "kept", study=outside.file, port=0, password_file=secret)
    assert caught.value.code == "study-of-nobody"
    assert not (tmp_path / "kept").exists()
