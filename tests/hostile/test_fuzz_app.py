"""Whatever is asked of any address of the page's server, it never answers with a fault of its own, and never writes
or reads outside its workspace."""

from __future__ import annotations

import json
import re

import httpx
import msgspec
import pytest
from fuzzing import SIZES, fuzz
from hypothesis import strategies as st
from running_app import running
from small_panel import STUDY, panel_csv

from farrell.app.api import ENDPOINTS
from farrell.app.workspace import Workspace

WORDS = (
    *("", "x", "..", "../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%00", "CON", "<script>", "全国", "😀", "outline"),
    *("efficiency", "a" * 300, "nan", "1e999", "-1", "csv", "en", "plan", "null", "{{7*7}}", "\u202ex"),
)
SKIPPED = re.compile(r"/(run|documents|events|session|lock|keys)|/api/jobs")
"""Addresses that begin long work, wait for it, or sign the test out; they have tests of their own."""
ASKED = [e for e in ENDPOINTS if not SKIPPED.search(e.address)]
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(WORDS)
    | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A server over a workspace beside a file that nobody may see, with a study."""
    folder = tmp_path_factory.mktemp("asked")
    (folder / "secret.txt").write_text("root:secret", encoding="utf-8")
    with running(Workspace(folder / "workspace"), quick=1, long=1) as there:
        client = there.script()
        file = client.post("/api/files", params={"name": "panel.csv"}, content=panel_csv()).json()["id"]
        study = client.post("/api/studies", json={"study": STUDY, "file": file}).json()["id"]
        yield folder, client, file, study


def fields_of(endpoint) -> list[str]:
    body = endpoint.body
    return [f.name for f in msgspec.structs.fields(body)] if isinstance(body, type) and body is not dict else []


def asked(client: httpx.Client, endpoint, parts, query, body) -> httpx.Response:
    url = re.sub(r"\{\w+\}", lambda m: str(parts.get(m.group(0)[1:-1], "x")), endpoint.address)
    content = body if isinstance(body, bytes) else json.dumps(body).encode("utf-8", errors="replace")
    headers = {"content-type": "application/json"} if endpoint.method in ("POST", "PATCH", "PUT") else {}
    sent = content if headers else None
    return client.request(endpoint.method, url, params=query, content=sent, headers=headers)


@SIZES
def test_no_address_answers_with_a_fault(size, place):
    folder, client, file, study = place
    known = {"file": st.sampled_from([file, *WORDS]), "study": st.sampled_from([study, *WORDS])}

    def check(data):
        endpoint = data.draw(st.sampled_from([e for e in ASKED if e.method != "DELETE"]))
        names = re.findall(r"\{(\w+)\}", endpoint.address)
        parts = {
            n: httpx.URL(path=f"/{data.draw(known.get(n, st.sampled_from(WORDS)))}").raw_path[1:].decode()
            for n in names
        }
        query = {key: data.draw(st.sampled_from(WORDS)) for key in endpoint.query or {} if data.draw(st.booleans())}
        keys = st.sampled_from(fields_of(endpoint) or ["x"]) | st.sampled_from(WORDS)
        body = data.draw(st.dictionaries(keys, values, max_size=4) | values | st.binary(max_size=20))
        answer = asked(client, endpoint, parts, query, body)
        assert answer.status_code < 500, (endpoint.method, answer.url, query, body, answer.text)
        assert "Traceback" not in answer.text
        assert "root:" not in answer.text
        assert {p.name for p in folder.iterdir()} == {"secret.txt", "workspace"}

    fuzz(check, size, 150, data=st.data())


@SIZES
def test_no_study_that_is_sent_is_a_fault_or_names_a_file_outside(size, place):
    folder, client, file, _ = place

    def check(path, value):
        study = json.loads(json.dumps(STUDY))
        table = study
        for key in path[:-1]:
            table = table.setdefault(key, {})
        table[path[-1]] = value
        answer = client.post("/api/studies", json={"study": study, "file": file})
        assert answer.status_code < 500, (path, value, answer.text)
        assert "root:" not in answer.text
        if answer.status_code == 200:
            client.delete(f"/api/studies/{answer.json()['id']}")
        assert {p.name for p in folder.iterdir()} == {"secret.txt", "workspace"}

    outside = st.sampled_from(["../secret.txt", "/etc/passwd", "../../secret.txt", str(folder / "secret.txt")])
    paths = st.sampled_from(
        [
            *(
                ("data", key)
                for key in ("file", "unit", "inputs", "group", "exclude", "precision", "sheet", "encoding")
            ),
            *(("maps", key) for key in ("file", "base", "match", "periods")),
            *(("rebalance", key) for key in ("norms", "overrides", "period", "budget")),
            *(("space", key) for key in ("weights_file", "variables", "k")),
            *(((key,)) for key in ("title", "labels", "model", "groups", "outputs", "scenario", "compare", "language")),
        ]
    )
    fuzz(check, size, 60, path=paths, value=values | outside)
