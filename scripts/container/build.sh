#!/usr/bin/env bash
# The steps of the Dockerfile's first stage: build.sh FOLDER. Installs and builds the repository that it lies in, and writes
# everything that runs into FOLDER: the sample app, in its node_modules the server and all other dependencies, no development
# dependencies. The result has no compiled code, so one build serves all processors.
set -euo pipefail
cd "$(dirname "$0")/../.."
out="$1"
[ ! -e "$out" ] || [ -z "$(ls -A "$out")" ] || { echo "$out is not empty" >&2; exit 1; }

export CI=true DO_NOT_TRACK=1
pnpm() { npx -y pnpm@10.34.9 "$@"; }
# ffmpeg-static, the only optional dependency, is replaced by the ffmpeg of the image.
pnpm install --frozen-lockfile --config.optional=true
pnpm build
pnpm --filter @rtms-mock/sample-app deploy --legacy --prod --no-optional "$out"
# Nothing of these is read when it runs.
rm -rf "$out"/{src,test,scripts,tsconfig*.json,.turbo} "$out"/dist/*.tsbuildinfo
cp LICENSE scripts/container/NOTICE "$out"/
