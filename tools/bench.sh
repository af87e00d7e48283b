#!/usr/bin/env bash
# ./carob bench storage: Carob's storage against its peers, both sides in one run.
# ./carob bench swap: drivers replaced under load. ./carob bench start: from the process to a ready service. See benchmarks/README.md. Results go to
# build/bench/results.
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
out=$top/build/bench
cd "$top"

if [ "${1:-}" = swap ]; then
  shift
  exec tools/swap.sh bench "$@"
fi
if [ "${1:-}" = start ]; then
  shift
  exec tools/start.sh "$@"
fi
if [ "${1:-}" != storage ]; then
  echo "usage: ./carob bench storage [-o json] [--quick] [--repetitions N] [--only WORD[,WORD…]]" >&2
  echo "       ./carob bench start [-o json]" >&2
  echo "       ./carob bench swap [-o json] [--swaps N] [--clients N]" >&2
  exit 2
fi
shift
if [ "$(id -u)" != 0 ]; then
  echo "carob: bench needs root: it makes mounts, loop devices and file systems; try sudo ./carob bench" >&2
  exit 1
fi

# Everything but the answer goes to standard error.
tools/setup.sh --bench >&2

quick=
for word in "$@"; do
  if [ "$word" = --quick ]; then
    quick=--quick
  fi
done
echo "== image" >&2
benchmarks/big-image.sh "$out/${quick:+quick}${quick:-big}" $quick

echo "== build" >&2
mkdir -p "$out"
if ! mvn -B -q -DskipTests -pl benchmarks -am package > "$out/build.log" 2>&1; then
  tail -n 40 "$out/build.log" >&2
  echo "carob: the build failed; the whole output is in $out/build.log" >&2
  exit 1
fi

echo "== measure" >&2
# A mount namespace of its own: nobody else holds the disk, and nothing stays mounted.
exec unshare --mount "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx256m -Dcarob.bench.floor="$top/benchmarks/src/main/c/floor.c" \
  -cp "$top/benchmarks/target/classes:$top/benchmarks/target/lib/*" io.carob.benchmarks.Main "$out" "$@"
