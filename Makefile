# `make help` lists what there is. Every target creates what it needs.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin

RASA_VENV := .venv-rasa
PYTHON310 ?= $(firstword $(wildcard $(HOME)/.pyenv/versions/3.10.*/bin/python3.10) $(shell command -v python3.10))
RASA_CONFIG ?= light
RASA_FOLDER := $(or $(NINEBELL_VAR),var)/rasa
RASA_MODEL := $(RASA_FOLDER)/models/$(RASA_CONFIG).tar.gz
RASA_QUIET := RASA_TELEMETRY_ENABLED=false SQLALCHEMY_SILENCE_UBER_WARNING=1 TF_CPP_MIN_LOG_LEVEL=2 PYTHONWARNINGS=ignore

$(VENV)/.ready: requirements.lock requirements-bootstrap.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Ninebell needs Python 3.11: install it, or say which with 'make PYTHON=/path/to/python3.11'."; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bootstrap.lock
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: setup
setup: $(VENV)/.ready ## create .venv from the locked requirements

.PHONY: lock
lock: ## resolve the requirements anew (needs the network)
	$(BIN)/uv pip compile --quiet pyproject.toml --group dev --universal --no-emit-index-url --no-emit-find-links --no-header --generate-hashes -o requirements.lock
	echo uv==0.13.9 | $(BIN)/uv pip compile --quiet - --no-emit-index-url --no-emit-find-links --no-header --generate-hashes -o requirements-bootstrap.lock

.PHONY: run
run: setup ## play an invented school's morning and open the office and the handsets
	$(BIN)/ninebell demo

.PHONY: check
check: setup ## lint, types, and the direction of the imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: test
test: check chromium ## everything: checks, then tests on SQLite, on PostgreSQL and in Chromium
	$(BIN)/pytest --numprocesses=2 --dist=worksteal

.PHONY: chromium
chromium: ## the browser for the tests, from the system's packages
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
		|| { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y chromium >/dev/null; } \
		|| { echo "The browser tests need Chromium: install it with your system's package manager, then try again."; exit 1; }

$(RASA_VENV)/.ready: bot/rasa/requirements.txt bot/rasa/constraints.txt
	@"$(PYTHON310)" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' 2>/dev/null || { echo "Rasa needs Python 3.10, which is not here: install it (for example 'pyenv install 3.10'), or say which with 'make nlu PYTHON310=/path/to/python3.10'."; exit 1; }
	$(PYTHON310) -m venv --clear $(RASA_VENV)
	$(RASA_VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r bot/rasa/requirements.txt -c bot/rasa/constraints.txt
	@touch $@

.PHONY: nlu
nlu: $(RASA_VENV)/.ready setup ## Rasa as another engine: its own .venv-rasa (Python 3.10, 2.7 GB), trained from our texts
	$(BIN)/python -m bot.rasa --config $(RASA_CONFIG) $(RASA_FOLDER)
	cd $(RASA_FOLDER) && $(RASA_QUIET) $(abspath $(RASA_VENV))/bin/rasa train nlu --config config.yml --nlu nlu.yml --domain domain.yml --out models --fixed-model-name $(RASA_CONFIG)

.PHONY: serve-nlu
serve-nlu: ## the trained Rasa on 127.0.0.1:5005, with the token in NINEBELL_RASA_TOKEN
	@test -s $(RASA_MODEL) || { echo "There is no trained Rasa in $(RASA_MODEL): run 'make nlu' first."; exit 1; }
	@printf '%s\n' "$$NINEBELL_RASA_TOKEN" | $(RASA_QUIET) $(RASA_VENV)/bin/python -I -W ignore bot/rasa/serve.py --quiet --model $(RASA_MODEL) --interface 127.0.0.1 --port 5005

.PHONY: test-rasa
test-rasa: nlu ## train Rasa, serve it on this machine, and hold the conversation tests with it
	$(RASA_QUIET) $(BIN)/python -m tests.rasa $(RASA_VENV)/bin/python $(RASA_MODEL)

.PHONY: mutants
mutants: setup ## change rules/ in small ways and see that a test notices each
	$(BIN)/python -m tests.mutants --all

.PHONY: model
model: setup ## ten thousand random steps against the ladder and the outbox, and a count (20 minutes)
	$(BIN)/python -m tests.model

.PHONY: bench
bench: setup ## what we claim about speed, measured side by side
	$(BIN)/python -m bench.turns
	$(BIN)/python -m bench.understanding

.PHONY: bench-nlu
bench-nlu: setup ## how well and how fast messages are understood; beside Rasa when NINEBELL_RASA_URL is set
	$(BIN)/ninebell evaluate tests/understanding/english.jsonl --hide-texts --engine $(if $(NINEBELL_RASA_URL),both,embedded)
	$(BIN)/python -m bench.understanding

.PHONY: bench-followup
bench-followup: setup ## how soon every family is asked when 100,000 children are away unexplained
	$(BIN)/python -m bench.followup

.PHONY: chaos
chaos: setup ## two school mornings in which everything breaks, and a count of what came of it (45 minutes)
	$(BIN)/python -m tests.chaos

.PHONY: hosts
hosts: setup ## a morning over three hosts, one of which is cut off, and a count (root, network namespaces; 10 minutes)
	@command -v ip >/dev/null || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y iproute2 >/dev/null; } \
		|| { echo "The hosts are network namespaces: install iproute2 with your system's package manager, then try again."; exit 1; }
	$(BIN)/python -m tests.hosts

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'
