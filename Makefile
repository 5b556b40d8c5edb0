# `make run` opens the app and `make test` proves it, each from nothing but Python 3.11+ (with venv) and this folder.

VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
TOOLS := $(VENV)/.tools
PORT ?= 8501

export HF_HUB_OFFLINE := 1
export TRANSFORMERS_OFFLINE := 1
export ANONYMIZED_TELEMETRY := False
export STREAMLIT_BROWSER_GATHER_USAGE_STATS := false
export TOKENIZERS_PARALLELISM := false

.PHONY: help setup run index test check format lint types walls bench docs constraints browser clean

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(STAMP): pyproject.toml constraints.txt
	@echo "Setting up $(VENV) (a few minutes the first time, seconds after that)"
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "AskCondor needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another with: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[serve]'
	@touch $(STAMP)

$(TOOLS): $(STAMP)
	@echo "Adding what tests and checks need"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $(TOOLS)

setup: $(TOOLS) ## create the environment, with what tests and checks need

index: $(STAMP) ## build the search index if it is missing or stale
	$(BIN)/askcondor index build

run: index ## open the app at http://localhost:8501
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" = Darwin ]; then \
		(sleep 3; $(PYTHON) -m webbrowser -t http://localhost:$(PORT) >/dev/null 2>&1) & fi
	$(BIN)/streamlit run streamlit_app.py --server.port $(PORT)

browser:
	@$(PYTHON) .ci/browser.py

test: $(TOOLS) browser ## every test, the browser's included
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

format: $(TOOLS) ## put the code in its standard form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: $(TOOLS)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(TOOLS)
	$(BIN)/mypy

walls: $(TOOLS)
	$(BIN)/lint-imports

check: lint types walls test ## format, lint, types, import walls, tests

bench: $(TOOLS) ## measure speed and print ratios
	$(BIN)/askcondor index build
	$(BIN)/python -m benchmarks

docs: $(TOOLS) ## write the generated reference pages
	$(BIN)/python -m bot.surfaces.reference docs/calculators.md

constraints: ## pin what is installed now (run after changing pyproject.toml, in a fresh environment)
	$(BIN)/python -m pip freeze --exclude-editable --exclude askcondor | sed 's/+cpu//' > constraints.txt

clean: ## remove the environment and caches of tools
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
