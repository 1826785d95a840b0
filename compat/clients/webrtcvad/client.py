"""Counts the packets of 20 ms with speech that webrtcvad finds, and those without speech in which it finds some."""

import json
from importlib.metadata import version

import webrtcvad

RATE = 16_000
BYTES = RATE * 2 * 20 // 1000

audio = open("media/speech.l16", "rb").read()
utterances = json.load(open("media/utterances.json", encoding="utf-8"))
packets = [audio[at : at + BYTES] for at in range(0, len(audio), BYTES)]


def is_spoken(index):
    return any(one["startMs"] <= index * 20 and index * 20 + 20 <= one["endMs"] for one in utterances)


def is_silent(index):
    return all(one["endMs"] <= index * 20 or index * 20 + 20 <= one["startMs"] for one in utterances)


figures = {}
for mode in range(4):
    vad = webrtcvad.Vad(mode)
    found = [vad.is_speech(packet, RATE) for packet in packets]
    spoken = [found[i] for i in range(len(packets)) if is_spoken(i)]
    silent = [found[i] for i in range(len(packets)) if is_silent(i)]
    figures[f"mode{mode}"] = round(100 * sum(spoken) / len(spoken), 1)
    figures[f"false{mode}"] = round(100 * sum(silent) / len(silent), 1)
print(json.dumps({"version": version("webrtcvad"), "figures": figures}))
