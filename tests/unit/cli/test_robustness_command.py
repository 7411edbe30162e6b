"""``farrell robustness``: its tables are those of the functions."""

from __future__ import annotations

import io
import json

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import farrell
from farrell.cli.main import app
from farrell.errors import OptionError

pytestmark = pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
PANEL = farrell.load("china-hospitals-2011").panel


def ran(*words):
    return CliRunner().invoke(app, ["robustness", "china-hospitals-2011", *map(str, words)])


def table(*words):
    done = ran(*words)
    assert done.exit_code == 0, done.output
    return pd.read_csv(io.StringIO(done.stdout), keep_default_na=False, na_values=[""])


def same(got, wanted):
    assert list(got) == list(wanted)
    for column in wanted.select_dtypes("number"):
        np.testing.assert_allclose(got[column].astype(float), wanted[column].astype(float), rtol=1e-9, err_msg=column)


def curve(**choices):
    own = list(PANEL.roles.inputs)
    given = {"inputs": [own, *([o for o in own if o != one] for one in own)] if len(own) > 2 else [own]}
    return farrell.specification_curve(PANEL, **{**given, **choices})


def test_the_tables_of_the_curve():
    one, two = PANEL.units[:2]
    findings = [f"{one} is efficient", f"{one} above {two}"]
    wanted = curve(findings=findings, models=["dea", "fdh"], drop=[[], [two]])
    words = ("--finding", "; ".join(findings), "--models", "dea,fdh", "--drop", two)
    for name, frame in {
        "findings": wanted.shares(), "choices": wanted.by_choice(), "specifications": wanted.to_frame(),
        "units": wanted.units(),
    }.items():  # fmt: skip
        same(table(*words, "--table", name), frame)


def test_the_tables_of_single_units():
    options = {"rts": "vrs", "orientation": "output"}
    words = ("--score", "te_vrs", "--orientation", "output")
    found = farrell.outliers(PANEL, **options)
    drawn = farrell.bootstrap(PANEL, seed=4, replicates=20, level=0.9, **options)
    unit = PANEL.units[0]
    for name, frame in {
        "leave-one-out": farrell.leave_one_out(PANEL, **options).by_unit(),
        "outliers": found.to_frame(), "outlier-sets": found.ap.separation(),
        "stability": farrell.stability_radii(PANEL, **options).to_frame(),
        "ranks": farrell.rank_stability(drawn).to_frame(),
        "dropped": farrell.drop_units(PANEL, unit, **options).means().assign(dropped=unit),
    }.items():  # fmt: skip
        got = table(*words, "--table", name, "--replicates", 20, "--level", 0.9, "--seed", 4, "--drop", unit)
        same(got[list(frame)], frame)


def test_findings_are_the_panels_own_by_default_and_settings_are_told():
    done = ran("--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert said["settings"] == {
        "table": "findings", "rts": "crs", "orientation": "input", "reference": "own", "seed": 0,
    }  # fmt: skip
    assert any(row["finding"].endswith("is efficient") for row in said["rows"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--table", "moves"), "leave-one-out"),
        (("--table", "dropped"), "--drop"),
        (("--table", "dropped", "--drop", ";"), "--drop"),
        (("--table", "dropped", "--drop", ","), "--drop"),
        (("--score", "se"), "te_vrs"),
        (("--finding", "nobody shines"), "findings"),
        (("--input-sets", "weather"), "weather"),
    ],
)
def test_what_makes_no_sense_is_refused(words, said):
    done = ran(*words)
    assert isinstance(done.exception, OptionError)
    assert said in str(done.exception)
