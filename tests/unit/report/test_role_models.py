"""The table of role models: regions only where a study has groups."""

from __future__ import annotations

import pytest

from farrell.report import compose
from farrell.report.parts import Table
from farrell.study import load_results

pytestmark = pytest.mark.filterwarnings("ignore::farrell.errors.DataWarning", "ignore::farrell.errors.SolveWarning")


@pytest.mark.parametrize("group", [True, False])
def test_role_models_reach_groups_only_where_there_are_some(run, frame, group):
    folder = run(frame(12, 2), models='[[model]]\nkind = "efficiency"\n', group=group, extra="[benchmarks]\n")
    document = compose(load_results(folder), "en")
    say = document.names.say
    tables = [part for section in document.sections for part in section.parts if isinstance(part, Table)]
    [table] = [table for table in tables if say("learners-share") in table.header]
    assert (say("learners-reach") in table.header) == group
    assert table.notes == say("role-models-note" if group else "role-models-note-alone")
    assert all(len(row) == len(table.header) for row in table.rows)
