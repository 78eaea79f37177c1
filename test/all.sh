#!/usr/bin/env bash
# All tests: the checks that need no browser, then the stories in Chromium. PostgreSQL and Redis
# are used where they answer on this machine; with CI=true their absence is an error.
set -uo pipefail
cd "$(dirname "$0")/.."

browser=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
if [ -z "$browser" ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null
    browser=$(command -v chromium || true)
  fi
  if [ -z "$browser" ]; then
    echo 'The browser tests need Chromium: apt-get install chromium, or set CHROMIUM to its path.' >&2
    exit 1
  fi
fi
export CHROMIUM=$browser

log=$(mktemp)
trap 'rm -f "$log"' EXIT
npm run check 2>&1 | tee "$log"
checked=${PIPESTATUS[0]}
npm run test:e2e 2>&1 | tee -a "$log"
browsed=${PIPESTATUS[0]}

# One line for both runners: node's `ℹ pass N` and Playwright's `N passed`.
count() { awk -v node="$1" -v stories="$2" '
  { gsub(/\033\[[0-9;]*m/, "") }
  $2 == node && $3 ~ /^[0-9]+$/ { sum += $3 }
  $2 == stories && $1 ~ /^[0-9]+$/ { sum += $1 }
  END { print sum + 0 }' "$log"; }
failed=$(($(count fail failed) + $(count cancelled interrupted)))
# Format, lint, types or a runner that did not come to its tests.
[ "$checked" = 0 ] && [ "$browsed" = 0 ] || [ "$failed" != 0 ] || failed=1
echo
flaky=$(count - flaky)
echo "$(count pass passed) passed, $failed failed$([ "$flaky" = 0 ] || echo ", $flaky only when told again")"
[ "$failed" = 0 ]
