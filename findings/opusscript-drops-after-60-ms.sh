#!/usr/bin/env bash
# opusscript 0.1.1: decode() returns at most 60 ms of a packet, without an error.
#
# Guess: an Opus packet may hold up to 120 ms (RFC 6716 §3.2.5), so decode() returns 5760 samples for it at 48 kHz, or
# throws because its buffer is too small.
# Found: it returns 2880 samples and drops the rest. libopus-wasm 0.2.0 returns all of the same packet.
# With 100 ms packets a recording therefore plays in three fifths of the time.
#
# Seen on 2026-11-27 with Node 20.20.2:
#   20 ms: opusscript 960, libopus-wasm 960
#   60 ms: opusscript 2880, libopus-wasm 2880
#   80 ms: opusscript 2880, libopus-wasm 3840
#   120 ms: opusscript 2880, libopus-wasm 5760
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund opusscript@0.1.1 libopus-wasm@0.2.0 >/dev/null
cat >run.mjs <<'JS'
import { Application, createDecoder, createEncoder } from 'libopus-wasm';
import OpusScript from 'opusscript';
const RATE = 48_000;
const SAMPLES = 960;
const encoder = await createEncoder({
  sampleRate: RATE, channels: 1, application: Application.Audio, bitrate: 24_000, complexity: 4, frameSize: SAMPLES,
});
const frames = Array.from({ length: 6 }, (_, frame) =>
  Buffer.from(encoder.encode(Int16Array.from(
    { length: SAMPLES },
    (_, i) => 10_000 * Math.sin((2 * Math.PI * 440 * (frame * SAMPLES + i)) / RATE),
  ))));
/** Joins frames of 20 ms to one packet: code 3 with lengths (RFC 6716 §3.2.5). */
const packetOf = (parts) => Buffer.concat([
  Buffer.from([parts[0][0] | 3, 0x80 | parts.length, ...parts.slice(0, -1).map((part) => part.length - 1)]),
  ...parts.map((part) => part.subarray(1)),
]);
const lines = [];
for (const count of [1, 3, 4, 6]) {
  const packet = packetOf(frames.slice(0, count));
  const script = new OpusScript(RATE, 1, OpusScript.Application.AUDIO).decode(packet).length / 2;
  const decoder = await createDecoder({ sampleRate: RATE, channels: 1 });
  lines.push(`${count * 20} ms: opusscript ${script}, libopus-wasm ${decoder.decode(packet).length}`);
}
console.log(lines.join('\n'));
const expected = [[20, 960, 960], [60, 2880, 2880], [80, 2880, 3840], [120, 2880, 5760]];
const same = lines.join() === expected.map(([ms, a, b]) => `${ms} ms: opusscript ${a}, libopus-wasm ${b}`).join();
process.exit(same ? 0 : 1);
JS
node run.mjs
