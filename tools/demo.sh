#!/usr/bin/env bash
# ./carob demo swap: drivers are replaced while clients make pods, on a service with folders of its
# own; nothing of it stays. See benchmarks/README.md.
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
cd "$top"

if [ "${1:-}" != swap ]; then
  echo "usage: ./carob demo swap [--swaps N] [--clients N] [-o json]" >&2
  exit 2
fi
shift
exec tools/swap.sh demo "$@"
