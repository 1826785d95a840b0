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

args=()
while IFS= read -r line; do
  if [ -n "$line" ]; then args+=("$line"); fi
done <<<"${ARGS:-}"

# Ends with an exit code, which is that of the action too.
finish() {
  if [ -n "${GITHUB_OUTPUT:-}" ]; then echo "exit-code=$1" >>"$GITHUB_OUTPUT"; fi
  if [ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ -s "$report.md" ]; then cat "$report.md" >>"$GITHUB_STEP_SUMMARY"; fi
  exit "$1"
}

# Credentials of the check, under the names that apps read. Of its flags, these decide them.
credentials() {
  local arg environment takes_value=no flags=()
  for arg in ${args[@]+"${args[@]}"}; do
    case "$arg" in
      --credentials=* | --data-folder=* | --config=* | --api-token=*) flags+=("$arg") takes_value=no ;;
      --credentials | --data-folder | --config | --api-token) flags+=("$arg") takes_value=yes ;;
      *)
        if [ "$takes_value" = yes ]; then flags+=("$arg"); fi
        takes_value=no
        ;;
    esac
  done
  environment="$(rtms-mock exec ${flags[@]+"${flags[@]}"} -- env)" || return
  grep -E '^(RTMS_MOCK_|ZM_|ZOOM_)[A-Z_]*(CLIENT|SECRET|TOKEN|CLIENT_ID)=' <<<"$environment"
}

# Waits until something listens at host and port of the URL, or the app has crashed. One that ends with 0 may have started
# another process.
await_app() {
  local address code has_ended=no deadline=$((SECONDS + ${WAIT_SECONDS:-60}))
  address="$(node -p 'const u = new URL(process.argv[1]); u.hostname + "/" + (u.port || (u.protocol === "https:" ? 443 : 80))' "$WEBHOOK_URL")"
  until (exec 3<>"/dev/tcp/$address") 2>/dev/null; do
    if [ "$has_ended" = no ] && ! kill -0 "$app" 2>/dev/null; then
      has_ended=yes code=0
      wait "$app" || code=$?
      if [ "$code" -ne 0 ]; then
        echo "rtms-mock: the app ended with $code before anything listened at ${address/\//:}" >&2
        return 0 # the check says that nothing listens, with its own exit code
      fi
    fi
    if [ "$SECONDS" -ge "$deadline" ]; then
      echo "rtms-mock: nothing listens at ${address/\//:} after ${WAIT_SECONDS:-60} s" >&2
      return 0 # the check says it too, with its own exit code
    fi
    sleep 0.2
  done
}

# Reports of an earlier run are not those of this one, which may read the JSON report as its baseline.
rm -f "$report.xml" "$report.md"
case "${ARGS:-}" in
  *"$report.json"*) ;;
  *) rm -f "$report.json" ;;
esac

# Before the app is waited for.
if ! node -e 'process.exit(/^https?:$/.test(new URL(process.argv[1]).protocol) ? 0 : 1)' "$WEBHOOK_URL" 2>/dev/null; then
  echo "rtms-mock: WEBHOOK_URL must be a URL such as http://localhost:3000/webhook, found $WEBHOOK_URL" >&2
  finish 2
fi

if [ -n "${START:-}" ]; then
  known="$(credentials)" || finish $?
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

code=0
rtms-mock check --webhook-url "$WEBHOOK_URL" --suite "${SUITE:-basic}" \
  --report "junit=$report.xml,json=$report.json,markdown=$report.md" ${args[@]+"${args[@]}"} || code=$?

finish "$code"
