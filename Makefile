# `make` alone lists the targets. On a machine without make, see the README.

# Processes for the tests: one more than two cores have work for, since a third of the time a test waits, for a browser or
# for a deadline.
JOBS ?= 3

# One thread for each process: the small matrices of a recurrent network lose time with more.
export OMP_NUM_THREADS = 1

# Compiled modules are kept, even where the machine says otherwise: the tests start hundreds of processes.
export PYTHONDONTWRITEBYTECODE =

BIN := .venv/$(if $(filter Windows_NT,$(OS)),Scripts,bin)

# The first Python that is new enough and can make virtual environments; otherwise any Python at
# all, because install.py says what is wrong with it. `make install PYTHON=...` chooses another.
PYTHON ?= $(shell \
	for python in python3.11 python3 python python3.12 python3.13 python3.14; do \
	  if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
	    >/dev/null 2>&1; then echo $$python; exit; fi; \
	done; \
	for python in python3.11 python3 python; do \
	  if $$python -c '' >/dev/null 2>&1; then echo $$python; exit; fi; \
	done)

INSTALL = if ! command -v '$(or $(PYTHON),python)' >/dev/null 2>&1; then \
	  echo "The course needs Python 3.11 or newer, but there is no $(or $(PYTHON),Python): install it," \
	    "or name one you have, as in \`make install PYTHON=/path/to/python3.11\`." >&2; \
	  exit 1; \
	fi; \
	'$(PYTHON)' install.py

PYTEST = $(BIN)/python -m pytest -q
PARALLEL = -n $(JOBS) --dist loadfile --no-loadscope-reorder
NBVAL = --nbval --nbval-current-env --nbval-cell-timeout=120 --nbval-sanitize-with tests/nbval.cfg -p no:cacheprovider
LESSONS = LSTM_COURSE_PROGRESS=$$(mktemp -u) PYTHONPATH=tests/support:tests/support/rounding $(PYTEST) $(PARALLEL) $(NBVAL) \
  -p lesson_run notebooks

# One tool checks and formats the pieces' JavaScript; a learner's machine needs no Node, CI has it.
BIOME = 2.6.8
LINT_JAVASCRIPT = if command -v npm >/dev/null 2>&1; then \
	  { test -x .venv/biome-$(BIOME)/node_modules/.bin/biome \
	    || npm install --silent --no-fund --no-audit --no-package-lock --prefix .venv/biome-$(BIOME) @biomejs/biome@$(BIOME); } \
	  && .venv/biome-$(BIOME)/node_modules/.bin/biome ci --colors=off lstm_course/widgets \
	  || failed="$$failed javascript"; \
	elif test -n "$$CI"; then failed="$$failed javascript(no-npm)"; \
	else echo "The JavaScript of the pieces is not checked: there is no npm here."; fi

# Each part runs, whatever became of the ones before it; REPORT names those that failed.
LINT = $(BIN)/python -m ruff check || failed="$$failed ruff-check"; \
	$(BIN)/python -m ruff format --check || failed="$$failed ruff-format"; \
	$(BIN)/lstm-course exercises --check || failed="$$failed exercises"; \
	$(BIN)/lstm-course lists --check || failed="$$failed lists"; \
	$(BIN)/lstm-course lint-notebooks || failed="$$failed lint-notebooks"; \
	$(LINT_JAVASCRIPT)
REPORT = if test -n "$$failed"; then echo "make $@: FAILED:$$failed"; exit 1; fi; \
	echo "make $@: everything passed"

.PHONY: environment figures site help install lab test test-fast lint notebooks exercises bench bench-grading mutation rounding constraints clean

help: ## list the targets (this text)
	@echo "Usage: make TARGET"
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@echo
	@echo "Start with: make lab"

install: ## make .venv with what a learner needs, or bring it up to date; nothing else is touched
	@$(INSTALL)

lab: install ## install, then open JupyterLab on notebooks/00_start_here.ipynb (LAB='--port=9000')
	@$(BIN)/lstm-course lab $(LAB)

environment: ## make .venv with the tests' and the teacher's tools, too
	@$(INSTALL) --extras all

test: environment ## prove everything: lint, all tests, every lesson's stored outputs (half an hour, on a slow machine an hour)
	@failed=; $(LINT); \
	$(PYTEST) $(PARALLEL) tests || failed="$$failed tests"; \
	$(LESSONS) || failed="$$failed notebooks"; \
	$(REPORT)

test-fast: JOBS = 2  # none of these waits
test-fast: environment ## all tests but the slow ones (a minute or two)
	@$(PYTEST) $(PARALLEL) -m "not slow" tests

lint: environment ## check code style, exercises and made parts against their sources, and the form of notebooks and JavaScript
	@failed=; $(LINT); $(REPORT)

notebooks: environment ## run the lessons from top to bottom and store their outputs (NAMES='02 05')
	@$(BIN)/lstm-course notebooks $(NAMES)

exercises: environment ## write exercises/ from solutions/
	@$(BIN)/lstm-course exercises

figures: environment ## draw the pictures of the README
	@$(BIN)/python -m lstm_course.authoring.figures

site: environment ## build the website in build/site; open build/site/index.html
	@$(BIN)/python -m lstm_course.authoring.website.build

bench: environment ## time the NumPy layers against PyTorch and print the ratios
	@$(BIN)/lstm-course bench

bench-grading: environment ## grade 40 submissions here and with nbgrader; print speed, CPU time and scores
	@$(BIN)/python -m lstm_course.bench.grading

mutation: environment ## change the NumPy core in many single places; every change must turn a test red
	@$(BIN)/python tests/mutation.py

rounding: environment ## run the lessons with weights changed in the last digit (SEED=1): is any assertion too narrow?
	@LSTM_COURSE_ROUNDING=$(or $(SEED),1) $(LESSONS)

constraints: ## build .venv from the newest versions that fit pyproject.toml; write constraints.txt
	@$(INSTALL) --pin

clean: ## remove .venv and everything that tools have left behind
	@rm -rf .venv build dist .pytest_cache .ruff_cache .hypothesis .jupyter_cache .coverage
	@find . -path ./.git -prune -o -type d \( -name __pycache__ -o -name .ipynb_checkpoints \) -print \
	  | while IFS= read -r folder; do rm -rf "$$folder"; done
