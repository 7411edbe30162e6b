"""References: what the text cites, each known, nothing else; and a well-formed references.bib."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import farrell
from farrell import render_study
from farrell.catalogue import LANGUAGES, catalogue
from farrell.dea import models
from farrell.policy.models import MODULES as ALLOCATIONS
from farrell.policy.models import about as about_allocation
from farrell.productivity.models import ABOUTS
from farrell.report import compose
from farrell.report.references import entry, render_bibtex
from farrell.report.sections import references
from farrell.report.works import Work, cited, works
from farrell.study import load_results

NAME = r"[A-ZÅÄÖÉ][\w'’-]+"
LIKE_A_CITATION = re.compile(rf"{NAME}(?: et al\.|’s|'s| ?等)? ?[(（]?((?:1[89]|20)\d\d)(?!\d)")
NO_CITATIONS = {"April", "Census", "Yearbook", "Since", "In", "Group"}
CITING = ("report.", "model.", "determinants.", "panel.")
SOURCE = "\n".join(p.read_text(encoding="utf-8") for p in Path(farrell.__file__).parent.rglob("*.py"))
SOURCE += "\n".join(catalogue("en").values())


def said() -> list[str]:
    """All texts that may cite."""
    texts = [words for language in LANGUAGES for key, words in catalogue(language).items() if key.startswith(CITING)]
    texts += [models.about(key).source for key in models.MODULES] + [said.source for said in ABOUTS.values()]
    return texts + [about_allocation(key).source for key in ALLOCATIONS]


@pytest.mark.parametrize("words", sorted({text for text in said() if LIKE_A_CITATION.search(text)}))
def test_whatever_looks_like_a_citation_is_a_known_work(words):
    found = cited([words])
    years = {work.year for work in found}
    named = {work.surnames[-1] for work in works()}
    for match in LIKE_A_CITATION.finditer(words):
        if match[0].split()[0].rstrip("(（") not in NO_CITATIONS:
            known = int(match[1]) in years or _ambiguous(match, named)
            assert known, match[0]


def _ambiguous(match: re.Match[str], named: set[str]) -> bool:
    """Whether several works have these authors and this year, so that only a DOI tells them apart."""
    surname = re.split(r"[ (（’']", match[0])[0]
    same = [work for work in works() if work.surnames[-1].split(" ")[-1] == surname and work.year == int(match[1])]
    return surname in named and len(same) > 1


@pytest.mark.parametrize("work", works(), ids=lambda work: work.key)
def test_works_agree_with_the_tree(work):
    assert re.fullmatch(r"[a-z]+(?:-[a-z]+)*-\d{4}[a-z]?", work.key)
    assert 1900 < work.year < 2030
    assert all(author.strip() == author and author for author in work.authors)
    assert re.fullmatch(r"\d*(?:–\d+)?", work.pages)
    assert work.text.startswith(work.authors[0])
    if not work.doi:
        assert any(re.search(rf"{work.surnames[-1]}[^\n]{{0,90}}{work.year}", text) for text in (SOURCE,))
        return
    assert work.doi in SOURCE
    about = " ".join(SOURCE[max(0, m.start() - 300) : m.start()] for m in re.finditer(re.escape(work.doi), SOURCE))
    assert str(work.year) in about
    assert work.surnames[0].split(" ")[-1] in about


def test_dois_and_keys_are_of_one_work_each():
    dois = [work.doi for work in works() if work.doi]
    assert len(dois) == len(set(dois))
    texts = [work.text for work in works()]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("Kneip, Simar & Wilson (2015, DOI x)", ["kneip-et-al-2015"]),
        ("Seiford 与 Zhu 2003", ["seiford-zhu-2003"]),
        ("Aparicio、Ruiz 与 Sirvent（2007）", ["aparicio-et-al-2007"]),
        ("Phillips & Sul (2007, 2009)", ["phillips-sul-2007", "phillips-sul-2009"]),
        ("Lee & Yu's (2010)", ["lee-yu-2010"]),
        ("Wang et al. (2010), Wang 等（2021）", ["wang-2010", "wang-et-al-2021"]),
        ("Simar & Wilson 2000", []),
        ("DOI 10.1023/A:1007864806704", ["simar-wilson-2000b"]),
        ("DOI 10.1023/A:10078648067041", []),
        ("Nobody & Tone 2001, Anti-Moran 1950, Tone 20011", []),
        ("first Tone 2002, then Tone 2001, then Tone 2002", ["tone-2002", "tone-2001"]),
    ],
)
def test_citations(words, keys):
    assert [work.key for work in cited([words])] == keys


@pytest.fixture
def small(run, frame):
    quiet = "figures = []\ndocuments = []"

    def made(models):
        return load_results(run(frame(12, 3), models=models, outputs=quiet, name=f"out{abs(hash(models)) % 999}"))

    return made


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_report_has_the_references_of_its_methods_only(small, language):
    static = compose(small('[[model]]\nkind = "efficiency"\n'), language)
    keys = [work.key for work in references.of(static.sections)]
    assert {"charnes-et-al-1978", "banker-et-al-1984", "kruskal-wallis-1952"} <= set(keys)
    assert not {"fare-et-al-1994", "tone-2001", "lozano-villa-2004"} & set(keys)
    moving = compose(small('[[model]]\nkind = "sbm"\n[[model]]\nkind = "malmquist"\n'), language)
    keys = [work.key for work in references.of(moving.sections)]
    assert {"tone-2001", "fare-et-al-1994"} <= set(keys)
    assert "charnes-et-al-1978" not in keys
    last = moving.sections[-1]
    assert last.id == "references"
    assert last.parts[0].items == tuple(work.text for work in references.of(moving.sections))


def test_both_languages_cite_the_same(small):
    results = small('[[model]]\nkind = "efficiency"\n[[model]]\nkind = "malmquist"\ndecomposition = "zofio"\n')
    found = {key: {w.key for w in references.of(compose(results, key).sections)} for key in LANGUAGES}
    assert found["en"] == found["zh"]
    assert {"zofio-2007", "simar-wilson-1998b"} <= found["en"]


ENTRY = re.compile(r"@(article|incollection|book|misc)\{([a-z0-9-]+),\n((?:  [a-z]+ = \{.*\},\n)+)\}")


def test_bibtex_is_well_formed_and_the_same_works(small, tmp_path):
    results = small('[[model]]\nkind = "efficiency"\n[[model]]\nkind = "malmquist"\n')
    document = compose(results, "en")
    bib = render_bibtex(document)
    entries = ENTRY.findall(bib)
    assert [key for _, key, _ in entries] == [work.key for work in references.of(document.sections)]
    assert ENTRY.sub("", bib).strip().startswith("% ")
    assert len(ENTRY.sub("", bib).split("\n\n")[0].splitlines()) == 1
    for kind, key, fields in entries:
        names = re.findall(r"^  ([a-z]+) = ", fields, re.MULTILINE)
        assert names[:2] == ["author", "year"]
        assert len(names) == len(set(names))
        assert ("journal" in names) == (kind == "article"), key
        depth = [1 if c == "{" else -1 for c in re.sub(r"\\[{}]", "", fields) if c in "{}"]
        assert sum(depth) == 0


def test_hostile_fields_are_escaped():
    hostile = Work("x-2000", ("van den Broek", "O'Neil, A. & B."), 2000, "50 % of $x_1 } { #", "J & K", doi="10.1/a_b")
    made = entry(hostile)
    assert r"title = {{50 \% of \$x\_1 \} \{ \#}}" in made
    assert r"author = {{van den Broek} and O'Neil, A. \& B.}" in made
    assert "doi = {10.1/a_b}" in made


def test_the_page_and_the_file_have_them(run, frame, tmp_path):
    folder = run(frame(6, 2), outputs="figures = []")
    assert 'id="references"' in (folder / "report.html").read_text(encoding="utf-8")
    render_study(folder, tmp_path / "bib", formats=["references.bib"], language="zh")
    assert "@article{charnes-et-al-1978," in (tmp_path / "bib" / "references.bib").read_text(encoding="utf-8")
