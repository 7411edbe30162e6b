"""Every file of the collection gets the answer it must get: its exact numbers, or a refusal by code and place."""

from __future__ import annotations

import pytest
from hostile_case import Hostile, check
from hostile_cells import CELLS
from hostile_names import NAMES
from hostile_parquet import PARQUET_FILES
from hostile_text import TEXT_FILES
from hostile_workbooks import WORKBOOKS

COLLECTION = {"text": TEXT_FILES, "cells": CELLS, "names": NAMES, "workbooks": WORKBOOKS, "parquet": PARQUET_FILES}
FILES = [pytest.param(case, id=f"{kind}-{case.name}") for kind, cases in COLLECTION.items() for case in cases]


def test_the_collection_is_large_and_names_each_file_once():
    names = [f"{kind} {case.name}" for kind, cases in COLLECTION.items() for case in cases]
    assert len(names) == len(set(names)) > 300


@pytest.mark.parametrize("case", FILES)
def test_a_file_gets_its_answer(case: Hostile, tmp_path):
    check(case, tmp_path)
