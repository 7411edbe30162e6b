# `make study` and `make test` are all a newcomer needs; `make help` lists the rest.
# What installs talks on stderr only, so that stdout belongs to the command asked for.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.NOTPARALLEL:

PYTHON ?= python3
STUDY := examples/china-health/study.toml
OUT := out/china-health
TESTS := tests/
LOCK_FLAGS :=
# A file stays on one core, so that studies which its tests share are run once.
TWO := -n 2 --dist loadfile --no-loadscope-reorder
SYSTEM_PACKAGES := chromium fonts-noto-cjk libreoffice-writer-nogui

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help study test test-full sbom lint format test-system web web-check docs lock clean

help: ## show this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 22

study: $(VENV)/.run-stamp ## run the example study; the last line is the path of its report
	@$(BIN)/farrell run $(STUDY) --out $(OUT)

test: $(VENV)/.test-stamp ## run the tests; TESTS=tests/unit runs some of them
	@$(BIN)/python -m pytest -q $(TWO) $(TESTS)

test-full: $(VENV)/.test-stamp ## run the tests and the sweeps that take long; TESTS as above
	@$(BIN)/python -m pytest -q $(TWO) -m "long or not long" $(TESTS)

sbom: $(VENV)/.test-stamp ## write out/farrell.cdx.json, the bill of materials (CycloneDX) of what is installed with Farrell
	@$(BIN)/python tools/dependencies.py sbom out/farrell.cdx.json

lint: $(VENV)/.dev-stamp ## style, types, and which floor imports which
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(VENV)/.dev-stamp ## put the code in the house's style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

web: web/node_modules/.stamp ## build the page from web/ into src/farrell/app/static
	@npm --prefix web run --silent types
	@npm --prefix web run --silent build

web-check: web/node_modules/.stamp ## that the page in the package is the one web/ builds
	@npm --prefix web run --silent types
	@built=$$(mktemp -d); trap 'rm -rf "$$built"' EXIT; \
	npm --prefix web run --silent build -- "$$built"; \
	diff --recursive "$$built" src/farrell/app/static || \
	  { echo "web-check: src/farrell/app/static is not what web/ builds: make web" >&2; exit 1; }; \
	echo "web-check: the page in the package is the one that web/ builds"

# English first: Chinese pages link to English ones through its index. A warning is an error, and nothing is fetched.
docs: $(VENV)/.docs-stamp ## build the documentation in both languages into out/docs
	@$(BIN)/python -m sphinx -q -W --keep-going -d out/docs-made/en docs out/docs
	@$(BIN)/python -m sphinx -q -W --keep-going -d out/docs-made/zh -c docs -D language=zh_CN docs/zh out/docs/zh
	@echo out/docs/index.html

test-system: ## install the Debian packages that tests and the building of the page need
	@if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then \
	  echo "test-system: skipped, there is no apt-get here; tests may want: $(SYSTEM_PACKAGES)"; \
	  exit 0; \
	fi; \
	missing=(); \
	command -v npm >/dev/null || missing+=(nodejs npm); \
	for package in $(SYSTEM_PACKAGES); do \
	  state=$$(dpkg-query --show --showformat='$${db:Status-Status}' "$$package" 2>/dev/null || true); \
	  [ "$$state" = installed ] || missing+=("$$package"); \
	done; \
	if [ "$${#missing[@]}" -eq 0 ]; then \
	  echo "test-system: all there: $(SYSTEM_PACKAGES)"; \
	  exit 0; \
	fi; \
	root=(); \
	if [ "$$(id -u)" -ne 0 ]; then \
	  if ! sudo -n true 2>/dev/null; then \
	    echo "test-system: as root, run: apt-get update && apt-get install $${missing[*]}" >&2; \
	    exit 1; \
	  fi; \
	  root=(sudo -n); \
	fi; \
	apt=("$${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=3 -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0); \
	echo "test-system: installing $${missing[*]}" >&2; \
	"$${apt[@]}" update </dev/null >&2; \
	"$${apt[@]}" install --yes --no-install-recommends "$${missing[@]}" </dev/null >&2; \
	echo "test-system: installed $${missing[*]}"

# Each lock holds the one below it whole: what runs, what tests, what developers use, what builds the documentation. Solving the
# largest first and holding the smaller ones to it keeps them so. Versions move only with
# `make lock LOCK_FLAGS=--upgrade`.
lock: $(BIN)/python ## solve requirements/*.lock again; LOCK_FLAGS=--upgrade moves the versions
	@$(PIP) install uv >&2
	@solve() { \
	  $(BIN)/uv pip compile --quiet --universal --python $(BIN)/python --python-version 3.11 --generate-hashes \
	    --no-header --no-annotate --no-emit-index-url $(LOCK_FLAGS) "$$@" </dev/null; \
	}; \
	solve pyproject.toml --all-extras requirements/{build,test,lint,docs}.in --output-file requirements/docs.lock; \
	solve pyproject.toml --all-extras requirements/{build,test,lint}.in --constraint requirements/docs.lock \
	  --output-file requirements/dev.lock; \
	solve pyproject.toml --all-extras requirements/{build,test}.in --constraint requirements/dev.lock \
	  --output-file requirements/test.lock; \
	solve pyproject.toml requirements/build.in --constraint requirements/test.lock \
	  --output-file requirements/run.lock

web/node_modules/.stamp: web/package.json web/package-lock.json
	@npm --prefix web ci --silent --no-audit --no-fund </dev/null >&2
	@touch $@

clean: ## remove builds, caches and results; the environment stays
	@rm -rf build dist out docs/api htmlcov .coverage .pytest_cache .hypothesis .mypy_cache .ruff_cache .import_linter_cache
	@find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || \
	  { echo "Farrell needs Python 3.11, 3.12 or 3.13: make PYTHON=python3.12" >&2; exit 1; }
	@echo "setting up $(VENV) with $(PYTHON)" >&2
	@$(PYTHON) -m venv --clear $(VENV) >&2

$(VENV)/.%-stamp: requirements/%.lock pyproject.toml $(BIN)/python
	@echo "installing $< into $(VENV)" >&2
	@$(PIP) install --require-hashes --requirement $< </dev/null >&2
	@$(PIP) install --no-deps --no-build-isolation --editable . </dev/null >&2
	@touch $@
