#!/usr/bin/env bash
# Makes the images that the benchmarks import, from Debian packages:
#   OUT/gzip.tar     OCI layout, layers in gzip
#   OUT/zstd.tar     the same layers in zstd
#   OUT/docker.tar   docker-archive, layers not compressed
#   OUT/gzip/        the blobs of the gzip image by layer: 1.tar.gz, 2.tar.gz, …
#   OUT/facts        layers, bytes and entries
# Usage: big-image.sh OUT [--quick]. A second run with nothing changed does nothing; the same packages
# give the same bytes. --quick makes a small image of the same shape.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
out=$(mkdir -p "${1:?usage: big-image.sh OUT [--quick]}" && cd "$1" && pwd)
epoch=1767225600 # 2026-01-01
name=bench/big:1

# A layer is a name and the packages that it brings with all they depend on, less what is there.
layers=(
  "base:bash coreutils apt util-linux tzdata ca-certificates"
  "perl:perl libwww-perl"
  "python:python3-pip python3-venv python3-scipy"
  "gcc:gcc g++ make"
  "java:openjdk-17-jre-headless"
  "node:npm"
  "tools:git cmake vim ruby libllvm14"
)
random_bytes=40M
if [ "${2:-}" = --quick ]; then
  layers=("base:bash coreutils" "perl:perl-base tzdata" "tools:diffutils findutils")
  random_bytes=1M
fi

say() { printf '  %s\n' "$*" >&2; }

for tool in apt-get dpkg-deb zstd gzip tar sha256sum; do
  if ! command -v $tool > /dev/null; then
    echo "bench: $tool is missing, which makes the image" >&2
    exit 1
  fi
done

closure() { # package...: lines "url file size sum" of it and all that it needs
  apt-get -qq -o Dir::State::status=/dev/null -o APT::Install-Recommends=false --print-uris install "$@"
}

names_of() { # package...: the names alone
  closure "$@" | awk '{sub(/_.*/, "", $2); print $2}' | sort -u
}

all=()
for layer in "${layers[@]}"; do
  # shellcheck disable=SC2206
  all+=(${layer#*:})
done
wanted=$({ cat "$here/big-image.sh" && closure "${all[@]}" && echo "${2:-}"; } | sha256sum)
if [ -f "$out/stamp" ] && [ "$(cat "$out/stamp")" = "$wanted" ]; then
  say "the images are up to date"
  exit 0
fi

work=$(mktemp -d "$out/.work.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/debs" "$work/blobs" "$work/tars"

say "fetching Debian packages (once)"
# With their versions: the host may have others that no source offers.
closure "${all[@]}" | awk '{sub(/_[^_]*$/, "", $2); sub(/_/, "=", $2); gsub(/%7e/, "~", $2); gsub(/%3a/, ":", $2)
  gsub(/%2b/, "+", $2); print $2}' > "$work/packages"
(cd "$work/debs" && xargs apt-get -qq -o APT::Sandbox::User=root download < "$work/packages")

names=()
placed=" "
for layer in "${layers[@]}"; do
  folder=$work/${layer%%:*}
  names+=("${layer%%:*}")
  mkdir -p "$folder"
  # shellcheck disable=SC2086
  for package in $(names_of ${layer#*:}); do
    if [[ $placed != *" $package "* ]]; then
      dpkg-deb -x "$work/debs/${package}"_*.deb "$folder"
      placed+="$package "
    fi
  done
done

say "a file that does not compress, and whiteouts"
mkdir -p "$work/random/srv" "$work/last/usr/share/doc" "$work/last/usr/share/bash-completion" "$work/last/etc"
find "$work/debs" -name '*.deb' -size +50k -print0 | sort -z | xargs -0 cat 2> /dev/null | head -c $random_bytes > "$work/random/srv/random" || true # head ends first
(cd "$work" && find base/usr/share/doc -mindepth 1 -maxdepth 1 | sort | head -n 12) | while read -r gone; do
  : > "$work/last/usr/share/doc/.wh.${gone##*/}"
done
: > "$work/last/usr/share/bash-completion/.wh..wh..opq"
printf 'bench\n' > "$work/last/etc/hostname"
names+=(random last)

pack() { # number name
  local tar=$work/tars/$1.tar
  tar --create --file "$tar" --directory "$work/$2" --format=gnu --sort=name \
    --mtime="@$epoch" --clamp-mtime --owner=0 --group=0 --numeric-owner .
  sha256sum "$tar" | cut -d' ' -f1 > "$tar.diff"
  tar --list --file "$tar" | wc -l > "$tar.entries"
  gzip -n -6 -c "$tar" > "$tar.gz"
  zstd -q -3 -c "$tar" > "$tar.zst"
  rm -rf "${work:?}/$2"
}

say "packing ${#names[@]} layers"
number=0
for layer in "${names[@]}"; do
  number=$((number + 1))
  pack $number "$layer" &
  while [ "$(jobs -rp | wc -l)" -ge 2 ]; do
    wait -n
  done
done
wait

architecture=$(dpkg --print-architecture)
diffs=""
for ((i = 1; i <= number; i++)); do
  diffs+="${diffs:+,}\"sha256:$(cat "$work/tars/$i.tar.diff")\""
done
printf '%s' "{\"created\":\"2026-01-01T00:00:00Z\",\"architecture\":\"$architecture\",\"os\":\"linux\",\
\"config\":{\"Cmd\":[\"/bin/bash\"]},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[$diffs]}}" > "$work/config"
config=$(sha256sum "$work/config" | cut -d' ' -f1)

layout() { # ending compression: makes OUT/compression.tar
  local layout=$work/$2 parts="" blob hex manifest
  mkdir -p "$layout/blobs/sha256"
  for ((i = 1; i <= number; i++)); do
    blob=$work/tars/$i.tar.$1
    hex=$(sha256sum "$blob" | cut -d' ' -f1)
    ln -f "$blob" "$layout/blobs/sha256/$hex"
    parts+="${parts:+,}{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+$2\","
    parts+="\"digest\":\"sha256:$hex\",\"size\":$(stat -c %s "$blob")}"
  done
  cp "$work/config" "$layout/blobs/sha256/$config"
  printf '%s' "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\
\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\"sha256:$config\",\
\"size\":$(stat -c %s "$work/config")},\"layers\":[$parts]}" > "$work/manifest"
  manifest=$(sha256sum "$work/manifest" | cut -d' ' -f1)
  cp "$work/manifest" "$layout/blobs/sha256/$manifest"
  printf '%s' '{"imageLayoutVersion":"1.0.0"}' > "$layout/oci-layout"
  printf '%s' "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\
\"digest\":\"sha256:$manifest\",\"size\":$(stat -c %s "$work/manifest"),\
\"platform\":{\"architecture\":\"$architecture\",\"os\":\"linux\"},\
\"annotations\":{\"org.opencontainers.image.ref.name\":\"1\",\"io.containerd.image.name\":\"docker.io/$name\"}}]}" \
    > "$layout/index.json"
  archive "$layout" "$work/$2.tar"
}

archive() { # folder tar
  tar --create --file "$2" --directory "$1" --format=gnu --sort=name --hard-dereference \
    --mtime="@$epoch" --owner=0 --group=0 --numeric-owner .
}

say "writing the archives"
layout gz gzip
layout zst zstd
mkdir "$work/docker"
cp "$work/config" "$work/docker/$config.json"
parts=""
for ((i = 1; i <= number; i++)); do
  ln "$work/tars/$i.tar" "$work/docker/layer$i.tar"
  parts+="${parts:+,}\"layer$i.tar\""
done
printf '%s' "[{\"Config\":\"$config.json\",\"RepoTags\":[\"docker.io/$name\"],\"Layers\":[$parts]}]" \
  > "$work/docker/manifest.json"
archive "$work/docker" "$work/docker.tar"

rm -rf "$out/gzip" "$out/stamp"
mkdir "$out/gzip"
for ((i = 1; i <= number; i++)); do
  mv "$work/tars/$i.tar.gz" "$out/gzip/"
done
mv "$work/gzip.tar" "$work/zstd.tar" "$work/docker.tar" "$out/"
{
  echo "layers=$number"
  echo "entries=$(cat "$work"/tars/*.entries | awk '{s += $1} END {print s}')"
  echo "tar=$(cat "$work"/tars/*.tar | wc -c)"
  echo "gzip=$(cat "$out"/gzip/* | wc -c)"
  echo "zstd=$(stat -c %s "$out/zstd.tar")"
  echo "config=sha256:$config"
} > "$out/facts"
printf '%s' "$wanted" > "$out/stamp"
say "$(tr '\n' ' ' < "$out/facts")"
