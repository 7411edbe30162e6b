"""Golden cases written for the test, from EG1 of the DEAP 2.1 guide (Coelli 1996)."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

DATA = "dmu,x1,x2,y1\nA,2,5,1\nB,2,4,2\nC,6,6,3\nD,3,2,1\nE,6,2,2\n"
EG1: dict[str, Any] = {
    "id": "eg1",
    "model": "radial",
    "options": {"orientation": "input", "rts": "crs"},
    "data": {"file": "data.csv", "dmu": "dmu", "period": None, "inputs": ["x1", "x2"], "outputs": ["y1"]},
    "expected": {"efficiency": [0.5, 1, 0.833, 0.714, 1]},
    "tolerance": {"abs": 0.0006, "rel": 0},
    "source": {"citation": "Coelli 1996", "authority": "published table"},
}


@pytest.fixture
def write_case(tmp_path: Path) -> Callable[..., Path]:
    """Write EG1 with some parts replaced; returns its folder."""

    def write(name: str = "eg1", data: str | None = DATA, text: str | None = None, **parts: Any) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        content = {**copy.deepcopy(EG1), "id": name, **parts}
        (folder / "case.json").write_text(json.dumps(content) if text is None else text, encoding="utf-8")
        if data is not None:
            (folder / "data.csv").write_text(data, encoding="utf-8")
        return folder

    return write
