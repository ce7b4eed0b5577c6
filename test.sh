#!/usr/bin/env bash
# Installs what the tests need, restores, builds, packs, runs every test. Ends with "N passed, N failed, N skipped".
set -uo pipefail
cd "$(dirname "$0")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
export DOTNET_TieredPGO=0 # compiling with counters first pays for servers; processes of tests end before, and take a third less without
artifacts=artifacts
results=$artifacts/TestResults

fail() { echo "test.sh: $*" >&2; echo "0 passed, 1 failed, 0 skipped"; exit 1; }

command -v dotnet >/dev/null || fail "the .NET 10 SDK is needed (dotnet is not on the PATH)"

# Debian packages that tests use: name of a file that shows it is there, then the package.
need() {
  [ -e "$1" ] && return 0
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || { echo "test.sh: $2 is missing; tests that need it will skip" >&2; return 0; }
  [ -n "${updated:-}" ] || { apt-get update -qq >/dev/null && updated=1; }
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" >/dev/null || echo "test.sh: could not install $2" >&2
}
node=$(command -v node || true) npm=$(command -v npm || true)
need "${node:-/usr/bin/node}" nodejs
need "${npm:-/usr/bin/npm}" npm
need "$(command -v curl || echo /usr/bin/curl)" curl
need /usr/share/zoneinfo/Europe/Berlin tzdata
need /usr/bin/gcc gcc
need /usr/include/stdio.h libc6-dev
need "$(command -v chromium || command -v chromium-browser || command -v google-chrome || echo /usr/bin/chromium)" chromium
need /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc fonts-noto-cjk
# With the package Debian would start a server of its own; the tests start theirs, in a temporary folder.
initdb=$(ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null | tail -1)
if [ -z "$initdb" ] && [ "$(id -u)" = 0 ] && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
  mkdir -p /etc/postgresql-common && echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf
fi
need "${initdb:-/usr/lib/postgresql/15/bin/initdb}" postgresql

# Implementations of specifications that are not CrmKit's own, as the lock file pins them.
if command -v npm >/dev/null; then
  (cd tests/Node && npm ci --ignore-scripts --no-audit --no-fund --silent) || echo "test.sh: npm could not install tests/Node; tests that need it will skip" >&2
fi

rm -rf "$results" "$artifacts/packages"
dotnet restore CrmKit.sln --verbosity quiet || fail "restore failed"
dotnet build CrmKit.sln --configuration Release --no-restore --verbosity quiet || fail "the build failed"
dotnet pack CrmKit.sln --configuration Release --no-build --verbosity quiet --output "$artifacts/packages" || fail "packing failed"
ls "$artifacts"/packages/*.nupkg
export CRMKIT_PACKAGES="$PWD/$artifacts/packages" # what the walk through the guide installs
# A test that hangs is named and ends its project, instead of holding the whole run.
dotnet test CrmKit.sln --configuration Release --no-build --verbosity quiet --blame-hang-timeout 15m --blame-hang-dump-type none \
  --logger trx --logger "console;verbosity=minimal" --results-directory "$results"
tested=$?

count() { grep -ho "<Counters [^>]*" "$results"/*.trx 2>/dev/null | grep -o "$1=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{ n += $1 } END { print n + 0 }'; }
total=$(count total) passed=$(count passed)
executed=$(count executed)
skipped=$((total - executed)) failed=$((executed - passed))
if [ "$tested" != 0 ] && [ "$failed" = 0 ]; then failed=1; fi
if [ "$total" = 0 ]; then failed=1; fi
if [ "${CI:-}" = true ] && [ "$skipped" != 0 ]; then
  echo "test.sh: in CI no test may skip:" >&2
  grep -ho 'testName="[^"]*"[^>]*outcome="NotExecuted"' "$results"/*.trx | cut -d'"' -f2 >&2
  failed=$((failed + skipped)) skipped=0
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
