"""report.html in a real browser: it renders, is accessible, sorts, prints, and asks nobody for anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from reading import OUTSIDE, is_accessible, opened
from running import farrell

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def reports(study_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The bundled study's report in both languages."""
    chinese = tmp_path_factory.mktemp("chinese") / "results"
    done = farrell("report", study_folder, "--lang", "zh", "--out", chinese)
    assert done.returncode == 0, done.stderr
    return {"en": study_folder / "report.html", "zh": chinese / "report.html"}


@pytest.fixture(params=["en", "zh"])
def page(browser: Browser, reports: dict[str, Path], request: pytest.FixtureRequest) -> Iterator[Page]:
    """A report with everything unfolded."""
    with opened(browser, reports[request.param]) as page:
        yield page


def test_axe_finds_nothing(page: Page) -> None:
    is_accessible(page)


def test_every_figure_is_described_and_numbered(page: Page, study_folder: Path) -> None:
    figures = page.locator("figure")
    assert figures.count() == len(list((study_folder / "figures").glob("*.svg")))
    for i in range(figures.count()):
        assert len(figures.nth(i).locator("svg").get_attribute("aria-label") or "") > 10
        assert re.match(rf"(Figure {i + 1}\.|图 {i + 1}) ", figures.nth(i).locator("figcaption").inner_text())


def test_no_text_of_a_figure_leaves_it(page: Page) -> None:
    """Whatever fonts this browser has, words stay within their drawing."""
    assert page.evaluate(OUTSIDE) == []


def test_the_contents_lead_to_the_sections(page: Page) -> None:
    links = page.locator("nav a")
    targets = [links.nth(i).get_attribute("href") or "" for i in range(links.count())]
    assert len(targets) == page.locator("main section[id]").count() > 16
    assert all(page.locator(target).count() == 1 for target in targets)


def test_tables_sort_and_restore(page: Page) -> None:
    table = page.locator("table.sortable", has=page.locator("tr.mean")).first

    def column(number: int) -> list[str]:
        return table.locator(f"tbody tr > :nth-child({number})").all_inner_texts()

    before = column(2)
    button = table.locator("thead th button").nth(1)
    for order in ("descending", "ascending"):
        button.click()
        assert table.locator(f"th[aria-sort={order}]").count() == 1
        units = [float(text) for text in column(2)[:31]]
        assert units == sorted(units, reverse=order == "descending")
        classes = table.locator("tbody tr").evaluate_all("rows => rows.map(r => r.className)")
        assert classes == [""] * 31 + ["mean"] * 4, "means stay last"
    button.click()
    assert column(2) == before
    assert table.locator("th[aria-sort]").count() == 0


def test_it_fits_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_it_prints(page: Page, tmp_path: Path) -> None:
    page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
