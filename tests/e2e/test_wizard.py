"""A study of one's own on the page: from a file to its results and documents, and the door of a password."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from serving import Served, served

from farrell.catalogue import LANGUAGES, Language, text
from farrell.data.provinces import provinces

pytestmark = pytest.mark.browser

HEADER = ["省份", "年份", "床位（张）", "卫生技术人员", "诊疗人次（万）", "年末人口（万人）", "备注"]
YEARS = (2021, 2022, 2023)
PASSWORD = "correct horse battery"
WAIT = 30_000
"""Milliseconds for the first answers of a server whose workers have just begun."""


def rows() -> list[list[object]]:
    rng = np.random.default_rng(5)
    out: list[list[object]] = []
    for province in provinces()[:16]:
        size = float(rng.uniform(1000, 9000))
        for year in YEARS:
            beds, staff, visits = (round(size * f * float(rng.uniform(0.8, 1.2)), 1) for f in (5, 8, 4))
            out.append([province.name_zh, year, beds, staff, visits, round(size), "年鉴"])
    return out


@pytest.fixture(scope="module")
def gb18030(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CSV file as spreadsheets in China write it."""
    content = io.StringIO()
    csv.writer(content).writerows([HEADER, *rows()])
    path = tmp_path_factory.mktemp("files") / "卫生资源.csv"
    path.write_bytes(content.getvalue().encode("gb18030"))
    return path


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with a sheet of notes, titles above the header, a gap, thousands separators and a row of totals."""
    import xlsxwriter

    table = rows()
    table[3][2] = "缺失"
    table[7][3] = f"{table[7][3]:,}"
    last = [row for row in table if row[1] == YEARS[-1]]
    sums = [sum(float(str(row[i]).replace(",", "")) for row in last) for i in range(2, 6)]
    table.append(["全国", YEARS[-1], *sums, "合计"])
    path = tmp_path_factory.mktemp("files") / "health.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("说明").write(0, 0, "数据说明")
        sheet = book.add_worksheet("数据")
        for number, row in enumerate([["表 1 卫生资源"], ["单位：见列名"], [], HEADER, *table]):
            sheet.write_row(number, 0, row)
    return path


@pytest.fixture
def page(browser: Browser, server: Served) -> Iterator[Page]:
    """A new user's browser; at the end nobody but the server was asked for anything, and no script failed."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    page = context.new_page()
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    page.on("pageerror", lambda e: faults.append(str(e)))
    page.goto(server.first)
    page.wait_for_selector("h1")
    yield page
    assert [url for url in asked if not url.startswith((server.base, "data:", "blob:"))] == []
    assert faults == []
    context.close()


class Wizard:
    """Goes through the steps in a language."""

    def __init__(self, page: Page, server: Served, language: Language) -> None:
        self.page, self.language = page, language
        page.goto(f"{server.base}#/new?lang={language}")

    def said(self, key: str, **values: object) -> str:
        return text(f"page.{key}", self.language, **values)

    def load(self, path: Path) -> None:
        self.page.set_input_files("input[type=file]", path)
        expect(self.page.locator("table.preview")).to_be_visible(timeout=WAIT)

    def to(self, step: str) -> None:
        self.page.get_by_role("button", name=self.said("next", step=self.said(f"step-name-{step}"))).click()
        expect(self.page.locator(".step h2")).to_have_text(self.said(f"wizard-{step}"))

    def role(self, column: str) -> str:
        return self.page.get_by_label(self.said("role-of", column=column)).input_value()

    def checked(self) -> str:
        self.page.wait_for_selector(".ruling.good, .ruling.stop", timeout=WAIT)
        return self.page.locator(".ruling").inner_text()

    def run(self) -> str:
        self.page.get_by_role("button", name=self.said("run")).click()
        expect(self.page.locator(".study")).to_be_visible(timeout=120_000)
        return self.page.url.partition("#/study/")[2].partition("/")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chinese_file_becomes_a_study(page: Page, server: Served, gb18030: Path, language: Language) -> None:
    wizard = Wizard(page, server, language)
    faults = [axe(page)]
    wizard.load(gb18030)
    expect(page.locator("p[role=status]")).to_contain_text("48")
    for step in ("roles", "checks", "model", "run"):
        faults.append(axe(page))
        wizard.to(step)
        if step == "roles":
            roles = [wizard.role(name.replace("（", "(").replace("）", ")")) for name in HEADER]
            assert roles == ["unit", "period", "input", "input", "output", "weight", "none"]
            assert page.locator(".guessed").count() == 6
        if step == "checks":
            assert wizard.checked().startswith(
                wizard.said("checked-panel", units=16, n=3, first=2021, last=2023, rows=48)
            )
        if step == "model":
            expect(page.get_by_label(wizard.said("second"))).not_to_be_checked()
            page.get_by_label(wizard.said("second")).check()
            page.get_by_label(wizard.said("planned")).check()
    faults.append(axe(page))
    assert faults == [[]] * 6
    page.get_by_label(wizard.said("title-zh")).fill("十六省")
    study = wizard.run()
    made = tomllib.loads(server.script.get(f"api/studies/{study}/study.toml").text)
    assert made["title"] == "十六省"
    assert made["data"]["file"] == "卫生资源.csv"
    assert made["data"]["inputs"] == ["床位(张)", "卫生技术人员"]
    assert made["data"]["persons"] == 10000
    assert made["groups"] == {"by": "region3"}
    assert [model["kind"] for model in made["model"]] == ["efficiency", "sbm", "malmquist"]
    assert made["model"][1] == {**made["model"][0], "name": "slacks", "kind": "sbm", "rts": "vrs"}
    assert made["rebalance"] == {"move": made["data"]["inputs"], "cap": 0.1}
    assert {"benchmarks", "space"} <= set(made)
    told = server.ask("GET", f"api/studies/{study}")
    assert told["state"] == "done"
    assert len(told["meta"]["units"]) == 16
    assert "model_comparison" in told["meta"]["tables"]


def axe(page: Page) -> list[object]:
    """What axe finds in both lights."""
    found: list[object] = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        found += [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in Axe().run(page).response["violations"]]
    return found


def test_fixes_that_are_offered_mend_a_workbook(page: Page, server: Served, workbook: Path) -> None:
    wizard = Wizard(page, server, "en")
    wizard.load(workbook)
    page.get_by_label(wizard.said("sheet")).select_option("数据")
    expect(page.get_by_label(wizard.said("header-row"))).to_have_value("4")
    wizard.to("roles")
    wizard.to("checks")
    wizard.checked()
    for _ in range(6):
        if page.locator(".ruling.good").count():
            break
        before = page.locator(".ruling").inner_text() + page.locator(".of-error").inner_text()
        page.locator(".of-error button").first.click()
        page.wait_for_timeout(300)
        page.wait_for_selector(".ruling.good, .ruling.stop")
        if not page.locator(".ruling.good").count():
            assert before != page.locator(".ruling").inner_text() + page.locator(".of-error").inner_text()
    assert "16 units" in wizard.checked()
    assert page.locator(".decided li").count() == 2
    page.locator(".decided button").last.click()
    expect(page.locator(".ruling.stop")).to_be_visible()
    expect(page.locator(".of-error")).to_contain_text("全国")


@pytest.fixture(scope="module")
def commas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Decimal commas, percent signs, and a row that stands twice with another number of beds."""
    table = [[*row[:5], f"{60 + i / 7:.1f}%"] for i, row in enumerate(rows())]
    table.append([*table[0][:2], 5.5, *table[0][3:]])
    lines = [
        ";".join(map(str, row)).replace(".", ",")
        for row in [["省份", "年份", "床位", "医师", "诊疗人次", "使用率"], *table]
    ]
    path = tmp_path_factory.mktemp("files") / "commas.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_and_rows_are_read_as_one_says(page: Page, server: Served, commas: Path, language: Language) -> None:
    wizard = Wizard(page, server, language)
    wizard.load(commas)
    numbers = page.get_by_label(wizard.said("numbers-as-text"))
    expect(numbers).to_have_value("0")
    wizard.to("roles")
    for column, role in (("床位", "input"), ("医师", "input"), ("诊疗人次", "output"), ("使用率", "output")):
        page.get_by_label(wizard.said("role-of", column=column)).select_option(role)
    wizard.to("checks")
    wizard.checked()
    comma = wizard.said("fix-read-decimal", mark=",")
    page.locator(".of-error button", has_text=comma).first.click()
    points = wizard.said("fix-read-points")
    page.locator(".of-error button", has_text=points).first.click()
    page.get_by_role("button", name=wizard.said("fix-duplicates-last")).click()
    expect(page.locator(".ruling.good")).to_be_visible(timeout=WAIT)
    assert axe(page) == []
    assert page.locator(".decided li").count() == 1
    notes = page.locator(".of-note")
    for words in ('decimal = ","', 'percent = "points"'):
        expect(notes).to_contain_text(words)
    expect(page.locator(".of-warning")).to_contain_text(
        text("check.excluded-unlike", language, other=50, columns="床位")
    )
    page.get_by_role("button", name=wizard.said("step-name-read")).click()
    expect(numbers).to_have_value("5")
    expect(page.get_by_label(wizard.said("percent"))).to_have_value("points")
    numbers.select_option("0")
    page.get_by_role("button", name=wizard.said("step-name-checks")).click()
    expect(page.locator(".ruling")).to_have_text(wizard.said("checks-stop"), timeout=WAIT)


def test_the_way_back_loses_nothing(page: Page, server: Served, gb18030: Path) -> None:
    wizard = Wizard(page, server, "en")
    wizard.load(gb18030)
    wizard.to("roles")
    page.get_by_label("Role of 卫生技术人员").select_option("none")
    page.get_by_label("Role of 床位(张)").select_option("none")
    expect(page.locator("ul.fault")).to_contain_text(wizard.said("lacks-input"))
    expect(page.get_by_role("button", name="Next: Checks")).to_be_disabled()
    page.get_by_label("Role of 床位(张)").select_option("input")
    wizard.to("checks")
    wizard.checked()
    wizard.to("model")
    page.get_by_label(wizard.said("want-output")).check()
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_label(text("page.want-output", "zh"))).to_be_checked()
    page.reload()
    expect(page.get_by_label(text("page.want-output", "zh"))).to_be_checked()
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="Roles").click()
    assert (wizard.role("床位(张)"), wizard.role("卫生技术人员")) == ("input", "none")
    page.locator(".brand").click()
    page.get_by_role("button", name=wizard.said("own-go-on", file="卫生资源.csv")).click()
    expect(page.locator(".step h2")).to_have_text(wizard.said("wizard-roles"))


def test_a_refusal_stands_where_the_file_was_given(page: Page, server: Served, tmp_path: Path) -> None:
    wizard = Wizard(page, server, "zh")
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04" + b"no workbook" * 50)
    page.set_input_files("input[type=file]", broken)
    expect(page.locator(".fault")).to_contain_text("broken.xlsx")
    page.get_by_role("button", name="English").click()
    expect(page.locator(".fault")).to_contain_text("damaged")
    areas = tmp_path / "areas.geojson"
    ring = "[[[0,0],[1,0],[1,1],[0,0]]]"
    areas.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"A"},'
        f'"geometry":{{"type":"Polygon","coordinates":{ring}}}}}]}}'
    )
    page.set_input_files("input[type=file]", areas)
    expect(page.locator(".fault")).to_contain_text(text("page.not-a-table", "en"))
    assert wizard.page.locator(".stepper button:enabled").count() == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_data_and_all_that_can_be_taken_away(page: Page, server: Served, language: Language) -> None:
    page.goto(f"{server.base}#/study/{server.example}/data?lang={language}&unit=Hebei")
    window = page.locator(".window")
    expect(window).to_be_visible()
    assert window.locator("table").get_attribute("aria-rowcount") == "311"
    window.evaluate("place => { place.scrollTop = place.scrollHeight; }")
    expect(window.locator("tbody tr[aria-rowindex='311']")).to_be_visible()
    page.get_by_label(text("page.only-picked", language, n=1)).check()
    expect(window.locator("tbody tr")).to_have_count(10)
    window.locator(".sort").nth(4).click()
    beds = [float(cell.replace(",", "")) for cell in window.locator("tbody tr td:nth-child(5)").all_inner_texts()]
    assert beds == sorted(beds)
    page.get_by_text(text("page.tables-csv", language, n=len(tables_of(server)))).click()
    with page.expect_download() as waiting:
        page.locator("a[download='efficiency.csv']").click()
    assert waiting.value.path().read_text(encoding="utf-8-sig").startswith("unit,period,")
    page.get_by_text(text("page.study-file", language)).click()
    expect(page.locator("pre.source")).to_contain_text('bundled = "china-health"')
    assert axe(page) == []


def tables_of(server: Served) -> dict[str, list[str]]:
    found: dict[str, list[str]] = server.ask("GET", f"api/studies/{server.example}")["meta"]["tables"]
    return found


def test_documents_are_made_and_taken_away(page: Page, server: Served) -> None:
    page.goto(f"{server.base}#/study/{server.example}/data?lang=en")
    place = page.locator(".documents")
    chosen, make = place.locator("fieldset input:checked"), place.locator("button.main")
    expect(chosen).not_to_have_count(0)
    while chosen.count() > 1:
        chosen.last.uncheck()
    expect(place.get_by_label(text("page.profile-full", "en"), exact=True)).not_to_be_checked()
    expect(make).to_be_disabled()
    place.get_by_label(text("page.profile-brief", "en")).check()
    make.click()
    expect(place.locator("progress")).to_be_visible()
    page.reload()
    link = place.locator(".links a[href$='/brief.html']")
    expect(link).to_be_visible(timeout=120_000)
    with page.expect_download() as waiting:
        link.click()
    assert waiting.value.path().read_text(encoding="utf-8").lstrip().startswith("<!")
    with page.expect_download() as waiting:
        place.locator("a[href$='documents.zip']").click()
    assert waiting.value.path().read_bytes().startswith(b"PK")


def test_a_password_leads_into_a_space_and_its_link_back(browser: Browser, tmp_path: Path, gb18030: Path) -> None:
    (tmp_path / "password").write_text(PASSWORD)
    with served(tmp_path / "space", "--password-file", tmp_path / "password") as there:
        page = browser.new_context().new_page()
        page.goto(f"{there.base}#/?lang=en")
        page.wait_for_selector("form.sign-in")
        assert axe(page) == []
        enter(page, "wrong")
        expect(page.locator(".fault")).to_contain_text("password is wrong")
        enter(page, PASSWORD)
        page.get_by_role("button", name=text("page.own-open", "en")).click()
        page.set_input_files("input[type=file]", gb18030)
        expect(page.locator("table.preview")).to_be_visible(timeout=WAIT)
        page.locator("summary", has_text=text("page.space", "en")).click()
        link = page.get_by_role("textbox", name=text("page.way-back", "en")).input_value()
        page.get_by_role("button", name=text("page.sign-out", "en")).click()
        expect(page.locator("form.sign-in")).to_be_visible()
        assert page.evaluate("sessionStorage.getItem('draft')").count("卫生资源") == 0
        page.close()
        again = browser.new_context(locale="en-US").new_page()
        again.goto(link)
        enter(again, PASSWORD)
        assert "come" not in again.url
        again.get_by_role("button", name=text("page.own-open", "en")).click()
        again.get_by_text(text("page.files-before", "en", n=1)).click()
        again.get_by_role("button", name="卫生资源.csv", exact=True).click()
        expect(again.locator("table.preview")).to_be_visible()
        again.close()


def enter(page: Page, password: str) -> None:
    page.locator("input[type=password]").fill(password)
    page.get_by_role("button", name=text("page.enter", "en")).click()
