#!/usr/bin/env bash
# prism-media 2.0.0-alpha.0: an Ogg file of Opus says a third of its length when the speech came from 16 kHz.
#
# Guess: the rate in OpusHead only informs (RFC 7845 §5.1), so OggLogicalBitstream, which bots use for recording, writes
# the same times for it as for 48 kHz: Opus in Ogg always counts at 48 kHz (RFC 7845 §4).
# Found: it multiplies the length of each packet by that rate. 6 s become 3 s with 24 kHz and 2 s with 16 kHz; positions
# and times in players are wrong, and libsndfile refuses the file as malformed. No error while writing. With 48000 all is
# right, whatever the encoder was given. (That it counts one frame of packets with several is its open issue 114.)
#
# Seen on 2026-11-28 with Node 20.20.2; read by imageio-ffmpeg 0.8.1 (ffmpeg 9.0.2) and soundfile 0.14.0:
#   48000 Hz: 6.0 s, soundfile reads 6 s
#   24000 Hz: 3.0 s, soundfile refuses it
#   16000 Hz: 2.0 s, soundfile refuses it
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet imageio-ffmpeg==0.8.1 soundfile==0.14.0
ffmpeg="$(venv/bin/python -c 'import imageio_ffmpeg; print(imageio_ffmpeg.get_ffmpeg_exe())')"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund prism-media@2.0.0-alpha.0 node-crc@1.3.2 >/dev/null
cat >write.cjs <<'JS'
const { createWriteStream, readFileSync } = require('node:fs');
const { opus } = require('prism-media');
const [, , from, to, sampleRate] = process.argv;
// The input has one packet on each page, after two pages of headers.
const packets = [];
const bytes = readFileSync(from);
for (let at = 0; at < bytes.length; ) {
  const start = at + 27 + bytes[at + 26];
  const end = bytes.subarray(at + 27, start).reduce((sum, length) => sum + length, start);
  packets.push(bytes.subarray(start, end));
  at = end;
}
const opusHead = new opus.OpusHead({ channelCount: 1, sampleRate: Number(sampleRate) });
const writer = new opus.OggLogicalBitstream({ opusHead, pageSizeControl: { maxPackets: 10 } });
writer.pipe(createWriteStream(to));
for (const packet of packets.slice(2)) writer.write(packet);
writer.end();
JS
cat >read.py <<'PY'
import sys

import soundfile

try:
    print(f"soundfile reads {soundfile.info(sys.argv[1]).duration:.0f} s")
except soundfile.LibsndfileError:
    print("soundfile refuses it")
PY
"$ffmpeg" -v error -f lavfi -i sine=440:r=48000:d=6 -ac 1 -c:a libopus -b:a 32k -page_duration 1 in.opus
for rate in 48000 24000 16000; do
  node write.cjs in.opus out.ogg "$rate"
  duration="$({ "$ffmpeg" -hide_banner -i out.ogg 2>&1 || true; } | sed -n 's/.*Duration: 00:00:0\([0-9]\.[0-9]\).*/\1/p')"
  echo "$rate Hz: $duration s, $(venv/bin/python read.py out.ogg)"
done | tee seen
diff seen - <<'SEEN'
48000 Hz: 6.0 s, soundfile reads 6 s
24000 Hz: 3.0 s, soundfile refuses it
16000 Hz: 2.0 s, soundfile refuses it
SEEN
