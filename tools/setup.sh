#!/usr/bin/env bash
# Installs the host packages that are missing, saying which and why. With --test, also what only the
# tests use; with --bench, what only the benchmarks use. Changes nothing when all are there.
set -euo pipefail

wanted="
runc:runs containers (OCI runtime)
crun:runs containers faster, where the host's cgroups allow it
conmon:keeps a container's output and exit code when the service is away
catatonit:the pause process of a pod
containernetworking-plugins:connects pods to a network (CNI)
iptables:address translation for pods, used by the CNI plugins
e2fsprogs:hard size limits of emptyDir volumes on disk
mount:mounts the images of limited emptyDir volumes
libisal2:unpacks gzip layers faster; without it the JDK does it
iproute2:shows and removes network namespaces
busybox:for the demo images
curl:asks the demo pods and the API
"
for_tests="
skopeo:a peer that reads and writes images
umoci:a peer that unpacks images
docker-registry:the registry that images are pushed to and pulled from
attr:gives files attributes
btrfs-progs:makes the file system that the btrfs example is tested on
erofs-utils:packs the layers of the EROFS example
systemd:verifies the service's unit file
git:the repositories of the git volume, an example
"
for_bench="
containerd:a peer of the benchmarks
podman:a peer of the benchmarks
isal:a peer of the benchmarks, igzip
gcc:compiles the floor of the benchmarks
libc6-dev:compiles the floor of the benchmarks
zstd:makes the image of the benchmarks
"

case $#${1:-} in
  0) ;;
  1--test) wanted+=$for_tests ;;
  1--bench) wanted+=$for_bench ;;
  *)
    echo "usage: ./carob setup [--test | --bench]" >&2
    exit 2
    ;;
esac

missing=()
while IFS=: read -r package reason; do
  [ -n "$package" ] || continue
  if ! dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null | grep -qx installed; then
    missing+=("$package")
    echo "  needs $package: $reason"
  fi
done <<< "$wanted"

if [ ${#missing[@]} -eq 0 ]; then
  echo "  all host packages are there"
  exit 0
fi
if [ "$(id -u)" != 0 ]; then
  echo "carob: run as root, or install them yourself: apt-get install ${missing[*]}" >&2
  exit 1
fi
if ! command -v apt-get > /dev/null; then
  echo "carob: this host has no apt-get; install these by hand: ${missing[*]}" >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for step in "update" "install -y --no-install-recommends ${missing[*]}"; do
  # shellcheck disable=SC2086
  if ! apt-get -q -o DPkg::Lock::Timeout=300 $step > "$log" 2>&1; then
    cat "$log" >&2
    echo "carob: apt-get $step failed" >&2
    exit 1
  fi
done
echo "  installed: ${missing[*]}"
