#!/usr/bin/env bash
# Kills the image store with SIGKILL at every durable step and at random moments, and checks after each
# kill that nothing acknowledged is lost, nothing is left, and the next start takes less than 3 s.
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
cd "$top"
kills=500
seed=$(date +%s%N)

usage() {
  echo "usage: ./carob crash [--kills N] [--seed S]" >&2
  exit 2
}

while [ $# -gt 0 ]; do
  case $1 in
    --kills) [[ ${2:-} =~ ^[1-9][0-9]{0,6}$ ]] || usage; kills=$2 ;;
    --seed) [[ ${2:-} =~ ^-?[0-9]{1,18}$ ]] || usage; seed=$2 ;;
    *) usage ;;
  esac
  shift 2
done

if [ "$(id -u)" != 0 ]; then
  echo "carob: the tests need root: they make real mounts; try sudo ./carob crash" >&2
  exit 1
fi

mkdir -p build
log=$top/build/crash.log
echo "building; the whole output is in $log"
if mvn -B package -pl image-store -am \
  -Dtest='io.carob.image.store.crash.KillTest,io.carob.image.store.crash.ManySnapshotsTest' \
  -Dsurefire.failIfNoSpecifiedTests=false -Dcarob.crash.limits=true \
  "-Dcarob.crash.kills=$kills" "-Dcarob.crash.seed=$seed" |
  tee "$log" | { grep --line-buffered '^crash: ' || true; }; then
  echo "no failure"
else
  grep -A 40 '^\[ERROR\] Failures' "$log" | head -n 60 || tail -n 40 "$log"
  exit 1
fi
