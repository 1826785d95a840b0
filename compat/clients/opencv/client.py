"""Reads a stream whose size changes from 640 by 360 to 1280 by 720 after 50 frames."""

import json

import cv2

capture = cv2.VideoCapture("media/changing.h264")
sizes = []
while True:
    found, frame = capture.read()
    if not found:
        break
    height, width, _ = frame.shape
    sizes.append(f"{width}x{height}")
figures = {"frames": len(sizes), "first": sizes[0], "last": sizes[-1], "sizes": len(set(sizes))}
print(json.dumps({"version": cv2.__version__, "figures": figures}))
