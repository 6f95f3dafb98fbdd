# Everything this project does, by name. `make help` lists it.

# A Python of this machine that is new enough; another one: make run PYTHON=/path/to/python
ifndef PYTHON
PYTHON := $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
endif
PY := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run up down test run-tests soak check bench docs pins screenshots clean install install-dev

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' Makefile | awk -F ':.*## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'

install:
	@test -n "$(PYTHON)" || { echo "Seller Monitor needs Python 3.11 or newer. Install it, then try again." >&2; exit 2; }
	@$(PYTHON) ops/install.py requirements.txt

install-dev:
	@test -n "$(PYTHON)" || { echo "Seller Monitor needs Python 3.11 or newer. Install it, then try again." >&2; exit 2; }
	@$(PYTHON) ops/install.py requirements-dev.txt

run: install ## Start everything and stay until Ctrl-C; prints the address
	@$(PY) -m ops run

up: install ## Start everything in the background; returns when the first page answers
	@$(PY) -m ops up

down: ## End exactly what `make up` has started
	@if test -x $(PY); then $(PY) -m ops down; else echo "Nothing was running."; fi

# The checks need one core, and not for long: they run beside the tests.
test: install-dev ## Run all checks and tests
	@$(MAKE) --no-print-directory -j 2 check run-tests

run-tests: install-dev
	@$(PY) -m pytest -m "not benchmark and not soak" -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

soak: install-dev ## Run the long tests: a year of orders at Amazon's own pace, many orders of faults
	@$(PY) -m pytest -q -m soak -n logical --maxprocesses 4 --dist worksteal

check: install-dev ## Look at style, types and import directions
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports --no-cache

coverage: install-dev ## Run the quick tests and show the lines that none of them reaches
	@$(PY) -m pytest -q -n logical --maxprocesses 4 --cov --cov-report=term-missing tests/unit

bench: install-dev ## Measure speed against an empty page, fail when an aim is missed; writes .local/bench/latest.json
	@$(PY) -m tests.benchmarks

docs: install-dev ## Write the lists of metrics in the docs anew, and the map of the code
	@$(PY) -m data catalogue --write $$(grep -rl 'written by `python -m data catalogue`' docs)
	@$(PY) -m cerebro context --write docs/MAP.md

pins: install-dev ## Pin what the packages need in turn, after a change of requirements*.txt
	@$(PY) -m uv pip compile --quiet --universal --python-version 3.11 --strip-extras \
		--annotation-style line --custom-compile-command "make pins" \
		requirements-dev.txt --output-file constraints.txt

screenshots: install-dev ## Take the pictures in docs/screenshots
	@$(PY) -m tests.browser.screenshots

clean: down ## Remove the virtual environment and caches (your data stays)
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	@find . -name __pycache__ -type d -not -path './.local/*' -prune -exec rm -rf {} +
	@echo "Removed. To delete the local database as well: make up, then .venv/bin/python -m ops remove-data"
