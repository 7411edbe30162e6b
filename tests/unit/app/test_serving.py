"""Where a server listens, what it is called, where it keeps things; names of files."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest
from running_app import awaited

from farrell.app import endpoint, limits
from farrell.app.names import kind_of, named_by_content, one_line, safe_name
from farrell.app.refusals import STATUS, RequestError, problem
from farrell.app.serving import address, default_workspace, is_loopback, known_hosts, listen, processes
from farrell.app.tables import Tables, for_spreadsheets
from farrell.catalogue import has
from farrell.errors import OptionError


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.2", False),
        ("farrell.example", False),
        ("localhost.example", False),
    ],
)
def test_only_this_machine_reaches_a_loopback_address(host, loopback):
    assert is_loopback(host) == loopback


def test_a_server_is_known_by_its_names_with_its_port():
    assert known_hosts("127.0.0.1", 80) == {"127.0.0.1:80", "localhost:80", "[::1]:80"}
    assert socket.gethostname().lower() + ":80" in known_hosts("0.0.0.0", 80)
    proxied = known_hosts("127.0.0.1", 80, ["Farrell.Example"])
    assert {"farrell.example", "farrell.example:80"} <= proxied
    assert "127.0.0.1" not in proxied


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "http://127.0.0.1:9/"), ("0.0.0.0", "http://127.0.0.1:9/"), ("::1", "http://[::1]:9/")],
)
def test_the_address_is_one_that_a_browser_here_can_open(host, shown):
    assert address(host, 9) == shown


def test_connections_send_small_answers_at_once():
    with listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_the_workspace_is_named_or_in_the_folder_for_data(monkeypatch):
    monkeypatch.setenv("FARRELL_WORKSPACE", "/somewhere")
    assert default_workspace() == Path("/somewhere")
    monkeypatch.delenv("FARRELL_WORKSPACE")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert default_workspace() == Path("/data/farrell")
    monkeypatch.delenv("XDG_DATA_HOME")
    assert default_workspace() == Path.home() / ".local" / "share" / "farrell"
    monkeypatch.setattr("sys.platform", "darwin")
    assert default_workspace() == Path.home() / "Library" / "Application Support" / "farrell"
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", "/local")
    assert default_workspace() == Path("/local/farrell")


@pytest.mark.parametrize(("cores", "expected"), [(1, (2, 1)), (2, (2, 1)), (8, (4, 2)), (64, (4, 2)), (None, (2, 1))])
def test_processes_go_with_the_cores(monkeypatch, cores, expected):
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    assert processes() == expected


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("panel.csv", "panel.csv"),
        ("各省 数据.xlsx", "各省 数据.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\data\\a.csv", "a.csv"),
        ("a\x00b\n.csv", "ab.csv"),
        ("..", ""),
        (".hidden", "hidden"),
        ("a/", ""),
        ("", ""),
        ("\u202etxt.csv", "txt.csv"),
        ("con.csv", "file-con.csv"),
        ("x" * 300 + ".csv", "x" * (limits.LONGEST_NAME - 4) + ".csv"),
        ("省" * 300 + ".csv", "省" * 65 + ".csv"),
    ],
)
def test_a_name_becomes_one_that_any_file_system_takes(name, safe):
    assert safe_name(name) == safe


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("Beds", "Beds"),
        ("  Beds \n of\t1999\u2028", "Beds of 1999"),
        ("a\x00b\x1b[31m\x85\x9f", "ab[31m"),
        ("\u202eabc\u2066", "abc"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\x00 \u202e", ""),
        ("床" * 200, "床" * (limits.LONGEST_NAME - 1) + "…"),
    ],
)
def test_a_name_becomes_one_line_of_the_page(words, line):
    assert one_line(words) == line


@pytest.mark.parametrize(
    ("content", "kind", "name"),
    [
        (b"unit,x\n", "table", "a"),
        (b' \xef\xbb\xbf{"type"', "table", "a"),
        (b'\xef\xbb\xbf {"type": "Topology"}', "boundaries", "a.geojson"),
        (b"SQLite format 3\x00...", "boundaries", "a.gpkg"),
        (b"PK\x03\x04 no zip", "table", "a"),
    ],
)
def test_a_file_is_what_its_content_is(tmp_path, content, kind, name):
    path = tmp_path / "content"
    path.write_bytes(content)
    assert kind_of(path) == kind
    assert named_by_content("a", path, kind) == name
    assert named_by_content("A.JSON", path, "boundaries" if name == "a.geojson" else "table") == "A.JSON"


def test_every_refusal_has_a_text_and_a_status():
    assert {code for code in STATUS if not has(f"error.{code}")} == set()
    assert set(STATUS.values()) <= {400, 401, 403, 404, 405, 408, 409, 413, 415, 422, 429, 500, 503, 507}


def test_no_message_shows_a_folder_of_the_server():
    error = OptionError("out-not-writable", out="/srv/kept/studies/ab12/results", reason="full")
    for words in problem(error, "/srv/kept")["text"].values():
        assert "/srv" not in words
        assert "ab12" not in words
        assert "results" in words


class Stalled:
    """A request that sends one byte and then nothing."""

    headers: dict[str, str] = {}  # noqa: RUF012

    async def stream(self):
        yield b"x"
        await asyncio.sleep(60)
        yield b"y"


@pytest.mark.parametrize(("quiet", "seconds"), [(0.05, 60.0), (60.0, 0.05)])
def test_an_upload_that_stops_or_takes_too_long_is_given_up(monkeypatch, quiet, seconds):
    monkeypatch.setattr(limits, "QUIET_SECONDS", quiet)

    async def read():
        return [part async for part in endpoint.chunks(Stalled(), 10, seconds)]

    with pytest.raises(RequestError) as caught:
        awaited(read())
    assert caught.value.code == "request-slow"


def test_answers_that_were_not_asked_for_longest_are_forgotten(monkeypatch):
    monkeypatch.setattr(limits, "LARGEST_CACHE", 5000)
    tables = Tables()
    for number in range(10):
        tables.kept((str(number),), lambda: "x" * 1000)
        tables.find(("0",))
    assert tables.find(("0",)) is not None
    assert tables.find(("9",)) is not None
    assert tables.find(("1",)) is None


def test_a_table_for_spreadsheets_holds_no_formula_and_all_its_numbers(tmp_path: Path):
    table = tmp_path / "table.csv"
    table.write_text('unit,change\n=1+1|cmd,-0.5\n"+a,b",1e-7\n@x,\n西藏,-2\n', encoding="utf-8")
    text = for_spreadsheets(table).decode("utf-8-sig")
    assert for_spreadsheets(table).startswith(b"\xef\xbb\xbf")
    assert text.splitlines() == ["unit,change", "'=1+1|cmd,-0.5", '"\'+a,b",1e-7', "'@x,", "西藏,-2"]
