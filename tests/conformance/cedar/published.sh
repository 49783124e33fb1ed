#!/bin/sh
# Cedar's own suites, from LEADVAULT_TESTDATA: unpacked into CEDAR_FOLDER, then checked.
set -eu
if [ -z "${LEADVAULT_TESTDATA:-}" ]; then
  echo "SKIPPED cedar suites: LEADVAULT_TESTDATA is not set"
  exit 77
fi
rm -rf "$CEDAR_FOLDER"
set --
for archive in "$LEADVAULT_TESTDATA"/cedar/*.tar.gz; do
  folder=$CEDAR_FOLDER/$(basename "$archive" .tar.gz)
  mkdir -p "$folder"
  tar -xzf "$archive" -C "$folder"
  set -- "$@" "$folder"
done
exec "$CEDAR_CONFORMANCE" "$@"
