#!/usr/bin/env bash
# Makes the Javadoc of carob-api, into build/javadoc.
set -euo pipefail

cd "$(dirname "$0")/.."
mvn -B -q -pl api dependency:build-classpath -Dmdep.outputFile="$PWD/build/javadoc.path" \
  -Dmdep.includeScope=provided > /dev/null
rm -rf build/javadoc
# That each parameter and answer is told is for JavadocTest to see: of records' compact constructors javadoc asks it, too.
find api/src/main/java -name '*.java' -print0 | xargs -0 javadoc -quiet -Werror -Xdoclint:all,-missing \
  -windowtitle "Carob API" -overview api/src/main/javadoc/overview.html \
  --class-path "$(cat build/javadoc.path)" -d build/javadoc
echo "  build/javadoc/index.html"
