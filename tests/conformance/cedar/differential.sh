#!/bin/sh
# Random policies, requests and tricky texts, decided by the official engine, then by ours.
# LEADVAULT_SEED repeats a run.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if ! command -v node >/dev/null; then
  echo "SKIPPED cedar differential: node is missing"
  exit 77
fi
if [ ! -d "$here/../../../node_modules/@cedar-policy/cedar-wasm" ]; then
  echo "SKIPPED cedar differential: @cedar-policy/cedar-wasm is not installed"
  exit 77
fi
seed=${LEADVAULT_SEED:-$(date +%s)}
echo "LEADVAULT_SEED=$seed"
rm -rf "$CEDAR_FOLDER"
# The optimising compiler of some versions of Node takes minutes for the official engine.
node --no-opt "$here/differential.mjs" --seed "$seed" --cases 1500 --out "$CEDAR_FOLDER"
exec "$CEDAR_CONFORMANCE" "$CEDAR_FOLDER"
