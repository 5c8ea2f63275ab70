#!/bin/sh
# Rewrites core.txt and dev.txt from pyproject.toml: every package with version and hashes (needs pip-tools and pip).
# torch is locked to its CPU build: a plain range takes the newest one with gigabytes of CUDA.
set -eu
cd "$(dirname "$0")/.."
compile="pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header --no-annotate"
$compile --output-file requirements/core.txt pyproject.toml requirements/build.in
$compile --extra train --extra service --extra batch --output-file requirements/dev.txt pyproject.toml requirements/build.in requirements/dev.in
$compile --extra service --extra postgresql --output-file requirements/service.txt pyproject.toml requirements/build.in requirements/service.in
for file in requirements/core.txt requirements/dev.txt requirements/service.txt; do
  { echo "# Written by requirements/lock.sh; do not edit."; cat "$file"; } > "$file.new"
  mv "$file.new" "$file"
done
