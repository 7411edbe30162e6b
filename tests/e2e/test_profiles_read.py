"""The profiles of the report in a real browser: accessible, whole on a phone, as many pages on paper as promised."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser
from reading import OUTSIDE, is_accessible, opened
from running import farrell

pytestmark = pytest.mark.browser
PROFILES = {"en": ("brief", "province"), "zh": ("paper", "brief")}


@pytest.fixture(scope="module")
def folders(study_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The bundled study in each language, written in some of the profiles."""
    found = {}
    for language, profiles in PROFILES.items():
        found[language] = tmp_path_factory.mktemp(language) / "results"
        asked = [word for profile in profiles for word in ("--profile", profile)]
        done = farrell("report", study_folder, "--lang", language, "--out", found[language], "--format", "html", *asked)
        assert done.returncode == 0, done.stderr
    return found


@pytest.mark.parametrize(("language", "profile"), [(k, profile) for k, some in PROFILES.items() for profile in some])
def test_a_profile_reads_well_everywhere(
    browser: Browser, folders: dict[str, Path], language: str, profile: str, tmp_path: Path
) -> None:
    report = folders[language] / f"{profile}.html"
    assert report.stat().st_size < 5_000_000
    with opened(browser, report) as page:
        is_accessible(page)
        assert page.evaluate(OUTSIDE) == []
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.set_viewport_size({"width": 1400, "height": 900})
        page.pdf(path=tmp_path / "printed.pdf", prefer_css_page_size=True)
    pages = [printed.extract_text() for printed in pypdf.PdfReader(tmp_path / "printed.pdf").pages]
    assert all(len(text) > 50 for text in pages)
    if profile == "brief":
        assert len(pages) <= 2
    if profile == "province":
        assert len(pages) == 1 + 31
