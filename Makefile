# Two commands do all the set-up on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Bytecode is kept, whatever the machine says: the tests start Python some hundred times.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test quick hostile forms fuzz mutants check audit docs bench render messages pictures windows linux clean

demo: $(READY)  ## the main job on samples/
	@$(BIN)/toolkit demo demo

test: $(READY)  ## every test (make test ARGS="tests/form -k ring": some); what needs LibreOffice is skipped, and said, where there is none
	@$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

quick: $(READY)  ## what needs nothing but Python: no office, browser, township or search
	@$(BIN)/python -m pytest -n auto --dist worksteal -m "not slow" $(ARGS)

hostile: $(READY)  ## every hostile kind from both workbooks, the large ones too (minutes, gigabytes inflated)
	@HOSTILE=whole $(BIN)/python -m pytest tests/test_hostile.py

forms: $(READY)  ## many forms drawn by chance through every verb, LibreOffice recalculating (make forms FORMS=500 SEED=0)
	@FORMS=$(or $(FORMS),100) SEED=$(or $(SEED),0) $(BIN)/python -m pytest tests/test_random_forms.py

mutants: $(READY)  ## one-line faults, each to be found by the tests beside it (ARGS="form/ reading": some; CHANGED=main: drawn from what changed)
	@$(BIN)/python tests/$(if $(CHANGED),drawn_mutants.py --changed $(CHANGED),mutants.py) $(ARGS)

fuzz: $(READY)  ## strangers' bytes by coverage, a minute a reader (make fuzz TARGET=rule MINUTES=10); Linux: atheris is fetched on first use
	@$(BIN)/python -c "import atheris" 2> /dev/null || $(BIN)/pip install -q --disable-pip-version-check atheris==3.0.0
	@PYTHONPATH=tests $(BIN)/python tests/fuzz.py --minutes $(or $(MINUTES),1) $(TARGET)

check: $(READY)  ## format, lint, types, generated files in step
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/python -m toolkit.author.generated_files --check
	@$(BIN)/python -m tools.bill_of_materials --check
	@$(BIN)/python tests/promises.py --check
	@$(BIN)/python tests/threats.py --check

audit: $(READY)  ## whether anything locked has a known vulnerability (needs the network: says so, and proves nothing, where there is none)
	@$(BIN)/python -m pip_audit --version > /dev/null 2>&1 || $(BIN)/pip install -q --disable-pip-version-check pip-audit==2.10.1
	@$(BIN)/python -m tools.known_vulnerabilities

docs: $(READY)  ## build/site: the pages for clerks, authors of forms, developers; open build/site/index.html
	@$(BIN)/python -m tools.site build/site

bench: $(READY)  ## ratios measured in one run, and forty units handing in within a minute; fastexcel and polars, to measure against, are fetched on first use
	@$(BIN)/python -c "import fastexcel, polars" 2> /dev/null || $(BIN)/pip install -q --disable-pip-version-check fastexcel==0.21.0 polars==2.1.0
	@PYTHONPATH=tests $(BIN)/python tests/bench.py
	@PYTHONPATH=tests $(BIN)/python tests/counter_load.py

render: $(READY)  ## draw the blank templates and the samples again, and the page of promises
	@$(BIN)/python -m toolkit.author.generated_files
	@$(BIN)/python -m tools.bill_of_materials
	@$(BIN)/python tests/promises.py
	@$(BIN)/python tests/threats.py

# pip is looked for, not python: a machine without ensurepip leaves a half-made environment behind.
$(READY): pyproject.toml requirements.lock tests/rewriters/packages.json
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" \
	  || { echo "Python 3.11 or newer is needed; try: make PYTHON=python3.12"; exit 1; }
	@echo "Setting up $(VENV), once: some 100 packages, 700 MB on the disk, a minute or two where nothing is cached ..." >&2
	@test -x $(BIN)/pip || $(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-input -r requirements.lock 2> $(VENV)/pip.log \
	  || { cat $(VENV)/pip.log; exit 1; }
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-input --no-deps --no-build-isolation -e . 2> $(VENV)/pip.log \
	  || { cat $(VENV)/pip.log; exit 1; }
	@echo "Packages are there; now what the tests drive ..." >&2
	@$(BIN)/python tests/rewriters/fetch.py $(VENV)/rewriters
	@touch $(READY)

messages: $(READY)  ## write the tool's words into docs/messages.md again
	@PYTHONPATH=tests $(BIN)/python tests/messages.py --write > /dev/null

pictures: $(READY)  ## draw the README's pictures again (needs LibreOffice and poppler-utils)
	@PYTHONPATH=tests $(BIN)/python tests/pictures.py

windows: $(READY)  ## dist/年报工具-win64.zip: unpack and double-click, no installation; built here, of the locked wheels (EMBED=zip SHA256=…: another Python)
	@$(BIN)/python -m tools.windows_folder dist $(if $(EMBED),--embed $(EMBED) --sha256 $(SHA256))

linux: $(READY)  ## dist/年报工具-linux-…tar.gz: the same for Kylin, UOS and any other Linux (MACHINE=x86_64 or aarch64), on a Debian
	@$(BIN)/python -m tools.linux_folder dist $(if $(MACHINE),--machine $(MACHINE))

clean:
	rm -rf $(VENV) demo build dist *.egg-info
