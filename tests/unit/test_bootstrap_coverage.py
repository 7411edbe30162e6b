"""The coverage script: it goes on where it stopped, counts what it says, and refuses to mix runs."""

import argparse
import importlib.util
from pathlib import Path

import numpy as np
import pytest

SCRIPT = Path(__file__).parents[2] / "tools" / "bootstrap_coverage.py"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("bootstrap_coverage", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Pool:
    """Runs nothing; notes which trials were asked for, and says that two of three points were held."""

    def __init__(self):
        self.asked = []

    def map(self, work, numbers):
        self.asked += numbers
        return [[[[2.0, 3.0, 0.6]] * 4] * 9 for _ in numbers]


def options(folder, trials, seed=1):
    return argparse.Namespace(out=folder, seed=seed, replicates=10, trials=trials, chunk=2)


def test_a_run_goes_on_where_it_stopped(script, tmp_path):
    first, second = Pool(), Pool()
    script.run_cell((1, 30), options(tmp_path, 3), first)
    script.run_cell((1, 30), options(tmp_path, 5), second)
    assert (first.asked, second.asked) == ([0, 1, 2], [3, 4])
    lines = script.table(tmp_path).splitlines()
    assert len(lines) == 2 + len(script.METHODS)
    assert lines[2].startswith("| 1 | 30 | 5 | 10 | homogeneous, daraio-simar, basic | 0.667 |")
    assert lines[2].endswith("| 0.200 |")
    with pytest.raises(SystemExit, match="another seed"):
        script.run_cell((1, 30), options(tmp_path, 5, seed=2), Pool())


def test_points_have_the_efficiency_that_is_called_true(script):
    for p in (1, 2):
        panel = script.points(p)
        np.testing.assert_allclose(script.outputs(panel.X * script.TRUTH), panel.Y)


def test_held_counts_points_and_cuts_widths(script):
    assert script.held(np.array([0.6, 0.8, np.nan, -1.0]), np.array([0.75, 0.9, np.nan, 1.5])) == pytest.approx(
        [2.0, 3.0, 0.15 + 0.1 + 1.0]
    )
