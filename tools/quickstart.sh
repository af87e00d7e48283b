#!/usr/bin/env bash
# From a fresh checkout to two running replicas and the proof of what they share. A second run changes
# nothing.
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
carob=$top/build/carob/bin/carob

step() { printf '\n== %s\n' "$*"; }

if [ "$(id -u)" != 0 ]; then
  echo "carob: quickstart needs root: mounts, namespaces and cgroups are made by root; try sudo ./carob quickstart" >&2
  exit 1
fi

step "1 of 6  host packages"
"$top/tools/setup.sh"

step "2 of 6  build"
"$top/tools/build.sh"

step "3 of 6  demo images"
"$top/tools/demo-images.sh"

step "4 of 6  service"
"$carob" start

step "5 of 6  images"
for image in busybox web; do
  if "$carob" image inspect "demo/$image:1.0" > /dev/null 2>&1; then
    echo "  demo/$image:1.0 is imported"
  else
    "$carob" image import "$top/build/demo/$image"
  fi
done

step "6 of 6  two replicas"
"$carob" apply -f "$top/examples/replicas.yaml"
if ! "$carob" wait --for=condition=Available deployment/web --timeout=2m; then
  "$carob" get pods >&2
  "$carob" events >&2
  echo "carob: the replicas do not run; the service's log is /run/carob/carob.log" >&2
  exit 1
fi
"$carob" get pods -o wide

step "Do these replicas share the read-only file system of their image?"
"$carob" sharing

cat <<'NEXT'

Next:
  ./carob logs deployment/web -c sidecar        the page that the sidecar fetched from nginx on localhost
  ./carob exec deployment/web -c nginx -- ls /  a command in a container
  ./carob scale deployment/web --replicas 5
  ./carob stop                                  ends the pods and the service
NEXT
