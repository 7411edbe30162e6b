"""A clock that goes back or stands still changes no result, and nothing is lost by it."""

from __future__ import annotations

import datetime as dt
import json
from types import SimpleNamespace

import farrell
from farrell.app import clock, workspace
from farrell.app.jobs import ACTIVE
from farrell.app.workspace import LOCAL, Workspace
from farrell.study import run as steps

STUDY = 'schema = 1\n[data]\nbundled = "china-health"\nperiods = [2023]\n[[model]]\nkind = "efficiency"\n'
TABLES = '[outputs]\ntables = ["csv"]\nfigures = []\ndocuments = []\n'


class Back(dt.datetime):
    """Each look at the clock is a year before the last."""

    year_now = 2000

    @classmethod
    def now(cls, tz=None):
        Back.year_now -= 1
        return cls(Back.year_now, 5, 6, tzinfo=tz)


def test_a_run_during_which_time_goes_back(tmp_path, monkeypatch):
    (tmp_path / "study.toml").write_text(STUDY + TABLES, encoding="utf-8")
    whole = farrell.run_study(tmp_path / "study.toml", tmp_path / "whole").folder
    monkeypatch.setattr(steps, "dt", SimpleNamespace(datetime=Back, UTC=dt.UTC))
    out = farrell.run_study(tmp_path / "study.toml", tmp_path / "out").folder
    told = json.loads((out / "study.json").read_text(encoding="utf-8"))
    assert told["started"] < "2000"
    assert 0 <= told["seconds"] < 600
    for path in sorted((whole / "tables").iterdir()):
        assert (out / "tables" / path.name).read_bytes() == path.read_bytes()


def test_a_documents_date_may_be_before_what_archives_know(tmp_path, monkeypatch):
    outputs = '[outputs]\ntables = ["csv", "xlsx"]\nfigures = []\ndocuments = ["docx"]\n'
    (tmp_path / "study.toml").write_text(STUDY + outputs, encoding="utf-8")
    monkeypatch.setattr(Back, "year_now", 1972)
    monkeypatch.setattr(steps, "dt", SimpleNamespace(datetime=Back, UTC=dt.UTC))
    out = farrell.run_study(tmp_path / "study.toml", tmp_path / "out").folder
    assert (out / "report.docx").stat().st_size > 10_000


def test_the_newest_is_the_last_whatever_the_clock_said(tmp_path, monkeypatch):
    times = iter(f"20{99 - i}-01-01T00:00:00Z" for i in range(30))
    monkeypatch.setattr(workspace, "now", lambda: next(times))
    kept = Workspace(tmp_path / "kept")
    try:
        made = []
        for number in range(3):
            folder = kept.new_folder("studies")
            (folder / "study.toml").write_text(STUDY, encoding="utf-8")
            made.append(kept.add_study(LOCAL, folder, {"en": str(number), "zh": str(number)}).id)
        assert [row.id for row in kept.studies(LOCAL)] == made[::-1]
        first, last = kept.add_job(LOCAL, made[0], "run"), kept.add_job(LOCAL, made[0], "run")
        assert [row.id for row in kept.jobs(LOCAL, made[0])] == [last.id, first.id]
        session = kept.new_session(LOCAL)
        assert kept.visitor(session) is not None
    finally:
        kept.close()
    monkeypatch.setattr(workspace, "now", clock.now)
    again = Workspace(tmp_path / "kept")
    try:
        assert [row.id for row in again.studies(LOCAL)] == made[::-1]
        assert all(row.state not in ACTIVE for row in again.jobs(LOCAL, made[0]))
    finally:
        again.close()
