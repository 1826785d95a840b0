#!/usr/bin/env bash
# jsonc-parser 3.3.1: where the end of an object is missing, visit() calls onObjectEnd before onError.
#
# Guess: an object that has no end is never left, so a stack of open objects tells in onError which one is unclosed.
# Found: visit() leaves the object first and reports CloseBraceExpected afterwards; arrays likewise. A visitor that
# names the unclosed bracket has to remember the one that was left last.
#
# Seen on 2026-11-27 with Node 20.20.2:
#   {"a":1 begin end error:7
#   [1     begin end error:8
#   {"a":1] begin error:6
# (7 is CloseBraceExpected, 8 CloseBracketExpected, 6 CommaExpected: with a wrong character the order is as guessed.)
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund jsonc-parser@3.3.1 >/dev/null
cat >run.mjs <<'JS'
import { visit } from 'jsonc-parser';
const eventsOf = (text) => {
  const events = [];
  const begin = () => void events.push('begin');
  const end = () => void events.push('end');
  visit(text, {
    onObjectBegin: begin, onArrayBegin: begin, onObjectEnd: end, onArrayEnd: end,
    onError: (code) => events.push(`error:${code}`),
  });
  return events.join(' ');
};
const seen = { '{"a":1': eventsOf('{"a":1'), '[1': eventsOf('[1'), '{"a":1]': eventsOf('{"a":1]').split(' ').slice(0, 2).join(' ') };
for (const [text, events] of Object.entries(seen)) console.log(text, events);
const expected = { '{"a":1': 'begin end error:7', '[1': 'begin end error:8', '{"a":1]': 'begin error:6' };
if (JSON.stringify(seen) !== JSON.stringify(expected)) process.exit(1);
JS
node run.mjs
