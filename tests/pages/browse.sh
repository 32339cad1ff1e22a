#!/bin/sh
# SPDX-License-Identifier: MIT
# Looks at the pages of a folder with what others make, where that is there: usage: browse.sh FOLDER COMMAND…
# Where CI=true what is missing is a failure; elsewhere it is said.
folder=$1
shift
missing=
for command in "$@"; do command -v "$command" > "$folder/which" || missing="$missing $command"; done
if [ -z "$missing" ] && ! cmp -s tests/pages/package-lock.json "$folder/package-lock.json"; then
    cp tests/pages/package.json "$folder/"
    cp tests/pages/package-lock.json "$folder/made.json"
    (cd "$folder" && cp made.json package-lock.json && PUPPETEER_SKIP_DOWNLOAD=1 npm ci --ignore-scripts --no-audit --no-fund > npm.log 2>&1) ||
        { missing=" what npm gives"; rm -f "$folder/package-lock.json"; }
fi
if [ -n "$missing" ]; then
    echo "no browser has looked at the pages: there is no$missing"
    [ "$CI" != true ]
    exit
fi
set -- "$folder/sample.html" "$folder/hostile.html" "$folder/differences.html" "$folder/verdicts.html"
java -Xss4m -jar "$folder"/node_modules/vnu-jar/build/dist/vnu.jar --errors-only "$@" || exit 1
CHROMIUM=$(command -v chromium-headless-shell) node tests/pages/look.mjs "$folder/node_modules" "$@"
