#!/usr/bin/env bash
# Post COMMENT (a file that decision_diff.sh wrote) on the pull request of the commit HEAD_SHA in REPOSITORY (owner/name), or
# bring the comment that stands there up to date. The file was made by the pull request's own code: it is text, and nothing in
# it says where it goes.
set -euo pipefail
: "${COMMENT:?}" "${HEAD_SHA:?}" "${REPOSITORY:?}"
mark="<!-- decision diff -->"

number=$(gh api "repos/$REPOSITORY/commits/$HEAD_SHA/pulls" --jq '[.[] | select(.state == "open")][0].number // empty')
if [ -z "$number" ]; then
  echo "No open pull request has the commit $HEAD_SHA."
  exit 0
fi
body=$(mktemp)
trap 'rm -f "$body"' EXIT
{ echo "$mark"; head -c 60000 "$COMMENT"; } >"$body"
before=$(gh api "repos/$REPOSITORY/issues/$number/comments" --paginate \
  --jq ".[] | select(.user.type == \"Bot\" and (.body | startswith(\"$mark\"))) | .id" | head -n 1)
if [ -n "$before" ]; then
  gh api --method PATCH "repos/$REPOSITORY/issues/comments/$before" --field "body=@$body" --silent
else
  gh api --method POST "repos/$REPOSITORY/issues/$number/comments" --field "body=@$body" --silent
fi
