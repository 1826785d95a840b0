#!/usr/bin/env bash
# ffmpeg 9.0.2: H.264 without timing in its SPS becomes three times too fast when copied, and -framerate does not help.
#
# Guess: the raw H.264 demuxer has a default of 25 frames per second, so `ffmpeg -f h264 -i - -c copy out.mp4` gives 150
# frames a duration of 6 s; otherwise `-framerate 25` does.
# Found: both files last 2.00 s, and frames after the 50th are 1 or 2 µs apart; the exit code is 0. With `-r 25` before
# -i, or after the filter h264_metadata wrote a tick rate into the SPS, the file lasts 6.00 s. OpenH264 writes no timing;
# x264 does.
#
# Seen on 2026-11-27 with imageio-ffmpeg 0.8.1 (ffmpeg 9.0.2):
#   plain 2.00
#   -framerate 2.00
#   -r 6.00
#   tick rate 6.00
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet imageio-ffmpeg==0.8.1
ffmpeg="$(venv/bin/python -c 'import imageio_ffmpeg; print(imageio_ffmpeg.get_ffmpeg_exe())')"
duration() { { "$ffmpeg" -hide_banner -i "$1" 2>&1 || true; } | sed -n 's/.*Duration: 00:00:0\([0-9.]*\),.*/\1/p'; }
"$ffmpeg" -v error -f lavfi -i testsrc=size=320x240:rate=25:duration=6 -pix_fmt yuv420p -c:v libopenh264 untimed.h264
"$ffmpeg" -v error -f h264 -i - -c copy plain.mp4 <untimed.h264
"$ffmpeg" -v error -framerate 25 -f h264 -i - -c copy framerate.mp4 <untimed.h264
"$ffmpeg" -v error -r 25 -f h264 -i - -c copy rate.mp4 <untimed.h264
"$ffmpeg" -v error -f h264 -i - -c copy -bsf:v h264_metadata=tick_rate=50 -f h264 timed.h264 <untimed.h264
"$ffmpeg" -v error -f h264 -i - -c copy ticks.mp4 <timed.h264
seen="plain $(duration plain.mp4)
-framerate $(duration framerate.mp4)
-r $(duration rate.mp4)
tick rate $(duration ticks.mp4)"
echo "$seen"
[ "$seen" = "plain 2.00
-framerate 2.00
-r 6.00
tick rate 6.00" ]
