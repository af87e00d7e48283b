#!/usr/bin/env bash
# Fuzzes what reads hostile bytes, with Jazzer, for as long as wanted: ./carob fuzz [target] [--seconds N].
# Without a target, all in turn. Corpora are kept in build/fuzz/<target>/corpus and grow from run to run;
# what breaks something lies in build/fuzz/<target>/findings. Ends with 1 when there is a finding.
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
seconds=60
wanted=
while [ $# -gt 0 ]; do
  case $1 in
    --seconds)
      seconds=${2:?--seconds needs a number}
      shift
      ;;
    -*)
      echo "usage: ./carob fuzz [target] [--seconds N]" >&2
      exit 2
      ;;
    *) wanted=$1 ;;
  esac
  shift
done
if ! [[ $seconds =~ ^[1-9][0-9]*$ ]]; then
  echo "carob: --seconds needs a whole number above 0" >&2
  exit 2
fi
if [ "$(id -u)" != 0 ]; then
  echo "carob: layers are unpacked with their owners and devices, which needs root; try sudo ./carob fuzz" >&2
  exit 1
fi

echo "== building"
cd "$top"
mvn -q -B -Pfuzz -pl image-store -am -DskipTests package \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/fuzz.classpath
path=image-store/target/test-classes:image-store/target/classes:$(cat image-store/target/fuzz.classpath)
run() { java -cp "$path" io.carob.image.store.fuzz.Targets "$@"; }

targets=$(run)
if [ -n "$wanted" ]; then
  if ! grep -qx -- "$wanted" <<< "$targets"; then
    echo "carob: there is no fuzz target $wanted; there are:" $targets >&2
    exit 2
  fi
  targets=$wanted
fi

status=0
for target in $targets; do
  folder=$top/build/fuzz/$target
  mkdir -p "$folder"/{corpus,findings,tmp}
  class=$(run "$target" "$folder/corpus")
  echo "== $target: $seconds seconds; log in build/fuzz/$target/log"
  # The hooks look for misused APIs; these targets write outside the current folder on purpose.
  if java -cp "$path" -Djava.io.tmpdir="$folder/tmp" com.code_intelligence.jazzer.Jazzer \
    --target_class="$class" --instrumentation_includes='io.carob.**' \
    --disabled_hooks=com.code_intelligence.jazzer.sanitizers.FilePathTraversal \
    --jvm_args="-Djava.io.tmpdir=$folder/tmp" --reproducer_path="$folder/findings" \
    -max_total_time="$seconds" -timeout=60 -artifact_prefix="$folder/findings/" \
    "$folder/corpus" > "$folder/log" 2>&1; then
    grep -E '^(Done|#[0-9]+.*DONE)' "$folder/log" | tail -n 2 || tail -n 2 "$folder/log"
  else
    status=1
    echo "FINDING in $target:"
    grep -A 12 -E '== Java Exception|ERROR: libFuzzer' "$folder/log" | head -n 20 || tail -n 20 "$folder/log"
    echo "the input lies in build/fuzz/$target/findings; once it is mended, add it as a line of hex to" \
      "image-store/src/test/resources/fuzz/$target.txt"
  fi
  rm -rf "$folder/tmp"
done
exit $status
