"""Decrypts media of rtms-mock with cryptography and libsrtp. Reads a request as JSON, and writes the result as JSON."""

import base64
import json
import sys

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NAMES = {14: "audio", 15: "video", 16: "share", 17: "transcript", 18: "chat"}


def derive(keys, stream_id, media, info, length):
    hkdf = HKDF(algorithm=hashes.SHA256(), length=length, salt=stream_id.encode(), info=info.encode())
    return hkdf.derive(bytes.fromhex(keys[media]))


def decrypt(request):
    """Decrypts the payloads of messages from a WebSocket. Returns them in base64, or null for one that is refused."""
    keys, stream_id = request["keys"], request["streamId"]
    payloads = []
    for message in request["messages"]:
        kind, content = message["msg_type"], message["content"]
        media = NAMES[kind]
        key = derive(keys, stream_id, media, f"rtms-mock-1 payload {media}", 32)
        fields = (
            "rtms-mock-1",
            stream_id,
            kind,
            content.get("user_id", ""),
            content.get("channel_id", ""),
            content["timestamp"],
        )
        context = "\n".join(str(field) for field in fields).encode()
        sealed = base64.b64decode(content["data"])
        try:
            payload = AESGCM(key).decrypt(sealed[:12], sealed[12:], context)
            payloads.append(base64.b64encode(payload).decode())
        except InvalidTag:
            payloads.append(None)
    return payloads


def unprotect(request):
    """Removes the protection of SRTP packets. Returns for each the RTP packet in base64, or the error."""
    from pylibsrtp import Error, Policy, Session

    key = derive(
        request["keys"],
        request["streamId"],
        request["media"],
        f"rtms-mock-1 srtp {request['media']} {request['ssrc']}",
        30,
    )
    session = Session(Policy(key=key, ssrc_type=Policy.SSRC_ANY_INBOUND))
    results = []
    for packet in request["packets"]:
        try:
            results.append({"rtp": base64.b64encode(session.unprotect(base64.b64decode(packet))).decode()})
        except Error as error:
            results.append({"error": str(error)})
    return results


def example(request):
    """Decrypts messages with the program of the documentation."""
    import runpy

    program = runpy.run_path(request["path"])
    keys, stream_id = request["keys"], request["streamId"]
    return [program["decrypt"](message, keys, stream_id).hex() for message in request["messages"]]


request = json.load(sys.stdin)
tasks = {"decrypt": decrypt, "unprotect": unprotect, "example": example}
json.dump(tasks[request["do"]](request), sys.stdout)
