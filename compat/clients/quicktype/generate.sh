#!/bin/sh
# Generates one module for each generation, with the options of docs/json-schemas.md.
set -eu
for generation in string 2025 2026; do
  npx quicktype -s schema --lang python --python-version 3.7 -o "g$generation.py" schemas/$generation/*.schema.json
done
