#!/usr/bin/env bash
# ./carob bench start: how long the service takes until it is ready, on an empty node, and on one with 1,000
# snapshots and 50 pods. See benchmarks/README.md.
. "$(dirname "$0")/pods.sh" "bench start"
package_benchmarks
run StartMain "$top/build/carob" "$top/build/demo" "$top/build/bench" "$@"
