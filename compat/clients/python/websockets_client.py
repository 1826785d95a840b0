"""Receives media with websockets: URL, handshake and mode (default or raised) are arguments."""

import json
import sys

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

url, handshake, mode = sys.argv[1:]
options = {} if mode == "default" else {"max_size": None}


def report(**what):
    print(json.dumps(what), flush=True)


try:
    with connect(url, **options) as socket:
        socket.send(handshake)
        while True:
            report(bytes=len(socket.recv()))
except ConnectionClosed as closed:
    report(ended=str(closed))
