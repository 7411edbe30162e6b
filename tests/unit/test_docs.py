"""Examples in documents and docstrings run; reference pages name everything there is."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pandas as pd
import pytest

import farrell
from farrell.data.checks import CODES
from farrell.dea.models import MODULES as MODELS
from farrell.productivity.models import INDICES
from farrell.report import run_study
from farrell.study import file as study_file
from farrell.study import read_study
from farrell.study.determinants import DETERMINANTS_KEYS
from farrell.study.inference import INFERENCE_KEYS
from farrell.study.robustness import ROBUSTNESS_KEYS
from farrell.study.space import SPACE_KEYS
from farrell.study.stochastic import STOCHASTIC_KEYS

ROOT = Path(__file__).parents[2]
PARTS_OF_OTHERS = ("otech", "omech", "rosech")
"""Parts of indices other than Malmquist's, which the table of tables names."""
WITH_SERVER = ROOT / "docs" / "page.md"
"""Its script asks a server: tests/unit/app/test_study_requests.py runs it."""
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
SITE = ROOT / "docs" / "site_pages"
"""What the site is made with: not in the tests' environment is Sphinx, which it does not need to make its lists."""
MODULES = [m.name for m in pkgutil.walk_packages(farrell.__path__, "farrell.") if not m.name.endswith("__main__")]


def blocks(page: Path, language: str) -> list[str]:
    text = re.sub(
        r"^````$.*?^````$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )  # a page in a page
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    module = sys.modules.get(name) or importlib.import_module(name)
    result = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0


@pytest.mark.filterwarnings("ignore::farrell.FarrellWarning")
@pytest.mark.parametrize("page", [page for page in PAGES if page != WITH_SERVER], ids=lambda p: p.name)
def test_python_in_pages_runs(page: Path) -> None:
    for code in blocks(page, "python"):
        exec(code, {})


def test_commands_of_the_readme_run(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "farrell", "data", "export", "china-health", "--out", "p.csv"], cwd=tmp_path, check=True
    )
    pd.read_csv(tmp_path / "p.csv").to_excel(tmp_path / "panel.xlsx", index=False, engine="xlsxwriter")
    commands = [line.split("#")[0] for line in "".join(blocks(ROOT / "README.md", "sh")).splitlines()]
    for command in commands:
        words = shlex.split(command)
        if words[:2] == ["farrell", "serve"]:
            assert_it_serves(tmp_path, words[2:])
        elif words[:1] == ["farrell"]:
            if words[1] == "check":
                narrow_roles(tmp_path / "study.toml")
            done = subprocess.run(
                [sys.executable, "-m", *words], cwd=tmp_path, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr
    assert (tmp_path / "results" / "report.html").exists()


def assert_it_serves(folder: Path, study: list[str]) -> None:
    """``farrell serve`` does not end by itself, and its usual port may be taken here."""
    options = [*study, "--port", "0", "--no-open", "--workspace", str(folder / "workspace")]
    with subprocess.Popen(
        [sys.executable, "-m", "farrell", "serve", *options], stdout=subprocess.PIPE, text=True, cwd=folder
    ) as server:
        assert server.stdout is not None
        assert server.stdout.readline().startswith("http://127.0.0.1:")
        server.terminate()


def narrow_roles(study: Path) -> None:
    """What the file asks its reader to do: check every line. Some guessed columns have gaps."""
    text = study.read_text(encoding="utf-8")
    text = re.sub(r"inputs = .*", 'inputs = ["hospitals", "beds"]', text)
    study.write_text(re.sub(r"outputs = .*", 'outputs = ["visits_10k"]', text), encoding="utf-8")


def test_the_example_study_file_of_the_docs_is_accepted(tmp_path: Path) -> None:
    (text,) = blocks(ROOT / "docs" / "study-file.md", "toml")
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    assert len(read_study(tmp_path / "study.toml").models) == 2


def test_the_models_of_a_page_are_read(tmp_path: Path) -> None:
    head = 'schema = 1\n[data]\nbundled = "china-health"\n'
    for text in blocks(ROOT / "docs" / "productivity.md", "toml"):
        (tmp_path / "study.toml").write_text(head + text, encoding="utf-8")
        assert read_study(tmp_path / "study.toml").models


def test_the_reference_names_every_key() -> None:
    text = (ROOT / "docs" / "study-file.md").read_text(encoding="utf-8")
    keys = {
        *study_file._DATA_KEYS,
        *study_file._MAP_KEYS,
        *SPACE_KEYS,
        *INFERENCE_KEYS,
        *STOCHASTIC_KEYS,
        *ROBUSTNESS_KEYS,
        *DETERMINANTS_KEYS,
        *study_file.BENCHMARK_KEYS,
        *study_file.PLAN_KEYS,
        *(k for kind in ("efficiency", "malmquist") for k in study_file._model_options(kind)),
    }
    assert [key for key in sorted(keys) if f"`{key}`" not in text] == []


def test_the_reference_names_every_check() -> None:
    text = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    codes = {key.removeprefix("check.") for key in farrell.catalogue.catalogue("en") if key.startswith("check.")}
    assert [code for code in sorted({*codes, *CODES}) if f"`{code}`" not in text] == []


def test_every_model_has_a_page_and_a_line_in_the_list() -> None:
    listed = (ROOT / "docs" / "models.md").read_text(encoding="utf-8")
    for key in set(MODELS) - {"dea"}:  # the radial model is the subject of methods.md
        assert f"[`{key}`](models/{key}.md)" in listed, key
        assert f"farrell.{key}(" in (ROOT / "docs" / "models" / f"{key}.md").read_text(encoding="utf-8"), key


@pytest.fixture(
    scope="module",
    params=[
        "china-health",
        "in-space",
        "three-stage",
        "how-sure",
        "windows-and-groups",
        "inside",
        "capacity",
        "dynamic",
        "prices",
    ],
)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An example study's results."""
    return run_study(ROOT / "examples" / request.param / "study.toml", tmp_path_factory.mktemp("docs") / "out").folder


def general(column: str) -> str:
    """A column of a group, a pair or a class as the reference has it."""
    column = re.sub(r"^(to|passage to) \d+$", r"\1 1", column)
    return re.sub(r"^inter .*", "inter G–H", re.sub(r"^intra .*", "intra G", column))


def of_malmquist(name: str) -> str:
    """A table or a figure of an index as the reference has it: under the Malmquist index."""
    kinds = "|".join(kind.replace("_", "[_-]") for kind in INDICES)
    return re.sub(rf"^({kinds})(?=_|-by|$)", "malmquist", name)


def test_the_reference_names_every_table_and_column(folder: Path) -> None:
    text = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
    indices = {"effch", "techch", "pech", "sech", "tfpch", "region3"}
    if (findings := folder / "tables" / "finding_shares.csv").exists():
        indices |= set(pd.read_csv(findings)["finding"])
    if (scores := folder / "tables" / "scores.csv").exists():
        indices |= set(pd.read_csv(scores)["model"])  # a column each, side by side
    indices |= set(PARTS_OF_OTHERS)
    for path in (folder / "tables").iterdir():
        name = of_malmquist(path.stem)
        line = next(line for line in text.splitlines() if line.startswith(f"| `{name}`"))
        columns = {general(c) for c in pd.read_csv(path, nrows=1).columns} - indices
        missing = [c for c in sorted(columns) if f"`{c}`" not in line and "as `regions`" not in line]
        assert missing == [], path.stem


def test_the_reference_names_every_figure_and_column(folder: Path) -> None:
    text = (ROOT / "docs" / "report.md").read_text(encoding="utf-8")
    for path in (folder / "figures").glob("*.csv"):
        name = re.sub(r"^space-\d+-", "space-N-", path.stem)
        name = of_malmquist(re.sub(r"^losses-.*", "losses-", name))
        name = re.sub(r"^nodes-.*", "nodes-network-sbm-1", name)  # any kind, any number
        line = next(line for line in text.splitlines() if re.match(rf"\|[^|]*`{name}`", line))
        known = {"region3", *PARTS_OF_OTHERS}
        missing = [c for c in pd.read_csv(path, nrows=1).columns if f"`{c}`" not in line and c not in known]
        assert missing == [], path.stem


def test_links_between_pages_lead_somewhere() -> None:
    for page in PAGES:
        text = re.sub(r"^(`{3,}).*?^\1$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
        for target in re.findall(r"\]\(([^)#]+)", text):
            assert target.startswith("https://") or (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_commands_of_the_tutorials_run(tmp_path: Path) -> None:
    for page in (ROOT / "docs" / "tutorial.md", ROOT / "docs" / "zh" / "tutorial.md"):
        folder = tmp_path / page.parent.name
        folder.mkdir()
        study, more = blocks(page, "toml")
        (folder / "study.toml").write_text(study, encoding="utf-8")
        for command in "".join(blocks(page, "sh")).splitlines():
            done = subprocess.run(
                [sys.executable, "-m", *shlex.split(command)], cwd=folder, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr
        assert (folder / "results" / "report.html").exists()
        efficiency = pd.read_csv(folder / "results" / "tables" / "efficiency.csv").query("period == 2023")
        assert round(efficiency.te_crs.mean(), 3) == 0.869
        (folder / "study.toml").write_text(study + more, encoding="utf-8")
        assert {"inference", "robustness"} <= set(read_study(folder / "study.toml").raw)


def test_every_page_is_in_a_list_of_contents() -> None:
    for top in (ROOT / "docs", ROOT / "docs" / "zh"):
        pages = {page for page in top.rglob("*.md") if top.name == "zh" or "zh" not in page.parts}
        listed = {top / "index.md"}
        for page in pages:
            for block in blocks(page, "{toctree}"):
                for line in block.splitlines():
                    if line and not line.startswith(":"):
                        name = line.split("<")[-1].rstrip(">")  # with a title of its own: Title <name>
                        listed |= set(page.parent.glob(f"{name}.md"))
        assert pages - listed == set()


def test_the_gallery_has_every_figure_of_the_reference() -> None:
    told = tomllib.loads((ROOT / "docs" / "gallery" / "figures.toml").read_text(encoding="utf-8"))
    shown = {re.sub(r"^space-\d+-", "space-N-", name) for group in told["group"] for name in group["figures"]}
    report = (ROOT / "docs" / "report.md").read_text(encoding="utf-8")
    cells = re.findall(
        r"^\| (`[a-z][^|]*?) \|", report[report.index("| figure |") : report.index("With more than 60")], re.M
    )
    named = {name for cell in cells for name in re.findall(r"`([a-zA-Z0-9-]+)`", re.sub(r"\(.*?\)", "", cell))}
    assert named - shown - set(told["elsewhere"]) == set()
    assert (shown | set(told["elsewhere"])) - named == set()


def test_lists_of_the_site_have_every_model_index_and_term(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SITE.parent))
    made = importlib.import_module("site_pages.made")
    api = importlib.import_module("site_pages.api")
    for language in farrell.catalogue.LANGUAGES:
        assert [key for key in MODELS if f"`{key}` |" not in made.which_model(language)] == []
        assert "`malmquist` |" in made.which_index(language)
        assert "`inverse_dea` |" in made.which_allocation(language)
        assert "| `te_vrs` |" in made.glossary(language)
    assert [name for name in farrell.__all__ if name != "__version__" and f"[`{name}`]" not in api.index()] == []
    assert "DEAResult" in {cls.__name__ for cls in api.returned()}
    used = {name for page in PAGES for name in made.MADE.findall(page.read_text(encoding="utf-8"))}
    assert used == set(made.LISTS)


def test_replications_name_every_file_of_published_numbers() -> None:
    text = (ROOT / "docs" / "replications.md").read_text(encoding="utf-8")
    assert [p.name for p in (ROOT / "tests" / "published").glob("test_*.py") if p.name not in text] == []


def test_public_names_are_those_of_all() -> None:
    assert sorted(farrell.__all__) == list(farrell.__all__)
    for name in farrell.__all__:
        assert getattr(farrell, name) is not None
    assert set(dir(farrell)) == set(farrell.__all__)
