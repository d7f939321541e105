# Everything sets itself up: a virtual environment with the locked dependencies, no service needed.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
# What the benchmarks compare with is large, so it has an environment of its own.
BENCH_VENV := .venv-bench
BENCH_INSTALLED := $(BENCH_VENV)/.installed

.PHONY: help install demo dev test check format docs bench clean

help:
	@echo "make demo     refresh all of Seoul against an invented city (or for real, with keys in .env)"
	@echo "make dev      the Dagster UI on http://127.0.0.1:3000"
	@echo "make test     format, lint, types, import rules, tests: what CI runs"
	@echo "make check    the quick half of it, without the tests"
	@echo "make format   format the code"
	@echo "make docs     write docs/tables.md anew from the schemas"
	@echo "make bench    the benchmarks"
	@echo "make clean    remove what make has built; tables and Dagster's state stay"

install: $(INSTALLED)

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + "; try: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: install
	@$(BIN)/radius demo

dev: install
	@$(BIN)/radius dev

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check
	$(BIN)/python -W error::SyntaxWarning -m pytest -n auto --dist worksteal --cov --cov-report=term

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: install
	$(BIN)/python -m radius_assets.publication.table_docs

$(BENCH_INSTALLED): requirements-bench.lock pyproject.toml
	$(PYTHON) -m venv $(BENCH_VENV)
	$(BENCH_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	$(BENCH_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

bench: $(BENCH_INSTALLED)
	$(BENCH_VENV)/bin/python -m benchmarks.bench_throttle
	$(BENCH_VENV)/bin/python -m benchmarks.bench_covering
	$(BENCH_VENV)/bin/python -m benchmarks.bench_paging
	$(BENCH_VENV)/bin/python -m benchmarks.bench_tick
	$(BENCH_VENV)/bin/python -m benchmarks.bench_refresh
	$(BENCH_VENV)/bin/python -m benchmarks.bench_matching
	$(BENCH_VENV)/bin/python -m benchmarks.matching_rough
	$(BENCH_VENV)/bin/python -m benchmarks.matching_true_links
	$(BENCH_VENV)/bin/python -m benchmarks.bench_graph

clean:
	rm -rf $(VENV) $(BENCH_VENV) .coverage* htmlcov .mypy_cache .ruff_cache .hypothesis
