#!/usr/bin/env bash
# PyAV 18.1.0: an MP4 of packets without a duration plays without its last frame; with one frame it plays nothing.
#
# Guess: packets that were received, each with pts and dts, give a file from which as many frames are decoded as were
# written, whether their duration is known or not: it is known only when the next one comes.
# Found: the edit list that the muxer writes ends where the last packet begins, so that decoders leave its frame out. A
# slide that is shown until the end of a screen share is missing, and a share of one slide is empty; no error. The
# packets are in the file: with ignore_editlist, in Matroska, and in fragments all frames are decoded, and so they are in
# the MP4 when the last packet has any duration.
#
# Seen on 2026-11-28, frames written and frames decoded:
#   mp4: 50 49, 3 2, 1 0
#   mp4, ignore_editlist: 50 50, 3 3, 1 1
#   mp4, duration of the last: 50 50, 3 3, 1 1
#   mp4 in fragments: 50 50, 3 3, 1 1
#   matroska: 50 50, 3 3, 1 1
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet av==18.1.0 imageio-ffmpeg==0.8.1
cat >run.py <<'PY'
import subprocess
from fractions import Fraction

import av
import imageio_ffmpeg

FFMPEG = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-v", "error", "-y"]
SOURCE = "testsrc=size=320x240:rate=25:duration=2"
ENCODE = ["-pix_fmt", "yuv420p", "-c:v", "libopenh264", "-g", "25", "-f", "h264", "video.h264"]
subprocess.run([*FFMPEG, "-f", "lavfi", "-i", SOURCE, *ENCODE], capture_output=True, check=True)
with av.open("video.h264") as file:
    FRAMES = [(bytes(packet), packet.is_keyframe) for packet in file.demux() if packet.size]


def decoded(count, container="mp4", duration=None, write=None, read=None):
    path = f"out.{container}"
    with av.open(path, "w", format=container, options=write or {}) as file:
        stream = file.add_mux_stream("h264", width=320, height=240)
        for number, (data, key) in enumerate(FRAMES[:count]):
            packet = av.Packet(data)
            packet.stream, packet.time_base, packet.is_keyframe = stream, Fraction(1, 1000), key
            packet.pts = packet.dts = number * 40
            if duration and number == count - 1:
                packet.duration = duration
            file.mux(packet)
    with av.open(path, options=read or {}) as file:
        return sum(1 for _ in file.decode(video=0))


ways = {
    "mp4": {},
    "mp4, ignore_editlist": {"read": {"ignore_editlist": "1"}},
    "mp4, duration of the last": {"duration": 1},
    "mp4 in fragments": {"write": {"movflags": "frag_keyframe+empty_moov"}},
    "matroska": {"container": "matroska"},
}
for name, way in ways.items():
    print(f"{name}:", ", ".join(f"{count} {decoded(count, **way)}" for count in (50, 3, 1)))
PY
venv/bin/python run.py | tee seen
diff seen - <<'SEEN'
mp4: 50 49, 3 2, 1 0
mp4, ignore_editlist: 50 50, 3 3, 1 1
mp4, duration of the last: 50 50, 3 3, 1 1
mp4 in fragments: 50 50, 3 3, 1 1
matroska: 50 50, 3 3, 1 1
SEEN
