"""The bundled study run once through the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import STUDY, farrell


@pytest.fixture(scope="session")
def study_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("study") / "results"
    done = farrell("run", STUDY, "--out", out)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == str(out / "report.html")
    return out
