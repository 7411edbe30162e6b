"""The page in a real browser: a new user's path, every view in both languages, and nothing asked of anybody else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from serving import Served

from farrell.catalogue import LANGUAGES, Language, text

pytestmark = pytest.mark.browser

VIEWS = ("overview", "efficiency", "time", "regions", "space", "plan", "compare", "data")
WIDTHS = (390, 900, 1440)
LARGEST_PAGE = 1_500_000
"""Bytes of all that the first page loads, before compression."""


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def context(browser: Browser, server: Served) -> Iterator[BrowserContext]:
    """A browser that has come by the first address."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    page = context.new_page()
    page.goto(server.first)
    page.close()
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, server: Served) -> Iterator[Page]:
    """At the end nobody but the server was asked for anything, and nothing was complained of."""
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    page.on("console", lambda m: complaints.append(m.text))
    page.on("pageerror", lambda e: complaints.append(str(e)))
    yield page
    assert [url for url in asked if not url.startswith((server.base, "data:", "blob:"))] == []
    assert complaints == []


def opened(page: Page, server: Served, view: str, language: Language, **said: str) -> None:
    """A view of the bundled study, with its numbers there."""
    query = "&".join(f"{key}={value}" for key, value in {"lang": language, **said}.items())
    page.goto(f"{server.base}#/study/{server.example}/{view}?{query}")
    page.wait_for_selector("nav [aria-current=page]")
    settle(page)


def settle(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def test_the_first_page_is_light(page: Page, server: Served) -> None:
    page.goto(server.base)
    page.wait_for_selector("h1")
    entries = page.evaluate(
        """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
             .map(entry => entry.decodedBodySize)"""
    )
    assert len(entries) >= 4
    assert 100_000 < sum(entries) < LARGEST_PAGE


def test_the_token_leaves_the_address(page: Page, server: Served) -> None:
    page.goto(server.first)
    page.wait_for_selector("h1")
    assert "token" not in page.url


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing(page: Page, server: Served, view: str, language: Language) -> None:
    opened(page, server, view, language, unit="Hebei")
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        found = Axe().run(page)
        faults = [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in found.response["violations"]]
        assert faults == [], (view, theme)
        assert len(found.response["passes"]) > 15


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_fits_every_width(page: Page, server: Served, view: str, language: Language) -> None:
    opened(page, server, view, language, unit="Hebei")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(150)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


@pytest.mark.parametrize("view", VIEWS)
def test_every_chart_has_its_table_and_its_name(page: Page, server: Served, view: str, language: Language) -> None:
    opened(page, server, view, language, unit="Hebei")
    figures = page.locator("figure.figure")
    for i in range(figures.count()):
        figure = figures.nth(i)
        assert len(figure.locator("h3").inner_text()) > 5
        assert len(figure.locator("figcaption").inner_text()) > 5
        if figure.locator("svg, canvas").count():
            figure.locator("details.menu summary").click()
            figure.get_by_role("button", name=text("page.show-table", language)).click()
            figure.locator("details.menu summary").click()
        assert figure.locator("table tbody tr").count() > 0
    if language == "zh":
        words = page.locator("main").inner_text()
        assert not re.search(r"\b(te_crs|te_vrs|tfpch|pech|sech|effch|techch)\b", words)


def test_one_pick_is_picked_everywhere_and_kept_in_the_address(page: Page, server: Served) -> None:
    opened(page, server, "overview", "en")
    page.locator(".map [data-unit=Guangdong]").click()
    expect(page.locator(".profile h2")).to_have_text("Guangdong")
    expect(page.locator(".bars [data-unit=Guangdong]")).to_have_attribute("aria-pressed", "true")
    page.locator(".bars [data-unit=Zhejiang]").click(modifiers=["Shift"])
    expect(page.locator(".map [data-unit=Zhejiang]")).to_have_attribute("aria-pressed", "true")
    page.locator(".periods input").fill("3")
    expect(page.locator(".periods output")).to_have_text("2017")
    again = page.url
    assert "unit=Guangdong&unit=Zhejiang" in again
    page.goto("about:blank")
    page.goto(again)
    settle(page)
    expect(page.locator(".profile h2")).to_have_text("Guangdong")
    expect(page.locator(".periods output")).to_have_text("2017")
    expect(page.locator("[data-unit=Zhejiang][aria-pressed=true]")).to_have_count(2)


def test_the_keyboard_is_enough(page: Page, server: Served) -> None:
    opened(page, server, "overview", "en")
    page.locator(".bars [data-unit=Hubei]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".profile h2")).to_have_text("Hubei")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator(".profile h2")).to_have_text("Guangdong")
    page.locator(".periods input").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".periods output")).to_have_text("2022")


def test_language_changes_at_once_and_keeps_everything(page: Page, server: Served) -> None:
    opened(page, server, "overview", "en", unit="Tibet", period="2016")
    page.get_by_role("button", name="中文").click()
    expect(page.locator(".profile h2")).to_have_text("西藏")
    expect(page.locator(".periods output")).to_have_text("2016")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    page.get_by_role("button", name="English").click()
    expect(page.locator(".profile h2")).to_have_text("Tibet")


def test_the_numbers_are_those_of_the_study(page: Page, server: Served) -> None:
    opened(page, server, "overview", "en")
    table = server.ask("GET", f"api/studies/{server.example}/tables/efficiency")["columns"]
    scores = {
        unit: score
        for unit, period, score in zip(table["unit"], table["period"], table["te_crs"], strict=True)
        if period == 2023
    }
    shown = page.locator(".bars [data-unit]").evaluate_all("bars => bars.map(b => [b.dataset.unit, b.ariaLabel])")
    assert {unit: label.rsplit(" ", 1)[1] for unit, label in shown} == {u: f"{s:.3f}" for u, s in scores.items()}
    areas = page.locator(".map [data-unit]").evaluate_all("areas => areas.map(a => [a.dataset.unit, a.ariaLabel])")
    assert {unit: label.rsplit(" ", 1)[1] for unit, label in areas} == {u: f"{s:.3f}" for u, s in scores.items()}


def test_a_chart_leaves_as_svg_png_and_csv(page: Page, server: Served, tmp_path: Path) -> None:
    opened(page, server, "overview", "zh")
    for figure, kind in product(("map", "ranking", "trend"), ("SVG", "PNG", "CSV")):
        frame = page.locator(f"#figure-{figure}")
        frame.locator("details.menu summary").click()
        with page.expect_download() as waiting:
            frame.get_by_role("button", name=kind, exact=True).click()
        waiting.value.save_as(tmp_path / waiting.value.suggested_filename)
        frame.locator("details.menu summary").click()
        content = (tmp_path / f"{figure}.{kind.lower()}").read_bytes()
        if kind == "PNG":
            assert content.startswith(b"\x89PNG")
            assert len(content) > 20_000
        else:
            words = content.decode("utf-8-sig")
            assert "Farrell" in words
            assert "国家统计局" in words
            assert words.startswith("<svg") if kind == "SVG" else len(words.splitlines()) >= 10


def test_reduced_motion_is_obeyed(page: Page, server: Served) -> None:
    page.emulate_media(reduced_motion="reduce")
    opened(page, server, "overview", "en")
    assert page.locator(".map .area").first.evaluate("area => getComputedStyle(area).transitionDuration") == "0s"


def test_the_interface_is_described_where_the_page_says(page: Page, server: Served) -> None:
    described = json.loads(server.script.get("api/openapi.json").text)
    assert described["openapi"].startswith("3.1")
    assert len(described["paths"]) > 20


def test_a_new_users_path(browser: Browser, server: Served, language: Language, tmp_path: Path) -> None:
    """From the first address to the report: example, map, a province, what-if, plan, documents."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda m: faults.append(m.text))
    page.on("pageerror", lambda e: faults.append(str(e)))
    page.on("request", lambda r: None if r.url.startswith((server.base, "data:", "blob:")) else faults.append(r.url))

    def button(key: str) -> Locator:
        return page.get_by_role("button", name=text(f"page.{key}", language), exact=True)

    page.goto(server.first)
    page.goto(f"{server.base}#/?lang={language}")
    button("example-open").click()
    expect(page.locator(".map .area").first).to_be_visible(timeout=90_000)
    study = page.url.partition("#/study/")[2].partition("/")[0]
    page.locator(".map [data-unit=Hebei]").click()
    expect(page.locator(".profile h2")).to_have_text({"en": "Hebei", "zh": "河北"}[language])
    button("try-what-if").click()
    before = server.ask("POST", f"api/studies/{study}/what-if", json={"unit": "Hebei", "changes": {}})
    after = server.ask("POST", f"api/studies/{study}/what-if", json={"unit": "Hebei", "changes": {"beds": "-20%"}})
    assert before["now"]["te_crs"] < after["then"]["te_crs"]
    page.locator(".slider").nth(1).locator("input[type=range]").fill("-20")
    expect(page.locator(".outcome .headlines")).to_contain_text(f"{after['then']['te_crs']:.3f}")
    button("part-plan").click()
    button("plan-solve").click()
    expect(page.locator(".outcome .headlines").first).to_contain_text("5.42%", timeout=60_000)
    page.locator(f'nav a:has-text("{text("page.view-data", language)}")').click()
    button("make-documents").click()
    report = page.locator("a[href$='/report.html']")
    expect(report).to_be_visible(timeout=120_000)
    with page.expect_download() as waiting:
        report.click()
    waiting.value.save_as(tmp_path / "report.html")
    words = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert words.startswith("<!doctype html>")
    assert f'lang="{language}' in words[:200]
    assert faults == []
    context.close()


def test_a_resource_is_offered_its_own_norms(page: Page, server: Served, language: Language) -> None:
    opened(page, server, "plan", language)
    page.get_by_role("button", name=text("page.part-plan", language), exact=True).click()
    page.get_by_label({"en": "Hospitals", "zh": "医院"}[language], exact=True).check()
    resources = page.locator("details.resource")
    expect(resources).to_have_count(3)
    offered = {}
    for i in range(3):
        limits = resources.nth(i)
        norms = limits.locator("option[value^='norm:']").evaluate_all("all => all.map(option => option.value)")
        offered[limits.locator("summary").inner_text().split(" ")[0].split("（")[0].split(",")[0]] = norms
    beds = {"en": "Beds", "zh": "床位"}[language]
    assert offered.pop(beds) == ["norm:beds-2020"] * 2
    assert [*offered.values()] == [[], []]


def test_decompositions_and_frontiers_have_names(page: Page, server: Served, language: Language) -> None:
    opened(page, server, "compare", language)
    keys = {
        "decomposition": ("fgnz", "fglr", "ray-desli", "grifell-lovell", "zofio", "bias"),
        "technology": ("adjacent", "sequential", "global", "biennial"),
    }
    for figure, column in (("decompositions", "decomposition"), ("technologies", "technology")):
        names = [text(f"report.{column}-{key}", language) for key in keys[column]]
        expect(page.locator(f"#figure-{figure} tbody tr > :first-child")).to_have_text(names)


def test_back_goes_back_to_where_one_was(page: Page, server: Served) -> None:
    opened(page, server, "overview", "en")
    page.goto(f"{server.base}#/?lang=en")
    page.locator(".studies").get_by_text("Efficiency and productivity of health resources").first.click()
    expect(page.locator(".map .area").first).to_be_visible()
    page.locator("nav a").nth(1).click()
    page.locator("nav a").nth(2).click()
    for place in (r"/efficiency\?", r"/overview\?", r"#/\?"):
        page.go_back()
        expect(page).to_have_url(re.compile(place))


def test_headlines_follow_the_kind_of_score(page: Page, server: Served) -> None:
    """An additive score is no share of resources, and of a distance in Shephard's way less is progress."""
    models = [{"kind": "additive"}, {"kind": "malmquist", "convention": "shephard"}]
    study = server.ask("POST", "api/studies", json={"study": {"data": {"bundled": "china-health"}, "model": models}})[
        "id"
    ]
    server.run(study)
    page.goto(f"{server.base}#/study/{study}/overview?lang=en")
    settle(page)
    said = page.locator(".headlines").inner_text()
    index = server.ask("GET", f"api/studies/{study}/tables/malmquist_means")["columns"]
    overall = next(v for v, by in zip(index["tfpch"], index["by"], strict=True) if by == "overall")
    assert overall > 1
    assert f"Productivity fell by {100 * (overall - 1):.1f}% a year" in said
    assert "fewer resources" not in said
    scores = server.ask("GET", f"api/studies/{study}/tables/scores")["columns"]
    best = sum(1 for c, p in zip(scores["efficiency"], scores["period"], strict=True) if p == 2023 and c == "efficient")
    assert f"{best} of 31 units are on the frontier in 2023." in said
    first = page.locator(".bars [data-unit]").first.get_attribute("data-unit")
    ranks = zip(scores["unit"], scores["period"], scores["rank"], strict=True)
    assert first in {unit for unit, period, rank in ranks if period == 2023 and rank == 1}


def test_what_could_not_be_had_can_be_tried_again(context: BrowserContext, server: Served) -> None:
    page = context.new_page()  # one that may complain
    opened(page, server, "overview", "en")
    page.route("**/tables/malmquist_means", lambda route: route.abort())
    page.locator("nav a").nth(2).click()
    expect(page.get_by_role("button", name="Try again").first).to_be_visible()
    page.unroute("**/tables/malmquist_means")
    page.get_by_role("button", name="Try again").first.click()
    expect(page.locator("#figure-malmquist-by-interval")).to_be_visible()
