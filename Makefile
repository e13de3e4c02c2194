# 议事 Yishi. `make` lists what there is; `make run` starts the demonstration.
# All paths are relative, so that the folder may be anywhere and have any name.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory
export YISHI_PORT ?= 8000
# Compiling the tests anew in each worker would take a third of the time of `make quick`.
unexport PYTHONDONTWRITEBYTECODE

VENV    := .venv
PYTHON_ := $(VENV)/bin/python
LOCKED  := $(PYTHON_) scripts/install_locked.py
SERVERS := $(PYTHON_) -m tests.servers
# Tests wait a lot: three workers keep two cores busy. The groups are made in tests/conftest.py.
WORKERS ?= 3
PYTEST  := $(PYTHON_) -m pytest
SHARED  := -n $(WORKERS) --dist loadscope --no-loadscope-reorder
ALONE   := -m "not rabbitmq and not mongodb and not browser"
QUICK   := -m "not rabbitmq and not mongodb and not browser and not slow"

.PHONY: help
help: ## list these targets
	@printf '\n  议事 Yishi\n\n'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile
	@printf '\n  make run FRESH=1 YISHI_PORT=9000    make test ARGS="-k ballot" WORKERS=2\n\n'

# ---- environment: a stamp file for what runs, another for the tools ------------------------

$(PYTHON_):
	@python=$$(scripts/find-python) || exit 1; \
	 echo "==> making $(VENV) with $$($$python --version)"; \
	 rm -rf $(VENV); "$$python" -m venv $(VENV)

$(VENV)/.runtime: requirements.lock pyproject.toml | $(PYTHON_)
	@echo "==> installing what Yishi runs on"
	@$(LOCKED) requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@echo "==> installing the tools for tests and checks"
	@$(LOCKED) requirements-dev.lock
	@touch $@

.PHONY: install
install: $(VENV)/.runtime ## make .venv with everything Yishi runs on

.PHONY: install-dev
install-dev: $(VENV)/.dev ## and with the tools for tests and checks

# ---- use -----------------------------------------------------------------------------------

.PHONY: run
run: $(VENV)/.runtime ## start the demonstration on http://localhost:8000 (FRESH=1: forget old data)
	@$(VENV)/bin/yishi run --demo $(if $(FRESH),--fresh)

.PHONY: test
test: $(VENV)/.dev ## run all tests (installs a broker and a browser when root on Debian)
	@echo "==> servers for the tests"
	@$(SERVERS) install
	@echo "==> tests"
	@$(PYTEST) $(SHARED) $(ARGS)

.PHONY: quick
quick: $(VENV)/.dev ## run the short tests that need no server and no browser (about a minute)
	@$(PYTEST) $(SHARED) $(QUICK) tests/unit tests/contracts tests/architecture tests/service $(ARGS)

.PHONY: coverage
coverage: $(VENV)/.dev ## run them and print which lines and branches of services and chassis they reach
	@$(PYTEST) $(SHARED) $(ALONE) --cov --cov-report=term:skip-covered \
	    tests/unit tests/contracts tests/architecture tests/service tests/parity $(ARGS)

.PHONY: faults
faults: $(VENV)/.dev ## play the whole matrix of faults three times and print what held
	@$(SERVERS) install
	@YISHI_TEST_FAULT_ROUNDS=3 $(PYTEST) $(SHARED) tests/faults $(ARGS)

.PHONY: fuzz
fuzz: ## send made-up requests to intake and screening of what runs at URL (needs schemathesis; TOKEN of `yishi token`)
	@schemathesis run $(or $(URL),http://127.0.0.1:$(YISHI_PORT))/openapi.json --include-path-regex '^/(intake|screening)' \
	    --checks not_a_server_error --max-examples 8 --max-time 360 -H "Authorization: Bearer $(TOKEN)" $(ARGS)

.PHONY: bench
bench: $(VENV)/.dev ## measure the house against the bare thing, as ratios (not part of the tests)
	@$(PYTHON_) -m bench $(ARGS)

.PHONY: check check-style check-types check-floors check-docs check-deploy
check: check-style check-types check-floors check-docs check-deploy ## style, types, architecture, documents, deployment

check-style: $(VENV)/.dev
	@echo "==> ruff"
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .

check-types: $(VENV)/.dev
	@echo "==> mypy"
	@$(VENV)/bin/mypy

check-floors: $(VENV)/.dev
	@echo "==> import-linter"
	@$(VENV)/bin/lint-imports

check-docs: $(VENV)/.dev
	@echo "==> generated documents"
	@$(VENV)/bin/yishi docs --check

check-deploy: $(VENV)/.dev
	@echo "==> deployment"
	@$(PYTHON_) scripts/check_deploy.py

.PHONY: docs
docs: $(VENV)/.runtime ## write docs/generated from the code
	@$(VENV)/bin/yishi docs

.PHONY: lock
lock: ## pin the dependencies in pyproject.toml again
	@scripts/lock

.PHONY: clean
clean: ## remove the environment and all caches (never data)
	@rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache \
	        .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
