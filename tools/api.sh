#!/usr/bin/env bash
# Writes down what others can see of carob-api, into api/api.txt. With --baseline the API of now also
# becomes the one that package versions are compared with: for a release, and before the first one.
set -euo pipefail

cd "$(dirname "$0")/.."
baseline=false
case ${1:-} in
  "") ;;
  --baseline) baseline=true ;;
  *)
    echo "usage: ./carob api [--baseline]" >&2
    exit 2
    ;;
esac
mvn -B -q -pl api spotless:apply verify -Dcarob.api.write=true -Dcarob.api.baseline=$baseline \
  -Dtest=no.Test -Dsurefire.failIfNoSpecifiedTests=false
git --no-pager diff --stat -- api 2> /dev/null || true
