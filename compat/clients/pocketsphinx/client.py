"""Recognises each utterance of the meeting's audio, and counts the words that differ from the transcript."""

import json
import re
from importlib.metadata import version

from pocketsphinx import Decoder

BYTES_PER_MS = 16 * 2
SILENCE = bytes(200 * BYTES_PER_MS)

audio = open("media/speech.l16", "rb").read()
utterances = json.load(open("media/utterances.json", encoding="utf-8"))
decoder = Decoder(samprate=16000, loglevel="FATAL")


def words(text):
    return re.findall(r"[a-z']+", text.lower())


def errors(spoken, recognised):
    row = list(range(len(recognised) + 1))
    for i, word in enumerate(spoken):
        following = [i + 1]
        for j, other in enumerate(recognised):
            following.append(min(row[j + 1] + 1, following[j] + 1, row[j] + (word != other)))
        row = following
    return row[-1]


wrong = total = 0
for one in utterances:
    decoder.start_utt()
    decoder.process_raw(
        SILENCE + audio[one["startMs"] * BYTES_PER_MS : one["endMs"] * BYTES_PER_MS] + SILENCE, full_utt=True
    )
    decoder.end_utt()
    hypothesis = decoder.hyp()
    wrong += errors(words(one["text"]), words(hypothesis.hypstr if hypothesis else ""))
    total += len(words(one["text"]))
figures = {"wrong": wrong, "words": total, "percent": round(100 * wrong / total, 1)}
print(json.dumps({"version": version("pocketsphinx"), "figures": figures}))
