"""What is loaded at a start, what a missing extra says, and that nothing asks the network."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from benchmarks import starting

ROOT = Path(__file__).parents[2]
HEAVY = (
    *("dask", "distributed", "docx", "geopandas", "highspy", "jinja2", "joblib", "libpysal", "linearmodels"),
    *("matplotlib", "narwhals", "numba", "numpy", "pandas", "PIL", "pyarrow", "scipy", "shap", "sklearn"),
    *("starlette", "statsmodels", "typst", "uvicorn", "xlsxwriter"),
)


def python(code: str, *arguments: object, timeout: float = 300) -> str:
    command = [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=timeout, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    "start",
    [
        "import farrell",
        "from farrell.cli.main import app; app(['--help'], standalone_mode=False)",
        "from farrell.cli.main import app; app(['run', '--help'], standalone_mode=False)",
    ],
    ids=["import", "help", "help of a command"],
)
def test_a_start_loads_nothing_heavy(start):
    told = python(f"import sys\n{start}\nprint('heavy', [name for name in {HEAVY} if name in sys.modules])")
    assert told.splitlines()[-1] == "heavy []"


def test_a_start_is_within_its_budget(monkeypatch):
    monkeypatch.setattr(starting, "ROUNDS", 2)
    slow = {name: found for name, found in starting.beyond().items() if found > starting.BUDGET[name]}
    assert slow == {}


WITHOUT = """
import importlib.abc, sys, warnings

class Without(importlib.abc.MetaPathFinder):
    def __init__(self, finder):
        self.finder = finder

    def __getattr__(self, name):
        return getattr(self.finder, name)

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in sys.argv[1].split(","):
            return None
        return self.finder.find_spec(name, path, target)

sys.meta_path[:] = map(Without, sys.meta_path)
warnings.simplefilter("ignore")
import pandas as pd
import farrell

panel = farrell.load("china-health").panel.select(periods=[2023])

def of_extra(extra, work):
    try:
        work()
    except farrell.OptionError as error:
        assert error.code == "extra-missing", error.code
        assert error.values["extra"] == extra, error.values
        assert f"farrell[{extra}]" in error.text("en"), error.text("en")
        assert f"farrell[{extra}]" in error.text("zh"), error.text("zh")
        print("told", extra)
"""


@pytest.mark.parametrize(
    ("extra", "module", "work"),
    [
        ("parquet", "pyarrow", "farrell.read_panel(sys.argv[2] + '/a.parquet', unit='u', inputs=['x'], outputs=['y'])"),
        ("maps", "geopandas", "farrell.data.read_boundaries(sys.argv[2] + '/a.shp', panel.units)"),
        (
            "forest",
            "sklearn,shap",
            "farrell.forest({f'u{i}': i % 7.0 for i in range(60)}, {'x': {f'u{i}': i % 5.0 for i in range(60)}})",
        ),
        ("pdf", "typst", "farrell.run_study(sys.argv[2] + '/study.toml', sys.argv[2] + '/out')"),
        ("space", "libpysal", "farrell.contiguity(panel.units).to_graph()"),
        ("dask", "distributed,dask", "farrell.cluster().__enter__()"),
    ],
)
def test_a_missing_extra_is_named(tmp_path, extra, module, work):
    for name in ("a.parquet", "a.shp"):
        (tmp_path / name).write_bytes(b"PAR1")
    (tmp_path / "study.toml").write_text(
        'schema = 1\n[data]\nbundled = "china-health"\n[[model]]\nkind = "efficiency"\n'
        '[outputs]\ndocuments = ["pdf"]\n',
        encoding="utf-8",
    )
    told = python(f"{WITHOUT}\nof_extra({extra!r}, lambda: {work})", module, tmp_path)
    assert told.splitlines() == [f"told {extra}"]


OFFLINE = """
import os, sys

def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto"):
        asked = arguments[1][0] if isinstance(arguments[1], tuple) else ""  # else a socket of this machine's files
    elif event == "socket.getaddrinfo":
        asked = arguments[0] or ""
    else:
        return
    if asked not in ("", "127.0.0.1", "::1", "localhost"):
        os.write(2, f"asked {asked}".encode())
        os._exit(99)

sys.addaudithook(watch)
"""


def test_the_watch_sees_who_asks_the_network():
    for asks in ("socket.getaddrinfo('example.org', 80)", "socket.socket().connect(('192.0.2.1', 80))"):
        done = subprocess.run(
            [sys.executable, "-c", f"{OFFLINE}\nimport socket\n{asks}"], check=False, capture_output=True
        )
        assert done.returncode == 99


def test_a_study_its_documents_and_the_page_ask_nobody(tmp_path):
    (tmp_path / "study.toml").write_text(
        'schema = 1\n[data]\nbundled = "china-health"\nperiods = [2023]\n[[model]]\nkind = "efficiency"\n'
        '[outputs]\ntables = ["csv", "xlsx"]\nfigures = ["png"]\ndocuments = ["html", "docx", "pdf"]\n',
        encoding="utf-8",
    )
    python(
        f"""{OFFLINE}
import farrell
done = farrell.run_study(sys.argv[1] + "/study.toml", sys.argv[1] + "/out")
farrell.render_study(done.folder, sys.argv[1] + "/zh", language="zh", formats=["html"])
""",
        tmp_path,
    )
    assert (tmp_path / "out" / "report.pdf").is_file()
    assert (tmp_path / "zh" / "report.html").is_file()
    python(
        f"""{OFFLINE}
import threading, time, urllib.request, os
from farrell.cli.main import app
import io, contextlib

def ask():
    for _ in range(600):
        first = told.getvalue().strip()
        if first.startswith("http"):
            break
        time.sleep(0.1)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({{}}), urllib.request.HTTPCookieProcessor())
    page = opener.open(first, timeout=60).read()
    assert b"app.js" in page, page[:200]
    session = opener.open(first.partition("?")[0] + "api/session", timeout=60).read()
    assert b'"signed_in":true' in session, session[:200]
    os._exit(0)

told = io.StringIO()
threading.Thread(target=ask, daemon=True).start()
with contextlib.redirect_stdout(told):
    app(["serve", "--port", "0", "--no-open", "--workspace", sys.argv[1] + "/kept"], standalone_mode=False)
""",
        tmp_path,
    )
