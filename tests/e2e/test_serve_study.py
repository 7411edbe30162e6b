"""farrell serve STUDY as a user starts it: the first address leads to the study, whose results are there at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from running import farrell
from serving import served

from farrell.catalogue import LANGUAGES, text
from farrell.study import load_results

PROVINCES = """
schema = 1
[data]
bundled = "china-health"
[[model]]
kind = "efficiency"
[outputs]
tables = ["csv"]
figures = []
documents = []
"""


@pytest.mark.browser
def test_the_page_shows_the_results_of_the_command_line(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "provinces.toml").write_text(PROVINCES, encoding="utf-8")
    results = tmp_path / "results"
    assert farrell("run", tmp_path / "provinces.toml", "--out", results).returncode == 0
    with served(tmp_path / "kept", results, "--lang", "zh") as there:
        found = re.fullmatch(r"http://127\.0\.0\.1:\d+/\?token=[\w-]{43}#/study/([0-9a-f]{32})", there.first)
        assert found is not None, there.first
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="en")
        page.goto(there.first)
        expect(page.locator(".map [data-unit=Hebei]")).to_be_visible(timeout=60_000)
        expect(page).to_have_url(re.compile(rf"^{re.escape(there.base)}#/study/{found[1]}/overview\?"))
        page.close()
        shown = there.ask("GET", f"api/studies/{found[1]}")
        assert (shown["state"], shown["title"]["en"]) == ("done", "provinces")
        assert shown["meta"]["started"] == load_results(results).meta["started"]
        told = (tmp_path / "serve.log").read_text(encoding="utf-8")
        assert text("cli.results-taken", "zh", folder=results) in told


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_study_that_was_not_run_is_offered_to_run(browser: Browser, tmp_path: Path, language: str) -> None:
    (tmp_path / "panel.csv").write_text(
        "unit,beds,visits\n" + "".join(f"U{i},{i + 9},{20 + i % 4}\n" for i in range(9))
    )
    (tmp_path / "study.toml").write_text(
        'schema = 1\ntitle = "Nine"\n[data]\nfile = "panel.csv"\nunit = "unit"\ninputs = ["beds"]\n'
        'outputs = ["visits"]\n[[model]]\nkind = "efficiency"\n',
        encoding="utf-8",
    )
    with served(tmp_path / "kept", tmp_path / "study.toml") as there:
        page = browser.new_page(locale=language)
        page.goto(there.first)
        expect(page.locator("main")).to_contain_text("Nine")
        page.get_by_role("button", name=text("page.run", language)).click()
        expect(page.locator("nav [aria-current=page]")).to_be_visible(timeout=60_000)
        page.close()


@pytest.mark.parametrize(
    ("study", "code", "exit_code"),
    [("none.toml", "study-missing", 2), ("broken.toml", "study-toml", 2), ("gone.toml", "file-missing", 3)],
)
def test_a_fault_of_the_study_is_told_as_by_a_run(tmp_path: Path, study: str, code: str, exit_code: int) -> None:
    (tmp_path / "broken.toml").write_text("[", encoding="utf-8")
    gone = '[data]\nfile = "a.csv"\nunit = "u"\ninputs = ["x"]\noutputs = ["y"]\n[[model]]\nkind = "efficiency"\n'
    (tmp_path / "gone.toml").write_text(f"schema = 1\n{gone}", encoding="utf-8")
    options = ("--port", "0", "--no-open", "--workspace", tmp_path / "kept")
    refused, run = (
        farrell("serve", tmp_path / study, *options),
        farrell("run", tmp_path / study, "--out", tmp_path / "o"),
    )
    assert f"[{code}]" in refused.stderr
    assert (refused.returncode, refused.stderr, refused.stdout) == (exit_code, run.stderr, "")
    assert run.returncode == exit_code
