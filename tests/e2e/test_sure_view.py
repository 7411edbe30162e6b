"""The view of how sure the numbers are: drawn where a study has its tables, and from them alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from serving import Served

from farrell.catalogue import LANGUAGES, Language, text

pytestmark = pytest.mark.browser

EXACT = 1e-12
"""Numbers are sent with all digits."""
UNITS = {f"{region[0]}{k}": region for region in ("North", "South") for k in range(8)}
STUDY = {
    "title": "Districts",
    "data": {
        **{"unit": "unit", "period": "year", "inputs": ["beds"], "outputs": ["visits"], "group": "region"},
        "environment": ["age", "wealth"],
    },
    "labels": {"wealth": {"en": "Wealth", "zh": "财富"}, "age": {"en": "Age", "zh": "年龄"}},
    "groups": {"by": "region"},
    "model": [{"name": "dea", "kind": "efficiency"}, {"name": "change", "kind": "malmquist"}],
    "inference": {"replicates": 60, "splits": 20, "seed": 3, "tests": ["returns-to-scale", "equal-means"]},
    "determinants": {"on": ["age", "log(wealth)"], "algorithm": 1, "replicates": 100, "ratio": False},
    "robustness": {
        "findings": ["mean tfpch above 1", "North above South in 2023", "mean below 0.5", "mean above 0.8"],
        **dict.fromkeys(("leave_one_out", "outliers", "stability", "ranks"), False),
    },
}


@pytest.fixture(scope="module")
def districts(server: Served) -> str:
    """Sixteen units of two regions over three years, with intervals and tests, run."""
    rng = np.random.default_rng(11)
    rows = ["unit,year,region,beds,visits,age,wealth"]
    beds, lost = rng.uniform(2, 9, len(UNITS)), np.abs(rng.normal(0, 0.3, len(UNITS)))
    for year, level in ((2021, 1.0), (2022, 1.4), (2023, 1.41)):
        drawn = rng.uniform(0.8, 1.2, (3, len(UNITS)))
        visits, age, wealth = level * beds**0.9 * np.exp(-lost * drawn[0]), 20 + 40 * lost * drawn[1], 9 * drawn[2]
        numbers = np.column_stack([beds, visits, age, wealth]).round(4)
        rows += [",".join([u, str(year), r, *map(str, x)]) for (u, r), x in zip(UNITS.items(), numbers, strict=True)]
    headers = {"Content-Type": "application/octet-stream"}
    file = server.ask("POST", "api/files?name=districts.csv", content="\n".join(rows).encode(), headers=headers)
    study = server.ask("POST", "api/studies", json={"study": STUDY, "file": file["id"]})["id"]
    server.run(study)
    return str(study)


@pytest.fixture(scope="module")
def page(browser: Browser, server: Served) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text))
    page.on("pageerror", lambda e: complaints.append(str(e)))
    page.goto(server.first)
    yield page
    assert complaints == []
    context.close()


def opened(page: Page, server: Served, study: str, view: str = "sure", **said: str) -> None:
    query = "&".join(f"{key}={value}" for key, value in {"lang": "en", **said}.items())
    page.goto("about:blank")
    page.goto(f"{server.base}#/study/{study}/{view}?{query}")
    page.wait_for_selector("nav [aria-current=page]")
    page.wait_for_load_state("networkidle")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def table(server: Served, study: str, name: str) -> pd.DataFrame:
    return pd.DataFrame(server.ask("GET", f"api/studies/{study}/tables/{name}")["columns"])


def behind(page: Page, figure: str, folder: Path) -> Any:
    """The CSV of a figure, without its last line, the citation."""
    frame = page.locator(f"#figure-{figure}")
    frame.locator("details.menu summary").click()
    with page.expect_download() as waiting:
        frame.get_by_role("button", name="CSV", exact=True).click()
    frame.locator("details.menu summary").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return pd.read_csv(StringIO(path.read_text(encoding="utf-8-sig"))).iloc[:-1]


def test_the_view_is_offered_where_a_study_has_its_tables(page: Page, server: Served, districts: str) -> None:
    link = page.locator("nav").get_by_role("link", name="How sure")
    opened(page, server, districts, "overview")
    link.click()
    expect(page.locator("#figure-sure-scores")).to_be_visible()
    opened(page, server, server.example, "overview")
    expect(link).to_have_count(0)
    opened(page, server, server.example)
    expect(page.locator(".missing")).to_contain_text("[inference]")


@pytest.mark.parametrize(("score", "period"), [("te_crs", "2023"), ("te_vrs", "2021")])
def test_scores_are_those_of_the_table(
    page: Page, server: Served, districts: str, tmp_path: Path, score: str, period: str
) -> None:
    opened(page, server, districts, measure=score, period=period)
    year = int(period)  # noqa: F841 (in queries)
    rows = table(server, districts, "intervals").query("score == @score and period == @year")
    rows = rows.set_index("unit")
    shown = behind(page, "sure-scores", tmp_path).set_index("Unit")
    assert set(shown.index) == set(UNITS)
    assert shown["as computed"].astype(float).is_monotonic_decreasing
    own = rows.loc[shown.index, ["value", "corrected", "low", "high"]].to_numpy(dtype=float)
    assert np.abs(shown.iloc[:, :4].to_numpy(dtype=float) - own).max() < EXACT
    assert (shown["inefficient?"] == "yes").tolist() == rows.loc[shown.index, "inefficient"].tolist()
    k = int(rows["inefficient"].sum())
    assert 0 < k < len(UNITS)
    said = page.locator("#figure-sure-scores .said")
    expect(said).to_contain_text(f"{k} of {len(UNITS)} units are inefficient beyond chance in {period}")
    means = table(server, districts, "mean_intervals").query("score == @score and period == @year")
    expect(said).to_contain_text(f"{means['value'].iloc[0]:.3f} corrected")
    drawn = page.locator("#figure-sure-scores [data-unit]")
    assert drawn.evaluate_all("rows => rows.map(row => row.dataset.unit)") == shown.index.tolist()
    first = rows.loc[shown.index[-1]]
    expect(drawn.last).to_have_attribute("aria-label", re.compile(f"{first['low']:.3f}–{first['high']:.3f}"))


def test_the_score_is_the_measure_of_all_views(page: Page, server: Served, districts: str) -> None:
    opened(page, server, districts)
    scores = page.locator("#figure-sure-scores")
    scores.get_by_role("button", name="pure technical efficiency (VRS)").click()
    assert "measure=te_vrs" in page.url
    expect(scores.locator("small")).to_have_text("pure technical efficiency (VRS)")
    scores.locator("[data-unit=S3]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".profile h2")).to_have_text("S3")


def test_change_is_that_of_the_table(page: Page, server: Served, districts: str, tmp_path: Path) -> None:
    opened(page, server, districts)
    means = table(server, districts, "mean_index_intervals")
    shown = behind(page, "sure-change", tmp_path)
    own = means[["ordinary", "value", "low", "high", "p"]].to_numpy(dtype=float)
    assert np.abs(shown.iloc[:, 2:].to_numpy(dtype=float) - own).max() < EXACT
    assert shown["Interval"].iloc[-1] == "All, a year"
    apart = int(((means["low"] > 1) | (means["high"] < 1)).sum())
    dots = page.locator("#figure-sure-change svg circle")
    colours = dots.evaluate_all("all => all.map(one => [one.getAttribute('fill'), one.getAttribute('stroke')])")
    filled = sum(fill == rim for fill, rim in colours)
    assert dots.count() == len(means)
    assert 0 < filled == apart < len(means)
    row = means[means["overall"] & (means["component"] == "tfpch")].iloc[0]
    way = "above 1" if row["low"] > 1 else "below 1" if row["high"] < 1 else "not told apart from 1"
    ends = f"{row['low']:.3f} to {row['high']:.3f}"
    pattern = rf"tfpch is {row['value']:.3f} a year over all intervals \({ends}, p [=<] [\d.]+\), {way}"
    expect(page.locator("#figure-sure-change .said")).to_have_text(re.compile(pattern))


def test_covariates_are_those_of_the_table(page: Page, server: Served, districts: str, tmp_path: Path) -> None:
    opened(page, server, districts)
    found = table(server, districts, "determinants")
    shown = behind(page, "sure-determinants", tmp_path)
    own = found[["estimate", "low", "high", "se", "p"]].to_numpy(dtype=float)
    assert np.abs(shown.iloc[:, 2:7].to_numpy(dtype=float) - own).max() < EXACT
    assert set(shown["Covariate"]) == {"Age", "log(Wealth)"}
    assert "Tobit (random effects)" in set(shown["Method"])
    words = {"+": "more efficient", "-": "less efficient", "0": "not sure"}
    assert shown["A higher value"].tolist() == [words[sign] for sign in found["sign"]]
    dots = page.locator("#figure-sure-determinants svg g > g > circle")
    colours = dots.evaluate_all("all => all.map(one => [one.getAttribute('fill'), one.getAttribute('stroke')])")
    assert len(colours) == len(found)
    assert sum(fill == rim for fill, rim in colours) == int((found["sign"] != "0").sum())
    stages = found[found["method"].str.startswith("second stage")]
    assert set(stages.loc[stages["name"] == "age", "sign"]) == {"-"}
    said = page.locator("#figure-sure-determinants .said")
    expect(said).to_contain_text("less of it with a higher age. Not sure: log(wealth).")


def test_findings_are_those_of_the_table(page: Page, server: Served, districts: str, tmp_path: Path) -> None:
    opened(page, server, districts)
    shares = table(server, districts, "finding_shares").sort_values("share", ascending=False, kind="stable")
    shown = behind(page, "sure-findings", tmp_path)
    assert shown.iloc[:, 1:4].to_numpy(dtype=float) == pytest.approx(
        np.column_stack([shares["specifications"], shares["holds"], 100 * shares["share"]]), abs=EXACT
    )
    whole, none = int((shares["share"] == 1).sum()), int((shares["share"] == 0).sum())
    some = len(shares) - whole - none
    assert min(whole, some, none) > 0
    frame = page.locator("#figure-sure-findings")
    expect(frame.locator(".said")).to_have_text(
        f"Of {len(shares)} findings {whole} hold in every specification, {some} in some, {none} in none."
    )
    bars = frame.locator("svg rect").evaluate_all("all => all.map(one => Number(one.getAttribute('width')))")
    drawn = [bar / room for room, bar in zip(bars[::2], bars[1::2], strict=True)]
    assert drawn == pytest.approx(shares["share"].tolist())
    titles = frame.locator("svg g > title").all_text_contents()
    most, least = (int(shares["specifications"].iloc[place]) for place in (0, -1))
    assert titles[0].endswith(f"Stands: holds in all of {most} specifications.")
    assert titles[-1] == f"Mean efficiency is below 0.5: Does not stand: holds in none of {least} specifications."
    opened(page, server, districts, lang="zh")
    expect(frame.locator("svg")).to_contain_text("平均效率低于 0.5")


def test_tests_are_those_of_the_table(page: Page, server: Served, districts: str, tmp_path: Path) -> None:
    opened(page, server, districts)
    tests = table(server, districts, "inference_tests")
    shown = behind(page, "sure-tests", tmp_path)
    assert shown["p"].to_numpy(dtype=float) == pytest.approx(tests["p"].to_numpy(dtype=float), abs=EXACT)
    assert shown["Null"].iloc[0] == text("report.null-crs", "en")
    crs = float(tests["p"].iloc[0])
    expected = "are not rejected" if crs > 0.05 else "are rejected"
    said = page.locator("#figure-sure-tests .said")
    expect(said).to_contain_text(f"Constant returns to scale {expected}")
    means = tests[(tests["test"] == "equal-means") & (tests["of"] == "te_crs")].iloc[0]
    expect(said).to_contain_text(f"({means['statistic']} = {means['value']:.2f}, p ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_read_by_all_and_fits_every_width(page: Page, server: Served, districts: str, language: Language) -> None:
    opened(page, server, districts, lang=language, unit="N2")
    for frame in page.locator("figure.figure").all():
        frame.locator("details.menu summary").click()
        frame.get_by_role("button", name=text("page.show-table", language)).click()
        frame.locator("details.menu summary").click()
        assert frame.locator("table tbody tr").count() > 0
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        found = Axe().run(page)
        assert [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in found.response["violations"]] == []
    if language == "zh":
        assert not re.search(r"\b(te_crs|te_vrs|tfpch|pech|sech|effch|techch)\b", page.locator("main").inner_text())
    assert "undefined" not in page.locator("main").inner_text()
    for width in (390, 900, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(150)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


def test_every_figure_has_lines_of_python(page: Page, server: Served, districts: str) -> None:
    opened(page, server, districts)
    for frame in page.locator("[id^=figure-]").all():
        frame.locator("details.menu summary").click()
        frame.get_by_role("button", name="Python", exact=True).click()
        expect(frame.locator(".code pre").first).to_contain_text("import farrell", timeout=30_000)
        frame.locator("details.menu summary").click()
