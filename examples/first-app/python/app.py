"""Prints the transcripts of meetings. Needs `pip install websockets`."""

import hmac
import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread, Timer

from websockets.sync.client import connect

starts = {}  # webhooks of the streams that run
CLIENT_ID, SECRET = os.environ["ZM_RTMS_CLIENT"], os.environ["ZM_RTMS_SECRET"]
TOKEN = os.environ["ZOOM_SECRET_TOKEN"]


def sign(key, text):
    return hmac.new(key.encode(), text.encode(), "sha256").hexdigest()


class Webhook(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        signed = "v0=" + sign(TOKEN, f"v0:{self.headers['x-zm-request-timestamp']}:{body}")
        if not hmac.compare_digest(signed, self.headers["x-zm-signature"]):
            return self.send_error(401)
        event, payload = json.loads(body)["event"], json.loads(body)["payload"]
        self.send_response(200)
        self.end_headers()
        if event == "endpoint.url_validation":
            token = payload["plainToken"]
            self.wfile.write(json.dumps({"plainToken": token, "encryptedToken": sign(TOKEN, token)}).encode())
        stream = payload.get("rtms_stream_id")
        known = starts.get(stream)
        if event == "meeting.rtms_started" and (not known or known["server_urls"] != payload["server_urls"]):
            starts[stream] = payload  # it may come twice, and with a new URL when a server was lost
            Thread(target=join, args=[payload]).start()  # the service waits at most 3 s for the response
        if event == "meeting.rtms_interrupted" and known:  # signaling was lost
            Thread(target=join, args=[known]).start()
        if event == "meeting.rtms_stopped":
            starts.pop(stream, None)


def join(payload, delay=1):
    meeting, stream = payload["meeting_uuid"], payload["rtms_stream_id"]
    if stream not in starts:
        return  # it has ended
    ids = {"protocol_version": 1, "meeting_uuid": meeting, "rtms_stream_id": stream}
    ids["signature"] = sign(SECRET, f"{CLIENT_ID},{meeting},{stream}")
    with connect(payload["server_urls"]) as signaling:
        for message in messages(signaling, {"msg_type": 1, **ids}):
            if message["msg_type"] == 2 and message["status_code"] in (8, 17):  # an earlier socket is still open
                return Timer(delay, join, [payload, 2 * delay]).start()
            if message["msg_type"] == 2 and message["status_code"] != 0:
                return print("refused:", message.get("reason"))
            if message["msg_type"] == 2:
                url = message["media_server"]["server_urls"]["transcript"]
            if message["msg_type"] == 2 or (message["msg_type"] == 8 and message["state"] == 2):  # media was lost
                Thread(target=receive, args=[url, ids, signaling]).start()


def receive(url, ids, signaling):
    with connect(url) as media:
        for message in messages(media, {"msg_type": 3, "media_type": 8, **ids}):  # 8: transcript
            if message["msg_type"] == 4:
                signaling.send(json.dumps({"msg_type": 7, "rtms_stream_id": ids["rtms_stream_id"]}))  # ready
            if message["msg_type"] == 17:
                print(message["content"]["user_name"], message["content"]["data"], sep=": ", flush=True)


def messages(socket, handshake):
    """Sends the handshake, answers keep-alives, and yields every message."""
    socket.send(json.dumps(handshake))
    for text in socket:
        try:
            message = json.loads(text)
        except ValueError:  # not JSON
            continue
        if message["msg_type"] == 12:
            socket.send(json.dumps({"msg_type": 13, "timestamp": message["timestamp"]}))
        yield message


server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "3000"))), Webhook)
print("Webhooks on port", server.server_port, flush=True)
server.serve_forever()
