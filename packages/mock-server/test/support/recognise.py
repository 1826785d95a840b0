"""Recognises the speech of WAV files (16 kHz, mono) and prints one line of words for each."""

import sys
import wave

from pocketsphinx import Decoder

SILENCE = bytes(6400)

decoder = Decoder(samprate=16000, loglevel="FATAL")
for path in sys.argv[1:]:
    with wave.open(path) as file:
        samples = file.readframes(file.getnframes())
    decoder.start_utt()
    decoder.process_raw(SILENCE + samples + SILENCE, full_utt=True)
    decoder.end_utt()
    hypothesis = decoder.hyp()
    print(hypothesis.hypstr if hypothesis else "")
