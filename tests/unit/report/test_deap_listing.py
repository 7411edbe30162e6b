"""The listing in DEAP's layout, beside what DEAP 2.1 printed for the examples of its guide and a study of 5 firms."""

from __future__ import annotations

import re

import pytest

from farrell import read_deap, render_study, run_study
from farrell.errors import OptionError
from farrell.study.template import deap_template

pytestmark = pytest.mark.filterwarnings("ignore::farrell.errors.FarrellWarning")

EG1 = ("1 2 5\n2 2 4\n3 6 6\n1 3 2\n2 6 2\n", (5, 1, 1, 2, 0, 0, 0))
EG4 = ("1 2\n2 4\n3 3\n4 5\n5 6\n" + "1 2\n3 4\n4 3\n3 5\n5 5\n" * 2, (5, 3, 1, 1, 1, 0, 2))
PRINTED = (
    "6149 5 537 6\n7364 5 679 9\n8874 8 905 16\n10063 13 1094 24\n12359 19 1623 36\n",
    (5, 1, 3, 1, 1, 1, 0),
)
"""A listing of DEAP's at m.pinggu.org/bbs/thread-1434967-1-1.html, output orientation, VRS; it prints the data too."""


@pytest.fixture
def listing(tmp_path):
    """The listing of a study of DEAP's."""

    def made(data: str, numbers: tuple[int, ...], language: str = "en") -> str:
        (tmp_path / "eg.dta").write_text(data, encoding="ascii")
        values = ("eg.dta", "eg.out", *numbers)
        (tmp_path / "eg.ins").write_text("".join(f"{value} comment\n" for value in values), encoding="ascii")
        study = read_deap(tmp_path / "eg.ins")
        study.to_frame().to_csv(tmp_path / "eg.csv", index=False)
        file = deap_template(study, "eg.csv", "Example").replace('documents = ["html"]', "documents = []")
        file = re.sub(r"(tables|figures) = .*", lambda m: f"{m[1]} = {['csv'] if m[1] == 'tables' else []}", file)
        (tmp_path / "study.toml").write_text(file, encoding="utf-8")
        run_study(tmp_path / "study.toml", tmp_path / "out")
        render_study(tmp_path / "out", tmp_path / "documents", formats=["deap.out"], language=language)
        return (tmp_path / "documents" / "deap.out").read_text(encoding="utf-8")

    return made


def block(words: str, begin: str, end: str) -> list[str]:
    """Lines that are not blank from one to another, the second left out."""
    lines = [line.rstrip() for line in words.splitlines()]
    first = lines.index(begin)
    return [line for line in lines[first : lines.index(end, first)] if line]


def test_example_1_is_listed_as_deap_lists_it(listing):
    words = listing(*EG1)
    assert block(words, " Input orientated DEA", " SUMMARY OF OUTPUT SLACKS:") == [
        *(" Input orientated DEA", " Scale assumption: CRS", " Slacks calculated using 2-stage method"),
        *(" EFFICIENCY SUMMARY:", "  firm     te", "    1  0.500", "    2  1.000", "    3  0.833", "    4  0.714"),
        *("    5  1.000", " mean  0.810"),
    ]
    assert block(words, " SUMMARY OF INPUT SLACKS:", " SUMMARY OF PEERS:") == [
        *(" SUMMARY OF INPUT SLACKS:", " firm  input:            1           2"),
        *("    1                0.000       0.500", "    2                0.000       0.000"),
        *("    3                0.000       0.000", "    4                0.000       0.000"),
        *("    5                0.000       0.000", " mean                0.000       0.100"),
    ]
    # the same peers as DEAP's, the largest weight first: DEAP has 5, 2 with 0.500, 1.000 for firm 3
    assert block(words, " SUMMARY OF PEERS:", " SUMMARY OF OUTPUT TARGETS:") == [
        *(" SUMMARY OF PEERS:", "  firm  peers:", "    1      2", "    2      2", "    3      2    5"),
        *("    4      5    2", "    5      5", " SUMMARY OF PEER WEIGHTS:", "   (in same order as above)"),
        *("  firm  peer weights:", "    1   0.500", "    2   1.000", "    3   1.000 0.500", "    4   0.286 0.214"),
        *("    5   1.000", " PEER COUNT SUMMARY:", "   (i.e., no. times each firm is a peer for another)"),
        *("  firm  peer count:", "    1       0", "    2       3", "    3       0", "    4       0", "    5       2"),
    ]
    assert block(words, " SUMMARY OF INPUT TARGETS:", " FIRM BY FIRM RESULTS:") == [
        *(" SUMMARY OF INPUT TARGETS:", " firm  input:            1           2"),
        *("    1                1.000       2.000", "    2                2.000       4.000"),
        *("    3                5.000       5.000", "    4                2.143       1.429"),
        "    5                6.000       2.000",
    ]
    first = block(words, "Results for firm:     1", "Results for firm:     2")
    assert first[1] == "Technical efficiency = 0.500"
    assert [line.split() for line in first[5:8]] == [
        ["output", "1", "1.000", "0.000", "0.000", "1.000"],
        ["input", "1", "2.000", "-1.000", "0.000", "1.000"],
        ["input", "2", "5.000", "-2.500", "-0.500", "2.000"],
    ]
    assert first[-1].split() == ["2", "0.500"]


def test_scores_of_a_listing_of_deaps_come_out_again(listing):
    words = listing(*PRINTED)
    assert words.count("Scale assumption: VRS") == 1
    assert block(words, "  firm  crste  vrste  scale", "Note: crste = technical efficiency from CRS DEA")[1:] == [
        *("    1  1.000  1.000  1.000  -", "    2  0.843  1.000  0.843 drs", "    3  0.632  1.000  0.632 drs"),
        *("    4  0.650  1.000  0.650 drs", "    5  0.633  1.000  0.633 drs", " mean  0.752  1.000  0.752"),
    ]
    assert words.count("Scale efficiency     = 0.843 (drs)") == 1


def numbers(lines: list[str]) -> list[float]:
    return [float(word) for line in lines for word in line.split() if re.fullmatch(r"-?\d+\.\d{3}", word)]


def test_example_4_is_listed_as_deap_lists_it(listing):
    words = listing(*EG4)
    distances = block(words, " year =     1", " MALMQUIST INDEX SUMMARY")
    assert distances[:3] == [
        " year =     1",
        "   firm      crs te rel to tech in yr      vrs",
        "    no.      ************************       te",
    ]
    printed = [
        *(0, 0.5, 0.375, 1, 0, 0.5, 0.375, 0.545, 0, 1, 0.75, 1, 0, 0.8, 0.6, 0.923, 0, 0.833, 0.625, 1),
        *(0, 0.727, 0.545, 0.894),
        *(0.5, 0.375, 0.375, 1, 0.75, 0.563, 0.563, 0.667, 1.333, 1, 1, 1, 0.6, 0.45, 0.45, 0.6, 1, 0.75, 0.75, 1),
        *(0.837, 0.628, 0.628, 0.853),
        *(0.375, 0.375, 0, 1, 0.563, 0.563, 0, 0.667, 1, 1, 0, 1, 0.45, 0.45, 0, 0.6, 0.75, 0.75, 0, 1),
        *(0.628, 0.628, 0, 0.853),
    ]
    # 0.5625 lies between two numbers of three decimals: DEAP itself prints both
    assert numbers(distances) == pytest.approx(printed, abs=0.0011)
    assert sum(abs(a - b) > 1e-9 for a, b in zip(numbers(distances), printed, strict=True)) <= 4
    index = block(words, " MALMQUIST INDEX SUMMARY", " MALMQUIST INDEX SUMMARY OF ANNUAL MEANS")
    assert index[2] == "   firm   effch  techch    pech    sech   tfpch"
    assert " mean    0.844   1.333   0.955   0.883   1.125" in index
    assert "     2   1.125   1.333   1.222   0.920   1.500" in index
    annual = block(words, " MALMQUIST INDEX SUMMARY OF ANNUAL MEANS", " MALMQUIST INDEX SUMMARY OF FIRM MEANS")
    assert annual[1:4] == [
        "   year   effch  techch    pech    sech   tfpch",
        "     2   0.844   1.333   0.955   0.883   1.125",
        "     3   1.000   1.000   1.000   1.000   1.000",
    ]
    assert words.rstrip().endswith("[Note that all Malmquist index averages are geometric means]")


def test_who_wrote_it_stands_on_top_in_the_language_of_the_report(listing):
    english, chinese = listing(*EG1), listing(*EG1, language="zh")
    assert english.splitlines()[:2][0] == " Example"
    assert "Farrell" in english.splitlines()[1]
    assert "Results from DEAP" not in english
    assert re.search("[\u4e00-\u9fff]", chinese.splitlines()[1])
    assert english.splitlines()[2:] == chinese.splitlines()[2:]


def test_units_and_years_with_names_are_numbered_on_top(run, frame, tmp_path):
    models = '[[model]]\nkind = "efficiency"\n[[model]]\nkind = "malmquist"\n'
    out = run(frame(6, 2), models=models, outputs='figures = []\ndocuments = []\ntables = ["csv"]')
    render_study(out, tmp_path / "documents", formats=["deap.out"])
    words = (tmp_path / "documents" / "deap.out").read_text(encoding="utf-8")
    assert "    6  Unit 005" in words.splitlines()
    assert "    2  2020" in words.splitlines()
    assert words.count("EFFICIENCY SUMMARY") == 4
    assert words.count("DISTANCES SUMMARY") == 1
    assert "nan" not in words


def test_a_study_without_either_model_has_no_listing(run, frame, tmp_path):
    pooled = '[[model]]\nkind = "efficiency"\nreference = "pooled"\n'
    out = run(frame(6, 1), models=pooled, outputs='figures = []\ndocuments = []\ntables = ["csv"]')
    with pytest.raises(OptionError) as caught:
        render_study(out, tmp_path / "documents", formats=["deap.out"])
    assert caught.value.code == "no-deap-listing"
    assert "efficiency" in caught.value.text("zh")
