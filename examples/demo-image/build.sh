#!/usr/bin/env bash
# Makes the demo images from Debian packages, as OCI image layouts:
#   OUT/web      demo/web:1.0      busybox and libc, nginx on it, content on that (three layers)
#   OUT/busybox  demo/busybox:1.0  the same lowest layer alone
# Usage: build.sh OUT. A second run with nothing changed does nothing.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
out=$(mkdir -p "${1:?usage: build.sh OUT}" && cd "$1" && pwd)
base_packages="busybox libc6"
web_packages="nginx nginx-common libcrypt1 libpcre2-8-0 libssl3 zlib1g"
epoch=1767225600 # 2026-01-01: the same packages give the same bytes

say() { printf '  %s\n' "$*"; }

work=$(mktemp -d "$out/.work.XXXXXX")
trap 'rm -rf "$work"' EXIT

# The versions that apt would fetch, and this script, decide whether there is anything to do.
# shellcheck disable=SC2086
wanted=$(cat "$here/build.sh" "$here/index.html" \
  <(apt-cache policy $base_packages $web_packages | grep -E '^[a-z]|Candidate') | sha256sum)
if [ -f "$out/stamp" ] && [ "$(cat "$out/stamp")" = "$wanted" ]; then
  say "demo images are up to date"
  exit 0
fi

say "fetching Debian packages: $base_packages $web_packages"
mkdir "$work/debs"
# shellcheck disable=SC2086
(cd "$work/debs" && apt-get -qq -o APT::Sandbox::User=root download $base_packages $web_packages)

unpack() { # folder package...
  local folder=$1 package
  shift
  for package in "$@"; do
    dpkg-deb -x "$work/debs/${package}"_*.deb "$folder"
  done
  rm -rf "$folder"/usr/share/{man,lintian,initramfs-tools,bug,locale,info} "$folder"/var/log/nginx
  find "$folder/usr/share/doc" -type f ! -name copyright -delete
}

say "layer 1: busybox and libc"
base=$work/base
mkdir -p "$base"/{bin,sbin,usr/bin,usr/sbin,etc,root,tmp,var/tmp,var/log,run,proc,sys,dev,mnt,home}
unpack "$base" $base_packages
chmod 0700 "$base/root"
chmod 1777 "$base/tmp" "$base/var/tmp"
"$base/bin/busybox" --list-full | while read -r applet; do
  [ -e "$base/$applet" ] || ln "$base/bin/busybox" "$base/$applet"
done
cat > "$base/etc/passwd" <<'PASSWD'
root:x:0:0:root:/root:/bin/sh
www-data:x:33:33:www-data:/var/www:/bin/false
nobody:x:65534:65534:nobody:/nonexistent:/bin/false
PASSWD
printf 'root:x:0:\nwww-data:x:33:\nnogroup:x:65534:\n' > "$base/etc/group"
printf 'hosts: files dns\n' > "$base/etc/nsswitch.conf"

say "layer 2: nginx"
web=$work/web
mkdir -p "$web/var/lib/nginx" "$web/var/log/nginx"
unpack "$web" $web_packages
rm -rf "$web/etc/init.d" "$web/etc/default" "$web/etc/logrotate.d" "$web/etc/ufw" "$web/lib/systemd"
mkdir -p "$web/var/log/nginx"

say "layer 3: content"
content=$work/content
mkdir -p "$content/usr/share/nginx/html"
cp "$here/index.html" "$content/usr/share/nginx/html/index.html"
chmod -R u=rwX,go=rX "$content"

digest() { sha256sum "$1" | cut -d' ' -f1; }

blobs=$work/blobs
mkdir "$blobs"

add_blob() { # file -> digest
  local hex
  hex=$(digest "$1")
  mv "$1" "$blobs/$hex"
  printf '%s' "$hex"
}

layer() { # name: makes layer, sets diff_<name>, blob_<name>, size_<name>
  local name=$1
  tar --create --file "$work/$name.tar" --directory "$work/$name" --format=gnu --sort=name \
    --mtime="@$epoch" --owner=0 --group=0 --numeric-owner .
  printf -v "diff_$name" '%s' "$(digest "$work/$name.tar")"
  gzip -n -6 "$work/$name.tar"
  printf -v "size_$name" '%s' "$(stat -c %s "$work/$name.tar.gz")"
  printf -v "blob_$name" '%s' "$(add_blob "$work/$name.tar.gz")"
}
layer base
layer web
layer content

architecture=$(dpkg --print-architecture)

image() { # folder name tag command layer...
  local folder=$1 name=$2 tag=$3 command=$4 layers="" diffs="" history="" config manifest diff blob size
  shift 4
  for part in "$@"; do
    diff=diff_$part blob=blob_$part size=size_$part
    diffs+="${diffs:+,}\"sha256:${!diff}\""
    history+="${history:+,}{\"created\":\"2026-01-01T00:00:00Z\",\"created_by\":\"$part\"}"
    layers+="${layers:+,}{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\","
    layers+="\"digest\":\"sha256:${!blob}\",\"size\":${!size}}"
  done
  printf '%s' "{\"created\":\"2026-01-01T00:00:00Z\",\"architecture\":\"$architecture\",\"os\":\"linux\",\
\"config\":{\"Env\":[\"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\"],$command},\
\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[$diffs]},\"history\":[$history]}" > "$work/config"
  local config_size manifest_size
  config_size=$(stat -c %s "$work/config")
  config=$(add_blob "$work/config")
  printf '%s' "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\
\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\"sha256:$config\",\
\"size\":$config_size},\"layers\":[$layers]}" > "$work/manifest"
  manifest_size=$(stat -c %s "$work/manifest")
  manifest=$(add_blob "$work/manifest")

  local layout=$work/layouts/$folder
  mkdir -p "$layout/blobs/sha256"
  ln "$blobs/$config" "$blobs/$manifest" "$layout/blobs/sha256/"
  for part in "$@"; do
    blob=blob_$part
    ln "$blobs/${!blob}" "$layout/blobs/sha256/"
  done
  printf '%s' '{"imageLayoutVersion":"1.0.0"}' > "$layout/oci-layout"
  printf '%s' "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\
\"digest\":\"sha256:$manifest\",\"size\":$manifest_size,\
\"platform\":{\"architecture\":\"$architecture\",\"os\":\"linux\"},\
\"annotations\":{\"org.opencontainers.image.ref.name\":\"$tag\",\"io.containerd.image.name\":\"$name:$tag\"}}]}" \
    > "$layout/index.json"
}

image busybox demo/busybox 1.0 '"Cmd":["sh"]' base
image web demo/web 1.0 \
  '"Entrypoint":["nginx"],"Cmd":["-g","daemon off;"],"StopSignal":"SIGQUIT","ExposedPorts":{"80/tcp":{}}' \
  base web content

for folder in busybox web; do
  rm -rf "${out:?}/$folder"
  mv "$work/layouts/$folder" "$out/$folder"
done
printf '%s' "$wanted" > "$out/stamp"
say "made demo/web:1.0 and demo/busybox:1.0 in $out"
