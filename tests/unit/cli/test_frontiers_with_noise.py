"""``farrell three-stage`` and ``farrell sfa``: their tables are those of the functions, and objections are said."""

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

PANEL = farrell.load("china-health").panel
pytestmark = pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")


def ran(*words):
    return CliRunner().invoke(app, list(map(str, words)))


def table(*words):
    done = ran(*words)
    assert done.exit_code == 0, done.output
    return pd.read_csv(io.StringIO(done.stdout)), done.stderr


@pytest.fixture(scope="module")
def staged():
    logged = np.log(PANEL.numbers["gdp_per_capita_yuan"])
    on = ["log(gdp_per_capita_yuan)", "share_65plus"]
    return farrell.three_stage(PANEL, environment=on, more={on[0]: logged})


@pytest.mark.parametrize("name", ["stages", "means", "regressions", "tests", "adjustments"])
def test_three_stage_gives_each_table(staged, name):
    words = ("three-stage", "china-health", "--on", "log(gdp_per_capita_yuan),share_65plus", "--table", name)
    got, said = table(*words, "--group", "zone8")
    zoned = PANEL.with_group("zone8", farrell.data.province_groups(PANEL.units, "zone8"))
    frames = {
        "stages": staged.to_frame, "regressions": staged.estimates, "tests": staged.tests,
        "adjustments": staged.adjustments,
        "means": lambda: farrell.three_stage(
            zoned, environment=list(staged.settings["environment"]),
            more={"log(gdp_per_capita_yuan)": np.log(PANEL.numbers["gdp_per_capita_yuan"])},
        ).means("zone8"),
    }  # fmt: skip
    wanted = frames[name]()
    assert list(got) == list(wanted)
    for column in wanted.select_dtypes("number"):
        np.testing.assert_allclose(got[column], wanted[column].astype(float), rtol=1e-9, err_msg=column)
    assert "gamma" in said


def test_options_reach_the_function():
    got, _ = table("three-stage", "china-health", "--doubtful", "keep", "--regression", "period", "--table", "tests")
    assert set(got["treatment"]) == {"separated"}
    assert len(got) == 30
    done = ran("three-stage", "china-health", "--orientation", "output", "--json")
    assert json.loads(done.stdout)["settings"]["orientation"] == "output"


def test_objections_are_said_in_the_language_asked_for():
    chinese = ran("three-stage", "china-health", "--lang", "zh").stderr
    assert "松弛" in chinese
    assert "Slacks" not in chinese


def test_sfa_gives_each_table():
    wanted = farrell.sfa(PANEL, kind="distance", over_time="decay", trend="linear")
    words = ("sfa", "china-health", "--kind", "distance", "--over-time", "decay", "--trend", "linear")
    scores, said = table(*words)
    np.testing.assert_allclose(scores["te"], wanted.te, rtol=1e-9)
    assert "gamma" not in said
    estimates, _ = table(*words, "--table", "estimates")
    np.testing.assert_allclose(estimates["estimate"], wanted.coefficients["estimate"], rtol=1e-9)
    tests, _ = table(*words, "--table", "tests")
    assert tests["lr"].iloc[0] == pytest.approx(wanted.test.statistic)


def test_columns_of_a_file_become_the_environment(tmp_path):
    rng = np.random.default_rng(5)
    z, y = rng.uniform(1, 3, 60), rng.uniform(5, 15, 60)
    frame = pd.DataFrame({"u": [f"w{i}" for i in range(60)], "y": y, "z": z, "people": rng.uniform(10, 20, 60)})
    frame["x"] = y * np.exp(np.abs(rng.normal(0, 0.3, 60))) + 2 * z
    frame.to_csv(tmp_path / "wards.csv", index=False)
    roles = ("--unit", "u", "--inputs", "x", "--outputs", "y")
    got, _ = table("three-stage", tmp_path / "wards.csv", *roles, "--on", "log(z),z/people", "--table", "regressions")
    assert got["name"].tolist()[:3] == ["constant", "log(z)", "z/people"]
    words = ("sfa", tmp_path / "wards.csv", *roles, "--inefficiency", "truncated-normal", "--determinants", "z")
    estimates, _ = table(*words, "--table", "estimates")
    assert "delta z" in set(estimates["name"])


@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        (("three-stage", "china-health", "--table", "slacks"), "adjustments"),
        (("three-stage", "china-health", "--separation", "jondrow"), "production"),
        (("sfa", "china-health", "--kind", "distance", "--table", "slacks"), "estimates"),
        (("sfa", "china-health"), "distance"),
    ],
)
def test_what_is_wrong_is_said_with_what_is_allowed(words, allowed):
    done = ran(*words)
    assert isinstance(done.exception, OptionError)
    assert allowed in str(done.exception)
