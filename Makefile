# Everything a newcomer needs: `make run` to see it, `make test` to check it. Both set up the environment first.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up
HOST ?= 127.0.0.1
PORT ?= 8000

.PHONY: setup run test lint bench bench-rivals browser clean

setup: $(STAMP) ## create .venv and install the pinned dependencies; the command is .venv/bin/danesh

$(STAMP): pyproject.toml requirements/constraints.txt requirements/no-deps.txt
	$(PYTHON) -c 'import sys; sys.exit("Danesh needs Python 3.11 or newer." if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet pip==26.3
	# First torch alone: its version decides which of the big CUDA packages come along (none with a CPU build).
	$(BIN)/pip install --quiet --constraint requirements/constraints.txt torch
	$(BIN)/pip install --quiet --constraint requirements/constraints.txt --editable '.[dev]'
	$(BIN)/pip install --quiet --no-deps --requirement requirements/no-deps.txt
	touch $(STAMP)

run: setup ## load the samples on first start, then serve
	$(BIN)/danesh demo samples
	$(BIN)/danesh serve --host $(HOST) --port $(PORT)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint browser ## every check: style, types, layers, tests
	$(BIN)/pytest -n auto --dist loadgroup --max-worker-restart 0

browser: ## Chromium for the browser tests: found, or installed where that is possible
	@if command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-core fonts-noto-cjk >/dev/null; \
	else echo "No Chromium found: the browser tests will be skipped."; fi

bench: setup
	$(BIN)/python -m benchmarks

bench-rivals: ## what `python -m benchmarks search` measures us against, in an environment of its own
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/pip install --quiet --constraint requirements/bench.txt torch
	.venv-bench/bin/pip install --quiet --requirement requirements/bench.txt

clean:
	rm -rf $(VENV) .venv-bench var
