"""``farrell bootstrap`` and ``farrell test``: their tables are those of the functions."""

from __future__ import annotations

import io
import json

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import farrell
from farrell.cli.main import app

PANEL = farrell.load("china-health").panel
pytestmark = pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")


def ran(*words):
    return CliRunner().invoke(app, list(map(str, words)))


def table(*words):
    done = ran(*words)
    assert done.exit_code == 0, done.output
    return pd.read_csv(io.StringIO(done.stdout))


def test_bootstrap_gives_scores_with_intervals():
    got = table("bootstrap", "china-health", "--replicates", 40, "--seed", 3, "--rts", "crs", "--draws", "inefficient")
    wanted = farrell.bootstrap(PANEL, seed=3, replicates=40, rts="crs", draws="inefficient").to_frame()
    assert list(got) == list(wanted)
    np.testing.assert_allclose(got["low"], wanted["low"], rtol=1e-12)


def test_subsamples_and_indices():
    got = table("bootstrap", "china-health", "--method", "subsample", "--replicates", 20, "--level", 0.9)
    wanted = farrell.bootstrap_subsample(PANEL, seed=0, replicates=20, level=0.9).to_frame()
    np.testing.assert_allclose(got["high"], wanted["high"], rtol=1e-12)
    got = table("bootstrap", "china-health", "--index", "--replicates", 20, "--orientation", "output")
    wanted = farrell.bootstrap_malmquist(PANEL, seed=0, replicates=20, orientation="output").to_frame()
    np.testing.assert_allclose(got["bias"], wanted["bias"], rtol=1e-9, atol=1e-12)


def test_settings_are_recorded():
    said = json.loads(ran("bootstrap", "china-health", "--replicates", 10, "--json").stdout)["settings"]
    assert (said["seed"], said["draws"]) == (0, "daraio-simar")


def test_a_test_is_of_the_last_period_or_of_the_one_named():
    for words, year in (((), 2023), (("--at", 2015), 2015)):
        got = table("test", "china-health", "--test", "returns-to-scale", *words)
        one = PANEL.select(periods=[year])
        assert got["p"].tolist() == [
            farrell.returns_to_scale_bootstrap(one, seed=0, null=null).p for null in ("crs", "nirs")
        ]
        assert set(got["period"]) == {year}


def test_groups_may_be_a_bundled_grouping():
    got = table("test", "china-health", "--test", "equal-means", "--group", "region4")
    year = PANEL.select(periods=[2023])
    year = year.with_group("region4", farrell.data.province_groups(year.units, "region4"))
    assert got["p"][1] == farrell.equal_means_test(year, group="region4", seed=0, frontier="common").p


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("test", "china-health", "--test", "normality"), "relevance"),
        (("test", "china-health", "--at", "1999"), "2014"),
        (("bootstrap", "china-health", "--method", "naive"), "heterogeneous"),
        (("bootstrap", "china-health", "--index", "--rts", "crs"), "--rts has no effect"),
        (("bootstrap", "china-health", "--method", "subsample", "--draws", "inefficient"), "--draws has no effect"),
        (("bootstrap", "china-health", "--replicates", "1"), "replicates"),
    ],
)
def test_what_is_wrong_is_said(words, said):
    done = ran(*words)
    assert isinstance(done.exception, farrell.OptionError)
    assert said in str(done.exception)
