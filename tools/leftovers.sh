#!/usr/bin/env bash
# Prints what belongs to Carob or its tests on this host and lives outside of processes' memory:
# mounts, processes, network namespaces, bridges, address translation of pods, loop devices, cgroups;
# one a line. The tests compare it before and after. Tests keep their folders in /tmp/carob-tests, so
# a path of theirs is known by that name.
set -euo pipefail

awk '{print "mount " $5 " " $4}' /proc/self/mountinfo | grep -i carob || true

for folder in /proc/[0-9]*; do
  pid=${folder#/proc/}
  command=$(tr '\0' ' ' 2> /dev/null < "$folder/cmdline") || continue
  case $command in
    *leftovers.sh*) ;;
    catatonit* | */catatonit* | conmon* | */conmon*) echo "process $pid $command" ;;
    */carob-*/rootfs* | */carob-tests/* | *io.carob.assembly.launch*) echo "process $pid $command" ;;
  esac
done

if command -v ip > /dev/null; then
  ip -o link show type bridge 2> /dev/null | awk '{sub(":", "", $2); print "bridge " $2}' | grep -i -E ' (carob|cni|crb)' || true
fi
lsns -n -t net -o NS,PID,COMMAND 2> /dev/null \
  | awk '$3 ~ /(^|\/)(catatonit|conmon|java|nginx|nginx:|busybox|sh|sleep|nc)$/ {print "netns " $1 " " $3}' | sort -u || true
# Rules name the network of their pod; the plugins' own chains (CNI-HOSTPORT-…) stay for the next pod.
for tables in iptables ip6tables; do
  if command -v "$tables" > /dev/null; then
    "$tables" -t nat -S 2> /dev/null | grep -i 'carob' | sed "s/^/$tables /" || true
  fi
done
losetup -l -n -O NAME,BACK-FILE 2> /dev/null | grep -i carob | sed 's/^/loop /' || true
find /sys/fs/cgroup -type d -iname '*carob*' 2> /dev/null | sed 's/^/cgroup /' || true
