#!/usr/bin/env bash
# Build the site as it is published: SITE_URL, where it will be found, gives canonical addresses and a page for what is not there.
set -euo pipefail
cd "$(dirname "$0")/.."

case "${SITE_URL:-}" in
  https://*/ | http://*/) ;;
  *)
    echo "SITE_URL must be the site's address with a slash at its end, not “${SITE_URL:-}”" >&2
    exit 1
    ;;
esac
make build
