# Everything runs in .venv, made from the hashed lock; nothing here needs root, Docker, a database or an installed Node.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
WORKERS ?= 2

.PHONY: demo web web-if-possible test test-long lint types bench bundle lock clean help
.DEFAULT_GOAL := help

help:
	@echo "make demo       publish the demonstration data, judge its sites, serve on 127.0.0.1:8000 (DEMO_SERVE=0: do not)"
	@echo "make web        the web desk, built into app/web/dist (demo and test do so themselves)"
	@echo "make test       every test with small counts"
	@echo "make test-long  the full counts"
	@echo "make lint       ruff: rules and format"
	@echo "make types      mypy and tsc, strict"
	@echo "make bench      side-by-side benchmarks, within 15 minutes"
	@echo "make bundle     an installation for machines without a network, under dist/"
	@echo "make lock       requirements.lock and its parts from pyproject.toml"
	@echo "make clean      remove .venv, the built web desk and every cache (never var/, the store)"

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
	echo "compiling the engine's inner loops for this machine (half a minute, once) ..." && \
	$(BIN)/python -m layers.compiled && \
	echo "$$sum" > $(STAMP)

# the API answers without the desk; the demonstration only says that there is none
demo: $(STAMP)
	@$(BUILD_WEB) || echo "going on without the web desk: the API answers, no page opens in a browser" >&2
	@$(BIN)/sanxian demo

BUILD_WEB := $(BIN)/python scripts/build_web.py
web: $(STAMP)
	@$(BUILD_WEB)

# without it the tests in a browser are left out, and the run says so; where CI is set all must be there
web-if-possible: $(STAMP)
	@$(BUILD_WEB) || [ -z "$$CI" ]

# two workers for two cores; a file stays in one worker, so that its fixtures are built once
test: $(STAMP) web-if-possible
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m "not long"

test-long: $(STAMP) web-if-possible
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

lint: $(STAMP)
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --check --quiet . && echo "lint: clean"

types: $(STAMP)
	@$(BIN)/mypy
	@$(BUILD_WEB) --types

bench: $(STAMP)
	@$(BIN)/python -m bench
	@$(BIN)/python bench/measures.py
	@$(BIN)/python bench/scaling.py

bundle: $(STAMP) web
	@$(BIN)/python scripts/bundle.py

# universal: one lock for every platform and Python from 3.11; without an index address
COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
  --no-emit-index-url --quiet
lock:
	@command -v uv >/dev/null || { echo "uv is needed: pip install uv" >&2; exit 2; }
	@$(COMPILE) pyproject.toml --extra reports --extra postgis --extra tiles --extra cluster --group dev --group build -o requirements.lock
	@$(COMPILE) pyproject.toml --extra reports --extra postgis --extra tiles --extra cluster -c requirements.lock -o requirements-run.lock
	@$(COMPILE) --group pyproject.toml:build -c requirements.lock -o requirements-build.lock
	@$(COMPILE) --group pyproject.toml:web -o requirements-web.lock

clean:
	@rm -rf app/web/dist app/web/node_modules
	@rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
