#!/usr/bin/env bash
# Release the data of the date that is checked out, once: what `make package` wrote to dist/, and what changed since the last release.
set -euo pipefail
cd "$(dirname "$0")/.."

version=$(.venv/bin/python -m generator version)
tag="data-$version"
if git rev-parse --quiet --verify "refs/tags/$tag" >/dev/null; then
  echo "$tag is released already."
  exit 0
fi
last=$(git describe --tags --match 'data-*' --abbrev=0 2>/dev/null || true)
.venv/bin/python -m generator changelog ${last:+--since "$last"} >dist/CHANGES.md
gh release create "$tag" dist/*.whl dist/*.zip --title "Data of $version" --notes-file dist/CHANGES.md
