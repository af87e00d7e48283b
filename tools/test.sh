#!/usr/bin/env bash
# Runs every test: unit, TCK, real Felix, real kernel. Fails when a suite ran no test, when one was
# skipped, or when something of ours is left on the host. The last line is "N passed, N failed".
# What was built is installed into the local Maven repository on the way: driver authors begin there.
set -uo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
cd "$top" || exit 1
log=$top/build/test.log
mkdir -p "$top/build"

if [ "$(id -u)" != 0 ]; then
  echo "carob: the tests need root: they make real mounts, namespaces and containers; try sudo ./carob test" >&2
  exit 1
fi

echo "== host packages"
tools/setup.sh --test || exit 1
echo "== demo images"
tools/demo-images.sh || exit 1

before=$(tools/leftovers.sh | sort)

echo "== build and tests"
# What an earlier run counted must not count now.
rm -rf ./*/target/surefire-reports ./*/target/failsafe-reports ./*/*/target/surefire-reports
# Nor what an earlier distribution held be taken for this one.
rm -rf assembly/target/sbom assembly/target/carob-*-dist
status=0
# A failing test must not keep the suites behind it from running; the reports are counted below.
# The examples have no parent that tells their tests where to make folders, and how their JVM compiles.
# Two modules at a time: what a test names on the host is its own. With the list of all that the
# distribution is made of, whose tests read it.
mkdir -p /tmp/carob-tests
mvn -B -T 2 -fae -Psbom -Dmaven.test.failure.ignore=true \
  "-DargLine=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Djava.io.tmpdir=/tmp/carob-tests" install \
  > "$log" 2>&1 || status=$?
grep -E '^\[(INFO|ERROR|WARNING)\] (Tests run:.*Time elapsed|Building Carob)|Reactor Summary|FAIL' "$log" || true
if grep -qE '^\[ERROR\]' "$log"; then
  status=1 # also a test process that broke off, which leaves no report
  grep -E '^\[ERROR\]' "$log" | head -n 80
  echo "the whole output is in $log"
fi

# Counts come from the reports, not from the console.
passed=0 failed=0 skipped=0
count() { # attribute of a report's first testsuite tag
  sed -n 's/.*<testsuite [^>]*/&/p' "$1" | tr '\n' ' ' | grep -o " $2=\"[0-9]*\"" | head -n 1 | grep -o '[0-9]*'
}
for module in ./*/pom.xml ./*/*/pom.xml; do
  module=$(dirname "$module")
  [ -d "$module/src/test/java" ] || continue
  ran=0
  for report in "$module"/target/{surefire,failsafe}-reports/TEST-*.xml; do
    [ -f "$report" ] || continue
    tests=$(count "$report" tests)
    bad=$(($(count "$report" failures) + $(count "$report" errors)))
    skip=$(count "$report" skipped)
    ran=$((ran + tests))
    failed=$((failed + bad))
    skipped=$((skipped + skip))
    passed=$((passed + tests - bad - skip))
  done
  if [ $ran -eq 0 ]; then
    echo "suite $module ran no test"
    failed=$((failed + 1))
  fi
done
if [ $skipped -ne 0 ]; then
  echo "$skipped tests were skipped; a test that cannot run here must fail"
  failed=$((failed + skipped))
fi

echo "== what is left on the host"
after=$(tools/leftovers.sh | sort)
left=$(comm -13 <(printf '%s\n' "$before") <(printf '%s\n' "$after"))
if [ -n "$left" ]; then
  printf '%s\n' "$left"
  failed=$((failed + 1))
else
  echo "nothing"
fi

if [ $status -ne 0 ] && [ $failed -eq 0 ]; then
  failed=1 # the build itself failed
fi
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
