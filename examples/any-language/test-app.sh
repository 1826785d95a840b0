#!/bin/sh
# Tests an app with curl: rtms-mock exec -- sh test-app.sh node app.mjs
set -eu

export PORT="${PORT:-3000}"
app="http://127.0.0.1:$PORT/"
api="$RTMS_MOCK_URL/api"

post() { curl -fsS -X POST "$api/$1" -H 'content-type: application/json' -d "$2"; }
wait_for() { curl -fsS "$api/meetings/$id/wait?for=$1&timeout=${2:-10s}" >/dev/null; }

"$@" & # the app; exec ends it, whatever happens
curl -s -o /dev/null --retry 30 --retry-delay 1 --retry-connrefused "$app"

meeting=$(post meetings "{\"webhookUrl\": \"$app\", \"protocol\": \"2026\"}")
id=$(printf '%s' "$meeting" | sed 's/.*"streamId":"\([^"]*\)".*/\1/')

wait_for streaming 20s
post "meetings/$id/steps" '{"fault": "cut-socket", "socket": "media"}' >/dev/null
wait_for media-lost
wait_for active 20s
wait_for KEEP_ALIVE_RESP 20s
post "meetings/$id/actions" '{"action": "end"}' >/dev/null

problems=$(curl -fsS "$api/meetings/$id/verdicts?severity=error")
[ "$problems" = '{"verdicts":[]}' ] || {
  echo "$problems"
  exit 1
}
echo 'The app came back, and broke no rule.'
