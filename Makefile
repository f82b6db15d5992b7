# ROSE training. `make help` lists what can be done here.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PORT ?= 8000
SITE_URL ?= http://127.0.0.1:$(PORT)
export PORT SITE_URL

FLASK := .venv/bin/flask --app wsgi

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

.PHONY: run
run: setup ## set everything up, then start the web server and the worker (Ctrl-C stops both)
	@$(FLASK) site prepare
	@exec .venv/bin/honcho start

.PHONY: test
test: setup-dev ## lint, types, import contracts and all tests, on SQLite and on PostgreSQL where one answers
	@bin/test

.PHONY: bench
bench: setup-dev ## measure, as ratios to a yardstick in the same run
	@.venv/bin/python -m benchmarks

.PHONY: setup
setup: .venv/.runs static/dist/.built ## install what running needs

.PHONY: setup-dev
setup-dev: .venv/.develops static/dist/.built ## install what developing and testing need
	@bin/get-browser

.venv/.runs: requirements.txt
	@bin/check-prerequisites
	@echo "Setting up the virtual environment (.venv) ..."
	@test -x .venv/bin/python || python3 -m venv .venv
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-virtualenv -r requirements.txt
	@touch $@

.venv/.develops: requirements-dev.txt .venv/.runs
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-virtualenv -r requirements-dev.txt
	@touch $@

ASSETS := $(shell find assets -type f 2>/dev/null)

node_modules/.installed: package.json package-lock.json .npmrc
	@bin/check-prerequisites
	@echo "Installing what the pages are built from ..."
	@npm ci --silent --no-audit --no-fund
	@touch $@

static/dist/.built: node_modules/.installed $(ASSETS)
	@npm run --silent build
	@touch $@

.PHONY: demo
demo: setup ## throw the demonstration data away and load them afresh
	@$(FLASK) demo load --replace

.PHONY: migrate
migrate: setup ## bring the database to the latest migration
	@$(FLASK) db upgrade

.PHONY: lint
lint: .venv/.develops ## ruff, mypy and the import contracts
	@.venv/bin/ruff check . && .venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

.PHONY: format
format: .venv/.develops ## put the code into shape
	@.venv/bin/ruff check --fix . && .venv/bin/ruff format .

.PHONY: docs
docs: setup ## write the pages of docs/ that are made from the code
	@.venv/bin/python -m docs.make

.PHONY: pictures
pictures: setup-dev ## take the pictures of docs/pictures/ afresh, from the demonstration
	@.venv/bin/python -m docs.pictures

.PHONY: lock
lock: ## lock the dependencies afresh (needs uv), without addresses
	uv pip compile -q --universal --python-version 3.11 --no-emit-index-url --no-annotate pyproject.toml -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --no-emit-index-url --no-annotate --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

.PHONY: clean
clean: ## remove what was built and installed (never the database)
	rm -rf .venv node_modules static/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
