"""The folder that keeps everything: whole or not at all, each space apart, one server at a time."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from farrell.app import limits
from farrell.app.refusals import RequestError
from farrell.app.rows import OriginRow
from farrell.app.workspace import LOCAL, Workspace, digest
from farrell.errors import OptionError

TITLE = {"en": "Study", "zh": "研究"}


def staged(workspace: Workspace, text: str = "schema = 1\n") -> Path:
    staging = workspace.new_folder("studies")
    (staging / "study.toml").write_text(text, encoding="utf-8")
    return staging


def study_in(workspace: Workspace, space: str = LOCAL) -> str:
    return workspace.add_study(space, staged(workspace), TITLE).id


def file_in(workspace: Workspace, space: str = LOCAL) -> str:
    staging = workspace.new_folder("files")
    (staging / "a.csv").write_text("unit,x,y\n", encoding="utf-8")
    return workspace.add_file(space, staging, "a.csv", "table").id


def missing(call, *arguments):
    with pytest.raises(RequestError) as caught:
        call(*arguments)
    return caught.value.code == "not-found"


def test_what_was_kept_is_there_after_a_restart(tmp_path: Path):
    first = Workspace(tmp_path)
    study, file = study_in(first), file_in(first)
    plan = first.add_plan(LOCAL, study, "fewer beds", "{}", "{}").id
    first.close()
    again = Workspace(tmp_path)
    assert [row.id for row in again.studies(LOCAL)] == [study]
    assert (again.study_folder(LOCAL, study) / "study.toml").is_file()
    assert again.file_path(again.file(LOCAL, file)).read_text(encoding="utf-8") == "unit,x,y\n"
    assert [(row.id, row.name) for row in again.plans(LOCAL, study)] == [(plan, "fewer beds")]
    again.close()


def test_what_is_not_whole_is_swept_away_at_the_start(tmp_path: Path):
    first = Workspace(tmp_path)
    study = study_in(first)
    half = first.new_folder("studies")
    orphan = tmp_path / "files" / "no-row"
    orphan.mkdir()
    staging = first.study_folder(LOCAL, study) / ".results.1.abc"
    staging.mkdir()
    first.close()
    again = Workspace(tmp_path)
    assert not half.exists()
    assert not orphan.exists()
    assert not staging.exists()
    assert (again.study_folder(LOCAL, study) / "study.toml").is_file()
    again.close()


def test_jobs_that_a_server_left_are_interrupted(tmp_path: Path):
    first = Workspace(tmp_path)
    study = study_in(first)
    waiting, running, done = (first.add_job(LOCAL, study, "run") for _ in range(3))
    first.save_job(running._replace(state="running"))
    first.save_job(done._replace(state="done"))
    first.close()
    again = Workspace(tmp_path)
    assert [again.job(LOCAL, row.id).state for row in (waiting, running, done)] == [
        "interrupted",
        "interrupted",
        "done",
    ]
    assert again.job(LOCAL, waiting.id).ended is not None
    again.close()


def test_two_servers_cannot_have_one_workspace(tmp_path: Path):
    first = Workspace(tmp_path)
    with pytest.raises(OptionError) as caught:
        Workspace(tmp_path)
    assert caught.value.code == "workspace-taken"
    first.close()
    Workspace(tmp_path).close()


def test_an_index_of_another_version_is_refused_and_let_go(tmp_path: Path):
    Workspace(tmp_path).close()
    with sqlite3.connect(tmp_path / "index.sqlite") as index:
        index.execute("PRAGMA user_version = 99")
    index.close()
    for _ in range(2):
        with pytest.raises(OptionError) as caught:
            Workspace(tmp_path)
        assert caught.value.code == "workspace-version"


def test_an_index_of_the_version_before_keeps_what_it_holds(tmp_path: Path):
    first = Workspace(tmp_path)
    study = study_in(first)
    first.close()
    with sqlite3.connect(tmp_path / "index.sqlite") as index:
        index.executescript("DROP TABLE origins; PRAGMA user_version = 1;")
    index.close()
    again = Workspace(tmp_path)
    assert [row.id for row in again.studies(LOCAL)] == [study]
    assert again.origin("/a/study.toml") is None
    again.renew_study(staged(again, "two"), TITLE, OriginRow("/a/study.toml", study, "hash"))
    assert again.origin("/a/study.toml") == OriginRow("/a/study.toml", study, "hash")
    assert (again.study_folder(LOCAL, study) / "study.toml").read_text(encoding="utf-8") == "two"
    again.close()


def test_spaces_do_not_see_each_other(open_workspace: Workspace):
    mine, yours = open_workspace.new_space().space, open_workspace.new_space().space
    study, file = study_in(open_workspace, mine), file_in(open_workspace, mine)
    job, plan = open_workspace.add_job(mine, study, "run").id, open_workspace.add_plan(mine, study, "p", "{}", "{}").id
    assert open_workspace.studies(yours) == open_workspace.files(yours) == []
    assert open_workspace.jobs(yours, study) == []
    assert missing(open_workspace.plans, yours, study)
    assert missing(open_workspace.study, yours, study)
    assert missing(open_workspace.study_folder, yours, study)
    assert missing(open_workspace.delete_study, yours, study)
    assert missing(open_workspace.rename_study, yours, study, TITLE)
    assert missing(open_workspace.file, yours, file)
    assert missing(open_workspace.delete_file, yours, file)
    assert missing(open_workspace.job, yours, job)
    assert missing(open_workspace.add_plan, yours, study, "p", "{}", "{}")
    assert missing(open_workspace.delete_plan, yours, study, plan)
    assert [row.id for row in open_workspace.studies(mine)] == [study]


def test_deleting_a_study_deletes_its_jobs_plans_and_folder(open_workspace: Workspace):
    study = study_in(open_workspace)
    folder = open_workspace.study_folder(LOCAL, study)
    job = open_workspace.add_job(LOCAL, study, "run")
    open_workspace.add_plan(LOCAL, study, "p", "{}", "{}")
    open_workspace.delete_study(LOCAL, study)
    assert not folder.exists()
    assert missing(open_workspace.job, LOCAL, job.id)
    assert missing(open_workspace.plans, LOCAL, study)
    open_workspace.save_job(job._replace(state="done"))
    assert missing(open_workspace.job, LOCAL, job.id)


def test_a_change_that_fails_leaves_nothing(open_workspace: Workspace):
    with pytest.raises(sqlite3.IntegrityError):
        open_workspace.add_job(LOCAL, "no-such-study", "run")
    assert open_workspace.active_jobs(LOCAL) == 0


def test_secrets_are_kept_as_hashes_and_keys_lead_back(open_workspace: Workspace):
    visitor = open_workspace.new_space()
    secret = open_workspace.new_session(visitor.space)
    assert open_workspace.visitor(secret) == visitor
    assert open_workspace.space_of(str(visitor.key)) == visitor
    assert open_workspace.space_of("guess") is None
    assert open_workspace.space_of(LOCAL) is None
    assert open_workspace.visitor("guess") is None
    open_workspace.end_session(secret)
    assert open_workspace.visitor(secret) is None
    kept = (open_workspace.folder / "index.sqlite").read_bytes()
    kept += (open_workspace.folder / "index.sqlite-wal").read_bytes()
    assert secret.encode() not in kept
    assert digest(secret).encode() in kept


def test_another_password_signs_out_all_but_this_machine(open_workspace: Workspace):
    there, here = open_workspace.new_session(open_workspace.new_space().space), open_workspace.new_session(LOCAL)
    open_workspace.set_password("salt:hash")
    assert open_workspace.visitor(there) is None
    assert open_workspace.visitor(here) is not None
    assert open_workspace.setting("password") == "salt:hash"


@pytest.mark.parametrize(
    ("limit", "code"), [("MOST_FILES", "files-full"), ("MOST_BYTES", "bytes-full"), ("MOST_STUDIES", "studies-full")]
)
def test_a_full_space_takes_no_more(open_workspace: Workspace, monkeypatch, limit, code):
    file_in(open_workspace)
    study_in(open_workspace)
    monkeypatch.setattr(limits, limit, 1)
    with pytest.raises(RequestError) as caught:
        open_workspace.room_for(LOCAL, 1) if "STUDIES" not in limit else open_workspace.room_for_study(LOCAL)
    assert caught.value.code == code
