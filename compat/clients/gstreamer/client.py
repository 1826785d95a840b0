"""Pushes access units one by one into two pipelines, and counts how many frames the decoder holds back."""

import json

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstApp", "1.0")
from gi.repository import Gst, GstApp  # noqa: E402,F401

FRAMES = 50
# Time without a frame after which the decoder is taken to wait for more, in nanoseconds.
PATIENCE = 3 * Gst.SECOND

Gst.init(None)
stream = open("media/720p.h264", "rb").read()
lengths = json.load(open("media/720p.json", encoding="utf-8"))[:FRAMES]


def held_back(alignment, threads):
    caps = f"video/x-h264,stream-format=byte-stream,framerate=25/1{alignment}"
    pipeline = Gst.parse_launch(
        f"appsrc name=source format=time caps={caps} ! h264parse ! avdec_h264 {threads} ! appsink name=sink sync=false"
    )
    source, sink = pipeline.get_by_name("source"), pipeline.get_by_name("sink")
    pipeline.set_state(Gst.State.PLAYING)
    at = 0
    for i, length in enumerate(lengths):
        buffer = Gst.Buffer.new_wrapped(stream[at : at + length])
        buffer.pts = buffer.dts = i * Gst.SECOND // 25
        buffer.duration = Gst.SECOND // 25
        source.emit("push-buffer", buffer)
        at += length
    received = 0
    while sink.try_pull_sample(PATIENCE) is not None:
        received += 1
    pipeline.set_state(Gst.State.NULL)
    return len(lengths) - received


figures = {
    "plain": held_back("", ""),
    "aligned": held_back(",alignment=au", ""),
    "single": held_back("", "max-threads=1"),
    "both": held_back(",alignment=au", "max-threads=1"),
}
print(json.dumps({"version": ".".join(str(part) for part in Gst.version()[:3]), "figures": figures}))
