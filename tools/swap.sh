#!/usr/bin/env bash
# ./carob demo swap and ./carob bench swap: drivers replaced under load. See benchmarks/README.md.
. "$(dirname "$0")/pods.sh" "$1 swap"
if [ ! -d benchmarks/target/lib ]; then
  package_benchmarks
fi
run SwapMain "$1" "$top/build/carob" "$top/build/demo" "$top/build/bench" "${@:2}"
