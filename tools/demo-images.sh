#!/usr/bin/env bash
# Makes the demo images in build/demo.
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
exec "$top/examples/demo-image/build.sh" "$top/build/demo"
