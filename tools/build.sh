#!/usr/bin/env bash
# Builds the distribution and puts it into build/carob. Configuration and drivers that are there stay.
# Does nothing when no source has changed since. With --sbom the distribution holds sbom.cdx.json, the list of
# all that it is made of; that needs Maven Central.
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
home=$top/build/carob
cd "$top"

for tool in java mvn; do
  if ! command -v $tool > /dev/null; then
    echo "carob: $tool is missing: apt-get install openjdk-17-jdk-headless maven" >&2
    exit 1
  fi
done

# What the distribution is made of, as one digest.
sources() {
  find pom.xml .mvn tools/build.sh ./*/pom.xml ./*/bnd.bnd ./*/src/main -type f -print0 2> /dev/null |
    sort -z | xargs -0 sha256sum | sha256sum
}

profile=
packaged=
for option in "$@"; do
  case $option in
    --sbom) profile=-Psbom ;;
    --packaged) packaged=yes ;;
    *)
      echo "usage: ./carob build [--sbom]" >&2
      exit 2
      ;;
  esac
done
wanted="$(sources)$profile"
if [ -f "$home/.sources" ] && [ "$(cat "$home/.sources")" = "$wanted" ]; then
  echo "  build/carob is up to date"
  exit 0
fi

if [ -z "$packaged" ]; then
  # What an earlier build put there must not get into this one.
  rm -rf assembly/target/sbom assembly/target/carob-*-dist
  log=$top/build/build.log
  echo "  building with Maven (the first time takes minutes: libraries are fetched); the log is build/build.log"
  mkdir -p "$top/build"
  if ! mvn -B -q -DskipTests ${profile:+"$profile"} package > "$log" 2>&1; then
    tail -n 60 "$log" >&2
    echo "carob: the build failed; the whole output is in $log" >&2
    exit 1
  fi
fi

dist=$(echo "$top"/assembly/target/carob-*/carob-*/bin/carob)
dist=${dist%/bin/carob}
new=$top/build/.carob.new
rm -rf "$new"
mkdir -p "$top/build"
cp -a "$dist" "$new"
if [ -d "$home" ]; then
  # An operator's files win over shipped ones.
  cp -a "$home/conf/." "$new/conf/"
  cp -a "$home/drivers/." "$new/drivers/"
fi

rm -rf "$home.old"
if [ -d "$home" ]; then
  mv "$home" "$home.old"
fi
mv "$new" "$home"
rm -rf "$home.old"
# The archives of loaded classes belong to this place and this Java.
"$home/bin/carob-archive"
printf '%s' "$wanted" > "$home/.sources"
echo "  built build/carob"
