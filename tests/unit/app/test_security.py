"""Who is let in, from where, and what every answer says."""

from __future__ import annotations

import re
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from running_app import Running, code, running

from farrell.app import limits
from farrell.app.access import Access
from farrell.app.api import ENDPOINTS
from farrell.app.security import HEADERS
from farrell.app.workspace import Workspace

PASSWORD = "correct horse"


@pytest.fixture
def stranger(server: Running) -> httpx.Client:
    """A browser that has not signed in."""
    return server.anyone()


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Running]:
    """A server with a password."""
    with running(Workspace(tmp_path / "shared"), "farrell.example", password=PASSWORD) as there:
        yield there


def sign_in(there: Running, **body: str) -> httpx.Client:
    browser = there.browser()
    answer = browser.post("/api/session", json={"password": PASSWORD, **body})
    assert answer.status_code == 200, answer.text
    return browser


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda e: f"{e.method} {e.path}")
def test_nobody_gets_anything_without_signing_in_and_every_answer_has_the_headers(server, stranger, endpoint):
    headers = {"Origin": server.url}
    answer = stranger.request(endpoint.method, re.sub(r"\{\w+\}", "x", endpoint.address), headers=headers)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    if not endpoint.is_open:
        assert code(answer) == "401 signed-out"
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/no-such-file.js", "/api/nothing", "/../../etc/passwd", "/static/../app.js"])
def test_pages_and_refusals_have_the_headers_too(client, path):
    answer = client.get(path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.status_code in (200, 404)


def test_the_token_of_the_first_address_becomes_a_cookie(server, stranger):
    answer = stranger.get("/", params={"token": server.app.server.access.token})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("farrell-")
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    assert server.app.server.access.token not in cookie
    assert stranger.get("/api/studies").status_code == 200
    assert stranger.delete("/api/session", headers={"Origin": server.url}).status_code == 200
    assert code(stranger.get("/api/studies")) == "401 signed-out"


def test_a_ticket_is_good_once(server, stranger):
    ticket = server.app.server.access.ticket()
    assert stranger.get("/", params={"token": ticket}).status_code == 303
    assert code(stranger.get("/", params={"token": ticket})) == "401 signed-out"


@pytest.mark.parametrize("secret", ["-", "wrong", "é" * 20])
def test_a_wrong_token_leads_nowhere(stranger, secret):
    assert code(stranger.get("/", params={"token": secret})) == "401 signed-out"
    bearer = {"Authorization": b"Bearer " + secret.encode()}
    assert code(stranger.get("/api/studies", headers=bearer)) == "401 signed-out"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:1", "127.0.0.1", "localhost:8765.evil.example"])
def test_a_host_that_is_not_ours_is_refused(client, host):
    assert code(client.get("/api/session", headers={"Host": host})) == "403 foreign-host"
    assert code(client.get("/", headers={"Host": host})) == "403 foreign-host"


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:1", "http://127.0.0.1:8765.evil", "no url", "http://["]
)
def test_a_page_of_others_may_not_ask(client, origin):
    assert code(client.get("/api/studies", headers={"Origin": origin})) == "403 foreign-origin"
    assert code(client.post("/api/examples/china-health", headers={"Origin": origin})) == "403 foreign-origin"


def test_a_change_needs_an_origin_or_a_bearer(server, stranger):
    stranger.get("/", params={"token": server.app.server.access.token})
    assert code(stranger.post("/api/examples/none")) == "403 no-origin"
    assert code(stranger.post("/api/examples/none", headers={"Origin": server.url})) == "404 not-found"


def test_who_knows_the_password_gets_a_space_of_their_own_and_can_come_back(shared):
    mine, yours = sign_in(shared), sign_in(shared)
    key, other = (there.get("/api/session").json()["key"] for there in (mine, yours))
    assert key != other
    assert min(len(key), len(other)) >= 32
    assert sign_in(shared, key=key).get("/api/session").json()["key"] == key
    script = shared.browser().get("/api/session", headers={"Authorization": f"Bearer {key}"}).json()
    assert (script["signed_in"], script["key"], script["mode"]) == (True, key, "password")


def test_a_key_that_leads_nowhere_makes_no_space(shared):
    assert code(shared.browser().post("/api/session", json={"password": PASSWORD, "key": "guess"})) == "404 not-found"


def test_the_token_of_a_server_with_a_password_opens_nothing(shared):
    token = shared.app.server.access.token
    assert code(shared.browser().get("/", params={"token": token})) == "401 signed-out"
    bearer = {"Authorization": f"Bearer {token}"}
    assert code(shared.browser().get("/api/studies", headers=bearer)) == "401 signed-out"


def test_a_cookie_of_the_local_space_does_not_open_a_server_with_a_password(shared):
    secret = shared.app.server.workspace.new_session("local")
    there = shared.browser()
    there.cookies.set(shared.app.guard.cookie, secret)
    assert code(there.get("/api/studies")) == "401 signed-out"


@pytest.mark.parametrize("secret", ["\x00", "correct horse\x00", "\x1b"])
def test_a_password_or_key_with_what_cannot_be_typed_is_refused(shared, secret):
    for body in ({"password": secret}, {"password": PASSWORD, "key": secret}):
        assert code(shared.browser().post("/api/session", json=body)) == "422 request-hidden"


def test_guessing_passwords_is_stopped(shared, monkeypatch):
    answers = [code(shared.browser().post("/api/session", json={"password": "guess"})) for _ in range(limits.FAILURES)]
    assert set(answers) == {"401 wrong-password"}
    right = {"password": PASSWORD}
    assert code(shared.browser().post("/api/session", json=right)) == "429 too-many-attempts"
    monkeypatch.setattr(limits, "FAILURE_SECONDS", 0.0)
    assert shared.browser().post("/api/session", json=right).status_code == 200


def test_many_guesses_at_once_are_all_told_to_be_wrong(open_workspace, monkeypatch):
    access, told = Access(open_workspace, PASSWORD), Counter()
    monkeypatch.setattr("farrell.app.access._is_password", lambda password, salted: False)
    for name, value in {"FAILURE_SECONDS": 0.0, "FAILURES": 10**9, "FAILURES_ALL": 10**9}.items():
        monkeypatch.setattr(limits, name, value)

    def guess() -> None:
        for number in range(3000):
            try:
                access.sign_in("guess", None, str(number % 7))
            except Exception as error:
                told[getattr(error, "code", repr(error))] += 1

    guessing = [threading.Thread(target=guess) for _ in range(6)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for thread in guessing:
            thread.start()
        for thread in guessing:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert set(told) == {"wrong-password"}


def test_the_cookie_is_for_encrypted_connections_only_where_the_browser_uses_one(shared):
    proxied = {"Host": "farrell.example", "Origin": "https://farrell.example"}
    answer = shared.anyone(**proxied).post("/api/session", json={"password": PASSWORD})
    assert "Secure" in answer.headers["set-cookie"]
    assert "Secure" not in shared.browser().post("/api/session", json={"password": PASSWORD}).headers["set-cookie"]


def test_a_new_password_signs_everyone_out(tmp_path):
    with running(Workspace(tmp_path), password=PASSWORD) as first:
        secret = sign_in(first).cookies[first.app.guard.cookie]
    for password, status in ((PASSWORD, 200), ("another one", 401), (PASSWORD, 401)):
        with running(Workspace(tmp_path), password=password) as there:
            browser = there.browser()
            browser.cookies.set(there.app.guard.cookie, secret)
            assert browser.get("/api/studies").status_code == status
    assert PASSWORD.encode() not in (tmp_path / "index.sqlite").read_bytes()


@pytest.mark.parametrize(
    ("content", "kind", "expected"),
    [
        (b"{}", "text/plain", "415 request-not-json"),
        (b"{}", "", "415 request-not-json"),
        (b"{", "application/json", "400 request-json"),
        (b'{"study": {"a": \xff}}', "application/json", "400 request-json"),
        (b'{"study": ' + b"[" * 5000 + b"]" * 5000 + b"}", "application/json", "400 request-json"),
        (b'{"study": ' + b'{"a":' * 40 + b"1" + b"}" * 40 + b"}", "application/json", "400 request-json"),
        (b'{"study": {}, "more": 1}', "application/json", "422 request-shape"),
        (b'{"study": []}', "application/json", "422 request-shape"),
        (b"", "application/json", "422 request-shape"),
        (b'{"study": {"title": "a\\u0000b"}}', "application/json", "422 request-hidden"),
        (b'{"study": {"a": {"b\\b": [1]}}}', "application/json", "422 request-hidden"),
        (b'{"study": {"a": [["\\u202e"]]}}', "application/json", "422 request-hidden"),
        ('{"study": {"a": "\u2067"}}'.encode(), "application/json", "422 request-hidden"),
        (b'{"study": {"a": "\\ud800"}}', "application/json", "400 request-json"),
        (b'{"study": {"a": "\xed\xa0\x80"}}', "application/json", "400 request-json"),
        (b'{"study": {"a": "\\\\u0000 \\u5e8a\\t\\n"}}', "application/json", "422 study-unknown-key"),
        (b" " * (limits.LARGEST_JSON + 1), "application/json", "413 request-large"),
    ],
)
def test_bodies_that_are_not_what_they_should_be_are_refused(client, content, kind, expected):
    headers = {"Content-Type": kind} if kind else {}
    assert code(client.post("/api/studies", content=content, headers=headers)) == expected


def test_brackets_and_quotes_without_end_are_told_quickly(client):
    content = b'{"study": "' + b'\\"' * 400_000
    assert code(client.post("/api/studies", content=content, headers={"Content-Type": "application/json"})) == (
        "400 request-json"
    )


def test_a_body_that_grows_beyond_the_limit_is_cut_off(client, monkeypatch):
    monkeypatch.setattr(limits, "LARGEST_FILE", 1000)

    def parts():
        for _ in range(100):
            yield b"x" * 100

    assert code(client.post("/api/files?name=a.csv", content=parts())) == "413 request-large"


def test_a_fault_of_ours_is_told_without_its_trace_and_logged(client, monkeypatch, capfd):
    def broken(*arguments):
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("farrell.app.workspace.Workspace.studies", broken)
    answer = client.get("/api/studies")
    assert code(answer) == "500 server-fault"
    assert "secret" not in answer.text
    assert "ZeroDivisionError: secret detail" in capfd.readouterr().err
