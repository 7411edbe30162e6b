"""What Farrell is installed with: licences that put no duty on anybody, and a bill of materials without addresses."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("dependencies", ROOT / "tools" / "dependencies.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["dependencies"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["dependencies"]


def test_no_licence_is_unknown_or_puts_a_duty_on_others(tool):
    told = {package.name: licence for package, licence in tool.installed() if licence is not None}
    assert len(told) > 90
    assert {name: licence for name, licence in told.items() if not tool.is_permissive(licence)} == {}


@pytest.mark.parametrize(
    ("licence", "is_permissive"),
    [
        ("MIT", True),
        ("GPL-3.0-or-later", False),
        ("LGPLv2+", False),
        ("GPL-2.0-only OR MIT", True),
        ("MIT AND AGPL-3.0", False),
        ("BSD-2-Clause AND (Apache-2.0 WITH LLVM-exception)", True),
        ("unknown", False),
        ("Free for research", False),
    ],
)
def test_what_a_licence_is_taken_for(tool, licence, is_permissive):
    assert tool.is_permissive(licence) == is_permissive


def test_the_page_of_licences_is_that_of_the_lock_files(tool):
    assert tool.PAGE.read_text(encoding="utf-8") == tool.page()


def test_the_bill_of_materials_holds_all_that_runs_and_no_address(tool, tmp_path):
    for name in ("one", "two"):
        tool.main("sbom", tmp_path / f"{name}.json")
    text = (tmp_path / "one.json").read_text(encoding="utf-8")
    assert text == (tmp_path / "two.json").read_text(encoding="utf-8")
    assert re.search(r"https?:|//|@[a-z]+\.|/(home|root|tmp|work)\b", text) is None
    bill = json.loads(text)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    required = [part for part in bill["components"] if part["scope"] == "required"]
    assert {part["name"] for part in required} == {
        line.partition("==")[0]
        for line in (ROOT / "requirements" / "run.lock").read_text(encoding="utf-8").splitlines()
        if re.match(r"[a-z]", line)
    }
    names = {part["name"] for part in bill["components"]}
    assert {"numpy", "highspy", "typst", "pyarrow", "distributed", "geopandas", "shap", "libpysal"} <= names
    assert not {"pytest", "hypothesis", "playwright"} & names
    for part in bill["components"]:
        assert part["purl"] == f"pkg:pypi/{part['name']}@{part['version']}"
        assert part["hashes"]
        assert all(re.fullmatch("[0-9a-f]{64}", digest["content"]) for digest in part["hashes"])
