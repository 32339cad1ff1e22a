#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs what others make into a folder, where that is not there yet, and lets it look: usage: others.sh ASSIZE FOLDER
# Where CI=true what is missing is a failure; elsewhere it is said.
assize=$1
folder=$2
missing=
for command in node npm; do command -v "$command" > "$folder/which" || missing="$missing $command"; done
/usr/bin/python3 -c 'import jsonschema, pip' 2> "$folder/which" || missing="$missing python3-jsonschema or python3-pip"
if [ -z "$missing" ] && ! cat tests/others/package-lock.json tests/others/requirements.txt | cmp -s - "$folder/installed"; then
    cp tests/others/package.json tests/others/package-lock.json "$folder/"
    (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund > npm.log 2>&1) || missing=" what npm gives"
    /usr/bin/python3 -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --target "$folder/python" --upgrade \
        -r tests/others/requirements.txt > "$folder/pip.log" 2>&1 || missing="$missing what PyPI gives"
    [ -n "$missing" ] || cat tests/others/package-lock.json tests/others/requirements.txt > "$folder/installed"
fi
if [ -n "$missing" ]; then
    echo "nobody else has looked at what we sign: there is no$missing"
    [ "$CI" != true ]
    exit
fi
PYTHONPATH="$folder/python" /usr/bin/python3 tests/others/others.py "$assize" "$folder"
