# Landsbyatlas. `make help` lists what can be done; `make run` and `make test` install what they need.
PYTHON ?= python3
PORT ?= 8000
BENCH_DATA ?= /var/tmp/landsbyatlas-bench
BENCH_SIZE ?= million
BIN := .venv/bin
PREPARE := $(PYTHON) -I gis_service/prepare.py

.DEFAULT_GOAL := help
.PHONY: help run test check-all lint bench lock clean prepare-run prepare-test prepare-check prepare-bench

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

run: prepare-run ## Install what is missing and serve on http://127.0.0.1:8000 (PORT=...); Ctrl-C stops
	@exec $(BIN)/landsbyatlas serve --demo-if-empty --port $(PORT)

test: prepare-test lint ## Lint, types and every test but the heavy ones
	$(BIN)/python -m pytest

check-all: prepare-check lint ## Everything: also QGIS, million-row and long fuzz runs
	$(BIN)/python -m pytest -m "heavy or not heavy"

lint: prepare-test ## Ruff, mypy, import-linter and codespell
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell

bench: prepare-bench .venv/tipg/prepared ## Measure beside peers, on a million rows that BENCH_DATA keeps (BENCH_SIZE=small|large|million)
	$(BIN)/python -m benchmarks.run --tipg .venv/tipg --data $(BENCH_DATA) --size $(BENCH_SIZE)

.venv/tipg/prepared: requirements/bench.txt
	$(PYTHON) -I -m venv .venv/tipg
	.venv/tipg/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	touch $@

lock: ## Resolve the dependencies anew into requirements/; needs uv
	sh requirements/lock.sh

clean: ## Remove what was built here; the registry in the data folder stays
	rm -rf .venv node_modules maps/vendor .mypy_cache .pytest_cache .ruff_cache .hypothesis

prepare-run:
	@$(PREPARE) run

prepare-test:
	@$(PREPARE) test

prepare-check:
	@$(PREPARE) check

prepare-bench:
	@$(PREPARE) bench
