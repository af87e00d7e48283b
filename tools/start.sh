#!/usr/bin/env bash
# ./carob bench start: how long the service takes until it is ready, on an empty node, and on one with 1,000
# snapshots and 50 pods. See benchmarks/README.md. All but the answer goes to standard error.
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
cd "$top"
if [ "$(id -u)" != 0 ]; then
  echo "carob: bench start needs root: it runs pods; try sudo ./carob bench start" >&2
  exit 1
fi

{
  echo "== host packages"
  tools/setup.sh
  echo "== demo images"
  tools/demo-images.sh
  echo "== build"
  tools/build.sh
} >&2
log=$top/build/build.log
if ! mvn -B -q -DskipTests -pl benchmarks -am package > "$log" 2>&1; then
  tail -n 40 "$log" >&2
  echo "carob: the build failed; the whole output is in $log" >&2
  exit 1
fi
echo "== bench start" >&2
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx256m -cp "benchmarks/target/classes:benchmarks/target/lib/*" \
  io.carob.benchmarks.swap.StartMain "$top/build/carob" "$top/build/demo" "$top/build/bench" "$@"
