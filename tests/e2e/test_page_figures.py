"""Numbers behind the figures of the page are those of the study's tables; marks can be picked by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect
from serving import Served

pytestmark = pytest.mark.browser

EXACT = 1e-12
"""Numbers are sent with all digits."""
PRODUCT = 1e-10
"""Percent of logarithms that were summed over parts."""


@pytest.fixture(scope="module")
def page(browser: Browser, server: Served) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    page = context.new_page()
    page.goto(server.first)
    yield page
    context.close()


@pytest.fixture(scope="module")
def behind(page: Page, server: Served, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The CSV of a figure, without its last line, the citation."""
    folder = tmp_path_factory.mktemp("csv")

    def read(view: str, figure: str, **said: str) -> pd.DataFrame:
        query = "&".join(f"{key}={value}" for key, value in {"lang": "en", **said}.items())
        page.goto("about:blank")
        page.goto(f"{server.base}#/study/{server.example}/{view}?{query}")
        frame = page.locator(f"#figure-{figure}")
        frame.locator("details.menu summary").click()
        with page.expect_download() as waiting:
            frame.get_by_role("button", name="CSV", exact=True).click()
        path = folder / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return pd.read_csv(StringIO(Path(path).read_text(encoding="utf-8-sig"))).iloc[:-1]

    return read


def table(server: Served, name: str) -> pd.DataFrame:
    return pd.DataFrame(server.ask("GET", f"api/studies/{server.example}/tables/{name}")["columns"])


def test_the_parts_of_the_waterfall_multiply_to_the_index(behind: Any, server: Served) -> None:
    shown = behind("time", "waterfall", unit="Hebei")
    unit, growth = shown.columns[0], shown.columns[3]
    for _, rows in shown.groupby(unit):
        assert abs(rows[growth].iloc[:-1].sum() - rows[growth].iloc[-1]) < PRODUCT
    own = table(server, "malmquist")
    chained = own.loc[own["unit"] == "Hebei", ["techch", "pech", "sech", "tfpch"]].astype(float).prod()
    assert shown.loc[shown[unit] == "Hebei"].iloc[:, 2].to_numpy() == pytest.approx(chained.to_numpy(), abs=EXACT)


def test_shares_of_growth_are_the_contributions(behind: Any, server: Served) -> None:
    shown = behind("time", "waterfall")
    parts = table(server, "contributions")
    overall = parts[parts["by"] == "overall"].set_index("component")["share"].loc[["techch", "pech", "sech"]]
    assert shown.iloc[:3, 4].to_numpy() == pytest.approx(100 * overall.to_numpy(dtype=float), abs=1e-9)


def test_gaps_by_unit_are_the_rates_of_slacks(behind: Any, server: Served) -> None:
    shown = behind("efficiency", "gaps-by-unit", gap="beds", period="2019").set_index("Unit")
    slacks = table(server, "slacks").query("rts == 'vrs' and period == 2019 and variable == 'beds'").set_index("unit")
    rates = slacks["rate"].reindex(shown.index).astype(float)
    assert shown.iloc[:, -1].to_numpy() / 100 == pytest.approx(rates.to_numpy(), abs=EXACT)


def test_peers_are_counted_as_role_models_are(behind: Any, server: Served) -> None:
    shown = behind("efficiency", "peers").drop_duplicates("peer (benchmark)").set_index("peer (benchmark)")
    counts = table(server, "role_models").set_index("unit")["count"]
    assert shown.iloc[:, -1].astype(int).to_dict() == counts[counts > 0].to_dict()


def test_ranks_moved_as_the_table_of_movement_says(behind: Any, server: Served) -> None:
    shown = behind("time", "movement").set_index("Unit")
    moved = table(server, "movement").set_index("unit")["rank_change"]
    assert shown.iloc[:, -1].astype(int).to_dict() == moved.to_dict()


def test_regional_gaps_are_those_of_the_table(behind: Any, server: Served) -> None:
    shown, gaps = behind("regions", "region-gaps"), table(server, "region_gaps")
    assert shown.iloc[:, 1].tolist() == gaps["highest"].tolist()
    assert shown.iloc[:, 2].tolist() == gaps["lowest"].tolist()
    assert np.abs(shown.iloc[:, 3].to_numpy() - gaps["gap"].to_numpy()).max() < EXACT


def test_every_figure_gives_lines_of_python_that_are_run(page: Page, server: Served) -> None:
    page.goto("about:blank")
    page.goto(f"{server.base}#/study/{server.example}/space?lang=zh")
    frame = page.locator("#figure-space-inequality")
    frame.locator("details.menu summary").click()
    frame.get_by_role("button", name="Python", exact=True).click()
    lines = frame.locator(".code pre").inner_text()
    scope: dict[str, Any] = {}
    exec(lines, scope)
    own = table(server, "space_inequality").query("variable == 'te_crs'")
    assert scope["table"]["gini"].tolist() == pytest.approx(own["gini"].astype(float).tolist(), abs=EXACT)
    frame.get_by_role("button", name="收起代码").click()
    expect(frame.locator(".code")).to_have_count(0)


@pytest.mark.parametrize("view", ["overview", "efficiency", "time", "regions", "space", "compare"])
def test_every_figure_has_lines_of_python_and_a_caption(page: Page, server: Served, view: str) -> None:
    page.goto("about:blank")
    page.goto(f"{server.base}#/study/{server.example}/{view}?lang=en")
    expect(page.locator("[id^=figure-]").first).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0, timeout=30_000)
    for frame in page.locator("[id^=figure-]").all():
        frame.locator("details.menu summary").click()
        frame.get_by_role("button", name="Python", exact=True).click()
        expect(frame.locator(".code pre").first).to_contain_text("import farrell", timeout=30_000)
        expect(frame.locator(".pending")).to_have_count(0, timeout=30_000)
        frame.get_by_role("button", name="Hide the Python lines").click()
        frame.locator("details.menu summary").click()


def test_a_figure_in_space_says_how_its_variable_was_measured(page: Page, server: Served) -> None:
    page.goto("about:blank")
    page.goto(f"{server.base}#/study/{server.example}/space?lang=en")
    caption = page.locator("#figure-space-inequality figcaption")
    for words in ("31 units", "2014–2023", "input-oriented", "frontier of each period", "constant returns to scale"):
        expect(caption).to_contain_text(words)
    page.goto(f"{server.base}#/study/{server.example}/space?lang=en&variable=beds/population_10k")
    for words in ("beds / 10,000 persons", "weighted by population"):
        expect(caption).to_contain_text(words)


def test_the_lines_of_a_plan_end_with_what_its_figure_shows(page: Page, server: Served) -> None:
    page.goto("about:blank")
    page.goto(f"{server.base}#/study/{server.example}/plan?lang=en&part=plan")
    for figure, shown in (("plan-flows", "flows_frame"), ("plan-before", "to_frame")):
        frame = page.locator(f"#figure-{figure}")
        frame.locator("details.menu summary").click(timeout=30_000)
        frame.get_by_role("button", name="Python", exact=True).click()
        expect(frame.locator(".code pre")).to_contain_text(f"print(plan.{shown}())", timeout=30_000)
        expect(frame.locator("figcaption")).to_contain_text("Most services, then fewest moves")
    axis = page.locator("#figure-plan-front svg")
    expect(axis).to_contain_text("mean of what moves", timeout=30_000)


@pytest.fixture(scope="module")
def counties(server: Served) -> str:
    """A study of sixty units, run."""
    rng = np.random.default_rng(5)
    rows = [f"County {i:02d},{x:.3f},{y:.3f}" for i, (x, y) in enumerate(rng.uniform(1, 9, (60, 2)))]
    text = "\n".join(["unit,beds,visits", *rows])
    file = server.ask(
        "POST",
        "api/files?name=counties.csv",
        content=text.encode(),
        headers={"Content-Type": "application/octet-stream"},
    )
    data = {"unit": "unit", "inputs": ["beds"], "outputs": ["visits"]}
    body = {"study": {"title": "Counties", "data": data, "model": [{"kind": "efficiency"}]}, "file": file["id"]}
    study = server.ask("POST", "api/studies", json=body)["id"]
    server.run(study)
    return str(study)


def test_a_unit_is_found_in_a_long_ranking_by_its_name(page: Page, server: Served, counties: str) -> None:
    page.goto("about:blank")
    page.goto(f"{server.base}#/study/{counties}/overview?lang=en")
    ranking = page.locator("#figure-ranking")
    expect(ranking.locator(".bar")).to_have_count(60)
    places = ranking.locator(".bar title").all_text_contents()
    field = ranking.get_by_role("searchbox", name="Find a unit")
    field.fill("county 1")
    expect(ranking.locator(".bar")).to_have_count(10)
    assert ranking.locator(".bar title").all_text_contents() == [one for one in places if "County 1" in one]
    expect(ranking.get_by_role("status")).to_have_text("10 found")
    field.fill("COUNTY 17")
    field.press("Enter")
    assert "unit=County+17" in page.url
    field.press("Escape")
    expect(ranking.locator(".bar")).to_have_count(60)
    page.goto(f"{server.base}#/study/{server.example}/overview?lang=en")
    expect(ranking.locator(".bar")).to_have_count(31)
    expect(page.get_by_role("searchbox")).to_have_count(0)


def test_a_unit_is_found_in_the_table_of_the_data(page: Page, server: Served, counties: str) -> None:
    page.goto("about:blank")
    page.goto(f"{server.base}#/study/{counties}/data?lang=zh")
    page.get_by_role("searchbox", name="查找单元").fill("County 4")
    expect(page.locator(".window tbody th")).to_have_count(10)
    expect(page.locator("dl.facts dd", has_text="默认选项")).to_have_count(1)  # of the model without options


def test_a_mark_is_picked_by_keyboard_and_keeps_the_focus(page: Page, server: Served) -> None:
    page.goto("about:blank")
    page.goto(f"{server.base}#/study/{server.example}/efficiency?lang=en")
    page.locator("#figure-quadrants [data-unit=Tibet]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".profile h2")).to_have_text("Tibet")
    assert page.evaluate("document.activeElement.dataset.unit") == "Tibet"
    page.locator("#figure-gaps-by-unit select").select_option("beds")
    page.locator("#figure-gaps-by-unit [data-unit=Shanxi]").focus()
    page.keyboard.press("Shift+Enter")
    expect(page.locator("#figure-peers [data-unit=Shanxi]")).to_have_attribute("aria-pressed", "true")
    assert "gap=beds" in page.url
    assert "unit=Tibet&unit=Shanxi" in page.url
