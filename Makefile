# Một Cửa: `make` lists what can be done.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
UV ?= uv

.DEFAULT_GOAL := help

help:  ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(STAMP): requirements.lock pyproject.toml
	@echo "1/3 tạo môi trường Python (.venv)"
	@test -d .venv || $(PYTHON) -m venv .venv
	@echo "2/3 cài thư viện đã khóa phiên bản"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.PHONY: help install install-dev up test check bench soak fuzz screens lock format wheelhouse

# a wheelhouse beside this file stands for the registries, and nothing else is asked
ifneq ($(wildcard wheelhouse),)
install: export PIP_NO_INDEX = 1
install: export PIP_FIND_LINKS = $(CURDIR)/wheelhouse
install: export npm_config_cache = $(CURDIR)/wheelhouse/npm
install: export npm_config_offline = true
endif

install: $(STAMP)  ## set up .venv with the locked dependencies and build the front end
	@echo "3/3 dựng giao diện"
	@$(BIN)/python ui/frontend/hatch_build.py
	@test -e .venv/.editable || { $(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . && touch .venv/.editable; }

install-dev: install
	@test .venv/.dev -nt requirements-dev.lock || { $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock && touch .venv/.dev; }
	@$(BIN)/python tests/chromium.py

up: install  ## run it: web, agent and Prefect with the demonstration province; Ctrl-C stops all of it
	@$(BIN)/motcua up --demo

test: install-dev  ## the whole suite, on SQLite and PostgreSQL, with Chromium
	@$(BIN)/pytest -n 3 --dist worksteal

check: install-dev  ## lint, types, import rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/basedpyright
	@$(BIN)/lint-imports

bench: install-dev  ## all benchmarks
	@$(BIN)/motcua bench

soak: install-dev  ## the proofs at full size
	@MOTCUA_TEST_SIZE=full $(BIN)/pytest -m soak

fuzz: install-dev  ## ten thousand broken files, none of which may hurt
	@$(BIN)/python -m tests.fuzz

screens: install-dev  ## screenshots of every page into tests/screens
	@$(BIN)/pytest tests/stories/test_every_page_in_browser.py

lock:  ## write the two lock files anew; they name no package host
	@printf 'hatchling\neditables\nnodejs-wheel\n' > .build.in
	@$(UV) pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-annotate --no-header pyproject.toml .build.in -o requirements.lock
	@$(UV) pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-annotate --no-header -c requirements.lock --group pyproject.toml:dev -o requirements-dev.lock
	@rm .build.in

wheelhouse: install  ## all that `make install` fetches into ./wheelhouse, for machines without registries
	@$(BIN)/pip download --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r requirements.lock -d wheelhouse
	@$(BIN)/npm ci --silent --prefix ui/frontend --cache $(CURDIR)/wheelhouse/npm --ignore-scripts
	@tar -czf wheelhouse.tar.gz wheelhouse && ls -sh wheelhouse.tar.gz

format:  ## format and mend what ruff can mend
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
