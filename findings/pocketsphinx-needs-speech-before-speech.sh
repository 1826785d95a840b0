#!/usr/bin/env bash
# pocketsphinx 5.1.1: a new Decoder misses three of four words; after other speech it misses one of five.
#
# Guess: start_utt() begins anew, so a Decoder for each utterance or participant recognises as well as one for all.
# Found: the mean of the sound (CMN) is learned from utterance to utterance, and a new Decoder begins with constants that
# are far off. "We will meet tomorrow morning at nine" is "we eat are the are you" for a new Decoder, and "we meet tomorrow
# morning at nine" for one that has heard other sentences. set_cmn() with the get_cmn() of a Decoder that has heard such
# speech helps. (Maintainers know that the constants can be far off; the size of the effect is the surprise.)
#
# Seen on 2026-11-28 with a voice of espeak-ng (espeakng-loader 0.2.4), wrong words of 34:
#   a Decoder for each utterance: 25
#   one Decoder, first round: 14
#   one Decoder, second round: 6
#   a Decoder for each utterance, with set_cmn(): 13
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet pocketsphinx==5.1.1 espeakng-loader==0.2.4 numpy==2.4.6
cat >run.py <<'PY'
import ctypes
from difflib import SequenceMatcher

import espeakng_loader
import numpy
from pocketsphinx import Decoder

RETRIEVAL, UTF8 = 2, 1
SENTENCES = (
    "please open the door and turn on the light",
    "the weather is nice today",
    "we will meet tomorrow morning at nine",
    "can you send me the report",
    "i think this is a good idea",
)
espeak = ctypes.cdll.LoadLibrary(espeakng_loader.get_library_path())
RATE = espeak.espeak_Initialize(RETRIEVAL, 0, espeakng_loader.get_data_path().encode(), 0)
pieces = []


@ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
def receive(samples, count, _events):
    if count > 0:
        pieces.append(numpy.ctypeslib.as_array(samples, (count,)).copy())
    return 0


def spoken(sentence):
    """Returns 16-bit samples at 16 kHz, with 0.2 s of silence on both sides."""
    pieces.clear()
    text = sentence.encode()
    espeak.espeak_Synth(text, len(text) + 1, 0, 0, 0, UTF8, None, None)
    espeak.espeak_Synchronize()
    sound = numpy.concatenate(pieces).astype(float)
    times = numpy.arange(len(sound) * 16000 // RATE) * RATE / 16000
    silence = numpy.zeros(3200)
    sound = numpy.interp(times, numpy.arange(len(sound)), sound)
    return numpy.concatenate([silence, sound, silence]).astype("<i2").tobytes()


def new():
    return Decoder(loglevel="FATAL")


def wrong(decoder):
    """Decodes all sentences, each with the result of `decoder`, and returns the number of words that are missing."""
    missing = 0
    for sentence, sound in zip(SENTENCES, SOUNDS, strict=True):
        recogniser = decoder()
        recogniser.start_utt()
        recogniser.process_raw(sound)
        recogniser.end_utt()
        heard, said = recogniser.hyp(), sentence.split()
        words = heard.hypstr.split() if heard else []
        missing += len(said) - sum(block.size for block in SequenceMatcher(None, said, words).get_matching_blocks())
    return missing


def seeded():
    decoder = new()
    decoder.set_cmn(MEANS)
    return decoder


espeak.espeak_SetSynthCallback(receive)
espeak.espeak_SetVoiceByName(b"en-us")
SOUNDS = [spoken(sentence) for sentence in SENTENCES]
print("a Decoder for each utterance:", wrong(new))
one = new()
print("one Decoder, first round:", wrong(lambda: one))
print("one Decoder, second round:", wrong(lambda: one))
MEANS = one.get_cmn(False)
print("a Decoder for each utterance, with set_cmn():", wrong(seeded))
PY
venv/bin/python run.py | tee seen
diff seen - <<'SEEN'
a Decoder for each utterance: 25
one Decoder, first round: 14
one Decoder, second round: 6
a Decoder for each utterance, with set_cmn(): 13
SEEN
