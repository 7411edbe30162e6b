"""How long a connection may do nothing, how many there may be, and who makes room for whom."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from running_app import TOKEN, Running, running

from farrell.app import limits
from farrell.app.connections import network
from farrell.app.pages import content
from farrell.app.security import HEADERS
from farrell.app.workspace import Workspace

Open = Callable[..., socket.socket]
SHORT, LONG = 0.3, 30.0
"""Seconds: a limit to run into, and one that nobody should run into."""


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Running]:
    with running(Workspace(tmp_path)) as found:
        yield found


@pytest.fixture
def connect(there: Running) -> Iterator[Open]:
    """Connections that have sent something."""
    with ExitStack() as stack:

        def made(sent: bytes = b"") -> socket.socket:
            host, _, port = there.host.partition(":")
            one = stack.enter_context(socket.create_connection((host, int(port)), LONG))
            one.sendall(sent)
            return one

        yield made


def asking(there: Running, path: str = "/api/session", method: str = "GET", more: str = "") -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: {there.host}\r\nAuthorization: Bearer {TOKEN}\r\n{more}\r\n"
    return head.encode()


def answer_of(one: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of the next answer with a length."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = one.recv(65536)
        assert part, data
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    whole = bytearray(body)
    while len(whole) < int(headers["content-length"]):
        part = one.recv(65536)
        assert part, len(whole)
        whole += part
    return int(first.split()[1]), headers, bytes(whole)


def lasts(one: socket.socket) -> float:
    """Seconds until the server ends a connection, whatever it says before."""
    begun = time.monotonic()
    try:
        while one.recv(65536):
            pass
    except ConnectionResetError:
        pass
    return time.monotonic() - begun


def ends_while_sending(one: socket.socket, pause: float) -> bool:
    """Whether the server ends a connection that sends a byte after every pause."""
    begun = time.monotonic()
    while time.monotonic() < begun + LONG / 2:
        time.sleep(pause)
        try:
            one.sendall(b"X")
        except OSError:
            return True
    return False


def is_open(one: socket.socket) -> bool:
    one.settimeout(0.2)
    try:
        return one.recv(1) != b""
    except TimeoutError:
        return True
    except ConnectionResetError:
        return False
    finally:
        one.settimeout(LONG)


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "], ids=["nothing", "half a head"])
def test_a_connection_without_the_head_of_a_request_is_ended(connect, monkeypatch, sent):
    monkeypatch.setattr(limits, "HEAD_SECONDS", SHORT)
    assert SHORT / 2 < lasts(connect(sent)) < LONG / 2


def test_a_head_that_comes_byte_by_byte_is_ended(connect, monkeypatch):
    monkeypatch.setattr(limits, "HEAD_SECONDS", SHORT)
    assert ends_while_sending(connect(b"GET / HTTP/1.1\r\n"), SHORT / 10)


def test_a_connection_is_used_again_and_its_next_head_may_not_take_longer(there, connect, monkeypatch):
    monkeypatch.setattr(limits, "HEAD_SECONDS", SHORT)
    one = connect(asking(there))
    for _ in range(3):
        assert answer_of(one)[0] == 200
        time.sleep(SHORT / 3)
        one.sendall(asking(there))
    assert answer_of(one)[0] == 200
    one.sendall(b"G")
    assert lasts(one) < LONG / 2


def test_requests_behind_each_other_are_all_answered(there, connect):
    one = connect(asking(there) * 5)
    got = b""
    while got.count(b'"version"') < 5:
        part = one.recv(65536)
        assert part
        got += part
    assert got.count(b"HTTP/1.1 200") == 5


def test_a_body_that_is_slow_is_not_cut_off_by_the_limit_for_heads(there, connect, monkeypatch):
    monkeypatch.setattr(limits, "HEAD_SECONDS", SHORT)
    more = "Content-Type: application/json\r\nContent-Length: 2\r\n"
    one = connect(asking(there, "/api/examples/none", "POST", more) + b"{")
    slow = connect(asking(there, "/api/session", "POST", more) + b"{")
    assert answer_of(one)[0] == 404
    time.sleep(2 * SHORT)
    slow.sendall(b"}")
    assert answer_of(slow)[0] == 422


def test_a_json_body_may_not_take_for_ever(there, connect, monkeypatch):
    monkeypatch.setattr(limits, "JSON_SECONDS", SHORT)
    more = "Content-Type: application/json\r\nContent-Length: 20\r\n"
    status, _, body = answer_of(connect(asking(there, "/api/session", "POST", more) + b"{"))
    assert (status, json.loads(body)["code"]) == (408, "request-slow")


@pytest.fixture
def large(monkeypatch) -> int:
    """Bytes of an answer that no buffer between server and browser holds."""
    size = 32 * 1024 * 1024
    monkeypatch.setattr("farrell.app.api.session._words", lambda: content(b"x" * size, "text/plain", packed=False))
    return size


@pytest.mark.parametrize("asked", [1, 3])
def test_whoever_takes_nothing_of_the_answers_is_let_go(there, connect, monkeypatch, large, asked):
    monkeypatch.setattr(limits, "STALL_SECONDS", SHORT)
    monkeypatch.setattr(limits, "HEAD_SECONDS", SHORT)
    assert ends_while_sending(connect(asking(there, "/api/words") * asked), SHORT)


def test_whoever_takes_an_answer_late_gets_all_of_it(there, connect, monkeypatch, large):
    monkeypatch.setattr(limits, "HEAD_SECONDS", SHORT)
    one = connect(asking(there, "/api/words", more="Connection: close\r\n"))
    time.sleep(3 * SHORT)
    status, _, body = answer_of(one)
    assert (status, len(body)) == (200, large)


def test_the_one_that_was_idle_longest_makes_room(there, connect, monkeypatch):
    monkeypatch.setattr(limits, "MOST_CONNECTIONS", 3)
    first, second, third = (connect() for _ in range(3))
    for one in (first, second, third, first):
        one.sendall(asking(there))
        assert answer_of(one)[0] == 200
    fourth = connect(asking(there))
    assert answer_of(fourth)[0] == 200
    assert [is_open(one) for one in (first, second, third, fourth)] == [True, False, True, True]


def test_idle_connections_keep_nobody_out(there, connect):
    idle = [connect() for _ in range(limits.MOST_CONNECTIONS + 20)]
    assert answer_of(connect(asking(there)))[0] == 200
    assert not is_open(idle[0])
    assert is_open(idle[-1])


@pytest.mark.parametrize("limit", ["MOST_CONNECTIONS", "MOST_OF_ADDRESS"])
def test_where_all_are_at_work_the_next_is_told_so(there, connect, monkeypatch, limit):
    monkeypatch.setattr(limits, limit, 1)
    monkeypatch.setattr("farrell.app.connections.network", lambda peer: "192.0.2.1")
    more = "Content-Type: application/json\r\nContent-Length: 2\r\n"
    at_work = connect(asking(there, "/api/session", "POST", more))
    time.sleep(0.2)
    status, headers, body = answer_of(connect(asking(there)))
    assert (status, headers["connection"], json.loads(body)["code"]) == (503, "close", "server-full")
    assert {name: headers.get(name.lower()) for name in HEADERS} == HEADERS
    at_work.sendall(b"{}")
    assert answer_of(at_work)[0] == 422
    assert answer_of(connect(asking(there)))[0] == 200


def test_one_address_makes_room_for_itself_only(there, connect, monkeypatch):
    monkeypatch.setattr(limits, "MOST_OF_ADDRESS", 2)
    of = iter(["192.0.2.1", "192.0.2.2", "192.0.2.2", "192.0.2.2"])
    monkeypatch.setattr("farrell.app.connections.network", lambda peer: next(of))
    made = []
    for _ in range(4):
        made.append(connect())
        time.sleep(0.05)
    assert [is_open(one) for one in made] == [True, False, True, True]


@pytest.mark.parametrize(
    ("peer", "expected"),
    [
        (("192.0.2.7", 1), "192.0.2.7"),
        (("::ffff:192.0.2.7", 1, 0, 0), "192.0.2.7"),
        (("2001:db8:1:2:3:4:5:6", 1, 0, 0), "2001:db8:1:2::/64"),
        (("fe80::1%eth0", 1, 0, 2), "fe80::/64"),
        (("127.0.0.1", 1), None),
        (("::1", 1, 0, 0), None),
        (("::ffff:127.0.0.1", 1, 0, 0), None),
        ("", None),
        (None, None),
    ],
)
def test_a_limit_is_of_an_address_but_not_of_this_machine(peer, expected):
    assert network(peer) == expected


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 70_000,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 no TLS here\r\n\r\n",
    ],
    ids=["nonsense", "no host", "two lengths", "head too large", "TLS"],
)
def test_what_is_no_http_is_refused_like_all_else(connect, sent):
    one = connect(sent)
    status, headers, body = answer_of(one)
    assert (status, headers["content-type"], json.loads(body)["code"]) == (400, "application/json", "request-http")
    assert {name: headers.get(name.lower()) for name in HEADERS} == HEADERS
    assert lasts(one) < LONG / 2


def test_a_broken_body_in_the_midst_of_an_answer_ends_the_connection(there, connect):
    more = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
    one = connect(asking(there, "/api/session", "POST", more) + b"1\r\n{\r\n")
    time.sleep(0.2)
    one.sendall(b"nonsense\r\n")
    assert lasts(one) < LONG / 2
    assert there.browser().get("/api/session").status_code == 200
