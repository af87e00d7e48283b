#!/usr/bin/env bash
# Prints what belongs to Carob on this host and lives outside of processes' memory: mounts, pause,
# conmon and runtime processes, network namespaces and bridges, loop devices, cgroups; one a line,
# sorted. The tests compare it before and after.
set -euo pipefail

awk '{print "mount " $5}' /proc/self/mountinfo | grep -i carob || true

for folder in /proc/[0-9]*; do
  pid=${folder#/proc/}
  command=$(tr '\0' ' ' < "$folder/cmdline" 2> /dev/null) || continue
  case $command in
    *leftovers.sh*) ;;
    catatonit* | */catatonit* | conmon* | */conmon*) echo "process $pid $command" ;;
    */carob-*/rootfs* | *io.carob.assembly.launch*) echo "process $pid $command" ;;
  esac
done

if command -v ip > /dev/null; then
  ip -o link show type bridge 2> /dev/null | awk '{sub(":", "", $2); print "bridge " $2}' | grep -i -E ' (carob|cni|crb)' || true
fi
lsns -n -t net -o NS,PID,COMMAND 2> /dev/null | awk '$3 ~ /catatonit|conmon|java|nginx|busybox/ {print "netns " $1 " " $3}' | sort -u || true
losetup -l -n -O NAME,BACK-FILE 2> /dev/null | grep -i carob | sed 's/^/loop /' || true
find /sys/fs/cgroup -type d -iname '*carob*' 2> /dev/null | sed 's/^/cgroup /' || true
