#!/usr/bin/env bash
# Installs the command into a folder of its own: install.sh FOLDER PACKAGE…
# A package is a name such as rtms-mock@0.1.0, or the path of a tarball or folder; dependent tarballs go together.
set -euo pipefail

folder="$1"
shift
packages=()
for package in "$@"; do
  # npm takes vendor/x.tgz for a repository on GitHub.
  if [[ "$package" == */* || "$package" == *.tgz ]] && [ -e "$package" ]; then
    package="$(cd "$(dirname "$package")" && pwd)/$(basename "$package")"
  fi
  packages+=("$package")
done
npm install --no-audit --no-fund --prefix "$folder" "${packages[@]}"
