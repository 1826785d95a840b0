"""Counts what a meeting sends, and prints it as JSON when the stream has ended. Comes back after a loss of sockets."""

import hmac
import json
import os
import sys
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

CLIENT_ID, SECRET, MEDIA_TYPES = sys.argv[1], sys.argv[2], [int(number) for number in sys.argv[3:]]
NAMES = {14: "audio", 15: "video", 17: "transcript"}

counts: Counter[str] = Counter()
words: list[str] = []
receivers: list[Thread] = []
ended, done = Event(), Event()


class Webhook(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(200)
        self.end_headers()
        if body["event"] == "meeting.rtms_started":
            Thread(target=stay, args=[body["payload"]], daemon=True).start()

    def log_message(self, *_):
        pass


def stay(payload):
    """Joins, and joins again after a loss of signaling."""
    while not ended.is_set():
        try:
            join(payload)
        except ConnectionClosed:
            counts["signaling lost"] += 1
    for receiver in receivers:
        receiver.join(10)  # the last media comes before the sockets are closed
    done.set()


def join(payload):
    meeting, stream = payload["meeting_uuid"], payload["rtms_stream_id"]
    signature = hmac.new(SECRET.encode(), f"{CLIENT_ID},{meeting},{stream}".encode(), "sha256").hexdigest()
    ids = {"protocol_version": 1, "meeting_uuid": meeting, "rtms_stream_id": stream, "signature": signature}
    with connect(payload["server_urls"]) as signaling:
        send(signaling, {"msg_type": 1, **ids})
        while True:
            message = receive(signaling)
            if message["msg_type"] == 2:
                url = message["media_server"]["server_urls"]["all"]
                for media_type in MEDIA_TYPES:
                    receivers.append(Thread(target=media, args=[url, ids, media_type, signaling], daemon=True))
                    receivers[-1].start()
            if message["msg_type"] == 8 and message["state"] == 4:
                ended.set()
                return


def media(url, ids, media_type, signaling):
    """Receives one media type, also after its socket was lost."""
    while not ended.is_set():
        try:
            with connect(url) as socket:
                send(socket, {"msg_type": 3, "media_type": media_type, **ids})
                while True:
                    message = receive(socket)
                    if message["msg_type"] == 4:
                        send(signaling, {"msg_type": 7, "rtms_stream_id": ids["rtms_stream_id"]})
                    if message["msg_type"] in NAMES:
                        counts[NAMES[message["msg_type"]]] += 1
                    if message["msg_type"] == 17:
                        words.append(message["content"]["data"])
        except ConnectionClosed:
            if signaling.close_code is not None:
                return
            counts["media lost"] += 0 if ended.is_set() else 1


def receive(socket):
    message = json.loads(socket.recv())
    if message["msg_type"] == 12:
        send(socket, {"msg_type": 13, "timestamp": message["timestamp"]})
    return message


def send(socket, message):
    socket.send(json.dumps(message))


server = ThreadingHTTPServer(("127.0.0.1", 0), Webhook)
Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
done.wait(60)
print(json.dumps({"counts": counts, "words": words}), flush=True)
os._exit(0)
