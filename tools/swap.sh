#!/usr/bin/env bash
# Builds what `./carob demo swap` and `./carob bench swap` need, and runs them. All but their answer
# goes to standard error.
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
cd "$top"
word=$1
shift

if [ "$(id -u)" != 0 ]; then
  echo "carob: $word swap needs root: it runs pods; try sudo ./carob $word swap" >&2
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
if [ ! -d benchmarks/target/lib ] && ! mvn -B -q -DskipTests -pl benchmarks -am package > "$log" 2>&1; then
  tail -n 40 "$log" >&2
  echo "carob: the build failed; the whole output is in $log" >&2
  exit 1
fi
echo "== $word swap" >&2
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx256m -cp "benchmarks/target/classes:benchmarks/target/lib/*" \
  io.carob.benchmarks.swap.SwapMain "$word" "$top/build/carob" "$top/build/demo" "$top/build/bench" "$@"
