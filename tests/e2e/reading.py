"""Reports opened in a browser, and what must hold of each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

OUTSIDE = """() => [...document.querySelectorAll("figure svg")].flatMap(svg => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll("text")].filter(text => {
    const box = text.getBoundingClientRect();
    return box.left < frame.left - 2 || box.right > frame.right + 2
      || box.top < frame.top - 2 || box.bottom > frame.bottom + 2;
  }).map(text => text.textContent);
})"""
"""The texts of figures that leave their drawing."""


@contextmanager
def opened(browser: Browser, report: Path) -> Iterator[Page]:
    """A report with everything unfolded; at the end nothing was asked of anybody and nothing was complained of."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    page.on("console", lambda m: complaints.append(m.text))
    page.on("pageerror", lambda e: complaints.append(str(e)))
    page.goto(report.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    yield page
    assert asked == [report.as_uri()]
    assert complaints == []
    page.close()


def is_accessible(page: Page) -> None:
    """axe-core finds nothing, and looked."""
    found = Axe().run(page)
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found.response["violations"]] == []
    assert len(found.response["passes"]) > 20
