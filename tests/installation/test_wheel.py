"""The wheel and the source archive hold all that a run needs, and little else."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
LARGEST = 20_000_000
"""Bytes that Farrell's own files may take where they are installed."""
STUDY = "examples/china-health/study.toml"


def done(*command: object, **options: object) -> str:
    ran = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]
    assert ran.returncode == 0, ran.stderr
    return str(ran.stdout)


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """A folder with a wheel and a source archive of the files that git knows."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("built")
    files = done("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT).split("\0")
    for name in files:
        if name and (ROOT / name).is_file() and not name.startswith(("tests/", "web/")):
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    done(sys.executable, "-m", "hatchling", "build", "-d", out, cwd=source)
    return out


def test_both_hold_what_is_read_at_run_time(built):
    (wheel,), (archive,) = built.glob("*.whl"), built.glob("*.tar.gz")
    named = {
        path.relative_to(ROOT / "src").as_posix() for path in (ROOT / "src" / "farrell").rglob("*") if path.is_file()
    }
    named = {name for name in named if "__pycache__" not in name}
    held = set(ZipFile(wheel).namelist())
    assert named - held == set()
    assert "farrell/data/bundled/china-health/study.toml" in held
    assert any(name.endswith("licenses/LICENSE") for name in held)
    with tarfile.open(archive) as opened:
        inside = {name.partition("/")[2] for name in opened.getnames()}
    assert {f"src/{name}" for name in named} - inside == set()
    assert {"pyproject.toml", "README.md", "LICENSE", STUDY} <= inside


def test_the_wheel_runs_the_example_from_another_folder(built, tmp_path):
    (wheel,) = built.glob("*.whl")
    home = tmp_path / "installed"
    done(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", home, wheel)
    assert sum(path.stat().st_size for path in home.rglob("*") if path.suffix != ".pyc") < LARGEST
    environment = {**os.environ, "PYTHONPATH": str(home)}
    where = done(sys.executable, "-c", "import farrell; print(farrell.__file__)", env=environment, cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(home)
    assert "run" in done(sys.executable, "-m", "farrell", "--help", env=environment, cwd=tmp_path)
    quick = 'schema = 1\n[data]\nbundled = "china-health"\nperiods = [2023]\n[[model]]\nkind = "efficiency"\n'
    (tmp_path / "study.toml").write_text(quick, encoding="utf-8")
    said = done(sys.executable, "-m", "farrell", "run", "study.toml", "--out", "out", env=environment, cwd=tmp_path)
    assert (tmp_path / said.splitlines()[-1]).is_file()


@pytest.mark.long
@pytest.mark.parametrize("kind", ["*.whl", "*.tar.gz"])
def test_an_empty_environment_runs_the_example(built, tmp_path, kind):
    venv.create(tmp_path / "venv", with_pip=True)
    python, (package,) = tmp_path / "venv" / "bin" / "python", built.glob(kind)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    pip = (python, "-m", "pip", "--disable-pip-version-check", "--quiet", "install")
    done(*pip, "--require-hashes", "--requirement", ROOT / "requirements" / "run.lock", env=environment)
    done(*pip, "--no-deps", "--no-build-isolation", package, env=environment)
    done(python, "-m", "pip", "check", env=environment)
    program = tmp_path / "venv" / "bin" / "farrell"
    assert "run" in done(program, "--help", env=environment, cwd=tmp_path)
    said = done(program, "run", ROOT / STUDY, "--out", tmp_path / "out", env=environment, cwd=tmp_path)
    assert Path(said.splitlines()[-1]).is_file()
