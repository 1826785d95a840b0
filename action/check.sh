#!/usr/bin/env bash
# Starts an app, checks it with `rtms-mock check`, and stops it: for CI of any kind. rtms-mock must be on the PATH.
#
#   WEBHOOK_URL   where the app receives webhooks
#   START         command that starts the app; without it, the app must run already
#   WAIT_SECONDS  time for the app to accept connections (60)
#   SUITE         basic, full, or names of scenarios (basic)
#   ARGS          more flags of `rtms-mock check`, one on each line
#   REPORT        path of the reports, without ending (rtms-mock-report)
set -euo pipefail

: "${WEBHOOK_URL:?must be the URL at which the app receives webhooks}"
report="${REPORT:-rtms-mock-report}"

# Credentials of the check, under the names that apps read.
credentials() {
  rtms-mock exec -- env | grep -E '^(RTMS_MOCK_|ZM_|ZOOM_)[A-Z_]*(CLIENT|SECRET|TOKEN|CLIENT_ID)='
}

# Waits until something listens at host and port of the URL.
await_app() {
  local address deadline=$((SECONDS + ${WAIT_SECONDS:-60}))
  address="$(node -p 'const u = new URL(process.argv[1]); u.hostname + "/" + (u.port || (u.protocol === "https:" ? 443 : 80))' "$WEBHOOK_URL")"
  until (exec 3<>"/dev/tcp/$address") 2>/dev/null; do
    if [ "$SECONDS" -ge "$deadline" ]; then
      echo "rtms-mock: nothing listens at ${address/\//:} after ${WAIT_SECONDS:-60} s" >&2
      return 0 # the check says it too, with its own exit code
    fi
    sleep 0.2
  done
}

if [ -n "${START:-}" ]; then
  known="$(credentials)"
  # A group of its own, so that all of it ends.
  set -m
  (
    while IFS= read -r variable; do export "${variable?}"; done <<<"$known"
    exec bash -c "$START"
  ) &
  app=$!
  set +m
  trap 'kill -- "-$app" 2>/dev/null || true' EXIT
  await_app
fi

args=()
while IFS= read -r line; do
  if [ -n "$line" ]; then args+=("$line"); fi
done <<<"${ARGS:-}"

code=0
rtms-mock check --webhook-url "$WEBHOOK_URL" --suite "${SUITE:-basic}" \
  --report "junit=$report.xml,json=$report.json,markdown=$report.md" ${args[@]+"${args[@]}"} || code=$?

if [ -n "${GITHUB_OUTPUT:-}" ]; then echo "exit-code=$code" >>"$GITHUB_OUTPUT"; fi
if [ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ -s "$report.md" ]; then cat "$report.md" >>"$GITHUB_STEP_SUMMARY"; fi
exit "$code"
