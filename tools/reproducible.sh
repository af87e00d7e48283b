#!/usr/bin/env bash
# Builds all modules twice, from clean copies of the sources in two folders, at another time, in another time zone and
# language, with another mask of modes and two modules at a time; and compares the SHA-256 of every jar that others are
# given and of the distribution. The last line is "N files are the same, M differ". What differs is shown entry by entry.
# [--sbom] as for ./carob build.
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
out=$top/build/reproducible
jar=${JAVA_HOME:+$JAVA_HOME/bin/}jar
cd "$top"
profile=
case ${1:-} in
  "") ;;
  --sbom) profile=-Psbom ;;
  *)
    echo "usage: ./carob reproducible [--sbom]" >&2
    exit 2
    ;;
esac

# The folders' names are of different lengths: a path that gets into a file shows.
one=$out/one
two=$out/the-other-one
rm -rf "$out"
mkdir -p "$one" "$two"
# What is tracked or could be, as it is now, less what was deleted; of a folder that git does not know (sources that were
# unpacked, or no git here), all but what builds have made.
files() {
  if git rev-parse --is-inside-work-tree > /dev/null 2>&1; then
    git ls-files -z --cached --others --exclude-standard |
      while IFS= read -r -d '' file; do [ -e "$file" ] && printf '%s\0' "$file"; done
  else
    find . \( -path ./build -o -path ./.git -o -type d -name target \) -prune -o \( -type f -o -type l \) -print0
  fi
}
files | tar -c --null -T - | tar -x -C "$one"
files | tar -c --null -T - | tar -x -C "$two"

build() { # folder, options of Maven
  echo "== build in $1" >&2
  local folder=$1 log=$1.log
  shift
  if ! (cd "$folder" && mvn -B -q -DskipTests ${profile:+"$profile"} "$@" package > "$log" 2>&1); then
    tail -n 40 "$log" >&2
    echo "carob: the build failed; the whole output is in $log" >&2
    return 1
  fi
}
(umask 022 && TZ=UTC LC_ALL=C build "$one")
(umask 077 && TZ=Pacific/Auckland LC_ALL=C.UTF-8 build "$two" -T 2)

# Every jar that a build made, and the distributions; not those of tests and benchmarks, which nobody is given.
sums() {
  (cd "$1" && find . -path '*/target/*' \( -name 'carob-*.jar' -o -name 'carob-*.tar.gz' -o -name 'sbom.cdx.json' \) -type f \
    ! -name '*-tests.jar' ! -name 'carob-testing-*.jar' ! -name 'carob-benchmarks-*.jar' ! -name 'carob-integration-tests-*.jar' -print0 |
    sort -z | xargs -0 sha256sum)
}
sums "$one" > "$out/one.sums"
sums "$two" > "$out/two.sums"
all=$(cat "$out/one.sums" "$out/two.sums" | sed 's/^[0-9a-f]*  //' | sort -u)
if [ -z "$all" ]; then
  echo "carob: the builds made no jar" >&2
  exit 1
fi

# Names, times and sums of what is inside; of an archive also modes and owners.
inside() {
  case $1 in
    *.jar)
      TZ=UTC LC_ALL=C "$jar" tvf "$1"
      local folder
      folder=$(mktemp -d "$out/inside.XXXXXX")
      (cd "$folder" && "$jar" xf "$1" && find . -type f -print0 | sort -z | xargs -0 -r sha256sum)
      rm -rf "$folder"
      ;;
    *.tar.gz)
      TZ=UTC tar -tvzf "$1"
      tar -xzOf "$1" | sha256sum
      ;;
    *) cat "$1" ;;
  esac
}

same=0 differ=0
while IFS= read -r file; do
  first=$(grep -F "  $file" "$out/one.sums" | cut -d' ' -f1 || true)
  second=$(grep -F "  $file" "$out/two.sums" | cut -d' ' -f1 || true)
  if [ -n "$first" ] && [ "$first" = "$second" ]; then
    same=$((same + 1))
    echo "$first  $file"
    continue
  fi
  differ=$((differ + 1))
  echo "DIFFERS  $file"
  if [ -f "$one/$file" ] && [ -f "$two/$file" ]; then
    diff <(inside "$one/$file") <(inside "$two/$file") | head -n 20 | sed 's/^/    /' || true
  else
    echo "    only one of the builds has it"
  fi
done <<< "$all"
if [ $differ -eq 0 ]; then
  rm -rf "$one" "$two"
fi
echo "$same files are the same, $differ differ"
[ $differ -eq 0 ]
