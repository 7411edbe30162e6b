"""Instruction and data files of DEAP 2.1 become panels; every fault is named with file and line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from farrell import malmquist, read_deap, scale_efficiency
from farrell.catalogue import LANGUAGES
from farrell.errors import DataError, DataWarning, OptionError
from farrell.study import read_study
from farrell.study.template import deap_template

pytestmark = pytest.mark.filterwarnings("ignore::farrell.errors.DataWarning")

EG1 = "1 2 5\n2 2 4\n3 6 6\n1 3 2\n2 6 2\n"
EG4 = "1 2\n2 4\n3 3\n4 5\n5 6\n1 2\n3 4\n4 3\n3 5\n5 5\n1 2\n3 4\n4 3\n3 5\n5 5\n"
"""Examples 1 and 4 of the guide (Coelli 1996), outputs first."""
COMMENTS = ("DATA FILE NAME", "OUTPUT FILE NAME", "NUMBER OF FIRMS", "NUMBER OF TIME PERIODS", "NUMBER OF OUTPUTS")
COMMENTS += ("NUMBER OF INPUTS", "0=INPUT AND 1=OUTPUT ORIENTATED", "0=CRS AND 1=VRS", "0=DEA(MULTI-STAGE), 1=COST-DEA")


@pytest.fixture
def write(tmp_path):
    """Write an instruction file and its data; the path of the former."""

    def written(data: str, *numbers: object, name: str = "eg1.dta", file: str = "eg1.dta") -> Path:
        values = (name, "eg1.out", *numbers)
        lines = [f"{value}\t\t{comment}" for value, comment in zip(values, COMMENTS, strict=False)]
        (tmp_path / file).write_text(data, encoding="ascii")
        (tmp_path / "eg1.ins").write_text("\r\n".join(lines) + "\r\n\x1a", encoding="ascii")
        return tmp_path / "eg1.ins"

    return written


def faults(path: Path) -> list[tuple[str, str, int]]:
    with pytest.raises(DataError) as caught:
        read_deap(path)
    for language in LANGUAGES:
        assert caught.value.text(language)
    return [(f.code, f.place.file, f.place.row) for f in caught.value.findings]


def test_example_1_of_the_guide_gives_its_scores(write):
    study = read_deap(write(EG1, 5, 1, 1, 2, 0, 0, 0))
    assert (study.model, study.orientation, study.rts, study.slacks) == ("dea", "input", "crs", "multi-stage")
    assert study.panel.units == ("1", "2", "3", "4", "5")
    assert study.panel.roles.inputs == ("x1", "x2")
    assert study.panel.roles.outputs == ("y1",)
    assert study.panel.X.tolist() == [[2, 5], [2, 4], [6, 6], [3, 2], [6, 2]]
    te = scale_efficiency(study.panel, orientation=study.orientation).te_crs
    assert np.round(te, 3).tolist() == [0.5, 1.0, 0.833, 0.714, 1.0]


def test_example_4_of_the_guide_gives_its_indices(write):
    study = read_deap(write(EG4, 5, 3, 1, 1, 1, 0, 2))
    assert (study.model, study.orientation) == ("malmquist", "output")
    assert study.panel.periods == (1, 2, 3)
    found = malmquist(study.panel, orientation="output").to_frame()
    second = found[found["period_to"] == 2]
    assert second["tfpch"].round(3).tolist() == [1.0, 1.5, 1.333, 0.75, 1.2]


def test_warnings_point_at_the_line_of_the_user(write):
    path = write(EG1, 5, 1, 1, 2, 0, 0, 0)
    with pytest.warns(DataWarning) as caught:
        read_deap(path)
    assert {Path(w.filename).name for w in caught} == {Path(__file__).name}


@pytest.mark.parametrize(
    ("number", "model", "slacks"), [(0, "dea", "multi-stage"), (3, "dea", "one-stage"), (4, "dea", "two-stage")]
)
def test_the_model_says_how_slacks_were_looked_for(write, number, model, slacks):
    study = read_deap(write(EG1, 5, 1, 1, 2, 1, 1, number))
    assert (study.model, study.slacks, study.orientation, study.rts) == (model, slacks, "output", "vrs")


def test_prices_follow_the_inputs_where_costs_are_asked_for(write):
    study = read_deap(write("1 2 5 1 3\n2 2 4 1 3\n3 6 6 1 3\n", 3, 1, 1, 2, 0, 1, 1))
    assert study.model == "cost"
    assert study.panel.roles.input_prices == ("price of x1", "price of x2")
    assert study.panel.numbers["price of x2"].tolist() == [3, 3, 3]
    assert study.to_frame().columns.tolist() == ["firm", "y1", "x1", "x2", "price of x1", "price of x2"]


def test_numbers_are_read_as_fortran_writes_them(write):
    study = read_deap(write("1.5D+01 2. 5\n\n  2\t+2  .4 \n3 6 1e-2\n\x1a", 3, 1, 1, 2, 0, 1, 0))
    assert study.panel.Y.ravel().tolist() == [15, 2, 3]
    assert study.panel.X[:, 1].tolist() == [5, 0.4, 0.01]
    assert study.panel.rows.tolist() == [1, 3, 4]


def test_the_data_file_is_found_whatever_its_letters(write):
    assert len(read_deap(write(EG1, 5, 1, 1, 2, 0, 0, 0, name="EG1.DTA", file="Eg1.dta")).panel) == 5


def test_names_are_taken_as_given_and_must_fit(write):
    path = write(EG4, 5, 3, 1, 1, 1, 0, 2)
    names = {"units": list("ABCDE"), "periods": [2019, 2020, 2021], "outputs": ["visits"], "inputs": ["beds"]}
    panel = read_deap(path, **names).panel
    assert panel.units == tuple("ABCDE")
    assert panel.periods == (2019, 2020, 2021)
    assert panel.roles.numeric == ("beds", "visits")
    for key, wrong in (("units", list("ABCDD")), ("periods", [2019]), ("inputs", [])):
        with pytest.raises(OptionError) as caught:
            read_deap(path, **{**names, key: wrong})
        assert caught.value.code == "deap-names"
        assert key in caught.value.text("zh")


def test_every_fault_of_the_data_has_its_line(write):
    found = faults(write("1 2 5\n2 2\n3 six 6\n1 3 2 9\n2 6 1,5\n\n1 1 1\n", 5, 1, 1, 2, 0, 0, 0))
    assert found == [
        ("deap-cells", "eg1.dta", 2),
        ("non-numeric", "eg1.dta", 3),
        ("deap-cells", "eg1.dta", 4),
        ("non-numeric", "eg1.dta", 5),
        ("deap-rows", "eg1.dta", 7),
    ]


def test_rows_too_few_are_said_where_the_file_ends(write):
    assert faults(write("1 2 5\n2 2 4\n", 5, 1, 1, 2, 0, 0, 0)) == [("deap-rows", "eg1.dta", 2)]


@pytest.mark.parametrize(
    ("numbers", "row"),
    [
        ((0, 1, 1, 2, 0, 0, 0), 3),
        (("five", 1, 1, 2, 0, 0, 0), 3),
        ((5, 1, 1.5, 2, 0, 0, 0), 5),
        ((5, 1, 1, 0, 0, 0, 0), 6),
        ((5, 1, 1, 2, 2, 0, 0), 7),
        ((5, 1, 1, 2, 0, -1, 0), 8),
        ((5, 1, 1, 2, 0, 0, 5), 9),
    ],
)
def test_a_wrong_instruction_has_its_line(write, numbers, row):
    assert faults(write(EG1, *numbers)) == [("deap-value", "eg1.ins", row)]


def test_all_wrong_instructions_are_said_at_once(write):
    found = faults(write(EG1, "x", 1, 1, 2, 7, 0, 0))
    assert [row for _, _, row in found] == [3, 7]


@pytest.mark.parametrize(("periods", "model"), [(1, 2), (3, 0)])
def test_periods_must_go_with_the_model(write, periods, model):
    assert faults(write(EG4, 5, periods, 1, 1, 1, 0, model)) == [("deap-periods", "eg1.ins", 4)]


def test_a_short_instruction_file_says_what_is_missing(write):
    path = write(EG1, 5, 1, 1)
    assert faults(path) == [("deap-line", "eg1.ins", 5)]
    with pytest.raises(DataError, match="NUMBER OF INPUTS"):
        read_deap(path)


def test_files_that_are_not_there_or_empty_are_said(write, tmp_path):
    with pytest.raises(DataError) as caught:
        read_deap(tmp_path / "none.ins")
    assert caught.value.code == "file-missing"
    with pytest.raises(DataError) as caught:
        read_deap(write(EG1, 5, 1, 1, 2, 0, 0, 0, name="other.dta"))
    assert (caught.value.code, "other.dta" in str(caught.value)) == ("file-missing", True)
    with pytest.raises(DataError) as caught:
        read_deap(write(" \n", 5, 1, 1, 2, 0, 0, 0))
    assert caught.value.code == "empty-file"


@pytest.mark.parametrize(
    ("data", "numbers", "kind"),
    [(EG1, (5, 1, 1, 2, 0, 0, 0), "efficiency"), (EG4, (5, 3, 1, 1, 1, 0, 2), "malmquist")],
)
def test_the_study_file_asks_for_the_same(write, tmp_path, data, numbers, kind):
    study = read_deap(write(data, *numbers))
    study.to_frame().to_csv(tmp_path / "eg.csv", index=False)
    (tmp_path / "study.toml").write_text(deap_template(study, "eg.csv", "eg"), encoding="utf-8")
    spec = read_study(tmp_path / "study.toml")
    assert [(m.kind, m.options["orientation"]) for m in spec.models] == [(kind, study.orientation)]
    assert spec.data["outputs"] == list(study.panel.roles.outputs)
