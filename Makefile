# The same commands everywhere: at home, in CI, on a server. `make help` lists them.

SHELL := /bin/sh
PORT ?= 8080
DATA ?= .data
VENV ?= .venv
PYTHON ?= $(shell for name in python3.12 python3.11 python3 python; do \
	command -v $$name >/dev/null 2>&1 && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
BIN := $(VENV)/bin
TEST_JOBS ?= 2

.PHONY: help demo dev test check lint format lock bench clean

help: ## List the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

demo: $(BIN)/.installed ## Start everything with a sandbox in place of Shopify and noon [PORT=8080] [DATA=.data]
	@$(BIN)/tajir demo --port $(PORT) --data $(DATA)

dev: $(BIN)/.installed ## What `shopify app dev` starts: pages and receiver on $$PORT
	@$(BIN)/tajir db upgrade && $(BIN)/tajir serve --port $(PORT)

test: $(BIN)/.installed node_modules/.installed ## Run the whole suite: SQLite, PostgreSQL, Function tests, browser tests
	$(BIN)/python -m pytest -n $(TEST_JOBS) --dist loadfile

check: test lint ## The suite, and format, lint and types

lint: $(BIN)/.installed ## Format, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(BIN)/.installed ## Put every file in form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(BIN)/.installed ## Resolve the dependencies anew into requirements.lock
	$(BIN)/pip install -q uv
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --quiet --upgrade --output-file requirements.lock

bench: $(BIN)/.installed ## How to measure: see bench/README.md
	@cat bench/README.md

clean: ## Remove what the commands made here, but no data
	rm -rf $(VENV) node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/.installed: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "tajir needs Python 3.11 or newer. Install it, or name it: make PYTHON=/path/to/python3"; exit 1; }
	@echo "Setting up $(VENV) with $(PYTHON) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

node_modules/.installed: package.json
	@command -v npm >/dev/null 2>&1 || { echo "The tests need node and npm: they hold our documents against Shopify's published schemas."; exit 1; }
	@npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts
	@touch $@
