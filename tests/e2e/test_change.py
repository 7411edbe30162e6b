"""Other choices of a study on the page: in place or as a copy, in steps or in study.toml; and one that is brought."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Route, expect
from serving import Served

from farrell.catalogue import LANGUAGES, Language, text

pytestmark = pytest.mark.browser

UNITS = [f"H{number:02}" for number in range(1, 15)]
YEARS = (2021, 2022, 2023)
SLOW = 60_000
"""Milliseconds for a run, or for trying every model, on a machine that has other things to do."""
TOML = """\
# written by hand
schema = 1
title = "Fourteen hospitals"

[data]
file = "wards.csv"
unit = "hospital"
period = "year"
inputs = ["beds", "staff"]
outputs = ["visits"]
weight = "people"

[labels]
beds = { en = "Beds", zh = "床位" }

[[model]]
name = "efficiency"
kind = "efficiency"
orientation = "input"
slack_weights = "mean"

[[model]]
name = "additive, weighted"
kind = "additive"
weights = { beds = 2.0, staff = 1.0, visits = 1.0 }

[space]
variables = ["te_crs", "log(beds)"]
statistics = ["inequality", "sigma"]
classes = 3

[rebalance]
move = ["beds"]
cap = { beds = 0.1 }
most = 0.1

[[scenario]]
kind = "demand"
growth = { visits = 0.1 }

[outputs]
figures = []
documents = []
"""
"""A study with more than the steps have choices for."""

DATA = {"unit": "hospital", "period": "year", "inputs": ["beds", "staff"], "outputs": ["visits"], "weight": "people"}
BAD = {**DATA, "inputs": ["beds"], "undesirable": ["staff"]}


def panel() -> str:
    rng = np.random.default_rng(11)
    lines = ["hospital,year,beds,staff,visits,people"]
    for unit in UNITS:
        size = rng.uniform(50, 200)
        for year in YEARS:
            beds, staff, visits = (size * rng.uniform(low, low + 0.3) for low in (0.8, 1.2, 0.6))
            lines.append(f"{unit},{year},{beds:.2f},{staff:.2f},{visits:.2f},{size:.0f}")
    return "\n".join(lines) + "\n"


def grouped() -> str:
    """The same with a column of groups."""
    head, *rows = panel().splitlines()
    return "\n".join([f"{head},region", *(f"{row},{'east' if row < 'H08' else 'west'}" for row in rows)]) + "\n"


@pytest.fixture
def page(browser: Browser, server: Served) -> Iterator[Page]:
    """A new user's browser; no script failed by the end."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(server.first)
    page.wait_for_selector("h1")
    yield page
    assert faults == []
    context.close()


@pytest.fixture
def study(server: Served) -> str:
    """The study of hospitals, run."""
    options = {"params": {"name": "wards.csv"}, "content": panel().encode()}
    file = server.ask("POST", "api/files", **options)["id"]
    made: str = server.ask("POST", "api/studies", json={"toml": TOML, "files": [file]})["id"]
    server.run(made)
    return made


def made(server: Served, **keys: Any) -> str:
    """A study of hospitals with other keys, not run."""
    file = server.ask("POST", "api/files", params={"name": "wards.csv"}, content=grouped().encode())["id"]
    study = {"title": "Fourteen", "data": DATA, "outputs": {"figures": [], "documents": []}} | keys
    return str(server.ask("POST", "api/studies", json={"study": study, "file": file})["id"])


def said(language: Language, key: str, **values: object) -> str:
    return text(f"page.{key}", language, **values)


def button(page: Page, language: Language, key: str, **values: object) -> Locator:
    return page.get_by_role("button", name=said(language, key, **values), exact=True)


def file_of(server: Served, study: str) -> dict[str, Any]:
    return tomllib.loads(server.script.get(f"api/studies/{study}/study.toml").text)


def axe(page: Page) -> list[object]:
    """What axe finds in both lights."""
    found: list[object] = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        found += [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in Axe().run(page).response["violations"]]
    return found


def add(page: Page, language: Language, kind: str) -> None:
    """Find a model in the list and add it."""
    page.locator("summary", has_text=said(language, "add-model")).click()
    name = text(f"model.{kind}.name", language)
    page.get_by_label(said(language, "find-model")).fill(name)
    button(page, language, "add-what", what=name).click(timeout=SLOW)


def run_changed(page: Page, language: Language) -> None:
    button(page, language, "run-changed").click()
    expect(page.locator(".standing")).to_contain_text(said(language, "running-changed"))
    expect(page.locator(".standing")).to_have_count(0, timeout=120_000)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_model_is_added_to_a_finished_example_and_compared(page: Page, server: Served, language: Language) -> None:
    example = server.ask("POST", "api/examples/china-health")["id"]
    server.run(example)
    before = file_of(server, example)
    page.goto(f"{server.base}#/study/{example}/data?lang={language}")
    button(page, language, "change-choices").click()
    expect(page.locator(".step h2")).to_have_text(said(language, "wizard-model"))
    expect(page.get_by_label(said(language, "want-input"))).to_be_checked()
    expect(page.get_by_label(said(language, "group-by"))).to_have_value("region3")
    add(page, language, "fdh")
    row = page.locator(".models li")
    expect(row).to_contain_text(text("model.fdh.name", language))
    expect(row.locator("select").first).to_have_value("input")
    row.locator("select").last.select_option("pooled")
    page.get_by_label(said(language, "find-model")).fill("")
    page.locator(".offers summary").click()
    expect(page.locator(".closed")).to_contain_text(text("model.cost_malmquist.name", language))
    faults = axe(page)
    page.reload()
    expect(row).to_have_count(1)
    button(page, language, "next", step=said(language, "step-name-run")).click()
    expect(page.locator(".decided")).to_contain_text(said(language, "kept-published", n=2))
    faults += axe(page)
    run_changed(page, language)
    assert faults + axe(page) == []
    page.goto(f"{server.base}#/study/{example}/compare?lang={language}")
    expect(page.locator("main")).to_contain_text("efficiency (vrs), fdh", timeout=SLOW)
    model = {"name": "fdh", "kind": "fdh", "orientation": "input", "reference": "pooled"}
    assert file_of(server, example) == {**before, "model": [*before["model"], model]}


def test_what_is_not_chosen_here_stays_and_is_told(page: Page, server: Served, study: str) -> None:
    page.goto(f"{server.base}#/?lang=en")
    page.reload()
    title = server.ask("GET", f"api/studies/{study}")["title"]["en"]
    row = page.locator(".studies li", has=page.locator(f"a[href*='{study}']"))
    row.get_by_role("button", name=said("en", "change-what", title=title)).click()
    kept = page.locator(".decided")
    for words in ("wards.csv", "slack_weights", "classes", "most, cap", "What-if scenarios: 1", "Names and units"):
        expect(kept).to_contain_text(words)
    further = page.locator(".models li")
    expect(further).to_contain_text("additive, weighted")
    expect(further).to_contain_text("as the study file says: weights")
    expect(page.get_by_label("log(beds)")).to_be_checked()
    expect(page.get_by_label(said("en", "cap"))).to_have_count(0)
    expect(page.get_by_label(said("en", "second"))).not_to_be_checked()
    page.get_by_label(said("en", "want-output")).check()
    page.get_by_label("log(beds)").uncheck()
    page.get_by_label(said("en", "change"), exact=False).first.check()
    button(page, "en", "next", step="Run").click()
    page.get_by_label(said("en", "title-en")).fill("Hospitals, outputs")
    page.get_by_label(said("en", "title-zh")).fill("十四家医院")
    run_changed(page, "en")
    before = tomllib.loads(TOML)
    efficiency, additive = before["model"]
    assert file_of(server, study) == {
        **before,
        "title": {"en": "Hospitals, outputs", "zh": "十四家医院"},
        "model": [
            {**efficiency, "orientation": "output"},
            additive,
            {"name": "productivity", "kind": "malmquist", "orientation": "output"},
        ],
        "space": {**before["space"], "variables": ["te_crs"]},
    }
    assert server.ask("GET", f"api/studies/{study}")["title"]["zh"] == "十四家医院"


def saved(page: Page, server: Served, study: str) -> dict[str, Any]:
    """The study file, once the choices are saved."""
    button(page, "en", "next", step="Run").click()
    with page.expect_response(lambda response: response.request.method == "PUT") as answer:
        button(page, "en", "run-changed").click()
    assert answer.value.ok, answer.value.text()
    return file_of(server, study)


EFFICIENCY = {"name": "efficiency", "kind": "efficiency", "orientation": "input"}
HICKS = {"name": "productivity", "kind": "hicks_moorsteen"}
SLACKS = {"name": "C", "kind": "sbm", "rts": "crs"}
SLACKS_VRS = {"name": "V", "kind": "sbm", "rts": "vrs"}


@pytest.mark.parametrize(
    ("keys", "ticked", "variables"),
    [
        ({"model": [EFFICIENCY, HICKS], "space": {"variables": ["te_crs", "tfpch"]}}, [], ["te_crs", "tfpch"]),
        ({"model": [SLACKS_VRS, SLACKS], "space": {"variables": ["C:score"]}, "data": BAD}, [], ["C:score"]),
        ({"model": [SLACKS], "space": {}}, ["beds/people"], ["C:score", "beds/people"]),
        ({"model": [SLACKS], "space": {}}, [], None),
    ],
    ids=["an index that is no Malmquist index", "the second of two", "named by nobody", "not touched"],
)
def test_variables_in_space_are_as_the_file_names_them(
    page: Page, server: Served, keys: dict[str, Any], ticked: list[str], variables: list[str] | None
) -> None:
    study = made(server, **keys)
    page.goto(f"{server.base}#/change/{study}?lang=en")
    for name in ticked:
        page.get_by_label(name, exact=True).check()
    assert saved(page, server, study)["space"].get("variables") == variables


@pytest.mark.parametrize(
    ("space", "statistics"),
    [
        ({"drivers": ["beds"], "rank_by": "people"}, {"detector", "concentration", "inequality", "beta"}),
        ({"places": ["people", "people"], "statistics": ["moran", "sigma", "lorenz"]}, {"moran", "lorenz"}),
    ],
    ids=["none named", "neighbours without a map"],
)
def test_taking_one_statistic_away_leaves_the_others(
    page: Page, server: Served, space: dict[str, Any], statistics: set[str]
) -> None:
    study = made(server, model=[EFFICIENCY], space=space)
    page.goto(f"{server.base}#/change/{study}?lang=en")
    page.get_by_label(text("report.statistic-sigma", "en"), exact=True).uncheck()
    found = saved(page, server, study)["space"]
    now = found.pop("statistics")
    assert "sigma" not in now
    assert statistics <= set(now)
    assert set(now) == statistics or "statistics" not in space
    assert found == {key: value for key, value in space.items() if key != "statistics"}


def test_a_size_that_is_an_input_too_stays_both(page: Page, server: Served) -> None:
    study = made(server, model=[EFFICIENCY], data={**DATA, "weight": "beds"})
    page.goto(f"{server.base}#/change/{study}?lang=en")
    page.get_by_label(said("en", "planned")).check()
    assert saved(page, server, study)["rebalance"]["move"] == ["beds", "staff"]


def test_a_model_that_is_asked_for_gets_a_name_of_its_own(page: Page, server: Served) -> None:
    study = made(server, model=[EFFICIENCY, HICKS])
    page.goto(f"{server.base}#/change/{study}?lang=en")
    page.get_by_label(said("en", "change"), exact=False).first.check()
    page.get_by_label(said("en", "second")).check()
    models = saved(page, server, study)["model"]
    assert models[:2] == [EFFICIENCY, HICKS]
    assert {(one["name"], one["kind"]) for one in models[2:]} == {("productivity 2", "malmquist"), ("slacks", "sbm")}


def sent(page: Page, key: str, method: str) -> dict[str, Any]:
    """What the page sends by the button at the end."""
    button(page, "en", "next", step="Run").click()
    with page.expect_request(lambda request: request.method == method and "/api/studies" in request.url) as asked:
        button(page, "en", key).click()
    body: dict[str, Any] = asked.value.post_data_json
    return body


def answer_with(page: Page, study: str, **keys: Any) -> None:
    """Choices of a study with other keys in its file, and with the hash of its text."""

    def told(route: Route) -> None:
        found = route.fetch().json()
        digest = hashlib.sha256(found["toml"].encode()).hexdigest()
        route.fulfill(json={"sha256": digest} | found | {"study": found["study"] | keys})

    page.route(f"**/api/studies/{study}/choices", told)


def test_no_groups_are_said_where_the_data_have_some(page: Page, server: Served, tmp_path: Path) -> None:
    study = made(server, model=[EFFICIENCY], data={**DATA, "group": "region"})
    page.goto(f"{server.base}#/change/{study}?lang=en")
    by = page.get_by_label(said("en", "group-by"))
    expect(by).to_have_value("region")
    by.select_option("")
    assert sent(page, "run-changed", "PUT")["study"] == {"groups": {"by": ""}}
    other = made(server, model=[EFFICIENCY], data={**DATA, "group": "region"})
    answer_with(page, other, groups={"by": ""})
    page.goto(f"{server.base}#/change/{other}?lang=en")
    expect(by).to_have_value("")
    (tmp_path / "wards.csv").write_text(grouped(), encoding="utf-8")
    page.goto(f"{server.base}#/new?lang=en")
    page.set_input_files("input[type=file]", tmp_path / "wards.csv")
    for step in ("Roles", "Checks", "Model"):
        button(page, "en", "next", step=step).click(timeout=SLOW)
    expect(by).to_have_value("region")
    by.select_option("")
    assert sent(page, "run", "POST")["study"]["groups"] == {"by": ""}


def test_choices_begun_from_an_older_study_are_left_out(page: Page, server: Served) -> None:
    study = made(server, model=[EFFICIENCY])
    answer_with(page, study)
    page.goto(f"{server.base}#/text/{study}?lang=en")
    area = page.get_by_label("study.toml")
    expect(area).to_have_value(server.script.get(f"api/studies/{study}/study.toml").text)
    area.fill("mine")
    page.goto(f"{server.base}#/change/{study}?lang=en")
    page.get_by_label(said("en", "want-output")).check()
    page.reload()
    expect(page.get_by_label(said("en", "want-output"))).to_be_checked()
    expect(page.locator(".notice")).to_have_count(0)
    server.ask("PUT", f"api/studies/{study}", json={"study": {"title": "Another"}})
    page.reload()
    expect(page.locator(".notice")).to_contain_text(said("en", "newer-choices"))
    expect(page.get_by_label(said("en", "want-input"))).to_be_checked()
    expect(page.locator("h1")).to_contain_text("Another")
    assert axe(page) == []
    page.goto(f"{server.base}#/?lang=en")
    page.reload()
    page.goto(f"{server.base}#/text/{study}?lang=en")
    expect(page.locator(".notice")).to_contain_text(said("en", "newer-choices"))
    expect(area).to_have_value(server.script.get(f"api/studies/{study}/study.toml").text)


@pytest.mark.parametrize(("way", "language"), [("change", "en"), ("text", "zh")])
def test_a_study_changed_elsewhere_meanwhile_is_not_overwritten(
    page: Page, server: Served, way: str, language: Language
) -> None:
    study = made(server, model=[EFFICIENCY])
    digest = hashlib.sha256(server.script.get(f"api/studies/{study}/study.toml").content).hexdigest()
    answer_with(page, study)
    page.goto(f"{server.base}#/{way}/{study}?lang={language}")
    if way == "change":
        page.get_by_label(said(language, "want-output")).check()
        button(page, language, "next", step=said(language, "step-name-run")).click()
    else:
        page.get_by_label("study.toml").press_sequentially("# ")
    server.ask("PUT", f"api/studies/{study}", json={"study": {"title": "Another"}})
    begun: list[str] = []

    def refuse(route: Route) -> None:
        if route.request.method != "PUT":
            return route.continue_()
        begun.append(route.request.post_data_json["before"])
        answer = {"code": "study-changed", "text": {"en": "changed elsewhere", "zh": "已在别处修改"}}
        return route.fulfill(status=409, json=answer)

    page.route(f"**/api/studies/{study}", refuse)
    button(page, language, "run-changed" if way == "change" else "save-and-run").click()
    expect(page.locator(".fault")).to_contain_text({"en": "changed elsewhere", "zh": "已在别处修改"}[language])
    assert begun == [digest]
    assert axe(page) == []
    button(page, language, "load-newer").click()
    expect(page.locator("main")).to_contain_text("Another")
    expect(page.locator(".fault")).to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_copy_leaves_the_study_alone(page: Page, server: Served, study: str, language: Language) -> None:
    before = server.script.get(f"api/studies/{study}/study.toml").text
    page.goto(f"{server.base}#/change/{study}?lang={language}")
    button(page, language, "remove-what", what=f"{text('model.additive.name', language)} (additive, weighted)").click()
    button(page, language, "next", step=said(language, "step-name-run")).click()
    button(page, language, "keep-copy").click()
    expect(page.locator(".study")).to_be_visible(timeout=SLOW)
    copy = page.url.partition("#/study/")[2].partition("/")[0]
    assert copy != study
    assert server.script.get(f"api/studies/{study}/study.toml").text == before
    assert file_of(server, copy) == {**tomllib.loads(TOML), "model": tomllib.loads(TOML)["model"][:1]}
    title = server.ask("GET", f"api/studies/{copy}")["title"][language]
    assert title == text("page.copy-title", language, title="Fourteen hospitals")


def test_leaving_changes_nothing_and_a_begun_study_stays(
    page: Page, server: Served, study: str, tmp_path: Path
) -> None:
    (tmp_path / "begun.csv").write_text(panel(), encoding="utf-8")
    page.goto(f"{server.base}#/new?lang=en")
    page.set_input_files("input[type=file]", tmp_path / "begun.csv")
    expect(page.locator("table.preview")).to_be_visible(timeout=SLOW)
    page.goto(f"{server.base}#/change/{study}?lang=en")
    page.get_by_label(said("en", "want-output")).check()
    button(page, "en", "leave-choices").click()
    expect(page.locator("#data-choices")).to_be_visible()
    button(page, "en", "change-choices").click()
    expect(page.get_by_label(said("en", "want-input"))).to_be_checked()
    page.locator(".brand").click()
    expect(button(page, "en", "own-go-on", file="begun.csv")).to_be_visible()
    assert server.script.get(f"api/studies/{study}/study.toml").text == TOML


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_is_edited_checked_and_run(page: Page, server: Served, study: str, language: Language) -> None:
    page.goto(f"{server.base}#/study/{study}/data?lang={language}")
    button(page, language, "edit-toml").click()
    area = page.get_by_label("study.toml")
    expect(area).to_have_value(TOML)
    area.fill(TOML.replace('move = ["beds"]', "move = beds"))
    button(page, language, "check-toml").click()
    line = TOML.split("\n").index('move = ["beds"]') + 1
    expect(page.locator(".fault")).to_contain_text({"en": f"line {line}", "zh": f"第 {line} 行"}[language])
    marked = area.evaluate("area => area.value.slice(area.selectionStart, area.selectionEnd)")
    assert marked == "move = beds"
    area.fill(TOML.replace("move", "moove"))
    button(page, language, "save-and-run").click()
    expect(page.locator(".fault")).to_contain_text("rebalance.moove")
    area.fill(TOML.replace('kind = "additive"', 'kind = "cost_malmquist"').replace("weights = { beds", "# { beds"))
    button(page, language, "check-toml").click()
    expect(page.locator(".fault")).to_contain_text("model.additive, weighted")
    expect(page.locator(".fault")).to_contain_text({"en": "prices", "zh": "价格"}[language])
    assert server.script.get(f"api/studies/{study}/choices").json()["toml"] == TOML
    right = TOML.replace("classes = 3", "classes = 4 # quarters")
    area.fill(right)
    button(page, language, "check-toml").click()
    expect(page.locator(".ruling.good")).to_contain_text("Fourteen hospitals")
    assert axe(page) == []
    button(page, language, "save-and-run").click()
    expect(page.locator(".standing")).to_be_visible()
    expect(page.locator(".standing")).to_have_count(0, timeout=SLOW)
    assert server.script.get(f"api/studies/{study}/study.toml").text == right


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_that_fails_keeps_the_results_and_says_so(
    page: Page, server: Served, study: str, language: Language
) -> None:
    page.goto(f"{server.base}#/text/{study}?lang={language}")
    area = page.get_by_label("study.toml")
    area.fill(TOML.replace('"log(beds)"', '"log(bads)"'))
    button(page, language, "save-and-run").click()
    notice = page.locator(".standing")
    expect(notice).to_contain_text(said(language, "results-before"), timeout=SLOW)
    expect(notice).to_contain_text("bads")
    assert axe(page) == []
    page.goto(f"{server.base}#/?lang={language}")
    row = page.locator(".studies li", has=page.locator(f"a[href*='{study}']"))
    expect(row).to_contain_text(said(language, "changed-since"))
    page.goto(f"{server.base}#/study/{study}/data?lang={language}")
    button(page, language, "forget-changes").click()
    expect(notice).not_to_contain_text(said(language, "results-before"))
    assert server.script.get(f"api/studies/{study}/choices").json()["toml"] == TOML


def test_a_study_that_is_run_is_not_changed(page: Page, server: Served, study: str) -> None:
    page.goto(f"{server.base}#/change/{study}?lang=zh")
    page.get_by_label(said("zh", "want-output")).check()
    button(page, "zh", "next", step=said("zh", "step-name-run")).click()
    page.route(
        f"**/api/studies/{study}",
        lambda route: (
            (server.script.post(f"api/studies/{study}/run"), route.continue_())
            if route.request.method == "PUT"
            else route.continue_()
        ),
    )
    button(page, "zh", "run-changed").click()
    expect(page.locator(".fault")).to_contain_text(text("error.study-busy", "zh"))
    page.get_by_role("button", name="English").click()
    expect(page.locator(".fault")).to_contain_text(text("error.study-busy", "en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_study_file_is_brought_with_its_data(page: Page, server: Served, tmp_path: Path, language: Language) -> None:
    (tmp_path / "study.toml").write_text(TOML, encoding="utf-8")
    (tmp_path / "wards.csv").write_text(panel(), encoding="utf-8")
    page.goto(f"{server.base}#/?lang={language}")
    button(page, language, "bring-toml").click()
    assert axe(page) == []
    page.set_input_files("input[type=file]", tmp_path / "study.toml")
    expect(page.get_by_label("study.toml")).to_have_value(TOML)
    button(page, language, "run").click()
    lacking = text("error.study-lacks", language, names="wards.csv (data.file)")
    expect(page.locator(".fault")).to_have_text(lacking)
    page.set_input_files("input[type=file]", tmp_path / "wards.csv")
    expect(page.locator(".sent")).to_contain_text(said(language, "file-sent", file="wards.csv"))
    page.reload()
    expect(page.locator(".sent li")).to_have_count(1)
    assert axe(page) == []
    button(page, language, "run").click()
    expect(page.locator(".study")).to_be_visible(timeout=SLOW)
    study = page.url.partition("#/study/")[2].partition("/")[0]
    assert server.script.get(f"api/studies/{study}/study.toml").text == TOML


def test_both_files_at_once_and_no_path(page: Page, server: Served, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(TOML.replace('"wards.csv"', '"data/wards.csv"'), encoding="utf-8")
    (tmp_path / "wards.csv").write_text(panel(), encoding="utf-8")
    page.goto(f"{server.base}#/text?lang=en")
    page.set_input_files("input[type=file]", [tmp_path / "wards.csv", tmp_path / "mine.toml"])
    expect(page.locator(".sent li")).to_have_count(1, timeout=SLOW)
    area = page.get_by_label("study.toml")
    button(page, "en", "check-toml").click()
    expect(page.locator(".fault")).to_contain_text('data.file = "data/wards.csv"')
    area.fill(TOML)
    button(page, "en", "check-toml").click()
    expect(page.locator(".ruling.good")).to_contain_text("Fourteen hospitals")


def test_models_are_added_to_a_study_that_is_made(page: Page, server: Served, tmp_path: Path) -> None:
    (tmp_path / "wards.csv").write_text(panel(), encoding="utf-8")
    page.goto(f"{server.base}#/new?lang=en")
    page.set_input_files("input[type=file]", tmp_path / "wards.csv")
    for step in ("Roles", "Checks", "Model"):
        button(page, "en", "next", step=step).click(timeout=SLOW)
    add(page, "en", "ebm")
    button(page, "en", "add-what", what=text("model.ebm.name", "en")).click()
    page.get_by_label(said("en", "find-model")).fill("hicks")
    button(page, "en", "add-what", what=text("model.hicks_moorsteen.name", "en")).click()
    expect(page.locator(".models li")).to_have_count(3)
    page.locator(".models li").nth(1).locator("select").nth(1).select_option("crs")
    button(page, "en", "remove-what", what=text("model.hicks_moorsteen.name", "en")).click()
    button(page, "en", "next", step="Run").click()
    button(page, "en", "run").click()
    expect(page.locator(".study")).to_be_visible(timeout=SLOW)
    study = page.url.partition("#/study/")[2].partition("/")[0]
    shared = {"kind": "ebm", "orientation": "input", "reference": "own"}
    assert file_of(server, study)["model"][2:] == [{"name": "ebm", **shared}, {"name": "ebm 2", **shared, "rts": "crs"}]
