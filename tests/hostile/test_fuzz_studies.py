"""Whatever values the known keys of a study file have, reading and running it ends in results or in Farrell's error."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path

import tomli_w
from fuzzing import SIZES, fuzz
from hostile_makers import csv_of
from hypothesis import strategies as st

import farrell
from farrell.study import file as study_file
from farrell.study import read_study
from farrell.study.run import compute
from farrell.study.spec import KINDS

WORDS = ["", "x", "y", "u", "en", "input", "output", "vrs", "own", "pooled", "../x", "data.csv", "全国", "a\nb", "nan"]
values = st.recursive(
    st.booleans() | st.integers(-(10**20), 10**20) | st.floats() | st.sampled_from(WORDS) | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["x", "a", "en", "file"]), inner, max_size=2)
    ),
    max_leaves=5,
)
MODEL_KEYS = ("name", "kind", "orientation", "rts", "reference", "directions", "graph", "slack_weights", "unbalanced")
keys = st.sampled_from(
    [
        *((key,) for key in study_file._KEYS),
        *(("data", key) for key in study_file._DATA_KEYS),
        *(("maps", key) for key in study_file._MAP_KEYS),
        *(("outputs", key) for key in study_file.OUTPUTS),
        *(("model", key) for key in MODEL_KEYS),
        *(
            (table, key)
            for table in ("space", "benchmarks", "rebalance", "inference", "robustness", "determinants")
            for key in ("period", "variables", "methods", "orientation", "seed", "draws", "replicates", "on")
        ),
    ]
)


def text_of(changes: list[tuple[tuple[str, ...], object]], kind: str) -> str:
    study: dict = {
        "schema": 1,
        "data": {"file": "data.csv", "unit": "u", "inputs": ["x"], "outputs": ["y"]},
        "model": [{"kind": kind}],
    }
    for path, value in changes:
        if len(path) == 1:
            study[path[0]] = value
        elif path[0] == "model" and isinstance(study.get("model"), list) and study["model"]:
            if isinstance(study["model"][0], dict):
                study["model"][0][path[1]] = value
        elif path[0] != "model":
            table = study.setdefault(path[0], {})
            if isinstance(table, dict):
                table[path[1]] = value
    return tomli_w.dumps(study)


def ends_well(text: str, *, run: bool) -> None:
    refusal = None
    with tempfile.TemporaryDirectory() as name, warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", farrell.FarrellWarning)
        folder = Path(name)
        (folder / "data.csv").write_text(csv_of(), encoding="utf-8")
        (folder / "study.toml").write_text(text, encoding="utf-8")
        try:
            spec = read_study(folder / "study.toml")
            if run:
                compute(spec)
        except farrell.FarrellError as error:
            refusal = error
    if refusal is not None:
        assert refusal.text("zh") != refusal.text("en")
        assert len(str(refusal)) < 6000


changes = st.lists(st.tuples(keys, values), min_size=1, max_size=3)


@SIZES
def test_any_value_of_any_key_is_read_or_refused(size):
    def check(changed, kind):
        ends_well(text_of(changed, kind), run=False)

    fuzz(check, size, 300, changed=changes, kind=st.sampled_from(["efficiency", *KINDS]))


@SIZES
def test_any_value_of_any_key_is_run_or_refused(size):
    def check(changed):
        ends_well(text_of(changed, "efficiency"), run=True)

    fuzz(check, size, 40, changed=changes)


@SIZES
def test_any_text_is_read_or_refused(size):
    def check(text):
        ends_well(text.encode("utf-8", errors="replace").decode(), run=False)

    fuzz(check, size, 150, text=st.text(st.sampled_from("[]{}\"'=.,#\n a1-_\\") | st.characters(), max_size=80))
