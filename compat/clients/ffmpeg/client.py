"""Copies H.264 from standard input with ffmpeg: 6 seconds with timing in the SPS, and 6 seconds without."""

import json
import re
import subprocess

import imageio_ffmpeg

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()


def run(*args, data=None):
    return subprocess.run([FFMPEG, "-hide_banner", "-v", "error", "-y", *args], input=data, capture_output=True, check=True)


def seconds(stream, *options):
    run(*options, "-f", "h264", "-i", "-", "-c", "copy", "copy.mp4", data=stream)
    info = subprocess.run([FFMPEG, "-hide_banner", "-i", "copy.mp4"], capture_output=True, text=True).stderr
    return float(re.search(r"Duration: 00:00:([0-9.]+)", info)[1])


ours = open("media/720p.h264", "rb").read()
signal = "testsrc=size=320x240:rate=25:duration=6"
# OpenH264 writes no timing into its SPS.
run("-f", "lavfi", "-i", signal, "-pix_fmt", "yuv420p", "-c:v", "libopenh264", "untimed.h264")
untimed = open("untimed.h264", "rb").read()
frames = run("-f", "h264", "-i", "-", "-f", "framemd5", "-", data=ours).stdout.decode()
figures = {
    "decoded": sum(not line.startswith("#") for line in frames.splitlines()),
    "ours": seconds(ours),
    "untimed": seconds(untimed),
    "framerate": seconds(untimed, "-framerate", "25"),
    "rate": seconds(untimed, "-r", "25"),
}
version = re.search(r"[0-9.]+", imageio_ffmpeg.get_ffmpeg_version())[0]
print(json.dumps({"version": version, "figures": figures}))
