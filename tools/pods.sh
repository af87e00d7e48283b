# shellcheck shell=bash
# Sourced by start.sh and swap.sh with the words of their command: builds the service, which is to run
# pods, and what it needs. All but the command's answer goes to standard error.
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
cd "$top"
command=$1

if [ "$(id -u)" != 0 ]; then
  echo "carob: $command needs root: it runs pods; try sudo ./carob $command" >&2
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

package_benchmarks() {
  local log=$top/build/build.log
  if ! mvn -B -q -DskipTests -pl benchmarks -am package > "$log" 2>&1; then
    tail -n 40 "$log" >&2
    echo "carob: the build failed; the whole output is in $log" >&2
    exit 1
  fi
}

# Becomes this class with these arguments.
run() {
  local class=io.carob.benchmarks.swap.$1
  shift
  echo "== $command" >&2
  exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx256m -cp "benchmarks/target/classes:benchmarks/target/lib/*" \
    "$class" "$@"
}
