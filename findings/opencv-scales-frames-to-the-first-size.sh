#!/usr/bin/env bash
# OpenCV 5.0.0.93: after a change of resolution, VideoCapture scales all frames to the size of the first ones.
#
# Guess: read() returns frames of 320 by 240 and then of 640 by 480, since each frame has a shape of its own; or read()
# ends at the change.
# Found: it returns all frames, and all have the first size. CAP_PROP_FRAME_WIDTH stays, too, so that nothing shows the
# change. ffmpeg decodes both sizes of the same file.
#
# Seen on 2026-11-27:
#   small first: 50 frames of 320x240
#   large first: 50 frames of 640x480
#   ffmpeg: 25 frames of 320x240, 25 frames of 640x480
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet opencv-python-headless==5.0.0.93 imageio-ffmpeg==0.8.1
cat >run.py <<'PY'
import re
import subprocess
from collections import Counter
from pathlib import Path

import cv2
import imageio_ffmpeg

FFMPEG = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-v", "error", "-y"]


def encoded(size):
    source = f"testsrc=size={size}:rate=25:duration=1"
    command = [*FFMPEG, "-f", "lavfi", "-i", source, "-pix_fmt", "yuv420p", "-c:v", "libopenh264", "-f", "h264", "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout


def read(path):
    capture, shapes = cv2.VideoCapture(path), Counter()
    while True:
        found, frame = capture.read()
        if not found:
            return ", ".join(f"{count} frames of {width}x{height}" for (height, width, _), count in shapes.items())
        shapes[frame.shape] += 1


small, large = encoded("320x240"), encoded("640x480")
Path("up.h264").write_bytes(small + large)
Path("down.h264").write_bytes(large + small)
print("small first:", read("up.h264"))
print("large first:", read("down.h264"))
command = [FFMPEG[0], "-hide_banner", "-i", "up.h264", "-vf", "showinfo", "-f", "null", "-"]
lines = subprocess.run(command, capture_output=True, check=True, text=True).stderr
sizes = Counter(re.findall(r" n: *\d+ .* s:(\d+x\d+)", lines))
print("ffmpeg:", ", ".join(f"{count} frames of {size}" for size, count in sizes.items()))
PY
seen="$(venv/bin/python run.py)"
echo "$seen"
[ "$seen" = "small first: 50 frames of 320x240
large first: 50 frames of 640x480
ffmpeg: 25 frames of 320x240, 25 frames of 640x480" ]
