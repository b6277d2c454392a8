# Everything a developer or CI does, by name. `make help` lists it.
# Settings: PYTHON=python3.12 picks the interpreter of the virtual environment; PYTEST_ARGS="-k add_" goes to pytest.

PYTHON ?= python3
CHAINS ?= 10000
PROGRAMS ?= 10000
export PYTHON
export PIP_DISABLE_PIP_VERSION_CHECK = 1

venv := .venv
bin := $(venv)/bin
protos_venv := .venv-protos
protos_python := $(protos_venv)/bin/python
# Neighbours share fixtures: a process takes a whole range of tests, and of another's rest when it is done.
parallel := --numprocesses=auto --dist=worksteal
typed := client/insitu server/insitu_server engine/insitu_engine protos/insitupb tools

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup lock demo test properties programs check lint types imports fresh containers conformance conformance-full saved bench protos generate format clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- the environment ------------------------------------------------------------------------------------------------

setup: $(venv)/.ready $(protos_venv)/.ready ## Build .venv with every pinned dependency and insitu, editable (fast when up to date)

$(venv)/.ready: pyproject.toml requirements/dev.txt tools/venv.sh tools/fetch_grpcurl.py
	tools/venv.sh $(venv)
	$(bin)/python -m pip install --quiet --requirement requirements/dev.txt
	$(bin)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(bin)/python -m pip check
	$(bin)/python tools/fetch_grpcurl.py
	@touch $@

$(protos_venv)/.ready: requirements/protos.txt tools/venv.sh
	tools/venv.sh $(protos_venv)
	$(protos_python) -m pip install --quiet --requirement requirements/protos.txt
	@touch $@

lock: ## Pin the newest allowed versions into requirements/
	tools/lock.sh

# --- what it does ---------------------------------------------------------------------------------------------------

demo: setup ## Show insitu at work on an embedded server
	$(bin)/insitu demo

bench: setup ## Run the benchmarks
	$(bin)/python -m benchmarks

# --- what guards it -------------------------------------------------------------------------------------------------

test: setup check ## Run every check and every test: what CI runs
	$(bin)/python -m pytest $(parallel) $(PYTEST_ARGS)

properties: setup ## Run many more chains of views and writes against PyTorch (CHAINS=10000)
	INSITU_CHAINS=$(CHAINS) $(bin)/python -m pytest tests/properties $(PYTEST_ARGS)

programs: setup ## Run many more programs that compute gradients against PyTorch (PROGRAMS=10000; INSITU_SEED=1 draws others)
	INSITU_PROGRAMS=$(PROGRAMS) $(bin)/python -m pytest tests/programs $(PYTEST_ARGS)

conformance: setup ## Run PyTorch's operator database through insitu, and write docs/conformance.md
	$(bin)/python -m tests.conformance.report

conformance-full: setup ## The same in every dtype that insitu has; writes nothing
	$(bin)/python -m tests.conformance.report --full

saved: setup ## Measure what in-place ops keep for backward beside PyTorch, and write docs/memory.md
	$(bin)/python -m tests.saved.report

check: lint types imports fresh containers ## Run every check but the tests

lint: setup
	$(bin)/ruff format --check .
	$(bin)/ruff check .
	PATH="$(CURDIR)/$(bin):$$PATH" buf lint

types: setup
	$(bin)/mypy $(typed)

imports: setup
	$(bin)/lint-imports

fresh: setup
	$(protos_python) tools/generate_protos.py --check
	$(bin)/python tools/generate_client.py --check
	$(bin)/python tools/generate_docs.py --check

containers: setup
	$(bin)/hadolint Dockerfile
	$(bin)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml deploy/docker-compose.production.yml

# --- what writes files ----------------------------------------------------------------------------------------------

protos: setup ## Generate the stubs from protos/**/*.proto
	$(protos_python) tools/generate_protos.py

generate: protos ## Generate everything that is generated: stubs, client methods, docs/ops.md
	$(bin)/python tools/generate_client.py
	$(bin)/python tools/generate_docs.py

format: setup ## Format the code and fix what can be fixed
	$(bin)/ruff format .
	$(bin)/ruff check --fix .

clean: ## Remove the environments and every cache
	rm -rf $(venv) $(protos_venv) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks .import_linter_cache
	find client server engine protos tests tools benchmarks examples -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
