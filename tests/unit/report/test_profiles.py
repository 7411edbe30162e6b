"""Profiles of the report: what each has, in what order, and that every sentence holds where it stands."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from farrell import run_study
from farrell.catalogue import LANGUAGES, text
from farrell.report.document import Document, compose
from farrell.report.html import render_html
from farrell.report.paper import LONG, PAGE
from farrell.report.parts import Bullets, Code, Figure, Paragraph, Profile, Section, Subheading, Table
from farrell.report.profiles import PROFILES, composed
from farrell.report.sections.briefing import FEWEST_FOUND, MOST_FOUND
from farrell.study import load_results

BOTH = '[[model]]\nkind = "efficiency"\n[[model]]\nkind = "malmquist"\n'
ADVICE = '[benchmarks]\n[rebalance]\nmove = ["beds"]\n'
NEVER = re.compile(r"\{|\bnan\b|None|report\.[a-z]|;\s*\.|\s,|。。|\.\.(?!/)|，。")
"""What no text of a report has."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A panel with groups, advice, a plan, intervals: run once."""
    home = tmp_path_factory.mktemp("profiles")
    rng = np.random.default_rng(3)
    size = rng.lognormal(3, 0.5, 24)
    parts = [
        pd.DataFrame(
            {
                "unit": [f"Unit {i:03d}" for i in range(24)],
                "year": 2019 + t,
                "beds": size * rng.lognormal(0, 0.2, 24),
                "staff": size * rng.lognormal(0, 0.2, 24),
                "visits": size * rng.lognormal(0.05 * t, 0.2, 24),
                "region": ["east" if i % 2 else "west" for i in range(24)],
            }
        )
        for t in range(3)
    ]
    pd.concat(parts).to_csv(home / "data.csv", index=False)
    head = 'schema = 1\n[data]\nfile = "data.csv"\nunit = "unit"\nperiod = "year"\ninputs = ["beds", "staff"]\n'
    head += 'outputs = ["visits"]\n[groups]\nby = "region"\n[outputs]\nfigures = []\ndocuments = []\ntables = ["csv"]\n'
    sure = "[inference]\nreplicates = 100\nseed = 1\n"
    (home / "study.toml").write_text(head + BOTH + ADVICE + sure, encoding="utf-8")
    return run_study(home / "study.toml", home / "out").folder


@cache
def documents(folder: Path, language: str) -> dict[str, Document]:
    return composed(load_results(folder), language, PROFILES)  # type: ignore[arg-type]


def tables(sections: list[Section]) -> list[Table]:
    return [part for section in sections for part in section.parts if isinstance(part, Table)]


def sentences(section: Section) -> list[str]:
    out: list[str] = []
    for part in section.parts:
        if isinstance(part, Paragraph):
            out.append(part.text)
        elif isinstance(part, (Bullets, Profile)):
            out += part.items
    return out


def spoken(document: Document) -> list[str]:
    """All that a document says: headings, sentences, captions, notes, headers, cells of words."""
    out = [document.title, document.subtitle]
    for section in document.sections:
        out += [section.heading, *sentences(section)]
        for part in section.parts:
            if isinstance(part, Subheading):
                out.append(part.text)
            if isinstance(part, (Table, Figure)):
                out.append(part.caption)
            if isinstance(part, Table):
                out += [part.notes, *part.header]
    return out


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_profile_counts_its_own_figures_and_tables_and_says_nothing_raw(folder, language):
    for profile, document in documents(folder, language).items():
        assert document.profile == profile
        numbers = [table.number for table in tables(document.sections)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert [figure.number for figure in document.figures] == list(range(1, len(document.figures) + 1))
        assert all(section.parts for section in document.sections)
        assert len({section.id for section in document.sections}) == len(document.sections)
        for said in spoken(document):
            assert not NEVER.search(said), (profile, said)


def test_the_full_profile_is_the_report_as_it_was(folder):
    whole = compose(load_results(folder), "en")
    assert [s.heading for s in documents(folder, "en")["full"].sections] == [s.heading for s in whole.sections]
    assert whole.subtitle == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_paper_has_methods_results_limitations_and_long_tables_last(folder, language):
    whole, paper = (documents(folder, language)[profile] for profile in ("full", "paper"))
    keys = ("methods", "results", "limits", "references", "supplement")
    headings = {**{key: f"report.paper-h-{key}" for key in keys}, "references": "report.h-references"}
    assert [section.id for section in paper.sections] == list(keys)
    assert [section.heading for section in paper.sections] == [text(headings[k], language) for k in keys]
    parts = [part for section in paper.sections for part in section.parts]
    assert not any(isinstance(part, (Profile, Code)) for part in parts)
    assert not any(part.folded for part in parts if isinstance(part, Table))
    captions = {table.caption for table in tables(whole.sections)}
    assert {table.caption for table in tables(paper.sections)} == captions
    assert {figure.caption for figure in paper.figures} == {figure.caption for figure in whole.figures}
    rows = {section.id: max((len(t.rows) for t in tables([section])), default=0) for section in paper.sections}
    assert rows["results"] <= PAGE
    longest = [t for t in tables([paper.sections[1]]) if len(t.rows) > LONG]
    assert [t.caption for t in longest] == [text("report.t-efficiency", language, when=whole.names.when(2021))]
    for heading in (part.text for part in parts if isinstance(part, Subheading)):
        assert not heading.endswith(("?", "？"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_paper_says_where_its_long_tables_stand(folder, language):
    paper = documents(folder, language)["paper"]
    supplement = [t.number for t in tables([paper.sections[-1]])]
    begun = re.compile(text("report.paper-tables", language, first="N", last="N").split("N")[0].removesuffix("s ")[:12])
    said = [s for s in sentences(paper.sections[1]) if begun.match(s)]
    named: list[int] = []
    for sentence in said:
        ends = [int(n) for n in re.findall(r"\d+", sentence)]
        named += range(ends[0], ends[-1] + 1)
    assert named == supplement[: len(named)]
    assert len(supplement) - len(named) == 2  # checks and settings are of no section of results


def test_a_paper_tells_nobody_what_to_do(folder):
    said = " ".join(spoken(documents(folder, "en")["paper"]))
    for word in ("recommend", "should do first", "who should give", "Slack tables shrink"):
        assert word not in said, word


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_brief_has_few_sentences_one_figure_one_small_table(folder, language):
    brief = documents(folder, language)["brief"]
    assert [section.id for section in brief.sections] == ["asked", "found", "do", "limits"]
    found = sentences(brief.sections[1])
    assert FEWEST_FOUND <= len(found) <= MOST_FOUND
    assert len(set(found)) == len(found)
    assert len(brief.figures) == 1
    assert len(tables(brief.sections)) == 1
    assert len(sentences(brief.sections[3])) == 1
    assert re.search(r"100|90", " ".join(sentences(brief.sections[0])))
    assert any("24" in sentence for sentence in sentences(brief.sections[0]))


def test_a_brief_says_how_sure_it_is_and_names_no_table_that_it_lacks(folder):
    brief = documents(folder, "en")["brief"]
    told = " ".join(sentences(brief.sections[2]))
    assert "beyond chance" in told
    assert "No confidence intervals" not in told
    said = " ".join(spoken(brief))
    for word in ("see the section", "see the table", "tables show", "checks below", "recommend"):
        assert word not in said, word


def test_numbers_of_the_brief_are_those_of_the_tables(folder):
    results = load_results(folder)
    total = results.tables["redundancy"]
    total = total[(total["rts"] == "vrs") & (total["period"] == 2021)]
    [table] = tables(documents(folder, "en")["brief"].sections)
    for row, (_, known) in zip(table.rows, total.iterrows(), strict=True):
        change = 100 * (known["target"] / known["actual"] - 1)
        assert float(row[-1].replace("\u2212", "-")) == pytest.approx(change, abs=0.051)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_page_for_each_unit_with_its_own_numbers(folder, language):
    results, pages = load_results(folder), documents(folder, language)["province"]
    assert [section.heading for section in pages.sections] == results.meta["data"]["units"]
    assert all(section.on_new_page for section in pages.sections)
    scores = results.tables["efficiency"].set_index(["unit", "period"])
    for section in pages.sections:
        figures = [part for part in section.parts if isinstance(part, Figure)]
        assert len(figures) == 1
        assert section.heading in figures[0].caption
        first = tables([section])[0]
        assert [row[1] for row in first.rows] == [
            f"{scores.loc[(section.heading, y), 'te_crs']:.3f}" for y in (2019, 2020, 2021)
        ]
        ranks = [row[-2] for row in first.rows]
        assert ranks == [str(scores.loc[(section.heading, y), "rank"]) for y in (2019, 2020, 2021)]


def test_chinese_pages_have_chinese_brackets(folder) -> None:
    said = [s for section in documents(folder, "zh")["province"].sections for s in sentences(section)]
    assert any("（" in sentence for sentence in said)
    assert [sentence for sentence in said if " (" in sentence] == []


def test_pages_tell_of_intervals_productivity_and_the_plan(folder):
    results, pages = load_results(folder), documents(folder, "en")["province"]
    moves = results.tables["plan_moves"]
    index = results.tables["malmquist_means"]
    index = index[index["by"] == "unit"].set_index("name")["tfpch"]
    for section in pages.sections:
        said = sentences(section)
        unit = section.heading
        assert any(f"Malmquist index {index[unit]:.3f}" in s for s in said)
        assert any("% interval of TE" in s for s in said)
        moved = moves[(moves["unit"] == unit) & (moves["in"] != moves["out"])]
        assert any("moves nothing here" in s for s in said) == (len(moved) == 0)
        assert any("every plan nearly as good" in s for s in said) == bool(moved["sure"].any())
        assert any("one choice among several" in s for s in said) == bool((~moved["sure"].astype(bool)).any())


def test_ranks_of_productivity_are_counted_from_the_best(folder):
    pages = documents(folder, "en")["province"]
    said = {s.heading: next(x for x in sentences(s) if x.startswith("Malmquist")) for s in pages.sections}
    index = load_results(folder).tables["malmquist_means"]
    index = index[index["by"] == "unit"].sort_values("tfpch", ascending=False)
    places = [int(re.findall(r"rank (\d+) of 24", said[unit])[0]) for unit in index["name"]]
    assert places == sorted(places)
    assert places[0] == 1


@pytest.mark.parametrize(
    ("units", "periods", "models"),
    [
        (5, 1, '[[model]]\nkind = "efficiency"\n'),
        (6, 2, '[[model]]\nkind = "malmquist"\n'),
        (8, 1, '[[model]]\nkind = "sbm"\n'),
        (70, 2, BOTH),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_profile_of_every_kind_of_study_is_sensible(run, frame, units, periods, models, language):
    allow = 'allow = ["few-units"]'
    data = frame(units, periods)
    outputs = 'figures = []\ndocuments = []\ntables = ["csv"]'
    folder = run(data, models=models, period=periods > 1, group=False, extra=allow, outputs=outputs)
    made = composed(load_results(folder), language, PROFILES)
    for document in made.values():
        for said in spoken(document):
            assert not NEVER.search(said), said
        assert "province" not in render_html(document).lower()
    assert len(made["province"].sections) == units
    assert 1 <= len(sentences(made["brief"].sections[1])) <= MOST_FOUND
    assert len(made["brief"].figures) == 1
    shown = made["brief"].figures[0].drawing.data
    assert len(shown) == min(units, 31)
    assert all(a <= b for a, b in pairwise(shown["value"]))
