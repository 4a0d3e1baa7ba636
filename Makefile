# Every target sets itself up: .venv is made from requirements.lock when it is missing or out of date.
# PYTHON=/path/to/python3.12 picks the interpreter; it matters only when .venv is made.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo test check docs bench hammer lock clean

PYTHON ?=
export PYTHON
UPGRADE ?=
PYTEST_ARGS ?=

# Published material that tests of kind real_data read.
ifndef FITCODE_SHARED_DATA
ifneq ($(wildcard ../shared/data),)
export FITCODE_SHARED_DATA := $(abspath ../shared/data)
endif
endif

BIN := .venv/bin
LOCKED := .venv/.locked
READY := .venv/.ready
SOURCES := src tests tools $(patsubst %/run.py,%,$(wildcard benchmarks/run.py))

help: ## say what there is
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1|\2/' | \
		while IFS='|' read -r target words; do printf '%-14s %s\n' "$$target" "$$words"; done

$(LOCKED): requirements.lock tools/create_venv.sh
	@echo "Setting up .venv from requirements.lock ..." >&2
	@tools/create_venv.sh
	@touch $@

# The locked build backend makes the editable install, so nothing is fetched here.
$(READY): $(LOCKED) pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-index --no-build-isolation --no-deps -e .
	@touch $@

demo: $(READY) ## make a project from the shipped interviews in build/demo
	@rm -rf build/demo
	@mkdir -p build
	$(BIN)/fitcode demo build/demo

test: $(READY) ## run the tests
	$(BIN)/python -m pytest -n auto --dist worksteal $(PYTEST_ARGS)

check: $(READY) ## lint, formatting, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict $(SOURCES)
	$(BIN)/lint-imports --no-logo

docs: $(READY) ## write the references of commands and keys, docs/commands.md and docs/keys.md
	$(BIN)/python tools/command_reference.py
	$(BIN)/python tools/key_reference.py

bench: $(READY) ## run the benchmarks
	$(BIN)/python benchmarks/run.py

hammer: $(READY) ## run the long fault-injection tests
	$(BIN)/python -m pytest -m hammer -n auto --dist worksteal $(PYTEST_ARGS)

lock: ## resolve requirements.lock anew (needs uv; UPGRADE=--upgrade for newer releases)
	@command -v uv >/dev/null || { echo "make lock needs uv" >&2; exit 1; }
	uv pip compile pyproject.toml --no-config --extra en --extra fr --extra dask --extra parquet --extra stats --group dev --universal --python-version 3.11 \
		--generate-hashes --custom-compile-command "make lock" $(UPGRADE) --quiet --output-file requirements.lock

clean: ## remove .venv, build output and caches
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests benchmarks tools -name __pycache__ -type d -prune -exec rm -rf {} +
