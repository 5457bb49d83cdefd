# Everything runs in .venv, made from the hashed lock; nothing here needs root, Node, Docker or a database.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
WORKERS ?= 2

.PHONY: demo test test-long lint types bench lock clean help
.DEFAULT_GOAL := help

help:
	@echo "make demo       publish the demonstration data, judge its sites, serve on 127.0.0.1:8000 (DEMO_SERVE=0: do not)"
	@echo "make test       every test with small counts"
	@echo "make test-long  the full counts"
	@echo "make lint       ruff: rules and format"
	@echo "make types      mypy, strict"
	@echo "make bench      side-by-side benchmarks"
	@echo "make lock       requirements.lock from pyproject.toml"
	@echo "make clean      remove .venv and every cache (never var/, the store)"

# Keyed on content: a checkout that touches the files without changing them installs nothing anew.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) -V 2>&1 || true). Say which: make PYTHON=python3.11" >&2; exit 2; }
	@sum=$$(cat requirements.lock pyproject.toml | $(PYTHON) -c 'import sys, hashlib; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())'); \
	if [ "$$(cat $(STAMP) 2>/dev/null)" = "$$sum" ]; then touch $(STAMP); exit 0; fi; \
	if [ ! -x $(BIN)/python ]; then \
	  $(PYTHON) -m venv $(VENV) || { echo "$(PYTHON) cannot make a virtual environment; install its venv module (Debian: python3-venv)" >&2; rm -rf $(VENV); exit 2; }; \
	fi; \
	echo "installing the locked packages into $(VENV) (a few minutes the first time) ..."; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --progress-bar off --require-hashes -r requirements.lock && \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . && \
	echo "$$sum" > $(STAMP)

demo: $(STAMP)
	@$(BIN)/sanxian demo

# two workers for two cores; a file stays in one worker, so that its fixtures are built once
test: $(STAMP)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m "not long"

test-long: $(STAMP)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

lint: $(STAMP)
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --check --quiet . && echo "lint: clean"

types: $(STAMP)
	@$(BIN)/mypy

bench: $(STAMP)
	@$(BIN)/python bench/siting.py
	@$(BIN)/python bench/measures.py

# universal: one lock for every platform and Python from 3.11; without an index address
lock:
	@command -v uv >/dev/null || { echo "uv is needed: pip install uv" >&2; exit 2; }
	@uv pip compile pyproject.toml --extra reports --group dev --group build --universal --python-version 3.11 \
	  --generate-hashes --no-annotate --no-header --no-emit-index-url --quiet -o requirements.lock

clean:
	@rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
