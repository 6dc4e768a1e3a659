# Every target sets itself up: `git clone`, then `make serve` or `make test`. Needs Python 3.11 or newer, nothing else.
# uv is used when it is on the PATH and never required.

PY ?= python3
VENV ?= .venv
PYTEST_ARGS ?=
# `make test` runs on any number of cores; two is what a small machine has.
JOBS ?= 2

BIN := $(VENV)/bin
KB := $(BIN)/medmllm-kb
UV := $(shell command -v uv 2>/dev/null)
STAMP := $(VENV)/.installed
SOURCES := src tests $(wildcard benchmarks)

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup serve build check lint test bench schema format lock clean

help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: $(STAMP) ## Create .venv with the locked dependencies and this package.

$(STAMP): requirements.lock pyproject.toml
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "This project needs Python 3.11 or newer; $(PY) is not. Name another one: make PY=python3.12 ..." >&2; exit 1; }
ifeq ($(UV),)
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PY) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --only-binary :all: --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
else
	@test -x $(BIN)/python || $(UV) venv --quiet --python "$$($(PY) -c 'import sys; print(sys.executable)')" $(VENV)
	$(UV) pip sync --quiet --python $(BIN)/python --require-hashes --only-binary :all: requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
endif
	@touch $@

serve: $(STAMP) ## Serve the site on this machine; it follows changes of records and templates.
	$(KB) serve

build: $(STAMP) ## Build the site into site/; the same input gives the same bytes.
	SOURCE_DATE_EPOCH=$${SOURCE_DATE_EPOCH:-$$(git log -1 --format=%ct 2>/dev/null || date +%s)} $(KB) build

check: $(STAMP) ## Check the records in data/ and name every problem.
	$(KB) check

lint: $(STAMP) ## Style, format, types, and the workflows' security.
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy --strict src
	$(BIN)/zizmor --offline --quiet --no-progress .github

test: lint check ## Everything that has to hold: lint, check, and all tests, those in a browser included.
	chromium=$$(PYTHON=$(BIN)/python tools/chromium) && \
		CHROMIUM="$$chromium" $(BIN)/python -m pytest -n $(JOBS) $(PYTEST_ARGS)

bench: $(STAMP) ## Measure; reports, never fails on a time.
	$(BIN)/python -m benchmarks

schema: $(STAMP) ## Write the JSON Schemas that editors use into schema/.
	$(KB) schema

format: $(STAMP) ## Format the code and mend what ruff can mend by itself.
	$(BIN)/ruff check --fix-only $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

lock: ## Resolve pyproject.toml into requirements.lock anew (UPGRADE=--upgrade takes the newest releases).
	tools/lock $(UPGRADE)

clean: ## Remove what the targets above made.
	rm -rf $(VENV) site .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis
