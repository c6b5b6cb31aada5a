#!/usr/bin/env bash
# Refresh every price list, commit what changed to the branch refresh-prices, and open (or update) its pull request.
# One list that fails does not block the others: what they brought is proposed all the same, with the failure told.
# REFRESH_FEEDS names other lists than all of them; REFRESH_FROM a file or address to read instead of the one list's own.
set -euo pipefail
cd "$(dirname "$0")/.."

report=$(mktemp)
trap 'rm -f "$report"' EXIT
for feed in ${REFRESH_FEEDS:-skypilot litellm gcp-pricing}; do
  .venv/bin/python -m generator refresh "$feed" ${REFRESH_FROM:+--from "$REFRESH_FROM"} >>"$report" 2>&1 || echo "$feed: some of it failed" >>"$report"
done
cat "$report"

if [ -z "$(git status --porcelain -- data)" ]; then
  echo "Nothing changed."
  exit 0
fi
.venv/bin/python -m generator check
git switch --quiet --force-create refresh-prices
git add -- data
git -c user.name="Price refresh" -c user.email="refresh@users.noreply.github.com" commit --quiet -m "Refresh prices from public lists"
git push --quiet --force origin refresh-prices
if [ -z "$(gh pr list --head refresh-prices --json number --jq '.[].number')" ]; then
  gh pr create --head refresh-prices --title "Refresh prices from public lists" --body-file "$report"
else
  gh pr edit refresh-prices --body-file "$report"
fi
