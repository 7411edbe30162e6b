"""The disk of a workspace is full: every request is told so, what was stored stays, and with room all goes on."""

from __future__ import annotations

import os

import pytest
from running_app import last_event, running
from small_panel import STUDY, panel_csv

from farrell.app.workspace import LOCAL, Workspace


def fill(folder):
    left = os.statvfs(folder)
    (folder / "film").write_bytes(b"0" * (left.f_bavail * left.f_frsize))


def test_a_server_whose_disk_is_full_says_so_and_goes_on_when_there_is_room(disk):
    place = disk(6000)
    with running(Workspace(place / "kept"), quick=1, long=1) as there:
        client = there.script()
        file = client.post("/api/files", params={"name": "panel.csv"}, content=panel_csv()).json()["id"]
        study = client.post("/api/studies", json={"study": STUDY, "file": file}).json()["id"]
        assert last_event(client, client.post(f"/api/studies/{study}/run").json()["id"])["state"] == "done"
        before = client.get(f"/api/studies/{study}/tables/efficiency").json()
        fill(place)
        upload = client.post("/api/files", params={"name": "panel.csv"}, content=panel_csv())
        assert upload.status_code == 507
        assert upload.json()["code"] == "server-disk"
        made = client.post("/api/studies", json={"study": STUDY, "file": file})
        assert (made.status_code, made.json()["code"]) == (507, "server-disk")
        run = client.post(f"/api/studies/{study}/run")
        if run.status_code == 200:  # the index had room for one row more
            ended = last_event(client, run.json()["id"])
            assert (ended["state"], ended["error"]["code"]) == ("failed", "out-not-writable")
        else:
            assert (run.status_code, run.json()["code"]) == (507, "server-disk")
        assert client.get(f"/api/studies/{study}/tables/efficiency").json() == before
        (place / "film").unlink()
        assert client.post("/api/files", params={"name": "panel.csv"}, content=panel_csv()).status_code == 200
        assert last_event(client, client.post(f"/api/studies/{study}/run").json()["id"])["state"] == "done"
        assert client.get(f"/api/studies/{study}/tables/efficiency").json() == before


def test_how_a_job_ended_is_known_though_it_cannot_be_written_down(disk):
    place = disk(2000)
    kept = Workspace(place / "kept")
    try:
        folder = kept.new_folder("studies")
        study = kept.add_study(LOCAL, folder, {"en": "a", "zh": "a"}).id
        row = kept.add_job(LOCAL, study, "run")
        fill(place)
        while True:  # the log of the index may have room for some rows
            kept.save_job(row._replace(state="running"))
            if kept._late:
                break
        kept.save_job(row._replace(state="done"))
        assert kept.job(LOCAL, row.id).state == "done"
        assert [job.state for job in kept.jobs(LOCAL, study)] == ["done"]
        (place / "film").unlink()
        assert kept.active_jobs(LOCAL) == 0
        assert kept._late == {}
    finally:
        kept.close()
    again = Workspace(place / "kept")
    try:
        assert again.job(LOCAL, row.id).state == "done"
    finally:
        again.close()


def test_a_change_that_fails_leaves_the_index_open_to_the_next(open_workspace):
    def fail(first):
        with open_workspace._change() as index:
            index.execute(first)
            raise ZeroDivisionError

    for first in ("SELECT 1", "ROLLBACK"):  # a full disk rolls back by itself
        with pytest.raises(ZeroDivisionError):
            fail(first)
    assert open_workspace.new_session(LOCAL)
