"""``farrell determinants``: its tables are those of the functions, and the objection to a Tobit is said."""

from __future__ import annotations

import io
import json

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import farrell
from farrell.cli.main import app
from farrell.errors import DataError, OptionError

PANEL = farrell.load("china-health").panel
ON = ["log(gdp_per_capita_yuan)", "share_65plus", "log(density)"]
OPTIONS = {"on": ON, "seed": 3, "first": 5, "replicates": 50, "standardise": True}
WORDS = ("--on", ",".join(ON), "--seed", 3, "--first", 5, "--replicates", 50, "--standardise")


def ran(*words):
    return CliRunner().invoke(app, ["determinants", *map(str, words)])


def table(*words):
    done = ran(*words)
    assert done.exit_code == 0, done.output
    return pd.read_csv(io.StringIO(done.stdout)), done.stderr


def same(got, wanted):
    assert list(got) == list(wanted)
    for column in wanted.select_dtypes("number"):
        np.testing.assert_allclose(got[column], wanted[column].astype(float), rtol=1e-9, err_msg=column)


def test_every_table_is_that_of_the_functions():
    found = farrell.determinants(PANEL, **OPTIONS)
    frames = {
        "effects": found.to_frame(), "coefficients": found.coefficients(),
        "second-stage": found.second_stage.to_frame(), "fits": found.fits(),
    }  # fmt: skip
    for name, wanted in frames.items():
        got, said = table("china-health", *WORDS, "--table", name)
        same(got, wanted)
        assert "scores are not censored" in said


def test_variants_and_ratios_are_tables_too():
    got, _ = table("china-health", *WORDS, "--table", "variants")
    same(got, farrell.second_stage_variants(PANEL, **OPTIONS).efficiency())
    got, said = table("china-health", "--on", "log(density)", "--table", "ratio", "--orientation", "output")
    found = farrell.conditional_order_m(PANEL, on="log(density)", orientation="output")
    np.testing.assert_allclose(got["ratio"], found.ratio, rtol=1e-9)
    assert set(got["name"]) == {"log(density)"}
    assert "Output orientation" in said


def test_options_reach_the_function_and_the_objection_goes_with_the_tobit():
    words = ("china-health", *WORDS, "--rts", "crs", "--algorithm", 1, "--method", "fractional-logit", "--json")
    done = ran(*words)
    told = json.loads(done.stdout)
    assert (told["settings"]["rts"], told["settings"]["algorithm"], told["settings"]["seed"]) == ("crs", 1, 3)
    assert "censored" not in done.stderr
    chinese = ran("china-health", *WORDS, "--lang", "zh").stderr
    assert "删失" in chinese
    assert "censored" not in chinese


def test_columns_of_the_bundled_file_without_a_role_can_be_covariates():
    got, _ = table("china-health", "--on", "urban_share", "--first", 5, "--replicates", 20, "--method", "tobit")
    assert set(got["name"]) == {"urban_share"}
    assert set(got["method"]) == {"second stage", "second stage, clustered", "tobit"}


def test_columns_of_a_file_become_the_environment(tmp_path):
    rng = np.random.default_rng(5)
    z, y = rng.uniform(1, 3, 60), rng.uniform(5, 15, 60)
    frame = pd.DataFrame({"u": [f"w{i}" for i in range(60)], "y": y, "z": z, "density": rng.uniform(10, 20, 60)})
    frame["x"] = y * (1 + rng.exponential(0.1, 60) * z)
    frame.to_csv(tmp_path / "wards.csv", index=False)
    words = (tmp_path / "wards.csv", "--unit", "u", "--inputs", "x", "--outputs", "y", "--on", "log(z),density")
    got, _ = table(*words, "--first", 5, "--replicates", 50)
    assert got["name"].tolist()[:2] == ["log(z)", "density"]
    assert got["method"].unique().tolist() == ["second stage", "tobit", "fractional logit"]


@pytest.mark.parametrize(
    ("words", "error", "allowed"),
    [
        (("--table", "slopes"), OptionError, "second-stage"),
        (("--method", "probit"), OptionError, "fractional logit"),
        (("--algorithm", 3), OptionError, "2"),
        (("--on", "weather"), DataError, "weather"),
    ],
)
def test_what_is_wrong_is_said_with_what_is_allowed(words, error, allowed):
    done = ran("china-health", "--first", 5, "--replicates", 20, *words)
    assert isinstance(done.exception, error)
    assert allowed in str(done.exception)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("variants", ("--method", "tobit")), ("variants", ("--reference", "pooled")), ("ratio", ("--method", "tobit")),
        ("ratio", ("--reference", "pooled")), ("ratio", ("--seed", 2)), ("ratio", ("--standardise",)),
    ],
)  # fmt: skip
def test_what_a_table_does_not_know_is_refused(name, words):
    done = ran("china-health", "--table", name, *words)
    assert isinstance(done.exception, OptionError)
    assert done.exception.code == "no-effect"
    assert words[0] in str(done.exception)
    assert f"--table {name}" in str(done.exception)
