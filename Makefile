# make ask Q="…"   make serve   make test   make check   make eval   make train-reader DATA=DIR BASE=DIR OUT=DIR
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The sample articles have a library of their own, apart from the user's.
SAMPLES := $(VENV)/sample-library
Q ?= what did Kelly say
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.DEFAULT_GOAL := help
.PHONY: help ask samples serve screenshots test check eval wheels train-reader clean

help:
	@echo 'make ask Q="what did Kelly say"   ask the sample articles'
	@echo 'make serve                        open the page with the sample articles'
	@echo 'make test                         run the tests'
	@echo 'make check                        lint, types, import rules'
	@echo 'make eval                         score the program; build/eval.html is the report'
	@echo 'make wheels                       build what is published, into dist'

# Each stamp is newer than what it was made from, so a second make does nothing.
# torch first and by itself: left to a resolver it comes with gigabytes of CUDA.
$(VENV)/installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(INSTALL) "$$(grep '^torch==' constraints.txt)"
	$(INSTALL) -e .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(INSTALL) -e '.[dev]'
	touch $@

$(SAMPLES)/library.db: $(VENV)/installed
	@echo "Indexing the sample articles …" >&2
	@$(BIN)/qa add --samples --library $(SAMPLES) >/dev/null
	@touch $@

samples: $(SAMPLES)/library.db

# The question is passed through the environment: quotation marks in it are the user's.
ask: export QUESTION := $(value Q)
ask: $(SAMPLES)/library.db
	@printf '%s' "$$QUESTION" | $(BIN)/qa ask --library $(SAMPLES)

serve: $(SAMPLES)/library.db
	$(BIN)/qa serve --library $(SAMPLES)

# The pictures of the page in docs; needs Debian's packages chromium and chromium-driver.
screenshots: $(VENV)/installed-dev $(SAMPLES)/library.db
	$(BIN)/python docs/screenshots.py $(SAMPLES)

# The browser tests are skipped where there is no chromium.
test: $(VENV)/installed-dev
	$(BIN)/python -m pytest

check: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Fails when a figure lies under its gate.
eval: $(SAMPLES)/library.db
	mkdir -p build
	$(BIN)/qa eval run --library $(SAMPLES) --json build/eval.json --report build/eval.html --min eval/gates.txt
	$(BIN)/qa eval natural eval/data/natural_seeds.jsonl --library $(SAMPLES) --json build/natural_seeds.json --min eval/gates_natural.txt
	test -d build/wikinews || $(BIN)/qa add eval/data/wikinews.jsonl --library build/wikinews >/dev/null
	$(BIN)/qa eval natural eval/data/natural_wikinews.jsonl --library build/wikinews --json build/natural_wikinews.json --report build/natural.html --min eval/gates_natural.txt

# What is published: the program, from its source distribution, which leaves the reader out, and the
# reader. In one wheel they would be more than the 100 MB that the package index takes.
wheels: $(VENV)/installed-dev
	rm -rf dist
	$(BIN)/python -m hatchling build -t sdist -d dist
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation \
		--wheel-dir dist dist/verbatim_qa-*.tar.gz ./qa/reading/models

# Trains the reader from all-mpnet-base-v2 in BASE and the question files in DATA; resumes in OUT.
train-reader: $(VENV)/installed-dev
	$(INSTALL) -e '.[train]'
	$(BIN)/python -m qa.reading.training --data "$(DATA)" --base "$(BASE)" --out "$(OUT)"

clean:
	rm -rf $(VENV)
