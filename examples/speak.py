"""Lets a participant say the words of a WAV file in a running meeting. Needs Python only.

    python3 speak.py http://localhost:9092 STREAM_ID talk.wav "The words"
"""
import json
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

server, stream_id, wav, words = sys.argv[1:]
query = urlencode({"name": "Ada", "caption": words, "wait": "true"})
request = Request(
    f"{server}/api/meetings/{stream_id}/live/audio?{query}",
    data=Path(wav).read_bytes(),
    headers={"content-type": "audio/wav"},
)
try:
    with urlopen(request) as response:
        print("said", json.load(response)["durationMs"], "ms of audio")
except HTTPError as error:
    sys.exit(json.load(error)["error"]["message"])
