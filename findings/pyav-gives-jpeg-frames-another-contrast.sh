#!/usr/bin/env bash
# PyAV 18.1.0: JPEG frames that are encoded as H.264 get another contrast, also by way of to_rgb().
#
# Guess: a frame decoded from a JPEG says that its values use the whole range (yuvj420p, color_range 2), so encoding it in
# a stream of yuv420p converts the range or marks it in the file; at the latest to_rgb() leads to the same colours again.
# Found: the values are kept, and the file does not say that they use the whole range. Players therefore show dark grey
# as black and light grey as white: 20 becomes 4, and 235 becomes 255. ffmpeg keeps the colours of the same JPEG, and so
# does PyAV when reformat() is told both ranges.
#
# Seen on 2026-11-28 with Pillow 12.3.0 as the writer, and imageio-ffmpeg 0.8.1 (ffmpeg 9.0.2) as the player,
# for grey of 20, 128 and 235 ("same" is a difference below 4):
#   JPEG: same same same
#   ffmpeg: same same same
#   PyAV: darker same brighter
#   PyAV, to_rgb(): darker same brighter
#   PyAV, reformat() with both ranges: same same same
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet av==18.1.0 pillow==12.3.0 imageio-ffmpeg==0.8.1 numpy==2.4.6
cat >run.py <<'PY'
import subprocess
from fractions import Fraction

import av
import imageio_ffmpeg
import numpy
from PIL import Image

FFMPEG = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-v", "error", "-y"]
GREYS = (20, 128, 235)


def played(path):
    command = [*FFMPEG, "-i", path, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    pixels = subprocess.run(command, capture_output=True, check=True).stdout
    return pixels[(32 * 64 + 32) * 3]


def encoded(jpeg, convert):
    with av.open("out.mp4", "w") as file:
        stream = file.add_stream("libx264", rate=10, options={"qp": "1"})
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        with av.open(jpeg) as image:
            frame = convert(next(image.decode(video=0)))
        for number in range(5):
            frame.pts, frame.time_base = number, Fraction(1, 10)
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return played("out.mp4")


def by_ffmpeg(jpeg):
    subprocess.run([*FFMPEG, "-i", jpeg, "-c:v", "libx264", "-qp", "1", "out.mp4"], capture_output=True, check=True)
    return played("out.mp4")


def whole_range(frame):
    return frame.reformat(format="yuv420p", src_color_range="JPEG", dst_color_range="MPEG")


def compared(seen, grey):
    return "same" if abs(seen - grey) < 4 else "darker" if seen < grey else "brighter"


ways = {
    "JPEG": lambda jpeg: int(numpy.asarray(Image.open(jpeg))[32, 32, 0]),
    "ffmpeg": by_ffmpeg,
    "PyAV": lambda jpeg: encoded(jpeg, lambda frame: frame),
    "PyAV, to_rgb()": lambda jpeg: encoded(jpeg, lambda frame: frame.to_rgb()),
    "PyAV, reformat() with both ranges": lambda jpeg: encoded(jpeg, whole_range),
}
for grey in GREYS:
    Image.new("RGB", (64, 64), (grey,) * 3).save(f"{grey}.jpg", quality=95)
for name, way in ways.items():
    print(f"{name}:", *(compared(way(f"{grey}.jpg"), grey) for grey in GREYS))
PY
venv/bin/python run.py 2>/dev/null | tee seen
diff seen - <<'SEEN'
JPEG: same same same
ffmpeg: same same same
PyAV: darker same brighter
PyAV, to_rgb(): darker same brighter
PyAV, reformat() with both ranges: same same same
SEEN
