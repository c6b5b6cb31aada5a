#!/usr/bin/env bash
# Write what this pull request does to the site's figures, answers and pages: build/decisions/comment.md, and all of it in
# build/decisions/decisions.html. BASE is the commit or branch that it is for; what has been added to that since is left out.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${BASE:?set BASE to the commit or branch that the pull request is for}"

python3 -m tools.setup python
base=$(git merge-base "$BASE" HEAD)
.venv/bin/python -m generator diff "$base" HEAD --write build/decisions/comment.md --write build/decisions/decisions.html
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
  cat build/decisions/comment.md >>"$GITHUB_STEP_SUMMARY"
fi
cat build/decisions/comment.md
